"""How each topic sits: 稳, 还不稳, 没见过, and “还看不出来” where there is too little to go by.

A fact is **steady** when all of this holds:

- its card has climbed to *recall* or higher, where the questions give no options;
- it was answered at least `ANSWERS_A_FACT` times, on more than one day;
- on the last of these days no answer was wrong;
- FSRS predicts today a recall of at least `STEADY_RECALL`.

Every other fact that was seen is **shaky**. A topic is

- **unseen** while none of its facts was answered,
- **unknown** while it has fewer than `ANSWERS_A_TOPIC` graded answers: then nobody is told that something is shaky either,
- **steady** when at least `STEADY_SHARE` of its facts are, counting the must-know ones and whatever else was seen,
- **shaky** otherwise.

Facts that are dated or disputed are practised, but what is doubtful says nothing about readiness: they are never counted here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Literal

import msgspec

from trainer.course.model import Course, Head, Topic
from trainer.drill.plan import current_card
from trainer.memory import RECALL, Card
from trainer.report.recall import DEFAULT_DECAY, predict_recall

ANSWERS_A_FACT = 3
ANSWERS_A_TOPIC = 6
STEADY_RECALL = 0.8
STEADY_SHARE = 0.8
DOUBTFUL = ("dated", "disputed")

Verdict = Literal["steady", "shaky", "unknown", "unseen"]


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How one topic sits. `steady`, `shaky` and `unseen` are numbers of facts; `answers` is what they rest on.

    `unseen_must`: those of the unseen that everybody must know.
    """

    topic: Topic
    steady: int
    shaky: int
    unseen: int
    unseen_must: int
    answers: int

    @property
    def seen(self) -> int:
        """How many facts were answered at least once."""
        return self.steady + self.shaky

    @property
    def verdict(self) -> Verdict:
        """The topic in one word."""
        if not self.seen:
            return "unseen"
        if self.answers < ANSWERS_A_TOPIC:
            return "unknown"
        return "steady" if self.steady >= STEADY_SHARE * (self.seen + self.unseen_must) else "shaky"


def assess_topics(course: Course, cards: Mapping[str, Card], today: date, decay: float = DEFAULT_DECAY) -> list[Standing]:
    """Return the standing of every topic that has facts to count, in teaching order; `decay` as in `predict_recall`."""

    def steady(card: Card) -> bool:
        return is_steady(card, today, decay)

    groups: dict[str, list[Head]] = {topic.id: [] for topic in course.topics}
    for fact in course.heads:
        if fact.standing not in DOUBTFUL and fact.topic in groups:
            groups[fact.topic].append(fact)
    return [_assess(topic, groups[topic.id], cards, steady) for topic in course.topics if groups[topic.id]]


def find_weakest(standings: Iterable[Standing]) -> Topic | None:
    """Return the shaky topic with the largest share of shaky facts; None where no topic has enough answers."""
    known = [standing for standing in standings if standing.verdict == "shaky" and standing.shaky]
    weakest = max(known, key=lambda standing: (standing.shaky / standing.seen, standing.shaky), default=None)
    return weakest.topic if weakest else None


def is_steady(card: Card, today: date, decay: float = DEFAULT_DECAY) -> bool:
    """Tell whether one fact sits; see the rule above."""
    enough = card.reps >= ANSWERS_A_FACT and card.last_on > card.first_on
    return enough and card.rung >= RECALL and not card.last_wrong and predict_recall(card, today, decay) >= STEADY_RECALL


def _assess(topic: Topic, facts: list[Head], cards: Mapping[str, Card], is_steady: Callable[[Card], bool]) -> Standing:
    pairs = [(fact, current_card(fact, cards)) for fact in facts]
    known = [card for _fact, card in pairs if card]
    steady = sum(map(is_steady, known))
    return Standing(
        topic=topic,
        steady=steady,
        shaky=len(known) - steady,
        unseen=len(pairs) - len(known),
        unseen_must=sum(card is None and fact.tier == "must" for fact, card in pairs),
        answers=sum(card.reps for card in known),
    )
