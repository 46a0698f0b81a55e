"""The people of this machine."""

from __future__ import annotations

import sqlite3
from uuid import uuid4

import msgspec

from trainer.clock import Moment
from trainer.i18n import N_
from trainer.store.text import UnfitName, clean_name, fold_name


class Learner(msgspec.Struct, frozen=True):
    """One person. The id stays, whatever the name."""

    id: str
    name: str
    created_at: int
    has_pin: bool = False


class History(msgspec.Struct, frozen=True):
    """How much is kept of one person."""

    answers: int
    lessons: int
    flags: int
    appeals: int
    plays: int


_COUNTS = (
    "SELECT (SELECT count(*) FROM answer WHERE learner = :id), (SELECT count(*) FROM lesson WHERE learner = :id),"
    " (SELECT count(*) FROM flag WHERE learner = :id), (SELECT count(*) FROM appeal WHERE learner = :id),"
    " (SELECT count(*) FROM play WHERE learner = :id)"
)
_LEARNERS = "SELECT id, name, created_at, pin <> '' FROM learner"


def select_learners(connection: sqlite3.Connection) -> list[Learner]:
    """Return everybody, in the order they came."""
    return [_read_learner(row) for row in connection.execute(_LEARNERS + " ORDER BY created_at, name_folded")]


def select_learner(connection: sqlite3.Connection, name: str) -> Learner | None:
    """Return the learner of that name, written in any case or width; None when there is none."""
    try:
        folded = fold_name(clean_name(name))
    except UnfitName:
        return None
    row = connection.execute(_LEARNERS + " WHERE name_folded = ?", (folded,)).fetchone()
    return _read_learner(row) if row else None


def insert_learner(connection: sqlite3.Connection, name: str, moment: Moment) -> Learner:
    """Add a person inside a transaction. Raises `UnfitName` when the name is unfit or taken."""
    kept = clean_name(name)
    _demand_free(connection, kept)
    learner = Learner(uuid4().hex, kept, moment.at_ms)
    connection.execute(
        "INSERT INTO learner (id, name, name_folded, created_at, offset_min) VALUES (?, ?, ?, ?, ?)",
        (learner.id, kept, fold_name(kept), moment.at_ms, moment.offset_min),
    )
    return learner


def update_name(connection: sqlite3.Connection, learner_id: str, name: str) -> Learner:
    """Give a person another name inside a transaction; the history stays. Raises `UnfitName` when it is unfit or somebody else's."""
    kept = clean_name(name)
    _demand_free(connection, kept, learner_id)
    connection.execute("UPDATE learner SET name = ?, name_folded = ? WHERE id = ?", (kept, fold_name(kept), learner_id))
    return _read_learner(connection.execute(_LEARNERS + " WHERE id = ?", (learner_id,)).fetchone())


def select_pin(connection: sqlite3.Connection, learner_id: str) -> str:
    """Return what is kept of somebody's PIN; empty without one."""
    row = connection.execute("SELECT pin FROM learner WHERE id = ?", (learner_id,)).fetchone()
    return str(row[0]) if row else ""


def update_pin(connection: sqlite3.Connection, learner_id: str, kept: str) -> None:
    """Keep another PIN inside a transaction; empty for none."""
    connection.execute("UPDATE learner SET pin = ? WHERE id = ?", (kept, learner_id))


def count_history(connection: sqlite3.Connection, learner_id: str) -> History:
    """Count what is kept of one person."""
    row = connection.execute(_COUNTS, {"id": learner_id}).fetchone()
    return History(*row)


def select_name(connection: sqlite3.Connection, learner_id: str) -> str:
    """Return the name that belongs to an id; the id itself when nobody has it."""
    row = connection.execute("SELECT name FROM learner WHERE id = ?", (learner_id,)).fetchone()
    return str(row[0]) if row else learner_id


def _demand_free(connection: sqlite3.Connection, name: str, besides: str = "") -> None:
    taken = select_learner(connection, name)
    if taken and taken.id != besides:
        raise UnfitName(N_("已经有叫“{name}”的学员了。", name=taken.name), N_("换一个名字，或者直接用 --learner {name}。", name=taken.name))


def _read_learner(row: tuple[str, str, int, int]) -> Learner:
    return Learner(*row[:3], has_pin=bool(row[3]))
