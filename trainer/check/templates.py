"""`avoid` and `unless`: well written, firing on what must go and on nothing that may stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trainer.check.walk import Steps
from trainer.course.model import Course, Fact
from trainer.course.positions import Positions
from trainer.course.problem import Problem, quote
from trainer.i18n import N_
from trainer.reply.normalise import squeeze
from trainer.reply.template import find_template

_CHOICE = re.compile(r"\(([^()]*)\)")


def check_template_syntax(course: Course, positions: Positions) -> Iterator[Problem]:
    """Only literal text, `…` and `(a|b)`, and something to find in each."""
    for fact in course.facts:
        written = [("avoid", *pair) for pair in enumerate(fact.avoid)] + [("unless", *pair) for pair in enumerate(fact.unless)]
        for name, index, template in written:
            if not _is_sound(template):
                message = N_("“{written}”的写法不对。", written=quote(template))
                remedy = N_("只能写文字、…（中间隔几个字）和 (甲|乙)（两种都算），括号用英文的。")
                yield positions.find(fact, name, index).problem("E501", message, remedy)


def check_avoid(course: Course, positions: Positions) -> Iterator[Problem]:
    """`avoid` fires on every sentence that must not be said, and on no good one."""
    for fact in course.facts:
        for steps, text in _bad_sentences(fact):
            if not find_template(text, fact.avoid, fact.unless):
                message = N_("avoid 没有抓到这句要避开的话：{text}", text=quote(text))
                yield positions.find(fact, *steps).problem("E502", message, N_("在 avoid 里补上这句里的关键几个字，或者改这句。"))
        for steps, text in _good_sentences(fact):
            if found := find_template(text, fact.avoid, fact.unless):
                message = N_("avoid 里的“{written}”误伤了这句好话：{text}", written=quote(found), text=quote(text))
                yield positions.find(fact, *steps).problem("E503", message, N_("在 unless 里写上例外，或者改这句。"))


def _bad_sentences(fact: Fact) -> Iterator[tuple[Steps, str]]:
    if fact.type in ("phrase", "pair"):
        yield from ((("scenes", index, "bad"), scene.bad) for index, scene in enumerate(fact.scenes))
    if fact.type == "phrase":
        yield from ((("flag", index, "say"), line.say) for index, line in enumerate(fact.flag))


def _good_sentences(fact: Fact) -> Iterator[tuple[Steps, str]]:
    yield from ((("pass", index, "say"), line.say) for index, line in enumerate(fact.ok))
    yield from ((("flag", index, "better"), line.better) for index, line in enumerate(fact.flag) if line.better)
    for index, scene in enumerate(fact.scenes):
        yield ("scenes", index, "say"), scene.say
        yield from ((("scenes", index, "also", place), text) for place, text in enumerate(scene.also))
    yield ("instead",), fact.instead
    yield ("modern",), fact.modern
    yield from ((("variants", index), text) for index, text in enumerate(fact.variants))


def _is_sound(template: str) -> bool:
    choices = [choice for found in _CHOICE.finditer(template) for choice in found[1].split("|")]
    rest = _CHOICE.sub("", template)
    return all(squeeze(choice) for choice in choices) and not set("()|[]<>^$*") & set(rest) and bool(squeeze(template))
