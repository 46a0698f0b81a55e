"""Sheets as records: which sort of sheet it is, what each column holds, and every cell that cannot stay as it is."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

import msgspec

from trainer.course.columns import KINDS, NOTES_NAME, Column, Kind
from trainer.course.problem import quote
from trainer.course.sheet import CELL_MOST, Cell, Row, Sheet, column_letters
from trainer.i18n import N_, Message
from trainer.text import find_nearest, has_unsafe

HEADS_LOOKED_AT = 10
"""Rows among which the names of the columns may stand: titles and remarks come before them."""
HEADS_FEWEST = 2
"""Names by which a row of names is known."""


class Spot(msgspec.Struct, frozen=True):
    """A place in a table; `column` is 0 where the whole row is meant, `sheet` empty in a CSV file."""

    sheet: str
    row: int
    column: int = 0
    name: str = ""

    def fault(self, message: Message, remedy: Message) -> Fault:
        """Return what is wrong here."""
        return Fault(self, message, remedy)


class Fault(msgspec.Struct, frozen=True):
    """One thing to mend in a table."""

    spot: Spot
    message: Message
    remedy: Message


class Record(msgspec.Struct, frozen=True):
    """One row by the names of its columns. What is blank has a spot, but no text."""

    spots: dict[str, Spot]
    texts: dict[str, str]
    row: Spot

    def text(self, name: str) -> str:
        """Return what stands in a column; empty when it is blank or not there."""
        return self.texts.get(name, "")

    def spot(self, name: str) -> Spot:
        """Return the place of a column in this row; the row where there is no such column."""
        return self.spots.get(name, self.row)

    def filled(self, names: Sequence[str]) -> list[tuple[str, Spot]]:
        """Return text and place of those columns that are not blank."""
        return [(self.texts[name], self.spots[name]) for name in names if self.text(name)]


class Grid(msgspec.Struct, frozen=True):
    """One sheet of a known sort, row by row."""

    kind: Kind
    records: list[Record]


def read_grids(sheets: Sequence[Sheet]) -> tuple[list[Grid], list[Fault]]:
    """Return the sheets that hold something to import, and everything that is wrong with their cells."""
    grids: list[Grid] = []
    faults: list[Fault] = []
    for sheet in sheets:
        if plain(sheet.name) == NOTES_NAME or not sheet.rows:
            continue
        head = _find_head(sheet)
        if (kind := _recognise(sheet, head)) is None:
            faults.append(_unrecognised(sheet))
        else:
            reader = _GridReader(sheet.name, kind, head)
            rows = [row for row in sheet.rows if row.number > head.number]
            grids.append(Grid(kind, reader.read(rows)))
            faults += reader.faults
    return grids, faults


def plain(text: str) -> str:
    """Return a name or a number as it is compared: full-width letters and spaces within make no difference."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _find_head(sheet: Sheet) -> Row:
    known = {column.name for kind in KINDS for column in kind.columns}
    for row in sheet.rows[:HEADS_LOOKED_AT]:
        if sum(plain(cell.text) in known for cell in row.cells.values()) >= HEADS_FEWEST:
            return row
    return sheet.rows[0]


def _recognise(sheet: Sheet, head: Row) -> Kind | None:
    named = next((kind for kind in KINDS if kind.name == plain(sheet.name)), None)
    names = {plain(cell.text) for cell in head.cells.values()}
    counts = {kind.name: len(names & {column.name for column in kind.columns}) for kind in KINDS}
    best = max(KINDS, key=lambda kind: counts[kind.name])
    return named or (best if counts[best.name] >= HEADS_FEWEST else None)


def _unrecognised(sheet: Sheet) -> Fault:
    kinds = [kind.name for kind in KINDS]
    message = N_("看不出这张表写的是什么：第一行要有每一列的名字。")
    remedy = N_(
        "能导入的有：{kinds}。先写一份模板照着填：trainer course import --template 课程模板.xlsx；不导入的工作表就隐藏。", kinds=kinds
    )
    return Spot(sheet.name, sheet.rows[0].number).fault(message, remedy)


