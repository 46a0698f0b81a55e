"""`say` templates, matched literally: plain text, `…` (up to eight characters inside a clause), `(a|b)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from trainer.reply.normalise import split_clauses, squeeze

GAP = 8
"""Characters that `…` may stand for."""
_PART = re.compile(r"\([^()]*\)|…+|[^(…]+")


@lru_cache(maxsize=4096)
def compile_template(template: str) -> re.Pattern[str]:
    """Return the pattern of a template. Every piece is escaped and every gap bounded, so matching stays linear."""
    pieces = []
    for part in _PART.findall(template.strip("…")):
        if part.startswith("…"):
            pieces.append(f".{{0,{GAP}}}")
        elif part.startswith("("):
            pieces.append("(?:" + "|".join(re.escape(squeeze(choice)) for choice in part[1:-1].split("|")) + ")")
        else:
            pieces.append(re.escape(squeeze(part)))
    return re.compile("".join(pieces) or r"(?!)")


def find_template(text: str, templates: list[str], unless: list[str]) -> str | None:
    """Return the first template that fires in a clause of the text; `unless` is looked for in that same clause."""
    return next((template for template, _words in _find_hits(text, templates, unless)), None)


def find_words(text: str, templates: list[str], unless: list[str]) -> str:
    """Return the words of the text on which the first template fires, as `squeeze` writes them; empty when none does."""
    return next((words for _template, words in _find_hits(text, templates, unless)), "")


def _find_hits(text: str, templates: list[str], unless: list[str]) -> Iterator[tuple[str, str]]:
    for clause in split_clauses(text):
        if any(compile_template(exception).search(clause) for exception in unless):
            continue
        for template in templates:
            if found := compile_template(template).search(clause):
                yield template, found[0]
