"""What the checker found sound is not tried again, and nothing that changed since is taken for sound."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec
import pytest
from check_examples import EXAMPLES, MACROS, RULES, SCENARIO, SHARED, Example
from checks_doc import find_problems
from conftest import Checked
from course_samples import swap, write_course

import trainer
from trainer.check import check_course, proven
from trainer.check.proven import Proven
from trainer.check.scenarios import rehearse_scenarios
from trainer.cli.knowing import NAME, recalled
from trainer.course.scenariofile import load_scenarios
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


def codes(course: Path, found: Proven) -> set[str]:
    return {problem.code for problem in check_course(course, proven=found).problems}


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{example.code}-{number}" for number, example in enumerate(EXAMPLES)])
def test_a_fault_is_found_however_sound_all_was_before(tmp_path: Path, checked_course: Checked, example: Example) -> None:
    found = checked_course.recall()
    check_course(example.write_right(tmp_path / "right"), proven=found, is_strict=example.is_strict)
    for name in ("wrong", "once more"):  # what is wrong is never remembered
        assert {problem.code for problem in find_problems(example, tmp_path / name, found)} == {example.code} | example.also


def test_a_second_check_says_the_same_and_proves_nothing_anew(course: Path, turns: list[None]) -> None:
    found = Proven()
    first = check_course(course, proven=found)
    assert turns and first.plays
    turns.clear()
    found.is_changed = False
    assert check_course(course, proven=found) == first
    assert not turns and not found.is_changed


def test_a_check_without_proof_does_not_stand_for_one_with_it(course: Path, turns: list[None]) -> None:
    found = Proven()
    check_course(course, proven=found, is_proved=False)
    assert not turns
    check_course(course, proven=found)
    assert turns


def test_a_proof_stands_for_a_check_without_it(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Proven()
    check_course(course, proven=found)
    monkeypatch.setattr("trainer.check.scenarios.check_reply", lambda *words: pytest.fail("tried again"))
    assert check_course(course, proven=found, is_proved=False).problems == []


def test_a_changed_rule_is_tried_on_the_sentences_that_were_sound(course: Path) -> None:
    found = Proven()
    assert codes(course, found) == set()
    change(course, "rules/refuse.yaml", '"<me>…不能退"', '"<me>…不能退", "送到房间"')
    assert codes(course, found) == {"W709"}


def test_a_changed_macro_is_tried_with_the_rules_that_use_it(course: Path) -> None:
    found = Proven()
    assert codes(course, found) == set()
    change(course, "rules/macros.yaml", "[我, 我们]", "[我们]")
    assert "E704" in codes(course, found)


TWIN = """\
- id: twin
  category: refuse
  say: [这件事不行, 退不得]
  why: 先说能做的，顾客才听得进去。
  instead: 我马上帮您看看。
  examples: {flag: [退不得。, 我不能退。], pass: [能退。, 您好。]}
