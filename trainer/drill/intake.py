"""Which new facts to introduce, and what stands between a lesson and its question when little is due."""

from __future__ import annotations

from trainer.course.model import Course, Head
from trainer.drill.layout import APART
from trainer.drill.siblings import is_apart
from trainer.memory import Card

Known = tuple[Head, Card]


def choose_new(course: Course, eligible: list[Head], known: int, count: int) -> list[Head]:
    """Return up to `count` facts, topics in turn. A trigger and its catalyst are never among them together.

    Facts that blur with each other are kept apart as long as there are others. Who knows fewer than two facts yet gets
    common-sense ones first: they can be asked before anything was taught.
    """
    queue = _in_turn(course, eligible)
    if known < APART:
        cold = [fact for fact in queue if fact.cold][:APART]
        queue = cold + [fact for fact in queue if fact not in cold]
    chosen: list[Head] = []
    for clashes in (is_apart, is_trigger_and_catalyst):
        for fact in queue:
            if len(chosen) < count and fact not in chosen and not any(clashes(fact, other) for other in chosen):
                chosen.append(fact)
    return chosen


def is_trigger_and_catalyst(one: Head, other: Head) -> bool:
    """Tell whether one fact is a phrase never to say and the other the pair that says it better."""
    return {one.type, other.type} == {"phrase", "pair"} and is_apart(one, other)


def choose_spacers(known: list[Known], chosen: list[Known], new: list[Head]) -> list[Known]:
    """Return the facts due soonest, of any topic, that must stand before a lesson's question where too little is due."""
    missing = _missing(new, len(chosen))
    others = [pair for pair in known if pair not in chosen] if missing else []
    return sorted(others, key=lambda pair: pair[1].due_on)[:missing]


def choose_cold_spacers(unseen: list[Head], new: list[Head], asked: int) -> list[Head]:
    """Return common-sense facts, of any topic, for a learner who knows too little to be asked anything else."""
    missing = _missing(new, asked)
    fitting = [fact for fact in unseen if missing and fact.cold and not any(fact == other or is_apart(fact, other) for other in new)]
    return sorted(fitting, key=lambda fact: fact.tier != "must")[:missing]


def _missing(new: list[Head], asked: int) -> int:
    """Return how many questions are wanting between the first lesson and its question."""
    cold = min(max(0, APART - asked), sum(fact.cold for fact in new))
    return max(0, APART - asked - cold) if len(new) > cold else 0


def _in_turn(course: Course, facts: list[Head]) -> list[Head]:
    """Return the facts one topic after another, each topic's facts in their order."""
    by_topic = {topic.id: [fact for fact in facts if fact.topic == topic.id] for topic in course.topics}
    depth = max((len(group) for group in by_topic.values()), default=0)
    return [group[row] for row in range(depth) for group in by_topic.values() if row < len(group)]
