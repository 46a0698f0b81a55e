"""What to ask today: due cards first, then new facts, within the learner's minutes. Pure: day and seed come in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import msgspec

from trainer.course.model import Course, Fact
from trainer.drill.layout import APART, lay_out
from trainer.drill.siblings import is_apart
from trainer.drill.step import Step, seconds_of
from trainer.drill.variety import seeded_rank
from trainer.memory import RECOGNISE, Card

NEW_PER_DAY = 6
DUE_FULL_S = 240
"""Seconds of due work from which no new fact is introduced."""
COLD_START = 2
"""Common-sense facts put first when hardly anything is due, so that lessons have questions between them."""

LOOK_AHEAD = 4
"""How many places a question may move forward so that topics alternate."""

Scope = Literal["daily", "wrong", "useful", "free"]


class Wishes(msgspec.Struct, frozen=True):
    """What the learner asked for. `topic` is a topic id (empty: all); `new` overrides the new facts a day."""

    minutes: int = 5
    topic: str = ""
    new: int | None = None
    scope: Scope = "daily"


class Plan(msgspec.Struct, frozen=True):
    """The steps of one session, the seed they were laid out with, and how many due cards are left for other days."""

    steps: list[Step]
    seed: str
    waiting: int

    @property
    def questions(self) -> int:
        """How many questions the plan holds before any come back."""
        return sum(step.action == "ask" for step in self.steps)


def compose_plan(course: Course, cards: Mapping[str, Card], today: date, seed: str, wishes: Wishes, introduced: int = 0) -> Plan:
    """Choose and lay out today's steps. `cards` are by `Fact.log_id`; `introduced` counts today's new facts so far."""
    facts = [fact for fact in course.facts if wishes.topic in ("", fact.topic)]
    known = [(fact, card) for fact in facts if (card := current_card(fact, cards))]
    asked = _order_due([pair for pair in known if _is_wanted(pair[1], today, wishes)], seed)
    budget = wishes.minutes * 60
    chosen = _fit_due(asked, budget)
    new = _choose_new(course, facts, cards, wishes, _room_for_new(wishes, introduced, asked, budget))
    chosen = _interleave(chosen) + _choose_spacers(known, chosen, new)
    waiting = sum(pair not in chosen and pair[1].due_on <= today for pair in asked)
    return Plan(lay_out([Step("ask", fact.id, card.rung) for fact, card in chosen], new), seed, waiting)


def current_card(fact: Fact, cards: Mapping[str, Card]) -> Card | None:
    """Return the card of this revision of a fact; a raised revision starts afresh."""
    card = cards.get(fact.log_id)
    return card if card is not None and card.rev >= fact.rev else None


def due_seconds(course: Course, cards: Mapping[str, Card], today: date) -> int:
    """Return the estimated seconds of everything due today, whatever fits."""
    known = [card for fact in course.facts if (card := current_card(fact, cards))]
    return sum(seconds_of(Step("ask", card.fact, card.rung)) for card in known if card.due_on <= today)


def _is_wanted(card: Card, today: date, wishes: Wishes) -> bool:
    if wishes.scope == "wrong":
        return card.last_wrong
    if wishes.scope == "free":
        return True
    return card.due_on <= today


def _order_due(due: list[tuple[Fact, Card]], seed: str) -> list[tuple[Fact, Card]]:
    """Confidently wrong first, then the longest overdue; within a day, topics mixed by the seed."""
    return sorted(due, key=lambda pair: (not pair[1].confidently_wrong, pair[1].due_on, seeded_rank(seed, pair[0].id)))


def _fit_due(due: list[tuple[Fact, Card]], budget: int) -> list[tuple[Fact, Card]]:
    chosen: list[tuple[Fact, Card]] = []
    spent = 0
    for fact, card in due:
        spent += seconds_of(Step("ask", fact.id, card.rung))
        if chosen and spent > budget:
            break
        chosen.append((fact, card))
    return chosen


def _interleave(due: list[tuple[Fact, Card]]) -> list[tuple[Fact, Card]]:
    """Keep the order of urgency but, of the next few, prefer one of another topic than the last."""
    urgent = [pair for pair in due if pair[1].confidently_wrong]
    return _alternate(urgent) + _alternate([pair for pair in due if pair not in urgent])


def _alternate(due: list[tuple[Fact, Card]]) -> list[tuple[Fact, Card]]:
    rest = list(due)
    out: list[tuple[Fact, Card]] = []
    while rest:
        last = out[-1][0].topic if out else ""
        out.append(next((pair for pair in rest[:LOOK_AHEAD] if pair[0].topic != last), rest[0]))
        rest.remove(out[-1])
    return out


def _room_for_new(wishes: Wishes, introduced: int, asked: list[tuple[Fact, Card]], budget: int) -> int:
    """Return how many new facts there is room for; what is due counts even where it does not fit into the minutes."""
    if wishes.scope == "wrong" or (wishes.scope == "free" and asked):
        return 0
    if wishes.new is not None:
        return wishes.new
    spent = sum(seconds_of(Step("ask", fact.id, card.rung)) for fact, card in asked)
    if spent >= DUE_FULL_S:
        return 0
    cost = seconds_of(Step("teach", "", RECOGNISE)) + seconds_of(Step("ask", "", RECOGNISE))
    # Useful facts are asked for on purpose, after today's own: they come on top.
    left_today = NEW_PER_DAY if wishes.scope == "useful" else NEW_PER_DAY - introduced
    return max(0, min(left_today, (budget - spent) // cost))


def _choose_new(course: Course, facts: list[Fact], cards: Mapping[str, Card], wishes: Wishes, count: int) -> list[Fact]:
    """Return up to `count` unseen facts, topics in turn, none that blurs with another of them."""
    tiers = ("must", "useful") if wishes.scope == "useful" or wishes.topic else ("must",)
    unseen = [fact for tier in tiers for fact in facts if fact.tier == tier and current_card(fact, cards) is None]
    queue = _in_turn(course, unseen)
    few_known = sum(current_card(fact, cards) is not None for fact in facts) < COLD_START
    if few_known:
        cold = [fact for fact in queue if fact.cold][:COLD_START]
        queue = cold + [fact for fact in queue if fact not in cold]
    chosen: list[Fact] = []
    for fact in queue:
        if len(chosen) < count and not any(is_apart(fact, other) for other in chosen):
            chosen.append(fact)
    return chosen


def _choose_spacers(known: list[tuple[Fact, Card]], chosen: list[tuple[Fact, Card]], new: list[Fact]) -> list[tuple[Fact, Card]]:
    """Return the facts due soonest that must stand before a lesson's question where too little is due for that."""
    missing = APART - len(chosen)
    cold = min(missing, sum(fact.cold for fact in new))
    if missing <= 0 or len(new) <= cold:
        return []
    return sorted((pair for pair in known if pair not in chosen), key=lambda pair: pair[1].due_on)[: missing - cold]


def _in_turn(course: Course, facts: list[Fact]) -> list[Fact]:
    """Return the facts one topic after another, each topic's facts in course order."""
    by_topic = {topic.id: [fact for fact in facts if fact.topic == topic.id] for topic in course.topics}
    depth = max((len(group) for group in by_topic.values()), default=0)
    return [group[row] for row in range(depth) for group in by_topic.values() if row < len(group)]