"""


def test_a_rule_is_judged_by_itself_though_a_neighbour_finds_the_same(course: Path) -> None:
    """A sentence that the neighbour catches is no proof of this rule, which would silently not be used."""
    change(course, "rules/refuse.yaml", "rules:\n", "rules:\n" + TWIN)
    for _time in range(2):
        assert codes(course, Proven()) == {"E704"}


def test_a_cache_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path, target: Path) -> None:
        raise OSError

    monkeypatch.setattr(Path, "replace", fail)
    with recalled({"XDG_CACHE_HOME": str(tmp_path)}) as found:
        found.note(found.key("a"), True)
    assert list((tmp_path / "trainer").iterdir()) == []


REASON = "reasons: [（为了）]\n"
PURPOSE = "purposes:\n- {name: delivery, title: 送货, clears: [ask_address]}\n"


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("rules/purposes.yaml", PURPOSE, PURPOSE.replace("ask_address", "ask_age")),
        ("rules/purposes.yaml", PURPOSE + REASON, PURPOSE + REASON.replace("为了", "因为")),
        ("rules/macros.yaml", MACROS, MACROS.replace("[我, 我们]", "[我, 我们, 咱]")),
        ("rules/refuse.yaml", RULES, RULES.replace("能不能退我去问。", "能不能退我问问。")),
        ("roleplay.yaml", SHARED, SHARED.replace("long, value: 1", "long, value: 2")),
        ("scenarios/shoe.yaml", SCENARIO, SCENARIO.replace("wants: 退钱", "wants: 退款")),
    ],
)
def test_whatever_a_proof_depends_on_makes_it_anew(course: Path, turns: list[None], name: str, before: str, after: str) -> None:
    found = Proven()
    for text in (before, after):
        turns.clear()
        (course / name).write_text(text, "utf-8")
        check_course(course, proven=found)
        assert turns, name


def test_figures_are_those_of_the_scenario_as_it_is(course: Path) -> None:
    found = Proven()
    before = rehearse_scenarios(load_scenarios(course), found)
    change(course, "scenarios/shoe.yaml", "nodes:\n", "person: {mood: 8}\nnodes:\n")
    loaded = load_scenarios(course)
    assert before != rehearse_scenarios(loaded, found) == rehearse_scenarios(loaded, Proven())


def test_what_was_heard_without_the_tagger_does_not_count_with_it(course: Path, monkeypatch: pytest.MonkeyPatch, turns: list[None]) -> None:
    found = Proven()
    with monkeypatch.context() as patch:
        patch.setattr("trainer.check.scenarios.open_tagger", lambda path: None)
        check_course(course, proven=found)
    turns.clear()
    check_course(course, proven=found)
    assert turns


def test_another_version_of_the_program_begins_anew(course: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = Path(shutil.copytree(Path(trainer.__file__).parent, tmp_path / "trainer"))
    monkeypatch.setattr(trainer, "__file__", str(package / "__init__.py"))
    keys = []
    for name in ("", ".#text.py", "text.py"):  # an editor's lock is no part of it
        if name:
            (package / name).write_text("x = 1", "utf-8")
        with recalled({"XDG_CACHE_HOME": str(tmp_path)}) as found:
            keys.append(found.key("a"))
    assert keys[0] == keys[1] != keys[2]


def test_another_program_takes_nothing_for_sound(course: Path, turns: list[None]) -> None:
    first = Proven(maker="1")
    check_course(course, proven=first)
    turns.clear()
    check_course(course, proven=Proven(first.dump(), maker="2"))
    assert turns


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"a": 1', b"\xff", b'{"a": "\xff"}', b"[" * 100_000])
def test_a_damaged_cache_costs_time_and_nothing_else(course: Path, content: bytes) -> None:
    cache = Path(os.environ["XDG_CACHE_HOME"]) / "trainer"
    cache.mkdir(parents=True)
    (cache / NAME).write_bytes(content)
    with recalled(os.environ) as found:
        assert codes(course, found) == set()
    assert msgspec.json.decode((cache / NAME).read_bytes(), type=dict[str, msgspec.Raw])


@pytest.mark.parametrize("spoilt", [b'"what"', b'"\xff"', b"[" * 100_000])
def test_results_of_another_shape_are_not_taken(course: Path, spoilt: bytes) -> None:
    found = Proven()
    check_course(course, proven=found)
    spoiled = Proven({key: msgspec.Raw(spoilt) for key in found.dump()})
    change(course, "scenarios/shoe.yaml", "moods: [2, 0]", "moods: [3, 9]")
    assert codes(course, spoiled) == {"E802"}


def test_what_was_found_before_an_interruption_is_kept(course: Path) -> None:
    with pytest.raises(KeyboardInterrupt), recalled(os.environ) as found:
        check_course(course, proven=found)
        raise KeyboardInterrupt
    with recalled(os.environ) as found:
        check_course(course, proven=found)
        assert not found.is_changed


def test_too_much_drops_what_was_used_least_recently(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proven, "BYTES_MOST", 30)
    found = Proven({name: msgspec.Raw(b'"1234567"') for name in ("old", "older", "used")})
    assert found.recall("old", str) == "1234567"
    found.note("new", "1234567")
    assert list(found.dump()) == ["used", "old", "new"]
