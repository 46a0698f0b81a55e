"""Rules as values: what a trainer writes under `rules/`, after reading. Pure data, no I/O."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

Category = Literal[
    "refuse", "dont_know", "disown", "blame", "interrogate", "command", "brush_off", "lecture", "dismiss", "yes_but", "cost",
    "ask_age", "ask_marriage", "ask_income", "ask_address", "ask_history", "ask_religion", "ask_body",
]  # fmt: skip
Move = Literal[
    "greet", "apologise", "explain", "empathise", "solve", "commit", "thank", "clarify", "invite", "request", "refer", "team", "name",
    "i_statement",
]  # fmt: skip
Severity = Literal[1, 2, 3]
CATEGORIES: tuple[str, ...] = get_args(Category)
MOVES: tuple[str, ...] = get_args(Move)
EXAMPLES_LEAST = 2
"""Sentences that a rule must flag, and as many that it must let pass."""


class Examples(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule's own tests: sentences it must flag, and sentences like them that it must let pass."""

    flag: list[str]
    ok: list[str] = msgspec.field(name="pass")


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to find in a reply: a violation (`category`) or a good move (`move`). `say` holds templates, see `trainer.reply.say`."""

    id: str
    category: Category | None = None
    move: Move | None = None
    source: list[str] = []
    say: list[str]
    unless: list[str] = []
    """Templates that clear a clause in which one of `say` fires."""
    unless_sentence: list[str] = []
    """The same, looked for in the whole sentence."""
    unless_reply: list[str] = []
    """The same, looked for in every sentence of the reply: help may come in the next one."""
    context: list[str] = []
    """Purposes that clear this rule, beside those of the course's table."""
    severity: Severity = 2
    """How much it hurts: 1 would pass with a friendly face, 2 annoys, 3 starts a fight. Role-play raises the customer's mood by it."""
    instead: str = ""
    why: str = ""
    examples: Examples

    @property
    def label(self) -> str:
        """The category or the move."""
        return self.category or self.move or ""


class Macro(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name for wordings that mean the same, written `<name>` in templates."""

    name: str
    any: list[str]


class Purpose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A business reason: which categories it clears, and whether only where the reply gives its reason."""

    name: str
    title: str
    clears: list[Category]
    needs_reason: bool = False


class RuleBook(msgspec.Struct, frozen=True):
    """All rules of a course with what they refer to. `reasons`: templates of a reason given, for purposes that need one.

    `patterns`: the finished patterns by rule and field, where they were made before: making them takes 100 ms.
    """

    rules: list[Rule] = []
    macros: list[Macro] = []
    purposes: list[Purpose] = []
    reasons: list[str] = []
    patterns: dict[str, dict[str, list[str]]] = {}
    anchors: dict[str, list[list[list[str]]]] = {}
    """For each pattern of each rule's `say`, groups of words: it needs a word of each; see `trainer.reply.anchors`."""
