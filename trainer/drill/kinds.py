"""The kinds of question there are. Each is a module of three pure functions: list forms, build, grade."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

import msgspec

from trainer.course.model import Course, Fact, FactType
from trainer.drill.question import Form, Kind, Mark, Question, Response
from trainer.i18n import N_
from trainer.memory import PRODUCE, RECALL, RECOGNISE

if TYPE_CHECKING:
    from trainer.reply.score import ReplyScorer

RUNGS = (RECOGNISE, RECALL, PRODUCE)


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


class SpokenKind(Protocol):
    """A kind about what is said to a customer: a scorer of replies knows more than the fact alone."""

    def grade_spoken(self, question: Question, response: Response, scorer: ReplyScorer) -> Mark:
        """Mark a typed reply."""
        ...


_SPOKEN = frozenset({"rewrite", "speak", "reply", "spot"})
_CLAIMS = frozenset({"odd", "select", "match", "order", "number", "recall", "figure", "counts", "member", "next"})
"""Kinds, and varieties of choosing, that ask what the source says; the others ask what to say to a customer."""
_NO_REPLY = ("sequence", "list", "number")


def ladder_of(fact: Fact) -> tuple[int, ...]:
    """Return the rungs that a fact is to be asked on. Items and figures are to be known; a reply comes with a scene."""
    has_reply = fact.type not in _NO_REPLY or bool(fact.scenes)
    return (RECOGNISE, RECALL, PRODUCE) if has_reply else (RECOGNISE, RECALL)


_SAYINGS: tuple[FactType, ...] = ("phrase", "pair", "dont_ask", "principle", "rule")
_ITEMS: tuple[FactType, ...] = ("list", "sequence")
_OFFERS: dict[Kind, tuple[tuple[int, ...], Callable[[Fact], bool]]] = {
    "choose": ((RECOGNISE,), lambda fact: True),
    "judge": ((RECOGNISE,), lambda fact: bool(fact.flag or fact.ok)),
    "odd": ((RECOGNISE,), lambda fact: fact.type in (*_ITEMS, "phrase")),
    "select": ((RECOGNISE,), lambda fact: fact.type in (*_ITEMS, "phrase", "dont_ask")),
    "match": ((RECOGNISE,), lambda fact: fact.type in (*_ITEMS, "number", "pair", "usage")),
    "order": ((RECALL,), lambda fact: fact.type == "sequence"),
    "number": ((RECALL,), lambda fact: bool(fact.figures)),
    "recall": ((RECALL,), lambda fact: fact.type in _ITEMS),
    "spot": ((RECALL,), lambda fact: bool(fact.cut) or fact.type in ("phrase", "pair")),
    "cloze": ((RECALL,), lambda fact: bool(fact.cloze)),
    "written": ((RECOGNISE, RECALL), lambda fact: bool(fact.questions)),
    "rewrite": ((PRODUCE,), lambda fact: bool(fact.scenes) and fact.type in _SAYINGS),
    "speak": ((PRODUCE,), lambda fact: bool(fact.scenes) and fact.type not in _SAYINGS),
    "reply": ((PRODUCE,), lambda fact: bool(fact.replies)),
}
"""Each kind's rungs, and whether a fact may have the parts for it. The kind itself decides, and is loaded only if it may:
the first question of a day should not wait for thirteen modules."""
KINDS: tuple[Kind, ...] = tuple(_OFFERS)


def load_kind(kind: Kind) -> KindModule:
    """Return the module of a kind."""
    return cast(KindModule, import_module(f"trainer.drill.{kind}"))


def list_forms(course: Course, fact: Fact) -> list[Form]:
    """Return every way of asking a fact, easiest rung first."""
    return [form for rung in RUNGS for form in _forms_on(course, fact, rung)]


def forms_at(course: Course, fact: Fact, rung: int) -> list[Form]:
    """Return the forms of one rung, or of the nearest lower rung that the fact has, or of the lowest."""
    levels = [*range(rung, RECOGNISE - 1, -1), *range(rung + 1, PRODUCE + 1)]
    return next((forms for level in levels if (forms := _forms_on(course, fact, level))), [])


def _forms_on(course: Course, fact: Fact, rung: int) -> list[Form]:
    kinds = [kind for kind, (rungs, suits) in _OFFERS.items() if rung in rungs and suits(fact)]
    return [form for kind in kinds for form in load_kind(kind).list_forms(course, fact) if form.rung == rung]


def build_question(course: Course, fact: Fact, form: Form, seed: str) -> Question:
    """Build the question of a form. What is dated or disputed is asked as a claim of the source, never as a truth."""
    question = load_kind(form.kind).build_question(course, fact, form, seed)
    if fact.standing in ("dated", "disputed") and _is_claim(fact, form):
        return msgspec.structs.replace(question, ask=N_("按讲义的说法：{ask}", ask=question.ask))
    return question


def _is_claim(fact: Fact, form: Form) -> bool:
    """Tell whether a question asks what the source says; one written for a situation at the counter does not."""
    if form.kind == "written":
        return not fact.questions[form.index].situation
    return form.kind in _CLAIMS or form.variety in _CLAIMS


def grade_response(course: Course, question: Question, response: Response, scorer: ReplyScorer | None = None) -> Mark:
    """Mark a response to a question. `scorer` judges typed replies; without one they are compared literally."""
    kind = load_kind(question.kind)
    if question.kind in _SPOKEN and scorer is not None:
        return cast(SpokenKind, kind).grade_spoken(question, response, scorer)
    return kind.grade_response(course, question, response)
