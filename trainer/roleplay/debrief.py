"""After a play: which sentence did what, the six steps, and a score. Pure figures; the screen puts them into words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from trainer.course.scenario import GOOD_ENDINGS, EffectName, EndingKind
from trainer.roleplay.engine import ATTITUDE, LISTENING, SOLVING, open_play, play_turn
from trainer.roleplay.reading import Reading
from trainer.roleplay.stage import Stage
from trainer.roleplay.state import Effect, Reaction, State

StepName = Literal["listen", "apologise", "explain", "empathise", "solve", "commit", "thank"]
STEPS: dict[StepName, frozenset[str]] = {
    "listen": LISTENING,
    "apologise": frozenset({"apologise", "i_statement"}),
    "explain": frozenset({"explain"}),
    "empathise": frozenset({"empathise"}),
    "solve": SOLVING,
    "commit": frozenset({"commit"}),
    "thank": frozenset({"thank", "greet"}),
}
"""The six steps (S25) behind listening, which the source leaves out. Empathy may stand before the explanation."""
FAULTS: frozenset[EffectName] = frozenset(
    {"again_sorry", "excuse", "hollow_promise", "hollow_solution", "early_solution", "long", "nothing"}
)
HURT_COST, FAULT_COST = 12, 5
"""Points of manner lost by each degree of a violation, and by each clumsiness."""
BASES_WORTH, DETAIL_WORTH = 70, 15
"""Points of content for all four bases, and for each kind of detail that was taken up."""
BAD_MOST = 49
"""The best score of a play that ended badly."""
WEAK_SHOWN = 2


class Turn(msgspec.Struct, frozen=True):
    """One reply with what it was read as, and the play before and after it."""

    reply: str
    reading: Reading
    before: State
    after: State
    reaction: Reaction

    @property
    def change(self) -> int:
        """How the mood moved."""
        return self.after.mood - self.before.mood


class Step(msgspec.Struct, frozen=True):
    """One of the steps: in which turn (from 0) it was first made, None where it was missed."""

    name: StepName
    turn: int | None


class Debrief(msgspec.Struct, frozen=True):
    """What a play comes to. `best` and `weak` are turns, from 0; scores are 0 to 100."""

    ending: EndingKind
    moods: list[int]
    steps: list[Step]
    best: int | None
    weak: list[int]
    unheard: bool
    """Whether a way out was offered before she was heard."""
    content: int
    manner: int
    score: int


def replay_play(stage: Stage, said: Iterable[tuple[str, Reading]], seed: int) -> tuple[Reaction, list[Turn]]:
    """Return the opening and every turn of a play from what was said and how it was read."""
    state, opening = open_play(stage, seed)
    turns: list[Turn] = []
    for reply, reading in said:
        if state.ending:
            break
        after, reaction = play_turn(stage, state, reading, seed)
        turns.append(Turn(reply, reading, state, after, reaction))
        state = after
    return opening, turns


def debrief_play(stage: Stage, turns: Sequence[Turn]) -> Debrief:
    """Return what a play that has ended comes to."""
    last = turns[-1].after
    assert last.ending
    content, manner = _content(stage, turns), _manner(turns)
    total = round((content + manner) / 2)
    return Debrief(
        ending=last.ending,
        moods=[turns[0].before.mood, *(turn.after.mood for turn in turns)],
        steps=[Step(name, _first(turns, moves)) for name, moves in STEPS.items()],
        best=_best(turns),
        weak=_weak(turns),
        unheard=any(effect.name == "early_solution" for effect in _effects(turns)),
        content=content,
        manner=manner,
        score=total if last.ending in GOOD_ENDINGS else min(BAD_MOST, total),
    )


def _first(turns: Sequence[Turn], moves: frozenset[str]) -> int | None:
    return next((number for number, turn in enumerate(turns) if turn.reading.moves & moves), None)


def _best(turns: Sequence[Turn]) -> int | None:
    """Return the turn that calmed most; of equals one that moved the talk on, then the first."""
    good = [number for number, turn in enumerate(turns) if not turn.reading.hurts and (turn.change < 0 or turn.reaction.passed)]
    return min(good, key=lambda number: (turns[number].change, not turns[number].reaction.passed, number), default=None)


def _weak(turns: Sequence[Turn]) -> list[int]:
    """Return the turns to change, in their order: what angered most, then what did not help."""
    bad = [number for number, turn in enumerate(turns) if turn.reading.hurts or (turn.change >= 0 and not turn.reaction.passed)]
    worst = sorted(bad, key=lambda number: (not turns[number].reading.hurts, -turns[number].change, number))
    return sorted(worst[:WEAK_SHOWN])


def _content(stage: Stage, turns: Sequence[Turn]) -> int:
    last = turns[-1].after
    wanted = {"happened": stage.details.happened, "need": stage.details.need}
    taken_up = sum(name in last.details or not words for name, words in wanted.items())
    return round(BASES_WORTH * last.base / 4) + DETAIL_WORTH * taken_up


def _manner(turns: Sequence[Turn]) -> int:
    hurts = sum(severity for turn in turns for _category, severity in turn.reading.hurts)
    faults = sum(effect.name in FAULTS for effect in _effects(turns))
    cold = 0 if any(turn.reading.moves & ATTITUDE for turn in turns) else FAULT_COST
    return max(0, 100 - HURT_COST * hurts - FAULT_COST * faults - cold)


def _effects(turns: Sequence[Turn]) -> Iterable[Effect]:
    return (effect for turn in turns for effect in turn.reaction.effects)
