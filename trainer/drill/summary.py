"""What a session leaves behind: what went well, what to say today, when to come back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from operator import attrgetter

import msgspec

from trainer.course.model import Course
from trainer.drill.plan import current_card, is_due
from trainer.drill.routine import Routine
from trainer.drill.session import Session
from trainer.drill.step import ask_seconds, new_seconds
from trainer.memory import AGAIN, GOOD, Card, next_due

SENTENCES = 3


class NextDay(msgspec.Struct, frozen=True, kw_only=True):
    """When to come back: how many cards are due by then, and the minutes of that day's session.

    `has_new`: must-know facts are still to be introduced.
    """

    on: date
    is_tomorrow: bool
    due: int
    has_new: bool
    minutes: int


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """`well` are titles, `say` sentences; `next` is None while nothing was learnt yet."""

    answered: int
    right: int
    well: list[str]
    say: list[str]
    next: NextDay | None
    waiting: int
    finished: bool


def summarise(session: Session, cards: Mapping[str, Card], today: date, routine: Routine, *, finished: bool) -> Summary:
    """Sum up what was answered. Sentences that were missed come first: they are the ones to say today."""
    done = session.done
    missed = {item.fact for item in done if item.rating == AGAIN}
    return Summary(
        answered=len(done),
        right=sum(item.grade == "right" for item in done),
        well=_first_distinct([item.title for item in done if item.rating >= GOOD and item.fact not in missed]),
        say=_first_distinct([item.say for item in sorted(done, key=attrgetter("rating"))]),
        next=_next_day(session.course, cards, today, routine),
        waiting=session.plan.waiting,
        finished=finished,
    )


def _first_distinct(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))[:SENTENCES]


def _next_day(course: Course, cards: Mapping[str, Card], today: date, routine: Routine) -> NextDay | None:
    """Return the next practice day with something to do: due cards, or must-know facts still unseen."""
    known = [card for fact in course.heads if (card := current_card(fact, cards))]
    if not known:
        return None
    has_new = any(fact.tier == "must" and current_card(fact, cards) is None for fact in course.heads)
    tomorrow = today + timedelta(days=1)
    on = routine.practice_day(tomorrow if has_new else max(tomorrow, min(next_due(card, tomorrow) for card in known)))
    due = [card for card in known if is_due(card, on)]
    seconds = sum(ask_seconds(card.rung) for card in due) + (routine.new_per_day * new_seconds() if has_new else 0)
    minutes = min(routine.minutes, max(1, round(seconds / 60)))
    return NextDay(on=on, is_tomorrow=on == tomorrow, due=len(due), has_new=has_new, minutes=minutes)
