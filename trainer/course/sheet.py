"""A table as values: sheets, rows and cells as text, whatever program wrote them. Rows count as a spreadsheet shows them."""

from __future__ import annotations

import msgspec

from trainer.i18n import N_, Message

SIZE_MOST = 5 * 1024 * 1024
"""Bytes of a file; a table of two thousand rows has one megabyte."""
ROWS_MOST = 2000
"""Rows with something in them, on one sheet."""
COLUMNS_MOST = 60
CELL_MOST = 500
"""Characters that are kept of a cell, and one more: no sentence of a course is longer."""

_RETYPE = N_("把这一格的格式设成“文本”，照看到的样子重新打一遍。")
_FLAWS = {
    "f": (N_("这里是公式，不是文字。"), N_("复制这一格，“选择性粘贴”选“数值”；或者直接打字。")),
    "e": (N_("这里是出错的公式（如 #N/A）。"), N_("删掉它，把内容打进去。")),
    "b": (N_("这里是 TRUE 或 FALSE，不是文字。"), _RETYPE),
    "d": (N_("这里是数字、日期或百分比，看到的和存着的不一样。"), _RETYPE),
}

_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}


class Cell(msgspec.Struct, frozen=True):
    """What stands in a cell, trimmed. `flaw`: why that is no text to learn from, such as a formula; `remedy` what to do."""

    text: str
    flaw: Message | None = None
    remedy: Message | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands there."""
        return not self.text and self.flaw is None


class Row(msgspec.Struct, frozen=True):
    """One row that is not blank: its number from 1, and its cells by column from 1."""

    number: int
    cells: dict[int, Cell]


class Sheet(msgspec.Struct, frozen=True):
    """One sheet: its name, empty for a CSV file, and its rows without the blank ones."""

    name: str
    rows: list[Row]


def column_letters(column: int) -> str:
    """Return how a spreadsheet calls a column: 1 → A, 27 → AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def make_cell(text: str) -> Cell:
    """Return a text as a cell: trimmed, bounded, without the apostrophe by which spreadsheets are told that it is text."""
    trimmed = text[: CELL_MOST * 8].strip()
    if trimmed in _ERRORS:
        return flawed_cell("e")
    if trimmed.startswith("=") and len(trimmed) > 1:
        return flawed_cell("f")
    if trimmed.startswith("'") and trimmed.count("'") == 1:
        trimmed = trimmed[1:]
    return Cell(trimmed[: CELL_MOST + 1])


def flawed_cell(kind: str) -> Cell:
    """Return a cell whose content is a formula (f), an error (e), a truth value (b), or a date or formatted number (d)."""
    return Cell("", *_FLAWS[kind])
