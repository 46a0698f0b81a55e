"""Read the sheets of an .xlsx file: values only, as text, and what is no text named as such.

openpyxl is not used for this: it believes the sizes that WPS writes wrongly, stops at styles that other programs write,
and opens XML bombs. The cells are in three kinds of parts, which take a page to read.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from trainer.course.package import Package, damaged, read_relations
from trainer.course.sheet import CELL_MOST, COLUMNS_MOST, ROWS_MOST, Cell, Row, Sheet, flawed_cell, make_cell
from trainer.errors import TrainerError
from trainer.i18n import N_

SHEETS_MOST = 20
STRINGS_MOST = 200_000
PLAIN_FORMATS = (0, 1, 49)
"""General, whole numbers and text: what is stored is what is shown."""
_COORDINATE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ROOT = "xl/workbook.xml"


def read_workbook(content: bytes) -> list[Sheet]:
    """Return the visible sheets of an .xlsx file. Raises `TrainerError` for a file that is none, is damaged or too large."""
    package = Package(content)
    if _ROOT not in package:
        message = N_("这不是 .xlsx 表格。")
        raise TrainerError(message, N_("用 Excel 或 WPS 打开，“另存为”选“Excel 工作簿（.xlsx）”，再导入一次。"))
    relations = read_relations(package, _ROOT)
    by_kind = dict(relations.values())
    strings = _read_strings(package, by_kind["sharedStrings"]) if "sharedStrings" in by_kind else []
    plain = _read_formats(package, by_kind["styles"]) if by_kind.get("styles", "") in package else []
    sheets = []
    for name, id_ in _list_sheets(package):
        kind, path = relations.get(id_, ("", ""))
        if kind == "worksheet":
            reader = _SheetReader(strings, plain)
            package.parse(path, reader.start, reader.end, reader.text)
            sheets.append(Sheet(name, reader.finish()))
    return sheets


def _list_sheets(package: Package) -> list[tuple[str, str]]:
    """Return name and id of the sheets that can be seen."""
    found: list[tuple[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet" and attributes.get("state", "visible") == "visible":
            found.append((attributes.get("name", ""), attributes.get("id", "")))

    package.parse(_ROOT, start)
    if len(found) > SHEETS_MOST:
        message = N_("有 {count} 张工作表，超过 {most} 张。", count=len(found), most=SHEETS_MOST)
        raise TrainerError(message, N_("只留要导入的几张，其余的删掉或隐藏。"))
    return found


def _read_strings(package: Package, path: str) -> list[str]:
    reader = _StringReader()
    package.parse(path, reader.start, reader.end, reader.text)
    return reader.strings


def _read_formats(package: Package, path: str) -> list[bool]:
    """Return for each style of a cell whether a number in it is shown as it is stored."""
    plain: list[bool] = []
    inside: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag in ("cellXfs", "cellStyleXfs"):
            inside.append(tag)
        elif tag == "xf" and inside[-1:] == ["cellXfs"]:
            plain.append(attributes.get("numFmtId", "0") in map(str, PLAIN_FORMATS))

    package.parse(path, start)
    return plain


class _Words:
    """The text between the tags <t>: without the phonetic hints that Asian spreadsheets add, and never much more than is kept."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._is_open = self._is_hint = False

    def start(self, tag: str) -> None:
        self._is_hint = self._is_hint or tag == "rPh"
        self._is_open = tag in ("t", "v")

    def end(self, tag: str) -> None:
        self._is_hint = self._is_hint and tag != "rPh"
        self._is_open = False

    def text(self, piece: str) -> None:
        # Escapes and line ends take room that the words do not.
        if self._is_open and not self._is_hint and self._length <= CELL_MOST * 8:
            self._pieces.append(piece)
            self._length += len(piece)

    def take(self) -> str:
        taken = "".join(self._pieces)
        self._pieces, self._length = [], 0
        return taken


