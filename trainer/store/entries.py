"""What the log holds beside answers, and the drafts that become rows: values without identity or time."""

from __future__ import annotations

from typing import Literal

import msgspec

from trainer.memory import Answer

Outcome = Literal["", "upheld", "corrected"]
"""What a trainer made of an appeal; empty while it is open."""


class LessonDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A fact about to be noted as taught."""

    learner: str
    course: str
    fact: str
    rev: int
    session: str


class Lesson(LessonDraft, frozen=True, kw_only=True):
    """A fact that was shown to a learner."""

    uuid: str
    device: str
    seq: int
    shown_at: int
    offset_min: int


class FlagDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A question that a learner finds wrong or unclear."""

    learner: str
    course: str
    fact: str
    rev: int
    kind: str
    form: str
    stem: str
    options: list[str]
    note: str


class Flag(FlagDraft, frozen=True, kw_only=True):
    """A flagged question as kept."""

    uuid: str
    device: str
    seq: int
    flagged_at: int
    offset_min: int


class AppealDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict on a typed reply that somebody disagrees with. `learner`, `fact` and `form` are empty outside a drill.

    `form`: kind and form, e.g. `rewrite/scene-1`. `verdict`: what was said about the reply, as JSON.
    """

    learner: str = ""
    course: str
    fact: str = ""
    form: str = ""
    reply: str
    customer: str = ""
    purpose: str = ""
    grade: str = ""
    verdict: str
    note: str = ""


class Appeal(AppealDraft, frozen=True, kw_only=True):
    """An appeal as kept, with what became of it."""

    uuid: str
    device: str
    seq: int
    appealed_at: int
    offset_min: int
    outcome: Outcome = ""


Event = Answer | Lesson


def event_place(event: Event) -> tuple[int, str, int]:
    """Return the place of an answer or a lesson in the order of events."""
    at_ms = event.answered_at if isinstance(event, Answer) else event.shown_at
    return at_ms, event.device, event.seq
