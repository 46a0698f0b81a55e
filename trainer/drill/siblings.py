"""Which other facts may lend their sentences as distractors, and which must be kept apart."""

from __future__ import annotations

from bisect import bisect_left

from trainer.course.model import Course, Fact, Head, Topic
from trainer.reply.normalise import squeeze

NEAREST = 24
"""Facts of the same type that lend their sentences as distractors."""


def is_apart(one: Head, other: Head) -> bool:
    """Tell whether two facts blur with each other, whichever of them says so."""
    return other.id in one.apart or one.id in other.apart


def siblings(course: Course, fact: Fact) -> list[Fact]:
    """Return the facts of the same type whose sentences can never be right for this one too, in course order.

    Of many, the `NEAREST` in the course: they are enough to choose from, and a course of thousands stays quick.
    """
    same = course.facts.of_type(fact.type)
    at = bisect_left(same, course.facts.position(fact.id) or 0)
    around = sorted(range(max(0, at - NEAREST), min(len(same), at + NEAREST + 1)), key=lambda index: abs(index - at))
    heads = course.heads
    fitting = [same[index] for index in around if heads[same[index]].id != fact.id and not is_apart(fact, heads[same[index]])]
    return [course.facts[position] for position in sorted(fitting[:NEAREST])]


def pairs_of(course: Course, principle: Head) -> list[Fact]:
    """Return the pairs that a principle governs, in course order."""
    return [course.facts[position] for position in course.facts.led_by(principle.id)]


def find_topic(course: Course, words: str) -> Topic | None:
    """Return the topic meant by an id, a title or part of one, in any width and case."""
    wanted = squeeze(words)
    return next((topic for topic in course.topics if wanted and (wanted == squeeze(topic.id) or wanted in squeeze(topic.title))), None)


def find_fact(course: Course, fact_id: str) -> Fact | None:
    """Return a fact by its id or by an id that it had before."""
    position = course.facts.position(fact_id)
    return None if position is None else course.facts[position]
