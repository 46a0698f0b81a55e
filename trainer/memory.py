"""What the scheduler remembers: FSRS-6 around the answer log. Answers in, cards out; pure and deterministic.

Days are the learner's local calendar days, so that an evening answer is due again on a morning. Intervals are whole days.

**Wrong clocks.** On one device the sequence tells for certain what was written before what, the clock only when. Where the
clock ran backwards, `settle_times` decides which times are believed; the other answers count as given with the one written
before them. So a card that was answered while the clock was a year ahead goes on from the real day with the next real answer,
and a day in 1970 does not become the beginning of everything. Until that answer comes, `next_due` asks such a card in the
rhythm of its own interval.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Literal

import msgspec

from trainer.clock import local_day, settle_times
from trainer.spacing import Memory, fuzz_interval, review
from trainer.spacing import Schedule as Schedule

Grade = Literal["right", "partial", "wrong", "skipped", "undone"]
GRADED: tuple[Grade, ...] = ("right", "partial", "wrong")

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
RECOGNISE, RECALL, PRODUCE = 0, 1, 2
MEMORY_VERSION = 2
"""Raised whenever the same answers may give other cards: cached cards of an older version are made anew."""
SLACK_DAYS = 1
"""By how many days the calendar may go back without any clock being wrong: somebody travelled, or the zone was set anew."""


class AnswerDraft(msgspec.Struct, frozen=True, kw_only=True):
    """An answer before the store gives it its identity and its time.

    `rating` is derived (0 where nothing was graded); `corrects` names the row taken back.
    """

    learner: str
    course: str
    fact: str
    rev: int
    session: str
    kind: str
    form: str
    rung: int
    stem: str
    options: list[str]
    response: str
    grade: Grade
    rating: int
    certain: bool
    hints: int
    findings: list[str]
    elapsed_ms: int
    grader: int
    corrects: str = ""


class Answer(AnswerDraft, frozen=True, kw_only=True):
    """One row of the answer log: who wrote it when. Times are milliseconds since the epoch and minutes of offset."""

    uuid: str
    device: str
    seq: int
    answered_at: int
    offset_min: int


class Card(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What is remembered of one fact for one learner. Days are local calendar days.

    `array_like`: ten thousand rows of a database become cards in 2 ms instead of 15.
    """

    fact: str
    rev: int
    stability: float
    """Days until recall falls to 90 %."""
    difficulty: float
    """1 (easy) to 10 (hard)."""
    due_on: date
    last_on: date
    first_on: date
    rung: int
    moved_on: date | None
    """The last day on which the rung moved, or a failure held it."""
    reps: int
    lapses: int
    confidently_wrong: bool
    """On the last day, an answer was wrong although the learner was sure."""
    last_wrong: bool
    """On the last day, an answer was wrong."""


def advance_card(card: Card | None, answer: Answer, schedule: Schedule) -> Card:
    """Return the card after one graded answer. A higher revision of the fact starts afresh.

    Intervals are whole days from 1 to the cap. Replay settles wrong clocks first; an answer on its own is taken at its word.
    """
    if card is not None and answer.rev > card.rev:
        card = None
    on = answer_day(answer, card.last_on if card else None)
    memory = Memory(card.stability, card.difficulty) if card else None
    memory, interval = review(memory, max(0, (on - card.last_on).days) if card else 0, answer.rating, schedule)
    reps = (card.reps if card else 0) + 1
    rung, moved_on = _climb(card, answer, on)
    failed = answer.rating == AGAIN
    # What was missed today stays missed until another day proves otherwise: its correction was read minutes ago.
    earlier = card if card is not None and card.last_on == on else None
    return Card(
        fact=answer.fact,
        rev=answer.rev,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due_on=on + timedelta(days=fuzz_interval(interval, answer.fact, reps, schedule.cap_days)),
        last_on=on,
        first_on=min(card.first_on, on) if card else on,
        rung=rung,
        moved_on=moved_on,
        reps=reps,
        lapses=(card.lapses if card else 0) + failed,
        confidently_wrong=(answer.grade == "wrong" and answer.certain) or (earlier is not None and earlier.confidently_wrong),
        last_wrong=answer.grade == "wrong" or (earlier is not None and earlier.last_wrong),
    )


def answer_day(answer: Answer, last_on: date | None) -> date:
    """Return the day an answer counts for: its own, but the fact's last day where only the time zone went back."""
    on = local_day(answer.answered_at, answer.offset_min)
    return last_on if last_on is not None and 0 < (last_on - on).days <= SLACK_DAYS else on


def next_due(card: Card, today: date) -> date:
    """Return the day on which a card is to be asked next, as seen from a day; it may lie before that day.

    A card from the future was answered while a clock was ahead. Asking it at every session until that day, or not before it,
    would be wrong for months: it comes in the rhythm of its interval, counted back from its own date.
    """
    ahead = (card.last_on - today).days
    if ahead <= SLACK_DAYS:
        return card.due_on
    return today + timedelta(days=ahead % max(1, (card.due_on - card.last_on).days))


def replay_answers(answers: Iterable[Answer], schedule: Schedule) -> dict[str, Card]:
    """Fold one learner's log of one course into cards, by fact id."""
    cards: dict[str, Card] = {}
    for answer in counted_answers(answers):
        cards[answer.fact] = advance_card(cards.get(answer.fact), answer, schedule)
    return cards


def counted_answers(answers: Iterable[Answer]) -> Iterator[Answer]:
    """Yield, of one learner's log of one course, the answers that count, in replay order and with their times settled.

    The order is (settled time, device, sequence), whatever order the rows arrive in. Rows that were taken back, and rows that
    carry no grade, leave no trace; so do rows of an older revision than one that was answered before.
    """
    rows = _settle(answers)
    taken_back = {row.corrects for row in rows if row.corrects}
    revs: dict[str, int] = {}
    for row in rows:
        if row.grade in GRADED and row.uuid not in taken_back and row.rev >= revs.get(row.fact, row.rev):
            revs[row.fact] = row.rev
            yield row


def _settle(answers: Iterable[Answer]) -> list[Answer]:
    """Return rows in replay order. Times are settled by fact, so that a card depends on its own fact's rows alone."""
    written: dict[tuple[str, str], list[Answer]] = {}
    for row in sorted(answers, key=lambda row: row.seq):
        written.setdefault((row.fact, row.device), []).append(row)
    settled: list[Answer] = []
    for rows in written.values():
        for row, at_ms in zip(rows, settle_times([row.answered_at for row in rows]), strict=True):
            settled.append(row if at_ms == row.answered_at else msgspec.structs.replace(row, answered_at=at_ms))
    return sorted(settled, key=lambda row: (row.answered_at, row.device, row.seq))


def _climb(card: Card | None, answer: Answer, on: date) -> tuple[int, date | None]:
    """Down one rung after a failure; up one after a sound answer at that rung, on a day without any move yet.

    So a question that comes back right after its correction was read does not make up for the failure.
    """
    rung, moved_on = (card.rung, card.moved_on) if card else (RECOGNISE, None)
    if answer.rating == AGAIN:
        return max(RECOGNISE, rung - 1), on
    if answer.rating >= GOOD and answer.rung >= rung and moved_on != on:
        return min(PRODUCE, rung + 1), on
    return rung, moved_on
