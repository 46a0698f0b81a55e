"""What a new rule is judged by: the trainer's sentences, what the course calls good and bad, and ordinary lines. Fast to search."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

import msgspec

from trainer.course.rules import Examples, Rule, RuleBook
from trainer.reply.pieces import Kit
from trainer.reply.reading import COMMA, read_sentences
from trainer.reply.rules import RuleEngine, compile_pattern
from trainer.reply.say import compile_say, demand_words

_BORDER = f"{COMMA}\n{COMMA}"
"""Stands between two sentences: a clause may end before it and begin behind it, and nothing reaches across."""
DRAFT_ID = "draft"
_DRAFT = Rule(id=DRAFT_ID, category="refuse", say=[], examples=Examples([], []))


class Shelf:
    """Many sentences in one text, so that a pattern looks through all of them in one search."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self._starts: list[int] = []
        self._owners: list[int] = []
        parts: list[str] = []
        place = 0
        for number, text in enumerate(texts):
            for sentence in read_sentences(text):
                self._starts.append(place)
                self._owners.append(number)
                parts.append(sentence.text)
                place += len(sentence.text) + len(_BORDER)
        self._whole = _BORDER.join(parts)

    def find(self, pattern: str) -> set[int]:
        """Return which of the texts a pattern is found in."""
        found = compile_pattern(pattern).finditer(self._whole)
        return {self._owners[bisect_right(self._starts, match.end() - 1) - 1] for match in found} if self._owners else set()


class Evidence(msgspec.Struct, frozen=True):
    """The sentences to flag and those to let pass, harmless sentences of all kinds, and bad ones that the rule may well catch."""

    flag: Sequence[str]
    ok: Sequence[str]
    harmless: Sequence[str] = ()
    bad: Sequence[str] = ()


class Bench:
    """The evidence laid out for searching. `vary` returns other spellings of a sentence to flag."""

    def __init__(self, evidence: Evidence, kit: Kit, vary: Callable[[str], Iterable[str]]) -> None:
        self.kit = kit
        self.evidence = evidence
        self.variants = [variant for text in evidence.flag for variant in vary(text)]
        self.flag, self.ok, self.varied = Shelf(evidence.flag), Shelf(evidence.ok), Shelf(self.variants)
        self.harmless, self.bad = Shelf(evidence.harmless), Shelf(evidence.bad)

    def compile(self, template: str) -> str:
        """Return the pattern of a template. Raises `UnfitTemplate` for one that cannot be read or holds no words."""
        return demand_words(template, self.kit.patterns)

    def open_engine(self, say: Sequence[str], unless: Sequence[str] = (), unless_sentence: Sequence[str] = ()) -> RuleEngine:
        """Return the real engine with one rule of these templates."""
        fields = {"say": list(say), "unless": list(unless), "unless_sentence": list(unless_sentence), "unless_reply": []}
        rule = msgspec.structs.replace(_DRAFT, **fields)
        made = {name: [compile_say(text, self.kit.patterns) for text in texts] for name, texts in fields.items()}
        return RuleEngine(RuleBook([rule], patterns={DRAFT_ID: made}, anchors={DRAFT_ID: [[] for _text in say]}))

    def holds(self, engine: RuleEngine) -> bool:
        """Tell whether a rule flags everything that it must and nothing that it must not."""
        return all(map(engine.find, self.evidence.flag)) and not any(map(engine.find, self.evidence.ok))
