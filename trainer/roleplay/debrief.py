"""After a play: which sentence did what, the six steps, and a score. Pure figures; the screen puts them into words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import msgspec

from trainer.course.scenario import CALM_MOST, GOOD_ENDINGS, EffectName, EndingKind
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
    {"again_sorry", "excuse", "explained_on", "hollow_promise", "hollow_solution", "early_solution", "long", "nothing"}
)
HURT_COST, FAULT_COST = 12, 5
"""Points of manner lost by each degree of a violation, and by each clumsiness."""
BASES_WORTH, DETAIL_WORTH = 70, 15
"""Points of content for all four bases, and for each kind of detail that was taken up."""
MANNER_MOST = 100
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
    """One of the steps: in which turn (from 0) it was first made, None where it was missed, and whether it came too early."""

    name: StepName
    turn: int | None
    is_early: bool = False


Caution = Literal["no_apology", "excuse", "unheard"]
"""What of the steps is worth a warning; the others may be left out or come in another order."""


class Debrief(msgspec.Struct, frozen=True):
    """What a play comes to. `best` and `weak` are turns, from 0; scores are 0 to 100."""

    ending: EndingKind
    moods: list[int]
    steps: list[Step]
    """Empty where nobody complains with a reason."""
    best: int | None
    weak: list[int]
    cautions: list[Caution]
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
    # The course may have changed since an old play: it is then as if she had gone.
    last = msgspec.structs.replace(turns[-1].after, ending=turns[-1].after.ending or "left")
    penalty = _penalty(turns)
    return Debrief(
        ending=last.ending or "left",
        moods=[turns[0].before.mood, *(turn.after.mood for turn in turns)],
        steps=_steps(turns) if _is_complaint(stage) else [],
        best=_best(turns),
        weak=_weak(turns),
        cautions=list(_cautions(stage, turns)),
        content=_content(stage, last),
        manner=max(0, MANNER_MOST - penalty),
        score=_score(stage, last, penalty),
    )


def _steps(turns: Sequence[Turn]) -> list[Step]:
    """Return the steps; a way out before she was heard and a reason before any sympathy come too early."""
    early = {"solve": _had(turns, "early_solution"), "explain": _had(turns, "excuse")}
    first = {name: next((n for n, turn in enumerate(turns) if turn.reading.moves & moves), None) for name, moves in STEPS.items()}
    return [Step(name, turn, is_early=turn is not None and turn == early.get(name)) for name, turn in first.items()]


def _cautions(stage: Stage, turns: Sequence[Turn]) -> Iterator[Caution]:
    if _is_complaint(stage) and not any(turn.reading.moves & STEPS["apologise"] for turn in turns):
        yield "no_apology"
    if _had(turns, "excuse") is not None or _had(turns, "explained_on") is not None:
        yield "excuse"
    if _had(turns, "early_solution") is not None:
        yield "unheard"


def _is_complaint(stage: Stage) -> bool:
    """Tell whether somebody complains who has a reason to: praise and abuse are not dealt with in six steps."""
    return stage.person.mood > CALM_MOST and stage.scenario.best != "boundary"


def _had(turns: Sequence[Turn], name: EffectName) -> int | None:
    """Return the first turn in which something moved her."""
    return next((n for n, turn in enumerate(turns) if any(effect.name == name for effect in turn.reaction.effects)), None)


def _best(turns: Sequence[Turn]) -> int | None:
    """Return the turn that calmed most; of equals one that moved the talk on, then the first."""
    good = [number for number, turn in enumerate(turns) if not turn.reading.hurts and (turn.change < 0 or turn.reaction.passed)]
    return min(good, key=lambda number: (turns[number].change, not turns[number].reaction.passed, number), default=None)


def _weak(turns: Sequence[Turn]) -> list[int]:
    """Return the turns to change, in their order: what angered most, then what did not help."""
    bad = [number for number, turn in enumerate(turns) if turn.reading.hurts or (turn.change >= 0 and not turn.reaction.passed)]
    worst = sorted(bad, key=lambda number: (not turns[number].reading.hurts, -turns[number].change, number))
    return sorted(worst[:WEAK_SHOWN])


def _score(stage: Stage, last: State, penalty: int) -> int:
    """Return the score of a play: where it ended, and how much manner was lost on the way."""
    total = round((_content(stage, last) + max(0, MANNER_MOST - penalty)) / 2)
    return total if last.ending in GOOD_ENDINGS else min(BAD_MOST, total)


def _cost(reading: Reading, effects: Iterable[Effect]) -> int:
    """Return the points of manner that one reply costs."""
    hurts = sum(severity for _category, severity in reading.hurts)
    return HURT_COST * hurts + FAULT_COST * sum(effect.name in FAULTS for effect in effects)


def _content(stage: Stage, last: State) -> int:
    taken_up = sum(name in last.details or not words for name, words in stage.details.words.items())
    return round(BASES_WORTH * last.base / 4) + DETAIL_WORTH * taken_up


def _penalty(turns: Sequence[Turn]) -> int:
    cold = 0 if any(turn.reading.moves & ATTITUDE for turn in turns) else FAULT_COST
    return cold + sum(_cost(turn.reading, turn.reaction.effects) for turn in turns)
