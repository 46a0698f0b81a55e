"""The schema and its versions. Version 1 is `schema.sql`; every later one is a function in `MIGRATIONS`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

from trainer.store.connection import APPLICATION_ID, read_version, writing


def _add_pin(connection: sqlite3.Connection) -> None:
    """Give every learner room for a PIN; empty means none."""
    connection.execute("ALTER TABLE learner ADD COLUMN pin TEXT NOT NULL DEFAULT ''")


def _add_schedule(connection: sqlite3.Connection) -> None:
    """Record the whole schedule that cards were made with, and keep parameters fitted to the answers.

    `parameters` are JSON; empty in rows from before, whose cards were made with the defaults. In `fit` an empty learner
    means the machine: everybody without a row of their own.
    """
    connection.execute("ALTER TABLE card_cap ADD COLUMN retention REAL NOT NULL DEFAULT 0.9")
    connection.execute("ALTER TABLE card_cap ADD COLUMN parameters TEXT NOT NULL DEFAULT ''")
    connection.execute(
        "CREATE TABLE fit (learner TEXT PRIMARY KEY, parameters TEXT NOT NULL, fitted_at INTEGER NOT NULL, answers INTEGER NOT NULL,"
        " log_loss_before REAL NOT NULL, log_loss_after REAL NOT NULL) STRICT"
    )


def _add_appeals(connection: sqlite3.Connection) -> None:
    """Keep the verdicts that people disagree with, and what a trainer made of them. Without a learner: typed outside a drill."""
    connection.execute(
        "CREATE TABLE appeal (uuid TEXT PRIMARY KEY, device TEXT NOT NULL, seq INTEGER NOT NULL, learner TEXT REFERENCES learner (id),"
        " course TEXT NOT NULL, fact TEXT NOT NULL, form TEXT NOT NULL, reply TEXT NOT NULL, customer TEXT NOT NULL,"
        " purpose TEXT NOT NULL, grade TEXT NOT NULL, verdict TEXT NOT NULL, note TEXT NOT NULL, appealed_at INTEGER NOT NULL,"
        " offset_min INTEGER NOT NULL, UNIQUE (device, seq)) STRICT"
    )
    connection.execute(
        "CREATE TABLE ruling (appeal TEXT PRIMARY KEY REFERENCES appeal (uuid) ON DELETE CASCADE, outcome TEXT NOT NULL,"
        " ruled_at INTEGER NOT NULL, offset_min INTEGER NOT NULL) STRICT"
    )
    for event in ("UPDATE", "DELETE"):
        connection.execute(
            f"CREATE TRIGGER appeal_no_{event.lower()} BEFORE {event} ON appeal BEGIN SELECT RAISE(ABORT, 'appeal is append-only'); END"
        )


def _add_plays(connection: sqlite3.Connection) -> None:
    """Keep role-plays: a play is ended once, its turns are appended as they happen."""
    connection.execute(
        "CREATE TABLE play (id TEXT PRIMARY KEY, device TEXT NOT NULL, learner TEXT NOT NULL REFERENCES learner (id), course TEXT NOT NULL,"
        " scenario TEXT NOT NULL, mode TEXT NOT NULL, seed INTEGER NOT NULL, started_at INTEGER NOT NULL, offset_min INTEGER NOT NULL,"
        " ending TEXT NOT NULL, score INTEGER NOT NULL) STRICT"
    )
    connection.execute("CREATE INDEX play_learner ON play (learner, course)")
    connection.execute(
        "CREATE TABLE turn (play TEXT NOT NULL REFERENCES play (id) ON DELETE CASCADE, number INTEGER NOT NULL, reply TEXT NOT NULL,"
        " reading TEXT NOT NULL, said_at INTEGER NOT NULL, PRIMARY KEY (play, number)) STRICT, WITHOUT ROWID"
    )


MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = {2: _add_pin, 3: _add_schedule, 4: _add_appeals, 5: _add_plays}
"""From the version before to the version that is the key: 2, 3, … without gaps. They run inside one transaction."""


def newest_version() -> int:
    """Return the version this program writes."""
    return 1 + len(MIGRATIONS)


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Create or migrate in one transaction; another process may have been quicker, which is fine."""
    with writing(connection):
        version = read_version(connection).user_version
        if version == 0:
            _create(connection)
            version = 1
        for target in range(version + 1, newest_version() + 1):
            MIGRATIONS[target](connection)
        connection.execute(f"PRAGMA user_version = {newest_version()}")  # PRAGMA takes no parameters


def schema_objects(connection: sqlite3.Connection) -> set[tuple[str, str, str | None]]:
    """Return type, name and definition of every table, index and trigger."""
    return set(connection.execute("SELECT type, name, sql FROM sqlite_schema"))


def expected_objects() -> set[tuple[str, str, str | None]]:
    """Return what `schema_objects` should find, from a fresh database in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        bring_up_to_date(connection)
        return schema_objects(connection)
    finally:
        connection.close()


def _create(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in _statements(Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")):
        connection.execute(statement)
    connection.execute("INSERT INTO meta (only, device, seq) VALUES (1, ?, 0)", (uuid4().hex,))


def _statements(script: str) -> Iterator[str]:
    """Split a script; `executescript` would commit after every statement."""
    pending = ""
    for line in script.splitlines():
        pending += line + "\n"
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
