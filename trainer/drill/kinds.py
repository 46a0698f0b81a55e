"""The kinds of question there are. Each is a module of three pure functions: list forms, build, grade."""

from __future__ import annotations

from typing import Protocol

import msgspec

from trainer.course.model import Course, Fact
from trainer.drill import choose, cloze, judge, match, number, odd, order, recall, rewrite, select, speak, spot, written
from trainer.drill.question import Form, Kind, Mark, Question, Response
from trainer.i18n import N_
from trainer.memory import PRODUCE, RECALL, RECOGNISE


class KindModule(Protocol):
    """What every kind offers."""

    def list_forms(self, course: Course, fact: Fact) -> list[Form]:
        """Return the ways of asking this fact."""
        ...

    def build_question(self, course: Course, fact: Fact, form: Form, seed: str) -> Question:
        """Build one question; the same seed gives the same question."""
        ...

    def grade_response(self, course: Course, question: Question, response: Response) -> Mark:
        """Mark a response; the same response always gets the same mark."""
        ...


_CLAIMS = frozenset({"odd", "select", "match", "order", "number", "recall", "figure", "counts", "member", "next"})
"""Kinds, and varieties of choosing, that ask what the source says; the others ask what to say to a customer."""
_NO_REPLY = ("sequence", "list", "number")


def ladder_of(fact: Fact) -> tuple[int, ...]:
    """Return the rungs that a fact is to be asked on. Items and figures are to be known; a reply comes with a scene."""
    has_reply = fact.type not in _NO_REPLY or bool(fact.scenes)
    return (RECOGNISE, RECALL, PRODUCE) if has_reply else (RECOGNISE, RECALL)


KINDS: dict[Kind, KindModule] = {
    "choose": choose,
    "judge": judge,
    "odd": odd,
    "select": select,
    "match": match,
    "order": order,
    "number": number,
    "recall": recall,
    "spot": spot,
    "cloze": cloze,
    "written": written,
    "rewrite": rewrite,
    "speak": speak,
}


def list_forms(course: Course, fact: Fact) -> list[Form]:
    """Return every way of asking a fact, easiest rung first."""
    forms = [form for module in KINDS.values() for form in module.list_forms(course, fact)]
    return sorted(forms, key=lambda form: form.rung)


def forms_at(course: Course, fact: Fact, rung: int) -> list[Form]:
    """Return the forms of one rung, or of the nearest lower rung that the fact has, or of the lowest."""
    forms = list_forms(course, fact)
    reachable = [level for level in range(PRODUCE, RECOGNISE - 1, -1) if level <= rung and any(form.rung == level for form in forms)]
    level = reachable[0] if reachable else min(form.rung for form in forms)
    return [form for form in forms if form.rung == level]


def build_question(course: Course, fact: Fact, form: Form, seed: str) -> Question:
    """Build the question of a form. What is dated or disputed is asked as a claim of the source, never as a truth."""
    question = KINDS[form.kind].build_question(course, fact, form, seed)
    if fact.standing in ("dated", "disputed") and _is_claim(fact, form):
        return msgspec.structs.replace(question, ask=N_("按讲义的说法：{ask}", ask=question.ask))
    return question


def _is_claim(fact: Fact, form: Form) -> bool:
    """Tell whether a question asks what the source says; one written for a situation at the counter does not."""
    if form.kind == "written":
        return not fact.questions[form.index].situation
    return form.kind in _CLAIMS or form.variety in _CLAIMS


def grade_response(course: Course, question: Question, response: Response) -> Mark:
    """Mark a response to a question."""
    return KINDS[question.kind].grade_response(course, question, response)
