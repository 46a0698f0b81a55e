"""`trainer course preview --watch`: whenever a file is saved, say what is wrong in it, and where."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from trainer.check import format_problem
from trainer.check.item import check_file, course_of
from trainer.check.proven import Proven
from trainer.cli.context import Context
from trainer.cli.judging import open_rules
from trainer.i18n import N_

if TYPE_CHECKING:
    from trainer.screen.front import Front

LOOK_S = 0.2
"""Seconds between two looks at the file."""


def watch_file(context: Context, front: Front, path: Path, sleep: Callable[[float], None]) -> None:
    """Check a file now and whenever it changes, until the user presses Ctrl-C. Raises `UsageError` for a file of no course."""
    with suppress(KeyboardInterrupt):  # the way to end it, so nothing was cut short
        folder, proven = course_of(path), Proven()
        seen: tuple[int, int] | None = (-1, -1)
        while True:
            stamp = _stamp(path)
            if stamp != seen:
                seen = stamp
                book = open_rules(context, folder)  # somebody may mend a rule meanwhile
                _tell(front, path, [format_problem(problem) for problem in check_file(path, book, proven)])
            sleep(LOOK_S)


def _tell(front: Front, path: Path, problems: list[str]) -> None:
    for line in problems:
        front.show_note(line)
    if problems:
        front.show_note(N_("{name}：{count} 处要看。改好存盘，马上再查；Ctrl-C 结束。", name=path.name, count=len(problems)))
    else:
        front.show_note(N_("{name}：没有问题。存盘就再查；Ctrl-C 结束。", name=path.name))


def _stamp(path: Path) -> tuple[int, int] | None:
    """Return what changes when a file is saved; None while an editor has it moved away."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
