"""Which things of a list somebody wrote down: in any order and other wordings, with slips, with separators or none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from trainer.reply.normalise import fold_width, squeeze

SLIP_FROM = 3
"""Characters from which a wording with one slip in it is still known."""
_BETWEEN = re.compile(r"[\W_]+")
_TAKEN = "\0"
_NOT = ("不", "别", "没", "勿", "莫", "未", "不要", "不能", "不用", "不该", "不可")


class Thing(msgspec.Struct, frozen=True):
    """Something that may be written down, in any of its wordings."""

    name: str
    wordings: list[str]


def find_things(text: str, things: Sequence[Thing]) -> list[int]:
    """Return the positions of the things that a text names, rising. No piece of the text counts for two of them.

    A longer wording goes before a shorter one inside it, an exact one before one with a slip.
    """
    chunks = [chunk for chunk in _BETWEEN.split(fold_width(text)) if chunk]
    found, chunks = _take_exact(chunks, things)
    if len(chunks) > 1:
        # What was split by a space in its middle is whole again without it.
        found_whole, left = _take_exact(["".join(chunks)], things)
        if found_whole - found:
            found, chunks = found | found_whole, left
    for piece in _pieces(chunks):
        thing = _nearest(piece, things)
        if thing is not None:
            found.add(thing)
    return sorted(found)


def is_negated(text: str, start: int) -> bool:
    """Tell whether a word that starts there is turned into its contrary by what stands before it."""
    return text[:start].endswith(_NOT)


def is_slip(one: str, other: str) -> bool:
    """Tell whether one character is wrong, missing or too many, or two neighbours are swapped."""
    shorter, longer = sorted((one, other), key=len)
    start = next((place for place, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if len(longer) - len(shorter) == 1:
        return shorter[start:] == longer[start + 1 :]
    if len(longer) != len(shorter) or shorter == longer:
        return False
    swapped = shorter[start : start + 2] == longer[start : start + 2][::-1] and shorter[start + 2 :] == longer[start + 2 :]
    return shorter[start + 1 :] == longer[start + 1 :] or swapped


def _take_exact(chunks: list[str], things: Sequence[Thing]) -> tuple[set[int], list[str]]:
    """Return the things named exactly, and the chunks with their words taken out."""
    spans = sorted(_wordings(things), key=lambda wording: -len(wording[1]))
    found, left = set(), []
    for chunk in chunks:
        taken = chunk
        starts: list[tuple[int, int]] = []
        for thing, words in spans:
            while (start := taken.find(words)) >= 0:
                taken = taken[:start] + _TAKEN * len(words) + taken[start + len(words) :]
                starts.append((thing, start))
        # Only now is it known whether the character before belongs to another word.
        found |= {thing for thing, start in starts if not is_negated(taken, start)}
        left.append(taken)
    return found, left


def _pieces(chunks: list[str]) -> Iterator[str]:
    for chunk in chunks:
        yield from (piece for piece in chunk.split(_TAKEN) if piece)


def _nearest(piece: str, things: Sequence[Thing]) -> int | None:
    """Return the one thing that the piece is a slip away from; two such things are no hit."""
    long = [(thing, words) for thing, words in _wordings(things) if len(words) >= SLIP_FROM]
    near = {thing for thing, words in long if is_slip(piece, words) and _count_nots(piece) == _count_nots(words)}
    return near.pop() if len(near) == 1 else None


def _count_nots(words: str) -> int:
    """Count the characters that say no: a slip that adds or drops one says the contrary."""
    return sum(words.count(no) for no in _NOT if len(no) == 1)


def _wordings(things: Sequence[Thing]) -> list[tuple[int, str]]:
    return [(place, words) for place, thing in enumerate(things) for wording in thing.wordings if (words := squeeze(wording))]
