"""Which files make up a course: `course.yaml` and `facts/*.yaml`, its own and those of the shipped course that it extends."""

from __future__ import annotations

import re
from pathlib import Path

from trainer import paths

HEAD_NAME = "course.yaml"
FACTS_NAME = "facts"
SIZE_MOST = 2 * 1024 * 1024
"""Bytes of one file; the shipped course's largest has 80 KB."""
# Read as text: the digest of a compiled course must be known before any YAML is.
_EXTENDS = re.compile(r"""^extends:[ \t]*["']?([a-z0-9][a-z0-9-]{0,63})["']?[ \t]*(?:#.*)?$""", re.MULTILINE)


def layers_of(folder: Path) -> list[Path]:
    """Return the folders that a course is made of, the lowest first: the shipped course that it extends, if any, and its own."""
    base = base_of(folder)
    return [base, folder] if base else [folder]


def base_of(folder: Path) -> Path | None:
    """Return the folder of the shipped course that a course extends; None for one that stands alone, or whose base is not there."""
    try:
        if not (folder / HEAD_NAME).is_file():  # a pipe would wait for ever
            return None
        with (folder / HEAD_NAME).open(encoding="utf-8-sig", errors="replace") as file:
            found = _EXTENDS.search(file.read(SIZE_MOST))
    except OSError:
        return None
    base = paths.content_dir() / found[1] if found else folder
    return base if (base / HEAD_NAME).is_file() and base.resolve() != folder.resolve() else None


def list_course_files(folder: Path) -> list[Path]:
    """Return every file that the facts of a course are read from, the lowest layer first. Raises OSError without a facts folder.

    A course that extends another needs no facts of its own.
    """
    *below, own = layers_of(folder)
    files = [path for layer in below for path in (layer / HEAD_NAME, *list_fact_files(layer))]
    has_facts = not below or (own / FACTS_NAME).exists()
    return [*files, own / HEAD_NAME, *(list_fact_files(own) if has_facts else [])]


def list_fact_files(folder: Path) -> list[Path]:
    """Return a folder's own files of facts in the order of their names. Raises OSError when there is no such folder.

    Editors leave hidden files and copies ending in `~`; they are nobody's mistake.
    """
    return _list_yaml(folder / FACTS_NAME)


def list_yaml(folder: Path) -> list[Path]:
    """Return the YAML files of a folder that may be missing, in the order of their names."""
    return _list_yaml(folder) if folder.is_dir() else []


def list_misnamed(folder: Path) -> list[Path]:
    """Return the files in a folder that were meant to be read but are named so that they are not; none where it is missing."""
    found = folder.iterdir() if folder.is_dir() else []
    return sorted(path for path in found if path.name.lower().endswith((".yml", ".yaml.txt")))


def _list_yaml(folder: Path) -> list[Path]:
    found = sorted(folder.iterdir(), key=lambda path: path.name)
    return [path for path in found if path.name.endswith(".yaml") and not path.name.startswith(".")]
