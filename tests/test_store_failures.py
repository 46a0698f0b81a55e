"""Every failure of the machine, by code: a message, or our own mistake passed through."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest
from store_samples import said

from trainer.errors import TrainerError
from trainer.store.failures import explain_failures

PLACE = Path("/shop/trainer.db")

SQLITE = [
    (sqlite3.SQLITE_BUSY, "占用"),
    (sqlite3.SQLITE_BUSY_SNAPSHOT, "占用"),
    (sqlite3.SQLITE_LOCKED, "占用"),
    (sqlite3.SQLITE_FULL, "磁盘满了"),
    (sqlite3.SQLITE_READONLY, "没有权限"),
    (sqlite3.SQLITE_READONLY_DIRECTORY, "没有权限"),
    (sqlite3.SQLITE_CANTOPEN, "没有权限"),
    (sqlite3.SQLITE_NOTADB, "不是数据库"),
    (sqlite3.SQLITE_CORRUPT, "损坏"),
    (sqlite3.SQLITE_CORRUPT_INDEX, "损坏"),
    (sqlite3.SQLITE_IOERR_FSYNC, "读写磁盘出错"),
]


@pytest.mark.parametrize(("code", "words"), SQLITE)
def test_sqlite_failures(code: int, words: str) -> None:
    failure = sqlite3.OperationalError("disk I/O error")
    failure.sqlite_errorcode = code
    with pytest.raises(TrainerError) as caught, explain_failures(PLACE):
        raise failure
    assert words in said(caught.value)
    assert str(PLACE) in said(caught.value)
    assert caught.value.remedy


@pytest.mark.parametrize("code", [None, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISUSE])
def test_our_own_mistakes_pass_through(code: int | None) -> None:
    failure = sqlite3.OperationalError("no such column")
    if code is not None:
        failure.sqlite_errorcode = code
    with pytest.raises(sqlite3.OperationalError), explain_failures(PLACE):
        raise failure


SYSTEM = [
    (errno.ENOSPC, "磁盘满了"),
    (errno.EDQUOT, "磁盘满了"),
    (errno.EACCES, "没有权限"),
    (errno.EROFS, "没有权限"),
    (errno.ENOTDIR, "弄混了"),
    (errno.EISDIR, "弄混了"),
    (errno.EEXIST, "弄混了"),
    (errno.ENOENT, "找不到"),
    (errno.EIO, "读写文件出错"),
]


@pytest.mark.parametrize("filename", [None, "/shop/backups"])
@pytest.mark.parametrize(("code", "words"), SYSTEM)
def test_system_failures(code: int, words: str, filename: str | None) -> None:
    with pytest.raises(TrainerError) as caught, explain_failures(PLACE):
        raise OSError(code, "reason", filename)
    assert words in said(caught.value)
    assert (filename or str(PLACE)) in said(caught.value)
    assert caught.value.remedy
