"""Looking after the database: is it sound, make the cache anew, back up, restore."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from trainer.clock import Moment
from trainer.i18n import N_, Message
from trainer.memory import Answer, Card, Schedule, replay_answers
from trainer.store import cards, fits, learners, log, replay
from trainer.store.backup import copy_database, restore
from trainer.store.database import Store
from trainer.store.failures import DamagedStore
from trainer.store.fits import Fit
from trainer.store.rotation import Backup, list_backups, taken_on, thin_backups
from trainer.store.schema import expected_objects, schema_objects

__all__ = [
    "Backup",
    "adopt_fits",
    "back_up",
    "check_integrity",
    "daily_backup",
    "iterate_logs",
    "list_backups",
    "read_fits",
    "rebuild_cards",
    "restore",
]

SHOWN_FACTS = 3


def check_integrity(store: Store) -> list[Message]:
    """Return what is wrong with the database; nothing when it is sound.

    Cards are held against a replay with the schedule they were made with, so a cap the author has just changed is no finding.
    """
    try:
        with store.reading() as connection:
            # With broken pages nothing further can be believed.
            return _check_pages(connection) or [
                *_check_schema(connection),
                *_check_references(connection),
                *_check_cards(connection),
            ]
    except DamagedStore as failure:
        return [failure.message]


def rebuild_cards(store: Store, schedules: Mapping[str, Schedule]) -> int:
    """Make every card anew from the log, with the schedules by course id and the parameters adopted; return how many changed."""
    with store.writing() as connection:
        return _rebuild(connection, schedules)


def adopt_fits(store: Store, adopted: Iterable[Fit], schedules: Mapping[str, Schedule]) -> int:
    """Keep these fitted parameters and no others, and make every card anew with them; return how many changed."""
    with store.writing() as connection:
        fits.replace_fits(connection, adopted)
        return _rebuild(connection, schedules)


def read_fits(store: Store) -> dict[str, Fit]:
    """Return the fitted parameters in use, by learner; those of the machine stand under `MACHINE`."""
    with store.reading() as connection:
        return fits.select_fits(connection)


def iterate_logs(store: Store) -> Iterator[list[Answer]]:
    """Yield one learner's log of one course after the other, without what was shown and typed."""
    with store.reading() as connection:
        for learner, course in log.select_logs(connection):
            yield replay.select_course_rows(connection, learner, course)


def back_up(store: Store, folder: Path, moment: Moment) -> Path:
    """Write a verified copy of the database into a folder and return its path."""
    return copy_database(store.connection, folder, moment)


def daily_backup(store: Store, folder: Path, moment: Moment) -> Path | None:
    """Back up and thin, unless there is a backup of this local day already."""
    if taken_on(folder, moment):
        return None
    path = back_up(store, folder, moment)
    thin_backups(folder, moment.on)
    return path


def _rebuild(connection: sqlite3.Connection, schedules: Mapping[str, Schedule]) -> int:
    before = _all_cards(connection)
    cards.rebuild_all(connection, schedules)
    after = _all_cards(connection)
    return sum(before.get(key) != after.get(key) for key in before | after)


def _check_pages(connection: sqlite3.Connection) -> list[Message]:
    findings = [row[0] for row in connection.execute("PRAGMA integrity_check(10)")]
    return [N_("数据库损坏：{finding}", finding=finding) for finding in findings if finding != "ok"]


def _check_schema(connection: sqlite3.Connection) -> list[Message]:
    missing = {(kind, name) for kind, name, _sql in expected_objects() - schema_objects(connection)}
    return [N_("数据库结构被改动过：{kind} {name}", kind=kind, name=name) for kind, name in sorted(missing)]


def _check_references(connection: sqlite3.Connection) -> list[Message]:
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    return [N_("表 {table} 里有 {count} 处指向不存在的行。", table=table, count=count) for table, count in _count_by_table(broken).items()]


def _count_by_table(rows: list[tuple[str, int | None, str, int]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for table, *_rest in rows:
        counts[table] = counts.get(table, 0) + 1
    return counts


def _check_cards(connection: sqlite3.Connection) -> list[Message]:
    schedules = cards.select_schedules(connection)
    findings = []
    owners = {*log.select_logs(connection), *cards.select_owners(connection)} - cards.select_outdated(connection)
    for learner, course in sorted(owners):
        cached = cards.select_cards(connection, learner, course)
        schedule = schedules.get((learner, course), cards.DEFAULT_SCHEDULE)
        replayed = replay_answers(replay.select_course_rows(connection, learner, course), schedule)
        if wrong := sorted(fact for fact in cached | replayed if cached.get(fact) != replayed.get(fact)):
            findings.append(_stale_cards(learners.select_name(connection, learner), course, wrong))
    return findings


def _stale_cards(learner: str, course: str, facts: list[str]) -> Message:
    return N_(
        "课程 {course}、学员 {learner}：{count} 张卡片和回答记录对不上（{facts}）。运行 trainer doctor --rebuild 重建。",
        course=course,
        learner=learner,
        count=len(facts),
        facts=facts[:SHOWN_FACTS] + (["……"] if len(facts) > SHOWN_FACTS else []),
    )


def _all_cards(connection: sqlite3.Connection) -> dict[tuple[str, str, str], Card]:
    return {
        (learner, course, fact): card
        for learner, course in cards.select_owners(connection)
        for fact, card in cards.select_cards(connection, learner, course).items()
    }
