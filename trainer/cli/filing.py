"""Several files of a course written together: all of them, or none."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from trainer.cli.addition import Change
from trainer.cli.drafts import is_writable
from trainer.course.files import reason_of
from trainer.course.replacement import stage_file
from trainer.errors import TrainerError
from trainer.i18n import N_


def write_changes(changes: Sequence[Change]) -> None:
    """Write every change, or put back what was written, whatever comes between. Raises `TrainerError` when it cannot be done."""
    # A file that is a link is written where it really stands.
    changes = [msgspec.structs.replace(change, path=Path(os.path.realpath(change.path))) for change in changes]
    made = _make_folders(changes)
    try:
        _write(changes)
    except BaseException as failure:
        for folder in made:
            with suppress(OSError):  # it may hold what somebody else has put there
                folder.rmdir()
        if isinstance(failure, OSError):
            message = N_("写不进去：{reason}。什么都没有改。", reason=reason_of(failure))
            raise TrainerError(message, N_("看看磁盘满了没有、文件是不是只读，再运行一次。")) from failure
        raise


def _write(changes: Sequence[Change]) -> None:
    staged: list[Path] = []
    try:
        for change in changes:
            staged.append(_stage(change))  # one by one: what was staged before a failure has to go
        _refuse_stale(changes)
        _replace_all(staged, changes)
    finally:
        for path in staged:
            path.unlink(missing_ok=True)


def _make_folders(changes: Sequence[Change]) -> list[Path]:
    """Make the folders that are missing and return them."""
    missing = [folder for folder in {change.path.parent for change in changes} if not folder.exists()]
    for folder in missing:
        try:
            folder.mkdir()
        except OSError as failure:
            raise TrainerError(
                N_("写不进去：{reason}。什么都没有改。", reason=reason_of(failure)), N_("检查课程文件夹的权限。")
            ) from failure
    return missing


def _stage(change: Change) -> Path:
    """Write the new content beside its place, with the permissions of the old."""
    if change.before is not None and not is_writable(change.path):
        message = N_("文件是只读的，改不了：{path}", path=change.path)
        raise TrainerError(message, N_("把课程复制到自己的文件夹里再改，或者去掉“只读”。"))
    return stage_file(change.path, change.after)


def _refuse_stale(changes: Sequence[Change]) -> None:
    for change in changes:
        if (change.path.read_bytes() if change.path.exists() else None) != change.before:
            message = N_("文件刚刚被别的程序改过：{path}", path=change.path)
            raise TrainerError(message, N_("先在编辑器里保存、关掉，再运行一次。"))


def _replace_all(staged: Sequence[Path], changes: Sequence[Change]) -> None:
    done: list[Change] = []
    try:
        for path, change in zip(staged, changes, strict=True):
            done.append(change)  # before the step itself: an interruption may come right behind it
            os.replace(path, change.path)  # noqa: PTH105  # one step for all systems, as Path.replace; tests make this one fail
    except BaseException:
        for change in reversed(done):
            _put_back(change)
        raise


def _put_back(change: Change) -> None:
    if change.before is None:
        change.path.unlink(missing_ok=True)
    elif change.path.read_bytes() != change.before:
        back = _stage(msgspec.structs.replace(change, after=change.before))
        back.replace(change.path)
