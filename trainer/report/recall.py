"""How likely a fact is still known: the forgetting curve of FSRS-6, without the 33 ms that its library takes to import."""

from __future__ import annotations

from datetime import date

from trainer.memory import Card, Schedule
from trainer.spacing import DECAY, DEFAULT_PARAMETERS

DEFAULT_DECAY = DEFAULT_PARAMETERS[DECAY]


def predict_recall(card: Card, on: date, decay: float = DEFAULT_DECAY) -> float:
    """Return the probability (0–1) that a fact is recalled on a day: 0.9 after `stability` days without an answer.

    `decay` is the curve's exponent, the last parameter of FSRS-6. A day before the last answer counts as that day.
    """
    days = max(0, (on - card.last_on).days)
    factor = 0.9 ** (-1 / decay) - 1
    return float((1 + factor * days / card.stability) ** -decay)


def decay_of(schedule: Schedule) -> float:
    """Return the exponent of a schedule's forgetting curve."""
    return schedule.parameters[DECAY]
