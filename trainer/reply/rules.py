"""The rules of a course, ready to find what is wrong and what is good in a reply. Linear in the length of the reply."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec
import re2  # type: ignore[import-untyped]  # ships no types

from trainer.course.rules import CATEGORIES, Purpose, Rule, RuleBook
from trainer.i18n import N_
from trainer.reply.reading import Sentence, read_sentences
from trainer.reply.say import UnfitTemplate, compile_macros, compile_say, whole_clause

SET_PATTERNS = 20
SET_BYTES = 4 << 20
"""Patterns of one prefilter and the memory that it may use. One for all 640 has so many states that it forgets them again and
again, even with 64 MB: 0.9 ms a sentence instead of 0.16."""


class Finding(msgspec.Struct, frozen=True):
    """Where a rule fired, in code points of the reply as typed, `end` exclusive."""

    rule: Rule
    start: int
    end: int


class RuleEngine:
    """Finds what the rules of a book say. Raises `UnfitTemplate` for a template that cannot be compiled."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._purposes: Mapping[str, Purpose] = {word: purpose for purpose in book.purposes for word in (purpose.name, purpose.title)}
        self._reasons = _Patterns(book.reasons, self)
        self._rules = [_Matcher(rule, self._make_patterns(rule), self) for rule in book.rules]
        self.patterns = {matcher.rule.id: matcher.patterns for matcher in self._rules}
        self._owners = [matcher for matcher in self._rules for _pattern in matcher.patterns]
        self._numbers = [number for matcher in self._rules for number in range(len(matcher.patterns))]
        patterns = [pattern for matcher in self._rules for pattern in matcher.patterns]
        self._sets = [(start, _compile_set(patterns[start : start + SET_PATTERNS])) for start in range(0, len(patterns), SET_PATTERNS)]

    @cached_property
    def macros(self) -> dict[str, str]:
        """The patterns of the macros, made when the first template needs them."""
        return compile_macros(self._book.macros)

    def _make_patterns(self, rule: Rule) -> list[str]:
        return self._book.patterns.get(rule.id) or [compile_say(template, self.macros) for template in rule.say]

    def find(self, reply: str) -> list[Finding]:
        """Return what was found, in the order of the text: each label once a sentence."""
        sentences = list(read_sentences(reply))
        found = [finding for sentence in sentences for finding in self._find_in(sentence, sentences)]
        return sorted(found, key=lambda finding: (finding.start, finding.end))

    def fired_in(self, rule_id: str, reply: str) -> tuple[list[str], list[str]]:
        """Return the clauses and the sentences of a reply in which a rule fires, as templates that match them and nothing else."""
        sentences = list(read_sentences(reply))
        matcher = next(matcher for matcher in self._rules if matcher.rule.id == rule_id)
        found = [
            (sentence.clause_around(*span), sentence.text)
            for sentence in sentences
            for number in range(len(matcher.patterns))
            if (span := matcher.find(number, sentence, sentences))
        ]
        clauses, whole = (dict.fromkeys(texts) for texts in zip(*found, strict=True)) if found else ({}, {})
        return [whole_clause(text) for text in clauses], [whole_clause(text) for text in whole]

    def cleared(self, reply: str, purpose: str, labels: set[str]) -> set[str]:
        """Return the categories that a purpose clears in a reply in which these labels were found."""
        known = self._purposes.get(purpose)
        if known is None:
            return set()
        if known.needs_reason:
            is_rude = bool(labels & set(CATEGORIES) - set(known.clears))
            if is_rude or not any(self._reasons.fires(sentence.text) for sentence in read_sentences(reply)):
                return set()
        return set(known.clears)

    def knows_purpose(self, purpose: str) -> bool:
        """Tell whether a purpose stands in the course's table; any other clears nothing."""
        return purpose in self._purposes

    def _find_in(self, sentence: Sentence, reply: Sequence[Sentence]) -> Iterable[Finding]:
        found: dict[str, Finding] = {}
        for place in [start + place for start, patterns in self._sets for place in sorted(patterns.Match(sentence.text) or [])]:
            matcher = self._owners[place]
            if matcher.rule.label in found:
                continue
            if span := matcher.find(self._numbers[place], sentence, reply):
                found[matcher.rule.label] = Finding(matcher.rule, *sentence.span(*span))
        return found.values()


class _Patterns:
    """Templates that clear: compiled when the first reply needs them."""

    def __init__(self, templates: Sequence[str], engine: RuleEngine) -> None:
        self._templates = templates
        self._engine = engine

    @cached_property
    def _compiled(self) -> list[Any]:
        return [compile_pattern(compile_say(template, self._engine.macros)) for template in self._templates]

    def fires(self, text: str) -> bool:
        return any(pattern.search(text) for pattern in self._compiled)


class _Matcher:
    """One rule with its patterns; those that say where it fired are compiled when it first does."""

    def __init__(self, rule: Rule, patterns: list[str], engine: RuleEngine) -> None:
        self.rule = rule
        self.patterns = patterns
        self._unless = _Patterns(rule.unless, engine)
        self._unless_sentence = _Patterns(rule.unless_sentence, engine)
        self._unless_reply = _Patterns(rule.unless_reply, engine)
        self._compiled: dict[int, Any] = {}

    def find(self, number: int, sentence: Sentence, reply: Sequence[Sentence]) -> tuple[int, int] | None:
        """Return where in the text of a sentence the pattern fires and nothing clears it."""
        if self._unless_sentence.fires(sentence.text):
            return None
        if number not in self._compiled:
            self._compiled[number] = compile_pattern(self.patterns[number])
        for match in self._compiled[number].finditer(sentence.text):
            start, end = match.span()
            if not self._unless.fires(sentence.clause_around(start, end)):
                return None if any(self._unless_reply.fires(other.text) for other in reply) else (start, end)
        return None


def compile_pattern(pattern: str) -> Any:
    """Return a pattern of the linear-time engine. Raises `UnfitTemplate` for one that it cannot run."""
    try:
        return re2.compile(pattern, _options())
    except re2.error as failure:
        raise UnfitTemplate(N_("这个写法太长，程序跑不动。")) from failure


def _compile_set(patterns: Sequence[str]) -> Any:
    together = re2.Set.SearchSet(_options())
    try:
        for pattern in patterns:
            together.Add(pattern)
    except re2.error as failure:
        raise UnfitTemplate(N_("这个写法太长，程序跑不动。")) from failure
    together.Compile()
    return together


def _options() -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = SET_BYTES
    return options
