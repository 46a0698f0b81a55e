"""A course that stands on the shipped one: added, replaced and left out, with the history that everybody has."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from course_samples import PHRASE, place_in
from plain_driver import count_answers, rows, run, shipped_course

from trainer import paths
from trainer.check import check_course
from trainer.check.item import check_file
from trainer.cli.judging import judge_course
from trainer.course.compiled import open_compiled
from trainer.course.folder import layers_of
from trainer.course.pack import is_course_id
from trainer.course.read import load_head, load_with_positions, read_course
from trainer.course.rulebook import open_rulebook
from trainer.course.rulefile import load_rules
from trainer.course.rules import RuleBook
from trainer.course.scenariofile import load_scenarios
from trainer.course.starter import write_starter
from trainer.errors import TrainerError

pytestmark = pytest.mark.usefixtures("warm_check")

BASE = paths.content_dir() / "essentials"
HEAD = """\
id: my-shop
title: 我的店
version: "1"
extends: essentials
topics:
- {id: own, title: 本店}
- {id: phrases, title: 不说的话}
"""
OWN_FACTS = "topic: own\nfacts:\n" + PHRASE.replace("phrase-cannot", "own-cannot").replace("  source: [S15.1]\n", "")


def write_overlay(folder: Path, head: str = HEAD, **files: str) -> Path:
    """Write a course on top of the shipped one; `facts` and `rules` are the texts of one file each."""
    for kind, text in files.items():
        (folder / kind).mkdir(parents=True)
        (folder / kind / "own.yaml").write_text(text, "utf-8")
    folder.mkdir(exist_ok=True)
    (folder / "course.yaml").write_text(head, "utf-8")
    return folder


def test_facts_are_added_replaced_and_left_out(tmp_path: Path) -> None:
    replaced = "topic: phrases\nfacts:\n" + PHRASE.replace("title: 我不能……", "title: 换过的")
    folder = write_overlay(tmp_path / "shop", HEAD + "without: [phrase-wont]\n", facts=OWN_FACTS)
    (folder / "facts" / "phrases.yaml").write_text(replaced, "utf-8")
    course, base = read_course(folder), shipped_course()
    ids, before = [fact.id for fact in course.facts], [fact.id for fact in base.facts]
    assert ids == [id_ for id_ in before if id_ != "phrase-wont"] + ["own-cannot"]
    assert course.facts[ids.index("phrase-cannot")].title == "换过的"
    assert not any("phrase-wont" in fact.apart for fact in course.facts) and any("phrase-wont" in fact.apart for fact in base.facts)
    assert course.id == base.id and course.about.id == "my-shop"
    assert [topic.title for topic in course.topics] == ["不说的话", *(topic.title for topic in base.topics[1:]), "本店"]


def test_a_head_saved_by_a_windows_editor_still_extends(tmp_path: Path) -> None:
    lines = HEAD.splitlines(keepends=True)
    folder = write_overlay(tmp_path / "shop", facts=OWN_FACTS)
    head = "".join(sorted(lines[:4], key=lambda line: not line.startswith("extends")) + lines[4:]).replace("\n", "\r\n")
    (folder / "course.yaml").write_bytes(b"\xef\xbb\xbf" + head.encode())
    assert layers_of(folder) == [BASE, folder] and read_course(folder).id == shipped_course().id


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX pipes")
def test_nobody_waits_for_a_pipe_in_place_of_the_head(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "course.yaml")
    done = run("course", "check", str(tmp_path))
    assert done.returncode == 1 and "E102" in done.stdout


def test_whoever_replaces_a_renamed_fact_keeps_its_history(tmp_path: Path) -> None:
    import msgspec

    from trainer.course.model import About, Course, Facts
    from trainer.course.overlay import extend_course

    base = shipped_course()
    old = msgspec.structs.replace(base.facts[0], renamed_from=["first-name"])
    below = Course(base.about, Facts.of([old]))
    merged = extend_course(below, About("my", "我", "1", extends="essentials"), [msgspec.structs.replace(base.facts[0], title="新的")])
    assert merged.facts[0].log_id == "first-name" and merged.facts[0].title == "新的"


def test_places_point_into_the_file_where_a_thing_stands(tmp_path: Path) -> None:
    folder = write_overlay(tmp_path / "shop", HEAD + "- {id: empty, title: 空的}\n", facts=OWN_FACTS)
    loaded = load_with_positions(folder)
    assert loaded.course
    own, base = (loaded.course.facts[loaded.course.facts.position(name) or 0] for name in ("own-cannot", "phrase-wont"))
    assert loaded.positions.find(own, "id").path == str(folder / "facts" / "own.yaml")
    assert Path(loaded.positions.find(base, "id").path).parent == BASE / "facts"
    found = next(problem for problem in check_course(folder, is_proved=False).problems if problem.code == "W303")
    assert (found.path, found.line) == (str(folder / "course.yaml"), place_in((folder / "course.yaml").read_text("utf-8"), "id: empty")[0])


def test_rules_and_scenarios_are_stacked(tmp_path: Path) -> None:
    rule = next(rule for rule in load_rules(BASE).book.rules if rule.category)
    own = f"""\
