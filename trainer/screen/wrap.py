"""Lines of terminal cells, as many as a screen has room for."""

from __future__ import annotations

from rich.cells import cell_len

from trainer.lines import break_lines

NARROW = 60
"""Cells of a screen on which most lines need two rows."""


def wrap_cells(text: str, width: int) -> list[str]:
    """Return the lines of a text, each at most `width` cells. Latin words and numbers stay whole where they fit."""
    return break_lines(text, width, cell_len)


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
