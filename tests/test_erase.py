"""Erasing a person: no file of the data folder holds a trace, and nobody else loses anything."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from plain_driver import await_feedback, data_folder, feed_lines, rows, run, start
from store_samples import SCHEDULE, START, draft, later
from test_learners import flag, lesson

from trainer.errors import TrainerError
from trainer.store import (
    BACKUP_FOLDER,
    AppealDraft,
    Learner,
    PlayDraft,
    SessionDraft,
    Store,
    TurnRow,
    back_up,
    check_integrity,
    open_store,
    restore,
    schema,
)
from trainer.store.connection import APPLICATION_ID
from trainer.store.erase import erase_learner

FORMER, NAME, OTHER = "陈小燕儿", "陈燕妮", "小王"
SAID = "我给您换一双新的好不好"
COMPLAINT = "第三个选项也说得通"
ALONE = "只问过她的一道题"
TRACES = [FORMER, NAME, SAID, COMPLAINT, ALONE]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "trainer.db"


@pytest.fixture
def opened(path: Path) -> Iterator[tuple[Store, Learner, Learner]]:
    """Return a store where two people practised, one under two names; and who goes and who stays."""
    with open_store(path) as store:
        gone, stays = store.add_learner(FORMER, START), store.add_learner(OTHER, START)
        for number in range(60):
            _practise(store, gone, number, response=f"{SAID}{number}", stem=f"{ALONE}{number}")
            _practise(store, stays, number, response="好的")
        store.record_flag(flag(gone.id, COMPLAINT), START)
        store.record_flag(flag(stays.id, "别的意见"), START)
        store.record_appeal(AppealDraft(learner=gone.id, course="essentials", reply=SAID, verdict="{}", note=COMPLAINT), START)
        play = store.start_play(PlayDraft(learner=gone.id, course="essentials", scenario="shoe", mode="type", seed=1), START)
        store.record_turn(play, 0, TurnRow(SAID, "{}", START.at_ms))
        yield store, store.rename_learner(gone.id, NAME), stays


def _practise(store: Store, learner: Learner, number: int, **changes: str) -> None:
    session = store.start_session(SessionDraft(learner=learner.id, course="essentials", plan="{}", seed=number), START)
    store.record_lesson(lesson(learner.id), START)
    store.record_answer(draft(learner.id, fact=f"fact-{number}", session=session, **changes), later(minutes=number), SCHEDULE)


def traces(folder: Path, words: list[str]) -> list[tuple[str, str]]:
    """Return which files below a folder hold which words, read as raw bytes."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return sorted((file.name, word) for file in files for word in words if word.encode() in file.read_bytes())


def everything_of(store: Store, learner: Learner) -> list[object]:
    """Return all that is kept of somebody."""
    found: list[object] = [store.find_learner(learner.name), store.answers(learner.id, "essentials"), store.cards(learner.id, "essentials")]
    found.append([mark for mark in store.flags("essentials") if mark.learner == learner.id])
    for table in ("session", "lesson", "card_cap"):
        found.append(store.connection.execute(f"SELECT * FROM {table} WHERE learner = ? ORDER BY 1", (learner.id,)).fetchall())  # noqa: S608  # ours
    return found


def test_no_file_holds_a_trace(path: Path, opened: tuple[Store, Learner, Learner]) -> None:
    store, gone, stays = opened
    folder = path.parent
    back_up(store, folder / BACKUP_FOLDER, START)
    back_up(store, folder / BACKUP_FOLDER, later(days=1))
    (folder / "error.log").write_text(f"Traceback\nValueError: {SAID}\n", encoding="utf-8")
    (folder / ".trainer-0123.tmp").write_bytes(path.read_bytes())
    shutil.copy(path, folder / "my copy.db")
    (folder / f"{path.name}.before-restore-20260101-140000").write_bytes(b"\xff" * 40 + path.read_bytes())
    kept = everything_of(store, stays)
    assert {word for _file, word in traces(folder, TRACES)} >= {NAME, SAID, COMPLAINT, ALONE}

    erased = erase_learner(store, gone)

    assert traces(folder, [*TRACES, gone.id]) == []
    assert [copy.name for copy in erased.rewritten] == ["my copy.db", "trainer-20260101-140000.bak", "trainer-20260102-140000.bak"]
    assert [file.name for file in erased.deleted] == [".trainer-0123.tmp", "error.log", "trainer.db.before-restore-20260101-140000"]
    assert everything_of(store, stays) == kept
    assert store.learners() == [stays]
    assert check_integrity(store) == []
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        store.connection.execute("DELETE FROM answer")


def test_questions_that_others_saw_stay(opened: tuple[Store, Learner, Learner]) -> None:
    store, gone, _stays = opened
    assert store.connection.execute("SELECT count(*) FROM shown").fetchone() == (62,)
    erase_learner(store, gone)
    assert store.connection.execute("SELECT count(*) FROM shown").fetchone() == (2,)  # of the other's answers, and of the flag
    assert store.connection.execute("PRAGMA freelist_count").fetchone() == (0,)


