"""The store: one database file, opened with care, and everything that is asked of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType

from trainer.clock import Moment, now
from trainer.errors import TrainerError
from trainer.i18n import N_
from trainer.memory import Answer, AnswerDraft, Card, Schedule
from trainer.store import activity, appeals, cards, fits, learners, log, mistakes, plays, sessions
from trainer.store.backup import BACKUP_FOLDER, copy_database
from trainer.store.connection import BUSY_MS, connect, read_header, read_version, reading, refuse_foreign, writing
from trainer.store.entries import Appeal, AppealDraft, Event, Flag, FlagDraft, Lesson, LessonDraft, Outcome, event_place
from trainer.store.failures import explain_failures
from trainer.store.learners import History, Learner
from trainer.store.mistakes import Miss
from trainer.store.pin import fits_pin, hash_pin
from trainer.store.plays import PlayDraft, PlayEnd, PlayRow, TurnRow
from trainer.store.schema import bring_up_to_date, newest_version
from trainer.store.sessions import SessionDraft, SessionRow


class Store:
    """An open database. Every question and every record is one transaction; what returns has reached the disk."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection
        self._identity = _file_identity(path)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go; closing twice is fine."""
        self.connection.close()

    def learners(self) -> list[Learner]:
        """Return everybody, in the order they came."""
        with self.reading() as connection:
            return learners.select_learners(connection)

    def find_learner(self, name: str) -> Learner | None:
        """Return the learner of that name, in any case or width."""
        with self.reading() as connection:
            return learners.select_learner(connection, name)

    def add_learner(self, name: str, moment: Moment) -> Learner:
        """Add a person. Raises `TrainerError` when the name is unfit or taken."""
        with self.writing() as connection:
            return learners.insert_learner(connection, name, moment)

    def rename_learner(self, learner_id: str, name: str) -> Learner:
        """Give a person another name; the history stays. Raises `TrainerError` when it is unfit or somebody else's."""
        with self.writing() as connection:
            return learners.update_name(connection, learner_id, name)

    def set_pin(self, learner_id: str, pin: str) -> None:
        """Keep a new PIN as its scrypt hash; an empty one takes it away. Raises `UnfitPin`."""
        kept = hash_pin(pin) if pin else ""
        with self.writing() as connection:
            learners.update_pin(connection, learner_id, kept)

    def check_pin(self, learner_id: str, pin: str) -> bool:
        """Tell whether a PIN is right; without one, anything is."""
        with self.reading() as connection:
            kept = learners.select_pin(connection, learner_id)
        return not kept or fits_pin(pin, kept)

    def history(self, learner_id: str) -> History:
        """Count what is kept of one person."""
        with self.reading() as connection:
            return learners.count_history(connection, learner_id)

    def schedule(self, learner: str, schedule: Schedule) -> Schedule:
        """Return the schedule with the parameters that were fitted to this learner, or to this machine, and adopted."""
        with self.reading() as connection:
            return fits.tune_schedule(connection, learner, schedule)

    def record_answer(self, draft: AnswerDraft, moment: Moment, schedule: Schedule) -> tuple[Answer, Card | None]:
        """Append an answer and update its fact's card, durably. The card is None when nothing graded remains of the fact."""
        with self.writing() as connection:
            if draft.corrects:
                cards.check_correction(connection, draft.corrects, (draft.learner, draft.course, draft.fact))
            answer = log.insert_answer(connection, draft, moment)
            card = cards.update_card(connection, answer, schedule)
        return answer, card

    def answers(self, learner: str, course: str) -> list[Answer]:
        """Return one learner's log of one course, in replay order."""
        with self.reading() as connection:
            return log.select_course_answers(connection, learner, course)

    def session_events(self, session_id: str) -> list[Event]:
        """Return a session's answers and lessons in the order they happened."""
        with self.reading() as connection:
            answers = log.select_session_answers(connection, session_id)
            lessons = log.select_session_lessons(connection, session_id)
        return sorted([*answers, *lessons], key=event_place)

    def record_lesson(self, draft: LessonDraft, moment: Moment) -> Lesson:
        """Note that a fact was shown."""
        with self.writing() as connection:
            return log.insert_lesson(connection, draft, moment)

    def record_flag(self, draft: FlagDraft, moment: Moment) -> Flag:
        """Keep a learner's complaint about a question."""
        with self.writing() as connection:
            return log.insert_flag(connection, draft, moment)

    def flags(self, course: str) -> list[Flag]:
        """Return the flagged questions of a course, oldest first."""
        with self.reading() as connection:
            return log.select_flags(connection, course)

    def record_appeal(self, draft: AppealDraft, moment: Moment) -> Appeal:
        """Keep a verdict that somebody disagrees with."""
        with self.writing() as connection:
            return appeals.insert_appeal(connection, draft, moment)

    def record_ruling(self, appeal: str, outcome: Outcome, moment: Moment) -> None:
        """Keep what a trainer made of an appeal; the first ruling stays."""
        with self.writing() as connection:
            appeals.insert_ruling(connection, appeal, outcome, moment)

    def open_appeals(self, course: str) -> list[Appeal]:
        """Return the appeals of a course that nobody has ruled on, oldest first."""
        with self.reading() as connection:
            return appeals.select_open_appeals(connection, course)

    def appeals(self, course: str) -> list[Appeal]:
        """Return every appeal of a course, oldest first."""
        with self.reading() as connection:
            return appeals.select_appeals(connection, course)

    def cards(self, learner: str, course: str) -> dict[str, Card]:
        """Return one learner's cards of one course by fact id."""
        with self.reading() as connection:
            return cards.select_cards(connection, learner, course)

    def answer_days(self, learner: str, course: str, since: date) -> dict[date, int]:
        """Return how many graded answers stand on each local day from `since` on."""
        with self.reading() as connection:
            return activity.select_answer_days(connection, learner, course, since)

    def sessions_since(self, learner: str, course: str, since: date) -> int:
        """Return how many sessions with at least one graded answer began on the local day `since` or later."""
        with self.reading() as connection:
            return activity.count_sessions(connection, learner, course, since)

    def histories(self, learner: str, course: str, facts: Iterable[str]) -> list[Answer]:
        """Return the answers about these facts, without what was shown and typed."""
        with self.reading() as connection:
            return activity.select_histories(connection, learner, course, facts)

    def misses(self, learner: str, course: str) -> list[Miss]:
        """Return the newest wrong answer for each fact last answered wrong, newest first."""
        with self.reading() as connection:
            return mistakes.select_misses(connection, learner, course)

    def start_session(self, draft: SessionDraft, moment: Moment) -> str:
        """Keep a session's plan and return its id."""
        with self.writing() as connection:
            return sessions.insert_session(connection, draft, moment)

    def open_session(self, learner: str, course: str) -> SessionRow | None:
        """Return the latest session that was not ended."""
        with self.reading() as connection:
            return sessions.select_open_session(connection, learner, course)

    def end_session(self, session_id: str, moment: Moment) -> None:
        """Close a session; the first end stays."""
        with self.writing() as connection:
            sessions.mark_session_ended(connection, session_id, moment)

    def start_play(self, draft: PlayDraft, moment: Moment) -> str:
        """Note the start of a role-play and return its id."""
        with self.writing() as connection:
            return plays.insert_play(connection, draft, moment)

    def record_turn(self, play_id: str, number: int, turn: TurnRow) -> None:
        """Append one turn, the `number`th from 0, of a role-play. Raises `TrainerError` where it was gone on with elsewhere."""
        with self.writing() as connection:
            if not plays.insert_turn(connection, play_id, number, turn):
                message = N_("这一场在别的窗口里接着演了，这一句没有记下。")
                raise TrainerError(message, N_("到那边演完；或者再运行一次 trainer roleplay。"))

    def end_play(self, end: PlayEnd, drafts: Sequence[AnswerDraft], moment: Moment, schedule: Schedule) -> None:
        """Note how a role-play ended, and what it says about facts, all or nothing. The first end stays, and feeds the cards."""
        with self.writing() as connection:
            if plays.mark_play_ended(connection, end):
                for draft in drafts:
                    cards.update_card(connection, log.insert_answer(connection, draft, moment), schedule)

    def plays(self, learner: str, course: str) -> list[PlayRow]:
        """Return one learner's role-plays of a course, oldest first."""
        with self.reading() as connection:
            return plays.select_plays(connection, learner, course)

    def turns(self, play_id: str) -> list[TurnRow]:
        """Return the turns of a role-play in their order."""
        with self.reading() as connection:
            return plays.select_turns(connection, play_id)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection for one consistent view; for `trainer.store` only."""
        with explain_failures(self.path), reading(self.connection):
            yield self.connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection for one durable transaction; for `trainer.store` only."""
        with explain_failures(self.path), writing(self.connection):
            self._demand_same_file()
            yield self.connection

    def _demand_same_file(self) -> None:
        """Refuse to write into a file that was restored over, deleted or migrated by another process since it was opened."""
        if not self.path.exists() or _file_identity(self.path) != self._identity:
            # We would be writing into a file without a name: the answers would vanish.
            raise TrainerError(N_("数据库在使用中被换掉了：{path}", path=self.path), N_("退出再打开一次；换掉以前记下的回答在旧文件里。"))
        refuse_foreign(self.path, read_version(self.connection), newest_version())


