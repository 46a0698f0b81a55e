"""The file and the connection: looking before opening, pragmas, and the one way to write."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import msgspec

from trainer.errors import TrainerError
from trainer.i18n import N_
from trainer.store.failures import not_a_database

APPLICATION_ID = 0x54524E52
"""`TRNR`, in the header of every database of ours."""
BUSY_MS = 5000
"""How long to wait for another process before giving up."""
HEADER_BYTES = 100
MAGIC = b"SQLite format 3\x00"
SQLITE_NEEDED = (3, 37, 0)
"""STRICT tables."""


class FileHeader(msgspec.Struct, frozen=True):
    """Whose database a file is, and of which version."""

    application_id: int
    user_version: int


def read_header(path: Path) -> FileHeader | None:
    """Look at a database file without SQLite, so that nothing is created, locked or rolled back. None: absent or empty.

    Raises `TrainerError` when the file is not a database, `OSError` when it cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEADER_BYTES)
    except FileNotFoundError:
        return None
    if not head:
        return None
    if len(head) < HEADER_BYTES or not head.startswith(MAGIC):
        raise not_a_database(path)
    return FileHeader(int.from_bytes(head[68:72], "big"), int.from_bytes(head[60:64], "big"))


def refuse_foreign(path: Path, header: FileHeader, newest: int) -> None:
    """Raise `TrainerError` for another program's database and for one written by a newer trainer."""
    if header.application_id != APPLICATION_ID:
        raise TrainerError(
            N_("这个数据库属于别的程序，没有动它：{path}", path=path), N_("把它移走或改名；或者请管理员把 TRAINER_DATA 设成另一个文件夹。")
        )
    if header.user_version > newest:
        raise TrainerError(
            N_(
                "数据库由更新版本的程序写成（{found} 号，本程序只认到 {newest} 号），没有动它：{path}",
                path=path,
                found=header.user_version,
                newest=newest,
            ),
            N_("请升级 trainer 再打开。"),
        )


def connect(path: Path, *, read_only: bool, busy_ms: int = BUSY_MS) -> sqlite3.Connection:
    """Open the file with our pragmas; transactions are always explicit."""
    if sqlite3.sqlite_version_info < SQLITE_NEEDED:
        raise TrainerError(
            N_("这台电脑上的 SQLite 太旧：{version}", version=sqlite3.sqlite_version), N_("请安装 Python 3.11 或更新的官方版本。")
        )
    uri = f"{_file_uri(path)}?mode={'ro' if read_only else 'rwc'}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=busy_ms / 1000)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA recursive_triggers = ON")  # else INSERT OR REPLACE would delete rows past the triggers
        connection.execute("PRAGMA synchronous = EXTRA")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction, durable when the block is left. It takes the write lock at once: a deferred transaction that
    reads first would fail with BUSY whatever the timeout."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        _roll_back(connection)
        raise


@contextmanager
def reading(connection: sqlite3.Connection) -> Iterator[None]:
    """One consistent view over several queries."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        _roll_back(connection)


def read_version(connection: sqlite3.Connection) -> FileHeader:
    """Ask SQLite itself, after it has rolled back what a crash left half-done."""
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    (user_version,) = connection.execute("PRAGMA user_version").fetchone()
    return FileHeader(application_id, user_version)


def sync_file(path: Path) -> None:
    """Push a finished file to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Push a folder's entries to the disk, where the system can (Windows cannot open folders)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _roll_back(connection: sqlite3.Connection) -> None:
    # SQLite has often rolled back by itself (full disk), and a failure here must not hide the first one.
    with suppress(sqlite3.Error):
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _file_uri(path: Path) -> str:
    place = path.absolute().as_posix()
    # Windows drives need a third slash, network shares keep their two.
    return "file://" + quote(place if place.startswith("/") else f"/{place}")
