"""The shipped course: true to its source, complete for a first shift, and nothing the checker objects to."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from trainer.check import check_course, format_problem
from trainer.course.model import Course, Fact
from trainer.course.read import read_course
from trainer.paths import content_dir

SOURCE = Path(__file__).parent.parent.parent / "shared" / "source" / "essentials.yaml"


@pytest.fixture(scope="module")
def course() -> Course:
    return read_course(content_dir() / "essentials")


@cache
def source_sections() -> dict[str, Any]:
    """The source beside the checkout; a clone elsewhere lacks it, the build machine must not."""
    if not SOURCE.is_file() and not os.environ.get("CI"):
        pytest.skip(f"the source text is not at {SOURCE}: only the team's machines have it")
    return {section["id"]: section for section in yaml.safe_load(SOURCE.read_text("utf-8"))["sections"]}


def facts_of(course: Course, kind: str) -> list[Fact]:
    return [fact for fact in course.facts if fact.type == kind]


def items_of(reference: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield section and numbers of every item that a reference or range names."""
    found = re.fullmatch(r"(S\d\d)\.([\d.]*?)(\d+)(?:-(\d+))?", reference)
    assert found, reference
    fixed = tuple(int(number) for number in found[2].split(".") if number)
    for last in range(int(found[3]), int(found[4] or found[3]) + 1):
        yield found[1], (*fixed, last)


def exists(section: dict[str, Any], numbers: tuple[int, ...]) -> bool:
    if "principles" not in section:
        return len(numbers) == 1 and 1 <= numbers[0] <= len(section["items"])
    principles = section["principles"]
    if len(numbers) != 2 or not 1 <= numbers[0] <= len(principles):
        return False
    return 1 <= numbers[1] <= len(principles[numbers[0] - 1]["pairs"])


def test_the_checker_finds_no_errors() -> None:
    report = check_course(content_dir() / "essentials")
    assert [format_problem(problem) for problem in report.errors] == []
    assert report.questions >= 500


def test_the_thirteen_phrases(course: Course) -> None:
    phrases = facts_of(course, "phrase")
    assert [fact.source for fact in phrases] == [[f"S15.{number}"] for number in range(1, 14)]
    assert all(fact.tier == "must" and fact.topic == "phrases" for fact in phrases)


def test_the_eight_principles_and_their_pairs(course: Course) -> None:
    principles, pairs = facts_of(course, "principle"), facts_of(course, "pair")
    assert len(principles) == 8
    assert len(pairs) == 21
    by_principle = [[pair for pair in pairs if pair.principle == principle.id] for principle in principles]
    assert [len(group) for group in by_principle] == [1, 2, 3, 2, 4, 3, 4, 2]


def test_the_seven_questions_never_to_ask(course: Course) -> None:
    questions = facts_of(course, "dont_ask")
    assert [fact.source for fact in questions] == [[f"S43.{number}"] for number in range(1, 8)]


def test_the_six_steps_in_order(course: Course) -> None:
    sequences = [fact for fact in course.facts if fact.source == ["S25.1-6"]]
    assert [fact.type for fact in sequences] == ["sequence"]
    assert [item.name for item in sequences[0].items] == ["先道歉", "说明原因", "表示理解", "给办法就办", "再致歉谈改进", "感谢惠顾"]
    assert len(source_sections()["S25"]["items"]) == 6


def test_a_first_shift_is_not_too_much(course: Course) -> None:
    assert 50 <= sum(fact.tier == "must" for fact in course.facts) <= 60


def test_every_source_reference_exists(course: Course) -> None:
    sections = source_sections()
    cited = [(fact.id, reference, item) for fact in course.facts for reference in fact.source for item in items_of(reference)]
    assert [(fact, reference) for fact, reference, (section, numbers) in cited if not exists(sections[section], numbers)] == []


def test_triggers_and_originals_are_quoted_word_for_word(course: Course) -> None:
    principles = source_sections()["S40"]["principles"]
    for pair in facts_of(course, "pair"):
        ((_, (principle, number)),) = items_of(pair.source[0])
        trigger, catalyst = principles[principle - 1]["pairs"][number - 1]
        assert pair.trigger == trigger, pair.id
        assert pair.original == catalyst.split("／"), pair.id


def test_pairs_cite_the_pairs_of_the_source_each_once(course: Course) -> None:
    principles = source_sections()["S40"]["principles"]
    wanted = [f"S40.{number}.{pair + 1}" for number, principle in enumerate(principles, 1) for pair in range(len(principle["pairs"]))]
    assert sorted(pair.source[0] for pair in facts_of(course, "pair")) == sorted(wanted)


def test_titles_of_phrases_are_the_phrases(course: Course) -> None:
    def bare(text: str) -> str:
        return text.rstrip("…。")

    assert [bare(fact.title) for fact in facts_of(course, "phrase")] == [bare(item) for item in source_sections()["S15"]["items"]]


def test_every_bad_line_has_a_better_one_of_its_own(course: Course) -> None:
    assert [f"{fact.id}: {line.say}" for fact in course.facts for line in fact.flag if not line.better] == []
