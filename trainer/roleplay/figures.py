"""What a play of a scenario can come to, found by playing it: as well as one can, one sort of reply over and over, with slips."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec

from trainer.course.scenario import GOOD_ENDINGS, UPSET_MOST
from trainer.roleplay.debrief import Turn, debrief_play
from trainer.roleplay.engine import open_play, take_turn
from trainer.roleplay.proof import BUSY, full_replies, reply_classes
from trainer.roleplay.reading import Reading
from trainer.roleplay.stage import Stage
from trainer.roleplay.state import Reaction, State

SEED = 0
SLIP = Reading(hurts=(("", 2),), words=BUSY)
"""A violation of the usual degree."""


class Figures(msgspec.Struct, frozen=True):
    """Scores from 0 to 100, turns, and how many slips a play bore that still ended well."""

    best: int
    worst: int
    shortest: int
    """Turns of a play in which everything is said well."""
    longest: int
    slips: int


def rehearse(stage: Stage) -> Figures:
    """Return what plays of a scenario came to."""
    sorts = range(max(len(list(reply_classes(stage, node))) for node in stage.nodes.values()))
    well = _play(stage, lambda state: say_best(stage, state))
    plays = [well, *(_play(stage, partial(_say_sort, stage, sort)) for sort in sorts)]
    scores = [debrief_play(stage, turns).score for turns in plays]
    return Figures(max(scores), min(scores), len(well), max(map(len, plays)), _slips_borne(stage))


def say_best(stage: Stage, state: State) -> Reading:
    """Return the reply that does most at a place: calms her while she is furious, then what is asked for."""
    replies = list(full_replies(stage, stage.nodes[state.node]))
    calming = Reading(moves=frozenset({"empathise"}), words=BUSY, details=replies[0].details)
    return min([*replies, calming], key=lambda reading: _cost(stage, state, reading))


def _cost(stage: Stage, state: State, reading: Reading) -> tuple[bool, bool, bool, int]:
    after, _effects, passed = take_turn(stage, state, reading)
    is_bad = bool(after.ending) and after.ending not in GOOD_ENDINGS
    return is_bad, after.mood > UPSET_MOST, not passed, after.mood


def _say_sort(stage: Stage, sort: int, state: State) -> Reading:
    """Return one sort of reply at a place, the last where it has fewer."""
    sorts = list(reply_classes(stage, stage.nodes[state.node]))
    return sorts[min(sort, len(sorts) - 1)]


def _slips_borne(stage: Stage) -> int:
    """Return how often one can slip, whenever the rest of the play still mends it."""
    slips = 0
    state, _opening = open_play(stage, SEED)
    while not state.ending:
        slipped = take_turn(stage, state, SLIP)[0]
        mends = ends_well(stage, slipped)
        slips += mends
        state = slipped if mends else take_turn(stage, state, say_best(stage, state))[0]
    return slips


def ends_well(stage: Stage, state: State | None = None) -> bool:
    """Tell whether a play, from a state or from its beginning, ends well by the best replies within its turns."""
    state = state or open_play(stage, SEED)[0]
    while not state.ending:
        state = take_turn(stage, state, say_best(stage, state))[0]
    return state.ending in GOOD_ENDINGS


def _play(stage: Stage, say: Callable[[State], Reading]) -> list[Turn]:
    state, _opening = open_play(stage, SEED)
    turns: list[Turn] = []
    while not state.ending:
        reading = say(state)
        after, effects, passed = take_turn(stage, state, reading)
        turns.append(Turn("", reading, state, after, Reaction((), effects, passed)))
        state = after
    return turns
