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
from conftest import Checked

from trainer.check import format_problem
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


def test_the_checker_finds_no_errors(checked_course: Checked) -> None:
    report = checked_course.report
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


TRADES = [
    "餐厅",
    "酒店",
    "超市",
    "银行",
    "快递",
    "医院",
    "药店",
    "物业",
    "营业厅",
    "健身房",
    "网店",
    "理发店",
    "手机店",
    "书店",
    "加油站",
    "机场",
    "学校",
    "宠物",
    "眼镜",
    "花店",
    "邮局",
    "博物馆",
    "影院",
    "洗车",
    "干洗",
    "家电",
    "旅行社",
    "政务",
    "幼儿园",
    "4S店",
]


def test_situations_come_from_many_trades(course: Course) -> None:
    situations = [scene.situation for fact in course.facts for scene in fact.scenes] + [fact.situation for fact in course.facts]
    assert sum(any(trade in situation for situation in situations) for trade in TRADES) >= 12


def test_what_care_says_of_the_sections(course: Course) -> None:
    """The table of care.md, by section: none of these facts may stand there as plain truth."""
    disputed = ("S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08", "S09", "S10", "S12", "S14", "S18", "S24", "S37")
    dated = ("S31",)
    for fact in course.facts:
        sections = {reference[:3] for reference in fact.source}
        if sections & set(disputed):
            assert fact.standing == "disputed", fact.id
        if sections & set(dated):
            assert fact.standing == "dated", fact.id
        if fact.standing != "sound":
            assert fact.note, fact.id


def test_figures_are_the_source_s_own(course: Course) -> None:
    """Every figure that is asked stands in one of the items that its fact cites."""
    missing = []
    for fact in course.facts:
        text = "".join(source_item(item) for reference in fact.source for item in items_of(reference)) if fact.figures else ""
        digits = text.replace("–", "-").replace("%", "").replace("八颗", "8 颗").replace("六个", "6 个").replace("一倍", "1 倍")
        missing += [f"{fact.id}: {figure.value}" for figure in fact.figures if figure.value not in digits]
    assert missing == []


def source_item(item: tuple[str, tuple[int, ...]]) -> str:
    section, numbers = item
    return str(source_sections()[section]["items"][numbers[0] - 1])


def test_our_own_words_are_not_the_source_s(course: Course) -> None:
    """Explanations are ours: no `why`, `means` or item text repeats a whole sentence of the source."""
    sections = source_sections().values()
    source = [item for section in sections for item in section.get("items", []) if len(item) >= 12]
    ours = [text for fact in course.facts for text in (fact.why, *(i.text for i in fact.items), *(f.means for f in fact.figures))]
    assert [text for text in ours if any(item.strip("。") in text for item in source)] == []


def test_sections_of_the_course_s_source_are_those_of_the_source() -> None:
    kept = yaml.safe_load((content_dir() / "essentials" / "source.yaml").read_text("utf-8"))["sections"]
    sizes = {
        id_: [len(principle["pairs"]) for principle in section["principles"]] if "principles" in section else len(section["items"])
        for id_, section in source_sections().items()
    }
    assert {section["id"]: section.get("groups") or section["items"] for section in kept} == sizes
    assert [section["title"] for section in kept] == [section["title"] for section in source_sections().values()]
    assert sum(section["items"] for section in kept) == 307
