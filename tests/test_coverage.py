"""What a course covers of its source, and what the checker says of references that lead nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from course_samples import PHRASES_FILE, STEPS_FILE, place_in, swap, write_course
from plain_driver import run

from trainer.check import check_course, cover_course
from trainer.check.coverage import SectionCoverage, Totals
from trainer.course.source import Section, items_of, iterate_items
from trainer.errors import TrainerError
from trainer.i18n import render

SOURCE = """\
title: 讲义
sections:
- {id: S15, title: 禁语, items: 2}
- {id: S36, title: 倾听, items: 3}
- {id: S40, title: 催化, items: 3, groups: [1, 2]}
"""


def write_sourced(folder: Path, source: str = SOURCE, **parts: str) -> Path:
    write_course(folder, **parts)
    (folder / "source.yaml").write_text(source, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("reference", "items"),
    [
        ("S15.1", ["S15.1"]),
        ("S25.4-6", ["S25.4", "S25.5", "S25.6"]),
        ("S40.3.2", ["S40.3.2"]),
        ("S40.3.2-3", ["S40.3.2", "S40.3.3"]),
        ("S25.9-11", ["S25.9", "S25.10", "S25.11"]),
        ("S25", []),
        ("S25.0", []),
        ("S5.1", []),
        ("S25.1-", []),
        ("S40.1.2.3", []),
        ("", []),
    ],
)
def test_a_reference_names_its_items(reference: str, items: list[str]) -> None:
    assert items_of(reference) == items


def test_a_section_lists_its_items_by_group_where_there_are_groups() -> None:
    assert list(iterate_items(Section("S15", "", 2))) == ["S15.1", "S15.2"]
    assert list(iterate_items(Section("S40", "", 3, [1, 2]))) == ["S40.1.1", "S40.2.1", "S40.2.2"]


def test_coverage_counts_items_facts_and_questions(tmp_path: Path) -> None:
    steps = swap(STEPS_FILE, "source: [S36.1-3]", "source: [S36.1-2, S15.1, S40.2.2]")
    covered = cover_course(write_sourced(tmp_path / "c", steps=steps))
    both, one = covered.sections[0].questions, covered.sections[1].questions
    assert covered.sections == [
        SectionCoverage("S15", 2, 1, 2, both),
        SectionCoverage("S36", 3, 2, 1, one),
        SectionCoverage("S40", 3, 1, 1, one),
    ]
    assert 0 < one < both
    assert covered.totals == Totals(8, 4, 2, both)


def test_json_has_the_promised_shape(tmp_path: Path) -> None:
    shown = run("course", "coverage", str(write_sourced(tmp_path / "c")), "--json")
    assert shown.returncode == 0, shown.stderr
    data = json.loads(shown.stdout)
    assert list(data) == ["sections", "totals"]
    assert [list(section) for section in data["sections"]] == [["id", "items", "covered", "facts", "questions"]] * 3
    assert [(section["id"], section["items"], section["covered"]) for section in data["sections"]] == [
        ("S15", 2, 1),
        ("S36", 3, 3),
        ("S40", 3, 0),
    ]
    assert list(data["totals"]) == ["items", "covered", "facts", "questions"]
    assert (data["totals"]["items"], data["totals"]["covered"], data["totals"]["facts"]) == (8, 4, 2)


def test_people_get_a_line_for_each_section_and_the_total(tmp_path: Path) -> None:
    lines = run("course", "coverage", str(write_sourced(tmp_path / "c"))).stdout.splitlines()
    assert [line[:13] for line in lines[:3]] == ["✗ S15  1/2 条，", "✓ S36  3/3 条，", "✗ S40  0/3 条，"]
    assert lines[3].startswith("合计：4/8 条")


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"source": ""}, "source.yaml"),
        ({"phrases": swap(PHRASES_FILE, "tier: must", "tier: most")}, "most"),
        ({"source": swap(SOURCE, "items: 2}", "items: 2000000000}")}, "条数"),
    ],
)
def test_coverage_of_a_course_with_errors_says_why(tmp_path: Path, parts: dict[str, str], words: str) -> None:
    with pytest.raises(TrainerError) as failure:
        cover_course(write_sourced(tmp_path / "c", **parts))
    assert words in render(failure.value.message)


def test_a_course_without_a_source_has_no_coverage_and_no_complaint(tmp_path: Path) -> None:
    folder = write_course(tmp_path / "c")
    with pytest.raises(TrainerError, match="source.yaml"):
        cover_course(folder)
    assert check_course(folder).problems == []


BREAKS = [
    ("items: 2}", "items: 0}", "E317", "0}"),
    ("items: 2}", "items: 100}", "E317", "100}"),
    ("groups: [1, 2]", "groups: [1, 3]", "E317", "3, groups"),
    ("groups: [1, 2]", "groups: [3, 0]", "E317", "3, groups"),
    ("id: S36", "id: S15", "E318", "S15, title: 倾听"),
    ("id: S36", "id: S360", "E318", "S360"),
    ("title: 倾听, items", "titel: 倾听, items", "E202", "titel"),
]


@pytest.mark.parametrize(("old", "new", "code", "at"), BREAKS)
def test_a_source_that_does_not_add_up_is_named(tmp_path: Path, old: str, new: str, code: str, at: str) -> None:
    text = swap(SOURCE, old, new)
    folder = write_sourced(tmp_path / "c", text)
    found = check_course(folder).problems
    assert (found[0].code, found[0].path) == (code, str(folder / "source.yaml"))
    assert (found[0].line, found[0].column) == place_in(text, at)


def test_missing_items_are_listed_where_their_section_stands(tmp_path: Path) -> None:
    report = check_course(write_sourced(tmp_path / "c"))
    assert [(problem.code, problem.line) for problem in report.problems] == [("W316", 3), ("W316", 5)]
    assert "S40.1.1、S40.2.1、S40.2.2" in render(report.problems[1].message)


@pytest.mark.parametrize("reference", ["S36.4", "S36.3-4", "S40.1", "S40.2.3", "S41.1"])
def test_a_reference_to_nothing_is_an_error(tmp_path: Path, reference: str) -> None:
    steps = swap(STEPS_FILE, "source: [S36.1-3]", f"source: [S36.1-3, {reference}]")
    report = check_course(write_sourced(tmp_path / "c", steps=steps))
    assert [(problem.line, problem.column) for problem in report.problems if problem.code == "E315"] == [place_in(steps, reference)]


def test_the_shipped_course_covers_all_307_items() -> None:
    data = json.loads(run("course", "coverage", "--json").stdout)
    assert len(data["sections"]) == 48
    assert [section["id"] for section in data["sections"] if section["covered"] < section["items"] or not section["questions"]] == []
    assert (data["totals"]["items"], data["totals"]["covered"]) == (307, 307)