rules:
- id: {rule.id}
  category: {rule.category}
  say: [那您投诉去吧]
  why: 是在顶撞。
  instead: 我来帮您。
  examples: {{flag: [那您投诉去吧。, 那您投诉去吧！, 那您投诉去吧], pass: [您可以投诉。, 我帮您投诉。, 您去吧。]}}
"""
    folder = write_overlay(tmp_path / "shop", HEAD + "without: [bank-form, phrase-wont]\n", rules=own)
    before, after = load_rules(BASE).book, load_rules(folder).book
    assert len(after.rules) == len(before.rules) and after.macros == before.macros
    assert next(one for one in after.rules if one.id == rule.id).say == ["那您投诉去吧"]
    scenarios = load_scenarios(folder)
    assert "bank-form" not in scenarios.scenarios and not scenarios.own and scenarios.shared
    assert not any("phrase-wont" in scenario.facts for scenario in scenarios.scenarios.values())


def test_a_rule_can_be_left_out(tmp_path: Path) -> None:
    said, context = "这个不归我管。", ""
    found = judge_course(BASE).judge(said, context, "").violations
    rules = {violation.rule for violation in found if violation.rule}
    assert rules
    folder = write_overlay(tmp_path / "shop", HEAD + f"without: [{', '.join(rules)}]\n")
    assert not rules & {violation.rule for violation in judge_course(folder).judge(said, context, "").violations}


def test_what_is_compiled_follows_both_layers(tmp_path: Path) -> None:
    folder, cache = write_overlay(tmp_path / "shop", facts=OWN_FACTS), tmp_path / "cache"
    read: list[Path] = []

    def read_rules(where: Path) -> RuleBook:
        read.append(where)
        return load_rules(where).book

    first = open_compiled(folder, cache)
    open_rulebook(folder, cache, read_rules)
    assert open_compiled(folder, cache).facts == first.facts and open_rulebook(folder, cache, read_rules) and len(read) == 1
    (folder / "course.yaml").write_text(HEAD + "without: [phrase-wont]\n", "utf-8")
    assert len(open_compiled(folder, cache).heads) == len(first.heads) - 1
    open_rulebook(folder, cache, read_rules)
    assert len(read) == 2


@pytest.mark.parametrize("content", [b"", b'{"digest": "\xff"}', b"[" * 100_000])
def test_spoilt_rules_of_the_cache_are_read_anew(tmp_path: Path, content: bytes) -> None:
    folder, cache = write_overlay(tmp_path / "shop"), tmp_path / "cache"
    book = open_rulebook(folder, cache, lambda where: load_rules(where).book)
    (path,) = cache.glob("*-rules.json")
    path.write_bytes(content)
    assert open_rulebook(folder, cache, lambda where: load_rules(where).book) == book
    assert open_rulebook(folder, cache, lambda where: pytest.fail("read again")) == book


def test_a_broken_course_is_practised_as_it_was(tmp_path: Path) -> None:
    folder, cache = write_overlay(tmp_path / "shop", facts=OWN_FACTS), tmp_path / "cache"
    sound = open_compiled(folder, cache)
    (folder / "facts" / "own.yaml").write_text("topic: own\nfacts:\n- id: half", "utf-8")
    with pytest.raises(TrainerError):
        open_compiled(folder, cache)
    told: list[TrainerError] = []
    assert open_compiled(folder, cache, told.append).facts == sound.facts
    assert "own.yaml" in str(told[0].message)
    with pytest.raises(TrainerError):
        open_compiled(folder, tmp_path / "nothing", told.append)


def test_the_starter_passes_the_check_and_is_watched(tmp_path: Path) -> None:
    folder = tmp_path / "小店 一"
    write_starter(folder)
    report = check_course(folder)
    assert report.problems == [] and report.facts == len(shipped_course().facts) + 1 and set(report.plays) == {"own-rice-cooker"}
    book = load_rules(folder).book
    for path in (folder / "facts" / "own.yaml", folder / "scenarios" / "own-rice-cooker.yaml"):
        assert check_file(path, book) == []


def test_own_rules_that_hurt_good_sentences_below_are_told_at_the_rule(tmp_path: Path) -> None:
    broad = """\
rules:
- id: own-broad
  category: brush_off
  say: [我]
  why: 太宽了。
  instead: 我来帮您。
  examples: {flag: [我去。, 我来。, 我走。], pass: [您好。, 谢谢。, 再见。]}
