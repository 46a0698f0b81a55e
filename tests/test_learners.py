"""Learners: names that change while the history stays, what the first run says, and taking one's history along."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import msgspec
import pytest
from plain_driver import data_folder, rows, run
from store_samples import SCHEDULE, START, draft, filled_store, later, said, undo

from trainer.errors import TrainerError
from trainer.store import AppealDraft, FlagDraft, History, LessonDraft, PlayDraft, TurnRow, UnfitName, open_store
from trainer.store.export import export_learner
from trainer.text import guard_cell


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "trainer.db"


def flag(learner: str, note: str = "选项太像了") -> FlagDraft:
    return FlagDraft(
        learner=learner,
        course="essentials",
        fact="say-cannot",
        rev=1,
        kind="choose",
        form="situation",
        stem="问",
        options=["甲"],
        note=note,
    )


def lesson(learner: str) -> LessonDraft:
    return LessonDraft(learner=learner, course="essentials", fact="say-cannot", rev=1, session="s" * 32)


RENAMED = [("小李", "李雷", "李雷"), ("小李", "  李　雷 ", "李 雷"), ("小li", "小Li", "小Li"), ("ＬＩ", "ＬＩ２", "LI2")]


@pytest.mark.parametrize(("before", "typed", "kept"), RENAMED)
def test_a_new_name_keeps_the_history(path: Path, before: str, typed: str, kept: str) -> None:
    with open_store(path) as store:
        learner = store.add_learner(before, START)
        answer, _card = store.record_answer(draft(learner.id), START, SCHEDULE)
        renamed = store.rename_learner(learner.id, typed)
        assert (renamed.id, renamed.name) == (learner.id, kept)
        assert store.learners() == [renamed]
        assert store.find_learner(kept) == renamed
        assert store.answers(renamed.id, "essentials") == [answer]


UNFIT = [("", "还没写名字"), ("１２", "只是数字"), ("名" * 41, "名字太长"), ("小王", "已经有叫“小王”"), ("\u200b", "还没写名字")]


@pytest.mark.parametrize(("typed", "words"), UNFIT)
def test_an_unfit_name_changes_nothing(path: Path, typed: str, words: str) -> None:
    with open_store(path) as store:
        learner = store.add_learner("小李", START)
        store.add_learner("小王", START)
        with pytest.raises(UnfitName) as caught:
            store.rename_learner(learner.id, typed)
        assert words in said(caught.value)
        assert store.find_learner("小李") == learner


def test_renaming_on_the_command_line() -> None:
    run("drill", "--learner", "小李", "--seed", "7", feed="1\n1\n")
    before = rows("SELECT uuid, learner FROM answer")
    done = run("learner", "rename", "小李", "李雷")
    assert done.stdout == "“小李”改名为“李雷”，练习记录都还在。\n"
    assert run("learner", "list").stdout == "李雷\n"
    assert before
    assert rows("SELECT uuid, learner FROM answer") == before
    missing = run("learner", "rename", "小李", "小王")
    assert missing.returncode == 2
    assert "已有的学员：李雷" in missing.stderr


CELLS = [
    ("=1+1", "'=1+1"),
    ("+86", "'+86"),
    ("-5", "'-5"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("\t=1", "'=1"),
    ("  =1", "'=1"),
    ("\u200b=1", "'=1"),
    ("＝1+1", "'＝1+1"),
    ("我马上帮您看", "我马上帮您看"),
    ("1=1", "1=1"),
    ("两行\n字\x1b[31m", "两行 字[31m"),
    (-5, -5),
    (4.2, 4.2),
]


@pytest.mark.parametrize(("value", "shown"), CELLS)
def test_no_cell_begins_like_a_formula(value: object, shown: object) -> None:
    assert guard_cell(value) == shown


def test_an_export_holds_everything_of_one_person(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "U盘" / "小李"
    with filled_store(path) as (store, learner):
        other = store.add_learner("小王", START)
        store.record_answer(draft(other.id, response="别人的话"), later(minutes=5), SCHEDULE)
        wrong, _card = store.record_answer(
            draft(learner.id, course="other", response="=HYPERLINK(1)", grade="wrong"), later(days=1), SCHEDULE
        )
        store.record_answer(undo(wrong), later(days=1, minutes=1), SCHEDULE)
        store.record_lesson(lesson(learner.id), START)
        store.record_flag(flag(learner.id), START)
        store.record_appeal(AppealDraft(learner=learner.id, course="essentials", reply="她的话", verdict="{}", note="我不同意"), START)
        store.record_appeal(AppealDraft(course="essentials", reply="别人的话", verdict="{}"), START)
        play = store.start_play(PlayDraft(learner=learner.id, course="essentials", scenario="shoe", mode="type", seed=1), START)
        store.record_turn(play, 0, TurnRow("我给您换双新的", "{}", START.at_ms))
        store.set_pin(learner.id, "1234")
        history = export_learner(store, learner, folder, START)
        answers = [*store.answers(learner.id, "essentials"), *store.answers(learner.id, "other")]
        cards = store.cards(learner.id, "essentials")
    assert history == History(5, 1, 1, 1, 1)
    kept = {file.name: file.read_bytes().decode("utf-8-sig") for file in folder.iterdir()}
    assert set(kept) == {
        "README.txt",
        "answers.csv",
        "answers.jsonl",
        "lessons.jsonl",
        "flags.jsonl",
        "appeals.jsonl",
        "plays.jsonl",
        "cards.jsonl",
    }
    assert [msgspec.json.decode(line, type=type(wrong)) for line in kept["answers.jsonl"].splitlines()] == answers
    assert {msgspec.json.decode(line)["fact"] for line in kept["cards.jsonl"].splitlines()} == set(cards)
    assert "选项太像了" in kept["flags.jsonl"]
    assert "我不同意" in kept["appeals.jsonl"]
    assert "我给您换双新的" in kept["plays.jsonl"]
    assert kept["lessons.jsonl"].count("\n") == 1
    assert "小李的练习记录，2026-01-01" in kept["README.txt"]
    everything = "".join(kept.values())
    assert "别人的话" not in everything
    assert "scrypt" not in everything
    _check_table(kept["answers.csv"])


def _check_table(text: str) -> None:
    head, first, *_between, wrong, undone = csv.reader(text.splitlines())
    assert head == ["时间", "课程", "知识点", "题目", "选项", "回答", "结果", "确定", "提示次数", "用时（秒）"]
    assert first[0] == "2026-01-01 14:00:00"
    assert first[4].startswith("1. 不能退。 | 2. 我马上帮您看看怎么办最快。")
    assert first[5:] == ["2", "对", "是", "0", "4.2"]
    assert wrong[5:7] == ["'=HYPERLINK(1)", "错"]
    assert undone[6] == "撤销"


def test_only_its_owner_may_look_into_an_export(path: Path, tmp_path: Path) -> None:
    with filled_store(path) as (store, learner):
        export_learner(store, learner, tmp_path / "out", START)
    assert sys.platform == "win32" or (tmp_path / "out").stat().st_mode & 0o077 == 0


def test_an_export_stays_out_of_the_data_folder(path: Path, tmp_path: Path) -> None:
    with filled_store(path) as (store, learner):
        (tmp_path / "link").symlink_to(path.parent)
        inside = [
            path.parent,
            path.parent / "out",
            path.parent / "backups" / "x",
            tmp_path / "link" / "out",
            tmp_path / "no" / ".." / "data" / "o",
        ]
        for folder in inside:
            with pytest.raises(TrainerError, match="不能导出到放练习记录的文件夹里"):
                export_learner(store, learner, folder, START)
        assert list(path.parent.iterdir()) == [path]


def test_an_export_overwrites_nothing(path: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").touch()
    (tmp_path / "file").touch()
    (tmp_path / "empty").mkdir()
    with filled_store(path) as (store, learner):
        for name in ("full", "file"):
            with pytest.raises(TrainerError, match="已经有东西了"):
                export_learner(store, learner, tmp_path / name, START)
        export_learner(store, learner, tmp_path / "empty", START)
    assert [file.name for file in (tmp_path / "full").iterdir()] == ["mine.txt"]


def test_a_failed_export_leaves_nothing(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("trainer.store.export._write_readme", fail)
    with filled_store(path) as (store, learner), pytest.raises(TrainerError, match="磁盘满了"):
        export_learner(store, learner, tmp_path / "out", START)
    assert not (tmp_path / "out").exists()


def test_exporting_on_the_command_line(tmp_path: Path) -> None:
    run("drill", "--learner", "小李", "--seed", "7", feed="1\n1\n")
    done = run("learner", "export", "小李", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert f"已导出“小李”的 2 条回答：{tmp_path / 'out'}" in done.stdout
    again = run("learner", "export", "小李", str(tmp_path / "out"))
    assert again.returncode == 1
    assert "已经有东西了" in again.stderr
    assert run("learner", "export", "小李", str(data_folder() / "out")).returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
def test_the_first_run_says_who_can_see_what(size: tuple[int, int]) -> None:
    from terminal_driver import Terminal

    with Terminal(size=size) as terminal:
        terminal.wait_for("只存在这台电脑上", "看得到名字和进度", "trainer learner pin", "trainer learner remove", "怎么称呼您")
        assert terminal.screen.too_wide == []
        assert terminal.scrolled() == 0
        assert "欢迎" in terminal.lines()[0]