class _StringReader:
    """The texts that cells refer to by number."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._words = _Words()
        self.text = self._words.text

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._words.start(tag)

    def end(self, tag: str) -> None:
        self._words.end(tag)
        if tag == "si":
            self.strings.append(self._words.take())
            if len(self.strings) > STRINGS_MOST:
                raise damaged()


class _SheetReader:
    """The cells of one sheet that are not blank."""

    def __init__(self, strings: list[str], plain: list[bool]) -> None:
        self._strings, self._plain = strings, plain
        self._rows: dict[int, dict[int, Cell]] = {}
        self._merged: list[str] = []
        self._row = self._column = 0
        self._cell: dict[str, str] = {}
        self._is_formula = False
        self._words = _Words()
        self.text = self._words.text

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._words.start(tag)
        if tag == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif tag == "c":
            self._column = _column_of(attributes["r"]) if "r" in attributes else self._column + 1
            self._cell, self._is_formula = attributes, False
        elif tag == "f":
            self._is_formula = True
        elif tag == "mergeCell" and len(self._merged) < ROWS_MOST:
            self._merged.append(attributes.get("ref", ""))

    def end(self, tag: str) -> None:
        self._words.end(tag)
        if tag == "c" and not (cell := self._make_cell(self._words.take())).is_blank:
            self._keep(cell)

    def finish(self) -> list[Row]:
        """Return the rows. What stands in a merged cell counts for every row that the cell spans."""
        numbers = sorted(self._rows)
        for reference in self._merged:
            ends = [_COORDINATE.fullmatch(end) for end in reference.split(":")]
            if len(ends) == 2 and ends[0] and ends[1] and ends[0][1] == ends[1][1]:
                first, last, column = int(ends[0][2]), int(ends[1][2]), _column_of(ends[0][0])
                below = numbers[bisect_right(numbers, first) : bisect_right(numbers, last)]
                self._fill(first, below, column)
        return [Row(number, self._rows[number]) for number in numbers]

    def _fill(self, first: int, below: list[int], column: int) -> None:
        if (cell := self._rows.get(first, {}).get(column)) is not None:
            for number in below:
                self._rows[number].setdefault(column, cell)

    def _keep(self, cell: Cell) -> None:
        if self._column > COLUMNS_MOST:
            message = N_("第 {row} 行太宽，超过 {most} 列。", row=self._row, most=COLUMNS_MOST)
            raise TrainerError(message, N_("把右边用不着的内容删掉，再导入一次。"))
        self._rows.setdefault(self._row, {})[self._column] = cell
        if len(self._rows) > ROWS_MOST:
            message = N_("一张工作表超过 {most} 行。", most=ROWS_MOST)
            raise TrainerError(message, N_("拆成几个文件，分几次导入。"))

    def _make_cell(self, raw: str) -> Cell:
        kind = self._cell.get("t", "n")
        if self._is_formula:
            return flawed_cell("e" if kind == "e" else "f")
        if kind == "s" and raw:
            place = int(raw)
            if not 0 <= place < len(self._strings):
                raise damaged()
            raw = self._strings[place]
        elif kind == "n" and raw.strip():
            return self._make_number(raw.strip())
        elif kind in ("b", "d", "e") and raw.strip():
            return flawed_cell(kind)
        return make_cell(_ESCAPED.sub(_unescape, raw))

    def _make_number(self, raw: str) -> Cell:
        style = int(self._cell.get("s", "0"))
        if style < len(self._plain) and not self._plain[style]:
            return flawed_cell("d")
        shown = f"{float(raw):.15g}"
        return Cell(shown) if re.fullmatch(r"-?[0-9.]+", shown) else flawed_cell("d")


def _column_of(coordinate: str) -> int:
    found = _COORDINATE.fullmatch(coordinate)
    if found is None:
        raise damaged()
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def _unescape(found: re.Match[str]) -> str:
    """Return the character that a spreadsheet wrote as its number, such as a line end."""
    return chr(int(found[1], 16))
