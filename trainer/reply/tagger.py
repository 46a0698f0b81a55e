"""A statistical second opinion on a reply: which labels a line probably carries, learnt from labelled lines.

A linear model per label over hashed features. The line is scored sentence by sentence and the likeliest sentence counts, so that
a bad sentence does not drown among good ones. Weights, thresholds and word classes stand in one file (`tagger.bin`), which
`tests/scoring/train_tagger.py` writes; `extract_features` is shared by training and scoring.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import product
from math import exp
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import msgspec

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

MAGIC = b"TAGR"
VERSION = 1
_HEAD = struct.Struct("<4sHHIII")
"""Magic, version, nothing, bytes of the settings, rows, checksum of all that follows."""
_LANES = 32
_MIDDLE = 128
"""Added to a weight so that it is a byte without a sign."""
_CHUNK = 256
"""Rows that can be summed before a lane of 16 bits runs over."""
_EVEN = int.from_bytes(b"\xff\x00" * (_LANES // 2 * _CHUNK), "little")
_HALVES = [(8 * _LANES << power, (1 << (8 * _LANES << power)) - 1) for power in range(8)]
"""Bits of 1, 2, 4… 128 rows, and a mask for as many."""
_SHORTS = struct.Struct(f"<{_LANES // 2}H")
_SHIFT = 18
"""Keys with the same bits above these stand together; a table says where each such group starts."""
_STARTS = 4 * ((1 << 32 - _SHIFT) + 1)
_REMEMBERED = 60_000
"""Features whose row is remembered: most of a line's features were in an earlier line too."""
_LONGEST = 4
"""Characters of the longest n-gram."""
_REACH = 6
"""Words of a clause that a word is paired with."""
_SAME = {",": "，", ".": "。", "!": "！", "?": "？", ";": "；", ":": "：", "…": "。", "~": "～", "\n": "。", "您": "你", "妳": "你"}
_CLAUSE = re.compile("[^，。！？；：～ ]+")
_SENTENCE_ENDS = frozenset("。！？～")


class Tag(NamedTuple):
    """A label over its threshold, and the clause that weighed most for it (code points, end exclusive)."""

    label: str
    probability: float
    start: int
    end: int


class Sentence(NamedTuple):
    """A sentence's bounds in the line, and its features, each with the code point in its middle where it stands first."""

    start: int
    end: int
    features: dict[str, int]


class Features(NamedTuple):
    """What the model looks at: what holds for the whole line (the customer's words, the purpose, the rules' hits), and its sentences.

    `places` says where the characters of the normalised text stood.
    """

    plain: str
    places: list[int]
    shared: list[str]
    sentences: list[Sentence]


class Words(msgspec.Struct, frozen=True, dict=True):
    """Words and the classes they belong to, and traditional characters and their simplified forms."""

    classes: dict[str, tuple[str, ...]] = {}
    simplified: dict[str, str] = {}

    @cached_property
    def lengths(self) -> dict[str, int]:
        """The length of the longest word that starts with a character."""
        return {word[0]: len(word) for word in sorted(self.classes, key=len)}

    @cached_property
    def spelling(self) -> _Spelling:
        """What every character is read as."""
        return _Spelling({ord(old): new for old, new in (self.simplified | _SAME).items()})


