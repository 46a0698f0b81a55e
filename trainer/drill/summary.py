"""What a session leaves behind: what went well, what to say today, when to come back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import msgspec

from trainer.course.model import Course
from trainer.drill.plan import current_card
from trainer.drill.session import Done, Session
from trainer.drill.step import Step, seconds_of
from trainer.memory import GOOD, Card

SENTENCES = 3


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """`well` are titles, `say` sentences; `next_on` is the day the next cards fall due (None: nothing learnt yet)."""

    answered: int
    right: int
    well: list[str]
    say: list[str]
    next_on: date | None
    is_tomorrow: bool
    next_count: int
    next_minutes: int
    waiting: int
    finished: bool


def summarise(session: Session, cards: Mapping[str, Card], today: date, *, finished: bool) -> Summary:
    """Sum up what was answered. Sentences that were missed come first: they are the ones to say today."""
    done = session.done
    next_on, count, seconds = _next_day(session.course, cards, today)
    return Summary(
        answered=len(done),
        right=sum(item.grade == "right" for item in done),
        well=_first_distinct([item.title for item in done if item.rating >= GOOD]),
        say=_first_distinct([item.say for item in sorted(done, key=_missed_first)]),
        next_on=next_on,
        is_tomorrow=next_on == today + timedelta(days=1),
        next_count=count,
        next_minutes=max(1, round(seconds / 60)),
        waiting=session.plan.waiting,
        finished=finished,
    )


def _missed_first(item: Done) -> int:
    return item.rating


def _first_distinct(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))[:SENTENCES]


def _next_day(course: Course, cards: Mapping[str, Card], today: date) -> tuple[date | None, int, int]:
    """Return the next day with due cards, how many there are by then, and their estimated seconds."""
    known = [card for fact in course.facts if (card := current_card(fact, cards))]
    if not known:
        return None, 0, 0
    tomorrow = today + timedelta(days=1)
    next_on = max(tomorrow, min(card.due_on for card in known))
    due = [card for card in known if card.due_on <= next_on]
    return next_on, len(due), sum(seconds_of(Step("ask", card.fact, card.rung)) for card in due)
