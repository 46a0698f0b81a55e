"""Backups: verified copies, and the way back.

A plain copy of a live database loses rows, so copies go through SQLite's backup API.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from trainer.clock import Moment
from trainer.errors import TrainerError
from trainer.i18n import N_
from trainer.store.connection import connect, read_header, reading, refuse_foreign, sync_file, sync_folder, writing
from trainer.store.failures import DamagedStore, explain_failures
from trainer.store.schema import newest_version

BACKUP_FOLDER = "backups"
"""Where backups go, beside the database."""
STAMP = "%Y%m%d-%H%M%S"


def copy_database(connection: sqlite3.Connection, folder: Path, moment: Moment) -> Path:
    """Write a verified copy into `folder` as `trainer-YYYYMMDD-HHMMSS.bak` (local time) and return its path.

    It appears under that name only when complete, checked and on the disk; an older copy is never overwritten.
    """
    with explain_failures(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with temporary_file(folder) as copy:
            with reading(connection):  # counted and copied in one view: others cannot commit in between
                counts = _count_rows(connection)
                pour_database(connection, copy)
            verify_database(copy)
            _demand_counts(copy, counts)
            sync_file(copy)
            target = _free_name(folder, "trainer-{}.bak", local_time(moment))
            copy.replace(target)
            sync_folder(folder)
        return target


def verify_database(path: Path) -> None:
    """Raise `TrainerError` unless a file is a sound database of ours that this program can read."""
    with explain_failures(path):
        header = read_header(path)
        if header is None:
            raise TrainerError(N_("文件不存在或是空的：{path}", path=path), N_("换一个文件。"))
        refuse_foreign(path, header, newest_version())
        with closing(connect(path, read_only=True)) as connection:
            verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()
            loose = connection.execute("PRAGMA foreign_key_check").fetchone()
    if verdict != ("ok",) or loose:
        raise DamagedStore(N_("数据库损坏了：{path}", path=path), N_("换一个备份。"))


def restore(backup: Path, path: Path, moment: Moment) -> Path | None:
    """Put a backup in the database's place. Close every store of it first.

    Returns where the present database was kept (`trainer.db.before-restore-YYYYMMDD-HHMMSS`), None when there was none.
    Raises `TrainerError`, everything untouched, when the backup is unfit or another program is using the database.
    """
    _demand_fit(backup)
    with explain_failures(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary_file(path.parent) as copy:
            with closing(connect(backup, read_only=True)) as source:
                pour_database(source, copy)
            verify_database(copy)
            _renew_device(copy)
            sync_file(copy)
            with _holding(path):
                aside = _set_aside(path, moment)
                copy.replace(path)
            sync_folder(path.parent)
    return aside


def local_time(moment: Moment) -> datetime:
    """Return a moment as the clock on the wall shows it."""
    return datetime(1970, 1, 1) + timedelta(milliseconds=moment.at_ms, minutes=moment.offset_min)


@contextmanager
def temporary_file(folder: Path) -> Iterator[Path]:
    """Lend a name in the same folder, so that a rename finishes the work; nothing stays behind."""
    path = folder / f".trainer-{uuid4().hex}.tmp"
    try:
        yield path
    finally:
        for left in (path, path.with_name(path.name + "-journal")):
            # Cleaning up must not hide why the work failed.
            with suppress(OSError):
                left.unlink(missing_ok=True)


def pour_database(source: sqlite3.Connection, target: Path) -> None:
    """Copy a database page by page into a new file."""
    with closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def _count_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how many rows every table has, whatever the version."""
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608  # from the schema


def _demand_counts(copy: Path, counts: dict[str, int]) -> None:
    with closing(connect(copy, read_only=True)) as connection:
        if _count_rows(connection) != counts:
            raise DamagedStore(N_("备份和数据库的行数对不上：{path}", path=copy.parent), N_("再备份一次；如果还是这样，检查磁盘。"))


def _demand_fit(backup: Path) -> None:
    try:
        verify_database(backup)
    except TrainerError as failure:
        raise TrainerError(
            N_("这个备份不能用，现在的数据库没有动。{why}", why=failure.message),
            N_("运行 trainer doctor 看备份放在哪个文件夹，换一份再试。"),
        ) from failure


def _renew_device(path: Path) -> None:
    """Give a restored database a new device: numbers handed out after the backup was taken may be known elsewhere already."""
    with closing(connect(path, read_only=False)) as connection, writing(connection):
        connection.execute("UPDATE meta SET device = ?, seq = 0", (uuid4().hex,))


@contextmanager
def _holding(path: Path) -> Iterator[None]:
    """Keep other programs from writing while the file changes; this also rolls back what a crash left half-done."""
    connection = _lock_out_others(path) if path.exists() else None
    try:
        if connection and os.name == "nt":  # Windows replaces no open file, and refuses by itself while others have it open
            connection.close()
        yield
    finally:
        if connection:
            connection.close()


def _lock_out_others(path: Path) -> sqlite3.Connection | None:
    """Return a connection that holds the file; None when it is so broken that nobody can be writing to it."""
    try:
        connection = connect(path, read_only=False)
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.DatabaseError as failure:
        if failure.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise
        return None
    return connection


def _set_aside(path: Path, moment: Moment) -> Path | None:
    """Give the present file a second name, so that there is no instant without a database."""
    aside = _free_name(path.parent, path.name + ".before-restore-{}", local_time(moment))
    existed = path.exists()
    if existed:
        _link_or_copy(path, aside)
    for suffix in ("-journal", "-wal", "-shm"):
        # A journal left by a crash, even without its database, would be played back into the restored file.
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    return aside if existed else None


def _link_or_copy(path: Path, second: Path) -> None:
    try:
        os.link(path, second)
    except OSError:  # FAT knows no links
        import shutil

        shutil.copy2(path, second)


def _free_name(folder: Path, pattern: str, at: datetime) -> Path:
    while (path := folder / pattern.format(at.strftime(STAMP))).exists():
        at += timedelta(seconds=1)
    return path
