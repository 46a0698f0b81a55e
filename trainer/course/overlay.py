"""A course on top of a shipped one (`extends`): its items are added, those of the same id replaced, those under `without` left out.

So a shop keeps a folder of its own and still gets updates.
"""

from __future__ import annotations

import msgspec

from trainer.course.model import About, Course, Fact, Facts, Topic
from trainer.course.scenario import Scenario


def stack_topics(base: list[Topic], own: list[Topic]) -> list[Topic]:
    """Return the topics of both; one of the same id keeps its place and gets the new title."""
    names = {topic.id: topic for topic in own}
    return [names.get(topic.id, topic) for topic in base] + [topic for topic in own if topic.id not in {one.id for one in base}]


def place_topics(base: list[Topic], own: list[Topic]) -> list[int | None]:
    """Return for each topic of `stack_topics` which of one's own it is; None for one that stands only in the base."""
    names = {topic.id: number for number, topic in enumerate(own)}
    known = {topic.id for topic in base}
    return [names.get(topic.id) for topic in base] + [number for number, topic in enumerate(own) if topic.id not in known]


def extend_course(base: Course, about: About, own: list[Fact]) -> Course:
    """Return a course with another one's facts on top. A fact that replaces one stands in its place and keeps its history."""
    left_out = set(about.without)
    replacing = {fact.id: fact for fact in reversed(own)}
    kept = [replacing[fact.id] if fact.id in replacing else _without(fact, left_out) for fact in base.facts if fact.id not in left_out]
    placed = {id(fact) for fact in kept}
    former = {fact.id: fact.renamed_from for fact in base.facts}
    facts = [_inherit(fact, former) for fact in [*kept, *(fact for fact in own if id(fact) not in placed)]]
    topics = stack_topics(base.topics, about.topics)
    ranks = {topic.id: rank for rank, topic in enumerate(topics)}
    facts.sort(key=lambda fact: ranks.get(fact.topic, len(ranks)))
    return Course(msgspec.structs.replace(about, topics=topics), Facts.of(facts))


def trim_scenario(scenario: Scenario, left_out: set[str]) -> Scenario:
    """Return a scenario of the base that no longer speaks of facts that are left out."""
    return msgspec.structs.replace(scenario, facts=[fact for fact in scenario.facts if fact not in left_out])


def _without(fact: Fact, left_out: set[str]) -> Fact:
    apart = [other for other in fact.apart if other not in left_out]
    return fact if apart == fact.apart else msgspec.structs.replace(fact, apart=apart)


def _inherit(fact: Fact, former: dict[str, list[str]]) -> Fact:
    """Answers are kept under a fact's first id; whoever replaces a fact need not know that it was renamed once."""
    names = former.get(fact.id)
    return msgspec.structs.replace(fact, renamed_from=names) if names and not fact.renamed_from else fact
