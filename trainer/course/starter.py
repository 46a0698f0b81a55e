"""A small course to start from: it stands on the shipped one and has an example of everything."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from trainer.course.compose import propose_id
from trainer.course.files import reason_of
from trainer.course.pack import is_course_id
from trainer.digest import blake2b
from trainer.errors import TrainerError, UsageError
from trainer.i18n import N_
from trainer.settings import SHIPPED
from trainer.text import clean_text

TEMPLATE = Path(__file__).with_name("template")


def write_starter(folder: Path, complete: Callable[[Path], object] = lambda made: None) -> None:
    """Write a course into a folder that is not there yet, or empty; all of it or nothing. Raises `TrainerError`.

    `complete` may put more into it.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(N_("这里已经有东西了：{folder}", folder=folder), N_("换一个名字，或者先把它移走。"))
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-") as scratch:
            made = Path(scratch) / "course"
            shutil.copytree(TEMPLATE, made, copy_function=shutil.copyfile)
            head = made / "course.yaml"
            head.write_text(_fill(head.read_text("utf-8"), folder.absolute().name), "utf-8")
            complete(made)
            made.replace(folder)
    except OSError as failure:
        raise TrainerError(
            N_("建不了：{folder}（{reason}）", folder=folder, reason=reason_of(failure)), N_("换一个能写的地方。")
        ) from failure


def _fill(text: str, name: str) -> str:
    title = clean_text(name).strip() or "course"
    # A JSON string is a YAML string, whatever is in the name of a folder.
    return text.replace("{id}", _id_of(title)).replace("{title}", json.dumps(title, ensure_ascii=False))


def _id_of(title: str) -> str:
    """Return the name in pinyin, or, where that cannot be had or be an id, one that is made from it."""
    with suppress(TrainerError):
        if is_course_id(proposed := propose_id(title, [SHIPPED])):
            return proposed
    return f"course-{blake2b(title.encode(), digest_size=3).hexdigest()}"
