"""What a shop computer does to a database: no rights, no room, no patience, no power."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from store_samples import SCHEDULE, START, draft, filled_store, later, said

from trainer.errors import TrainerError
from trainer.memory import replay_answers
from trainer.store import Learner, LessonDraft, Store, back_up, check_integrity, daily_backup, open_store
from trainer.store.connection import connect

NOBODY = 65534
posix = pytest.mark.skipif(os.name != "posix", reason="POSIX permissions and signals")


def assert_sound(path: Path, expected: list[str] | None = None) -> None:
    """Nothing half-written: pages, references and cards agree, and the log holds exactly the expected rows."""
    with open_store(path, read_only=True) as store:
        assert check_integrity(store) == []
        for learner in store.learners():
            rows = store.answers(learner.id, "essentials")
            assert store.cards(learner.id, "essentials") == replay_answers(rows, SCHEDULE)
            assert expected is None or [row.uuid for row in rows] == expected


# Two processes ------------------------------------------------------------------------------------------------------


def record_many(path: Path, learner: str, process: int, wanted: int, together: Any) -> None:
    with open_store(path, busy_ms=60_000) as store:
        store.record_lesson(LessonDraft(learner=learner, course="c", fact="f", rev=1, session="s"), START)  # everything is imported
        together.wait()
        for number in range(wanted):
            store.record_answer(draft(learner, fact=f"f{number % 7}", response=f"{process}-{number}"), later(minutes=number), SCHEDULE)


def test_two_processes_of_one_learner_lose_nothing(tmp_path: Path) -> None:
    path, wanted = tmp_path / "trainer.db", 200
    with filled_store(path, answers=0) as (_, learner):
        pass
    spawn = multiprocessing.get_context("spawn")
    together = spawn.Barrier(2)  # else the first is done before the second has started
    processes = [spawn.Process(target=record_many, args=(path, learner.id, process, wanted, together)) for process in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0, 0]
    with open_store(path) as store:
        rows = store.answers(learner.id, "essentials")
    assert {row.response for row in rows} == {f"{process}-{number}" for process in range(2) for number in range(wanted)}
    assert sorted(row.seq for row in rows) == list(range(3, 2 * wanted + 3)), "behind the two lessons"
    assert_sound(path)


def open_new(path: Path, started: Any, results: Any) -> None:
    started.wait()
    with open_store(path, busy_ms=60_000) as store:
        results.put(store.connection.execute("SELECT device FROM meta").fetchall())


def test_processes_that_create_the_database_at_once_agree(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    started, results = spawn.Event(), spawn.Queue()
    processes = [spawn.Process(target=open_new, args=(tmp_path / "new" / "trainer.db", started, results)) for _ in range(4)]
    for process in processes:
        process.start()
    started.set()
    devices = [results.get(timeout=60) for _ in processes]
    for process in processes:
        process.join(60)
    assert devices == [devices[0]] * 4
    assert len(devices[0]) == 1


# Locked -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_locked_database_says_so_and_goes_on_when_free(tmp_path: Path, lock: str) -> None:
    path = tmp_path / "trainer.db"
    with filled_store(path) as (_, learner):
        pass
    with open_store(path, busy_ms=50) as store, closing(connect(path, read_only=False)) as other:
        other.execute(lock)
        with pytest.raises(TrainerError) as caught:
            store.record_answer(draft(learner.id), START, SCHEDULE)
        assert "占用" in said(caught.value)
        assert str(path) in said(caught.value)
        with pytest.raises(TrainerError, match="占用"):
            open_store(path, busy_ms=50)
        other.execute("ROLLBACK")
        answer, _ = store.record_answer(draft(learner.id), START, SCHEDULE)
    assert answer.seq == 4
    assert_sound(path)


def test_a_reader_does_not_stop_a_short_wait(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    with filled_store(path) as (store, learner), open_store(path, read_only=True) as other:
        with other.reading() as connection:
            connection.execute("SELECT count(*) FROM answer").fetchone()
            with pytest.raises(TrainerError, match="占用"), open_store(path, busy_ms=50) as hasty:
                hasty.record_answer(draft(learner.id), START, SCHEDULE)
        store.record_answer(draft(learner.id), START, SCHEDULE)
    assert_sound(path)


# Killed -------------------------------------------------------------------------------------------------------------


@posix
def test_killed_inside_a_transaction(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    with filled_store(path, answers=50) as (store, learner):
        expected = [row.uuid for row in store.answers(learner.id, "essentials")]
    code = """
