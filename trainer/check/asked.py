"""Every question that a course gives rise to, built once for all the checks that look at them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from trainer.course.model import Course, Fact
from trainer.drill.kinds import build_question, list_forms
from trainer.drill.question import Question
from trainer.i18n import render

_SEED = "check"


class AskedFact(msgspec.Struct, frozen=True):
    """A fact with all its questions."""

    fact: Fact
    questions: list[Question]


def ask_everything(course: Course, tick: Callable[[float], None] = lambda share: None) -> list[AskedFact]:
    """Build every question of every fact. `tick` is told the share that is done."""
    asked = []
    for number, fact in enumerate(course.facts, 1):
        asked.append(AskedFact(fact, [build_question(course, fact, form, _SEED) for form in list_forms(course, fact)]))
        tick(number / len(course.facts))
    return asked


def count_distinct(asked: Iterable[AskedFact]) -> int:
    """Return how many questions there are. Two are the same when stem and key read the same, whatever the order of the options."""
    return len({_essence(question) for one in asked for question in one.questions})


def _essence(question: Question) -> tuple[str, ...]:
    key = [render(question.options[position]) for position in question.key]
    stem = [*question.context, render(question.ask)]
    return (question.mode, *stem, "", *(sorted(key) if question.mode == "select" else key))
