"""What an addition to a course would write, and whether the checker minds."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from trainer.course.files import read_bytes, read_text
from trainer.course.folder import SIZE_MOST
from trainer.course.problem import Problem
from trainer.errors import TrainerError
from trainer.i18n import N_, render

ROOM = 64 * 1024
"""Bytes that stay free in a file: a fact takes a few thousand."""


class Change(msgspec.Struct, frozen=True):
    """One file before and after; None before for a file that is new."""

    path: Path
    before: bytes | None
    after: bytes
    copied: bytes | None = None
    """The file with what is copied into it from the course below, not yet changed; None where nothing is."""

    @property
    def lines(self) -> tuple[int, list[str]]:
        """The lines that are new and no copies, and the number of the first, from 1."""
        old = (self.copied or self.before or b"").decode("utf-8").splitlines()
        new = self.after.decode("utf-8").splitlines()
        head = _count_same(old, new)
        tail = _count_same(old[head:][::-1], new[head:][::-1])
        return head + 1, new[head : len(new) - tail]

    def touches(self, problem: Problem) -> bool:
        """Tell whether a problem stands in what is new."""
        first, lines = self.lines
        return first <= problem.line < first + max(1, len(lines))


def plan_change(folder: Path, path: Path, amend: Callable[[str], str], fresh: Callable[[], str]) -> Change:
    """Return a file amended, or made anew where there is none. Raises `TrainerError` for one that cannot be read."""
    if not os.path.lexists(path):
        return Change(path, None, fresh().encode())
    root = os.path.realpath(folder)
    content = read_bytes(path, root)
    if isinstance(content, Problem):
        raise _failure(content)
    if isinstance(text := read_text(path, root), Problem):
        raise _failure(text)
    return Change(path, content, amend(content.decode("utf-8")).encode())


def has_room(path: Path) -> bool:
    """Tell whether a file may grow by one more item."""
    return path.stat().st_size < SIZE_MOST - ROOM


@contextmanager
def changed_copy(folder: Path, changes: Sequence[Change]) -> Iterator[Path]:
    """Give a copy of a course, with changes made, that is gone afterwards."""
    with tempfile.TemporaryDirectory() as place:
        copied = Path(place) / (folder.resolve().name or "course")
        shutil.copytree(folder, copied, symlinks=True, ignore=_skip_other)
        for change in changes:
            path = copied / change.path.relative_to(folder)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)  # an absolute link leads back to the real file
            path.write_bytes(change.after)
        yield copied


def find_faults(folder: Path, changes: Sequence[Change], look: Callable[[Path], list[Problem]]) -> list[Problem]:
    """Return what is wrong with what is new, and every error elsewhere that was not there before. `look` checks a course folder."""
    with changed_copy(folder, changes) as copied:
        found = look(copied)
        owned = [problem for problem in found if _is_new(problem, copied, folder, changes)]
    elsewhere = [problem for problem in found if problem.severity == "error" and problem not in owned]
    known = {_text_of(problem) for problem in look(folder)} if elsewhere else set()
    # What a message says of a file, it says of the copy.
    return owned + [problem for problem in elsewhere if _text_of(problem).replace(str(copied), str(folder)) not in known]


def _failure(problem: Problem) -> TrainerError:
    return TrainerError(N_("{path}：{what}", path=problem.path, what=problem.message), problem.remedy)


def _is_new(problem: Problem, copied: Path, folder: Path, changes: Sequence[Change]) -> bool:
    return any(Path(problem.path) == copied / change.path.relative_to(folder) and change.touches(problem) for change in changes)


def _text_of(problem: Problem) -> str:
    return f"{problem.code} {render(problem.message)}"


def _count_same(some: Sequence[str], others: Sequence[str]) -> int:
    pairs = enumerate(zip(some, others, strict=False))
    return next((number for number, (one, other) in pairs if one != other), min(len(some), len(others)))


def _skip_other(folder: str, names: list[str]) -> list[str]:
    """Leave behind what is no part of a course: a shop's own photographs beside it may be many."""
    return [name for name in names if name.startswith(".") or not (name.endswith(".yaml") or os.path.isdir(os.path.join(folder, name)))]  # noqa: PTH112, PTH118  # plain names are what copytree gives
