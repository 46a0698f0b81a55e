"""How long until a fact is asked again: FSRS-6 around three numbers, and a little chance that is none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from trainer.digest import blake2b

if TYPE_CHECKING:
    from fsrs import Scheduler

RETENTION = 0.9
"""Probability of recall at which a card falls due, unless the settings say otherwise."""
DEFAULT_PARAMETERS = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483, 0.6014,
    1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip
"""FSRS-6 as published. Written out because the library takes 33 ms to import; a test holds the two together."""
DECAY = 20
"""Place of the forgetting curve's exponent among the parameters."""
FUZZ_FROM_DAYS = 7
FUZZ_SHARE = 0.05
_START = datetime(2000, 1, 1, tzinfo=UTC)


class Schedule(msgspec.Struct, frozen=True):
    """What decides when a card is due again: the course's cap, the settings' retention (0–1), and FSRS-6's parameters."""

    cap_days: int
    retention: float = RETENTION
    parameters: tuple[float, ...] = DEFAULT_PARAMETERS


class Memory(msgspec.Struct, frozen=True):
    """What FSRS knows of one fact: days until recall falls to 90 %, and difficulty from 1 (easy) to 10 (hard)."""

    stability: float
    difficulty: float


def review(memory: Memory | None, days: int, rating: int, schedule: Schedule) -> tuple[Memory, int]:
    """Return the memory after an answer `days` after the last one, and the interval in days, from 1 to the cap, not yet fuzzed."""
    import fsrs

    card = fsrs.Card(card_id=1, due=_START)  # without an id it sleeps a millisecond to find one
    if memory is not None:
        card.state, card.step, card.last_review = fsrs.State.Review, None, _START
        card.stability, card.difficulty = memory.stability, memory.difficulty
    now = _START + timedelta(days=days)
    after, _log = _scheduler(schedule).review_card(card, fsrs.Rating(rating), now)
    assert after.stability is not None and after.difficulty is not None and after.due is not None
    return Memory(after.stability, after.difficulty), max(1, (after.due - now).days)


def recall_chance(stability: float, days: int, decay: float) -> float:
    """Return the probability (0–1) of recall so many days after an answer: the forgetting curve, 0.9 after `stability` days."""
    factor = 0.9 ** (-1 / decay) - 1
    return float((1 + factor * days / stability) ** -decay)


def fuzz_interval(days: int, fact: str, reps: int, cap_days: int) -> int:
    """Return an interval up to 5 % (from a week on at least a day) shorter or longer, always the same for a fact's n-th answer.

    Facts learned on one day would else come back on one day for ever. The cap holds: at the cap, intervals are only shortened.
    """
    if days < FUZZ_FROM_DAYS:
        return days
    spread = max(1, round(days * FUZZ_SHARE))
    shortest, longest = days - spread, min(days + spread, cap_days)
    draw = int.from_bytes(blake2b(f"{fact}\x1f{reps}".encode(), digest_size=8).digest(), "big")
    return shortest + draw % (longest - shortest + 1)


def clamp_parameters(parameters: Sequence[float]) -> tuple[float, ...]:
    """Return parameters inside the bounds of FSRS-6. Raises `ValueError` unless they are 21 finite numbers."""
    from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

    if len(parameters) != len(DEFAULT_PARAMETERS) or not all(map(math.isfinite, parameters)):
        raise ValueError(f"not parameters of FSRS-6: {parameters}")
    bounds = zip(parameters, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    return tuple(float(min(max(value, low), high)) for value, low, high in bounds)


@cache
def _scheduler(schedule: Schedule) -> Scheduler:
    from fsrs import Scheduler

    return Scheduler(
        parameters=schedule.parameters,
        desired_retention=schedule.retention,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=schedule.cap_days,
        enable_fuzzing=False,  # ours is no chance: a rebuild must give the same days
    )
