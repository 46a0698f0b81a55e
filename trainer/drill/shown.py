"""A question as it was shown once, graded by the course as it is now: options keep the places they had then."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, cast

import msgspec

from trainer.course.model import Course, Fact
from trainer.drill.kinds import build_question, grade_response, load_kind
from trainer.drill.match import lefts_in, own_pair, partners_of
from trainer.drill.parts import faces_of, find_face
from trainer.drill.question import Form, Kind, Mark, Offer, Question, Response
from trainer.i18n import render
from trainer.memory import Grade
from trainer.reply.normalise import fold_width, squeeze
from trainer.reply.score import likeness

if TYPE_CHECKING:
    from trainer.reply.score import ReplyScorer

ALIKE = 0.5
"""Likeness of two stems from which they are one question, reworded."""
_ENDS = re.compile(r"^\W+|\W+$")
_OFFERING = ("choose", "odd", "select", "written")
_LOOSE = ("select", "match", "order")
"""Kinds whose options alone say what was asked: any form of theirs will do."""


class Shown(msgspec.Struct, frozen=True):
    """What the log keeps of a question and its answer. `form` is the form's name, `picks` count from 0; both sequences may be empty."""

    kind: Kind
    form: str
    stem: str
    options: tuple[str, ...]
    picks: tuple[int, ...]
    text: str


class _Offering(Protocol):
    def list_offer(self, course: Course, fact: Fact, form: Form) -> Offer:
        """Return what may be offered."""
        ...


class Asker:
    """Asks the facts of one course again. Forms and questions are made once."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self._forms: dict[tuple[str, Kind], list[Form]] = {}
        self._questions: dict[tuple[str, Form], Question] = {}
        self._offers: dict[tuple[str, Form], Offer] = {}

    def question_of(self, fact: Fact, form: Form) -> Question:
        """Return the question of a form; its options in no order that matters."""
        key = (fact.id, form)
        if key not in self._questions:
            self._questions[key] = build_question(self.course, fact, form, "")
        return self._questions[key]

    def find_form(self, fact: Fact, shown: Shown) -> Form | None:
        """Return the form that asks what was asked then; None where no form does any more.

        The name alone may mislead: with a scene put in before it, `reply-1` is another question.
        """
        alike = [form for form in self._forms_of(fact, shown.kind) if form.variety == shown.form.rpartition("-")[0]]
        named = next((form for form in alike if form.name == shown.form), None)
        if shown.kind in _LOOSE:
            return named or next(iter(alike), None)
        fitting = [form for form in alike if self._stem(fact, form) == shown.stem] or [form for form in alike if form == named]
        offered = [form for form in fitting if self._is_among(fact, form, shown)] if shown.options else fitting
        found = named if named in offered else next(iter(offered), None)
        if found is None or self._stem(fact, found) == shown.stem or likeness(self._stem(fact, found), shown.stem) >= ALIKE:
            return found
        return None

    def carry_form(self, fact: Fact, form: Form, other: Asker, other_fact: Fact) -> Form | None:
        """Return the form of the same part of the same fact in another course; None where that part or its form is gone."""
        faces = faces_of(self.course, fact, form)
        index = find_face(faces, form.index, faces_of(other.course, other_fact, form)) if faces else form.index
        forms = [one for one in other._forms_of(other_fact, form.kind) if one.variety == form.variety]
        if form.kind in _LOOSE:
            return next(iter(forms), None)
        return next((one for one in forms if one.index == index), None)

    def right_texts(self, fact: Fact, form: Form) -> list[str]:
        """Return the options that are right, whichever of them are shown; none where that is no text."""
        return self._offer(fact, form).right if form.kind in _OFFERING else []

    def grade(self, fact: Fact, form: Form, shown: Shown, scorer: ReplyScorer | None = None) -> Mark | None:
        """Mark an answer by today's course; None where it cannot be given any more."""
        question = self.question_of(fact, form)
        if bool(question.options) != bool(shown.options):
            return None
        if not question.options:
            return grade_response(self.course, question, Response(text=shown.text), scorer)
        if form.kind in _OFFERING:
            grade = _grade_picks(question, self._offer(fact, form), shown)
            return Mark(grade=grade, say="") if grade else None
        key = self._rekey(question, shown)
        if key is None or len(shown.picks) != len(key):
            return None
        again = msgspec.structs.replace(question, options=list(shown.options), key=key)
        return grade_response(self.course, again, Response(text=shown.text, picks=list(shown.picks)))

    def _rekey(self, question: Question, shown: Shown) -> list[int] | None:
        """Return the key for the options in the order in which they were shown."""
        if question.kind == "judge":
            return question.key if len(shown.options) == len(question.options) else None
        right = [render(question.options[place]) for place in question.key]
        if question.kind == "match":
            # Among siblings it is the fact's own line that counts: without it there is nothing to grade.
            if question.form.variety in ("pairs", "usage") and own_pair(question.fact).right not in shown.options:
                return None
            partners = partners_of(self.course, question.fact)
            right = [partners.get(left, "") for left in lefts_in(shown.stem)]
        return [shown.options.index(text) for text in right] if sorted(right) == sorted(shown.options) else None

    def _forms_of(self, fact: Fact, kind: Kind) -> list[Form]:
        key = (fact.id, kind)
        if key not in self._forms:
            self._forms[key] = load_kind(kind).list_forms(self.course, fact)
        return self._forms[key]

    def _stem(self, fact: Fact, form: Form) -> str:
        question = self.question_of(fact, form)
        return "\n".join([*question.context, render(question.ask)])

    def _offer(self, fact: Fact, form: Form) -> Offer:
        key = (fact.id, form)
        if key not in self._offers:
            self._offers[key] = cast(_Offering, load_kind(form.kind)).list_offer(self.course, fact, form)
        return self._offers[key]

    def _is_among(self, fact: Fact, form: Form, shown: Shown) -> bool:
        """Tell whether something right by this form was shown; where that is no text, nothing speaks against it."""
        right = _spell(self.right_texts(fact, form))
        return form.kind not in _OFFERING or not right.isdisjoint(_spell(shown.options))


def _grade_picks(question: Question, offer: Offer, shown: Shown) -> Grade | None:
    right, wrong = _spell(offer.right), _spell(offer.wrong)
    options = [_spell_one(option) for option in shown.options]
    picked = [options[place] for place in shown.picks]
    if question.mode == "pick":
        known = len(picked) == 1 and picked[0] in right | wrong
        return ("right" if picked[0] in right else "wrong") if known else None
    if not (set(options) <= right | wrong and right & set(options) and picked):
        return None
    slips = set(picked) ^ (right & set(options))
    return "right" if not slips else "partial" if len(slips) == 1 else "wrong"


def _spell(texts: Sequence[str]) -> frozenset[str]:
    return frozenset(map(_spell_one, texts))


def _spell_one(text: str) -> str:
    """Return a text as it is compared: signs do not count, but for figures, where `3.5` is not `35`."""
    folded = fold_width(text)
    return _ENDS.sub("", folded) if any(character.isdigit() for character in folded) else squeeze(text)
