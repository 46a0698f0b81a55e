"""The append-only log: answers, lessons shown, questions flagged. Rows in, structs out.

One sequence per device numbers all three, so that what happened on a device has a total order.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import uuid4

import msgspec

from trainer.clock import Moment
from trainer.digest import blake2b
from trainer.memory import Answer, AnswerDraft
from trainer.store.entries import AppealDraft, Flag, FlagDraft, Lesson, LessonDraft
from trainer.store.text import storable

_ANSWERS = (
    "SELECT uuid, device, seq, learner, course, fact, rev, session, kind, form, rung, content, response, grade, rating,"
    " certain, hints, findings, elapsed_ms, grader, answered_at, offset_min, corrects"
    " FROM answer JOIN shown ON shown.hash = answer.shown"
)
_ANSWER_COLUMNS = _ANSWERS.removeprefix("SELECT ").partition(" FROM ")[0].replace(" ", "").split(",")
_REPLAY_ORDER = " ORDER BY answered_at, device, seq"
_LESSONS = "SELECT learner, course, fact, rev, session, uuid, device, seq, shown_at, offset_min FROM lesson"
_FLAGS = (
    "SELECT learner, course, fact, rev, kind, form, content, note, uuid, device, seq, flagged_at, offset_min"
    " FROM flag JOIN shown ON shown.hash = flag.shown"
)


def insert_answer(connection: sqlite3.Connection, draft: AnswerDraft, moment: Moment) -> Answer:
    """Append an answer inside a transaction."""
    answer = Answer(**next_identity(connection), **clean_fields(draft), answered_at=moment.at_ms, offset_min=moment.offset_min)
    connection.execute(
        "INSERT INTO answer (uuid, device, seq, learner, course, fact, rev, session, kind, form, rung, shown, response, grade, rating,"
        " certain, hints, findings, elapsed_ms, grader, answered_at, offset_min, corrects)"
        " VALUES (:uuid, :device, :seq, :learner, :course, :fact, :rev, :session, :kind, :form, :rung, :shown, :response, :grade,"
        " :rating, :certain, :hints, :findings, :elapsed_ms, :grader, :answered_at, :offset_min, :corrects)",
        msgspec.structs.asdict(answer)
        | {"shown": _keep_shown(connection, answer.stem, answer.options), "findings": msgspec.json.encode(answer.findings).decode()},
    )
    return answer


def select_answer(connection: sqlite3.Connection, uuid: str) -> Answer | None:
    """Return one row of the log."""
    row = connection.execute(_ANSWERS + " WHERE uuid = ?", (uuid,)).fetchone()
    return _read_answer(row) if row else None


def select_session_answers(connection: sqlite3.Connection, session_id: str) -> list[Answer]:
    """Return a session's answers in replay order."""
    return _read_answers(connection.execute(_ANSWERS + " WHERE session = ?" + _REPLAY_ORDER, (session_id,)))


def select_course_answers(connection: sqlite3.Connection, learner: str, course: str) -> list[Answer]:
    """Return one learner's log of one course, in replay order."""
    return _read_answers(connection.execute(_ANSWERS + " WHERE learner = ? AND course = ?" + _REPLAY_ORDER, (learner, course)))


def iterate_answers(connection: sqlite3.Connection, learner: str) -> Iterator[Answer]:
    """Return one learner's whole log, one by one, in replay order."""
    return map(_read_answer, connection.execute(_ANSWERS + " WHERE learner = ?" + _REPLAY_ORDER, (learner,)))


def iterate_lessons(connection: sqlite3.Connection, learner: str) -> Iterator[Lesson]:
    """Return everything one learner was shown, one by one, in order."""
    return map(_read_lesson, connection.execute(_LESSONS + " WHERE learner = ? ORDER BY shown_at, device, seq", (learner,)))


def iterate_flags(connection: sqlite3.Connection, learner: str) -> Iterator[Flag]:
    """Return every question that one learner flagged, one by one, in order."""
    return map(_read_flag, connection.execute(_FLAGS + " WHERE learner = ? ORDER BY flagged_at, device, seq", (learner,)))


