"""Words one of which a pattern cannot do without: where none stands in a reply, the pattern need not even be compiled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from trainer.reply.reading import ASKED, COMMA

LONGEST = 4
"""Characters of the longest word that is looked for; a longer one is known by its beginning."""


@lru_cache(maxsize=4096)  # the checker comes to the same patterns three times; nobody changes what is returned
def find_anchors(pattern: str) -> list[list[str]]:
    """Return groups of words: whatever the pattern matches holds a word of each. The most telling group comes first."""
    # Python's own parser reads what we wrote for RE2: literals, groups, classes and repetitions.
    parser: Any = re._parser  # type: ignore[attr-defined]  # undocumented, the same since 3.11; only the checker gets here
    groups = {frozenset(word[:LONGEST] for word in words) for words in _needs_of(parser.parse(pattern))}
    return sorted((sorted(group) for group in groups), key=lambda group: (-min(map(len, group)), len(group), group))


def _needs_of(parts: Sequence[Any]) -> list[frozenset[str]]:
    """Return what the parts of a sequence need, all of it."""
    return [*_runs(parts), *(group for part in parts for group in _needed_by(part))]


def _best_of(parts: Sequence[Any]) -> frozenset[str] | None:
    """Return the most telling of what a sequence needs: the longest words, then the fewest."""
    return max(_needs_of(parts), key=lambda words: (min(map(len, words)), -len(words)), default=None)


def _runs(parts: Sequence[Any]) -> Iterable[frozenset[str]]:
    """Yield each run of plain characters, marks left out."""
    run = ""
    for kind, value in [*parts, ("end", None)]:
        if str(kind) == "LITERAL" and chr(value) not in (COMMA, ASKED):
            run += chr(value)
        elif run:
            yield frozenset({run})
            run = ""


def _needed_by(part: Any) -> list[frozenset[str]]:
    kind, value = part
    match str(kind):
        case "SUBPATTERN":
            return _needs_of(value[-1])
        case "BRANCH":
            return _one_of(map(_best_of, value[1]))
        case "MAX_REPEAT" | "MIN_REPEAT" if value[0] > 0:
            return _needs_of(value[2])
        case "IN":
            return _one_of(_character(*choice) for choice in value)
    return []


def _character(kind: Any, value: Any) -> frozenset[str] | None:
    is_plain = str(kind) == "LITERAL" and chr(value) not in (COMMA, ASKED)
    return frozenset({chr(value)}) if is_plain else None


def _one_of(choices: Iterable[frozenset[str] | None]) -> list[frozenset[str]]:
    """Return the words of all choices together as one group; none when a choice needs no word."""
    together: set[str] = set()
    for words in choices:
        if not words:
            return []
        together |= words
    return [frozenset(together)]
