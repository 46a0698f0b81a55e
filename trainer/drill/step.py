"""One step of a session's plan."""

from __future__ import annotations

from typing import Literal

import msgspec

from trainer.memory import PRODUCE, RECALL, RECOGNISE

TEACH_S = 15
ASK_S = {RECOGNISE: 20, RECALL: 22, PRODUCE: 37}
"""Estimated seconds for a lesson, and for a question with its feedback on each rung: from the lengths of the shipped
texts at an assumed pace, not timed on people (docs/learning.md)."""


class Step(msgspec.Struct, frozen=True):
    """Show a lesson or ask a fact at a rung. `new`: first asked in this session; `retry`: how often it has come back."""

    action: Literal["teach", "ask"]
    fact: str
    rung: int
    new: bool = False
    cold: bool = False
    retry: int = 0


def seconds_of(step: Step) -> int:
    """Return the estimated seconds of a step."""
    return TEACH_S if step.action == "teach" else ASK_S[step.rung]
