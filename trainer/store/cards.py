"""The cards cache: at every commit equal, bit for bit, to `replay_answers` over the log."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from trainer.memory import GRADED, MEMORY_VERSION, Answer, Card, Schedule, advance_card, replay_answers
from trainer.spacing import DEFAULT_PARAMETERS
from trainer.store.fits import decode_parameters, encode_parameters, tune_schedule
from trainer.store.log import select_answer, select_logs
from trainer.store.replay import continues_log, select_course_rows, select_fact_rows

DEFAULT_SCHEDULE = Schedule(30)
"""For a log whose course and recorded schedule are both gone; the course model's own default."""

_CARDS = (
    "SELECT fact, rev, stability, difficulty, due_on, last_on, first_on, rung, moved_on, reps, lapses,"
    " confidently_wrong, last_wrong FROM card"
)


def select_cards(connection: sqlite3.Connection, learner: str, course: str) -> dict[str, Card]:
    """Return one learner's cards of one course by fact id."""
    rows = connection.execute(_CARDS + " WHERE learner = ? AND course = ? ORDER BY fact", (learner, course))
    return {card.fact: card for card in _read_cards(rows.fetchall())}


def check_correction(connection: sqlite3.Connection, corrects: str, owner: tuple[str, str, str]) -> None:
    """Raise `ValueError` unless the row taken back exists and is of the same (learner, course, fact): else its card would be missed."""
    target = select_answer(connection, corrects)
    if target is None or (target.learner, target.course, target.fact) != owner:
        raise ValueError(f"a correction must name an answer of the same learner, course and fact: {corrects}")


def update_card(connection: sqlite3.Connection, answer: Answer, schedule: Schedule) -> Card | None:
    """Bring the cache up to date with an answer just inserted, in its transaction. Return the fact's card, if it has one."""
    if _recorded_schedule(connection, answer.learner, answer.course) != schedule:
        # The cap, the retention, the parameters or the scheduler itself changed: every due date of the course moves.
        return _rebuild_course(connection, answer.learner, answer.course, schedule).get(answer.fact)
    known = _select_card(connection, answer)
    if answer.corrects or not continues_log(connection, answer):
        rows = select_fact_rows(connection, answer.learner, answer.course, answer.fact)
        card = replay_answers(rows, schedule).get(answer.fact)
    else:
        card = _advance(known, answer, schedule)
    if card != known:
        _replace_card(connection, answer, card)
    return card


def rebuild_all(connection: sqlite3.Connection, schedules: Mapping[str, Schedule]) -> None:
    """Make every card anew from the log, inside a transaction, with the parameters adopted for each learner.

    Courses missing in `schedules` keep the schedule they had.
    """
    recorded = select_schedules(connection)
    connection.execute("DELETE FROM card")
    connection.execute("DELETE FROM card_cap")
    for owner in select_logs(connection):
        learner, course = owner
        asked = schedules.get(course)
        schedule = tune_schedule(connection, learner, asked) if asked else recorded.get(owner, DEFAULT_SCHEDULE)
        _rebuild_course(connection, learner, course, schedule)


def select_schedules(connection: sqlite3.Connection) -> dict[tuple[str, str], Schedule]:
    """Return the schedule that each (learner, course) was cached with."""
    rows = connection.execute("SELECT learner, course, cap_days, retention, parameters FROM card_cap")
    return {(learner, course): _read_schedule(schedule) for learner, course, *schedule in rows}


def select_outdated(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Return every (learner, course) whose cards an older scheduler made; the next answer makes them anew."""
    return set(connection.execute("SELECT learner, course FROM card_cap WHERE memory_version <> ?", (MEMORY_VERSION,)))


def select_owners(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Return every (learner, course) that has cards."""
    return set(connection.execute("SELECT DISTINCT learner, course FROM card"))


def _advance(known: Card | None, answer: Answer, schedule: Schedule) -> Card | None:
    """One step of `replay_answers`."""
    stale = known is not None and answer.rev < known.rev
    return known if stale or answer.grade not in GRADED else advance_card(known, answer, schedule)


def _rebuild_course(connection: sqlite3.Connection, learner: str, course: str, schedule: Schedule) -> dict[str, Card]:
    cards = replay_answers(select_course_rows(connection, learner, course), schedule)
    connection.execute("DELETE FROM card WHERE learner = ? AND course = ?", (learner, course))
    _insert_cards(connection, learner, course, cards.values())
    connection.execute(
        "INSERT OR REPLACE INTO card_cap (learner, course, cap_days, retention, parameters, memory_version) VALUES (?, ?, ?, ?, ?, ?)",
        (learner, course, schedule.cap_days, schedule.retention, encode_parameters(schedule.parameters), MEMORY_VERSION),
    )
    return cards


def _recorded_schedule(connection: sqlite3.Connection, learner: str, course: str) -> Schedule | None:
    """Return the schedule of cards that this version of the scheduler made; None when there are none."""
    row = connection.execute(
        "SELECT cap_days, retention, parameters FROM card_cap WHERE learner = ? AND course = ? AND memory_version = ?",
        (learner, course, MEMORY_VERSION),
    ).fetchone()
    return _read_schedule(row) if row else None


def _read_schedule(row: Sequence[Any]) -> Schedule:
    cap_days, retention, parameters = row
    # Cards from before these columns were made with the defaults.
    return Schedule(cap_days, retention, decode_parameters(parameters) if parameters else DEFAULT_PARAMETERS)


def _select_card(connection: sqlite3.Connection, answer: Answer) -> Card | None:
    key = (answer.learner, answer.course, answer.fact)
    rows = connection.execute(_CARDS + " WHERE learner = ? AND course = ? AND fact = ?", key).fetchall()
    return next(iter(_read_cards(rows)), None)


def _replace_card(connection: sqlite3.Connection, answer: Answer, card: Card | None) -> None:
    key = (answer.learner, answer.course, answer.fact)
    connection.execute("DELETE FROM card WHERE learner = ? AND course = ? AND fact = ?", key)
    _insert_cards(connection, answer.learner, answer.course, [card] if card else [])


def _insert_cards(connection: sqlite3.Connection, learner: str, course: str, cards: Iterable[Card]) -> None:
    connection.executemany(
        "INSERT INTO card (learner, course, fact, rev, stability, difficulty, due_on, last_on, first_on, rung, moved_on,"
        " reps, lapses, confidently_wrong, last_wrong)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [[learner, course, *msgspec.to_builtins(card)] for card in cards],
    )


def _read_cards(rows: list[tuple[object, ...]]) -> list[Card]:
    # All at once, by position. Lax: dates come as ISO text and booleans as 0 and 1. Floats are kept exactly, both sides being IEEE doubles.
    return msgspec.convert(rows, list[Card], strict=False)
