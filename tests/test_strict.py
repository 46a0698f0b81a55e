"""What a good editor would still change: found only when asked for, at its place, with what to write instead, and never in what is fine."""

from __future__ import annotations

from pathlib import Path

import pytest
import test_check
from check_examples import ASKED, FIGURES, LONG_NOTE, STRICT_EXAMPLES, TALK, Example
from course_samples import PHRASES_FILE, STEPS_FILE, place_in, swap, write_course
from plain_driver import run

from trainer import paths
from trainer.check import check_course
from trainer.check.giveaways import longest_shared
from trainer.check.strict import SHOWN_MOST
from trainer.course.problem import Problem
from trainer.course.rules import Examples, Rule, RuleBook
from trainer.i18n import render
from trainer.reply.rules import RuleEngine

IDS = [example.code for example in STRICT_EXAMPLES]


def find_strict(folder: Path) -> list[Problem]:
    return check_course(folder, is_strict=True).problems


def codes_of(phrases: str = PHRASES_FILE, steps: str = STEPS_FILE, *, folder: Path) -> set[str]:
    return {problem.code for problem in find_strict(write_course(folder / "c", phrases=phrases, steps=steps))}


@pytest.mark.parametrize("example", STRICT_EXAMPLES, ids=IDS)
def test_nothing_of_it_is_said_unasked(tmp_path: Path, example: Example) -> None:
    assert check_course(example.write_wrong(tmp_path / "c")).problems == []


def test_a_broken_course_is_mended_first(tmp_path: Path) -> None:
    broken = swap(swap(PHRASES_FILE, "  tier: must", ASKED % "先讲规定, 以上都是"), "tier: must", "tier: most")
    assert not {code for code in codes_of(broken, folder=tmp_path) if code.startswith("W9")}


def test_the_shipped_course_stands_up_to_it() -> None:
    report = check_course(paths.content_dir() / "essentials", is_proved=False, is_strict=True)
    assert [f"{problem.path}:{problem.line} {problem.code}" for problem in report.problems] == []


# A break of the phrase file, its code, and the text at which the finding points.
PLACED = [
    ("  tier: must", ASKED % "先讲规定, 两种都不是", "W901", "两种都不是"),
    ("  tier: must", ASKED % "先讲规定, 甲和乙", "W901", "甲和乙"),
    ("say: 我先帮您问问店长能怎么换。", "say: 吊牌已剪，我先帮您问问怎么换。", "W902", "吊牌已剪，我"),
    ("  tier: must", ASKED % "一律不退, 从来不换", "W903", "[先说能做的, 一"),
    ("- 先说手上能做的：“我先帮您看看。”", "- 当心：“我先帮您看看。”别说了就忘。", "W914", "当心"),
    ("- 先说手上能做的：“我先帮您看看。”", "- “我先帮您看看”比它强：“我不能破例”", "W914", "“我先帮您看看”比"),
    ("outsiders: [先辩解", "outsiders: [以上全部", "W901", "以上全部"),
]


@pytest.mark.parametrize(("old", "new", "code", "mark"), PLACED)
def test_each_finding_points_at_its_words(tmp_path: Path, old: str, new: str, code: str, mark: str) -> None:
    name, text = ("b.yaml", swap(PHRASES_FILE, old, new)) if old in PHRASES_FILE else ("a.yaml", swap(STEPS_FILE, old, new))
    parts = {"phrases": text} if name == "b.yaml" else {"steps": text}
    found = find_strict(write_course(tmp_path / "c", **parts))  # type: ignore[arg-type]  # either part is text
    assert [(problem.code, Path(problem.path).name, (problem.line, problem.column)) for problem in found] == [
        (code, name, place_in(text, mark))
    ]
    assert found[0].severity == "warning"


# What looks like a fault and is none.
FINE = [
    ("an option that speaks of all", "  tier: must", ASKED % "先讲规定, 全部退给他"),
    ("one absolute word", "  tier: must", ASKED % "一律不退, 先请他等"),
    (
        "a wrong reply takes up the words, too",
        "- 非常抱歉，这个爱莫能助哦。\n    say: 我先帮您问问店长能怎么换。",
        "- 抱歉，剪了吊牌爱莫能助哦。\n    say: 吊牌已剪，我先帮您问问怎么换。",
    ),
    ("two characters in common", "say: 我先帮您问问店长能怎么换。", "say: 吊牌剪了，我先帮您问店长怎么换。"),
    ("a bad sentence, then the good one", "- 先说手上能做的：“我先帮您看看。”", "- 别说“我不能破例”，说“我先帮您看看。”"),
    ("a bad sentence before the last line", "- 一开口就拒绝，顾客的耳朵就关上了。", "- 当心：“我不能破例”把门关上了。"),
    ("a wrong reply of elsewhere is said", "- 先说手上能做的：“我先帮您看看。”", "- 开口试试：“高峰期都这样，您多担待。”"),
]


