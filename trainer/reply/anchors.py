"""Words one of which a pattern cannot do without: where none stands in a reply, the pattern need not even be compiled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from trainer.reply.reading import ASKED, COMMA


def find_anchors(pattern: str) -> list[str]:
    """Return such words of a pattern; none where it may match without any of them."""
    # Python's own parser reads what we wrote for RE2: literals, groups, classes and repetitions.
    parser: Any = re._parser  # type: ignore[attr-defined]  # undocumented, the same since 3.11; only the checker gets here
    return sorted(_anchors_of(parser.parse(pattern)) or ())


def _anchors_of(parts: Sequence[Any]) -> frozenset[str] | None:
    """Return the best of what the parts of a sequence each need: the longest words, then the fewest."""
    needed = [found for found in (*_runs(parts), *map(_needed_by, parts)) if found]
    return max(needed, key=lambda words: (min(map(len, words)), -len(words)), default=None)


def _runs(parts: Sequence[Any]) -> Iterable[frozenset[str]]:
    """Yield each run of plain characters, marks left out."""
    run = ""
    for kind, value in [*parts, ("end", None)]:
        if str(kind) == "LITERAL" and chr(value) not in (COMMA, ASKED):
            run += chr(value)
        elif run:
            yield frozenset({run})
            run = ""


def _needed_by(part: Any) -> frozenset[str] | None:
    kind, value = part
    match str(kind):
        case "SUBPATTERN":
            return _anchors_of(value[-1])
        case "BRANCH":
            return _one_of(_anchors_of(choice) for choice in value[1])
        case "MAX_REPEAT" | "MIN_REPEAT" if value[0] > 0:
            return _anchors_of(value[2])
        case "IN":
            return _one_of(
                frozenset({chr(one)}) if str(name) == "LITERAL" and chr(one) not in (COMMA, ASKED) else None for name, one in value
            )
    return None


def _one_of(choices: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    """Return the words of all choices together; None when one of them needs none."""
    together: set[str] = set()
    for words in choices:
        if not words:
            return None
        together |= words
    return frozenset(together)
