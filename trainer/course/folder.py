"""Which files make up a course: `course.yaml` and `facts/*.yaml`."""

from __future__ import annotations

from pathlib import Path

HEAD_NAME = "course.yaml"
FACTS_NAME = "facts"
SIZE_MOST = 2 * 1024 * 1024
"""Bytes of one file; the shipped course's largest has 80 KB."""


def list_fact_files(folder: Path) -> list[Path]:
    """Return the files of facts in the order of their names. Raises OSError when there is no such folder.

    Editors leave hidden files and copies ending in `~`; they are nobody's mistake.
    """
    paths = sorted((folder / FACTS_NAME).iterdir(), key=lambda path: path.name)
    return [path for path in paths if path.name.endswith(".yaml") and not path.name.startswith(".")]


def list_misnamed(folder: Path) -> list[Path]:
    """Return the files beside them that were meant to be read but are named so that they are not."""
    return sorted(path for path in (folder / FACTS_NAME).iterdir() if path.name.lower().endswith((".yml", ".yaml.txt")))
