"""The tutorial for course authors, followed word for word: what is typed, what is answered, what is seen."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest
from authoring_doc import PAGE, make_page, read_tutorial
from plain_driver import data_folder, rows, run

from trainer import paths

TUTORIAL_S = 60
"""Seconds of processor time for the whole tutorial: what else the machine does is not counted."""
_BLOCK = re.compile(r"^```(sh|text)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ANSWERS, SEEN = "照着回答", "您会看到"


class Step(NamedTuple):
    """One command of the tutorial, the lines that are typed into it, and what the page says one will see."""

    command: str
    answers: str
    seen: list[str]


def read_steps() -> list[Step]:
    """Return the steps of the tutorial in order; a block of several commands is several steps, and what is told belongs to all of it."""
    steps: list[Step] = []
    for language, label, text in _BLOCK.findall(read_tutorial()):
        if language == "sh" and not label:
            steps += [Step(line, "", []) for line in text.splitlines()]
        elif label == ANSWERS:
            steps[-1] = steps[-1]._replace(answers=text)
        elif label == SEEN:
            steps[-1] = steps[-1]._replace(seen=text.splitlines())
    return steps


def test_the_page_is_fresh() -> None:
    from trainer import i18n

    i18n.set_language("zh")
    assert PAGE.read_text("utf-8") == make_page(), "run: python tests/authoring_doc.py"


def test_the_tutorial_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    steps, said, before = read_steps(), "", os.times()
    for step in steps:
        words = shlex.split(step.command)
        assert words[0] == "trainer"
        done = run(*words[1:], feed=step.answers)
        assert done.returncode == 0, (step.command, done.stdout[-2000:], done.stderr)
        said += done.stdout
        for line in step.seen:
            assert line in said, (step.command, line, done.stdout[-2000:])
        said = "" if step.seen else said
    after = os.times()
    assert len(steps) >= 12
    assert after.children_user + after.children_system - before.children_user - before.children_system <= TUTORIAL_S
    # What was written is what was practised: the new fact was taught, the new customer was played, and everything under the one course.
    assert "xue-gao-hua-le-xian-huan-zai-wen" in {fact for (fact,) in rows("SELECT fact FROM lesson")}
    assert rows("SELECT scenario, course FROM play") == [("xue-gao-hua-le", "essentials")]
    assert (tmp_path / "课程模板.xlsx").is_file() and list(tmp_path.glob("*.zip"))


def test_nothing_outside_the_folder_is_needed(tmp_path: Path) -> None:
    """The page names no file of this repository that is not there."""
    links = re.findall(r"\]\(([^)#]+)\)", read_tutorial())
    assert links and all((PAGE.parent / link).is_file() for link in links)
    assert paths.DATABASE_NAME not in read_tutorial() and not (data_folder() / paths.DATABASE_NAME).exists()
