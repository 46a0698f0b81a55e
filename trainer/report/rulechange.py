"""Which replies a change of rules can touch: only these need be judged again, and judging takes most of the time."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from trainer.course.rules import Rule, RuleBook
from trainer.reply.reading import read_sentences, spell
from trainer.reply.rules import RuleEngine
from trainer.reply.verdict import LONGEST


class RuleChange:
    """What differs between the rules of two courses. Both books hold sound rules only, with their finished patterns."""

    def __init__(self, old: RuleBook, new: RuleBook) -> None:
        changed = _changed_rules(old, new)
        self._everything = (old.purposes, old.reasons) != (new.purposes, new.reasons)
        self._engines = [_engine_of(book, changed) for book in (old, new)] if changed else []
        passed = [{spell(text) for rule in book.rules if rule.id in changed for text in rule.examples.ok} for book in (old, new)]
        self._passed = passed[0] ^ passed[1]
        self._known: dict[str, bool] = {}

    @property
    def is_empty(self) -> bool:
        """Tell whether every reply is judged as before."""
        return not (self._everything or self._engines)

    def touches(self, reply: str) -> bool:
        """Tell whether a reply may be judged otherwise."""
        if self.is_empty or self._everything:
            return self._everything
        if reply not in self._known:
            read = reply[:LONGEST]
            self._known[reply] = spell(read) in self._passed or len({_findings(engine, read) for engine in self._engines}) > 1
        return self._known[reply]

    def touches_any(self, replies: Iterable[str]) -> bool:
        """Tell whether any of some replies, or a sentence of one read by itself, may be judged otherwise."""
        return any(self.touches(reply) or any(map(self.touches, _sentences_of(reply))) for reply in replies)


def _changed_rules(old: RuleBook, new: RuleBook) -> set[str]:
    """Return the ids of the rules that say something else, or whose macros do."""
    before, after = ({rule.id: (rule, book.patterns.get(rule.id)) for rule in book.rules} for book in (old, new))
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _engine_of(book: RuleBook, names: set[str]) -> RuleEngine:
    return RuleEngine(msgspec.structs.replace(book, rules=[rule for rule in book.rules if rule.id in names]))


def _findings(engine: RuleEngine, reply: str) -> tuple[tuple[object, ...], ...]:
    return tuple((found.start, found.end, *_weight(found.rule)) for found in engine.find(reply))


def _weight(rule: Rule) -> tuple[object, ...]:
    """Return what of a rule that fired decides about a reply."""
    return rule.label, rule.severity, tuple(rule.context)


def _sentences_of(reply: str) -> list[str]:
    return [reply[one.places[0] : one.places[-1] + 1] for one in read_sentences(reply[:LONGEST])]
