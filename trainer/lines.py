"""Breaking mixed Chinese and Latin text into lines, with no comma at the start of a line. How wide a text is, the caller measures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_NOT_FIRST = "，。！？；：、”’）》】…—,.!?;:)]}%"
_NOT_LAST = "“‘（《【([{"
_UNIT = re.compile(r"/[^\s/，。！？；：、]+|[A-Za-z0-9_%.\-–/'’]+|\s+|.")


def count_cells(text: str) -> int:
    """Return how many terminal cells a text of Chinese and Latin takes, without the tables of a terminal library."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def break_lines(text: str, width: int, measure: Callable[[str], int] = count_cells) -> list[str]:
    """Return the lines of a text, each at most `width` cells. Latin words and numbers stay whole where they fit."""
    lines: list[str] = []
    line = ""
    for unit in _units(text, width, measure):
        if line and measure(line) + measure(unit) > width:
            lines.append(line.rstrip())
            line = unit.lstrip()
        else:
            line += unit
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _units(text: str, width: int, measure: Callable[[str], int]) -> list[str]:
    """Split into pieces that must not be broken: a character with the punctuation that clings to it, or a word."""
    units: list[str] = []
    for piece in _UNIT.findall(text):
        clings = piece[0] in _NOT_FIRST or (units and units[-1][-1] in _NOT_LAST)
        if units and clings and measure(units[-1] + piece) <= max(width // 2, 4):
            units[-1] += piece
        else:
            units.append(piece)
    return [part for unit in units for part in ([unit] if measure(unit) <= width else unit)]
