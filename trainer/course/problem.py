"""What is wrong with a course, as values: where, what, and what to write instead."""

from __future__ import annotations

from typing import Literal

import msgspec

from trainer.i18n import N_, Message
from trainer.text import clean_text

SHOWN = 40
"""Characters of course content quoted in a message."""

PROBLEMS_MOST = 100
"""Problems listed in one file; whoever has more has one cause, and reading on would only take time."""


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


def too_many(place: Place) -> Problem:
    """Return the problem that ends the list of a file."""
    message = N_("这个文件的问题超过 {most} 处，后面的没有再看。", most=PROBLEMS_MOST)
    return place.problem("E119", message, N_("先改前面的，再检查一次。"))


def quote(text: str) -> str:
    """Return course content fit for a message: one line, harmless, not too long."""
    # Cut first: a hostile megabyte must not be cleaned to show forty characters of it.
    cleaned = clean_text(text[: SHOWN * 4])
    return cleaned if len(cleaned) <= SHOWN else cleaned[:SHOWN] + "…"


def has_errors(problems: list[Problem]) -> bool:
    """Tell whether anything in a list of problems breaks the course."""
    return any(problem.severity == "error" for problem in problems)