def test_backups_are_sound_and_keep_the_others(path: Path, opened: tuple[Store, Learner, Learner]) -> None:
    store, gone, stays = opened
    backup = back_up(store, path.parent / BACKUP_FOLDER, START)
    kept = everything_of(store, stays)
    erase_learner(store, gone)
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
    store.close()
    restore(backup, path, START)
    with open_store(path) as restored:
        assert check_integrity(restored) == []
        assert everything_of(restored, stays) == kept
        assert restored.find_learner(NAME) is None


def test_a_backup_of_an_older_schema_is_rewritten_too(path: Path, opened: tuple[Store, Learner, Learner]) -> None:
    store, gone, _stays = opened
    old = path.parent / BACKUP_FOLDER / "trainer-20250101-080000.bak"
    old.parent.mkdir()
    write_version_1(old, gone.id)
    assert traces(old.parent, [NAME, SAID])
    assert erase_learner(store, gone).rewritten == [old]
    assert traces(old.parent, [NAME, SAID, gone.id]) == []
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT name FROM learner").fetchall() == [("老王",)]
        assert connection.execute("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'").fetchone() == (8,)


def write_version_1(path: Path, learner_id: str) -> None:
    """Write a database as the first release did, with two people and one answer of each."""
    script = Path(schema.__file__).with_name("schema.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
        connection.execute("INSERT INTO meta VALUES (1, 'd', 2)")
        connection.executemany("INSERT INTO learner VALUES (?, ?, ?, 1, 480)", [(learner_id, NAME, NAME), ("w" * 32, "老王", "老王")])
        connection.execute("INSERT INTO shown VALUES (zeroblob(16), '[\"问\",[]]')")
        for number, (learner, response) in enumerate([(learner_id, SAID), ("w" * 32, "好的")], 1):
            connection.execute(
                "INSERT INTO answer VALUES (?, 'd', ?, ?, 'essentials', 'f', 1, 's', 'choose', 'x', 0, zeroblob(16), ?,"
                " 'right', 3, 1, 0, '[]', 9, 1, ?, 480, '')",
                (f"u{number}", number, learner, response, START.at_ms + number),
            )
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()


def test_what_a_crash_left_half_done_is_settled_first(path: Path, opened: tuple[Store, Learner, Learner]) -> None:
    """A hot journal beside a kept database is played back, not thrown away: without it the file would be torn."""
    store, gone, stays = opened
    aside = path.parent / f"{path.name}.before-restore-20260101-140000"
    shutil.copy(path, aside)
    with closing(sqlite3.connect(aside, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        connection.execute("UPDATE session SET plan = hex(randomblob(20000))")
        torn = path.parent / "torn"
        torn.mkdir()
        for suffix in ("", "-journal"):
            shutil.copy(f"{aside}{suffix}", torn / f"{aside.name}{suffix}")
    aside.unlink()
    for file in torn.iterdir():
        file.rename(path.parent / file.name)
    torn.rmdir()
    assert aside.read_bytes() != path.read_bytes()
    assert erase_learner(store, gone).rewritten == [aside]
    assert traces(path.parent, [*TRACES, gone.id]) == []
    assert not aside.with_name(aside.name + "-journal").exists()
    with closing(sqlite3.connect(aside)) as connection:
        assert connection.execute("SELECT DISTINCT plan FROM session").fetchall() == [("{}",)]
        assert connection.execute("SELECT id FROM learner").fetchall() == [(stays.id,)]


def test_files_of_others_are_left_alone(path: Path, opened: tuple[Store, Learner, Learner]) -> None:
    store, gone, _stays = opened
    diary = path.parent / "日记.txt"
    diary.write_text(NAME, encoding="utf-8")
    erase_learner(store, gone)
    assert diary.read_text(encoding="utf-8") == NAME


def test_a_copy_that_cannot_be_changed_stops_everything(path: Path, opened: tuple[Store, Learner, Learner]) -> None:
    store, gone, _stays = opened
    newer = back_up(store, path.parent / BACKUP_FOLDER, START)
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = (newer.read_bytes(), path.read_bytes())
    with pytest.raises(TrainerError, match="更新版本"):
        erase_learner(store, gone)
    assert (newer.read_bytes(), path.read_bytes()) == before
    newer.unlink()
    erase_learner(store, gone)
    assert traces(path.parent, TRACES) == []


def test_a_busy_database_can_be_tried_again(path: Path, opened: tuple[Store, Learner, Learner]) -> None:
    store, gone, _stays = opened
    store.connection.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(path, isolation_level=None)) as another:
        another.execute("BEGIN IMMEDIATE")
        with pytest.raises(TrainerError, match="占用"):
            erase_learner(store, gone)
    assert store.find_learner(NAME) == gone
    assert store.history(gone.id).answers == 60
    erase_learner(store, gone)
    assert traces(path.parent, TRACES) == []


def test_until_the_pages_are_clean_the_name_can_be_removed_again(path: Path, opened: tuple[Store, Learner, Learner]) -> None:
    """Somebody takes the lock before the file is rewritten: the rows are gone, the name is not."""
    store, gone, _stays = opened
    store.connection.execute("PRAGMA busy_timeout = 50")
    store.connection.execute("PRAGMA secure_delete = OFF")  # Debian's SQLite has it on by itself
    with closing(sqlite3.connect(path, isolation_level=None)) as another:

        def hold(statement: str) -> None:
            if statement == "VACUUM":
                another.execute("BEGIN IMMEDIATE")

        store.connection.set_trace_callback(hold)
        with pytest.raises(TrainerError, match="占用"):
            erase_learner(store, gone)
    store.connection.set_trace_callback(None)
    assert store.find_learner(NAME) == gone
    assert store.history(gone.id).answers == 0
    assert traces(path.parent, [COMPLAINT, ALONE]) == []  # freed pages are overwritten at once
    erase_learner(store, gone)
    assert traces(path.parent, [*TRACES, gone.id]) == []


def practised(name: str) -> None:
    """Let somebody answer two questions and leave a backup."""
    assert run("drill", "--learner", name, "--seed", "7", feed="1\n1\n").returncode == 0


def test_a_pipe_must_say_yes(tmp_path: Path) -> None:
    practised(NAME)
    refused = run("learner", "remove", NAME)
    assert refused.returncode == 2
    assert "--yes" in refused.stderr
    assert rows("SELECT count(*) FROM answer") == [(2,)]
    done = run("learner", "remove", NAME, "--yes", "--export", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert "已导出" in done.stdout
    assert f"“{NAME}”已经彻底删除。" in done.stdout
    assert "备份重写了 1 份" in done.stdout
    assert traces(data_folder(), [NAME]) == []
    assert traces(tmp_path / "out", [NAME]) == [("README.txt", NAME)]


def test_whoever_is_removed_while_practising_is_told() -> None:
    run("learner", "add", NAME)
    process = start("drill", "--learner", NAME, "--seed", "7")
    feed_lines(process, ["1"])
    await_feedback(process, 1)
    assert run("learner", "remove", NAME, "--yes").returncode == 0
    feed_lines(process, ["1"])
    _out, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "在别的窗口里被删除了" in errors.decode()
    assert traces(data_folder(), [NAME]) == []


def test_a_failed_export_removes_nobody(tmp_path: Path) -> None:
    practised(NAME)
    (tmp_path / "out").touch()
    done = run("learner", "remove", NAME, "--yes", "--export", str(tmp_path / "out"))
    assert done.returncode == 1
    assert rows("SELECT name FROM learner") == [(NAME,)]


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
def test_a_person_is_asked_and_can_export_first(tmp_path: Path, size: tuple[int, int]) -> None:
    from terminal_driver import Terminal

    practised(NAME)
    practised(OTHER)
    with Terminal("learner", "remove", NAME, size=size) as terminal:
        terminal.wait_for("回答 2 条", "删了就找不回来", "先导出一份，再删除", "输入数字")
        terminal.wait_for_prompt()
        terminal.enter("1")
        terminal.wait_for("文件夹 ›")
        terminal.enter(str(data_folder() / "out"))
        terminal.wait_for("不能导出到")
        terminal.wait_for_prompt()
        terminal.enter(str(tmp_path / "o"))
        terminal.wait_for("照写一遍", "已导出", "名字 ›")
        terminal.wait_for_prompt()
        terminal.enter(NAME)
        terminal.wait_for("已经彻底删除")
        assert terminal.finish() == 0
        assert terminal.screen.too_wide == []
    assert traces(data_folder(), [NAME]) == []
    assert rows("SELECT name FROM learner") == [(OTHER,)]
    assert len(list((tmp_path / "o").iterdir())) == 8


STEPS_BACK = [("3", "没有删除", 0), ("2", "", 1)]


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
@pytest.mark.parametrize(("choice", "words", "code"), STEPS_BACK)
def test_a_person_can_still_step_back(choice: str, words: str, code: int) -> None:
    from terminal_driver import Terminal

    practised(NAME)
    with Terminal("learner", "remove", NAME) as terminal:
        terminal.wait_for("删了就找不回来")
        terminal.wait_for_prompt()
        terminal.enter(choice)
        if code:
            terminal.wait_for("照写一遍")
            terminal.wait_for_prompt()
            terminal.enter(OTHER)
        terminal.wait_for(words or "名字不一样，没有删除")
        assert terminal.finish() == code
    assert rows("SELECT count(*) FROM answer") == [(2,)]
