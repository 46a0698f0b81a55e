"""Opening: files that are not ours stay as they are, older ones are backed up and migrated in one transaction."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from store_samples import SCHEDULE, START, draft, filled_store, later, said

from trainer.errors import TrainerError
from trainer.store import BACKUP_FOLDER, DamagedStore, check_integrity, list_backups, open_store, schema
from trainer.store.connection import APPLICATION_ID

NEXT = schema.newest_version() + 1
"""A version that no migration leads to yet."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "trainer.db"


def write_foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE photo (name TEXT)")
        connection.commit()


def write_newer(path: Path) -> None:
    with filled_store(path) as (store, _):
        store.connection.execute(f"PRAGMA user_version = {schema.newest_version() + 1}")


REFUSED: list[tuple[Callable[[Path], object], str]] = [
    (write_foreign, "属于别的程序"),
    (write_newer, "更新版本"),
    (lambda path: path.write_bytes(b"\x00" * 5000), "不是数据库"),
    (lambda path: path.write_text("SQLite format 3"), "不是数据库"),
    (lambda path: path.write_text("我的购物单\n" * 100, encoding="utf-8"), "不是数据库"),
]


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(("write", "words"), REFUSED)
def test_files_not_ours_are_left_untouched(path: Path, write: Callable[[Path], object], words: str, read_only: bool) -> None:
    write(path)
    os.utime(path, (1, 1))
    before = path.read_bytes()
    with pytest.raises(TrainerError) as caught:
        open_store(path, read_only=read_only)
    assert words in said(caught.value)
    assert str(path) in said(caught.value)
    assert (path.read_bytes(), path.stat().st_mtime, list(path.parent.iterdir())) == (before, 1, [path])


def test_an_empty_file_becomes_a_database(path: Path) -> None:
    path.touch()
    with filled_store(path) as (store, _):
        assert check_integrity(store) == []


def test_reading_only_creates_nothing(path: Path) -> None:
    with pytest.raises(TrainerError, match="还没有学习记录"):
        open_store(path, read_only=True)
    assert list(path.parent.iterdir()) == []


def test_reading_only_writes_nothing(path: Path) -> None:
    with filled_store(path) as (_, learner):
        pass
    with open_store(path, read_only=True) as store:
        assert store.learners() == [learner]
        with pytest.raises(TrainerError, match="没有权限"):
            store.record_answer(draft(learner.id), START, SCHEDULE)


def test_opening_again_changes_no_byte(path: Path) -> None:
    with filled_store(path):
        pass
    before = path.read_bytes()
    open_store(path).close()
    assert path.read_bytes() == before


def test_names_with_odd_characters(tmp_path: Path) -> None:
    path = tmp_path / "数据 #1?mode=ro%20&" / "trainer.db"
    with filled_store(path) as (store, _):
        assert path.is_file()
        assert check_integrity(store) == []


def add_column(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE learner ADD COLUMN shop TEXT NOT NULL DEFAULT ''")


def fail_halfway(connection: sqlite3.Connection) -> None:
    add_column(connection)
    raise RuntimeError("halfway")


def test_an_older_schema_is_backed_up_and_migrated(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with filled_store(path) as (store, learner):
        cards = store.cards(learner.id, "essentials")
    monkeypatch.setitem(schema.MIGRATIONS, NEXT, add_column)
    with pytest.raises(TrainerError, match="旧版本"):
        open_store(path, read_only=True)
    with open_store(path) as store:
        assert store.connection.execute("SELECT shop FROM learner").fetchone() == ("",)
        assert store.connection.execute("PRAGMA user_version").fetchone() == (NEXT,)
        assert store.cards(learner.id, "essentials") == cards
        assert check_integrity(store) == []
    (backup,) = list_backups(path.parent / BACKUP_FOLDER)
    with closing(sqlite3.connect(backup.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (NEXT - 1,)
    open_store(path).close()
    assert len(list_backups(path.parent / BACKUP_FOLDER)) == 1


def test_a_failed_migration_leaves_the_old_schema(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with filled_store(path):
        pass
    before = path.read_bytes()
    monkeypatch.setitem(schema.MIGRATIONS, NEXT, fail_halfway)
    with pytest.raises(RuntimeError, match="halfway"):
        open_store(path)
    assert path.read_bytes() == before
    monkeypatch.undo()
    open_store(path).close()


def test_a_new_database_gets_every_version(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(schema.MIGRATIONS, NEXT, add_column)
    with filled_store(path) as (store, _):
        assert store.connection.execute("PRAGMA user_version").fetchone() == (NEXT,)
    assert not (path.parent / BACKUP_FOLDER).exists()


def test_a_failed_creation_leaves_nothing_half_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(schema.MIGRATIONS, NEXT, fail_halfway)
    with pytest.raises(RuntimeError, match="halfway"):
        open_store(path)
    assert path.read_bytes() == b""


def test_a_program_left_behind_by_a_migration_stops_writing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with filled_store(path) as (store, learner):
        with monkeypatch.context() as patch:
            patch.setitem(schema.MIGRATIONS, NEXT, add_column)
            open_store(path).close()
        with pytest.raises(TrainerError, match="更新版本"):
            store.record_answer(draft(learner.id), START, SCHEDULE)


def test_a_database_deleted_while_open_is_noticed(path: Path) -> None:
    with filled_store(path) as (store, learner):
        path.unlink()
        with pytest.raises(TrainerError, match="被换掉了"):
            store.record_answer(draft(learner.id), START, SCHEDULE)


def test_the_application_id_is_in_the_header(path: Path) -> None:
    open_store(path).close()
    assert path.read_bytes()[68:72] == APPLICATION_ID.to_bytes(4, "big") == b"TRNR"


def test_a_lost_trigger_is_found(path: Path) -> None:
    with filled_store(path) as (store, _):
        store.connection.execute("DROP TRIGGER answer_no_delete")
        assert ["answer_no_delete" in message.values["name"] for message in check_integrity(store)] == [True]


def test_rows_that_point_nowhere_are_found(path: Path) -> None:
    with filled_store(path, answers=2) as (store, _):
        store.connection.execute("PRAGMA foreign_keys = OFF")
        store.connection.execute("DELETE FROM learner")
        messages = check_integrity(store)
        assert {(message.values["table"], message.values["count"]) for message in messages if "table" in message.values} == {
            ("answer", 2),
            ("card", 2),
            ("card_cap", 1),
        }


def test_broken_pages_are_found(path: Path) -> None:
    with filled_store(path, answers=200):
        pass
    scribble(path)
    with pytest.raises(DamagedStore) as caught, open_store(path) as store:
        assert check_integrity(store) != []
        for learner in store.learners():
            store.answers(learner.id, "essentials")
    assert "doctor" in said(caught.value)


def scribble(path: Path) -> None:
    """Overwrite everything behind the schema's pages."""
    content = bytearray(path.read_bytes())
    content[4096 * 12 :] = b"\xff" * (len(content) - 4096 * 12)
    path.write_bytes(content)


def test_a_trainer_error_inside_a_transaction_takes_it_back(path: Path) -> None:
    with filled_store(path, answers=0) as (store, _):
        with pytest.raises(KeyboardInterrupt), store.writing() as connection:
            connection.execute("DELETE FROM learner")
            raise KeyboardInterrupt
        assert len(store.learners()) == 1
        store.record_answer(draft(store.learners()[0].id), later(minutes=1), SCHEDULE)


def test_an_old_sqlite_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    with pytest.raises(TrainerError, match="SQLite 太旧"):
        open_store(path)
