"""The installed courses on this machine's disk: put in place or taken away in one step, whole at every moment.

A course stands in `<shelf>/<id>`. Beside it, for moments only: `.new-…`, being written; `.old-<id>`, the version before, until the new
one stands; `.gone-…`, being deleted. Whatever a power cut leaves of these, `mend_shelf` puts right.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from trainer.course.folder import HEAD_NAME
from trainer.course.members import read_members
from trainer.course.pack import Identity, digest_members, identify, is_course_id
from trainer.errors import TrainerError
from trainer.i18n import N_

NEW, OLD, GONE = ".new-", ".old-", ".gone-"
RECEIPT_NAME = ".installed"
"""Holds the digest of what was installed: who changed the course since then would lose that by an upgrade."""
RECEIPT_MOST = 100
LOCK_NAME = "courses.lock"
_BUSY = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


def list_installed(shelf: Path) -> list[str]:
    """Return the ids of the installed courses."""
    if not shelf.is_dir():
        return []
    return sorted(path.name for path in shelf.iterdir() if is_course_id(path.name) and (path / HEAD_NAME).is_file())


def read_installed(folder: Path) -> dict[str, bytes]:
    """Return the files of an installed course by name; none where it is not there or cannot be read."""
    with suppress(OSError):
        found = read_members(folder)
        return found if isinstance(found, dict) else {}
    return {}


def identify_installed(folder: Path) -> Identity | None:
    """Return which course stands in a folder; None where none does that makes sense."""
    found = identify(read_installed(folder))
    return found if isinstance(found, Identity) else None


def is_changed(folder: Path) -> bool:
    """Tell whether an installed course was changed on this machine since it was installed."""
    try:
        with (folder / RECEIPT_NAME).open("rb") as file:
            receipt = file.read(RECEIPT_MOST)
    except OSError:
        return True
    return receipt.decode("ascii", "replace").strip() != digest_members(read_installed(folder))


def mend_shelf(shelf: Path) -> None:
    """Put right what a kill left: bring an old version back whose successor never came, delete what is half made or half deleted.

    Hold the shelf meanwhile. What cannot be deleted now is left for the next time. Raises OSError.
    """
    for path in list(shelf.iterdir()) if shelf.is_dir() else []:
        home = shelf / path.name.removeprefix(OLD)
        if path.name.startswith(OLD) and not os.path.lexists(home):
            path.rename(home)
        elif path.name.startswith((NEW, OLD, GONE)):
            _delete(path)


@contextmanager
def hold_shelf(shelf: Path) -> Iterator[None]:
    """Keep other windows from changing the installed courses meanwhile; a kill lets go. Raises `TrainerError` where one does, OSError."""
    shelf.parent.mkdir(parents=True, exist_ok=True)
    with (shelf.parent / LOCK_NAME).open("ab") as file:
        if not _lock(file.fileno()):
            raise TrainerError(N_("另一个窗口正在安装或删除课程。"), N_("等它做完，再运行一次。"))
        yield


@contextmanager
def stage_course(shelf: Path, members: Mapping[str, bytes]) -> Iterator[Path]:
    """Write a course beside the others and hand out its folder; what was not put in place is deleted. Raises OSError.

    The names must have been checked before.
    """
    staged = shelf / f"{NEW}{uuid4().hex}"
    try:
        staged.mkdir(parents=True)
        for name, content in {**members, RECEIPT_NAME: digest_members(members).encode()}.items():
            _write(staged / name, content)
        for folder in {staged, *((staged / name).parent for name in members)}:
            _sync(folder)
        yield staged
    finally:
        _delete(staged)
        with suppress(OSError):
            shelf.rmdir()  # made for nothing; one that holds anything stays


def place_course(staged: Path, target: Path) -> None:
    """Put a staged course where it belongs, in place of an older version. Raises OSError, the older version back in place."""
    aside = target.with_name(f"{OLD}{target.name}")
    try:
        if os.path.lexists(target):
            target.rename(aside)
        staged.rename(target)
    except BaseException:  # Ctrl-C too
        if os.path.lexists(aside) and not os.path.lexists(target):
            aside.rename(target)
        raise
    _sync(target.parent)
    _delete(aside)


def remove_course(folder: Path) -> None:
    """Take an installed course away in one step, then delete it. Raises OSError, the course untouched."""
    gone = folder.with_name(f"{GONE}{uuid4().hex}")
    folder.rename(gone)
    _sync(folder.parent)
    _delete(gone)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _delete(path: Path) -> None:
    """Delete a folder, or a link to one; what will not go stays for `mend_shelf`."""
    with suppress(OSError):
        path.unlink() if path.is_symlink() else shutil.rmtree(path)


def _sync(folder: Path) -> None:
    """Have the disk remember a renaming, where the system offers that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _lock(handle: int) -> bool:
    """Lock a file until it is closed; False when another process has. A disk that knows no locks is taken as it is."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as failure:
        return failure.errno not in _BUSY
    return True
