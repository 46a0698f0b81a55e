"""How the rules of replies behave: which fire often, and which of their verdicts are disputed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

import msgspec

from trainer.course.rules import Rule

Said = tuple[str, str]
"""A reply and the business reason that its situation gives."""
FIRED_LEAST = 10
"""Fewer verdicts of a rule tell nothing of how often it is disputed."""
DISPUTED_MOST = 0.1
"""Share of a rule's verdicts from which disputes are the rule's fault, not one person's."""


class RuleStats(msgspec.Struct, frozen=True, kw_only=True):
    """One rule: in how many typed replies it fires today, how many appeals are about it, and what became of them."""

    rule: str
    category: str
    fired: int
    appeals: int
    upheld: int
    corrected: int
    is_bad: bool
    """Often disputed, or corrected once."""


def assess_rules(
    rules: Iterable[Rule], find_rules: Callable[[Said], list[str]], said: Mapping[Said, int], appealed: Iterable[tuple[Said, str]]
) -> list[RuleStats]:
    """Return the rules that fired or are disputed, what to mend first at the head.

    `find_rules`: the ids of the rules that a reply breaks; `said`: how often each reply was typed; `appealed`: replies whose verdict
    somebody disagrees with, each with its outcome (`upheld`, `corrected`, or empty).
    """
    fired: Counter[str] = Counter()
    for reply, times in said.items():
        for rule in set(find_rules(reply)):
            fired[rule] += times
    disputes: Counter[tuple[str, str]] = Counter()
    rules = list(rules)
    for reply, outcome in appealed:
        blamed = _corrected_by(reply[0], rules) if outcome == "corrected" else set(find_rules(reply))
        disputes.update((rule, outcome) for rule in blamed)
    found = [_assess(rule, fired[rule.id], {end: disputes[rule.id, end] for end in ("", "upheld", "corrected")}) for rule in rules]
    return sorted((one for one in found if one.fired or one.appeals), key=lambda one: (not one.is_bad, -one.appeals, -one.fired, one.rule))


def _corrected_by(reply: str, rules: Iterable[Rule]) -> set[str]:
    """Return the rules of which a reply has become an example: what still fires in it was left as it is."""
    return {rule.id for rule in rules if reply in rule.examples.flag or reply in rule.examples.ok}


def _assess(rule: Rule, fired: int, outcomes: Mapping[str, int]) -> RuleStats:
    appeals = sum(outcomes.values())
    is_often = max(fired, appeals) >= FIRED_LEAST and appeals >= DISPUTED_MOST * fired
    return RuleStats(
        rule=rule.id,
        category=rule.label,
        fired=fired,
        appeals=appeals,
        upheld=outcomes["upheld"],
        corrected=outcomes["corrected"],
        # What was upheld every time speaks for the rule.
        is_bad=appeals > outcomes["upheld"] and (is_often or bool(outcomes["corrected"]) or appeals > 1),
    )
