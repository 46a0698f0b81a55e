"""Digits as typed → positions of options, for each mode in which options are picked. Width is folded before."""

from __future__ import annotations

import re
from collections.abc import Callable

from trainer.drill.question import Mode, Question
from trainer.i18n import SEPARATOR, render

LETTERS = "ABCD"
"""Names of the lines on the left of a matching question."""
_SENTENCE_ENDS = ("。", "！", "？", "”")
_DIGITS = "123456789"
_SEPARATORS = re.compile(r"[\s,，、.。;；:=>→\-–—]+")
_PAIR = re.compile(r"([A-D])([1-9])")

Reader = Callable[[str, int], list[int] | None]


def read_picks(question: Question, typed: str) -> list[int] | None:
    """Return the positions that were picked, from 0; None when the line is no complete answer."""
    reader = _READERS.get(question.mode)
    return reader(typed, len(question.options)) if reader else None


def join_picks(picks: list[int]) -> str:
    """Return the digits of picks as they are kept in the log."""
    return " ".join(str(pick + 1) for pick in picks)


def say_picks(how: str, texts: list[str]) -> str:
    """Return the texts of the options picked as one would say them; for `match` and `order` they are in their places."""
    if how == "match":
        return " · ".join(f"{letter} {text}" for letter, text in zip(LETTERS, texts, strict=False))
    if how == "order":
        return " → ".join(texts)
    return (" / " if any(text.endswith(_SENTENCE_ENDS) for text in texts) else render(SEPARATOR)).join(texts)


def example_of(question: Question) -> str:
    """Return how an answer to the question looks. It is always the same, for a changing one would tell of the key."""
    return {"select": "134", "match": "3142" if len(question.options) > 3 else "312"}.get(question.mode, "")


def _read_one(typed: str, count: int) -> list[int] | None:
    return [int(typed) - 1] if len(typed) == 1 and typed in _DIGITS[:count] else None


def _read_several(typed: str, count: int) -> list[int] | None:
    """Several options in any order, one of them twice by a slip of the finger."""
    compact = set(_SEPARATORS.sub("", typed))
    return sorted(int(digit) - 1 for digit in compact) if compact and compact <= set(_DIGITS[:count]) else None


def _read_every(typed: str, count: int) -> list[int] | None:
    compact = _SEPARATORS.sub("", typed)
    return [int(digit) - 1 for digit in compact] if sorted(compact) == list(_DIGITS[:count]) else None


def _read_pairs(typed: str, count: int) -> list[int] | None:
    """Read one digit for each line on the left: in their order, or behind their letters in any order."""
    compact = _SEPARATORS.sub("", typed.upper())
    pairs = sorted(_PAIR.findall(compact))
    if not pairs:
        return _read_every(typed, count)
    whole = len(pairs) * 2 == len(compact) and [letter for letter, _digit in pairs] == list(LETTERS[:count])
    return _read_every("".join(digit for _letter, digit in pairs), count) if whole else None


_READERS: dict[Mode, Reader] = {"pick": _read_one, "select": _read_several, "match": _read_pairs, "order": _read_every}
