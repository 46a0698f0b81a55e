"""A reply as rules read it: one spelling, sentence by sentence, each character knowing where it was typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

import msgspec

MASK = "＊"
"""Stands for one character of quoted speech: no template matches it."""
COMMA, ASKED = "，", "？"
_SENTENCE_END = frozenset("。！!？?\n;；")
_CLAUSE_END = frozenset("，,：:、…—~～") | _SENTENCE_END
_QUOTED = re.compile(r"“[^“”]*”|「[^「」]*」|『[^『』]*』|\"[^\"]*\"")
_FILLER = frozenset("呃嗯额唔")
_NO_FILLER = frozenset({"额度", "额外", "额头", "额定", "額度", "額外", "額頭", "額定"})
_TRADITIONAL_TOO = frozenset("於著乾徵麽藉摺後瞭")
"""Traditional characters that the set of simplified ones holds as well."""
SLIPS = {"帐": "账", "妳": "你", "她": "他", "它": "他", "牠": "他", "作": "做", "象": "像"}
"""Characters typed for each other so often that a rule should not tell them apart. None of the pairs turns a sentence around;
的／得, 在／再, 那／哪 do, and stay as typed."""
_ONE_SPELLING = str.maketrans(SLIPS)
_REPEATED = 3
"""A character typed so many times or more counts once: 对不起起起."""


class Sentence(msgspec.Struct, frozen=True):
    """One sentence. `text`: its clauses in one spelling, each followed by `，`, or by `？` where it is asked.

    `places` has for every character of `text` the code point of the reply that it came from; for the marks, the one before.
    """

    text: str
    places: list[int]

    def clause_around(self, start: int, end: int) -> str:
        """Return the clauses that a stretch of `text` touches; a mark at its beginning belongs to the clause before."""
        start += self.text[start] in (COMMA, ASKED)
        left = max(self.text.rfind(mark, 0, start) for mark in (COMMA, ASKED)) + 1
        rights = [place for mark in (COMMA, ASKED) if (place := self.text.find(mark, max(start, end - 1))) >= 0]
        return self.text[left : min(rights) + 1 if rights else len(self.text)]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of `text` was typed, without the marks at its ends."""
        while start < end - 1 and self.text[start] in (COMMA, ASKED):
            start += 1
        while end - 1 > start and self.text[end - 1] in (COMMA, ASKED):
            end -= 1
        return self.places[start], self.places[end - 1] + 1


def read_sentences(reply: str) -> Iterator[Sentence]:
    """Yield the sentences of a reply that hold anything."""
    text: list[str] = []
    places: list[int] = []
    for character, place in _spelled(reply):
        if character in _CLAUSE_END:
            asked = character in ("?", ASKED)
            if text and text[-1] not in (COMMA, ASKED):
                text.append(ASKED if asked else COMMA)
                places.append(place - 1)
            elif text and asked:
                text[-1] = ASKED
            if character in _SENTENCE_END and text:
                yield Sentence("".join(text), places)
                text, places = [], []
        elif character not in _FILLER or text[-1:] not in ([], [COMMA], [ASKED]) or reply[place : place + 2] in _NO_FILLER:
            text.append(character)
            places.append(place)
    if text:
        if text[-1] not in (COMMA, ASKED):
            text.append(COMMA)
            places.append(places[-1])
        yield Sentence("".join(text), places)


@lru_cache(maxsize=8192)  # the same short words stand in thousands of templates
def spell(text: str) -> str:
    """Return a text in the one spelling, marks and spaces left out: for the literals of templates."""
    return "".join(character for character, _place in _spelled(text) if character not in _CLAUSE_END)


def _spelled(reply: str) -> Iterator[tuple[str, int]]:
    """Yield each letter, digit, Chinese character and mark that ends a clause, with its place in the reply."""
    masked = _QUOTED.sub(lambda found: MASK * len(found[0]), reply)
    simple = _simplify(masked).translate(_ONE_SPELLING)
    for place, typed in enumerate(simple):
        if typed in (MASK, *_CLAUSE_END):
            yield typed, place
            continue
        if place >= _REPEATED - 1 and simple[place - _REPEATED + 1 : place + 1] == typed * _REPEATED and not typed.isascii():
            continue
        for character in unicodedata.normalize("NFKC", typed).lower():
            if character.isalnum() or character in _CLAUSE_END:
                yield character, place


def _simplify(text: str) -> str:
    """Return the text in simplified characters, each in its place."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return _to_simplified(text)
    return _to_simplified(text) if _TRADITIONAL_TOO.intersection(text) else text


def _to_simplified(text: str) -> str:
    convert = _converter()
    whole = convert(text)
    if len(whole) == len(text):
        return whole
    return "".join(one if len(one := convert(character)) == 1 else character for character in text)


@cache
def _converter() -> Callable[[str], str]:
    # 18 ms to import and to set up, and hardly anybody needs it.
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert
