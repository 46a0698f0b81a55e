"""Where in a sentence, as it was typed, the words stand that must not be said."""

from __future__ import annotations

import re

from trainer.reply.normalise import squeeze
from trainer.reply.template import find_words

_CLAUSE = re.compile(r"[^，。！？；：、,.!?;:\n…]+")


def find_places(text: str, templates: list[str], unless: list[str]) -> list[str]:
    """Return the words of each clause on which a template fires, with the spaces and marks that stand inside them."""
    places = []
    for clause in _CLAUSE.findall(text):
        words = find_words(clause, templates, unless)
        if words:
            places.append(_as_typed(clause, words))
    return places


def _as_typed(clause: str, words: str) -> str:
    """Return the characters of a clause that read as these squeezed words."""
    counted = [(place, letter) for place, character in enumerate(clause) for letter in squeeze(character)]
    start = "".join(letter for _place, letter in counted).find(words)
    if start < 0:
        return words
    return clause[counted[start][0] : counted[start + len(words) - 1][0] + 1]
