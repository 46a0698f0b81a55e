"""The files of a course that can be mended: found, and written so that none is ever half written."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from trainer.course.files import read_bytes, reason_of
from trainer.course.folder import FACTS_NAME, HEAD_NAME, list_fact_files
from trainer.course.mend import Mended, mend_bytes
from trainer.course.problem import Place, Problem
from trainer.course.replacement import replace_file
from trainer.course.source import SOURCE_NAME
from trainer.errors import UsageError
from trainer.i18n import N_


class Draft(msgspec.Struct, frozen=True):
    """A file as it is and as it should be. `real` is where it stands when `path` is a link."""

    path: Path
    real: Path
    before: bytes
    mended: Mended


class Survey(msgspec.Struct, frozen=True):
    """What can be mended, and the files that are left alone, with the reason."""

    drafts: list[Draft]
    refused: list[Problem]

    @property
    def count(self) -> int:
        """How many repairs there are in all."""
        return sum(len(draft.mended.repairs) for draft in self.drafts)


def survey(path: Path) -> Survey:
    """Look at a course folder, or at one file of it. Nothing is written."""
    is_folder = os.path.isdir(path)  # noqa: PTH112  # unlike Path.is_dir it never raises
    if not is_folder and path.suffix != ".yaml":
        raise UsageError(N_("不是课程文件夹，也不是 .yaml 文件：{path}", path=path), N_("写里面有 course.yaml 的那个文件夹。"))
    root, paths = (path, _course_files(path)) if is_folder else (_root_of(path), iter([path]))
    drafts: dict[Path, Draft] = {}
    refused = []
    for one in paths:
        found = _examine(one, os.path.realpath(root))
        if isinstance(found, Problem):
            refused.append(found)
        elif found.mended.repairs:
            drafts.setdefault(found.real, found)
    return Survey(list(drafts.values()), refused)


def write_draft(draft: Draft) -> Problem | None:
    """Replace a file in one step, its permissions kept, unless it was changed since it was shown."""
    path = draft.path
    try:
        if draft.real.read_bytes() != draft.before:
            message = N_("文件刚刚被别的程序改过。")
            return Place(str(path)).problem("E104", message, N_("先在编辑器里保存、关掉，再运行一次。"))
        replace_file(draft.real, draft.mended.content)
    except PermissionError:
        return _read_only(path)
    except OSError as error:
        message = N_("写不进去：{reason}", reason=reason_of(error))
        return Place(str(path)).problem("E104", message, N_("看看磁盘满了没有，再运行一次。"))
    return None


def _course_files(folder: Path) -> Iterator[Path]:
    yield folder / HEAD_NAME
    if os.path.lexists(folder / SOURCE_NAME):
        yield folder / SOURCE_NAME
    with suppress(OSError):  # a course without facts is the checker's business
        yield from list_fact_files(folder)


def _root_of(path: Path) -> Path:
    """Return the course folder of a file: links may lead as far as that."""
    folder = path.absolute().parent
    return folder.parent if folder.name == FACTS_NAME else folder


def _examine(path: Path, root: str) -> Draft | Problem:
    content = read_bytes(path, root)
    if isinstance(content, Problem):
        return content
    mended = mend_bytes(content, str(path))
    if isinstance(mended, Problem):
        return mended
    real = Path(os.path.realpath(path))
    return _read_only(path) if mended.repairs and not is_writable(real) else Draft(path, real, content, mended)


def is_writable(path: Path) -> bool:
    """Tell whether somebody meant the file to be changed: root may write anything, and should not."""
    return bool(path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)) and os.access(path, os.W_OK)


def _read_only(path: Path) -> Problem:
    return Place(str(path)).problem("E104", N_("文件是只读的，改不了。"), N_("把课程复制到自己的文件夹里再改，或者去掉“只读”。"))
