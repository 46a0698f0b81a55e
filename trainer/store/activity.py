"""What was practised when: counts that the database makes, so that a long log stays quick to look at."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from trainer.memory import Answer
from trainer.store.replay import select_fact_rows

_EPOCH = date(1970, 1, 1)
# A whole number of days since 1970 at the answer's own offset, as `clock.local_day` has it.
_DAY = "(answered_at + offset_min * 60000) / 86400000"
# `+learner` keeps SQLite from walking the log fact by fact: rows in the order they were written are read twice as fast.
_DAYS = (
    f"SELECT {_DAY} AS day, count(*) FROM answer"  # noqa: S608  # a constant of ours
    " WHERE +learner = ? AND course = ? AND answered_at >= ? AND rating > 0"
    " AND uuid NOT IN (SELECT corrects FROM answer WHERE corrects <> '')"
    " GROUP BY day ORDER BY day"
)
_SESSIONS = (
    "SELECT started_at, offset_min FROM session WHERE learner = ? AND course = ? AND started_at >= ?"
    " AND EXISTS (SELECT 1 FROM answer WHERE answer.session = session.id AND rating > 0)"
)


def select_answer_days(connection: sqlite3.Connection, learner: str, course: str, since: date) -> dict[date, int]:
    """Return how many graded answers stand on each local day from `since` on; days without any are left out."""
    rows = connection.execute(_DAYS, (learner, course, _earliest_ms(since)))
    counts = {_EPOCH + timedelta(days=day): count for day, count in rows}
    return {day: count for day, count in counts.items() if day >= since}


def count_sessions(connection: sqlite3.Connection, learner: str, course: str, since: date) -> int:
    """Return how many sessions with at least one graded answer began on the local day `since` or later."""
    rows = connection.execute(_SESSIONS, (learner, course, _earliest_ms(since)))
    midnight = datetime(since.year, since.month, since.day, tzinfo=UTC).timestamp() * 1000
    return sum(at_ms + offset_min * 60_000 >= midnight for at_ms, offset_min in rows)


def select_histories(connection: sqlite3.Connection, learner: str, course: str, facts: Iterable[str]) -> list[Answer]:
    """Return all that a scheduler needs of the answers about these facts; what was shown and typed is left empty."""
    return [row for fact in facts for row in select_fact_rows(connection, learner, course, fact)]


def _earliest_ms(day: date) -> int:
    """Return an instant before that day began anywhere on earth, the local offset being known only row by row."""
    return int((datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1)).timestamp() * 1000)
