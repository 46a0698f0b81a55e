"""Sentences cut into pieces that templates are made of: characters, and words for which the course has a macro."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import msgspec

from trainer.course.rules import Macro
from trainer.reply.reading import ASKED, COMMA, MASK, read_sentences
from trainer.reply.say import compile_macros

CLAUSE_MOST = 40
"""Characters of a clause that templates are cut from; the rest of a longer one changes nothing."""
SEEN_LEAST = 3
"""How often two characters must stand together before they may be a word."""
GLUED = 0.5
"""What the second character of a word tells less than one that stands alone."""
ENCLITIC = frozenset("了着过们得地")
"""What leans on the word before it: nothing begins with it."""
RARE, RARE_MOST = 1.3, 5
"""What a character tells that hardly stands in any text, and how often it may."""
_WORDS = {
    "me": ("我们", "咱们", "俺们", "我", "咱", "俺"),
    "you": ("您们", "你们", "您", "你"),
    "adv": (
        "真的",
        "真是",
        "实在",
        "确实",
        "的确",
        "暂时",
        "现在",
        "目前",
        "根本",
        "完全",
        "肯定",
        "真",
        "也",
        "都",
        "可",
        "就",
        "还",
        "又",
    ),
    "particle": ("啊", "呀", "呢", "哦", "喔", "哈", "嘛", "吧", "了", "的", "啦", "咯", "哟", "呗", "亲"),
}
"""What is taken for the macro of that name, longest first; without such a macro an alternation of the same words stands in."""
_CLAUSE = re.compile(f"([^{COMMA}{ASKED}]+)([{COMMA}{ASKED}])")


class Piece(msgspec.Struct, frozen=True):
    """One piece of a clause: how a template writes it, and how many characters it pins down."""

    written: str
    weight: float = 1.0


class Clause(msgspec.Struct, frozen=True):
    """A clause as it was read, in pieces; particles at its end stand apart."""

    text: str
    pieces: list[Piece]
    asked: bool
    tail: bool
    """Whether particles stood at its end."""


class Kit:
    """The macros of a course as the pieces of new templates use them. `texts` show which characters belong together."""

    def __init__(self, macros: Sequence[Macro], texts: Iterable[str] = ()) -> None:
        self._singles: Counter[str] = Counter()
        self._doubles: Counter[str] = Counter()
        for text in texts:
            self._singles.update(text)
            self._doubles.update(map("".join, pairwise(text)))
        self.patterns: Mapping[str, str] = compile_macros(macros)
        self._sets = {name: self._write(name, words) for name, words in _WORDS.items()}
        self._fits = {name: re.compile(pattern) for name, pattern in self.patterns.items() if len(pattern) <= _PATTERN_MOST}

    def write(self, name: str) -> str:
        """Return how a template writes one of the sets of words."""
        return self._sets[name]

    def cut(self, sentence: str) -> list[Clause]:
        """Return the clauses of a sentence that hold anything."""
        return [self._cut_clause(text, mark) for read in read_sentences(sentence) for text, mark in _CLAUSE.findall(read.text)]

    def cut_strength(self, pieces: Sequence[Piece], place: int) -> float:
        """Return from 0 to 1 how surely a cut before a place goes through a word: its halves hardly stand apart in the texts."""
        if not 0 < place < len(pieces):
            return 0.0
        one, other = pieces[place - 1].written, pieces[place].written
        if other in ENCLITIC:
            return 1.0
        together = self._doubles[one + other]
        return together / min(self._singles[one], self._singles[other]) if together >= SEEN_LEAST else 0.0

    def weigh(self, pieces: Sequence[Piece]) -> float:
        """Return how much a run of pieces pins down: the characters of one word tell less together than apart."""
        inside = sum(self.cut_strength(pieces, place) for place in range(1, len(pieces)))
        return sum(piece.weight for piece in pieces) - GLUED * inside

    def common_macro(self, one: str, other: str) -> str:
        """Return the smallest macro that fits two different wordings, either of which may be empty; else an empty string."""
        words = [word for word in (one, other) if word]
        fitting = [name for name, fits in self._fits.items() if all(fits.fullmatch(word) for word in words)]
        name = min(fitting, key=lambda name: len(self.patterns[name]), default="")
        return name and f"<{name}>{'' if one and other else '*'}"

    def _write(self, name: str, words: Sequence[str]) -> str:
        pattern = self.patterns.get(name)
        if pattern and all(re.fullmatch(pattern, word) for word in words[-2:]):
            return f"<{name}>"
        return f"({'|'.join(words)})"

    def _cut_clause(self, text: str, mark: str) -> Clause:
        text = text[:CLAUSE_MOST]
        bare = text.rstrip("".join(_WORDS["particle"]))
        return Clause(text, list(self._pieces(bare or text)), mark == ASKED, bool(bare) and bare != text)

    def _pieces(self, text: str) -> Iterator[Piece]:
        place = 0
        while place < len(text):
            name, word = next(
                ((name, word) for name in ("me", "you") for word in _WORDS[name] if text.startswith(word, place)), ("", text[place])
            )
            yield Piece(self.write(name), 0.6) if name else Piece("…" if word == MASK else word, self._weigh(word))
            place += len(word)

    def _weigh(self, character: str) -> float:
        """Return how much a character tells: little where nearly every sentence holds it, nothing where it stands for quoted speech."""
        if character == MASK or character in _LIGHT:
            return 0.5 if character in _LIGHT else 0.0
        return RARE if self._singles and self._singles[character] <= RARE_MOST else 1.0


_PATTERN_MOST = 1_000
"""A longer macro says too many things to be found by chance in two sentences."""
_LIGHT = frozenset("的了是在有这那个就都也很吗呢吧啊呀哦嘛得地着过把被和跟与到上下里去来说要会能可")
