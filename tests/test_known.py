"""What the checker found sound is not tried again, and nothing that changed since is taken for sound."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest
from check_examples import EXAMPLES, MACROS, RULES, SCENARIO, SHARED, Example
from checks_doc import find_problems
from conftest import Checked
from course_samples import swap, write_course

from trainer.check import check_course, known
from trainer.check.known import Known
from trainer.cli.knowing import NAME, recalled
from trainer.roleplay.engine import take_turn

EVERYTHING = {"rules/macros.yaml": MACROS, "rules/refuse.yaml": RULES, "roleplay.yaml": SHARED, "scenarios/shoe.yaml": SCENARIO}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A sound course of facts, rules and a scenario."""
    folder = write_course(tmp_path / "c")
    for name, text in EVERYTHING.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    assert check_course(folder).problems == []
    return folder


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """One entry for every turn of a proof that is really played."""
    played: list[None] = []
    monkeypatch.setattr("trainer.roleplay.proof.take_turn", lambda *words: played.append(None) or take_turn(*words))
    return played


def change(course: Path, name: str, old: str, new: str) -> None:
    (course / name).write_text(swap((course / name).read_text("utf-8"), old, new), "utf-8")


def codes(course: Path, found: Known) -> set[str]:
    return {problem.code for problem in check_course(course, known=found).problems}


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{example.code}-{number}" for number, example in enumerate(EXAMPLES)])
def test_a_fault_is_found_however_sound_all_was_before(tmp_path: Path, checked_course: Checked, example: Example) -> None:
    found = checked_course.known
    check_course(example.write_right(tmp_path / "right"), known=found, is_strict=example.is_strict)
    for name in ("wrong", "once more"):  # what is wrong is never remembered
        assert {problem.code for problem in find_problems(example, tmp_path / name, found)} == {example.code} | example.also


def test_a_second_check_says_the_same_and_proves_nothing_anew(course: Path, turns: list[None]) -> None:
    found = Known()
    first = check_course(course, known=found)
    assert turns and first.plays
    turns.clear()
    found.is_changed = False
    assert check_course(course, known=found) == first
    assert not turns and not found.is_changed


def test_a_check_without_proof_does_not_stand_for_one_with_it(course: Path, turns: list[None]) -> None:
    found = Known()
    check_course(course, known=found, is_proved=False)
    assert not turns
    check_course(course, known=found)
    assert turns


def test_a_proof_stands_for_a_check_without_it(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Known()
    check_course(course, known=found)
    monkeypatch.setattr("trainer.check.scenarios.check_reply", lambda *words: pytest.fail("tried again"))
    assert check_course(course, known=found, is_proved=False).problems == []


def test_a_changed_rule_is_tried_on_the_sentences_that_were_sound(course: Path) -> None:
    found = Known()
    assert codes(course, found) == set()
    change(course, "rules/refuse.yaml", '"<me>…不能退"', '"<me>…不能退", "送到房间"')
    assert codes(course, found) == {"W709"}


def test_a_changed_macro_is_tried_with_the_rules_that_use_it(course: Path) -> None:
    found = Known()
    assert codes(course, found) == set()
    change(course, "rules/macros.yaml", "[我, 我们]", "[我们]")
    assert "E704" in codes(course, found)


def test_a_scenario_is_proved_anew_when_its_rules_or_shared_lines_change(course: Path, turns: list[None]) -> None:
    found = Known()
    check_course(course, known=found)
    for changed in (
        ("rules/refuse.yaml", "我真的不能退。", "我真不能退。"),
        ("roleplay.yaml", "name: long, value: 1", "name: long, value: 2"),
    ):
        turns.clear()
        change(course, *changed)
        check_course(course, known=found)
        assert turns, changed


def test_another_program_takes_nothing_for_sound(course: Path, turns: list[None]) -> None:
    first = Known(maker="1")
    check_course(course, known=first)
    turns.clear()
    check_course(course, known=Known(first.dump(), maker="2"))
    assert turns


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"a": 1', b"\xff"])
def test_a_damaged_cache_costs_time_and_nothing_else(course: Path, content: bytes) -> None:
    cache = Path(os.environ["XDG_CACHE_HOME"]) / "trainer"
    cache.mkdir(parents=True)
    (cache / NAME).write_bytes(content)
    with recalled(os.environ) as found:
        assert codes(course, found) == set()
    assert msgspec.json.decode((cache / NAME).read_bytes(), type=dict)


def test_results_of_another_shape_are_not_taken(course: Path) -> None:
    found = Known()
    check_course(course, known=found)
    spoiled = Known({key: msgspec.Raw(b'"what"') for key in found.dump()})
    change(course, "scenarios/shoe.yaml", "moods: [2, 0]", "moods: [3, 9]")
    assert codes(course, spoiled) == {"E802"}


def test_what_was_found_before_an_interruption_is_kept(course: Path) -> None:
    with pytest.raises(KeyboardInterrupt), recalled(os.environ) as found:
        check_course(course, known=found)
        raise KeyboardInterrupt
    with recalled(os.environ) as found:
        check_course(course, known=found)
        assert not found.is_changed


def test_too_much_drops_what_was_used_least_recently(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "BYTES_MOST", 30)
    found = Known({name: msgspec.Raw(b'"1234567"') for name in ("old", "older", "used")})
    assert found.recall("old", str) == "1234567"
    found.note("new", "1234567")
    assert list(found.dump()) == ["used", "old", "new"]
