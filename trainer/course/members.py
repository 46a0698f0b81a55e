"""Which files a course consists of, and which names they may have so that every system can hold them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from trainer.course.files import read_bytes
from trainer.course.folder import FACTS_NAME, HEAD_NAME, list_yaml
from trainer.course.problem import Problem
from trainer.course.rulebook import RULES_NAME
from trainer.course.scenariofile import SCENARIOS_NAME, SHARED_NAME
from trainer.course.source import SOURCE_NAME
from trainer.i18n import N_, Message
from trainer.text import has_unsafe

PAPERS = ("LICENSE", "LICENSE.md", "LICENSE.txt", "README.md", "README.txt")
SINGLE = (HEAD_NAME, SOURCE_NAME, SHARED_NAME, *PAPERS)
FOLDERS = (FACTS_NAME, RULES_NAME, SCENARIOS_NAME)
SCHEMA_NAME = "schema"
"""Written by a command for editors; every machine can make it again."""
NAME_MOST, PART_MOST, DEPTH_MOST = 120, 80, 4
"""Characters of a whole name and of one part of it, and parts: within what Windows takes below a long home folder."""
_JUNK = {".ds_store", "thumbs.db", "desktop.ini"}
_JUNK_FOLDER = "__MACOSX"
_DEVICE = re.compile(r"con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")
_FORBIDDEN = re.compile(r'[\\<>:"|?*]')


def list_members(folder: Path) -> dict[str, Path]:
    """Return the files of a course in a folder by their names inside the course, in the order of the names."""
    found = [folder / name for name in SINGLE if os.path.lexists(folder / name)]
    found += [path for name in (FACTS_NAME, RULES_NAME, SCENARIOS_NAME) for path in list_yaml(folder / name)]
    named = {path.relative_to(folder).as_posix(): path for path in found}
    return {name: named[name] for name in sorted(named)}


def read_members(folder: Path) -> dict[str, bytes] | list[Problem]:
    """Return what the files of a course hold, by name; or what is wrong with those that cannot be taken."""
    root = os.path.realpath(folder)
    read = {name: (read_bytes(path, root), path) for name, path in list_members(folder).items()}
    problems = [content for content, _path in read.values() if isinstance(content, Problem)]
    contents = {name: content for name, (content, _path) in read.items() if isinstance(content, bytes)}
    return problems or contents


def list_left_out(folder: Path) -> list[str]:
    """Return the names of what lies in a course folder and is no part of the course. Hidden files and editors' copies are nobody's loss."""
    taken = {*list_members(folder), *FOLDERS, SCHEMA_NAME}
    inside = [within for name in FOLDERS if (within := folder / name).is_dir()]
    found = [path.relative_to(folder).as_posix() for home in [folder, *inside] for path in home.iterdir()]
    return sorted(name for name in found if name not in taken and not _is_litter(name.rpartition("/")[2]))


def is_member(name: str) -> bool:
    """Tell whether a file of that name is part of a course."""
    home, _slash, file = name.rpartition("/")
    return home in FOLDERS and file.endswith(".yaml") and not file.startswith(".") if home else name in SINGLE


def is_junk(name: str) -> bool:
    """Tell whether a system, or a command for editors, adds such a file unasked."""
    home, _slash, file = name.rpartition("/")
    made = home.rpartition("/")[2] == SCHEMA_NAME and file.endswith(".schema.json")
    return made or file.lower() in _JUNK or name.split("/")[0] == _JUNK_FOLDER


def refuse_name(name: str) -> Message | None:
    """Return why no file of a course may be called so on every system; None for a name that does no harm."""
    return next((reason for is_bad, reason in _REASONS if is_bad(name)), None)


def is_plain(name: str, content: bytes) -> bool:
    """Tell whether a licence or read-me is plain text in UTF-8; of all other files the checker sees to that."""
    if name not in PAPERS:
        return True
    with suppress(UnicodeDecodeError):
        return not has_unsafe(content.decode("utf-8-sig").replace("\r", "").replace("\f", ""))
    return False


def _is_litter(name: str) -> bool:
    return name.startswith(".") or name.endswith("~") or name.lower() in _JUNK


def _parts(name: str) -> list[str]:
    return name.split("/")


def _leads_out(name: str) -> bool:
    return any(part in ("", ".", "..") for part in _parts(name))


def _stems(name: str) -> Iterator[str]:
    # Windows looks at what stands before the first full stop, blanks left out: `aux .yaml` is a device too.
    return (part.partition(".")[0].strip() for part in _parts(name))


_REASONS: tuple[tuple[Callable[[str], bool], Message], ...] = (
    (lambda name: has_unsafe(name) or "\t" in name or "\n" in name, N_("名字里有看不见的字符")),
    (lambda name: name.startswith("/") or bool(_DRIVE.match(name)), N_("名字写的是电脑里的一个固定位置，会跑到课程外面去")),
    (_leads_out, N_("名字会跑到课程文件夹外面去")),
    (lambda name: bool(_FORBIDDEN.search(name)), N_("名字里有 Windows 不许用的符号")),
    (lambda name: any(part[-1] in ". " or part[0] == " " for part in _parts(name)), N_("名字的头尾有空格或句点，Windows 不认")),
    (lambda name: any(_DEVICE.fullmatch(stem) for stem in _stems(name)), N_("这个名字 Windows 留作别用")),
    (lambda name: len(name) > NAME_MOST or any(len(part) > PART_MOST for part in _parts(name)), N_("名字太长")),
    (lambda name: len(_parts(name)) > DEPTH_MOST, N_("文件夹套得太深")),
)
"""In this order: the later ones may rely on the earlier."""
