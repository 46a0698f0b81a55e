"""`trainer course preview`: everything that a fact becomes, a scenario from any point, a file watched while it is written."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from plain_driver import await_line, data_folder, run, shipped_course, start

from trainer import paths
from trainer.check.item import check_file
from trainer.course.rules import RuleBook
from trainer.drill.kinds import list_forms

pytestmark = pytest.mark.usefixtures("warm_rules")
FACT = "phrase-cannot"
REACTION_S = 1.0
"""Seconds from saving to the answer, beside what the machine takes to notice anything."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(paths.content_dir() / "essentials", tmp_path / "mine"))


def nothing_is_kept() -> bool:
    return not (data_folder() / paths.DATABASE_NAME).exists()


def test_a_fact_is_asked_in_every_way_there_is() -> None:
    course = shipped_course()
    fact = course.facts[course.facts.position(FACT) or 0]
    forms = list_forms(course, fact)
    said = run("course", "preview", FACT, feed="1\n我先帮您看看能怎么办。\n" * (len(forms) * 3)).stdout
    assert fact.lesson[0] in said
    for form in forms:
        assert f"第 {form.rung + 1} 级 · {form.kind}/{form.name}" in said
    assert f"看完了：{len(forms)} 道题" in said and nothing_is_kept()


def test_a_part_of_a_title_is_enough_where_nothing_else_has_it() -> None:
    course = shipped_course()
    title = next(head.title for head in course.heads if sum(head.title[:4] in other.title for other in course.heads) == 1)
    said = run("course", "preview", title[:4], feed="/退出\n")
    assert said.returncode == 0 and "[第 1 题" in said.stdout and title in said.stdout


def test_commands_that_would_keep_something_are_refused() -> None:
    said = run("course", "preview", FACT, feed="/标记 不清楚\n/撤销\n/提示\n/跳过\n/退出\n").stdout
    assert said.count("预览里什么都不存") == 2 and "提示 1/" in said
    assert "[第 2 题" in said and "预览到此为止" in said and nothing_is_kept()


def test_a_file_of_facts_is_shown_fact_by_fact(folder: Path) -> None:
    path = next(file for file in sorted((folder / "facts").glob("*.yaml")) if f"id: {FACT}\n" in file.read_text("utf-8"))
    said = run("course", "preview", str(path), feed="/退出\n").stdout
    assert "[第 1 题" in said
    path.write_text(path.read_text("utf-8").replace("tier: must", "tier: most", 1), "utf-8")
    done = run("course", "preview", str(path))
    assert done.returncode and f"{path}:" in done.stderr and "must" in done.stderr


@pytest.mark.parametrize("mood", [2, 8])
def test_a_scenario_begins_where_one_wants(folder: Path, mood: int) -> None:
    path = folder / "scenarios" / "bank-form.yaml"
    done = run("course", "preview", str(path), "--node", "close", "--mood", str(mood), feed="多谢您的耐心，下回我先给您讲清楚。\n/退出\n")
    from trainer.course.scenariofile import load_scenarios

    node = next(node for node in load_scenarios(folder).scenarios["bank-form"].nodes if node.id == "close")
    spoken = node.lines.calm if mood <= 3 else node.lines.furious
    assert any(line in done.stdout for line in spoken) and "◆三垒" in done.stdout
    assert ("总分：" in done.stdout) == (mood <= 3)  # furious, she does not let it end yet
    assert nothing_is_kept()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["没有这个"], "没有叫“没有这个”的情景"),
        (["bank-form", "--node", "nowhere"], "可以写：upset"),
        (["README.md", "--watch"], "facts、scenarios 或 rules"),
        (["content/essentials/rules/refuse.yaml"], "trainer score"),
        (["bank-form", "--mood", "10"], "0 到 9"),
        (["我不"], "个知识点的名字里有“我不”"),
    ],
)
def test_what_cannot_be_previewed_is_said(words: list[str], said: str) -> None:
    done = run("course", "preview", *words)
    assert done.returncode == 2 and said in done.stderr


def test_one_file_is_checked_without_the_others(folder: Path) -> None:
    book = RuleBook([], [], [], [])
    scenario, facts = folder / "scenarios" / "bank-form.yaml", sorted((folder / "facts").glob("*.yaml"))[0]
    assert check_file(facts, book) == []
    rules = folder / "rules" / "refuse.yaml"
    assert check_file(rules, book) == []
    rules.write_text(rules.read_text("utf-8").replace("category: refuse", "category: refus", 1), "utf-8")
    assert [problem.code for problem in check_file(rules, book)] == ["E204"]
    scenario.write_text(scenario.read_text("utf-8").replace("level: 1", "level: 5"), "utf-8")
    facts.write_text(facts.read_text("utf-8").replace("standing: sound", "standing: sond", 1), "utf-8")
    assert [problem.code for problem in check_file(scenario, book)] == ["E204"]
    assert [problem.code for problem in check_file(facts, book)] == ["E204"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_saved_file_is_judged_within_a_second(folder: Path) -> None:
    path = folder / "scenarios" / "bank-form.yaml"
    sound = path.read_text("utf-8")
    watching = start("course", "preview", str(path), "--watch")
    try:
        await_line(watching, "bank-form.yaml：没有问题")
        reactions = [_react(watching, path, sound.replace("level: 1", "level: 5"), "E204"), _react(watching, path, sound, "没有问题")]
        assert min(reactions) <= REACTION_S, reactions
    finally:
        watching.send_signal(signal.SIGINT)
        assert watching.wait(10) == 0


def _react(watching: subprocess.Popen[bytes], path: Path, text: str, mark: str) -> float:
    started = time.perf_counter()
    path.write_text(text, "utf-8")
    assert watching.stdout is not None
    while mark not in watching.stdout.readline().decode():
        pass
    return time.perf_counter() - started
