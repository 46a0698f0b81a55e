"""A statistical second opinion on a reply: which labels a line probably carries, learnt from labelled lines.

A linear model per label over hashed features. The line is scored sentence by sentence and the likeliest sentence counts, so that
a bad sentence does not drown among good ones. Weights, thresholds and word classes stand in one file (`tagger.bin`), which
`tests/scoring/train_tagger.py` writes; `extract_features` is shared by training and scoring.
"""

from __future__ import annotations

import struct
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from math import exp
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import msgspec

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

MAGIC = b"TAGR"
VERSION = 1
EVERYWHERE = -1
"""The sentence of a feature that holds for the whole line: of the customer's words, the purpose, the rules' hits."""
_HEAD = struct.Struct("<4sHHIII")
"""Magic, version, nothing, bytes of the settings, rows, checksum of all that follows."""
_LANES = 32
_MIDDLE = 128
"""Added to a weight so that it is a byte without a sign."""
_CHUNK = 256
"""Rows that can be summed before a lane of 16 bits runs over."""
_EVEN = int.from_bytes(b"\xff\x00" * (_LANES // 2), "little")
_SHORTS = struct.Struct(f"<{_LANES // 2}H")
_SHIFT = 18
"""Keys with the same bits above these stand together; a table says where each such group starts."""
_STARTS = 4 * ((1 << 32 - _SHIFT) + 1)
_LONGEST = 4
"""Characters of the longest n-gram."""
_REACH = 6
"""Words of a clause that a word is paired with."""
_SAME = {",": "，", ".": "。", "!": "！", "?": "？", ";": "；", ":": "：", "…": "。", "~": "～", "\n": "。", "您": "你", "妳": "你"}
_CLAUSE_ENDS = frozenset("，。！？；：～ ")
_SENTENCE_ENDS = frozenset("。！？～")


class Feature(NamedTuple):
    """Something seen in a line, and the code points it stands on (end exclusive; both 0 where it has no place)."""

    name: str
    start: int
    end: int
    sentence: int


class Tag(NamedTuple):
    """A label over its threshold, and the clause that weighed most for it (code points, end exclusive)."""

    label: str
    probability: float
    start: int
    end: int


class Words(msgspec.Struct, frozen=True):
    """Words and the classes they belong to, and traditional characters and their simplified forms."""

    classes: dict[str, tuple[str, ...]] = {}
    simplified: dict[str, str] = {}
    longest: int = 0


NO_WORDS = Words()


class Label(msgspec.Struct, frozen=True):
    """What turns the sum of a label's weights into a probability, and from which probability the label holds."""

    name: str
    scale: float
    bias: float
    slope: float
    offset: float
    threshold: float


class _Settings(msgspec.Struct):
    labels: list[Label]
    words: Words


def extract_features(text: str, customer: str = "", purpose: str = "", hits: Sequence[str] = (), words: Words = NO_WORDS) -> list[Feature]:
    """Return what the model looks at; no feature twice in a sentence. `hits` are names of rules that fired on the line."""
    plain = _plain(text, words)
    around = [f"h:{hit}" for hit in hits] + _around(customer, purpose, words)
    found = [Feature(name, 0, 0, EVERYWHERE) for name in dict.fromkeys(around)]
    sentences = split_sentences(plain)
    for number, (start, end) in enumerate(sentences):
        place = "only" if len(sentences) == 1 else "first" if not number else "last" if number == len(sentences) - 1 else "mid"
        seen: dict[str, tuple[int, int]] = {f"S:{place}": (start, start)}
        for name, first, last in _in_sentence(plain, start, end, purpose, words):
            seen.setdefault(name, (first, last))
        found += [Feature(name, first, last, number) for name, (first, last) in seen.items()]
    return found


def split_sentences(plain: str) -> list[tuple[int, int]]:
    """Return the bounds of the sentences of a normalised text; a sentence of one character or none joins its neighbour."""
    bounds, start, letters = [], 0, 0
    for place, character in enumerate(plain):
        letters += character.isalnum()
        if character in _SENTENCE_ENDS and letters > 1 and plain[place + 1 : place + 2] not in _SENTENCE_ENDS:
            bounds.append((start, place + 1))
            start, letters = place + 1, 0
    if bounds and letters < 2:
        start, _ = bounds.pop()
    return [*bounds, (start, len(plain))]


def split_clauses(plain: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Return the bounds of the clauses between two places, and the mark that ends each (`$` for none)."""
    for place in range(start, end):
        if plain[place] in _CLAUSE_ENDS:
            if place > start:
                yield start, place, plain[place]
            start = place + 1
    if end > start:
        yield start, end, "$"


class Tagger:
    """The model as read from its file."""

    def __init__(self, data: bytes) -> None:
        """Read a model from the bytes of its file; ValueError when they are not a whole one of this version."""
        try:
            magic, version, _, size, rows, check = _HEAD.unpack_from(data)
            if (magic, version, check) != (MAGIC, VERSION, crc32(memoryview(data)[_HEAD.size :])):
                raise ValueError("not a tagger model of this version, or a damaged one")
            settings = msgspec.json.decode(data[_HEAD.size : _HEAD.size + size], type=_Settings)
        except (struct.error, msgspec.MsgspecError) as error:
            raise ValueError(f"not a tagger model: {error}") from error
        self.labels, self.words = settings.labels, settings.words
        keys = _HEAD.size + size
        if len(data) != keys + _STARTS + rows * (4 + _LANES) or len(self.labels) > _LANES:
            raise ValueError("a tagger model of the wrong size")
        self._starts = array("I", data[keys : keys + _STARTS])
        self._keys = array("I", data[keys + _STARTS : keys + _STARTS + 4 * rows])
        self._rows = data[keys + _STARTS + 4 * rows :]

    @classmethod
    def load(cls, path: Traversable) -> Tagger:
        """Read a model file, a path or a resource of the package; ValueError when it is damaged."""
        return cls(path.read_bytes())

    def score(self, text: str, customer: str = "", purpose: str = "", hits: Sequence[str] = ()) -> dict[str, float]:
        """Return a probability for every label."""
        best = self._margins(extract_features(text, customer, purpose, hits, self.words))
        return {label.name: _chance(label, margin) for label, (margin, _) in zip(self.labels, best, strict=True)}

    def tag(self, text: str, customer: str = "", purpose: str = "", hits: Sequence[str] = ()) -> list[Tag]:
        """Return the labels over their thresholds, each with the clause that weighed most for it."""
        features = extract_features(text, customer, purpose, hits, self.words)
        plain, tags = _plain(text, self.words), []
        if not any(character.isalnum() for character in text):
            return []
        for number, (label, (margin, sentence)) in enumerate(zip(self.labels, self._margins(features), strict=True)):
            if (chance := _chance(label, margin)) < label.threshold:
                continue
            start, end = split_sentences(plain)[sentence]
            clauses = [(first, last) for first, last, _ in split_clauses(plain, start, end)]
            if len(clauses) > 1:
                found = [feature for feature in features if feature.sentence == sentence]
                clauses = [self._weightiest(found, number, clauses)]
            tags.append(Tag(label.name, chance, *(clauses or [(start, end)])[0]))
        return tags

    def _margins(self, features: list[Feature]) -> list[tuple[float, int]]:
        """Return for every label the margin of the sentence that speaks loudest for it, and that sentence."""
        groups: dict[int, list[str]] = {}
        for feature in features:
            groups.setdefault(feature.sentence, []).append(feature.name)
        shared = self._add_up(groups.pop(EVERYWHERE, []))
        sums = [self._add_up(names) for names in groups.values()]
        best = []
        for number, label in enumerate(self.labels):
            peak, sentence = max((one[number], -place) for place, one in enumerate(sums))
            best.append(((peak + shared[number]) * label.scale + label.bias, -sentence))
        return best

    def _find(self, names: Iterable[str]) -> dict[str, int]:
        """Return the rows of those features that the model knows."""
        keys, starts, rows = self._keys, self._starts, {}
        for name in names:
            key = crc32(name.encode())
            stop = starts[(key >> _SHIFT) + 1]
            place = bisect_left(keys, key, starts[key >> _SHIFT], stop)
            if place < stop and keys[place] == key:
                rows[name] = place
        return rows

    def _add_up(self, names: Iterable[str]) -> list[int]:
        """Return the sum of the features' weights in every lane: half of the lanes at a time, as one long number."""
        places = list(self._find(names).values())
        total = [0] * _LANES
        for first in range(0, len(places), _CHUNK):
            chunk = places[first : first + _CHUNK]
            even = odd = 0
            for place in chunk:
                row = int.from_bytes(self._rows[place * _LANES : (place + 1) * _LANES], "little")
                even += row & _EVEN
                odd += row >> 8 & _EVEN
            halves = (_SHORTS.unpack(half.to_bytes(_LANES, "little")) for half in (even, odd))
            lanes = [lane for pair in zip(*halves, strict=True) for lane in pair]
            total = [old + lane - _MIDDLE * len(chunk) for old, lane in zip(total, lanes, strict=True)]
        return total

    def _weightiest(self, found: list[Feature], label: int, clauses: list[tuple[int, int]]) -> tuple[int, int]:
        """Return the clause whose features weigh most for a label; a feature counts where its middle stands."""
        rows, table = self._find(feature.name for feature in found), self._rows
        clause_at = {place: number for number, (first, last) in enumerate(clauses) for place in range(first, last)}
        weights = [0] * len(clauses)
        for name, start, end, _ in found:
            number = clause_at.get((start + end) // 2)
            if number is not None and name in rows:
                weights[number] += table[rows[name] * _LANES + label] - _MIDDLE
        return clauses[max(range(len(clauses)), key=lambda number: weights[number])]


def _chance(label: Label, margin: float) -> float:
    return 1 / (1 + exp(-max(-50.0, min(50.0, label.slope * margin + label.offset))))


def _plain(text: str, words: Words) -> str:
    """Return the text normalised, as many code points as before."""
    return "".join([_plain_character(character, words) for character in text])


def _plain_character(character: str, words: Words) -> str:
    if "\u4e00" <= character <= "\u9fff":
        return _SAME.get(character) or words.simplified.get(character, character)
    if "\ud800" <= character <= "\udfff":
        return "?"  # half a character: it has no bytes to be hashed
    folded = unicodedata.normalize("NFKC", character).lower()
    folded = folded if len(folded) == 1 else character
    return "0" if folded.isdigit() else _SAME.get(folded, folded)


def _around(customer: str, purpose: str, words: Words) -> list[str]:
    names = [f"p:{purpose}", "p:*"] if purpose else ["p:-"]
    if customer:
        said = f"^{_plain(customer, words)}$"
        names += ["u:*", "u:" + (said[-2] if said[-2] in "？！" else ".")]
        names += ["u:" + said[place : place + length] for length in (1, 2) for place in range(len(said) - length + 1)]
    return names


def _in_sentence(plain: str, start: int, end: int, purpose: str, words: Words) -> Iterator[tuple[str, int, int]]:
    marked = f"^{plain[start:end]}$"
    firsts, lasts = [start, *range(start, end), end], [start, *range(start + 1, end + 1), end]
    for length in range(1, _LONGEST + 1):
        for place in range(len(marked) - length + 1):
            yield marked[place : place + length], firsts[place], lasts[place + length - 1]
    for first, last, mark in split_clauses(plain, start, end):
        yield from _in_clause(plain, first, last, mark, purpose, words)


def _in_clause(plain: str, start: int, end: int, mark: str, purpose: str, words: Words) -> Iterator[tuple[str, int, int]]:
    tone = "?" if mark == "？" else "," if mark in "，；：" else "|"
    tokens = list(_tokens(plain, start, end, words))
    mixed = [("^", start, start), *((kinds[0] if kinds else plain[first], first, last) for kinds, first, last in tokens), (tone, end, end)]
    for width in (2, 3):
        for place in range(len(mixed) - width + 1):
            part = mixed[place : place + width]
            yield "m:" + " ".join([name for name, _, _ in part]), part[0][1], part[-1][2]
    known = [token for token in tokens if token[0]]
    for number, (kinds, first, last) in enumerate(known):
        for kind in kinds:
            yield f"c:{kind}", first, last
            yield f"c:{kind}{tone}", first, last
            if purpose:
                yield f"p:{purpose}&{kind}", first, last
                yield f"p:*&{kind}", first, last
        for later, _, after in known[number + 1 : number + _REACH]:
            for kind, other in product(kinds, later):
                yield f"s:{kind}>{other}", first, after


def _tokens(plain: str, start: int, end: int, words: Words) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Return the known words of a clause with their classes, the longest first, and single characters between them."""
    while start < end:
        for length in range(min(words.longest, end - start), 0, -1):
            if kinds := words.classes.get(plain[start : start + length]):
                break
        else:
            kinds, length = (), 1
        yield kinds, start, start + length
        start += length
