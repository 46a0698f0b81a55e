"""What the log holds beside answers, and the drafts that become rows: values without identity or time."""

from __future__ import annotations

import msgspec

from trainer.memory import Answer, Grade


class AnswerDraft(msgspec.Struct, frozen=True, kw_only=True):
    """An answer before the store gives it its identity and its time. See `trainer.memory.Answer`."""

    learner: str
    course: str
    fact: str
    rev: int
    session: str
    kind: str
    form: str
    rung: int
    stem: str
    options: list[str]
    response: str
    grade: Grade
    rating: int
    certain: bool
    hints: int
    findings: list[str]
    elapsed_ms: int
    grader: int
    corrects: str = ""


class LessonDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A fact about to be noted as taught."""

    learner: str
    course: str
    fact: str
    rev: int
    session: str


class Lesson(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that was shown to a learner."""

    uuid: str
    device: str
    seq: int
    learner: str
    course: str
    fact: str
    rev: int
    session: str
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


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """A flagged question as kept."""

    uuid: str
    device: str
    seq: int
    learner: str
    course: str
    fact: str
    rev: int
    kind: str
    form: str
    stem: str
    options: list[str]
    note: str
    flagged_at: int
    offset_min: int


Event = Answer | Lesson


def event_place(event: Event) -> tuple[int, str, int]:
    """Return the place of an answer or a lesson in the order of events."""
    at_ms = event.answered_at if isinstance(event, Answer) else event.shown_at
    return at_ms, event.device, event.seq
