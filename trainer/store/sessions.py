"""Sittings: the plan made at the start, so that an interrupted one goes on where it stopped."""

from __future__ import annotations

import sqlite3
from uuid import uuid4

import msgspec

from trainer.clock import Moment
from trainer.store.text import storable


class SessionDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A session about to start. `plan` is JSON that only the session itself understands."""

    learner: str
    course: str
    plan: str
    seed: int


class SessionRow(msgspec.Struct, frozen=True):
    """A session as kept."""

    id: str
    learner: str
    course: str
    plan: str
    seed: int
    started_at: int
    offset_min: int
    device: str


def insert_session(connection: sqlite3.Connection, draft: SessionDraft, moment: Moment) -> str:
    """Note a session's start inside a transaction and return its id."""
    session_id = uuid4().hex
    connection.execute(
        "INSERT INTO session (id, device, learner, course, plan, seed, started_at, offset_min)"
        " VALUES (?, (SELECT device FROM meta), ?, ?, ?, ?, ?, ?)",
        (session_id, draft.learner, draft.course, storable(draft.plan), draft.seed, moment.at_ms, moment.offset_min),
    )
    return session_id


def select_open_session(connection: sqlite3.Connection, learner: str, course: str) -> SessionRow | None:
    """Return the latest session that was not ended."""
    row = connection.execute(
        "SELECT id, learner, course, plan, seed, started_at, offset_min, device FROM session"
        " WHERE learner = ? AND course = ? AND ended_at IS NULL ORDER BY started_at DESC, rowid DESC LIMIT 1",
        (learner, course),
    ).fetchone()
    return SessionRow(*row) if row else None


def mark_session_ended(connection: sqlite3.Connection, session_id: str, moment: Moment) -> None:
    """Note a session's end inside a transaction; the first end stays."""
    connection.execute("UPDATE session SET ended_at = ? WHERE id = ? AND ended_at IS NULL", (moment.at_ms, session_id))
