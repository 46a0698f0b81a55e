"""Role-play scenarios as values: who stands before you, what she says by mood, and what lets the talk move on. Pure data, no I/O."""

from __future__ import annotations

from typing import Literal

import msgspec

from trainer.course.rules import Move

Band = Literal["calm", "upset", "furious"]
EndingKind = Literal["home", "resolved", "boundary", "left", "complained"]
Channel = Literal["face", "phone", "chat"]
Quality = Literal["best", "fair", "poor", "bad"]
Level = Literal[1, 2, 3]
Best = Literal["home", "boundary"]
Detail = Literal["", "happened", "need", "any"]
Base = Literal[0, 1, 2, 3, 4]
"""None, first (attitude), second (need found), third (need met), home (a returning customer): S23."""
CALM_MOST, UPSET_MOST, MOOD_MOST = 3, 6, 10
"""Mood is anger from 0 to 10; up to these it is called calm and upset."""
EffectName = Literal[
    "hurt_1", "hurt_2", "hurt_3", "hurt_more", "hurt_again",
    "empathy", "sorry", "again_sorry", "eased", "named", "listened", "remembered", "heard_solution", "early_solution",
    "hollow_solution", "excuse", "explained_on", "promise", "hollow_promise", "together", "long", "nothing",
]  # fmt: skip
GOOD_ENDINGS: tuple[EndingKind, ...] = ("home", "resolved", "boundary")


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The customer: how to address her, how she talks, what happened, how angry she comes in."""

    name: str = ""
    speaks: str = ""
    happened: str = ""
    mood: int = 5
    quiet: bool = False
    """Leaves in silence where others would complain upward."""


class Lines(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What she says at a node, by mood; at least one, in the shipped scenarios three variants each."""

    calm: list[str] = []
    upset: list[str] = []
    furious: list[str] = []


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reply to choose, how good it is, and why."""

    say: str
    quality: Quality
    why: str


class Node(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One point of the talk. It is passed when every group of goals has a move, every group of keys a word, and the detail was named."""

    id: str
    base: Base
    """Reached when the node is passed."""
    lines: Lines
    again: list[str] = []
    """What she says when the reply did not move her on."""
    goals: list[list[Move]] = []
    detail: Detail = ""
    keys: list[list[str]] = []
    hint: str = ""
    next: str = ""
    """The node after this one; empty for the one written below it, or, from base 4, for the end."""
    options: list[Option] = []
    ending: EndingKind | Literal[""] = ""
    """The play is over where this node is reached; her line here is the last."""
    point_of_no_return: str = ""
    """Why from here it can no longer end well whatever is said; empty where it always can."""

    @property
    def best(self) -> Option | None:
        """The best of the replies to choose among."""
        return next((option for option in self.options if option.quality == "best"), None)


class Branch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """A way to another node: from which node, at which mood, after which violation, or after which words."""

    from_: str
    to: str
    mood_least: int = 11
    violated: list[str] = []
    said: list[str] = []
    """Words that lead there, such as a secret told: giving in is no violation, and still no way out."""


class Details(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that show that a reply is about this case: what happened, and what she needs."""

    happened: list[str] = []
    need: list[str] = []

    @property
    def words(self) -> dict[str, list[str]]:
        """The words by the name of the detail."""
        return {"happened": self.happened, "need": self.need}


class Rehearsal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A play written down: the replies, the mood after each, and how it ends. Checked with the course."""

    name: Literal["golden", "worst", "recovery", "beginner"]
    replies: list[str]
    moods: list[int]
    ending: EndingKind


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One scenario; `says`, `wants`, `needs`, `offer` and `reply` are enough, everything else has a default or a shared line."""

    says: list[str]
    wants: str
    needs: str
    offer: list[str]
    reply: str
    title: str = ""
    trade: str = ""
    level: Level = 1
    channel: Channel = "face"
    place: str = ""
    purpose: str = ""
    source: list[str] = []
    facts: list[str] = []
    best: Best = "home"
    call_in: str = ""
    person: Person = Person()
    details: Details = Details()
    nodes: list[Node] = []
    branches: list[Branch] = []
    endings: dict[EndingKind, list[str]] = {}
    reactions: dict[str, list[str]] = {}
    weights: dict[str, int] = {}
    plays: list[Rehearsal] = []


class Weight(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much something moves the mood, and why."""

    name: EffectName
    value: int
    why: str


class Shared(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What scenarios share: weights, lines by pool, the nodes of a scenario that has none, and words too common to be a detail."""

    weights: list[Weight]
    reactions: dict[str, list[str]]
    endings: dict[str, list[str]]
    nodes: list[Node]
    common: list[str] = []


def band_of(mood: int) -> Band:
    """Return how a mood is called."""
    return "calm" if mood <= CALM_MOST else "upset" if mood <= UPSET_MOST else "furious"