class _Spelling(dict[int, str]):
    """A table for `str.translate`: a character that was not met yet is looked up once."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code)).lower()
        plain = folded if len(folded) == 1 else chr(code)
        is_half = "\ud800" <= plain <= "\udfff"  # of a character: it has no bytes to be hashed
        self[code] = plain = "0" if plain.isdigit() else "?" if is_half else _SAME.get(plain, plain)
        return plain


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


def extract_features(text: str, customer: str = "", purpose: str = "", hits: Sequence[str] = (), words: Words = NO_WORDS) -> Features:
    """Return what the model looks at; no feature twice in a sentence. `hits` are names of rules that fired on the line.

    A text that is spaced word by word, as chat logs often are, is read without its spaces.
    """
    is_spaced = 5 * text.count(" ") > len(text)
    places = [place for place, character in enumerate(text) if not (is_spaced and character == " ")]
    plain = "".join([text[place] for place in places]).translate(words.spelling)
    around = [f"h:{hit}" for hit in hits] + _around(customer, purpose, words)
    bounds = split_sentences(plain)
    sentences = []
    for number, (start, end) in enumerate(bounds):
        place = "only" if len(bounds) == 1 else "first" if not number else "last" if number == len(bounds) - 1 else "mid"
        found = {f"S:{place}": start} | _grams(plain, start, end)
        for first, last, mark in split_clauses(plain, start, end):
            for name, middle in _in_clause(plain, first, last, mark, (purpose, "*") if purpose else (), words):
                found.setdefault(name, middle)
        sentences.append(Sentence(start, end, found))
    return Features(plain, places, list(dict.fromkeys(around)), sentences)


def split_sentences(plain: str) -> list[tuple[int, int]]:
    """Return the bounds of the sentences of a normalised text; a sentence of one character or none joins its neighbour."""
    bounds, start, letters = [], 0, 0
    for place, character in enumerate(plain):
        letters += character.isalnum()
        if character in _SENTENCE_ENDS and letters > 1 and plain[place + 1 : place + 2] not in _SENTENCE_ENDS:
            bounds.append((start, place + 1))
            start, letters = place + 1, 0
    start = bounds.pop()[0] if bounds and letters < 2 else start
    return [*bounds, (start, len(plain))]


def split_clauses(plain: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Return the bounds of the clauses between two places, and the mark that ends each (`$` for none)."""
    for clause in _CLAUSE.finditer(plain, start, end):
        yield *clause.span(), plain[clause.end()] if clause.end() < end else "$"


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
        starts = array("I", data[keys : keys + _STARTS])
        self._rows = _Rows(starts, array("I", data[keys + _STARTS : keys + _STARTS + 4 * rows]))
        self._weights = data[keys + _STARTS + 4 * rows :] + bytes([_MIDDLE]) * _LANES

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
        if not any(character.isalnum() for character in text):
            return []
        features, tags = extract_features(text, customer, purpose, hits, self.words), []
        for number, (label, (margin, sentence)) in enumerate(zip(self.labels, self._margins(features), strict=True)):
            if (chance := _chance(label, margin)) >= label.threshold:
                start, end = self._weightiest(features.plain, features.sentences[sentence], number)
                tags.append(Tag(label.name, chance, features.places[start], features.places[end - 1] + 1))
        return tags

    def _margins(self, features: Features) -> list[tuple[float, int]]:
        """Return for every label the margin of the sentence that speaks loudest for it, and that sentence."""
        shared = self._add_up(features.shared)
        sums = [self._add_up(list(sentence.features)) for sentence in features.sentences]
        peaks = [(max(lanes), lanes) for lanes in zip(*sums, strict=True)]
        labels = zip(self.labels, shared, peaks, strict=False)
        return [((peak + common) * label.scale + label.bias, lanes.index(peak)) for label, common, (peak, lanes) in labels]

    def _add_up(self, names: list[str]) -> list[int]:
        """Return the sum of the features' weights in every lane: half of the lanes at a time, all rows as one long number."""
        places = [place for place in self._rows.find(names) if place >= 0]
        weights, total = self._weights, [0] * _LANES
        for first in range(0, len(places), _CHUNK):
            chunk = places[first : first + _CHUNK]
            rows = int.from_bytes(b"".join([weights[place * _LANES : (place + 1) * _LANES] for place in chunk]), "little")
            halves = [_SHORTS.unpack(_fold(rows >> shift & _EVEN, len(chunk)).to_bytes(_LANES, "little")) for shift in (0, 8)]
            lanes = [lane for pair in zip(*halves, strict=True) for lane in pair]
            total = [old + lane - _MIDDLE * len(chunk) for old, lane in zip(total, lanes, strict=True)]
        return total

    def _weightiest(self, plain: str, sentence: Sentence, label: int) -> tuple[int, int]:
        """Return the clause of a sentence whose features weigh most for a label; a feature counts where its middle stands."""
        clauses = [(first, last) for first, last, _ in split_clauses(plain, sentence.start, sentence.end)]
        if len(clauses) < 2:
            return (clauses or [(sentence.start, sentence.end)])[0]
        clause_at = {place: number for number, (first, last) in enumerate(clauses) for place in range(first, last)}
        weights, table = [0] * (len(clauses) + 1), self._weights  # the last one is that of no clause, as the last row is of no feature
        for middle, row in zip(sentence.features.values(), self._rows.find(list(sentence.features)), strict=True):
            weights[clause_at.get(middle, -1)] += table[row * _LANES + label] - _MIDDLE
        return clauses[max(range(len(clauses)), key=weights.__getitem__)]