@pytest.mark.parametrize(("old", "new"), [row[1:] for row in FINE], ids=[row[0] for row in FINE])
def test_what_is_fine_passes(tmp_path: Path, old: str, new: str) -> None:
    assert {code for code in codes_of(swap(PHRASES_FILE, old, new), folder=tmp_path) if code.startswith("W9")} == set()


TOLD = "马上处理，一百人里能挽回 %s。"
FIGURE = FIGURES % ('"80"', '"50", "60", "70"')


@pytest.mark.parametrize(
    ("told", "note", "is_found"),
    [
        ("90 人", "", True),
        ("80 人", "", False),
        ("80–90 人", "", False),
        ("60–70 人", "", True),
        ("90 次", "", False),
        ("九十人", "", False),
        ("90 人", "  note: 两处说法不一样。\n", False),
    ],
)
def test_a_lesson_and_its_figure_agree(tmp_path: Path, told: str, note: str, is_found: bool) -> None:
    text = swap(PHRASES_FILE, "一开口就拒绝，顾客的耳朵就关上了。", TOLD % told)
    text = swap(text, "  tier: must", note + FIGURE)
    assert ("W913" in codes_of(text, folder=tmp_path)) == is_found


def test_of_many_findings_the_first_are_listed_and_the_rest_counted(tmp_path: Path) -> None:
    facts = SHOWN_MOST + 5
    found = find_strict(write_course(tmp_path / "c", phrases=test_check.many(PHRASES_FILE, facts)))
    twins = [problem for problem in found if problem.code == "W906"]
    assert len(twins) == SHOWN_MOST + 1
    assert twins[-1].message.values == {"count": facts - 1 - SHOWN_MOST}


def test_the_remedy_names_a_line_that_may_stand_last(tmp_path: Path) -> None:
    lesson = "  lesson:\n  - 先说手上能做的：“我先帮您看看。”\n  - 别说“我不能破例”。\n"
    start, end = PHRASES_FILE.index("  lesson:"), PHRASES_FILE.index("  situation: 服装店，顾客问")
    (found,) = find_strict(write_course(tmp_path / "c", phrases=PHRASES_FILE[:start] + lesson + PHRASES_FILE[end:]))
    assert "“我先帮您看看。”" in render(found.remedy)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("快递点，包裹分错了站。", "查到了，分错了站", "分错了站"),
        ("顾客说您好，请问", "您好，顾客", ""),
        ("甲乙。丙丁", "甲乙丙丁", "甲乙"),
        ("", "甲", ""),
    ],
)
def test_finds_the_longest_run_within_a_clause(one: str, other: str, shared: str) -> None:
    assert longest_shared(one, other) == longest_shared(other, one) == shared


def test_a_note_that_pushes_words_off_the_screen_is_found_once(tmp_path: Path) -> None:
    text = swap(STEPS_FILE, "note: 这是本店的做法。", f"note: {LONG_NOTE}")
    found = find_strict(write_course(tmp_path / "c", steps=text))
    assert [(problem.code, (problem.line, problem.column)) for problem in found] == [("W909", place_in(text, LONG_NOTE))]


def test_a_best_reply_that_is_far_too_short_is_found_too(tmp_path: Path) -> None:
    example = next(example for example in STRICT_EXAMPLES if example.code == "W905")
    folder = example.write_right(tmp_path / "c")
    text = swap(TALK, "那您先回去等等电话吧。", "那您先回去等等，过两天我们给您打电话吧。")
    text = swap(text, "好的好的，您说的我都记下了，放心。", "好的好的，您说的我一样一样都记下了，您放一百个心。")
    (folder / "scenarios" / "shoe.yaml").write_text(text, "utf-8")
    assert [(problem.code, "写短些" in render(problem.remedy)) for problem in find_strict(folder)] == [("W904", True)]


def test_the_command_lists_it_and_ends_well(tmp_path: Path) -> None:
    folder = str(write_course(tmp_path / "c", phrases=swap(PHRASES_FILE, "  tier: must", ASKED % "先讲规定, 以上都是")))
    asked, unasked = run("course", "check", folder, "--strict"), run("course", "check", folder)
    assert (asked.returncode, unasked.returncode) == (0, 0)
    assert "W901" in asked.stdout and "换成一个具体的错法" in asked.stdout
    assert "W901" not in unasked.stdout


def test_a_rule_counts_as_used_though_another_of_its_kind_fired_first() -> None:
    examples = Examples([], [])
    rules = [Rule(id=name, category="refuse", say=[say], examples=examples) for name, say in (("one", "不能退"), ("two", "真的不能"))]
    engine = RuleEngine(RuleBook([*rules, Rule(id="three", category="refuse", say=["没办法"], examples=examples)]))
    assert len(engine.find("真的不能退。")) == 1
    assert engine.list_firing("真的不能退。", {"one", "two", "three"}) == {"one", "two"}
    assert engine.list_firing("真的不能退。", {"two", "three"}) == {"two"}
