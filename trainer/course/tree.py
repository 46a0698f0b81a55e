"""YAML text as plain values and, in the same shape, where each of them stands. One pass over the parser's events.

Nothing is composed or constructed by PyYAML: aliases, anchors, tags and deep nesting are refused at the event where
they show up, before they can cost anything.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any, Protocol

import msgspec
import yaml

from trainer.course.problem import PROBLEMS_MOST, Place, Problem, quote, too_many
from trainer.course.swallow import Swallowed
from trainer.course.syntax import describe_syntax_error
from trainer.i18n import N_, Message
from trainer.text import has_unsafe

DEPTH_MOST = 20
EVENTS_MOST = 150_000
"""Parser events in one file. Two megabytes of real facts have 130,000; beyond that it is a bomb and takes its time."""


class Mark(Protocol):
    """A parser's mark; line and column count from 0."""

    line: int
    column: int


Value = Any
"""str, int, bool, None, `Unquoted`, or a list or a dict of them."""


class Unquoted(msgspec.Struct, frozen=True):
    """A plain scalar that YAML 1.1 reads as something other than text or a small number, e.g. `9:30` (570)."""

    text: str


class Spot(msgspec.Struct, frozen=True, gc=False):
    """Where a value stands, where its key stands, and the spots of what it holds. Marks count from 0."""

    mark: Mark
    key: Mark | None = None
    children: dict[str, Spot] | list[Spot] | None = None


class Tree(msgspec.Struct, frozen=True):
    """One file: its values, their spots, and what was wrong without making it unreadable (duplicate keys, swallowed lines)."""

    value: Value
    spot: Spot
    problems: list[Problem]


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


# PyYAML without libyaml has no C loader; the pure one gives the same events, ten times slower.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVERS: dict[str, list[tuple[str, re.Pattern[str]]]] = yaml.SafeLoader.yaml_implicit_resolvers
_TAG = "tag:yaml.org,2002:"
_SMALL_INT = re.compile(r"0|-?[1-9][0-9]{0,17}")
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_QUOTE_IT = N_("如果是正文的一部分，把整句放进双引号里。")
_BOOLS = {"true": True, "false": False}


def parse_tree(text: str, path: str) -> Tree | Problem:
    """Return the values of a YAML text, or the one problem that makes it unreadable."""
    # The parser takes seconds for thousands of directives, and a minute for more, before it reports the first event.
    if directive := _DIRECTIVE.search(text):
        place = Place(path, text.count("\n", 0, directive.start()) + 1)
        return place.problem("E110", N_("行首的 % 在 YAML 里是“指令”，课程里不用。"), N_("删掉这一行；如果是正文，接到上一行后面。"))
    try:
        return _Builder(text, path).build(text)
    except _Refused as refused:
        return refused.problem
    except yaml.YAMLError as error:
        return describe_syntax_error(error, text, path)


def place_of(path: str, mark: Mark) -> Place:
    """Return a parser's mark as a place, counted from 1."""
    return Place(path, mark.line + 1, mark.column + 1)


class _Frame(msgspec.Struct, gc=False):
    value: Any
    spots: Any
    mark: Mark
    is_map: bool
    key: str | None = None
    key_mark: Mark | None = None


