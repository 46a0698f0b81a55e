"""Seeded choices: the same seed gives the same question, on every machine and in every replay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from trainer.digest import blake2b
from trainer.reply.normalise import squeeze

T = TypeVar("T")


def seeded_rank(seed: str, *parts: object) -> int:
    """Return a number that looks random and depends only on the seed and the parts."""
    text = "\x1f".join([seed, *map(str, parts)])
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def shuffled(values: Sequence[T], seed: str, *parts: object) -> list[T]:
    """Return the values in a seeded order."""
    order = sorted(range(len(values)), key=lambda position: seeded_rank(seed, *parts, position))
    return [values[position] for position in order]


def like_length(key: str, candidates: Sequence[str], count: int, seed: str) -> list[str]:
    """Return `count` distinct candidates whose length is nearest to the key's, so that length tells nothing.

    Candidates that read the same as the key or as each other, punctuation aside, are dropped. Among those of
    acceptable length (within 40 % and four characters) the choice is seeded; fewer than `count` may come back.
    """
    seen = {squeeze(key)}
    distinct = []
    for candidate in candidates:
        if squeeze(candidate) not in seen:
            seen.add(squeeze(candidate))
            distinct.append(candidate)
    near = [text for text in distinct if is_like_length(key, text)]
    far = sorted((text for text in distinct if text not in near), key=lambda text: abs(len(text) - len(key)))
    return (shuffled(near, seed, key) + far)[:count]


def is_like_length(key: str, text: str) -> bool:
    """Tell whether a text is so near in length that it tells nothing."""
    return abs(len(text) - len(key)) <= max(4, round(len(key) * 0.4))