def open_tagger(path: Traversable) -> Tagger | None:
    """Return the model in a file; None when it is missing or damaged, which costs what is likely, and no drill."""
    with suppress(OSError, ValueError):
        return Tagger.load(path)
    return None


class _Rows(dict[str, int]):
    """The rows of features, -1 for those that the model does not know: each is looked up once, as long as it is remembered."""

    def __init__(self, starts: array[int], keys: array[int]) -> None:
        super().__init__()
        self._starts, self._keys = starts, keys

    def find(self, names: list[str]) -> list[int]:
        if len(self) > _REMEMBERED:
            self.clear()
        return list(map(self.__getitem__, names))

    def __missing__(self, name: str) -> int:
        key = crc32(name.encode())
        stop = self._starts[(key >> _SHIFT) + 1]
        place = bisect_left(self._keys, key, self._starts[key >> _SHIFT], stop)
        self[name] = row = place if place < stop and self._keys[place] == key else -1
        return row


def _fold(rows: int, count: int) -> int:
    """Return the sum of some rows that stand in one number: its upper half is added to its lower one until one row is left."""
    for bits, mask in reversed(_HALVES[: (count - 1).bit_length()]):
        rows = (rows >> bits) + (rows & mask)
    return rows


def _chance(label: Label, margin: float) -> float:
    return 1 / (1 + exp(-max(-50.0, min(50.0, label.slope * margin + label.offset))))


def _around(customer: str, purpose: str, words: Words) -> list[str]:
    names = [f"p:{purpose}", "p:*"] if purpose else ["p:-"]
    if not customer:
        return names
    said = f"^{customer.translate(words.spelling)}$"
    names += ["u:*", "u:" + (said[-2] if said[-2] in "？！" else ".")]
    return names + ["u:" + said[place : place + length] for length in (1, 2) for place in range(len(said) - length + 1)]


def _grams(plain: str, start: int, end: int) -> dict[str, int]:
    marked, found = f"^{plain[start:end]}$", {}
    firsts, lasts = [start, *range(start, end), end], [start, *range(start + 1, end + 1), end]
    for length in range(1, _LONGEST + 1):
        for place in range(len(marked) - length, -1, -1):  # the first one stays
            found[marked[place : place + length]] = (firsts[place] + lasts[place + length - 1]) // 2
    return found


def _in_clause(plain: str, start: int, end: int, mark: str, reasons: Sequence[str], words: Words) -> Iterator[tuple[str, int]]:
    tone = "?" if mark == "？" else "," if mark in "，；：" else "|"
    tokens = list(_tokens(plain, start, end, words))
    mixed = [("^", start, start), *((kinds[0] if kinds else plain[first], first, last) for kinds, first, last in tokens), (tone, end, end)]
    for parts in (*zip(mixed, mixed[1:], strict=False), *zip(mixed, mixed[1:], mixed[2:], strict=False)):
        yield "m:" + " ".join([name for name, _, _ in parts]), (parts[0][1] + parts[-1][2]) // 2
    known = [token for token in tokens if token[0]]
    for number, (kinds, first, last) in enumerate(known):
        middle = (first + last) // 2
        for kind in kinds:
            yield f"c:{kind}", middle
            yield f"c:{kind}{tone}", middle
            for reason in reasons:
                yield f"p:{reason}&{kind}", middle
        for later, _, after in known[number + 1 : number + _REACH]:
            for kind, other in product(kinds, later):
                yield f"s:{kind}>{other}", (first + after) // 2


def _tokens(plain: str, start: int, end: int, words: Words) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Return the known words of a clause with their classes, the longest first, and single characters between them."""
    lengths = words.lengths
    while start < end:
        for length in range(min(lengths.get(plain[start], 0), end - start), 0, -1):
            if kinds := words.classes.get(plain[start : start + length]):
                break
        else:
            kinds, length = (), 1
        yield kinds, start, start + length
        start += length
