"""Stored role-plays played again by two courses: which would end otherwise, and where they part."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from trainer.course.scenario import EndingKind
from trainer.i18n import N_, Message
from trainer.reply.labels import NAMES
from trainer.reply.verdict import ReplyJudge
from trainer.roleplay.debrief import Turn, debrief_play
from trainer.roleplay.engine import open_play, play_turn
from trainer.roleplay.reading import Reading, hear_reply
from trainer.roleplay.stage import Stage

CHOOSE = "choose"
"""The mode in which replies are chosen among those that the author wrote."""
OPEN = "open"
"""The ending of a play that has none yet when all has been said."""


class Played(msgspec.Struct, frozen=True):
    """A play as stored: what was said, in order."""

    scenario: str
    mode: str
    seed: int
    replies: tuple[str, ...]


class Outcome(msgspec.Struct, frozen=True):
    """How a play comes out by one course."""

    ending: EndingKind | str
    score: int
    turns: list[Turn]


class OtherEnd(msgspec.Struct, frozen=True, kw_only=True):
    """One play that comes out otherwise. `turn` counts from 1: from there on the two part; `reply` was said there."""

    scenario: str
    title: str
    endings: tuple[str, str]
    scores: tuple[int, int]
    turn: int
    reply: str
    why: Message | str


class Replayed(msgspec.Struct, frozen=True):
    """What became of the plays. `other_end`: how many end otherwise; `other_score`: as before, with another score."""

    total: int
    other_end: int
    other_score: int
    gone: int
    others: list[OtherEnd]


class Theatre:
    """The scenarios of one course, with its judge, which is opened only when it is needed."""

    def __init__(self, stages: dict[str, Stage], open_judge: Callable[[], ReplyJudge]) -> None:
        self.stages = stages
        self._open_judge = open_judge

    def perform(self, played: Played) -> Outcome | None:
        """Play again; None where the scenario is gone, or a reply that was chosen cannot be chosen any more."""
        stage = self.stages.get(played.scenario)
        if stage is None or not played.replies:
            return None
        judge = self._open_judge()
        state, reaction = open_play(stage, played.seed)
        turns: list[Turn] = []
        for reply in played.replies:
            if state.ending:
                break
            reading = hear_reply(reply, " ".join(reaction.lines), stage, judge)
            if played.mode == CHOOSE:
                option = next((one for one in stage.nodes[state.node].options if one.say == reply), None)
                if option is None:
                    return None
                reading = msgspec.structs.replace(reading, is_weak=option.quality in ("poor", "bad"))
            after, reaction = play_turn(stage, state, reading, played.seed)
            turns.append(Turn(reply, reading, state, after, reaction))
            state = after
        debrief = debrief_play(stage, turns)
        return Outcome(state.ending or OPEN, debrief.score, turns)


def replay_all(plays: Sequence[Played], old: Theatre, new: Theatre, tick: Callable[[float], None]) -> Replayed:
    """Return what becomes of plays; `tick` is told the share that is done."""
    others: list[OtherEnd] = []
    gone = 0
    for number, played in enumerate(plays, 1):
        before = old.perform(played)
        after = new.perform(played) if before else None
        if before is None or after is None:
            gone += 1
        elif (before.ending, before.score) != (after.ending, after.score):
            others.append(_compare(played, new.stages[played.scenario], before, after))
        tick(number / len(plays))
    others.sort(key=lambda one: (one.endings[0] == one.endings[1], one.scenario))
    ends = sum(one.endings[0] != one.endings[1] for one in others)
    return Replayed(len(plays), ends, len(others) - ends, gone, others)


def _compare(played: Played, stage: Stage, before: Outcome, after: Outcome) -> OtherEnd:
    pairs = zip(before.turns, after.turns, strict=False)
    shared = min(len(before.turns), len(after.turns))
    place = next((place for place, (one, other) in enumerate(pairs) if _moves(one) != _moves(other)), shared - 1)
    return OtherEnd(
        scenario=played.scenario,
        title=stage.scenario.title or stage.id,
        endings=(before.ending, after.ending),
        scores=(before.score, after.score),
        turn=place + 1,
        reply=played.replies[place],
        why=_explain(before.turns[place], after.turns[place]),
    )


def _moves(turn: Turn) -> tuple[object, ...]:
    """Return what a turn did, whatever words she found for it."""
    after = turn.after
    return turn.reading, after.mood, after.base, after.node, after.ending


def _explain(before: Turn, after: Turn) -> Message | str:
    found = [[NAMES[name] for name in _names(turn.reading)] for turn in (before, after)]
    if found[0] != found[1]:
        nothing = N_("没有")
        return N_("原来查出：{before}；现在查出：{after}", before=found[0] or nothing, after=found[1] or nothing)
    if before.after.mood != after.after.mood:
        return N_("这句话以后，顾客的火气原来是 {before}，现在是 {after}", before=before.after.mood, after=after.after.mood)
    if before.reaction.passed != after.reaction.passed:
        return N_("这句话原来过得了这一步，现在过不了") if before.reaction.passed else N_("这句话原来过不了这一步，现在过得了")
    return N_("这句话以后，谈话走到了别的一步")


def _names(reading: Reading) -> list[str]:
    """Return what was found in a reply: the violations, or else the good moves."""
    return [category for category, _severity in reading.hurts] or sorted(reading.moves)
