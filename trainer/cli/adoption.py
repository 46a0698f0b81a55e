"""Changing an item of a course that stands on a shipped one: an item from below is copied into the course's own files first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from trainer.cli.addition import Change, plan_change
from trainer.course.tree import Tree, parse_tree
from trainer.errors import TrainerError
from trainer.i18n import N_, Message

_COPIES = "base-"
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
    if not is_below(base, item):
        return plan_change(folder, item.path, amend, lambda: "")
    path = copy_path(folder, item)
    copied = plan_change(folder, path, lambda text: copy_item(text, item), lambda: copy_item("", item))
    return msgspec.structs.replace(copied, after=amend(copied.after.decode()).encode(), copied=copied.after)


def is_below(base: Path | None, item: Item) -> bool:
    """Tell whether an item stands in the course under this one."""
    return base is not None and item.path.is_relative_to(base)


def copy_path(folder: Path, item: Item) -> Path:
    """Return the own file that takes the copy of an item from below."""
    return folder / item.path.parent.name / f"{_COPIES}{item.path.name}"


def holds_copies(path: Path, base: Path | None) -> bool:
    """Tell whether an own file is the one for copies of a file below."""
    name = path.name.removeprefix(_COPIES)
    return base is not None and name != path.name and (base / path.parent.name / name).exists()


def copy_item(text: str, item: Item) -> str:
    """Return the text of a file of copies with an item in it, too; an empty text begins the file."""
    from trainer.course.amend import append_item, start_file

    whole = _read(item.path)
    values = next((one for one in whole[item.key] if one["id"] == item.id), None)
    if values is None:
        raise TrainerError(N_("自带课程刚刚变了，里面没有“{id}”了。", id=item.id), N_("再运行一次。"))
    head = {name: value for name, value in whole.items() if name != item.key}
    return append_item(text, item.key, values) if text else start_file(item.path.parent.name, head, item.key, values)


def describe_copy(path: Path) -> Message:
    """Return what a trainer should know when something was copied into a file."""
    return N_("从自带课程抄了一份到 {name}：以后自带课程改了它，这里不跟着变。", name=path.name)


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
