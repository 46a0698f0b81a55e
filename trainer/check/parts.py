"""Each type of fact has the parts that its questions are made from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from trainer.course.model import Course, Fact
from trainer.course.positions import Positions
from trainer.course.problem import Problem
from trainer.i18n import N_

LESSON_MOST = 3
CLOZE_FEWEST = 2
BLANK_MOST = 8
KEYS_FEWEST, KEYS_MOST = 2, 3
_BLANK = re.compile(r"【([^【】]*)】")


class Need(msgspec.Struct, frozen=True):
    """How many of a part a fact needs: below `least` questions break, below `good` they repeat themselves."""

    steps: tuple[str | int, ...]
    values: Sequence[object] | str
    least: int
    good: int


def check_lessons(course: Course, positions: Positions) -> Iterator[Problem]:
    """A lesson is one to three lines, and the last is a sentence to say: what is seen last is what stays."""
    for fact in course.facts:
        if not 1 <= len(fact.lesson) <= LESSON_MOST:
            message = N_("lesson 有 {count} 行，应该是 1 到 {most} 行。", count=len(fact.lesson), most=LESSON_MOST)
            yield positions.find(fact, "lesson").problem("E404", message, N_("只留最要紧的几句，最后一句是好的说法。"))
        elif "“" not in fact.lesson[-1]:
            at = positions.find(fact, "lesson", len(fact.lesson) - 1)
            yield at.problem("W409", N_("lesson 的最后一行里没有能照着说的话。"), N_("如：开口试试：“我先帮您问问店长。”"))


def check_parts(course: Course, positions: Positions) -> Iterator[Problem]:
    """Enough scenes, lines, wrong replies, items, and what a pair consists of."""
    for fact in course.facts:
        for need in _needs_of(fact):
            count = len(need.values)
            if count >= need.good:
                continue
            code, wanted = ("E405", need.least) if count < need.least else ("W406", need.good)
            name = ".".join(step for step in need.steps if isinstance(step, str))
            if isinstance(need.values, str):
                message, remedy = N_("这个类型的知识点缺少“{name}”。", name=name), N_("补上“{name}: ……”。", name=name)
            else:
                message = N_("“{name}”只有 {count} 个，至少要 {wanted} 个。", name=name, count=count, wanted=wanted)
                remedy = N_("再写 {more} 个。", more=wanted - count)
            yield positions.find(fact, *need.steps).problem(code, message, remedy)


def check_cloze(course: Course, positions: Positions) -> Iterator[Problem]:
    """Every cloze has exactly one blank of one to eight characters."""
    for fact in course.facts:
        for index, cloze in enumerate(fact.cloze):
            blanks = _BLANK.findall(cloze.text)
            if len(blanks) != 1 or not 1 <= len(blanks[0].strip()) <= BLANK_MOST:
                message = N_("填空句里要有一处【答案】，1 到 {most} 个字。", most=BLANK_MOST)
                yield positions.find(fact, "cloze", index, "text").problem("E407", message, N_("如：我【先帮您】问问店长。"))


def check_notes(course: Course, positions: Positions) -> Iterator[Problem]:
    """What is dated, disputed or policy says so to the learner."""
    for fact in course.facts:
        if fact.standing != "sound" and not fact.note:
            message = N_("standing 不是 sound，却没有写说明。")
            yield positions.find(fact, "standing").problem("E408", message, N_("加一行 note: 告诉学员该怎么看这一条。"))


def _needs_of(fact: Fact) -> Iterator[Need]:
    yield Need(("scenes",), fact.scenes, 1, {"phrase": 3, "pair": 2, "dont_ask": 2}.get(fact.type, 1))
    lines = {"phrase": 4, "dont_ask": 3}.get(fact.type, 2)
    yield Need(("flag",), fact.flag, 1, lines)
    yield Need(("pass",), fact.ok, 1, lines)
    yield Need(("cloze",), fact.cloze, 1, CLOZE_FEWEST)
    for index, scene in enumerate(fact.scenes):
        yield Need(("scenes", index, "wrong"), scene.wrong, 2, 2)
        yield Need(("scenes", index, "also"), scene.also, 0, 2)
        yield Need(("scenes", index, "keys"), scene.keys, 1, KEYS_FEWEST)
    if fact.type in ("phrase", "pair"):
        yield Need(("avoid",), fact.avoid, 1, 1)
    if fact.type == "pair":
        for name, text in (("principle", fact.principle), ("trigger", fact.trigger), ("modern", fact.modern)):
            yield Need((name,), text, 1, 1)
        yield Need(("original",), fact.original, 1, 1)
        yield Need(("variants",), fact.variants, 0, 2)
    if fact.type in ("sequence", "list"):
        yield Need(("items",), fact.items, 3, 3)
        yield Need(("outsiders",), fact.outsiders, 3, 4)