"""
    folder = write_overlay(tmp_path / "shop", rules=broad)
    problems = check_course(folder, is_proved=False).problems
    assert {problem.path for problem in problems if problem.code == "W709"} == {str(folder / "rules" / "own.yaml")}


def test_leaving_out_what_others_need_is_said_once(tmp_path: Path) -> None:
    folder = write_overlay(tmp_path / "shop", HEAD + "without: [principle-buffer]\n", facts=OWN_FACTS)
    errors = check_course(folder, is_proved=False).errors
    assert [problem.code for problem in errors] == ["E321"] and errors[0].path == str(folder / "course.yaml")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("my_Shop 2", "my-shop-2"),
        ("我的店", "wo-de-dian"),
        ("2nd", "no-2nd"),
        ("a--b", "a-b"),
        ("a" * 50, "a" * 40),
        ("essentials", "essentials-2"),
    ],
)
def test_a_new_course_is_called_by_its_name(tmp_path: Path, name: str, wanted: str) -> None:
    write_starter(tmp_path / name)
    head = load_head(tmp_path / name)
    assert head and head.id == wanted and is_course_id(head.id) and head.title == name


@pytest.mark.parametrize("name", ["aux", "我的店"])
def test_what_can_be_no_id_gets_one_made_from_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setitem(sys.modules, "pypinyin", None)  # installed with the extra only
    write_starter(tmp_path / name)
    head = load_head(tmp_path / name)
    assert head and is_course_id(head.id) and head.id.startswith("course-") and head.title == name


def test_new_use_and_list(tmp_path: Path) -> None:
    folder = tmp_path / "我的店"
    assert run("course", "new", str(folder)).returncode == 0
    for path in [folder / "course.yaml", *folder.glob("*/*.yaml")]:  # an editor finds what it checks by
        schema = path.read_text("utf-8").split("\n")[0].removeprefix("# yaml-language-server: $schema=")
        assert (path.parent / schema).is_file()
    again = run("course", "new", str(folder))
    assert again.returncode == 2 and "已经有东西" in again.stderr
    assert "194 个知识点" in run("course", "use", str(folder)).stdout
    assert "* wo-de-dian：" in (listed := run("course", "list").stdout) and "- essentials" in listed
    assert "夹生的电饭煲" in run("course", "preview", "own-rice-cooker", feed="/退出\n").stdout
    for wrong in (str(tmp_path), "nowhere", str(folder / "facts")):
        done = run("course", "use", wrong)
        assert done.returncode == 2 and "course.yaml" in done.stderr
    assert "* wo-de-dian：" in run("course", "list").stdout
    assert run("course", "use", "essentials").returncode == 0
    listed = run("course", "list").stdout
    assert "* essentials" in listed and "- wo-de-dian：" in listed and str(folder) in listed  # one's own can still be found
    folder.rename(tmp_path / "别处")
    assert "wo-de-dian" not in run("course", "list").stdout


def test_what_is_to_be_typed_next_is_quoted_where_it_must_be(tmp_path: Path) -> None:
    folder = tmp_path / "分店 二号"
    said = run("course", "new", str(folder)).stdout
    assert said.count(f'"{folder}"') == 3


def test_the_new_facts_are_drilled_and_the_history_stays(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    write_starter(folder)
    assert run("drill", "--learner", "小李", feed="1\n" * 3).returncode == 0
    before = count_answers()
    assert run("course", "use", str(folder)).returncode == 0
    # A number answers what offers options; what wants typing refuses it and takes the word.
    said = run("drill", "--learner", "小李", "--topic", "本店", feed="1\n下雨\n" * 20)
    assert "下雨天，先递一句" in said.stdout
    assert rows("SELECT DISTINCT course FROM answer") == [("essentials",)] and count_answers() > before


def test_a_course_that_is_gone_is_said_with_the_way_back(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    write_starter(folder)
    assert run("course", "use", str(folder)).returncode == 0
    (folder / "course.yaml").unlink()
    done = run("drill", "--learner", "小李")
    assert done.returncode == 1 and "trainer course use essentials" in done.stderr
    assert run("course", "list").returncode == 0


def test_a_broken_file_does_not_stop_the_drill(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    write_starter(folder)
    run("course", "use", str(folder))
    assert run("drill", "--learner", "小李", feed="1\n").returncode == 0
    path = folder / "facts" / "own.yaml"
    path.write_text(path.read_text("utf-8").replace("tier: useful", "tier: usefull"), "utf-8")
    done = run("drill", "--learner", "小李", feed="1\n1\n")
    assert done.returncode == 0 and "先用上一次好的那一份" in done.stdout and "own.yaml" in done.stdout
