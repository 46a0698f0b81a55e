"""The cards cache: at every commit equal, bit for bit, to `replay_answers` over the log."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

import msgspec

from trainer.memory import GRADED, MEMORY_VERSION, Answer, Card, advance_card, replay_answers
from trainer.store.log import is_newest, select_answer, select_course_answers, select_fact_answers, select_logs

DEFAULT_CAP_DAYS = 30
"""For a log whose course and recorded cap are both gone; the course model's own default."""

_CARDS = (
    "SELECT fact, rev, stability, difficulty, due_on, last_on, first_on, rung, moved_on, reps, lapses,"
    " confidently_wrong, last_wrong FROM card"
)


def select_cards(connection: sqlite3.Connection, learner: str, course: str) -> dict[str, Card]:
    """Return one learner's cards of one course by fact id."""
    rows = connection.execute(_CARDS + " WHERE learner = ? AND course = ? ORDER BY fact", (learner, course))
    return {row[0]: _read_card(row) for row in rows}


def check_correction(connection: sqlite3.Connection, corrects: str, owner: tuple[str, str, str]) -> None:
    """Raise `ValueError` unless the row taken back exists and is of the same (learner, course, fact): else its card would be missed."""
    target = select_answer(connection, corrects)
    if target is None or (target.learner, target.course, target.fact) != owner:
        raise ValueError(f"a correction must name an answer of the same learner, course and fact: {corrects}")


def update_card(connection: sqlite3.Connection, answer: Answer, cap_days: int) -> Card | None:
    """Bring the cache up to date with an answer just inserted, in its transaction. Return the fact's card, if it has one."""
    if _recorded_cap(connection, answer.learner, answer.course) != cap_days:
        # The author changed the cap, or the program its scheduler: every due date of the course moves.
        return _rebuild_course(connection, answer.learner, answer.course, cap_days).get(answer.fact)
    known = _select_card(connection, answer)
    if answer.corrects or not is_newest(connection, answer):
        rows = select_fact_answers(connection, answer.learner, answer.course, answer.fact)
        card = replay_answers(rows, cap_days).get(answer.fact)
    else:
        card = _advance(known, answer, cap_days)
    if card != known:
        _replace_card(connection, answer, card)
    return card


def rebuild_all(connection: sqlite3.Connection, caps: Mapping[str, int]) -> None:
    """Make every card anew from the log, inside a transaction. Courses missing in `caps` keep the cap they had."""
    recorded = select_caps(connection)
    connection.execute("DELETE FROM card")
    connection.execute("DELETE FROM card_cap")
    for learner, course in select_logs(connection):
        cap_days = caps.get(course, recorded.get((learner, course), DEFAULT_CAP_DAYS))
        _rebuild_course(connection, learner, course, cap_days)


def select_caps(connection: sqlite3.Connection) -> dict[tuple[str, str], int]:
    """Return the interval cap that each (learner, course) was cached with."""
    rows = connection.execute("SELECT learner, course, cap_days FROM card_cap")
    return {(learner, course): cap_days for learner, course, cap_days in rows}


def select_outdated(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Return every (learner, course) whose cards an older scheduler made; the next answer makes them anew."""
    return set(connection.execute("SELECT learner, course FROM card_cap WHERE memory_version <> ?", (MEMORY_VERSION,)))


def select_owners(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Return every (learner, course) that has cards."""
    return set(connection.execute("SELECT DISTINCT learner, course FROM card"))


def _advance(known: Card | None, answer: Answer, cap_days: int) -> Card | None:
    """One step of `replay_answers`."""
    stale = known is not None and answer.rev < known.rev
    return known if stale or answer.grade not in GRADED else advance_card(known, answer, cap_days)


def _rebuild_course(connection: sqlite3.Connection, learner: str, course: str, cap_days: int) -> dict[str, Card]:
    cards = replay_answers(select_course_answers(connection, learner, course), cap_days)
    connection.execute("DELETE FROM card WHERE learner = ? AND course = ?", (learner, course))
    _insert_cards(connection, learner, course, cards.values())
    connection.execute(
        "INSERT OR REPLACE INTO card_cap (learner, course, cap_days, memory_version) VALUES (?, ?, ?, ?)",
        (learner, course, cap_days, MEMORY_VERSION),
    )
    return cards


def _recorded_cap(connection: sqlite3.Connection, learner: str, course: str) -> int | None:
    """Return the cap of cards that this version of the scheduler made; None when there are none."""
    row = connection.execute(
        "SELECT cap_days FROM card_cap WHERE learner = ? AND course = ? AND memory_version = ?", (learner, course, MEMORY_VERSION)
    ).fetchone()
    return int(row[0]) if row else None


def _select_card(connection: sqlite3.Connection, answer: Answer) -> Card | None:
    key = (answer.learner, answer.course, answer.fact)
    row = connection.execute(_CARDS + " WHERE learner = ? AND course = ? AND fact = ?", key).fetchone()
    return _read_card(row) if row else None


def _replace_card(connection: sqlite3.Connection, answer: Answer, card: Card | None) -> None:
    key = (answer.learner, answer.course, answer.fact)
    connection.execute("DELETE FROM card WHERE learner = ? AND course = ? AND fact = ?", key)
    _insert_cards(connection, answer.learner, answer.course, [card] if card else [])


def _insert_cards(connection: sqlite3.Connection, learner: str, course: str, cards: Iterable[Card]) -> None:
    connection.executemany(
        "INSERT INTO card (learner, course, fact, rev, stability, difficulty, due_on, last_on, first_on, rung, moved_on,"
        " reps, lapses, confidently_wrong, last_wrong)"
        " VALUES (:learner, :course, :fact, :rev, :stability, :difficulty, :due_on, :last_on, :first_on, :rung, :moved_on,"
        " :reps, :lapses, :confidently_wrong, :last_wrong)",
        [msgspec.to_builtins(card) | {"learner": learner, "course": course} for card in cards],
    )


def _read_card(row: tuple[object, ...]) -> Card:
    # Lax: dates come as ISO text and booleans as 0 and 1. Floats are kept exactly, both sides being IEEE doubles.
    return msgspec.convert(dict(zip(Card.__struct_fields__, row, strict=True)), Card, strict=False)
