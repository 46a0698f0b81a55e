"""One step of a session's plan."""

from __future__ import annotations

from typing import Literal

import msgspec

from trainer.memory import PRODUCE, RECALL, RECOGNISE

TEACH_S = 17
ASK_S = {RECOGNISE: 24, RECALL: 23, PRODUCE: 36}
"""Estimated seconds for a lesson, and for a question with its feedback on each rung: from the lengths of the shipped
texts at an assumed pace, not timed on people (docs/learning.md)."""


class Step(msgspec.Struct, frozen=True):
    """Show a lesson or ask a fact at a rung.

    `new`: first asked in this session; `cold`: without a lesson; `retry`: how often it has come back; `recap`: asked
    once more only to stand between two others.
    """

    action: Literal["teach", "ask"]
    fact: str
    rung: int
    new: bool = False
    cold: bool = False
    retry: int = 0
    recap: bool = False


def ask_seconds(rung: int) -> int:
    """Return the estimated seconds of a question on a rung, feedback included."""
    return ASK_S[rung]


def new_seconds() -> int:
    """Return the estimated seconds that a new fact takes on its first day."""
    return TEACH_S + ASK_S[RECOGNISE]
