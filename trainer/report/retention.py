"""Can the scheduler be trusted? What FSRS expected to be recalled, beside what was.

Counted is the first answer of a day about a fact that was answered on an earlier day: everything else was read minutes
before. Recalled means rated better than *again*, which is what FSRS means by it. Each prediction comes from the card as it
stood at that moment, so the log is played again. Facts that are dated or disputed are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from math import sqrt
from typing import Literal
from zlib import crc32

import msgspec

from trainer.memory import AGAIN, Answer, Card, Schedule, advance_card, answer_day, counted_answers
from trainer.report.recall import decay_of, predict_recall

ANSWERS_LEAST = 30
"""Below this the share of right answers says nothing."""
REPLAYED_MOST = 1500
"""Answers played again at most (some 40 ms); where there are more, some facts stand for all."""

Trust = Literal["agrees", "better", "worse", "unknown"]


class Retention(msgspec.Struct, frozen=True, kw_only=True):
    """Mean predicted recall and the share recalled (both 0–1, None on thin evidence) of so many answers.

    `trust`: whether the two differ by more than two standard errors, and which way the learner differs.
    """

    answers: int
    predicted: float | None
    actual: float | None
    trust: Trust


class _Trial(msgspec.Struct, frozen=True):
    predicted: float
    recalled: bool


def choose_sample(cards: Iterable[Card], since: date, most: int = REPLAYED_MOST) -> list[str]:
    """Return facts answered again since that day, as many as `most` answers belong to, in an order that favours none."""
    chosen: list[str] = []
    reviewed = [card for card in cards if card.last_on >= since and card.last_on > card.first_on]
    for card in sorted(reviewed, key=lambda card: crc32(card.fact.encode())):
        most -= card.reps
        if most < 0 and chosen:
            break
        chosen.append(card.fact)
    return chosen


def measure_retention(answers: Iterable[Answer], schedule: Schedule, since: date) -> Retention:
    """Compare prediction and outcome from that day on. `answers` are whole histories of facts, in any order."""
    trials = list(_replay(answers, schedule, since))
    count = len(trials)
    if count < ANSWERS_LEAST:
        return Retention(answers=count, predicted=None, actual=None, trust="unknown")
    predicted = sum(trial.predicted for trial in trials) / count
    actual = sum(trial.recalled for trial in trials) / count
    error = sqrt(sum(trial.predicted * (1 - trial.predicted) for trial in trials)) / count
    return Retention(answers=count, predicted=predicted, actual=actual, trust=_judge(actual - predicted, 2 * error))


def _replay(answers: Iterable[Answer], schedule: Schedule, since: date) -> Iterator[_Trial]:
    """Play the log again as `memory.replay_answers` does, and note each prediction before its answer counts."""
    cards: dict[str, Card] = {}
    for answer in counted_answers(answers):
        known = cards.get(answer.fact)
        on = answer_day(answer, known.last_on if known else None)
        if known and answer.rev == known.rev and on > known.last_on and on >= since:
            yield _Trial(predict_recall(known, on, decay_of(schedule)), answer.rating > AGAIN)
        cards[answer.fact] = advance_card(known, answer, schedule)


def _judge(difference: float, margin: float) -> Trust:
    if abs(difference) <= margin:
        return "agrees"
    return "better" if difference > 0 else "worse"
