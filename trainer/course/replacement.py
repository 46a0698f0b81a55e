"""A file written beside its place first: whatever stops the program, there is the old one or the new one, never half of it."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from uuid import uuid4


def replace_file(path: Path, content: bytes) -> None:
    """Write a file in one step, over what may be there, whose permissions it keeps. Raises OSError, what was there untouched."""
    staged = stage_file(path, content)
    try:
        os.replace(staged, path)  # noqa: PTH105  # one step for all systems, as Path.replace; tests make this one fail
    finally:
        staged.unlink(missing_ok=True)


def stage_file(path: Path, content: bytes) -> Path:
    """Write content beside the file that it is for, with the permissions of that; return where. Raises OSError, nothing left behind."""
    staged = path.with_name(f".new-{uuid4().hex}")
    try:
        with staged.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            _hand_over(staged, path.stat())
    except BaseException:  # Ctrl-C too
        staged.unlink(missing_ok=True)
        raise
    return staged


def _hand_over(staged: Path, before: os.stat_result) -> None:
    staged.chmod(stat.S_IMODE(before.st_mode))
    if hasattr(os, "chown"):
        with suppress(PermissionError):  # whoever may not give a file away keeps it
            os.chown(staged, before.st_uid, before.st_gid)