import os, signal, sys
from pathlib import Path
from trainer.store import open_store
with open_store(Path(sys.argv[1])) as store, store.writing() as connection:
    connection.execute("PRAGMA cache_size = 1")  # pages reach the file before the commit
    connection.execute("UPDATE meta SET seq = seq + 1000")
    connection.execute("UPDATE learner SET name = hex(zeroblob(40000))")
    connection.execute("DELETE FROM card")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", code, str(path)], cwd=Path(__file__).parents[2], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert path.with_name("trainer.db-journal").exists()
    with open_store(path) as store:
        assert store.record_answer(draft(learner.id), later(days=1), SCHEDULE)[0].seq == 51
        assert [row.uuid for row in store.answers(learner.id, "essentials")][:50] == expected
    assert_sound(path)


# No rights ----------------------------------------------------------------------------------------------------------


def refusal(path: Path) -> str:
    """Open and record; return what the user is told, or how many answers there are now."""
    try:
        with open_store(path) as store:
            learner = store.find_learner("小李") or store.add_learner("小李", START)
            store.record_answer(draft(learner.id), START, SCHEDULE)
            return f"{len(store.answers(learner.id, 'essentials'))}"
    except TrainerError as failure:
        return said(failure)


def backup_refusal(path: Path) -> str:
    """Back up into the folder beside the database; return what the user is told."""
    try:
        with open_store(path) as store:
            return f"{daily_backup(store, path.parent / 'backups', START)}"
    except TrainerError as failure:
        return said(failure)


def look(path: Path) -> str:
    """Read only; return what the user is told, or the learners' names."""
    try:
        with open_store(path, read_only=True) as store:
            return "".join(learner.name for learner in store.learners())
    except TrainerError as failure:
        return said(failure)


def as_nobody(act: Callable[[Path], str], path: Path) -> str:
    """Run an act without root's rights; root ignores permissions.

    A fork that gives up its rights does what `setpriv --reuid --regid --clear-groups` does, and needs no right to read the
    interpreter and the checkout, which a container often keeps under /root.
    """
    if os.geteuid() != 0:
        return act(path)
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(target=_act_as_nobody, args=(act, path, theirs))
    process.start()
    theirs.close()
    try:
        told: str = ours.recv()
    finally:
        process.join()
    return told


def _act_as_nobody(act: Callable[[Path], str], path: Path, told: Any) -> None:
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    told.send(act(path))


@pytest.fixture
def shop() -> Iterator[Path]:
    """A database of the unprivileged user, in a folder everybody may walk into (pytest's own are closed to others)."""
    import fsrs  # noqa: F401 - loaded before the rights are given up

    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        folder = Path(name) / "data"
        with filled_store(folder / "trainer.db"):
            pass
        give_away(folder)
        yield folder / "trainer.db"
        folder.chmod(0o755)


def give_away(folder: Path) -> None:
    if os.geteuid() == 0:
        for entry in (folder, *folder.rglob("*")):
            os.chown(entry, NOBODY, NOBODY)


def forbid(act: Callable[[Path], str], folder: int, file: int) -> tuple[Callable[[Path], str], int, int]:
    return act, folder, file


FORBIDDEN = {
    "read-only folder": forbid(refusal, 0o555, 0o644),
    "read-only file": forbid(refusal, 0o755, 0o444),
    "unreadable file": forbid(refusal, 0o755, 0o000),
    "closed folder": forbid(refusal, 0o000, 0o644),
    "looking at an unreadable file": forbid(look, 0o755, 0o000),
    "backing up into a read-only folder": forbid(backup_refusal, 0o555, 0o644),
}


