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


def select_learners(connection: sqlite3.Connection) -> list[Learner]:
    """Return everybody, in the order they came."""
    rows = connection.execute("SELECT id, name, created_at FROM learner ORDER BY created_at, name_folded")
    return [Learner(*row) for row in rows]


def select_learner(connection: sqlite3.Connection, name: str) -> Learner | None:
    """Return the learner of that name, written in any case or width; None when there is none."""
    try:
        folded = fold_name(clean_name(name))
    except UnfitName:
        return None
    row = connection.execute("SELECT id, name, created_at FROM learner WHERE name_folded = ?", (folded,)).fetchone()
    return Learner(*row) if row else None


def insert_learner(connection: sqlite3.Connection, name: str, moment: Moment) -> Learner:
    """Add a person inside a transaction. Raises `UnfitName` when the name is unfit or taken."""
    kept = clean_name(name)
    if taken := select_learner(connection, kept):
        raise UnfitName(N_("已经有叫“{name}”的学员了。", name=taken.name), N_("换一个名字，或者直接用 --learner {name}。", name=taken.name))
    learner = Learner(uuid4().hex, kept, moment.at_ms)
    connection.execute(
        "INSERT INTO learner (id, name, name_folded, created_at, offset_min) VALUES (?, ?, ?, ?, ?)",
        (learner.id, kept, fold_name(kept), moment.at_ms, moment.offset_min),
    )
    return learner


def select_name(connection: sqlite3.Connection, learner_id: str) -> str:
    """Return the name that belongs to an id; the id itself when nobody has it."""
    row = connection.execute("SELECT name FROM learner WHERE id = ?", (learner_id,)).fetchone()
    return str(row[0]) if row else learner_id
