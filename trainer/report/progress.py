"""One learner's picture: what sits, what is still wrong, what is coming, what was practised, and whether to believe it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import msgspec

from trainer.course.model import Course, Fact
from trainer.drill.plan import current_card
from trainer.memory import Answer, Card, Schedule
from trainer.report.coming import DueDay, foresee_due
from trainer.report.plays import Plays
from trainer.report.recall import decay_of
from trainer.report.retention import Retention, choose_sample, measure_retention
from trainer.report.topics import DOUBTFUL, Standing, assess_topics

WEEKS = 12
"""How far back the calendar and the retention reach, this week included."""


class SureMiss(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that was last answered wrongly although the learner was sure, and what to say instead."""

    fact: str
    title: str
    topic: str
    answered_on: date
    say: str


class Practised(msgspec.Struct, frozen=True):
    """What the log is asked for: graded answers a local day, and the whole histories of the facts of `sample_facts`."""

    days: Mapping[date, int]
    histories: list[Answer]
    plays: Plays = Plays()


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on the page. `sure_misses` newest first; `days` without those on which nothing was answered."""

    on: date
    topics: list[Standing]
    sure_misses: list[SureMiss]
    coming: list[DueDay]
    days: dict[date, int]
    retention: Retention
    plays: Plays = Plays()


def first_day(today: date) -> date:
    """Return the Monday on which the calendar begins."""
    return today - timedelta(days=today.weekday(), weeks=WEEKS - 1)


def sample_facts(course: Course, cards: Mapping[str, Card], today: date) -> list[str]:
    """Return the facts whose histories the retention is measured on, as the log names them."""
    known = [card for fact in course.heads if fact.standing not in DOUBTFUL and (card := current_card(fact, cards))]
    return choose_sample(known, first_day(today))


def build_progress(course: Course, cards: Mapping[str, Card], practised: Practised, today: date, schedule: Schedule) -> Progress:
    """Put the figures together. Answers dated after today were given while the clock was wrong and are in no calendar."""
    since = first_day(today)
    return Progress(
        on=today,
        topics=assess_topics(course, cards, today, decay_of(schedule)),
        sure_misses=list_sure_misses(course, cards),
        coming=foresee_due(course, cards, today),
        days={day: count for day, count in sorted(practised.days.items()) if since <= day <= today},
        retention=measure_retention(practised.histories, schedule, since),
        plays=practised.plays,
    )


def list_sure_misses(course: Course, cards: Mapping[str, Card]) -> list[SureMiss]:
    """Return what the learner was sure of and wrong about and has not answered on a later day, newest first."""
    titles = {topic.id: topic.title for topic in course.topics}
    found = [
        (card.last_on, position)
        for position, fact in enumerate(course.heads)
        if (card := current_card(fact, cards)) and card.confidently_wrong
    ]
    newest_first = sorted(found, key=lambda place: (-place[0].toordinal(), place[1]))
    return [_sure_miss(course.facts[position], titles, on) for on, position in newest_first]


def _sure_miss(fact: Fact, titles: Mapping[str, str], on: date) -> SureMiss:
    topic = titles.get(fact.topic, fact.topic)
    return SureMiss(fact=fact.id, title=fact.title, topic=topic, answered_on=on, say=fact.modern or fact.instead)
