"""What can go wrong with the disk and the database, said in the user's language: the one place that maps it."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trainer.errors import TrainerError
from trainer.i18n import N_, Message


class DamagedStore(TrainerError):
    """The file is an SQLite database whose pages do not hang together."""


@contextmanager
def explain_failures(path: Path) -> Iterator[None]:
    """Turn failures of the machine into `TrainerError`s that name `path`; our own mistakes pass through as they are."""
    try:
        yield
    except sqlite3.Error as failure:
        explained = _explain_sqlite(failure, path)
        if explained is None:
            raise
        raise explained from failure
    except OSError as failure:
        raise _explain_os(failure, path) from failure


def _explain_sqlite(failure: sqlite3.Error, path: Path) -> TrainerError | None:
    # The low byte is the primary code; the rest only says which system call failed.
    code = getattr(failure, "sqlite_errorcode", None)
    if code is None:
        return None
    if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
        return TrainerError(N_("这位学员刚在别的窗口里被删除了，这一条没有记下。"), N_("再运行 trainer，选一个名字。"))
    match code & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED | sqlite3.SQLITE_PROTOCOL:
            return TrainerError(N_("数据库被另一个程序占用：{path}", path=path), N_("关掉其他正在用它的窗口，等几秒钟再试。"))
        case sqlite3.SQLITE_FULL:
            return _disk_full(path)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return _no_access(path)
        case sqlite3.SQLITE_NOTADB:
            return not_a_database(path)
        case sqlite3.SQLITE_CORRUPT:
            return DamagedStore(N_("数据库损坏了：{path}", path=path), RESTORE)
        case sqlite3.SQLITE_IOERR:
            return TrainerError(
                N_("读写磁盘出错：{path}（{reason}）", path=path, reason=str(failure)),
                N_("检查磁盘是否装好、是否有剩余空间，然后再试；已经记下的回答还在。"),
            )
    return None


def _explain_os(failure: OSError, path: Path) -> TrainerError:
    where = Path(str(failure.filename)) if failure.filename else path
    match failure.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return _disk_full(where)
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return _no_access(where)
        case errno.EEXIST | errno.ENOTDIR | errno.EISDIR:
            return TrainerError(
                N_("文件和文件夹弄混了，该是一种却是另一种：{path}", path=where),
                N_("把它移走或改名；或者请管理员把 TRAINER_DATA 设成另一个文件夹。"),
            )
        case errno.ENOENT:
            return TrainerError(N_("找不到：{path}", path=where), N_("检查路径是否写对，文件是否被移走了。"))
    return TrainerError(
        N_("读写文件出错：{path}（{reason}）", path=where, reason=failure.strerror or str(failure)), N_("检查磁盘和文件夹，然后再试。")
    )


RESTORE: Message = N_("用数据库旁边 backups 文件夹里最新的备份恢复：trainer doctor --restore 备份文件")


def not_a_database(path: Path) -> TrainerError:
    """The file is something else: it is left alone."""
    return TrainerError(
        N_("这个文件不是数据库，没有动它：{path}", path=path), N_("把它移走或改名；或者请管理员把 TRAINER_DATA 设成另一个文件夹。")
    )


def _disk_full(path: Path) -> TrainerError:
    return TrainerError(N_("磁盘满了，写不进去：{path}", path=path), N_("腾出一些空间再试；之前记下的回答都还在。"))


def _no_access(path: Path) -> TrainerError:
    return TrainerError(
        N_("没有权限读写：{path}", path=path), N_("请管理员允许您读写这个文件和它所在的文件夹，或者把 TRAINER_DATA 设成另一个文件夹。")
    )
