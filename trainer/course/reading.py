"""How far a file's lines can be read, and whether another version of them reads better."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

import msgspec
import yaml

from trainer.course.factfile import read_fact_file
from trainer.course.folder import HEAD_NAME
from trainer.course.model import About
from trainer.course.problem import Problem
from trainer.course.schema import convert_item
from trainer.course.source import SOURCE_NAME, Source
from trainer.course.tree import Tree, parse_tree

_UNREADABLE = ("E110", "E117")
"""The refusals of the parser that a repair can lift; bombs, tags and references are left to the trainer."""
_KINDS: dict[str, type[msgspec.Struct]] = {HEAD_NAME: About, SOURCE_NAME: Source}
"""What the files hold that are not files of facts."""
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Place = tuple[int, int]
"""Line and column, from 0."""


class Reading(msgspec.Struct, frozen=True):
    """How far a text can be read, and what is wrong with it."""

    tree: Tree | None
    problems: list[Problem]


def read_lines(lines: list[str], path: str) -> Reading:
    """Read the lines of a file. Which sort of file it is, its name tells."""
    tree = parse_tree("\n".join(lines), path)
    if isinstance(tree, Problem):
        return Reading(None, [tree])
    kind = _KINDS.get(PurePath(path).name)
    if kind is None:
        return Reading(tree, tree.problems + read_fact_file(tree, path).problems)
    whole = convert_item(tree.value, tree.spot, path, kind)
    return Reading(tree, tree.problems + ([whole] if isinstance(whole, Problem) else []))


def list_suspects(state: Reading, count: int) -> Iterable[int]:
    """Return the lines to look at: all when the parser stops somewhere, else those of the facts that have a problem."""
    if state.tree is None:
        return range(count) if state.problems[0].code in _UNREADABLE else ()
    children = state.tree.spot.children
    facts = children["facts"].children if isinstance(children, dict) and "facts" in children else None
    starts = [0, *(spot.mark.line for spot in facts), count] if isinstance(facts, list) else [0, count]
    blamed = {bisect_right(starts, problem.line - 1) - 1 for problem in state.problems}
    return (line for block in sorted(blamed) if block < len(starts) - 1 for line in range(starts[block], starts[block + 1]))


def stop_of(state: Reading) -> int:
    """Return the line, from 0, at which the parser stops; one far away when it does not."""
    return state.problems[0].line - 1 if state.tree is None else sys.maxsize


def is_better(before: Reading, after: Reading) -> bool:
    """Tell whether the parser gets further, or a problem is gone from a file that it could read."""
    if before.tree is None:
        first, second = before.problems[0], after.problems[0] if after.problems else None
        return after.tree is not None or (second is not None and (second.line, second.column) > (first.line, first.column))
    return after.tree is not None and bool(_signs(before) - _signs(after))


def _signs(state: Reading) -> set[tuple[str, int]]:
    return {(problem.code, problem.line) for problem in state.problems}


def list_texts(lines: list[str]) -> list[tuple[Place, Place]]:
    """Return where every scalar begins and ends, as far as the parser gets."""
    loader = _Loader("\n".join(lines))
    spans: list[tuple[Place, Place]] = []
    try:
        while type(event := loader.get_event()) is not yaml.StreamEndEvent:
            if type(event) is yaml.ScalarEvent:
                marked: Any = event  # the stubs say that events may lack marks, which the parser never does
                start, end = marked.start_mark, marked.end_mark
                spans.append(((start.line, start.column), (end.line, end.column)))
    except yaml.YAMLError:
        pass
    finally:
        loader.dispose()
    return spans


def is_inside(place: Place, spans: list[tuple[Place, Place]]) -> bool:
    """Tell whether a character belongs to a text rather than to the syntax around it."""
    at = bisect_right(spans, place, key=_start) - 1
    return at >= 0 and place < spans[at][1]


def _start(span: tuple[Place, Place]) -> Place:
    return span[0]
