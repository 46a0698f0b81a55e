"""`course add phrase`: a few sentences become a rule of the course that the checker accepts and the judge uses."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from course_samples import write_course
from plain_driver import run
from terminal_driver import CTRL_C, ENTER, Terminal

from trainer import paths
from trainer.course.rulefile import load_rules
from trainer.course.rules import RuleBook
from trainer.reply.rules import RuleEngine

pytestmark = pytest.mark.usefixtures("warm_rules")

PHRASE = ("course", "add", "phrase")
FLAG = ["您瞎转悠啥呢", "您又瞎转悠"]
OK = ["您随便转转，不买也没事。", "您转转看，有事叫我。"]
ADVICE = ["人家是来看东西的。", "您随便看，有事叫我。"]
WRITE, MORE_BAD, MORE_GOOD, WIDTH, LOOK, DROP = "123456"


def lines(*parts: str | list[str]) -> str:
    """Return an input of answers, a list of sentences ended by an empty line."""
    flat = [line for part in parts for line in ([*part, ""] if isinstance(part, list) else [part])]
    return "".join(f"{line}\n" for line in flat)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a small course without any rule."""
    return write_course(tmp_path / "course")


def files_of(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def category_number(folder: Path, name: str, flag: list[str] = FLAG, ok: list[str] = OK) -> str:
    """Return the number under which a category is offered."""
    shown = run(*PHRASE, "--to", str(folder), feed=lines(flag, ok)).stdout
    return next(line.split(".")[0] for line in shown.splitlines() if f". {name}：" in line)


def test_four_sentences_become_a_rule_that_holds_and_judges(folder: Path) -> None:
    number = category_number(folder, "怪顾客")
    done = run(*PHRASE, "--to", str(folder), feed=lines(FLAG, OK, number, *ADVICE, LOOK, WRITE))
    assert done.returncode == 0, done.stderr
    for shown in ("算“怪顾客”", "瞎转悠", "这几句都放过", "误伤：没有", "category: blame", "写好了："):
        assert shown in done.stdout
    path = folder / "rules" / "blame.yaml"
    assert path.read_text("utf-8").startswith("# yaml-language-server: $schema=../schema/rules.schema.json\nrules:\n")
    (rule,) = load_rules(folder).book.rules
    assert (rule.id, rule.examples.flag, rule.examples.ok, [rule.why, rule.instead]) == ("own-blame-1", FLAG, OK, ADVICE)
    checked = run("course", "check", str(folder))
    assert (checked.returncode, "E70" in checked.stdout, "own-blame-1" in checked.stdout) == (0, False, False), checked.stdout


def test_a_second_rule_goes_below_the_first_and_the_file_stays_as_it_was(folder: Path) -> None:
    other = ["您磨叽啥呢", "您又磨叽"], ["您慢慢看，不着急。", "您慢慢挑，有事叫我。"]
    path = folder / "rules" / "blame.yaml"
    feed = lines(FLAG, OK, category_number(folder, "怪顾客"), *ADVICE)
    assert run(*PHRASE, "--to", str(folder), "--yes", feed=feed).returncode == 0
    path.write_text(before := path.read_text("utf-8") + "# 老板说的\n", "utf-8")
    second = lines(*other, category_number(folder, "怪顾客", *other), *ADVICE)
    assert run(*PHRASE, "--to", str(folder), "--yes", feed=second).returncode == 0
    after = path.read_text("utf-8")
    assert after.startswith(before) and "own-blame-2" in after[len(before) :]
    # What a rule catches already moves its category to the front.
    again = lines(FLAG, OK, category_number(folder, "怪顾客"), *ADVICE)
    assert run(*PHRASE, "--to", str(folder), "--yes", feed=again).returncode == 0
    assert [rule.id for rule in load_rules(folder).book.rules] == ["own-blame-1", "own-blame-2"]


def test_one_more_sentence_makes_the_proposal_anew(folder: Path) -> None:
    number = category_number(folder, "怪顾客")
    more = "转悠半天也不买"
    done = run(*PHRASE, "--to", str(folder), feed=lines(FLAG, OK, number, *ADVICE, MORE_BAD, more, MORE_GOOD, "您转悠累了坐会儿。", WRITE))
    assert done.returncode == 0, done.stderr
    (rule,) = load_rules(folder).book.rules
    assert rule.examples.flag == [*FLAG, more]
    assert rule.examples.ok == [*OK, "您转悠累了坐会儿。"]


def test_a_rule_can_be_made_wider_and_narrow_again(folder: Path) -> None:
    number = category_number(folder, "怪顾客")
    rules = []
    for turns in ([], [WIDTH], [WIDTH, WIDTH]):
        done = run(*PHRASE, "--to", str(folder), feed=lines(FLAG, OK, number, *ADVICE, *turns, WRITE))
        assert done.returncode == 0, done.stderr
        assert done.stdout.count("放宽一点") == 1 + len(turns) // 2 and done.stdout.count("收紧一点") == (len(turns) + 1) // 2
        path = folder / "rules" / "blame.yaml"
        rules.append(load_rules(folder).book.rules[0])
        path.unlink()
    narrow, wide, again = rules
    assert narrow == again
    find_narrow, find_wide = (RuleEngine(RuleBook([rule])).find for rule in (narrow, wide))
    assert all(map(find_wide, [*FLAG, "瞎转悠", "您又来转悠"])) and not any(map(find_wide, OK))
    assert find_narrow("瞎转悠") and not find_narrow("您又来转悠")


def test_a_sentence_may_not_stand_on_both_sides_nor_be_one_that_is_flagged_already(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(paths.content_dir() / "essentials", tmp_path / "course"))
    before = files_of(folder)
    done = run(*PHRASE, "--to", str(folder), feed=lines(FLAG, [FLAG[0] + "！", "这不归我管。"]))
    assert done.returncode == 1
    assert "这一句上面写成了不该说的" in done.stdout
    assert "这一句现在就会判成“推卸责任”（规则 not-my-fault）" in done.stdout
    assert "没有写进课程" in done.stderr
    assert files_of(folder) == before


@pytest.mark.parametrize("answers", [[], [FLAG], [FLAG, OK, "1"], [FLAG, OK, "1", *ADVICE], [FLAG, OK, "1", *ADVICE, LOOK]])
def test_an_early_end_writes_nothing(folder: Path, answers: list[str | list[str]]) -> None:
    before = files_of(folder)
    done = run(*PHRASE, "--to", str(folder), feed=lines(*answers))
    assert (done.returncode, "没有写进课程" in done.stderr) == (1, True)
    assert files_of(folder) == before


def test_what_is_not_wanted_is_not_written(folder: Path) -> None:
    before = files_of(folder)
    done = run(*PHRASE, "--to", str(folder), feed=lines(FLAG, OK, "1", *ADVICE, DROP))
    assert (done.returncode, "没有写进课程" in done.stdout) == (0, True)
    assert files_of(folder) == before


def test_sentences_that_a_rule_catches_already_are_offered_to_it(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(paths.content_dir() / "essentials", tmp_path / "course"))
    caught = ["这块不归我们管。", "那边不归我们管呀"]
    done = run(*PHRASE, "--to", str(folder), feed=lines(caught, OK, "1", *ADVICE, "1"))
    assert "规则“not-my-fault”已经抓得到了" in done.stdout
    rule = next(rule for rule in load_rules(folder).book.rules if rule.id == "not-my-fault")
    assert rule.examples.flag[-2:] == caught
    assert rule.examples.ok[-2:] == OK


def test_the_shipped_course_is_not_written_into() -> None:
    done = run(*PHRASE, feed=lines(FLAG, OK, "1", *ADVICE, WRITE))
    assert (done.returncode, "自带的课程不在这里改" in done.stderr) == (2, True)


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_on_a_terminal(folder: Path) -> None:
    from terminal_driver import Terminal

    with Terminal(*PHRASE, "--to", str(folder)) as terminal:
        for question, answers in (("哪些话不该说", FLAG), ("很像，但没问题", OK)):
            terminal.wait_for(question)
            for answer in [*answers, ""]:
                terminal.wait_for_prompt()
                terminal.enter(answer)
        terminal.wait_for("哪一类毛病")
        terminal.wait_for_prompt()
        terminal.enter("1")
        for question, answer in (("为什么不好", ADVICE[0]), ("该怎么说", ADVICE[1])):
            terminal.wait_for(question)
            terminal.wait_for_prompt()
            terminal.enter(answer)
        terminal.wait_for("这样的话会被抓出来")
        while "就这样写进去" not in terminal.text():
            terminal.wait_for_prompt()
            terminal.enter("")
        terminal.enter(WRITE)
        terminal.wait_for("写好了")
        assert terminal.finish() == 0
        assert terminal.screen.too_wide == []
    assert load_rules(folder).book.rules[0].examples.flag == FLAG


def test_what_it_writes_is_what_the_judge_uses(tmp_path: Path) -> None:
    from trainer.cli.judging import judge_course

    folder = Path(shutil.copytree(paths.content_dir() / "essentials", tmp_path / "course"))
    assert not judge_course(folder).engine.find(FLAG[0])
    number = category_number(folder, "怪顾客")
    run(*PHRASE, "--to", str(folder), "--yes", feed=lines(FLAG, OK, number, *ADVICE))
    verdict = judge_course(folder).judge("你瞎轉悠啥呢！")
    assert [(one.category, one.rule, one.instead) for one in verdict.violations] == [("blame", "own-blame-1", ADVICE[1])]
    assert json.dumps(verdict.moves) == "[]"


@pytest.mark.parametrize(("leave", "code", "said"), [(CTRL_C, 130, "再运行一次就接着来"), ("/退出" + ENTER, 0, "再运行一次就接着写")])
def test_a_person_who_leaves_finds_the_sentences_again(folder: Path, leave: str, code: int, said: str) -> None:
    before = files_of(folder)
    with Terminal(*PHRASE, "--to", str(folder)) as terminal:
        for number, sentence in enumerate([FLAG[0], "", FLAG[1], ""]):
            terminal.wait_for(("写第 1 个", "写第 2 个", "还差 1 个", "写第 3 个")[number])
            terminal.wait_for_prompt()
            terminal.type(sentence + ENTER)
        terminal.wait_for("跟它很像")
        terminal.wait_for_prompt()
        terminal.type(leave)
        terminal.wait_for("没有写进课程。", said)
        assert terminal.finish() == code
    with Terminal(*PHRASE, "--to", str(folder)) as terminal:
        terminal.wait_for("答过 1 问")
        terminal.wait_for_prompt()
        terminal.type("1" + ENTER)
        terminal.wait_for("跟它很像")
        terminal.wait_for_prompt()
        terminal.type(CTRL_C)
        terminal.finish()
    assert files_of(folder) == before
