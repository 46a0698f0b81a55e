"""Breaking mixed Chinese and Latin text into lines of terminal cells, with no comma at the start of a line."""

from __future__ import annotations

import re

from rich.cells import cell_len

NARROW = 60
"""Cells of a screen on which most lines need two rows."""
_NOT_FIRST = "，。！？；：、”’）》】…—,.!?;:)]}%"
_NOT_LAST = "“‘（《【([{"
_UNIT = re.compile(r"/[^\s/，。！？；：、]+|[A-Za-z0-9_%.\-–/'’]+|\s+|.")


def wrap_cells(text: str, width: int) -> list[str]:
    """Return the lines of a text, each at most `width` cells. Latin words and numbers stay whole where they fit."""
    lines: list[str] = []
    line = ""
    for unit in _units(text, width):
        if line and cell_len(line) + cell_len(unit) > width:
            lines.append(line.rstrip())
            line = unit.lstrip()
        else:
            line += unit
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def fit_rows(lines: list[str], width: int, most: int = 5) -> list[str]:
    """Leave out lines before the last until no more than `most` rows remain; the first and the last always stay.

    A screen so narrow that every line needs two rows may have twice as many.
    """
    if width < NARROW:
        most *= 2
    kept = list(lines)
    while len(kept) > 2 and sum(len(wrap_cells(line, width)) for line in kept) > most:
        del kept[-2]
    return kept


def _units(text: str, width: int) -> list[str]:
    """Split into pieces that must not be broken: a character with the punctuation that clings to it, or a word."""
    units: list[str] = []
    for piece in _UNIT.findall(text):
        clings = piece[0] in _NOT_FIRST or (units and units[-1][-1] in _NOT_LAST)
        if units and clings and cell_len(units[-1] + piece) <= max(width // 2, 4):
            units[-1] += piece
        else:
            units.append(piece)
    return [part for unit in units for part in _fit(unit, width)]


def _fit(unit: str, width: int) -> list[str]:
    if cell_len(unit) <= width:
        return [unit]
    return list(unit)
