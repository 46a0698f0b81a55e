"""Erasing one person: rows, free pages, backups and what crashes left behind.

Every copy of the database in the data folder and its `backups` is found by its bytes: each row of a person carries the id.
"""

from __future__ import annotations

import mmap
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec

from trainer.errors import TrainerError
from trainer.store.backup import BACKUP_FOLDER, pour_database, temporary_file, verify_database
from trainer.store.connection import APPLICATION_ID, connect, read_header, sync_file, sync_folder, writing
from trainer.store.database import Store
from trainer.store.failures import DamagedStore, explain_failures
from trainer.store.learners import Learner

ERROR_LOG = "error.log"
"""Tracebacks may quote anything, so it goes as a whole."""


class Erased(msgspec.Struct, frozen=True):
    """What became of the copies: rewritten without the person, or deleted because nobody could have read them."""

    rewritten: list[Path]
    deleted: list[Path]


def erase_learner(store: Store, learner: Learner) -> Erased:
    """Erase a person for good, from copies first: when something fails, the person is still there and the call can be repeated.

    Raises `TrainerError` when a file cannot be changed. Blocks that the disk itself keeps are out of reach.
    """
    copies = _erase_copies(store.path, learner.id)
    connection = store.connection
    with explain_failures(store.path):
        connection.execute("PRAGMA secure_delete = ON")
        # The row with the name goes last: until no page holds anything else, the person can be removed again.
        for keep_row in (True, False):
            with store.writing():
                erase_rows(connection, learner.id, keep_row=keep_row)
            connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # nothing, unless another tool switched the file to WAL
    return copies


def erase_rows(connection: sqlite3.Connection, learner_id: str, *, keep_row: bool = False) -> None:
    """Delete every row of a person inside a transaction, of any schema version; append-only holds again when it is committed."""
    guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    connection.execute("PRAGMA defer_foreign_keys = ON")
    for name, _sql in guards:
        connection.execute(f'DROP TRIGGER "{name}"')
    for table in _tables_with(connection, "learner"):
        connection.execute(f'DELETE FROM "{table}" WHERE learner = ?', (learner_id,))  # noqa: S608  # a name from the schema
    needed = " UNION ALL ".join(f'SELECT shown FROM "{table}"' for table in _tables_with(connection, "shown"))  # noqa: S608  # the same
    connection.execute(f"DELETE FROM shown WHERE hash NOT IN ({needed})")  # noqa: S608  # the same
    if not keep_row:
        connection.execute("DELETE FROM learner WHERE id = ?", (learner_id,))
    for _name, sql in guards:
        connection.execute(sql)


def _tables_with(connection: sqlite3.Connection, column: str) -> list[str]:
    """Return the tables that have such a column."""
    found = connection.execute(
        "SELECT entry.name FROM sqlite_schema AS entry, pragma_table_info(entry.name) AS part WHERE entry.type = 'table' AND part.name = ?",
        (column,),
    )
    return [name for (name,) in found.fetchall()]


def _erase_copies(database: Path, learner_id: str) -> Erased:
    """Rewrite what can be read, delete what cannot."""
    rewritten, deleted = [], []
    for path in _our_files(database):
        with explain_failures(path):
            # A journal goes away by itself when its database is opened.
            if not path.exists() or not (path.name == ERROR_LOG or _holds(path, learner_id)):
                continue
            if _is_readable(path):
                _rewrite(path, learner_id)
                rewritten.append(path)
            else:
                path.unlink()
                deleted.append(path)
    return Erased(rewritten, deleted)


def _our_files(database: Path) -> list[Path]:
    """Return what this program wrote beside the database, a copy before its journal; anything else is not ours to touch."""
    live = {database.name + suffix for suffix in ("", "-journal", "-wal", "-shm")}
    folders = [database.parent, database.parent / BACKUP_FOLDER]
    with explain_failures(database.parent):
        files = [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())]
    files = [path for path in files if path.name not in live and path.is_file() and not path.is_symlink()]
    return [path for path in files if _has_our_name(path, database) or _has_our_header(path)]


def _has_our_name(path: Path, database: Path) -> bool:
    beginnings = (".trainer-", "trainer-", f"{database.name}.before-restore-")
    return path.name == ERROR_LOG or path.name.startswith(beginnings)


def _has_our_header(path: Path) -> bool:
    try:
        header = read_header(path)
    except TrainerError:
        return False
    return header is not None and header.application_id == APPLICATION_ID


def _is_readable(path: Path) -> bool:
    """Tell a copy worth keeping from a damaged one and from leftovers; a newer program's raises `TrainerError`."""
    if path.name.startswith(".") or not _has_our_header(path):
        return False
    try:
        _settle(path)
        verify_database(path)
    except DamagedStore:
        return False
    except sqlite3.DatabaseError as failure:
        if failure.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            return False
        raise
    return True


def _settle(path: Path) -> None:
    """Read once with the right to write: a journal left by a crash is played back, which reading only could not do."""
    with closing(connect(path, read_only=False)) as connection:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def _holds(path: Path, word: str) -> bool:
    if path.stat().st_size == 0:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(word.encode()) >= 0


def _rewrite(path: Path, learner_id: str) -> None:
    """Put a copy without the person in the place of one; a crash leaves one or the other."""
    with temporary_file(path.parent) as copy:
        with closing(connect(path, read_only=False)) as source:
            pour_database(source, copy)
        with closing(connect(copy, read_only=False)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            with writing(connection):
                erase_rows(connection, learner_id)
            connection.execute("VACUUM")
        verify_database(copy)
        sync_file(copy)
        copy.replace(path)
        sync_folder(path.parent)
