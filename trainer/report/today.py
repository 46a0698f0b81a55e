"""The home screen's figures: what is due, how long it takes, and the one topic to look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import ceil

import msgspec

from trainer.course.model import Course, Topic
from trainer.drill.plan import DUE_FULL_S, current_card, is_due
from trainer.drill.routine import Routine
from trainer.drill.step import ask_seconds, new_seconds
from trainer.memory import Card
from trainer.report.topics import assess_topics, find_weakest


class Today(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on the home screen.

    `due`: facts due today, whether or not they fit into the minutes. `new_left`: new facts that a session now would have
    room for. `minutes`: of that session, rounded up, at most the learner's own. `weakest_topic`: None on thin evidence.
    """

    due: int
    new_left: int
    minutes: int
    sessions_this_week: int
    weakest_topic: Topic | None


def summarise_today(course: Course, cards: Mapping[str, Card], today: date, routine: Routine, sessions_this_week: int) -> Today:
    """Sum up where a learner stands this morning. `cards` are by `Fact.log_id`; retries are in no estimate."""
    known = [card for fact in course.heads if (card := current_card(fact, cards))]
    due = [card for card in known if is_due(card, today)]
    spent = sum(ask_seconds(card.rung) for card in due)
    unseen = sum(fact.tier == "must" and current_card(fact, cards) is None for fact in course.heads)
    introduced = sum(card.first_on == today for card in known)
    room = (routine.minutes * 60 - spent) // new_seconds() if spent < DUE_FULL_S else 0
    new_left = max(0, min(unseen, routine.new_per_day - introduced, room))
    return Today(
        due=len(due),
        new_left=new_left,
        minutes=min(routine.minutes, ceil((spent + new_left * new_seconds()) / 60)),
        sessions_this_week=sessions_this_week,
        weakest_topic=find_weakest(assess_topics(course, cards, today)),
    )
