"""What is wrong with a course, as values: where, what, and what to write instead."""

from __future__ import annotations

from typing import Literal

import msgspec

from trainer.i18n import Message
from trainer.text import clean_text

SHOWN = 40
"""Characters of course content quoted in a message."""


class Problem(msgspec.Struct, frozen=True):
    """One thing to mend. Lines and columns count from 1; codes are stable: `E…` breaks something, `W…` is a warning."""

    path: str
    line: int
    column: int
    code: str
    severity: Literal["error", "warning"]
    message: Message
    remedy: Message


class Place(msgspec.Struct, frozen=True):
    """A place in a course file. Lines and columns count from 1."""

    path: str
    line: int = 1
    column: int = 1

    def problem(self, code: str, message: Message, remedy: Message) -> Problem:
        """Return a problem at this place; the code's first letter says how grave it is."""
        severity: Literal["error", "warning"] = "error" if code.startswith("E") else "warning"
        return Problem(self.path, self.line, self.column, code, severity, message, remedy)


def quote(text: str) -> str:
    """Return course content fit for a message: one line, harmless, not too long."""
    # Cut first: a hostile megabyte must not be cleaned to show forty characters of it.
    cleaned = clean_text(text[: SHOWN * 4])
    return cleaned if len(cleaned) <= SHOWN else cleaned[:SHOWN] + "…"


def has_errors(problems: list[Problem]) -> bool:
    """Tell whether anything in a list of problems breaks the course."""
    return any(problem.severity == "error" for problem in problems)
