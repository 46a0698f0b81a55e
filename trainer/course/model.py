"""The course as values: what a trainer writes in YAML, after reading. Pure data, no I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Literal, overload

import msgspec

from trainer.course.rules import Move

Tier = Literal["must", "useful", "background"]
Standing = Literal["sound", "dated", "disputed", "policy"]
FactType = Literal["phrase", "pair", "principle", "dont_ask", "sequence", "list", "usage", "rule", "number"]


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One staff sentence in its situation, and why it may (or may not) be said there."""

    situation: str
    say: str
    why: str
    better: str = ""
    """For a line that may not be said: what to say in this very situation."""
    hears: str = ""
    """For such a line, what the customer hears in it; the fact's own `hears` when empty."""
    purpose: str = ""
    """The business reason that the situation gives for a question; one of the course's purposes."""


class Scene(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A situation at the counter: what slips out, what goes wrong more subtly, and what to say."""

    situation: str
    bad: str
    wrong: list[str]
    say: str
    also: list[str] = []
    keys: list[list[str]] = []
    """A typed reply is right when it holds one fragment of every group."""
    hears: str = ""
    """What the customer hears in `bad`; the fact's own `hears` when empty."""
    purpose: str = ""
    """As in `Line`."""


class Cloze(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A good sentence whose turning phrase stands in 【】 and is typed by the learner."""

    situation: str
    text: str
    accept: list[str] = []


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One element of a sequence or a list."""

    name: str
    """At most ten characters: shown as an option."""
    text: str
    accept: list[str] = []
    """Other wordings that count when the list is recalled in writing."""


class Figure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One number of the source: what it counts, and what it means at the counter."""

    name: str
    """What is counted, fit to stand before “是多少？”."""
    value: str
    """A number or a range without its unit: `82`, `5-6`."""
    means: str
    wrong: list[str]
    """Other values in the same unit: distractors."""
    unit: str = ""


class Cut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A staff line in which the words in 【】 must go, and what to say instead."""

    situation: str
    say: str
    why: str
    better: str


class Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question written by hand. With options `key` holds the right ones of them, else the accepted typed answers."""

    ask: str
    key: list[str]
    why: str
    situation: str = ""
    options: list[str] = []
    hint: str = ""


class Reply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a customer says, and what a good answer to it does; `purpose`: a business reason that the situation gives."""

    situation: str
    customer: str
    moves: list[Move]
    say: str
    also: list[str] = []
    purpose: str = ""


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What planning a session needs to know of a fact."""

    id: str
    type: FactType
    title: str
    tier: Tier
    standing: Standing
    topic: str = ""
    rev: int = 1
    renamed_from: list[str] = []
    cold: bool = False
    apart: list[str] = []
    """Facts that blur with this one: never distractors for it, and not newly asked in the same session unless nothing else is left."""
    principle: str = ""

    @property
    def log_id(self) -> str:
        """The first id this fact ever had: answers and cards are kept under it, so a renamed fact keeps its history."""
        return self.renamed_from[0] if self.renamed_from else self.id


class Fact(Head, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing to know. Questions are derived from it; see `trainer.drill.kinds`."""

    source: list[str] = []
    why: str
    instead: str
    lesson: list[str]
    situation: str
    hears: str = ""
    mnemonic: str = ""
    note: str = ""
    scenes: list[Scene] = []
    flag: list[Line] = []
    ok: list[Line] = msgspec.field(name="pass", default_factory=list)
    cloze: list[Cloze] = []
    cut: list[Cut] = []
    questions: list[Written] = []
    replies: list[Reply] = []
    avoid: list[str] = []
    unless: list[str] = []
    trigger: str = ""
    original: list[str] = []
    modern: str = ""
    variants: list[str] = []
    items: list[Item] = []
    outsiders: list[str] = []
    figures: list[Figure] = []


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group of facts as a trainer would name it, e.g. 禁语."""

    id: str
    title: str


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `course.yaml` says. The cap is the longest time, in days, after which a fact is asked again.

    `extends`: the shipped course on which this one stands; `without`: the ids of its facts, rules and scenarios that are left out.
    """

    id: str
    title: str
    version: str
    topics: list[Topic] = []
    interval_cap_days: int = 30
    extends: str = ""
    without: list[str] = []


class Facts(Sequence[Fact]):
    """The facts of a course in teaching order: topics in order, then the order in the files.

    `heads` are at hand for all of them; a fact itself is fetched, by its position, when somebody asks for it.
    """

    def __init__(self, heads: Sequence[Head], fetch: Callable[[int], Fact]) -> None:
        self.heads = heads
        self._fetch = fetch
        self._fetched: dict[int, Fact] = {}

    @classmethod
    def of(cls, facts: Sequence[Fact]) -> Facts:
        """Return facts that are all in memory already."""
        return cls(facts, facts.__getitem__)

    def __len__(self) -> int:
        return len(self.heads)

    @overload
    def __getitem__(self, position: int) -> Fact: ...
    @overload
    def __getitem__(self, position: slice) -> list[Fact]: ...
    def __getitem__(self, position: int | slice) -> Fact | list[Fact]:
        if isinstance(position, slice):
            return [self[index] for index in range(*position.indices(len(self)))]
        if position not in self._fetched:
            self._fetched[position] = self._fetch(position)
        return self._fetched[position]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Facts) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(tuple(head.id for head in self.heads))

    def position(self, fact_id: str) -> int | None:
        """Return where a fact stands, found by its id or by an id that it had before; the present ids come first."""
        return self._positions.get(fact_id)

    def of_type(self, type_: FactType) -> list[int]:
        """Return the positions of the facts of one type."""
        return self._types.get(type_, [])

    def led_by(self, principle: str) -> list[int]:
        """Return the positions of the pairs that a principle governs."""
        return self._principles.get(principle, [])

    @cached_property
    def _positions(self) -> dict[str, int]:
        former = [(id_, position) for position, head in enumerate(self.heads) for id_ in head.renamed_from]
        return dict(former) | {head.id: position for position, head in enumerate(self.heads)}

    @cached_property
    def _types(self) -> dict[str, list[int]]:
        return _group(head.type for head in self.heads)

    @cached_property
    def _principles(self) -> dict[str, list[int]]:
        return _group(head.principle for head in self.heads)


def _group(names: Iterable[str]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        groups.setdefault(name, []).append(position)
    return groups


class Course(msgspec.Struct, frozen=True):
    """A whole course."""

    about: About
    facts: Facts

    @property
    def id(self) -> str:
        """The id under which answers are kept: nobody begins again because a shop adds to the shipped course."""
        return self.about.extends or self.about.id

    @property
    def topics(self) -> list[Topic]:
        """The topics in teaching order."""
        return self.about.topics

    @property
    def interval_cap_days(self) -> int:
        """The longest time, in days, after which a fact is asked again."""
        return self.about.interval_cap_days

    @property
    def heads(self) -> Sequence[Head]:
        """What planning needs to know of every fact, in teaching order."""
        return self.facts.heads
