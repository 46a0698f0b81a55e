"""Text fit to be stored, and learners' names."""

from __future__ import annotations

import re
import unicodedata

from trainer.errors import TrainerError
from trainer.i18n import N_

NAME_MAX = 40
_SURROGATE = re.compile("[\ud800-\udfff]")


class UnfitName(TrainerError):
    """A name that cannot be kept; another one can be asked for."""


def storable(text: str) -> str:
    """Replace lone surrogates (undecodable bytes typed on a terminal), which no database takes."""
    return _SURROGATE.sub("\ufffd", text)


def clean_name(name: str) -> str:
    """Return a learner's name as kept: NFKC, no control, bidi or invisible characters, single inner spaces, trimmed.

    Raises `UnfitName` when nothing or more than 40 characters remain.
    """
    spaced = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", name))
    kept = "".join(char for char in spaced if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")).strip()
    # Removing a character can bring two together that compose.
    cleaned = re.sub(r" +", " ", unicodedata.normalize("NFKC", kept))
    if not cleaned:
        raise UnfitName(N_("还没写名字。"), N_("请写 1 到 {most} 个字。", most=NAME_MAX))
    if cleaned.isdigit():
        raise UnfitName(N_("名字不能只是数字：{name}", name=cleaned[:NAME_MAX]), N_("写一个同事认得出的称呼，例如：小李。"))
    if len(cleaned) > NAME_MAX:
        raise UnfitName(N_("名字太长：{count} 个字。", count=len(cleaned)), N_("请写 1 到 {most} 个字。", most=NAME_MAX))
    return cleaned


def fold_name(name: str) -> str:
    """Return the form by which cleaned names are compared: 小Li and 小LI are one person."""
    return unicodedata.normalize("NFKC", name.casefold())
