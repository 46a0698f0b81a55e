"""What the scheduler remembers: FSRS-6 around the answer log. Answers in, cards out; pure and deterministic.

Days are the learner's local calendar days, so that an evening answer is due again on a morning. FSRS gets the days
as midnights; learning steps and fuzz are off, and the interval is capped by the course.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal

import msgspec

from trainer.clock import local_day

if TYPE_CHECKING:
    from fsrs import Card as FsrsCard
    from fsrs import Scheduler

Grade = Literal["right", "partial", "wrong", "skipped", "undone"]
GRADED: tuple[Grade, ...] = ("right", "partial", "wrong")

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
RECOGNISE, RECALL, PRODUCE = 0, 1, 2
MEMORY_VERSION = 1
"""Raised whenever the same answers may give other cards: cached cards of an older version are made anew."""
RETENTION = 0.9
"""Probability of recall at which a card falls due."""


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


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered of one fact for one learner. Days are local calendar days."""

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


def advance_card(card: Card | None, answer: Answer, cap_days: int) -> Card:
    """Return the card after one graded answer. A higher revision of the fact starts afresh.

    Intervals are whole days from 1 to `cap_days`. An answer dated before the card's last day counts as given on that day.
    """
    if card is not None and answer.rev > card.rev:
        card = None
    on = local_day(answer.answered_at, answer.offset_min)
    if card is not None:
        on = max(on, card.last_on)
    stability, difficulty, interval = _review(card, answer.rating, on, cap_days)
    rung, moved_on = _climb(card, answer, on)
    failed = answer.rating == AGAIN
    # What was missed today stays missed until another day proves otherwise: its correction was read minutes ago.
    earlier = card if card is not None and card.last_on == on else None
    return Card(
        fact=answer.fact,
        rev=answer.rev,
        stability=stability,
        difficulty=difficulty,
        due_on=on + timedelta(days=interval),
        last_on=on,
        first_on=card.first_on if card else on,
        rung=rung,
        moved_on=moved_on,
        reps=(card.reps if card else 0) + 1,
        lapses=(card.lapses if card else 0) + failed,
        confidently_wrong=(answer.grade == "wrong" and answer.certain) or (earlier is not None and earlier.confidently_wrong),
        last_wrong=answer.grade == "wrong" or (earlier is not None and earlier.last_wrong),
    )


def replay_answers(answers: Iterable[Answer], cap_days: int) -> dict[str, Card]:
    """Fold one learner's log of one course into cards, by fact id.

    The order is (`answered_at`, device, sequence), whatever order the rows arrive in. Rows that were taken back, and
    rows that carry no grade, leave no trace; rows of an older revision than a card already has are ignored.
    """
    rows = sorted(answers, key=lambda row: (row.answered_at, row.device, row.seq))
    taken_back = {row.corrects for row in rows if row.corrects}
    cards: dict[str, Card] = {}
    for row in rows:
        known = cards.get(row.fact)
        stale = known is not None and row.rev < known.rev
        if row.grade in GRADED and row.uuid not in taken_back and not stale:
            cards[row.fact] = advance_card(known, row, cap_days)
    return cards


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


def _review(card: Card | None, rating: int, on: date, cap_days: int) -> tuple[float, float, int]:
    from fsrs import Rating

    scheduler = _scheduler(cap_days)
    reviewed, _log = scheduler.review_card(_fsrs_card(card), Rating(rating), _midnight(on))
    assert reviewed.stability is not None and reviewed.difficulty is not None and reviewed.due is not None
    return reviewed.stability, reviewed.difficulty, max(1, (reviewed.due - _midnight(on)).days)


def _fsrs_card(card: Card | None) -> FsrsCard:
    import fsrs

    if card is None:
        return fsrs.Card(card_id=1)
    return fsrs.Card(
        card_id=1,
        state=fsrs.State.Review,
        stability=card.stability,
        difficulty=card.difficulty,
        due=_midnight(card.due_on),
        last_review=_midnight(card.last_on),
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@cache
def _scheduler(cap_days: int) -> Scheduler:
    from fsrs import Scheduler

    return Scheduler(desired_retention=RETENTION, learning_steps=(), relearning_steps=(), maximum_interval=cap_days, enable_fuzzing=False)
