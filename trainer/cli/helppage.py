"""A help page laid out in terminal cells, so that Chinese lines up and nothing runs past a narrow window."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from typing import Any

import msgspec

from trainer.i18n import _
from trainer.lines import break_lines, count_cells

WIDEST = 80
NARROWEST = 20
BESIDE_LEAST = 24
"""Cells that an explanation needs to stand beside its name; with less it stands below."""
INDENT, GAP = "  ", 2
_BOTH_ENDS = re.compile(r"(\d+)<=x<=(\d+)")
_LOWER_END = re.compile(r"x>=(\d+)")
_FIRST_SENTENCE = re.compile(r"(?:[^。！？.]|\.(?! ))*[。！？.]?")

Row = tuple[str, str]
"""What is written, such as an option, and what it does."""


class Section(msgspec.Struct, frozen=True):
    """A heading with its rows; without explanations they are plain lines."""

    title: str
    rows: Sequence[Row]

    @property
    def is_line(self) -> bool:
        """Whether all there is can follow the heading: the first page just fits a window of 24 lines."""
        return [explanation for _name, explanation in self.rows] == [""]


ROOM = 22
"""Lines of a page that leave room for one more and the prompt in a window of 24, and for nothing else."""


def explain_command(command: Any, ctx: Any) -> str:
    """Return the help page of a command or a group."""
    pieces = [piece.strip("{}") for piece in command.collect_usage_pieces(ctx)]
    usage = _("用法：{command}", command=" ".join([ctx.command_path, *pieces]))
    rows: dict[str, list[Row]] = {"argument": [], "option": []}
    for param in command.get_params(ctx):
        if record := param.get_help_record(ctx):
            rows[param.param_type_name].append((record[0], _say_range(record[1])))
    entries = [(entry.name, first_sentence(entry.help)) for entry in getattr(command, "entries", ())]
    examples = [(line, "") for line in command.epilog.splitlines()]
    titled = ((_("后面写："), rows["argument"]), (_("选项："), rows["option"]), (_("命令："), entries), (_("例："), examples))
    return lay_out(usage, command.help, [Section(title, lines) for title, lines in titled], terminal_width())


def terminal_width() -> int:
    """Return how many cells a page may take across."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))


def first_sentence(text: str) -> str:
    """Return what an explanation begins with: a list of commands has room for no more."""
    found = _FIRST_SENTENCE.match(text)
    return found[0] if found else text


def lay_out(usage: str, text: str, sections: Sequence[Section], width: int) -> str:
    """Return a page: how to write it, what it does, and the sections that have rows."""
    lines = [*break_lines(usage, width), *_indented(text, INDENT, width)]
    for section in sections:
        if section.is_line:
            gap = [""] if len(lines) < ROOM else []
            lines += [*gap, *break_lines(section.title + section.rows[0][0], width)]
        elif section.rows:
            lines += ["", section.title, *_lay_rows(section.rows, width)]
    return "\n".join(lines)


def _lay_rows(rows: Sequence[Row], width: int) -> list[str]:
    column = max(count_cells(name) for name, _explanation in rows) + GAP
    if width - len(INDENT) - column < BESIDE_LEAST:
        return [line for row in rows for line in _lay_below(row, width)]
    return [line for row in rows for line in _lay_beside(row, column, width)]


def _lay_beside(row: Row, column: int, width: int) -> list[str]:
    name, explanation = row
    margin = " " * (len(INDENT) + column)
    first, *more = _indented(explanation, margin, width)
    head = INDENT + name + " " * (column - count_cells(name))
    return [(head + first.removeprefix(margin)).rstrip(), *more]


def _lay_below(row: Row, width: int) -> list[str]:
    name, explanation = row
    head = _indented(name, INDENT, width)
    return head + (_indented(explanation, INDENT * 2, width) if explanation else [])


def _indented(text: str, margin: str, width: int) -> list[str]:
    return [margin + line for line in break_lines(text, width - len(margin))]


def _say_range(text: str) -> str:
    return _LOWER_END.sub(_(r"最小 \1"), _BOTH_ENDS.sub(_(r"\1 到 \2"), text))
