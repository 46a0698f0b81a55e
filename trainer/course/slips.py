"""Slips of the keyboard in one line of YAML: Chinese punctuation or a missing space where the syntax has its own.

What is found here is a suggestion only: whether it makes the file better is judged by `trainer.course.repair`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec

from trainer.course.fields import NAMES
from trainer.course.problem import Problem
from trainer.course.tree import parse_tree
from trainer.i18n import N_, Message

LINE_MOST = 1000
"""Characters; no line of a course is longer, and a hostile one must not take time."""

INDENT = N_("全角空格改成空格")
DASH = N_("横线改成英文横线加空格")
COLON = N_("字段名后面改成英文冒号加空格")
BRACKET = N_("全角括号改成英文括号")
COMMA = N_("隔开各项的中文逗号改成英文逗号")

_INDENT = re.compile("[ 　]*")
_DASH = re.compile(r"[-－—–−][ 　]+(?=\S)")  # the look-alikes are the point
_TIGHT_DASH = re.compile(r"-(?=[^\s\-\d])")
_FIELD = re.compile(rf"(?P<name>{NAMES})(?P<colon> *：[ 　]*|:(?=\S))")
_PLAIN_FIELD = re.compile(rf"(?P<name>{NAMES}): +")
_FLOW = re.compile(
    r"(?<![^\s\[{,:，［｛：])(?:\"(?:[^\"\\]|\\.)*\"|'[^']*')"  # a quoted text: nothing in it is syntax
    r"|(?P<bracket>[［］｛｝])"
    r"|(?P<comma>，\s*)"
    rf"|(?<=[{{｛,，])\s*(?:{NAMES})(?P<colon>\s*：\s*|:(?=\S))"
)
_NEXT_FIELD = re.compile(rf"(?:{NAMES})\s*[：:]")
_TO_ASCII = str.maketrans("［］｛｝", "[]{}")
_ID_LISTS = ("source", "apart", "renamed_from")
_ID_ENDS = re.compile(r"[A-Za-z0-9]")


class Edit(msgspec.Struct, frozen=True):
    """Replace `start` to `end` by `new`."""

    start: int
    end: int
    new: str
    kind: Message


class Slip(msgspec.Struct, frozen=True):
    """One line before and after, what was changed in it, and the columns of `after` that are meant as syntax."""

    line: int
    after: str
    kinds: list[Message]
    columns: list[int]


def find_slip(number: int, line: str) -> Slip | None:
    """Return what may be mended in a line; None when it looks like YAML already."""
    if len(line) > LINE_MOST or line.isascii() and "-" not in line and ":" not in line:
        return None
    edits, field, rest = _edit_head(line)
    if line[rest : rest + 1] in tuple("[{［｛"):
        edits += _edit_flow(line, rest, field)
    return _apply(number, line, edits) if edits else None


def _edit_head(line: str) -> tuple[list[Edit], str, int]:
    """Indentation, dashes and the field name. Returns the name and where what follows it begins."""
    found = _INDENT.match(line)
    at = found.end() if found else 0
    edits = [Edit(0, at, line[:at].replace("　", "  "), INDENT)] if "　" in line[:at] else []
    while dash := _DASH.match(line, at):
        if not dash[0].isascii():
            edits.append(Edit(at, dash.end(), "- ", DASH))
        at = dash.end()
    if tight := _TIGHT_DASH.match(line, at):
        edits.append(Edit(at, tight.end(), "- ", DASH))
        at = tight.end()
    if field := _FIELD.match(line, at):
        edits.append(Edit(*field.span("colon"), ": " if line[field.end() :] else ":", COLON))
    field = field or _PLAIN_FIELD.match(line, at)
    return edits, field["name"] if field else "", field.end() if field else at


def _edit_flow(line: str, start: int, field: str) -> list[Edit]:
    """What is needed between brackets: as little as makes them readable by themselves."""
    found = list(_FLOW.finditer(line, start))
    sure = [edit for match in found for edit in _sure_edits(line, match, field)]
    brackets = [Edit(*match.span(), match[0].translate(_TO_ASCII), BRACKET) for match in found if match["bracket"]]
    commas = [Edit(*match.span(), ", ", COMMA) for match in found if match["comma"] and _beside_quote_or_bracket(line, match)]
    commas = [edit for edit in commas if edit not in sure]
    # A full-width bracket where a collection should begin reads as a text, which is no proof.
    ways = [[], brackets, commas, [*brackets, *commas]] if line[start].isascii() else [brackets, [*brackets, *commas]]
    for more in ways:
        if not isinstance(parse_tree(_edit(line[start:], [*sure, *more], -start), ""), Problem):
            return [*sure, *more]
    return sure


def _sure_edits(line: str, match: re.Match[str], field: str) -> Iterator[Edit]:
    """A colon after a field name, a comma before one, or a comma between two ids: no sentence has them."""
    if match["colon"]:
        yield Edit(*match.span("colon"), ": ", COLON)
    elif match["comma"]:
        between_ids = field in _ID_LISTS and _ID_ENDS.match(line, match.start() - 1) and _ID_ENDS.match(line, match.end())
        if between_ids or _NEXT_FIELD.match(line, match.end()):
            yield Edit(*match.span(), ", ", COMMA)


def _beside_quote_or_bracket(line: str, match: re.Match[str]) -> bool:
    return line[: match.start()].rstrip()[-1:] in tuple("\"']］}｝") or line[match.end() : match.end() + 1] in tuple("\"'[［{｛")


def _apply(number: int, line: str, edits: list[Edit]) -> Slip:
    columns: list[int] = []
    shift = 0
    for edit in sorted(edits, key=_start):
        columns.append(edit.start + shift)
        shift += len(edit.new) - (edit.end - edit.start)
    kinds = list({edit.kind.template: edit.kind for edit in edits}.values())
    return Slip(number, _edit(line, edits), kinds, columns)


def _edit(line: str, edits: list[Edit], offset: int = 0) -> str:
    for edit in sorted(edits, key=_start, reverse=True):
        line = line[: edit.start + offset] + edit.new + line[edit.end + offset :]
    return line


_start: Callable[[Edit], int] = lambda edit: edit.start  # noqa: E731  # the order of edits, in one place
