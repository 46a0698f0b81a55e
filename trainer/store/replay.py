"""The log as a scheduler reads it: the columns that decide a card, without what was shown and typed."""

from __future__ import annotations

import sqlite3
from typing import Any

from trainer.memory import Answer

_ROWS = (
    "SELECT uuid, device, seq, fact, rev, rung, grade, rating, certain, answered_at, offset_min, corrects"
    # `+learner` keeps SQLite from walking a whole log fact by fact: rows in the order they were written are read twice as fast.
    " FROM answer WHERE +learner = ? AND course = ?"
)
_FACT_ROWS = _ROWS.replace("+learner", "learner") + " AND fact = ?"
_COLUMNS = _ROWS.removeprefix("SELECT ").partition(" FROM ")[0].split(", ")
_NOT_READ: dict[str, Any] = {
    "session": "", "kind": "", "form": "", "stem": "", "options": [], "response": "", "hints": 0, "findings": [], "elapsed_ms": 0,
    "grader": 0,
}  # fmt: skip


def select_course_rows(connection: sqlite3.Connection, learner: str, course: str) -> list[Answer]:
    """Return one learner's log of one course, in no order: replaying brings its own."""
    return [_read_row(learner, course, row) for row in connection.execute(_ROWS, (learner, course))]


def select_fact_rows(connection: sqlite3.Connection, learner: str, course: str, fact: str) -> list[Answer]:
    """Return one learner's rows about one fact, in no order."""
    return [_read_row(learner, course, row) for row in connection.execute(_FACT_ROWS, (learner, course, fact))]


def continues_log(connection: sqlite3.Connection, answer: Answer) -> bool:
    """Tell whether an answer just inserted only goes on with its fact's log, so that the card need not be replayed.

    It must be the last row in replay order, and the clock must never have run backwards within a device: else older rows may
    count for other times now.
    """
    of_fact = (answer.learner, answer.course, answer.fact)
    contradicted = connection.execute(
        "SELECT 1 FROM (SELECT device, seq, answered_at, lag(answered_at) OVER (PARTITION BY device ORDER BY seq) AS before FROM answer"
        " WHERE learner = ? AND course = ? AND fact = ?)"
        " WHERE before > answered_at OR (answered_at, device, seq) > (?, ?, ?) LIMIT 1",
        (*of_fact, answer.answered_at, answer.device, answer.seq),
    )
    return contradicted.fetchone() is None


def _read_row(learner: str, course: str, row: tuple[Any, ...]) -> Answer:
    fields = dict(zip(_COLUMNS, row, strict=True))
    fields["certain"] = bool(fields["certain"])
    return Answer(**fields, **_NOT_READ, learner=learner, course=course)
