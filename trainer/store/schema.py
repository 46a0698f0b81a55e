"""The schema and its versions. Version 1 is `schema.sql`; every later one is a function in `MIGRATIONS`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

from trainer.store.connection import APPLICATION_ID, read_version, writing

MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = {}
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
