"""The tables to fill in, with the names of the columns and an example that can be imported as it stands."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from trainer.course.bounds import LIMITS
from trainer.course.columns import FACT, KINDS, NOTES_NAME, Column, Kind
from trainer.course.sheet import column_letters
from trainer.errors import TrainerError
from trainer.i18n import N_, Message, _, render
from trainer.text import guard_cell

FILLED_ROWS = 500
"""Rows that offer their choices in a list."""
NARROW, WIDE = 12, 36
"""Widths of columns, in characters of the spreadsheet's font; a Chinese one takes two."""
NEEDED_COLOUR, HEAD_COLOUR = "FFE699", "D9E1F2"
TOPIC = "主题"
_LISTED = {TOPIC: 7, "原则": 8}
"""Columns that name something of the course, and where that stands beside the explanations: a list in a cell may refer to it."""
_WIDTHS = (10, 18, 12, 70, 10, 4, 18, 18)
Lists = Mapping[str, Sequence[str]]
"""The titles that the course has, by the column that names one of them."""


def build_csv(lists: Lists) -> bytes:
    """Return the table of facts as Excel reads it by a double click: UTF-8 with a byte order mark."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(column.name for column in FACT.columns)
    writer.writerow(map(guard_cell, _examples(FACT, lists)))  # a course from elsewhere may have a topic of that kind
    return text.getvalue().encode("utf-8-sig")


def build_workbook(lists: Lists) -> bytes:
    """Return a workbook with a sheet for each kind and one that explains them. Raises `TrainerError` without openpyxl."""
    try:
        from openpyxl import Workbook
    except ImportError as failure:
        message = N_("写 .xlsx 还差一个小程序库：openpyxl。")
        raise TrainerError(message, N_("装上它再试：pip install openpyxl；或者把文件名写成 .csv。")) from failure
    book = Workbook()
    del book[book.sheetnames[0]]
    for kind in KINDS:
        _fill_kind(book.create_sheet(kind.name), kind, lists)
    _explain(book.create_sheet(NOTES_NAME), lists)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _examples(kind: Kind, lists: Lists) -> list[str]:
    return [next(iter(lists[column.name]), "") if column.name == TOPIC else column.example for column in kind.columns]


def _fill_kind(sheet: Any, kind: Kind, lists: Lists) -> None:
    for number, (column, example) in enumerate(zip(kind.columns, _examples(kind, lists), strict=True), 1):
        _write(sheet, 1, number, column.name, NEEDED_COLOUR if column.need != "no" else HEAD_COLOUR)
        _write(sheet, 2, number, example)
        letters = column_letters(number)
        sheet.column_dimensions[letters].width = WIDE if column.bound or len(example) > NARROW else NARROW + 4
        # Typed as text, 3-1 stays what it is and becomes no date.
        sheet.column_dimensions[letters].number_format = "@"
        _offer(sheet, column, letters, lists)
    sheet.freeze_panes = "A2"


def _offer(sheet: Any, column: Column, letters: str, lists: Lists) -> None:
    """Offer what alone may stand in a column as a list."""
    from openpyxl.worksheet.datavalidation import DataValidation

    source = f'"{",".join(column.choices)}"' if column.choices else ""
    if titles := lists.get(column.name):
        at = column_letters(_LISTED[column.name])
        source = f"'{NOTES_NAME}'!${at}$2:${at}${len(titles) + 1}"
    if source:
        offered = DataValidation(type="list", formula1=source, allow_blank=True)
        offered.add(f"{letters}2:{letters}{FILLED_ROWS}")
        sheet.add_data_validation(offered)


def _explain(sheet: Any, lists: Lists) -> None:
    heads = (_("哪张表"), _("哪一列"), _("要不要写"), _("写什么"), _("最多几个字"), "", _("可以写的主题"), _("可以写的原则"))
    for number, (head, width) in enumerate(zip(heads, _WIDTHS, strict=True), 1):
        _write(sheet, 1, number, head, HEAD_COLOUR if head else "")
        sheet.column_dimensions[column_letters(number)].width = width
    rows = [(kind.name, column) for kind in KINDS for column in kind.columns]
    for row, (name, column) in enumerate(rows, 2):
        most = str(LIMITS.get(column.bound, "")) if column.bound else ""
        for number, text in enumerate((name, column.name, render(_need(column)), render(column.help), most), 1):
            _write(sheet, row, number, text)
    for name, titles in lists.items():
        for row, title in enumerate(titles, 2):
            _write(sheet, row, _LISTED[name], title)
    remarks = (
        _("第二行是例子：换成自己的，或者删掉；用不着的表留空就行。"),
        _("一行是一个场景；同一个知识点写几个场景，就用同一个名字写几行，主题、为什么、顾客心里的话只写一次。"),
        _("黄色的列一定要写。列的次序可以换，用不着的列可以删。"),
    )
    for row, remark in enumerate(remarks, len(rows) + 3):
        _write(sheet, row, 1, remark)
    sheet.freeze_panes = "A2"


def _need(column: Column) -> Message:
    return {"always": N_("要"), "first": N_("第一行要"), "no": N_("可以不写")}[column.need]


def _write(sheet: Any, row: int, column: int, text: str, colour: str = "") -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    cell = sheet.cell(row, column)
    if text:
        cell.value = text
        cell.data_type = "s"  # a title that begins with = is no formula
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=row > 1 and column != 1, vertical="top")
    if colour:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=colour)