class _Builder:
    # Events are `Any`: the stubs say that they may lack marks, which the parser never does.

    def __init__(self, text: str, path: str) -> None:
        self._path = path
        self._swallowed = Swallowed(text, path)
        self._stack: list[_Frame] = []
        self._problems: list[Problem] = []
        self._root: tuple[Value, Spot] | None = None

    def build(self, text: str) -> Tree | Problem:
        loader = _Loader(text)
        takers: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._take_scalar,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._refuse_specials,
            yaml.DocumentStartEvent: self._start_document,
            yaml.DocumentEndEvent: lambda event: None,
            yaml.StreamStartEvent: lambda event: None,
        }
        try:
            for count in itertools.count(1):
                if type(event := loader.get_event()) is yaml.StreamEndEvent:
                    break
                takers[type(event)](event)
                if count > EVENTS_MOST:
                    message = N_("这个文件里的内容太多了。")
                    raise self._refusal(event, "E120", message, N_("拆成几个小文件，放在同一个文件夹里。"))
        finally:
            loader.dispose()
        if self._root is None:
            return Place(self._path).problem("E108", N_("文件是空的。"), N_("照着别的文件写上内容，或者删掉这个文件。"))
        return Tree(*self._root, self._problems)

    def _start_document(self, event: Any) -> None:
        if self._root is not None:
            message = N_("一个文件里只能有一份内容，这里又开始了一份。")
            raise self._refusal(event, "E115", message, N_("删掉这一行的“---”，或者拆成两个文件。"))

    def _take_scalar(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse_specials(event)
        text: str = event.value
        if event.style == '"' and has_unsafe(text):  # written as an escape, so the file itself looked harmless
            message = N_("引号里的 \\ 写法变出了看不见的控制字符。")
            raise self._refusal(event, "E107", message, N_("去掉反斜杠，直接写文字。"))
        if len(self._problems) < PROBLEMS_MOST and (swallowed := self._swallowed.find(event)):
            self._problems.append(swallowed)
        self._add(_resolve(text) if event.implicit[0] else text, event.start_mark, None)

    def _open(self, event: Any) -> None:
        self._refuse_specials(event)
        if len(self._stack) >= DEPTH_MOST:
            message = N_("一层套一层，超过了 {most} 层。", most=DEPTH_MOST)
            raise self._refusal(event, "E113", message, N_("检查多余的括号、横线或缩进。"))
        is_map = type(event) is yaml.MappingStartEvent
        self._stack.append(_Frame({} if is_map else [], {} if is_map else [], event.start_mark, is_map))

    def _close(self, event: Any) -> None:
        frame = self._stack.pop()
        self._add(frame.value, frame.mark, frame.spots)

    def _add(self, value: Value, mark: Mark, children: Any) -> None:
        if not self._stack:
            self._root = (value, Spot(mark, None, children))
            return
        frame = self._stack[-1]
        if not frame.is_map:
            frame.value.append(value)
            frame.spots.append(Spot(mark, None, children))
        elif frame.key is None:
            self._start_field(frame, value, mark)
        else:
            self._put(frame, frame.key, value, Spot(mark, frame.key_mark, children))
            frame.key = None

    def _start_field(self, frame: _Frame, key: Value, mark: Mark) -> None:
        if not isinstance(key, str):
            message = N_("冒号前面应该是一个字段名。")
            remedy = N_("字段名用英文小写，如 title；检查这里有没有多余的括号、问号或冒号。")
            raise _Refused(place_of(self._path, mark).problem("E116", message, remedy))
        frame.key, frame.key_mark = key, mark

    def _put(self, frame: _Frame, key: str, value: Value, spot: Spot) -> None:
        """Keep the first of duplicate keys; which of them the trainer means is not ours to guess."""
        if key in frame.value:
            message = N_("“{key}”在这里写了两遍。", key=quote(key))
            place = place_of(self._path, frame.key_mark or spot.mark)
            if len(self._problems) >= PROBLEMS_MOST:
                raise _Refused(too_many(place))
            self._problems.append(place.problem("E114", message, N_("留下一处，删掉另一处；两处都要就合并到一处。")))
            return
        frame.value[key] = value
        frame.spots[key] = spot

    def _refuse_specials(self, event: Any) -> None:
        """Refuse references and tags. An alias is an event of its own whose name stands in `anchor`."""
        if event.anchor is not None:
            raise self._refusal(event, "E111", N_("开头的 & 和 * 在 YAML 里是“引用”，课程里不用。"), _QUOTE_IT)
        if event.tag is not None:
            raise self._refusal(event, "E112", N_("开头的 ! 在 YAML 里是“标签”，课程里不用。"), _QUOTE_IT)

    def _refusal(self, event: Any, code: str, message: Message, remedy: Message) -> _Refused:
        return _Refused(place_of(self._path, event.start_mark).problem(code, message, remedy))


def _resolve(text: str) -> Value:
    """Return what a plain scalar means: text nearly always; the rest is named, never silently changed."""
    for tag, pattern in _RESOLVERS.get(text[:1], ()):
        if pattern.match(text):
            return _read_special(tag.removeprefix(_TAG), text)
    return text


def _read_special(tag: str, text: str) -> Value:
    if tag == "null":
        return None
    if tag == "bool" and text.lower() in _BOOLS:
        return _BOOLS[text.lower()]
    if tag == "int" and _SMALL_INT.fullmatch(text):
        return int(text)
    return Unquoted(text)
