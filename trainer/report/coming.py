"""What the next two weeks will ask for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from math import ceil

import msgspec

from trainer.course.model import Course
from trainer.drill.plan import current_card
from trainer.drill.step import ask_seconds
from trainer.memory import Card, next_due

DAYS = 14


class DueDay(msgspec.Struct, frozen=True):
    """A day, the facts that fall due on it, and the minutes they take (rounded up)."""

    on: date
    facts: int
    minutes: int


def foresee_due(course: Course, cards: Mapping[str, Card], today: date) -> list[DueDay]:
    """Return the next 14 days, today first with all that is overdue.

    Only what is known today: no new facts, no answers given until then, and as if everything due were done on its day.
    """
    seconds: dict[date, list[int]] = {today + timedelta(days=ahead): [] for ahead in range(DAYS)}
    for fact in course.heads:
        card = current_card(fact, cards)
        if card is not None:
            seconds.get(max(today, next_due(card, today)), []).append(ask_seconds(card.rung))
    return [DueDay(on, len(parts), ceil(sum(parts) / 60)) for on, parts in seconds.items()]