def open_store(path: Path, *, read_only: bool = False, busy_ms: int = BUSY_MS) -> Store:
    """Open the database, creating or migrating it when needed and allowed.

    Raises `TrainerError` for another program's file, a newer schema (both left untouched), and whatever the disk refuses.
    """
    with explain_failures(path):
        header = read_header(path)
        if header is not None:
            refuse_foreign(path, header, newest_version())
        if read_only:
            _demand_current(path, header.user_version if header else 0)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
        connection = connect(path, read_only=read_only, busy_ms=busy_ms)
        try:
            _prepare(path, connection, read_only=read_only)
            return Store(path, connection)
        except BaseException:
            connection.close()
            raise


def _prepare(path: Path, connection: sqlite3.Connection, *, read_only: bool) -> None:
    version = read_version(connection).user_version
    if version:
        # Looked at again through SQLite: another process may have created or migrated it since, or a crash is now rolled back.
        refuse_foreign(path, read_version(connection), newest_version())
    if read_only:
        _demand_current(path, version)
        return
    connection.execute("PRAGMA journal_mode = DELETE")
    if 0 < version < newest_version():
        copy_database(connection, path.parent / BACKUP_FOLDER, now())
    if version != newest_version():
        bring_up_to_date(connection)
    _rehearse_write(connection)


def _rehearse_write(connection: sqlite3.Connection) -> None:
    """Meet a read-only file, folder or disk now and not after the first answer: a real write, taken back."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("UPDATE meta SET seq = seq")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _demand_current(path: Path, version: int) -> None:
    if version == 0:
        raise TrainerError(N_("还没有学习记录：{path}", path=path), N_("先运行一次 trainer drill。"))
    if version < newest_version():
        raise TrainerError(N_("数据库是旧版本的，需要先升级：{path}", path=path), N_("先运行一次 trainer drill，它会备份并升级。"))


def _file_identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino
