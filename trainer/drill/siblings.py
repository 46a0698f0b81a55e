"""Which other facts may lend their sentences as distractors, and which must be kept apart."""

from __future__ import annotations

from trainer.course.model import Course, Fact, Topic
from trainer.reply.normalise import squeeze


def is_apart(one: Fact, other: Fact) -> bool:
    """Tell whether two facts blur with each other, whichever of them says so."""
    return other.id in one.apart or one.id in other.apart


def siblings(course: Course, fact: Fact) -> list[Fact]:
    """Return the facts of the same type whose sentences can never be right for this one too."""
    return [other for other in course.facts if other.type == fact.type and other.id != fact.id and not is_apart(fact, other)]


def pairs_of(course: Course, principle: Fact) -> list[Fact]:
    """Return the pairs that a principle governs, in course order."""
    return [fact for fact in course.facts if fact.principle == principle.id]


def find_topic(course: Course, words: str) -> Topic | None:
    """Return the topic meant by an id, a title or part of one, in any width and case."""
    wanted = squeeze(words)
    return next((topic for topic in course.topics if wanted and (wanted == squeeze(topic.id) or wanted in squeeze(topic.title))), None)


def find_fact(course: Course, fact_id: str) -> Fact | None:
    """Return a fact by its id or by an id that it had before."""
    return next((fact for fact in course.facts if fact.id == fact_id or fact_id in fact.renamed_from), None)
