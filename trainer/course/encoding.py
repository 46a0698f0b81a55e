"""Bytes as text, and what they are encoded in. Nothing is guessed: what does not read as plain Chinese is no text."""

from __future__ import annotations

import re
from contextlib import suppress

import msgspec

from trainer.text import has_unsafe

UTF8 = "UTF-8"
COMMON_LEAST = 0.8
"""Share of everyday Chinese among what is not ASCII; other languages' bytes read as GBK stay below a half."""
SAMPLE = 20_000
"""Characters looked at for that share."""
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_PUNCTUATION = re.compile("[—‘’“”…、。《》【】（），：；？！·]")
_LEVEL_1 = range(0xB0, 0xD8)
"""First bytes, in GB 2312, of its 3755 everyday characters; the rare ones stand behind them."""


class Decoded(msgspec.Struct, frozen=True):
    """A file's text, line ends and all, and the name of the encoding it was read in."""

    text: str
    encoding: str


def decode(content: bytes) -> Decoded | None:
    """Return UTF-8, UTF-16 with its byte order mark, or GBK that reads as Chinese, as text; None for anything else."""
    with suppress(UnicodeDecodeError):
        return Decoded(content.decode("utf-8-sig"), UTF8)
    is_utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if is_utf16 else "gb18030")
    except UnicodeDecodeError:
        return None
    if has_unsafe(text.replace("\r", "")) or not (is_utf16 or _reads_as_chinese(text)):
        return None
    return Decoded(text, "UTF-16" if is_utf16 else "GBK")


def _reads_as_chinese(text: str) -> bool:
    beyond = _BEYOND_ASCII.findall(text, 0, SAMPLE)
    return bool(beyond) and sum(map(_is_common, beyond)) >= COMMON_LEAST * len(beyond)


def _is_common(character: str) -> bool:
    encoded = character.encode("gb2312", "ignore")
    return bool(_PUNCTUATION.match(character)) or (len(encoded) == 2 and encoded[0] in _LEVEL_1)
