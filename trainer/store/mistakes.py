"""What was last answered wrong: of each fact that waits to be put right, the newest wrong answer."""

from __future__ import annotations

import sqlite3

import msgspec

from trainer.memory import Answer
from trainer.store.log import select_answer


class Miss(msgspec.Struct, frozen=True):
    """A wrong answer, the seed its session was asked with (None when that is not on this machine), and the rows before it there."""

    answer: Answer
    seed: int | None
    before: int


def select_misses(connection: sqlite3.Connection, learner: str, course: str) -> list[Miss]:
    """Return one wrong answer for each fact last answered wrong, newest first. Answers taken back are no mistakes.

    Newest is what was written last, whatever the clock showed: VACUUM may number rows anew but keeps their order.
    """
    rows = connection.execute(
        "SELECT answer.uuid, session.seed,"
        " (SELECT count(*) FROM answer AS earlier WHERE earlier.session = answer.session AND earlier.seq < answer.seq)"
        " FROM card JOIN answer ON answer.uuid = ("
        " SELECT wrong.uuid FROM answer AS wrong"
        " WHERE (wrong.learner, wrong.course, wrong.fact, wrong.rev) = (card.learner, card.course, card.fact, card.rev)"
        " AND wrong.grade = 'wrong' AND NOT EXISTS ("
        "  SELECT 1 FROM answer AS undo WHERE (undo.learner, undo.course, undo.fact, undo.corrects)"
        "   = (wrong.learner, wrong.course, wrong.fact, wrong.uuid))"
        " ORDER BY wrong.rowid DESC LIMIT 1)"
        " LEFT JOIN session ON session.id = answer.session"
        " WHERE card.learner = ? AND card.course = ? AND card.last_wrong = 1"
        " ORDER BY answer.rowid DESC",
        (learner, course),
    ).fetchall()
    return [Miss(answer, seed, before) for uuid, seed, before in rows if (answer := select_answer(connection, uuid))]
