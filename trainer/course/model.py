"""The course as values: what a trainer writes in YAML, after reading. Pure data, no I/O."""

from __future__ import annotations

from typing import Literal

import msgspec

Tier = Literal["must", "useful", "background"]
Standing = Literal["sound", "dated", "disputed", "policy"]
FactType = Literal["phrase", "pair", "principle", "dont_ask", "sequence", "list", "usage", "rule"]


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One staff sentence in its situation, and why it may (or may not) be said there."""

    situation: str
    say: str
    why: str
    better: str = ""
    """For a line that may not be said: what to say in this very situation."""


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


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to know. Questions are derived from it; see `trainer.drill.kinds`."""

    id: str
    type: FactType
    title: str
    tier: Tier
    standing: Standing
    source: list[str]
    why: str
    hears: str
    instead: str
    lesson: list[str]
    situation: str
    scenes: list[Scene]
    flag: list[Line]
    ok: list[Line] = msgspec.field(name="pass")
    cloze: list[Cloze]
    topic: str = ""
    rev: int = 1
    renamed_from: list[str] = []
    note: str = ""
    cold: bool = False
    apart: list[str] = []
    """Facts that blur with this one: never distractors for it, and not newly asked in the same session unless nothing else is left."""
    avoid: list[str] = []
    unless: list[str] = []
    principle: str = ""
    trigger: str = ""
    original: list[str] = []
    modern: str = ""
    variants: list[str] = []
    items: list[Item] = []
    outsiders: list[str] = []

    @property
    def log_id(self) -> str:
        """The first id this fact ever had: answers and cards are kept under it, so a renamed fact keeps its history."""
        return self.renamed_from[0] if self.renamed_from else self.id


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group of facts as a trainer would name it, e.g. 禁语."""

    id: str
    title: str


class Course(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole course. `facts` are in teaching order: topics in order, then the order in the files."""

    id: str
    title: str
    version: str
    topics: list[Topic]
    interval_cap_days: int = 30
    facts: list[Fact] = []
