"""What a typed reply does: what would start a fight and what is well done. Rules are certain and win; the tagger adds what is likely."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import msgspec

from trainer.course.rules import CATEGORIES, Rule
from trainer.errors import UsageError
from trainer.i18n import N_
from trainer.reply.reading import spell
from trainer.reply.rules import Finding, RuleEngine
from trainer.reply.tagger import Tag, Tagger

USUAL = 2
"""The severity of what no rule stands for."""
LONGEST = 2000
"""Characters of one reply."""


class Violation(msgspec.Struct, frozen=True):
    """What the trainer would correct. `start` and `end`: code points of the reply as typed. `rule`: the one that fired, or the nearest."""

    category: str
    certainty: Literal["certain", "likely"]
    rule: str
    source: list[str]
    start: int
    end: int
    instead: str
    why: str


class Made(msgspec.Struct, frozen=True):
    """A good move and where it stands."""

    move: str
    start: int
    end: int


class Verdict(msgspec.Struct, frozen=True):
    """Everything found in one reply in the order of the text: a violation wherever it stands, each move once."""

    violations: list[Violation]
    moves: list[Made]


class _Example(NamedTuple):
    """A sentence that a rule flags, with its pairs of neighbouring characters."""

    rule: Rule
    text: str
    pairs: frozenset[str]


class ReplyJudge:
    """Judges replies by the rules of a course and, where there is one, by a tagger."""

    def __init__(self, engine: RuleEngine, rules: Sequence[Rule], tagger: Tagger | None = None) -> None:
        self.engine = engine
        self._rules = rules
        self._tagger = tagger
        self._passed: dict[str, frozenset[str]] = {}
        self._examples: dict[str, list[_Example]] = {}

    def judge(self, reply: str, customer: str = "", purpose: str = "") -> Verdict:
        """Return the verdict. Raises `UsageError` for a reply that is too long."""
        if len(reply) > LONGEST:
            raise UsageError(N_("太长了，最多 {limit} 个字。", limit=LONGEST), N_("只写您会当面说的那几句。"))
        found = self.engine.find(reply)
        tags = self._tags(reply, customer, purpose, found)
        cleared = self.engine.cleared(reply, purpose, {*(one.rule.label for one in found), *(tag.label for tag in tags)})
        violations = [_certain(one) for one in found if one.rule.category and not self._is_cleared(one.rule, purpose, cleared)]
        known = {one.category for one in violations} | cleared | {one.rule.label for one in found}
        likely = [tag for tag in tags if tag.label in CATEGORIES and tag.label not in known and not self._is_passed(tag.label, reply)]
        violations += [self._likely(tag, reply) for tag in likely]
        moves = [Made(one.rule.label, one.start, one.end) for one in found if one.rule.move]
        moves += [Made(tag.label, tag.start, tag.end) for tag in tags if tag.label not in CATEGORIES]
        return Verdict(sorted(violations, key=lambda one: (one.start, one.end)), _first_of_each(moves))

    def _tags(self, reply: str, customer: str, purpose: str, found: Sequence[Finding]) -> list[Tag]:
        if self._tagger is None:
            return []
        return self._tagger.tag(reply, customer, purpose, sorted({f"rule:{one.rule.label}" for one in found}))

    def _is_cleared(self, rule: Rule, purpose: str, cleared: set[str]) -> bool:
        return rule.label in cleared or bool(purpose) and purpose in rule.context

    def _likely(self, tag: Tag, reply: str) -> Violation:
        rule = self.nearest_rule(tag.label, reply[tag.start : tag.end])
        if rule is None:
            return Violation(tag.label, "likely", "", [], tag.start, tag.end, "", "")
        return Violation(tag.label, "likely", rule.id, rule.source, tag.start, tag.end, rule.instead, rule.why)

    def nearest_rule(self, category: str, words: str) -> Rule | None:
        """Return the rule of a category whose example shares most with some words."""
        nearest = self._nearest(category, words)
        return nearest.rule if nearest else None

    def nearest_example(self, category: str, words: str) -> str:
        """Return that example; empty where the category has no rule."""
        nearest = self._nearest(category, words)
        return nearest.text if nearest else ""

    def _nearest(self, category: str, words: str) -> _Example | None:
        typed = _pairs_of(words)
        return max(self._examples_of(category), key=lambda one: len(one.pairs & typed) / len(one.pairs | typed), default=None)

    def severity_of(self, violation: Violation) -> int:
        """Return how much a violation hurts, from 1 to 3: as its rule says, or the rule it is nearest to."""
        return next((rule.severity for rule in self._rules if rule.id == violation.rule), USUAL)

    def _is_passed(self, category: str, reply: str) -> bool:
        """Tell whether a rule's author says that this very reply is harmless: what a person has settled is not guessed again."""
        if category not in self._passed:
            rules = [rule for rule in self._rules if rule.category == category]
            self._passed[category] = frozenset(spell(example) for rule in rules for example in rule.examples.ok)
        return spell(reply) in self._passed[category]

    def _examples_of(self, category: str) -> list[_Example]:
        if category not in self._examples:
            rules = [rule for rule in self._rules if rule.category == category]
            self._examples[category] = [_Example(rule, text, _pairs_of(text)) for rule in rules for text in rule.examples.flag]
        return self._examples[category]


def _pairs_of(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a text, and its last character: never empty."""
    spelled = spell(text)
    return frozenset(spelled[place : place + 2] for place in range(max(1, len(spelled))))


def _certain(finding: Finding) -> Violation:
    rule = finding.rule
    return Violation(rule.label, "certain", rule.id, rule.source, finding.start, finding.end, rule.instead, rule.why)


def _first_of_each(moves: Sequence[Made]) -> list[Made]:
    """Return the first of each move, in the order of the text."""
    first: dict[str, Made] = {}
    for made in sorted(moves, key=lambda made: made.start):
        first.setdefault(made.move, made)
    return list(first.values())