class _GridReader:
    def __init__(self, sheet: str, kind: Kind, head: Row) -> None:
        self._sheet, self._kind, self._head = sheet, kind, head
        self.faults: list[Fault] = []
        self._columns: dict[int, Column | None] = {}

    def read(self, rows: list[Row]) -> list[Record]:
        """Return the records; none where a column that is needed is not there."""
        self._read_head()
        written = {column.name for column in self._columns.values() if column}
        absent = [column for column in self._kind.columns if column.need != "no" and column.name not in written]
        for column in absent:
            message = N_("少了“{name}”这一列。", name=column.name)
            remedy = N_("在这一行加上这一列。写什么：{help}", help=column.help)
            self.faults.append(Spot(self._sheet, self._head.number).fault(message, remedy))
        return [] if absent else [self._read_row(row) for row in rows]

    def _read_head(self) -> None:
        known = {column.name: column for column in self._kind.columns}
        seen: dict[str, int] = {}
        for number, cell in self._head.cells.items():
            name = plain(cell.text)
            self._columns[number] = known.get(name)
            spot = Spot(self._sheet, self._head.number, number, quote(cell.text))
            if name in seen:
                message = N_("这个名字写了两列，另一列是 {letters} 列。", letters=column_letters(seen[name]))
                self.faults.append(spot.fault(message, N_("留下一列，另一列改名或删掉。")))
            elif name not in known:
                self.faults.append(self._unknown(spot, name, [other for other in known if other not in seen]))
            seen[name] = number

    def _unknown(self, spot: Spot, name: str, known: list[str]) -> Fault:
        near = find_nearest(name, known)
        all_names = N_("可以写的有：{names}；用不着就删掉这一列。", names=known)
        return spot.fault(N_("没有叫这个名字的列。"), N_("是不是想写“{near}”？", near=near) if near else all_names)

    def _read_row(self, row: Row) -> Record:
        spots = {column.name: Spot(self._sheet, row.number, at, column.name) for at, column in self._columns.items() if column}
        texts = {}
        for number, cell in row.cells.items():
            if number not in self._columns:
                self._columns[number] = None  # said once a column
                spot = Spot(self._sheet, row.number, number)
                self.faults.append(spot.fault(N_("这一列没有名字。"), N_("在第一行写上列的名字，或者把这一格删掉。")))
            elif column := self._columns[number]:
                found = list(check_cell(cell, column, spots[column.name]))
                self.faults += found
                texts[column.name] = "" if found else _normalise(cell.text, column)
        record = Record(spots, texts, Spot(self._sheet, row.number))
        self.faults += [missing(column, spots[column.name]) for column in self._needed(record)]
        return record

    def _needed(self, record: Record) -> Iterator[Column]:
        """Yield the columns that are blank in this row and may not be."""
        return (column for column in self._kind.columns if column.need == "always" and column.name not in record.texts)


def missing(column: Column, spot: Spot) -> Fault:
    """Return the fault of a cell that may not be blank."""
    example = N_("写上内容，如：{example}", example=column.example)
    return spot.fault(N_("这一格是空的。"), example if column.example else column.help)


def _normalise(text: str, column: Column) -> str:
    return plain(text) if column.choices else text


def check_cell(cell: Cell, column: Column, spot: Spot) -> Iterator[Fault]:
    """Yield why a cell cannot stay as it is: no text, too long, on several lines, with characters that nobody sees."""
    if cell.flaw is not None and cell.remedy is not None:
        yield spot.fault(cell.flaw, cell.remedy)
    elif len(cell.text) > CELL_MOST:
        yield spot.fault(N_("这一格太长了，超过 {most} 个字。", most=CELL_MOST), N_("一格只写一句话；是不是好几格粘到了一起？"))
    elif any(sign in cell.text for sign in "\n\r\t"):
        yield spot.fault(N_("这一格里有换行或 Tab。"), N_("写成一行。"))
    elif has_unsafe(cell.text):
        character = next(character for character in cell.text if has_unsafe(character))
        message = N_("这里有一个看不见的控制字符（U+{number}）。", number=f"{ord(character):04X}")
        yield spot.fault(message, N_("清空这一格，重新打一遍。"))
    elif column.choices and plain(cell.text) not in column.choices:
        near = find_nearest(plain(cell.text), column.choices)
        allowed = N_("只能写：{allowed}", allowed=list(column.choices))
        remedy = N_("是不是想写“{near}”？", near=near) if near else allowed
        yield spot.fault(N_("“{value}”不能写在这里。", value=quote(cell.text)), remedy)