def select_logs(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return every (learner, course) that has answers."""
    return [(learner, course) for learner, course in connection.execute("SELECT DISTINCT learner, course FROM answer ORDER BY 1, 2")]


def insert_lesson(connection: sqlite3.Connection, draft: LessonDraft, moment: Moment) -> Lesson:
    """Append a lesson inside a transaction."""
    lesson = Lesson(**next_identity(connection), **clean_fields(draft), shown_at=moment.at_ms, offset_min=moment.offset_min)
    connection.execute(
        "INSERT INTO lesson (uuid, device, seq, learner, course, fact, rev, session, shown_at, offset_min)"
        " VALUES (:uuid, :device, :seq, :learner, :course, :fact, :rev, :session, :shown_at, :offset_min)",
        msgspec.structs.asdict(lesson),
    )
    return lesson


def select_session_lessons(connection: sqlite3.Connection, session_id: str) -> list[Lesson]:
    """Return what a session showed, in order."""
    return _read_lessons(connection.execute(_LESSONS + " WHERE session = ? ORDER BY shown_at, device, seq", (session_id,)))


def insert_flag(connection: sqlite3.Connection, draft: FlagDraft, moment: Moment) -> Flag:
    """Append a flag inside a transaction."""
    flag = Flag(**next_identity(connection), **clean_fields(draft), flagged_at=moment.at_ms, offset_min=moment.offset_min)
    connection.execute(
        "INSERT INTO flag (uuid, device, seq, learner, course, fact, rev, kind, form, shown, note, flagged_at, offset_min)"
        " VALUES (:uuid, :device, :seq, :learner, :course, :fact, :rev, :kind, :form, :shown, :note, :flagged_at, :offset_min)",
        msgspec.structs.asdict(flag) | {"shown": _keep_shown(connection, flag.stem, flag.options)},
    )
    return flag


def select_flags(connection: sqlite3.Connection, course: str) -> list[Flag]:
    """Return the flagged questions of a course, oldest first."""
    return [_read_flag(row) for row in connection.execute(_FLAGS + " WHERE course = ? ORDER BY flagged_at, device, seq", (course,))]


def next_identity(connection: sqlite3.Connection) -> dict[str, Any]:
    """Take the next number of this device; the write lock makes it unique."""
    device, seq = connection.execute("UPDATE meta SET seq = seq + 1 RETURNING device, seq").fetchone()
    return {"uuid": uuid4().hex, "device": device, "seq": seq}


def clean_fields(draft: AnswerDraft | LessonDraft | FlagDraft | AppealDraft) -> dict[str, Any]:
    """Return the fields of a draft, every text fit to be stored."""
    return {name: _clean_value(value) for name, value in msgspec.structs.asdict(draft).items()}


def _clean_value(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    return [storable(text) for text in value] if isinstance(value, list) else value


def _keep_shown(connection: sqlite3.Connection, stem: str, options: list[str]) -> bytes:
    """Keep a question as shown, once, and return the hash that rows name it by."""
    content = msgspec.json.encode([stem, options])
    key = blake2b(content, digest_size=16).digest()
    connection.execute("INSERT OR IGNORE INTO shown (hash, content) VALUES (?, ?)", (key, content.decode()))
    return key


def _read_answers(rows: Iterable[tuple[Any, ...]]) -> list[Answer]:
    return [_read_answer(row) for row in rows]


def _read_answer(row: tuple[Any, ...]) -> Answer:
    fields = dict(zip(_ANSWER_COLUMNS, row, strict=True))
    stem, options = _read_shown(fields.pop("content"))
    fields |= {"certain": bool(fields["certain"]), "findings": msgspec.json.decode(fields["findings"], type=list[str])}
    return Answer(**fields, stem=stem, options=options)


def _read_lessons(rows: Iterable[tuple[Any, ...]]) -> list[Lesson]:
    return [_read_lesson(row) for row in rows]


def _read_lesson(row: tuple[Any, ...]) -> Lesson:
    return Lesson(**dict(zip(Lesson.__struct_fields__, row, strict=True)))


def _read_flag(row: tuple[Any, ...]) -> Flag:
    # The columns stand in the order of the fields, with stem and options in one.
    *before, content = row[:7]
    return Flag(**dict(zip(Flag.__struct_fields__, (*before, *_read_shown(content), *row[7:]), strict=True)))


def _read_shown(content: str) -> tuple[str, list[str]]:
    return msgspec.json.decode(content, type=tuple[str, list[str]])
