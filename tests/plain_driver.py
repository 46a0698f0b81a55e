"""Running the program as a real process on pipes, and knowing from its database what it asks next."""

from __future__ import annotations

import itertools
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import msgspec

from trainer import paths
from trainer.cli.opening import Intention
from trainer.course.model import Course
from trainer.course.read import read_course
from trainer.drill.cloze import missing_words
from trainer.drill.figures import show_figure
from trainer.drill.question import Question, Response
from trainer.drill.recall import items_asked
from trainer.drill.session import Lesson, Session
from trainer.drill.spot import blemish_of
from trainer.memory import Answer
from trainer.store import open_store

PROGRAM = [sys.executable, "-m", "trainer"]
MARKS = ("✓", "◐", "✗")
"""How a line of feedback begins, and no other line of a drill."""
TIMEOUT_S = 60


def run(*arguments: str, feed: str | bytes = b"", program: list[str] = PROGRAM, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run to the end with `feed` as the whole input. The streams come back as UTF-8 text; a bad byte fails the test."""
    data = feed if isinstance(feed, bytes) else feed.encode()
    done = subprocess.run([*program, *arguments], input=data, capture_output=True, env=os.environ | environ, timeout=TIMEOUT_S)
    out, errors = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in out + errors, errors
    return subprocess.CompletedProcess(done.args, done.returncode, out, errors)


def start(*arguments: str, **environ: str) -> subprocess.Popen[bytes]:
    """Start with pipes that stay open."""
    pipe = subprocess.PIPE
    return subprocess.Popen([*PROGRAM, *arguments], stdin=pipe, stdout=pipe, stderr=pipe, env=os.environ | environ)


def feed_lines(process: subprocess.Popen[bytes], lines: list[str]) -> None:
    """Give more input to a started program."""
    assert process.stdin
    process.stdin.write("".join(f"{line}\n" for line in lines).encode())
    process.stdin.flush()


def await_feedback(process: subprocess.Popen[bytes], count: int) -> list[str]:
    """Read until so many answers were acknowledged or the output ends; return the lines read."""
    assert process.stdout
    lines: list[str] = []
    while sum(line.startswith(MARKS) for line in lines) < count and (line := process.stdout.readline().decode()):
        lines.append(line)
    return lines


def await_line(process: subprocess.Popen[bytes], beginning: str) -> None:
    """Read until a line begins so."""
    assert process.stdout
    while line := process.stdout.readline().decode():
        if line.startswith(beginning):
            return
    raise AssertionError(f"the output ended before {beginning}")


def count_feedback(output: str) -> int:
    """Return how many answers were acknowledged."""
    return sum(line.startswith(MARKS) for line in output.splitlines())


def data_folder() -> Path:
    """Return where the program keeps its database in this test."""
    return paths.data_dir(os.environ)


def rows(query: str, *values: object, folder: Path | None = None) -> list[tuple[object, ...]]:
    """Read the database past the program."""
    with closing(sqlite3.connect((folder or data_folder()) / paths.DATABASE_NAME)) as connection:
        return connection.execute(query, values).fetchall()


def count_answers(folder: Path | None = None) -> int:
    """Return how many graded answers are in the log."""
    found = rows("SELECT count(*) FROM answer WHERE grade IN ('right', 'partial', 'wrong')", folder=folder)[0][0]
    assert isinstance(found, int)
    return found


@cache
def shipped_course() -> Course:
    """Return the course that the program asks."""
    return read_course(paths.content_dir() / "essentials")


def replay_session(folder: Path | None = None, learner: str = "%") -> Session:
    """Return the newest session, of anybody or of one learner, as far as it got."""
    newest = (
        "SELECT session.id, plan FROM session JOIN learner ON learner.id = learner WHERE name LIKE ? ORDER BY session.rowid DESC LIMIT 1"
    )

    with closing(open_store((folder or data_folder()) / paths.DATABASE_NAME)) as store:
        ((session_id, plan),) = store.connection.execute(newest, (learner,)).fetchall()
        events = store.session_events(session_id)
    session = Session(shipped_course(), msgspec.json.decode(plan, type=Intention).plan)
    for event in events:
        if isinstance(event, Answer):
            session.apply(event)
        else:
            session.recall_lesson(event.fact)
    return session


def next_question(session: Session) -> Question | None:
    """Return the question that comes next, lessons seen."""
    while isinstance(task := session.next(), Lesson):
        session.seen()
    return task


def coming_lines(session: Session, *, right: bool = True, wrong_every: int = 0) -> Iterator[str]:
    """Predict the lines that answer the rest of a session, one a question, all right, all wrong, or every so many-th wrong."""
    for count in itertools.count(1):
        if (question := next_question(session)) is None:
            return
        is_right = count % wrong_every != 0 if wrong_every else right
        line, picks = (right_line(question), list(question.key)) if is_right else (wrong_line(question), wrong_picks(question))
        session.answer(Response(text=line, picks=picks))
        yield line


def right_line(question: Question) -> str:
    """Return a line that answers a question rightly: digits where there are options, else what the course itself would say."""
    fact, index = question.fact, question.form.index
    match question.kind:
        case _ if question.key:
            return "".join(str(pick + 1) for pick in question.key)
        case "number":
            return show_figure(fact.figures[index])
        case "recall":
            return "、".join(item.name for item in items_asked(fact, index))
        case "cloze":
            return missing_words(fact.cloze[index])
        case "spot":
            return "、".join(blemish_of(fact, question.form).words)
        case "written":
            return str(fact.questions[index].key[0])
        case "reply":
            return fact.replies[index].say
    return fact.scenes[index].say


def wrong_line(question: Question) -> str:
    """Return a line that is no answer."""
    return "".join(str(pick + 1) for pick in wrong_picks(question)) or "一句不相干的话"


def wrong_picks(question: Question) -> list[int]:
    """Return a complete answer that is not the key."""
    if question.mode == "pick":
        return [(question.key[0] + 1) % len(question.options)]
    if question.mode == "select":
        return [place for place in range(len(question.options)) if place not in question.key]
    if question.mode == "match":
        return question.key[1:] + question.key[:1]
    return question.key[::-1]


def begin(*arguments: str) -> Session:
    """Start a drill, answer nothing, and return its session."""
    assert run("drill", *arguments).returncode == 0
    return replay_session()
