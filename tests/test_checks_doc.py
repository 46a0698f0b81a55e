"""Every code of the checker has an example that yields it and nothing else, and the guide shows them all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from authoring_doc import PAGE, ROOT
from check_examples import EXAMPLES, Example
from checks_doc import find_problems
from conftest import Checked

from trainer.check import check_course

CODE = re.compile(r'"([EW]\d{3})"')
IDS = [f"{example.code}-{number}" for number, example in enumerate(EXAMPLES)]


def codes_in_program() -> set[str]:
    return {code for path in (ROOT / "trainer").rglob("*.py") for code in CODE.findall(path.read_text("utf-8"))}


def test_every_code_has_an_example_and_every_example_a_code() -> None:
    assert {example.code for example in EXAMPLES} == codes_in_program(), "add a row to tests/check_examples.py"


@pytest.mark.parametrize("example", EXAMPLES, ids=IDS)
def test_the_wrong_one_yields_its_code_and_the_right_one_does_not(tmp_path: Path, checked_course: Checked, example: Example) -> None:
    proven = checked_course.recall()
    assert {problem.code for problem in find_problems(example, tmp_path / "wrong", proven)} == {example.code} | example.also
    sound = check_course(example.write_right(tmp_path / "right"), proven=proven, is_strict=example.is_strict)
    assert not {problem.code for problem in sound.problems} - example.also
    assert example.wrong != example.right


def test_the_guide_names_every_code_once_in_order() -> None:
    named = re.findall(r"^### ([EW]\d{3})", PAGE.read_text("utf-8"), re.MULTILINE)
    assert named == sorted(codes_in_program(), key=lambda code: (code[1:], code))


def test_the_guide_shows_no_place_of_this_machine_and_nothing_invisible() -> None:
    text = PAGE.read_text("utf-8")
    assert "/tmp" not in text
    assert all(line.isprintable() for line in text.split("\n"))
