"""Each type of fact has the parts that its questions are made from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from trainer.course.bounds import BLANK_MOST
from trainer.course.model import Course, Fact
from trainer.course.positions import Positions
from trainer.course.problem import Problem, quote
from trainer.i18n import N_
from trainer.reply.normalise import squeeze

LESSON_MOST = 3
CLOZE_FEWEST = 2
KEYS_FEWEST, KEYS_MOST = 2, 3
CUT_MOST = 12
_BLANK = re.compile(r"【([^【】]*)】")
VALUE = re.compile(r"\d{1,7}(\.\d{1,2})?(-\d{1,7}(\.\d{1,2})?)?")


class Wanted(msgspec.Struct, frozen=True):
    """How many scenes, judged lines of either sort, and clozes a type of fact is asked with."""

    scenes: int = 0
    lines: int = 0
    cloze: int = 0


WANTED: dict[str, Wanted] = {
    "phrase": Wanted(3, 4, CLOZE_FEWEST),
    "pair": Wanted(2, 2, CLOZE_FEWEST),
    "dont_ask": Wanted(2, 3, CLOZE_FEWEST),
    "principle": Wanted(1, 2, CLOZE_FEWEST),
    "usage": Wanted(1, 2, CLOZE_FEWEST),
    "rule": Wanted(1, 2, CLOZE_FEWEST),
}
"""Lists, sequences and numbers are asked by their items and figures; all else in them is welcome, not needed."""


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


def check_cuts(course: Course, positions: Positions) -> Iterator[Problem]:
    """Every line to be mended marks the words that must go, and leaves something standing."""
    for fact in course.facts:
        for index, cut in enumerate(fact.cut):
            blanks = _BLANK.findall(cut.say)
            if not blanks or not all(1 <= len(blank.strip()) <= CUT_MOST for blank in blanks) or not squeeze(_BLANK.sub("", cut.say)):
                message = N_("cut 的句子里要用【】标出该去掉的话，每处 1 到 {most} 个字，不能整句都是。", most=CUT_MOST)
                yield positions.find(fact, "cut", index, "say").problem("E410", message, N_("如：您【怎么又】填错了。"))


def check_figures(course: Course, positions: Positions) -> Iterator[Problem]:
    """Figures and their distractors are plain numbers or ranges, all different."""
    figures = [(fact, index, figure) for fact in course.facts for index, figure in enumerate(fact.figures)]
    for fact, index, figure in figures:
        for steps, value in [(("value",), figure.value), *((("wrong", place), text) for place, text in enumerate(figure.wrong))]:
            if not VALUE.fullmatch(value):
                message = N_("“{value}”不是数字。", value=quote(value))
                remedy = N_('写成 "82" 或 "5-6"，单位写在 unit 里。')
                yield positions.find(fact, "figures", index, *steps).problem("E411", message, remedy)
        if len({figure.value, *figure.wrong}) <= len(figure.wrong):
            message = N_("wrong 里有和答案或彼此一样的数。")
            yield positions.find(fact, "figures", index, "wrong").problem("E412", message, N_("换成别的数。"))


def check_written(course: Course, positions: Positions) -> Iterator[Problem]:
    """A question written by hand has an answer, and where it has options the answer is among them."""
    for fact in course.facts:
        for index, written in enumerate(fact.questions):
            place = positions.find(fact, "questions", index, "key")
            if not written.key or not all(squeeze(key) for key in written.key):
                yield place.problem("E413", N_("这道题没有写答案。"), N_("在 key 里写上答案，如 key: [答案]。"))
            elif written.options and not set(written.key) < set(written.options):
                message = N_("key 和 options 对不上：答案要和选项一字不差，也要有不是答案的选项。")
                yield place.problem("E414", message, N_("把选项原样抄进 key。"))


def _needs_of(fact: Fact) -> Iterator[Need]:
    wanted = WANTED.get(fact.type, Wanted())
    yield Need(("scenes",), fact.scenes, min(1, wanted.scenes), wanted.scenes)
    yield Need(("flag",), fact.flag, min(1, wanted.lines), wanted.lines)
    yield Need(("pass",), fact.ok, min(1, wanted.lines), wanted.lines)
    yield Need(("cloze",), fact.cloze, min(1, wanted.cloze), wanted.cloze)
    yield Need(("hears",), fact.hears, min(1, wanted.scenes), min(1, wanted.scenes))
    for index, scene in enumerate(fact.scenes):
        yield Need(("scenes", index, "wrong"), scene.wrong, 2, 2)
        yield Need(("scenes", index, "also"), scene.also, 0, 2)
        yield Need(("scenes", index, "keys"), scene.keys, 1, KEYS_FEWEST)
    yield from _needs_of_type(fact)


def _needs_of_type(fact: Fact) -> Iterator[Need]:
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
    if fact.type == "number":
        yield Need(("figures",), fact.figures, 1, 1)
    for index, figure in enumerate(fact.figures):
        yield Need(("figures", index, "wrong"), figure.wrong, 3, 3)