@posix
@pytest.mark.parametrize("case", FORBIDDEN)
def test_missing_rights_are_said_and_nothing_changes(shop: Path, case: str) -> None:
    act, folder_mode, file_mode = FORBIDDEN[case]
    assert as_nobody(refusal, shop) == "4", "with its rights the user can write"
    before = shop.read_bytes()
    shop.chmod(file_mode)
    shop.parent.chmod(folder_mode)
    told = as_nobody(act, shop)
    shop.parent.chmod(0o755)
    shop.chmod(0o644)
    assert "没有权限" in told
    assert str(shop.parent) in told
    assert "管理员" in told
    assert (shop.read_bytes(), list(shop.parent.iterdir())) == (before, [shop])


@posix
def test_reading_needs_no_right_to_write(shop: Path) -> None:
    shop.chmod(0o444)
    shop.parent.chmod(0o555)
    assert as_nobody(look, shop) == "小李"


@posix
def test_a_data_folder_that_cannot_be_made(shop: Path) -> None:
    shop.parent.chmod(0o555)
    told = as_nobody(refusal, shop.parent / "deeper" / "trainer.db")
    assert "没有权限" in told
    assert "deeper" in told


@pytest.mark.parametrize("name", ["file/trainer.db", "file/deeper/trainer.db", "folder"])
def test_files_and_folders_mixed_up(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    with pytest.raises(TrainerError) as caught:
        open_store(tmp_path / name)
    assert "文件夹" in said(caught.value)
    assert str(tmp_path) in said(caught.value)


# No room ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one mebibyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a tmpfs needs Linux and root")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"this container may not mount: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def record_until_full(store: Store, learner: Learner, limit: int = 5000) -> tuple[list[str], str]:
    """Return the acknowledged rows and what the user is told at the end."""
    kept: list[str] = []
    for number in range(limit):
        row = draft(learner.id, fact=f"f{number % 9}", stem=f"{number}" + "问" * 300)
        try:
            kept.append(store.record_answer(row, later(minutes=number), SCHEDULE)[0].uuid)
        except TrainerError as failure:
            return kept, said(failure)
    return kept, "never full"


def test_a_full_disk_keeps_every_acknowledged_answer(small_disk: Path) -> None:
    path, ballast = small_disk / "trainer.db", small_disk / "ballast"
    with filled_store(path, answers=0) as (store, learner):
        ballast.write_bytes(b"x" * 300_000)
        kept, told = record_until_full(store, learner)
        assert "磁盘满了" in told
        assert str(path) in told
        assert len(kept) > 20
        assert_sound(path, kept)
        with pytest.raises(TrainerError, match="磁盘满了"):
            back_up(store, small_disk / "backups", START)
        assert list((small_disk / "backups").iterdir()) == []
        ballast.unlink()
        more, _ = store.record_answer(draft(learner.id), later(days=30), SCHEDULE)
    assert_sound(path, [*kept, more.uuid])


def test_a_disk_without_room_for_a_database(small_disk: Path) -> None:
    with pytest.raises(OSError, match="space"):
        (small_disk / "ballast").write_bytes(b"x" * 2_000_000)
    with pytest.raises(TrainerError) as caught:
        open_store(small_disk / "new" / "trainer.db")
    assert "磁盘满了" in said(caught.value)
    (small_disk / "ballast").unlink()
    with filled_store(small_disk / "new" / "trainer.db") as (store, _):
        assert check_integrity(store) == []


def test_a_database_that_may_not_grow(tmp_path: Path) -> None:
    """The same without root: SQLite's own limit reports a full disk too."""
    path = tmp_path / "trainer.db"
    with filled_store(path, answers=0) as (store, learner):
        (pages,) = store.connection.execute("PRAGMA page_count").fetchone()
        store.connection.execute(f"PRAGMA max_page_count = {pages + 8}")
        kept, told = record_until_full(store, learner)
    assert "磁盘满了" in told
    assert_sound(path, kept)
