"""What PyYAML's syntax errors mean to somebody who has never heard of YAML. One table."""

from __future__ import annotations

import re

import msgspec
import yaml

from trainer.course.fields import NAMES
from trainer.course.problem import Place, Problem, quote
from trainer.i18n import N_, Message


class Meaning(msgspec.Struct, frozen=True):
    """A piece of the parser's message and what to say for it; `opened` when the place to mend is where it began."""

    piece: str
    message: Message
    remedy: Message
    opened: bool = False


_UNCLOSED = N_("引号开了头，没有收尾。")
_CLOSE_QUOTE = N_("补上配对的引号。")
# The first that fits counts.
_MEANINGS = (
    Meaning(
        "mapping values are not allowed",
        N_("这一句里有英文冒号，被当成了字段名；或者缩进多了。"),
        N_("把整句放进双引号里，或者改用中文冒号“：”；再看看和上一行对齐没有。"),
    ),
    Meaning("could not find expected ':'", N_("这一行少了冒号。"), N_("字段名后面写英文冒号加一个空格，如 title: 我不能……")),
    Meaning("found unexpected end of stream", _UNCLOSED, _CLOSE_QUOTE, opened=True),
    Meaning("found unexpected document indicator", _UNCLOSED, _CLOSE_QUOTE, opened=True),
    Meaning(
        "did not find expected ',' or",
        N_("从这里开始的括号里，少了英文逗号或者右括号。"),
        N_("用英文逗号隔开；句子里有英文逗号或引号，就整句加引号；最后补上右括号。"),
        opened=True,
    ),
    Meaning(
        "did not find expected '-' indicator",
        N_("缩进对不齐，或者少了开头的横线。"),
        N_("同一列表的横线要上下对齐，横线后面空一格。"),
    ),
    Meaning("block sequence entries are not allowed", N_("横线放错了地方。"), N_("列表另起一行写，横线上下对齐。")),
    Meaning(
        "did not find expected key",
        N_("缩进对不齐，或者引号、括号后面还有字。"),
        N_("同一层的字段要上下对齐；句子里的英文双引号换成中文引号“”。"),
    ),
    Meaning("escape", N_("双引号里的反斜杠 \\ 有特殊意思。"), N_("去掉反斜杠，或者把外面的双引号换成单引号。")),
    Meaning("cannot start any token", N_("句子不能用这个符号开头。"), N_("把整句放进双引号里。")),
    Meaning("expected alphabetic or numeric character", N_("句子不能用这个符号开头。"), N_("把整句放进双引号里。")),
)
_UNKNOWN = N_("这里不合 YAML 的写法。")
_UNKNOWN_REMEDY = N_("和上下几行比一比：缩进、横线、冒号、引号是不是一样；多半错在这一行或上一行。")
_WIDE_COLON = re.compile(r"\s*(?:- )?[a-z_]+(?=：)")
_TIGHT_COLON = re.compile(rf"\s*(?:- )?(?:{NAMES})(?=:\S)")


def describe_syntax_error(error: yaml.YAMLError, text: str, path: str) -> Problem:
    """Return a parser's error as a problem at the place where the hand slipped, as far as that can be told."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Place(path).problem("E110", N_("YAML 读不懂这个文件：{reason}", reason=quote(str(error))), _UNKNOWN_REMEDY)
    lines = text.split("\n")
    mark = error.problem_mark
    if slip := _find_colon(lines, mark.line, path):
        return slip
    if lines[mark.line : mark.line + 1] and lines[mark.line][mark.column : mark.column + 1] == "\t":
        return _place(path, mark).problem("E110", N_("行首用了 Tab 键。"), N_("缩进只能用空格：每一层两个空格。"))
    for meaning in _MEANINGS:
        if meaning.piece in (error.problem or ""):
            start = error.context_mark if meaning.opened and error.context_mark else mark
            return _place(path, start).problem("E110", meaning.message, meaning.remedy)
    return _place(path, mark).problem("E110", _UNKNOWN, _UNKNOWN_REMEDY)


def _find_colon(lines: list[str], at: int, path: str) -> Problem | None:
    """Look on the parser's line and the one before: it notices the missing colon late."""
    for number in (at - 1, at):
        for pattern, describe in ((_WIDE_COLON, wide_colon), (_TIGHT_COLON, tight_colon)):
            if 0 <= number < len(lines) and (found := pattern.match(lines[number])):
                return describe(Place(path, number + 1, found.end() + 1))
    return None


def wide_colon(place: Place) -> Problem:
    """Return the problem of a Chinese colon after a field name."""
    return place.problem("E117", N_("字段名后面用了中文冒号“：”。"), N_("改成英文冒号，后面空一格，如 title: 我不能……"))


def tight_colon(place: Place) -> Problem:
    """Return the problem of a colon with no space after it."""
    return place.problem("E117", N_("字段名后面的冒号少了一个空格。"), N_("冒号后面空一格，如 title: 我不能……"))


def _place(path: str, mark: yaml.Mark) -> Place:
    return Place(path, mark.line + 1, mark.column + 1)
