"""What a play says about the facts of the course: those that were used, and those that were violated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from trainer.course.model import Course, Fact, FactType
from trainer.course.scenario import GOOD_ENDINGS
from trainer.course.source import items_of
from trainer.reply.verdict import Violation
from trainer.roleplay.debrief import Debrief
from trainer.roleplay.stage import Stage

WELL = 80
"""The score from which a play shows that the facts of its scenario were used."""
SPOKEN: tuple[FactType, ...] = ("phrase", "pair", "dont_ask")
"""Types of facts that a single sentence can violate."""


class Fed(msgspec.Struct, frozen=True):
    """One fact and how it fared. `turn`: where it was violated, or the last one, from 0."""

    fact: Fact
    grade: Literal["right", "wrong"]
    turn: int
    categories: list[str]


def feed_facts(course: Course, stage: Stage, debrief: Debrief, violations: Sequence[Sequence[Violation]]) -> list[Fed]:
    """Return what a play says about facts.

    `violations`: those of each turn. Only what a rule is certain of counts against a fact, and only a play that went well for one.
    """
    violated = {fed.fact.id: fed for fed in reversed(list(_violated(course, violations)))}
    good = debrief.ending in GOOD_ENDINGS and debrief.score >= WELL
    places = [course.facts.position(name) for name in stage.scenario.facts] if good else []
    used = [course.facts[place] for place in places if place is not None]
    last = len(violations) - 1
    return [*violated.values(), *(Fed(fact, "right", last, []) for fact in used if fact.id not in violated)]


def _violated(course: Course, violations: Sequence[Sequence[Violation]]) -> Iterator[Fed]:
    places = [place for type_ in SPOKEN for place in course.facts.of_type(type_)] if any(violations) else []
    for turn, found in enumerate(violations):
        for one in found:
            if one.certainty == "certain" and one.source:
                items = {item for reference in one.source for item in items_of(reference)}
                cited = (course.facts[place] for place in places)
                yield from (Fed(fact, "wrong", turn, [one.category]) for fact in cited if items & _items(fact))


def _items(fact: Fact) -> set[str]:
    return {item for reference in fact.source for item in items_of(reference)}
