"""Backups: complete or absent, thinned but never lost, and the way back."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_samples import SCHEDULE, START, draft, filled_store, later, said

from trainer.errors import TrainerError
from trainer.store import Backup, back_up, check_integrity, daily_backup, list_backups, open_store, restore
from trainer.store.rotation import kept_backups, thin_backups


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "trainer.db"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def test_a_backup_is_a_whole_database(path: Path, folder: Path) -> None:
    with filled_store(path) as (store, learner):
        backup = back_up(store, folder, START)
        rows = store.answers(learner.id, "essentials")
    assert backup == folder / "trainer-20260101-140000.bak"
    with open_store(backup, read_only=True) as copy:
        assert copy.answers(learner.id, "essentials") == rows
        assert check_integrity(copy) == []
    assert list(folder.iterdir()) == [backup]


def test_a_backup_never_overwrites_another(path: Path, folder: Path) -> None:
    with filled_store(path) as (store, _):
        names = [back_up(store, folder, START).name for _ in range(3)]
    assert names == [f"trainer-20260101-14000{second}.bak" for second in range(3)]


def test_one_backup_a_local_day(path: Path, folder: Path) -> None:
    with filled_store(path) as (store, _):
        made = [daily_backup(store, folder, later(minutes=minutes)) for minutes in (0, 599, 600, 2000, 2041)]
    names = [backup.name if backup else None for backup in made]
    assert names == ["trainer-20260101-140000.bak", None, "trainer-20260102-000000.bak", None, "trainer-20260103-000100.bak"]


def backups_of(days: list[date]) -> list[Backup]:
    return [Backup(Path(f"{day}"), datetime(day.year, day.month, day.day, 9), 1) for day in days]


def test_a_year_and_a_half_of_daily_thinning() -> None:
    kept: list[Backup] = []
    first = date(2025, 1, 1)
    for number in range(550):
        today = first + timedelta(days=number)
        kept = kept_backups([*kept, *backups_of([today])], today)
    ages = sorted((today - backup.taken_at.date()).days for backup in kept)
    assert ages[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert len([age for age in ages if 7 <= age < 56]) in (7, 8, 9)
    assert len(ages) <= 7 + 9 + 12
    gaps = [later - earlier for earlier, later in zip(ages, ages[1:], strict=False)]
    assert max(gaps) <= 31
    assert max(gap for gap, age in zip(gaps, ages, strict=False) if age < 48) <= 7
    assert 330 < ages[-1] < 366


def test_a_wrong_clock_takes_a_week_to_cost_an_old_backup() -> None:
    today = date(2026, 3, 1)
    kept = backups_of([today - timedelta(days=days) for days in (0, 1, 2, 9, 40, 90)])
    for number in range(1, 9):
        wrong = date(2027, 3, 1) + timedelta(days=number)
        before, kept = kept, kept_backups([*kept, *backups_of([wrong])], wrong)
        assert set(kept) > set(before) or number >= 7
    assert {backup.taken_at.year for backup in kept} == {2027}  # by then it may be the right one


def test_whoever_practises_rarely_does_not_fill_the_disk() -> None:
    today = date(2026, 3, 1)
    kept = kept_backups(backups_of([today - timedelta(days=days) for days in range(0, 70 * 30, 30)]), today)
    assert len(kept) < 16


@settings(deadline=None)
@given(ages=st.lists(st.integers(-10, 900), unique=True), today=st.dates(date(2024, 1, 1), date(2030, 1, 1)))
def test_thinning_keeps_what_it_promises(ages: list[int], today: date) -> None:
    backups = backups_of([today - timedelta(days=age) for age in ages])
    kept = kept_backups(backups, today)
    left = {(today - backup.taken_at.date()).days for backup in kept}
    assert bool(kept) == bool(backups)
    assert left >= {age for age in ages if age < 7}
    assert not ages or min(ages) in left
    assert kept_backups(kept, today) == kept
    for age in ages:
        on = today - timedelta(days=age)
        others = [today - timedelta(days=other) for other in left]
        assert age >= 56 or on.isocalendar()[:2] in {other.isocalendar()[:2] for other in others}
        assert age >= 366 or (on.year, on.month) in {(other.year, other.month) for other in others}


NOT_OURS = [
    "notes.txt",
    "trainer-20200101-000000.bak.old",
    "trainer-20209999-000000.bak",
    "my-trainer-20200101-000000.bak",
    "trainer-2020.bak",
]


def test_thinning_deletes_only_our_backups(path: Path, folder: Path) -> None:
    with filled_store(path) as (store, _):
        ours = [back_up(store, folder, later(days=-days)) for days in (1000, 1001, *range(7))]
    for name in NOT_OURS:
        shutil.copy(ours[0], folder / name)
    (folder / "trainer-20200101-000000.bak").write_text("also named so, but not a database")
    (folder / "trainer-20200102-000000.bak").mkdir()
    (folder / "trainer-20200103-000000.bak").touch()
    before = {entry.name for entry in folder.iterdir()}
    assert [backup.path for backup in list_backups(folder)] == [*ours[2:], *ours[:2]]
    assert sorted(thin_backups(folder, START.on)) == sorted(ours[:2])
    assert {entry.name for entry in folder.iterdir()} == before - {backup.name for backup in ours[:2]}


def test_the_only_backup_is_kept_whatever_its_age(path: Path, folder: Path) -> None:
    with filled_store(path) as (store, _):
        backup = back_up(store, folder, later(days=-3000))
    assert thin_backups(folder, START.on) == []
    assert [found.path for found in list_backups(folder)] == [backup]
    assert list_backups(folder / "absent") == []


def test_restoring_brings_back_and_keeps_aside(path: Path, folder: Path) -> None:
    with filled_store(path) as (store, learner):
        backup = back_up(store, folder, START)
        device = store.connection.execute("SELECT device FROM meta").fetchone()
        lost, _ = store.record_answer(draft(learner.id), later(days=1), SCHEDULE)
    aside = restore(backup, path, later(days=2))
    assert aside == path.with_name("trainer.db.before-restore-20260103-140000")
    with open_store(path) as store:
        assert [answer.uuid for answer in store.answers(learner.id, "essentials")].count(lost.uuid) == 0
        assert len(store.answers(learner.id, "essentials")) == 3
        assert store.connection.execute("SELECT device FROM meta").fetchone() != device, "its numbers may be known elsewhere"
        answer, _ = store.record_answer(draft(learner.id), later(days=3), SCHEDULE)
        assert (answer.seq, check_integrity(store)) == (1, [])
    with open_store(aside) as store:
        assert lost in store.answers(learner.id, "essentials")
    assert {entry.name for entry in path.parent.iterdir()} == {path.name, aside.name, folder.name}


def test_restoring_where_nothing_is(path: Path, folder: Path, tmp_path: Path) -> None:
    with filled_store(path) as (store, learner):
        backup = back_up(store, folder, START)
    elsewhere = tmp_path / "other" / "trainer.db"
    assert restore(backup, elsewhere, START) is None
    with open_store(elsewhere) as store:
        assert store.learners() == [learner]


@pytest.mark.parametrize("linked", [True, False])
@pytest.mark.parametrize("ruin", [b"", b"not a database", None])
def test_restoring_over_a_ruin(path: Path, folder: Path, ruin: bytes | None, linked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    with filled_store(path, answers=100) as (store, learner):
        backup = back_up(store, folder, START)
    ruined = path.read_bytes()[:4096] + b"\xff" * 9000 if ruin is None else ruin
    path.write_bytes(ruined)
    path.with_name("trainer.db-journal").write_bytes(b"left by a crash")
    if not linked:
        monkeypatch.setattr(os, "link", refuse_link)
    aside = restore(backup, path, START)
    assert aside is not None
    assert aside.read_bytes() == ruined
    assert not path.with_name("trainer.db-journal").exists(), "it would be played back into the restored file"
    with open_store(path) as store:
        assert (len(store.answers(learner.id, "essentials")), check_integrity(store)) == (100, [])


@pytest.mark.parametrize("suffix", ["-journal", "-wal", "-shm"])
def test_a_journal_without_its_database_moves_aside(path: Path, folder: Path, suffix: str) -> None:
    """It would be played back into the restored file. (SQLite itself clears it away where there still is a database.)"""
    with filled_store(path) as (store, _):
        backup = back_up(store, folder, START)
    path.unlink()
    path.with_name(path.name + suffix).write_bytes(b"left by a crash")
    assert restore(backup, path, START) is None
    aside = path.with_name(f"trainer.db.before-restore-20260101-140000{suffix}")
    assert (aside.read_bytes(), path.with_name(path.name + suffix).exists()) == (b"left by a crash", False)


def refuse_link(*_: object) -> None:
    raise OSError("FAT")


def cut(backup: Path) -> None:
    backup.write_bytes(backup.read_bytes()[:-5000])


def garble(backup: Path) -> None:
    content = bytearray(backup.read_bytes())
    content[4096 * 8 : 4096 * 14] = b"\x5a" * (4096 * 6)
    backup.write_bytes(content)


def change(statement: str) -> Callable[[Path], None]:
    def run(backup: Path) -> None:
        with sqlite3.connect(backup) as connection:
            connection.execute(statement)
        connection.close()

    return run


UNFIT: list[tuple[Callable[[Path], object], str]] = [
    (cut, "损坏"),
    (garble, "损坏"),
    (lambda backup: backup.write_text("hello"), "不是数据库"),
    (lambda backup: backup.write_bytes(b""), "空的"),
    (Path.unlink, "不存在"),
    (change("PRAGMA application_id = 7"), "别的程序"),
    (change("PRAGMA user_version = 99"), "更新版本"),
    (change("DELETE FROM learner"), "损坏"),
]


@pytest.mark.parametrize(("spoil", "words"), UNFIT)
def test_an_unfit_backup_is_refused(path: Path, folder: Path, spoil: Callable[[Path], object], words: str) -> None:
    with filled_store(path, answers=100) as (store, _):
        backup = back_up(store, folder, START)
    spoil(backup)
    before = path.read_bytes()
    with pytest.raises(TrainerError) as caught:
        restore(backup, path, START)
    assert "这个备份不能用" in said(caught.value)
    assert words in said(caught.value)
    assert path.read_bytes() == before
    assert sorted(path.parent.iterdir()) == [folder, path]


def test_restoring_over_a_folder_is_refused(path: Path, folder: Path, tmp_path: Path) -> None:
    with filled_store(path) as (store, _):
        backup = back_up(store, folder, START)
    with pytest.raises(TrainerError, match="弄混了"):
        restore(backup, folder, START)


def test_restoring_while_somebody_writes_is_refused(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.store.backup.connect.__kwdefaults__", {"busy_ms": 50})
    with filled_store(path) as (store, _):
        backup = back_up(store, folder, START)
        with store.writing(), pytest.raises(TrainerError, match="占用"):
            restore(backup, path, START)
    assert sorted(path.parent.iterdir()) == [folder, path]


def test_a_program_open_during_a_restore_stops_writing(path: Path, folder: Path) -> None:
    with filled_store(path) as (store, learner):
        restore(back_up(store, folder, START), path, START)
        with pytest.raises(TrainerError, match="被换掉了"):
            store.record_answer(draft(learner.id), START, SCHEDULE)


def test_a_damaged_database_is_not_backed_up(path: Path, folder: Path) -> None:
    with filled_store(path) as (store, _):
        store.connection.execute("PRAGMA foreign_keys = OFF")
        store.connection.execute("DELETE FROM learner")
        with pytest.raises(TrainerError, match="损坏"):
            back_up(store, folder, START)
    assert list(folder.iterdir()) == []


def test_a_copy_that_lost_rows_is_thrown_away(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = iter([{"answer": 3}, {"answer": 2}])
    monkeypatch.setattr("trainer.store.backup._count_rows", lambda connection: next(counted))
    with filled_store(path) as (store, _), pytest.raises(TrainerError, match="行数对不上"):
        back_up(store, folder, START)
    assert list(folder.iterdir()) == []
