"""The rules of a course, ready to find what is wrong and what is good in a reply. Linear in the length of the reply."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec
import re2  # type: ignore[import-untyped]  # ships no types

from trainer.course.rules import CATEGORIES, Purpose, Rule, RuleBook
from trainer.i18n import N_
from trainer.reply.anchors import LONGEST, find_anchors
from trainer.reply.reading import Sentence, read_sentences
from trainer.reply.say import UnfitTemplate, compile_macros, compile_say, whole_clause

FIELDS = ("say", "unless", "unless_sentence", "unless_reply")
"""The fields of a rule that hold templates."""
REASONS = "reasons"
MEMORY = 4 << 20
"""Bytes that one pattern may use while it runs."""


class Finding(msgspec.Struct, frozen=True):
    """Where a rule fired, in code points of the reply as typed, `end` exclusive."""

    rule: Rule
    start: int
    end: int


class RuleEngine:
    """Finds what the rules of a book say. Raises `UnfitTemplate` for a template that cannot be compiled.

    `macros`: the compiled macros of the book, where somebody has them already.
    """

    def __init__(self, book: RuleBook, macros: dict[str, str] | None = None) -> None:
        self._book = book
        self._macros = macros
        self._purposes: Mapping[str, Purpose] = {word: purpose for purpose in book.purposes for word in (purpose.name, purpose.title)}
        self._reasons = _Patterns(self._compiler("", REASONS, book.reasons))
        self._rules = [_Matcher(rule, self._compiler) for rule in book.rules]
        self.patterns = {matcher.rule.id: matcher.patterns for matcher in self._rules}
        self._owners = [matcher for matcher in self._rules for _pattern in matcher.patterns]
        self._numbers = [number for matcher in self._rules for number in range(len(matcher.patterns))]
        made = [book.anchors.get(matcher.rule.id) or [find_anchors(pattern) for pattern in matcher.patterns] for matcher in self._rules]
        self._sieve = _Sieve([groups for rule in made for groups in rule])

    @cached_property
    def macros(self) -> dict[str, str]:
        """The patterns of the macros, made when the first template needs them."""
        return compile_macros(self._book.macros) if self._macros is None else self._macros

    def _compiler(self, rule_id: str, field: str, templates: Sequence[str]) -> Callable[[], list[str]]:
        """Return what makes the patterns of some templates, or takes those that were made before."""

        def compile_all() -> list[str]:
            made = self._book.patterns.get(rule_id, {}).get(field)
            return [compile_say(template, self.macros) for template in templates] if made is None else made

        return compile_all

    def find(self, reply: str) -> list[Finding]:
        """Return what was found, in the order of the text: each label once a sentence."""
        sentences = list(read_sentences(reply))
        found = [finding for sentence in sentences for finding in self._find_in(sentence, sentences)]
        return sorted(found, key=lambda finding: (finding.start, finding.end))

    def list_firing(self, reply: str, wanted: set[str]) -> set[str]:
        """Return which of some rules, by id, fire in a reply, those too whose label another rule found first."""
        sentences = list(read_sentences(reply))
        fired: set[str] = set()
        for sentence in sentences:
            for place in self._sieve.sift(sentence.text):
                matcher = self._owners[place]
                if matcher.rule.id in wanted - fired and matcher.find(self._numbers[place], sentence, sentences):
                    fired.add(matcher.rule.id)
        return fired

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
        for place in self._sieve.sift(sentence.text):
            matcher = self._owners[place]
            if matcher.rule.label in found:
                continue
            if span := matcher.find(self._numbers[place], sentence, reply):
                found[matcher.rule.label] = Finding(matcher.rule, *sentence.span(*span))
        return found.values()


class _Sieve:
    """Tells which patterns may be in a text, by the words that they cannot do without.

    A text has few runs of characters, and looking each of them up is quicker than any automaton that knows all patterns:
    those of `re2.Set` had so many states that they were made anew all the time.
    """

    def __init__(self, anchors: Sequence[Sequence[Sequence[str]]]) -> None:
        self._always = [place for place, groups in enumerate(anchors) if not groups]
        self._rest = [[frozenset(group) for group in groups[1:]] for groups in anchors]
        self._by_word: dict[str, list[int]] = {}
        for place, groups in enumerate(anchors):
            for word in groups[0] if groups else ():
                self._by_word.setdefault(word, []).append(place)
        self._words = {word for groups in anchors for group in groups for word in group}

    def sift(self, text: str) -> list[int]:
        """Return the places of the patterns that may be in a text, in their order."""
        runs = {text[start:stop] for start in range(len(text)) for stop in range(start + 1, start + LONGEST + 1)}
        found = runs & self._words
        likely = {place for word in found for place in self._by_word.get(word, ())}
        return sorted([*self._always, *(place for place in likely if not any(map(found.isdisjoint, self._rest[place])))])


class _Patterns:
    """Templates that clear: compiled when the first reply needs them."""

    def __init__(self, compile_all: Callable[[], list[str]]) -> None:
        self._compile_all = compile_all

    @cached_property
    def _compiled(self) -> list[Any]:
        return [compile_pattern(pattern) for pattern in self._compile_all()]

    def fires(self, text: str) -> bool:
        return any(pattern.search(text) for pattern in self._compiled)


class _Matcher:
    """One rule with its patterns; those that say where it fired are compiled when it first does."""

    def __init__(self, rule: Rule, compiler: Callable[[str, str, Sequence[str]], Callable[[], list[str]]]) -> None:
        self.rule = rule
        say, *unless = [compiler(rule.id, field, getattr(rule, field)) for field in FIELDS]
        self.patterns = say()
        self._unless, self._unless_sentence, self._unless_reply = map(_Patterns, unless)
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


def _options() -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MEMORY
    return options
