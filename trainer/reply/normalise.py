"""One spelling for comparison: width, case, punctuation and spaces do not count."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CLAUSE_END = re.compile(r"[，。！？；：、,.!?;:\n…]+")
_NOT_COUNTED = re.compile(r"[\W_]+")


def fold_width(text: str) -> str:
    """Return the text in NFKC form, lower case: `１` becomes `1`, `Ａ` becomes `a`, `？` becomes `?`."""
    return unicodedata.normalize("NFKC", text).lower()


@lru_cache(maxsize=8192)
def squeeze(text: str) -> str:
    """Return only the letters, digits and Chinese characters of a text, width and case folded."""
    return _NOT_COUNTED.sub("", fold_width(text))


def split_clauses(text: str) -> list[str]:
    """Return the squeezed clauses of a text, empty ones left out."""
    return [clause for part in _CLAUSE_END.split(fold_width(text)) if (clause := squeeze(part))]
