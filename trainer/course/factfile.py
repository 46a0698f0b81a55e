"""One file of facts: `topic:` and `facts:`. A bad fact does not hide the others."""

from __future__ import annotations

from typing import Any

import msgspec

from trainer.course.model import Fact
from trainer.course.problem import PROBLEMS_MOST, Place, Problem, too_many
from trainer.course.schema import convert_item, find_spot
from trainer.course.tree import Spot, Tree, Value, place_of
from trainer.i18n import N_


class FactFile(msgspec.Struct, frozen=True):
    """The facts that fit, each with its spot; the topic they belong to and where it is named; what did not fit."""

    path: str
    topic: str
    topic_at: Place
    facts: list[tuple[Fact, Spot]]
    problems: list[Problem]


class _Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    topic: str
    facts: list[Any]


def read_fact_file(tree: Tree, path: str) -> FactFile:
    """Return the facts of a file, and a problem for each fact that does not fit the model."""
    problems: list[Problem] = []
    head = convert_item(tree.value, tree.spot, path, _Head)
    if isinstance(head, Problem):
        problems.append(head)
        head = _Head("", _list_in(tree.value))
    spots = _spots_of(tree.spot)
    if not head.facts and not problems:
        message = N_("facts: 下面一个知识点也没有。")
        problems.append(place_of(path, tree.spot.mark).problem("E108", message, N_("写上知识点，或者删掉这个文件。")))
    facts: list[tuple[Fact, Spot]] = []
    for value, spot in zip(head.facts, spots, strict=True):
        fact = _read_fact(value, spot, path, head.topic)
        if isinstance(fact, Fact):
            facts.append((fact, spot))
        elif len(problems) < PROBLEMS_MOST:
            problems.append(fact)
        else:
            problems.append(too_many(place_of(path, spot.mark)))
            break
    return FactFile(path, head.topic, place_of(path, find_spot(tree.spot, ["topic"]).mark), facts, problems)


def _read_fact(value: Value, spot: Spot, path: str, topic: str) -> Fact | Problem:
    if not isinstance(value, dict):
        return convert_item(value, spot, path, Fact)
    if "topic" in value:
        own = find_spot(spot, ["topic"])
        message = N_("知识点里不写 topic。")
        return place_of(path, own.key or own.mark).problem("E202", message, N_("topic 只在文件开头写一次；换主题就另建一个文件。"))
    return convert_item({**value, "topic": topic}, spot, path, Fact)


def _list_in(value: Value) -> list[Value]:
    """Return the facts of a file whose head is wrong, so that they are looked at all the same."""
    facts = value.get("facts") if isinstance(value, dict) else None
    return facts if isinstance(facts, list) else []


def _spots_of(root: Spot) -> list[Spot]:
    children = root.children
    inner = children["facts"].children if isinstance(children, dict) and "facts" in children else None
    return inner if isinstance(inner, list) else []
