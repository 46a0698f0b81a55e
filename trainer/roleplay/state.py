"""Where a play stands. Everything that a reaction depends on is in here, counts capped, so that there are finitely many states."""

from __future__ import annotations

from typing import Literal

import msgspec

from trainer.course.scenario import EffectName, EndingKind

CAP = 2
"""Counts go no higher: a third time is like the second."""
TURNS_MOST = 15


class Effect(msgspec.Struct, frozen=True):
    """One thing that a reply did to the mood: which weight, and by how much."""

    name: EffectName
    change: int


class State(msgspec.Struct, frozen=True):
    """A play between two replies. `said` is what she has said already, by pool and place; nothing else depends on the past."""

    node: str
    mood: int
    base: int = 0
    made: frozenset[str] = frozenset()
    details: frozenset[str] = frozenset()
    keys: frozenset[int] = frozenset()
    hurt: int = 0
    sorry: int = 0
    promised: int = 0
    named: bool = False
    turn: int = 0
    ending: EndingKind | Literal[""] = ""
    said: frozenset[str] = frozenset()


class Reaction(msgspec.Struct, frozen=True):
    """What she does: her words, what moved her mood, and whether the talk went on to its next point."""

    lines: tuple[str, ...]
    effects: tuple[Effect, ...] = ()
    passed: bool = False
