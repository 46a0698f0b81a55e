"""Role-plays: which scenario, every turn as it happened, and how it ended."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from uuid import uuid4

import msgspec

from trainer.clock import Moment
from trainer.store.text import storable


class PlayDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A play about to start. `mode` is `choose` or `type`; the seed chooses the customer's words."""

    learner: str
    course: str
    scenario: str
    mode: str
    seed: int


class PlayRow(PlayDraft, frozen=True, kw_only=True):
    """A play as kept; `ending` is empty and `score` -1 while it goes on."""

    id: str
    started_at: int
    offset_min: int
    ending: str = ""
    score: int = -1


class PlayEnd(msgspec.Struct, frozen=True):
    """How a play came to its end."""

    play: str
    ending: str
    score: int


class TurnRow(msgspec.Struct, frozen=True):
    """What was said in one turn, as typed, and what the engine read in it (JSON): replayed, it gives the same play."""

    reply: str
    reading: str
    said_at: int


_PLAYS = "SELECT learner, course, scenario, mode, seed, id, started_at, offset_min, ending, score FROM play"


def insert_play(connection: sqlite3.Connection, draft: PlayDraft, moment: Moment) -> str:
    """Note a play's start inside a transaction and return its id."""
    play_id = uuid4().hex
    connection.execute(
        "INSERT INTO play (id, device, learner, course, scenario, mode, seed, started_at, offset_min, ending, score)"
        " VALUES (?, (SELECT device FROM meta), ?, ?, ?, ?, ?, ?, ?, '', -1)",
        (play_id, draft.learner, draft.course, draft.scenario, draft.mode, draft.seed, moment.at_ms, moment.offset_min),
    )
    return play_id


def insert_turn(connection: sqlite3.Connection, play_id: str, number: int, turn: TurnRow) -> bool:
    """Append a turn inside a transaction; False where the play has gone on or ended elsewhere: `number` turns were expected in it."""
    done = connection.execute(
        "INSERT INTO turn (play, number, reply, reading, said_at) SELECT ?1, ?2, ?3, ?4, ?5"
        " WHERE ?2 = (SELECT count(*) FROM turn WHERE play = ?1) AND EXISTS (SELECT 1 FROM play WHERE id = ?1 AND ending = '')",
        (play_id, number, storable(turn.reply), storable(turn.reading), turn.said_at),
    )
    return done.rowcount == 1


def mark_play_ended(connection: sqlite3.Connection, end: PlayEnd) -> bool:
    """Note how a play ended, inside a transaction; tell whether it had not ended before."""
    done = connection.execute("UPDATE play SET ending = ?, score = ? WHERE id = ? AND ending = ''", (end.ending, end.score, end.play))
    return done.rowcount == 1


def select_plays(connection: sqlite3.Connection, learner: str, course: str) -> list[PlayRow]:
    """Return one learner's plays of a course, oldest first."""
    rows = connection.execute(_PLAYS + " WHERE learner = ? AND course = ? ORDER BY started_at, rowid", (learner, course))
    return [_read_play(row) for row in rows]


def select_turns(connection: sqlite3.Connection, play_id: str) -> list[TurnRow]:
    """Return the turns of a play in their order."""
    rows = connection.execute("SELECT reply, reading, said_at FROM turn WHERE play = ? ORDER BY number", (play_id,))
    return [TurnRow(*row) for row in rows]


def iterate_plays(connection: sqlite3.Connection, learner: str) -> Iterator[dict[str, object]]:
    """Yield everything one learner played, each play with its turns, in order."""
    for row in connection.execute(_PLAYS + " WHERE learner = ? ORDER BY started_at, rowid", (learner,)).fetchall():
        play = _read_play(row)
        yield msgspec.structs.asdict(play) | {"turns": [msgspec.structs.asdict(turn) for turn in select_turns(connection, play.id)]}


def _read_play(row: tuple[object, ...]) -> PlayRow:
    names = ("learner", "course", "scenario", "mode", "seed", "id", "started_at", "offset_min", "ending", "score")
    return msgspec.convert(dict(zip(names, row, strict=True)), PlayRow)
