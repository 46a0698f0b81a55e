"""A figure as people write it."""

from __future__ import annotations

from trainer.course.model import Figure


def show_figure(figure: Figure, value: str = "") -> str:
    """Return the value, or another one in its place, with the unit."""
    space = " " if figure.unit and figure.unit != "%" else ""
    return f"{value or figure.value}{space}{figure.unit}"
