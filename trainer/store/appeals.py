"""Appeals: replies whose verdict somebody disagrees with, and what a trainer made of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import msgspec

from trainer.clock import Moment
from trainer.store.entries import Appeal, AppealDraft, Outcome
from trainer.store.log import clean_fields, next_identity

_COLUMNS = ", ".join(f"appeal.{name}" for name in Appeal.__struct_fields__ if name not in ("learner", "outcome"))
_APPEALS = (
    f"SELECT {_COLUMNS}, coalesce(appeal.learner, '') AS learner, coalesce(ruling.outcome, '') AS outcome"  # noqa: S608  # our own names
    " FROM appeal LEFT JOIN ruling ON ruling.appeal = appeal.uuid"
)
_IN_ORDER = " ORDER BY appealed_at, device, seq"


def insert_appeal(connection: sqlite3.Connection, draft: AppealDraft, moment: Moment) -> Appeal:
    """Append an appeal inside a transaction."""
    appeal = Appeal(**next_identity(connection), **clean_fields(draft), appealed_at=moment.at_ms, offset_min=moment.offset_min)
    connection.execute(
        "INSERT INTO appeal (uuid, device, seq, learner, course, fact, form, reply, customer, purpose, grade, verdict, note, appealed_at,"
        " offset_min) VALUES (:uuid, :device, :seq, nullif(:learner, ''), :course, :fact, :form, :reply, :customer, :purpose, :grade,"
        " :verdict, :note, :appealed_at, :offset_min)",
        msgspec.structs.asdict(appeal),
    )
    return appeal


def insert_ruling(connection: sqlite3.Connection, appeal: str, outcome: Outcome, moment: Moment) -> None:
    """Keep what became of an appeal, inside a transaction; the first ruling stays."""
    connection.execute(
        "INSERT OR IGNORE INTO ruling (appeal, outcome, ruled_at, offset_min) VALUES (?, ?, ?, ?)",
        (appeal, outcome, moment.at_ms, moment.offset_min),
    )


def select_open_appeals(connection: sqlite3.Connection, course: str) -> list[Appeal]:
    """Return the appeals of a course that nobody has ruled on, oldest first."""
    return list(_read(connection.execute(_APPEALS + " WHERE course = ? AND ruling.outcome IS NULL" + _IN_ORDER, (course,))))


def select_appeals(connection: sqlite3.Connection, course: str) -> list[Appeal]:
    """Return every appeal of a course, oldest first."""
    return list(_read(connection.execute(_APPEALS + " WHERE course = ?" + _IN_ORDER, (course,))))


def iterate_appeals(connection: sqlite3.Connection, learner: str) -> Iterator[Appeal]:
    """Return every appeal of one learner, one by one, in order."""
    return _read(connection.execute(_APPEALS + " WHERE learner = ?" + _IN_ORDER, (learner,)))


def _read(cursor: sqlite3.Cursor) -> Iterator[Appeal]:
    names = [column[0] for column in cursor.description]
    return (Appeal(**_named(names, row)) for row in cursor)


def _named(names: list[str], row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(names, row, strict=True))
