"""What a role-play leaves behind: cards, progress, a file, the map, and the next list to choose from."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import msgspec
import pytest
from plain_driver import data_folder, rows, run, shipped_course
from store_samples import START, draft
from test_roleplay import shipped_stage
from test_roleplay_command import GOLDEN, SCENARIO, TYPED, WRITTEN, lines

from trainer import paths
from trainer.memory import Schedule
from trainer.roleplay.engine import open_play, shuffle_options
from trainer.store import open_store

pytestmark = pytest.mark.usefixtures("warm_rules")
LEARNT = "小李"


def meet(*facts: str) -> None:
    """Note, through the log, that somebody has answered questions about some facts."""
    with open_store(data_folder() / paths.DATABASE_NAME) as store:
        learner = store.find_learner(LEARNT) or store.add_learner(LEARNT, START)
        for name in facts:
            fact = next(fact for fact in shipped_course().heads if fact.id == name)
            answer = draft(learner.id, course=shipped_course().id, fact=fact.log_id, rev=fact.rev, grade="right", rating=3)
            store.record_answer(answer, START, Schedule(shipped_course().interval_cap_days))


def fed() -> set[tuple[object, ...]]:
    return set(rows("SELECT fact, grade, rating, rung, findings FROM answer WHERE kind = 'roleplay'"))


def test_a_good_play_feeds_the_facts_that_were_met() -> None:
    used, unmet = WRITTEN.facts[:2], WRITTEN.facts[2:]
    meet(*used)
    run(*TYPED, feed=lines(GOLDEN.replies))
    assert fed() == {(name, "right", 3, 2, "[]") for name in used}
    assert unmet and rows("SELECT count(*) FROM card") == [(len(used),)]  # what was never taught stays unseen
    run("--learner", LEARNT, "roleplay", "replay")
    assert len(fed()) == len(used)  # looking again is no answer


def test_a_chosen_play_shows_no_more_than_recognition() -> None:
    meet(WRITTEN.facts[0])
    stage = shipped_stage(SCENARIO)
    feed, state = "", open_play(stage, 1)[0]
    for node in stage.nodes.values():
        options = shuffle_options(stage, node, 1, state.turn)
        feed += f"{[option.quality for option in options].index('best') + 1}\n"
        state = msgspec.structs.replace(state, turn=state.turn + 1)
    run("--learner", LEARNT, "roleplay", SCENARIO, "--mode", "choose", "--seed", "1", feed=feed)
    assert rows("SELECT mode, ending FROM play") == [("choose", "home")]
    assert fed() == {(WRITTEN.facts[0], "right", 3, 0, "[]")}


def test_a_violation_counts_against_the_fact_that_forbids_it() -> None:
    meet("phrase-cannot", *WRITTEN.facts)
    run(*TYPED, feed=lines(["没有小票就是不能退。", "不能退就是不能退，这是规定。", "我们不能退。", "我不能退。", "我不能给您退。"]))
    assert rows("SELECT ending FROM play") == [("complained",)]
    assert ("phrase-cannot", "wrong", 1, 2, '["refuse"]') in fed()
    assert all(grade == "wrong" for _fact, grade, *_rest in fed())  # a bad play says nothing good about its facts
    assert "phrase-cannot" in {fact for (fact,) in rows("SELECT fact FROM card WHERE last_wrong = 1")}
    assert "不能退" in run("--learner", LEARNT, "mistakes").stdout


def test_progress_tells_of_the_plays() -> None:
    worst = next(play for play in WRITTEN.plays if play.name == "worst")
    meet(WRITTEN.facts[0])
    assert "情景对练" not in run("--learner", LEARNT, "progress").stdout
    run(*TYPED, feed=lines(worst.replies))
    run(*TYPED, feed=lines(GOLDEN.replies))
    (first,), (best,) = rows("SELECT score FROM play ORDER BY rowid")
    said = run("--learner", LEARNT, "progress").stdout
    assert f"{WRITTEN.title}：2 场，第一次 {first} 分，最好 {best} 分" in said
    assert "一急就容易" in said
    document = json.loads(run("--learner", LEARNT, "progress", "--json").stdout)
    assert document["role_plays"] == [{"scenario": SCENARIO, "title": WRITTEN.title, "plays": 2, "first": first, "best": best}]
    assert sum(slip["times"] for slip in document["under_pressure"]) >= 2


@pytest.mark.parametrize("ending", ["md", "html"])
def test_the_debrief_can_be_written_to_a_file(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"复盘.{ending}"
    sly = "<script>alert(1)</script>**您**[点这里](http://x) 对不起，\x1b[31m"
    done = run(*TYPED, "--export", str(path), feed=lines([sly, *GOLDEN.replies]))
    assert done.returncode == 0, done.stderr
    text = path.read_text("utf-8")
    assert "总分：" in text and GOLDEN.replies[1][:6] in text
    assert ("\\<script" in text and "\\[点这里\\]\\(http" in text) if ending == "md" else "&lt;script" in text and "<script" not in text
    assert "\x1b" not in text
    again = run("--learner", LEARNT, "roleplay", "replay", "--export", str(path))
    assert again.returncode != 0 and "已经有这个文件" in again.stderr
    assert path.read_text("utf-8") == text


@pytest.mark.parametrize(("name", "said"), [("a.docx", ".md"), ("nowhere/a.md", "没有这个文件夹")])
def test_an_unfit_file_is_refused_before_the_play(name: str, said: str) -> None:
    done = run(*TYPED, "--export", name, feed=lines(GOLDEN.replies))
    assert done.returncode and said in done.stderr
    assert not (data_folder() / paths.DATABASE_NAME).exists()


def test_the_map_shows_the_ways_and_who_went_them() -> None:
    for name in ("小李", "小王"):
        run("--learner", name, *TYPED[2:], feed=lines(GOLDEN.replies))
    run(*TYPED, feed=lines(GOLDEN.replies))  # the same person again counts once
    tree = run("course", "map", SCENARIO).stdout
    assert "（2 人） → " in tree and "（3 人）" not in tree
    assert all(node.id in tree for node in WRITTEN.nodes)
    chart = run("course", "map", WRITTEN.title, "--mermaid").stdout
    assert chart.startswith("flowchart TD\n") and "（2 人）" in chart
    assert run("course", "map", "没有").returncode == 2


def listed() -> str:
    """Return the scenario's line in the list to choose from."""
    from terminal_driver import Terminal

    with Terminal("--learner", LEARNT, "roleplay", "--level", str(WRITTEN.level)) as terminal:
        terminal.wait_for("选一位顾客", WRITTEN.title)
        terminal.wait_for_prompt()
        (line,) = [line for line in terminal.lines() if WRITTEN.title in line]
        assert terminal.screen.too_wide == []
        terminal.enter("/退出")
        terminal.wait_for("下次见")
        return line.rstrip()


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_the_list_says_what_is_due_and_how_it_went() -> None:
    meet(*WRITTEN.facts[:2])  # long ago: they are due
    run(*TYPED, feed=lines(GOLDEN.replies[:1]))
    assert listed().endswith("没演完 · 2 条到期")
    run(*TYPED, feed=lines(GOLDEN.replies[1:]))
    assert "最好" in listed() and "到期" not in listed()
