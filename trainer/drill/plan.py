"""What to ask today: due cards first, then new facts, within the learner's minutes. Pure: day and seed come in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from typing import Literal

import msgspec

from trainer.course.model import Course, Head
from trainer.drill.intake import choose_cold_spacers, choose_new, choose_spacers
from trainer.drill.layout import lay_out
from trainer.drill.routine import NEW_PER_DAY, Routine
from trainer.drill.step import ASK_S, Step, ask_seconds, new_seconds
from trainer.drill.variety import seeded_rank
from trainer.memory import Card, next_due

DUE_FULL_S = 240
"""Seconds of due work from which no new fact is introduced."""
LOOK_AHEAD = 4
"""How many places a question may move forward so that topics alternate."""

Scope = Literal["daily", "wrong", "useful", "free"]


class Wishes(msgspec.Struct, frozen=True):
    """What the learner asked for. `topic` is a topic id (empty: all); `new` overrides, for once, the new facts a day."""

    minutes: int = 5
    topic: str = ""
    new: int | None = None
    scope: Scope = "daily"
    new_per_day: int = NEW_PER_DAY

    @classmethod
    def usual(cls, routine: Routine) -> Wishes:
        """Return what somebody wants who just types `trainer drill`."""
        return cls(minutes=routine.minutes, new_per_day=routine.new_per_day)


class Plan(msgspec.Struct, frozen=True):
    """The steps of one session, the seed they were laid out with, and how many due cards are left for other days."""

    steps: list[Step]
    seed: str
    waiting: int

    @property
    def questions(self) -> int:
        """How many questions the plan holds before any come back."""
        return sum(step.action == "ask" for step in self.steps)


def compose_plan(course: Course, cards: Mapping[str, Card], today: date, seed: str, wishes: Wishes) -> Plan:
    """Choose and lay out today's steps. `cards` are by `Fact.log_id`; they also tell how many facts are new today already."""
    found = [(fact, current_card(fact, cards)) for fact in course.heads]
    known = [(fact, card) for fact, card in found if card is not None]
    wanted = [pair for pair in known if wishes.topic in ("", pair[0].topic) and _is_wanted(pair[1], today, wishes)]
    budget = wishes.minutes * 60
    asked = _order_due(wanted, seed, budget)
    chosen = _fit_due(asked, budget)
    unseen = [fact for fact, card in found if card is None]
    introduced = sum(card.first_on == today for _fact, card in known)
    new = choose_new(course, _eligible(unseen, wishes), len(known), _room_for_new(wishes, introduced, asked, budget))
    spacers = choose_spacers(known, chosen, new)
    new += choose_cold_spacers(unseen, new, len(chosen) + len(spacers))
    waiting = sum(is_due(card, today) for _fact, card in asked[len(chosen) :])
    steps = [Step("ask", fact.id, card.rung) for fact, card in _interleave(chosen) + spacers]
    return Plan(lay_out(steps, new), seed, waiting)


def current_card(fact: Head, cards: Mapping[str, Card]) -> Card | None:
    """Return the card of this revision of a fact; a raised revision starts afresh."""
    card = cards.get(fact.log_id)
    return card if card is not None and card.rev >= fact.rev else None


def is_due(card: Card, today: date) -> bool:
    """Tell whether a card is to be asked today; what a wrong clock dated into the future is neither stranded nor asked daily."""
    return next_due(card, today) <= today


def _eligible(unseen: list[Head], wishes: Wishes) -> list[Head]:
    """Return the unseen facts that may be introduced, must-know ones first."""
    tiers = ("must", "useful", "background") if wishes.scope == "useful" or wishes.topic else ("must",)
    return [fact for tier in tiers for fact in unseen if fact.tier == tier and wishes.topic in ("", fact.topic)]


def _is_wanted(card: Card, today: date, wishes: Wishes) -> bool:
    if wishes.scope == "wrong":
        return card.last_wrong
    if wishes.scope == "free":
        return True
    return is_due(card, today)


def _order_due(due: list[tuple[Head, Card]], seed: str, budget: int) -> list[tuple[Head, Card]]:
    """Confidently wrong first, then the longest overdue; within a day, topics mixed by the seed.

    What can never fit into the budget stays unmixed behind the rest: after a long absence thousands may be due.
    """
    due = sorted(due, key=_urgency)
    last = due[: budget // min(ASK_S.values()) + 1][-1:]
    cut = bisect_right(due, _urgency(last[0]), key=_urgency) if last else 0
    return sorted(due[:cut], key=lambda pair: (*_urgency(pair), seeded_rank(seed, pair[0].id))) + due[cut:]


def _urgency(pair: tuple[Head, Card]) -> tuple[bool, date]:
    return not pair[1].confidently_wrong, pair[1].due_on


def _fit_due(due: list[tuple[Head, Card]], budget: int) -> list[tuple[Head, Card]]:
    chosen: list[tuple[Head, Card]] = []
    spent = 0
    for fact, card in due:
        spent += ask_seconds(card.rung)
        if chosen and spent > budget:
            break
        chosen.append((fact, card))
    return chosen


def _interleave(due: list[tuple[Head, Card]]) -> list[tuple[Head, Card]]:
    """Keep the order of urgency but, of the next few, prefer one of another topic than the last."""
    urgent = [pair for pair in due if pair[1].confidently_wrong]
    return _alternate(urgent) + _alternate([pair for pair in due if pair not in urgent])


def _alternate(due: list[tuple[Head, Card]]) -> list[tuple[Head, Card]]:
    rest = list(due)
    out: list[tuple[Head, Card]] = []
    while rest:
        last = out[-1][0].topic if out else ""
        out.append(next((pair for pair in rest[:LOOK_AHEAD] if pair[0].topic != last), rest[0]))
        rest.remove(out[-1])
    return out


def _room_for_new(wishes: Wishes, introduced: int, asked: list[tuple[Head, Card]], budget: int) -> int:
    """Return how many new facts there is room for; what is due counts even where it does not fit into the minutes."""
    if wishes.scope == "wrong" or (wishes.scope == "free" and asked):
        return 0
    if wishes.new is not None:
        return wishes.new
    spent = sum(ask_seconds(card.rung) for _fact, card in asked)
    if spent >= DUE_FULL_S:
        return 0
    # Useful facts are asked for on purpose, after today's own: they come on top.
    left_today = wishes.new_per_day if wishes.scope == "useful" else wishes.new_per_day - introduced
    return max(0, min(left_today, (budget - spent) // new_seconds()))
