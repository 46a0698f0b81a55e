"""One file of a course, mended: its bytes as they are and as they should be. Pure; nothing is opened here."""

from __future__ import annotations

import codecs

import msgspec

from trainer.course.encoding import UTF8, Decoded, decode
from trainer.course.files import find_unsafe, refuse_encoding
from trainer.course.problem import Place, Problem
from trainer.course.repair import Repair, repair_text
from trainer.i18n import N_

ENCODING = N_("改用 UTF-8 编码")


class Mended(msgspec.Struct, frozen=True):
    """A file's bytes with every safe repair, and the repairs in order of lines."""

    content: bytes
    repairs: list[Repair]


def mend_bytes(content: bytes, path: str) -> Mended | Problem:
    """Return a file as UTF-8 with its slips mended, or the problem for which it is left alone."""
    place = Place(path)
    decoded = decode(content)
    if decoded is None:
        return refuse_encoding(content, place, None)
    if unsafe := find_unsafe(decoded.text.replace("\r\n", "\n").replace("\r", "\n"), place):
        return unsafe
    repaired = repair_text(decoded.text, path)
    start = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    return Mended(start + repaired.text.encode(), [*_repair_encoding(decoded), *repaired.repairs])


def _repair_encoding(decoded: Decoded) -> list[Repair]:
    """Name the encoding with the first line that depends on it: whoever sees nonsense there says no."""
    if decoded.encoding == UTF8:
        return []
    lines = decoded.text.splitlines()
    number, line = next(((number, line) for number, line in enumerate(lines, 1) if not line.isascii()), (1, ""))
    return [Repair(number, [ENCODING], decoded.encoding, line.strip() or UTF8)]
