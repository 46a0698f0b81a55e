"""Changing an item of a course that stands on a shipped one: an item from below is copied into the course's own files first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from trainer.cli.addition import Change, plan_change
from trainer.course.tree import Tree, parse_tree

ADOPTED = "base-"
"""How a file of copied items is called: `base-` and the name of the file that they come from."""


class Item(msgspec.Struct, frozen=True):
    """A fact or a rule by its id, the file that it stands in, and the list of it that holds it."""

    path: Path
    key: str
    id: str


def plan_amendment(folder: Path, base: Path | None, item: Item, amend: Callable[[str], str]) -> Change:
    """Return the file in which an item of the course in `folder` is changed. Raises `TrainerError` where it cannot be read.

    What stands in `base` is copied first, and so replaced: an update of the shipped course no longer reaches it.
    """
    if base is None or not item.path.is_relative_to(base):
        return plan_change(folder, item.path, amend, lambda: "")
    from trainer.course.amend import append_item, start_file

    whole = _read(item.path)
    values = next(one for one in whole[item.key] if one["id"] == item.id)
    head = {name: value for name, value in whole.items() if name != item.key}
    path = folder / item.path.parent.name / f"{ADOPTED}{item.path.name}"
    return plan_change(
        folder,
        path,
        lambda text: amend(append_item(text, item.key, values)),
        lambda: amend(start_file(item.path.parent.name, head, item.key, values)),
    )


def undo(change: Change) -> None:
    """Put a file back as it was before. Raises `TrainerError`, OSError."""
    from trainer.cli.filing import write_changes

    if change.before is None:
        change.path.unlink()
    else:
        write_changes([Change(change.path, change.after, change.before)])


def _read(path: Path) -> Any:
    tree = parse_tree(path.read_text("utf-8"), str(path))
    assert isinstance(tree, Tree)  # the course was read
    return tree.value
