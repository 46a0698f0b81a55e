"""Do better replies end calmer? Plays made of replies of known quality, ranked by quality and by how angry they leave her.

`role_replies.jsonl` has for every scenario twenty replies that were written for it, five qualities (1 to 5) for each of four points
of the talk. Every way of choosing one for each point is played. Run: python tests/bench/rank_plays.py [--write]
"""

from __future__ import annotations

import json
import statistics
import sys
from collections import defaultdict
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.document import refresh_block

from trainer import paths
from trainer.cli.judging import judge_course
from trainer.course.scenariofile import load_scenarios
from trainer.reply.verdict import ReplyJudge
from trainer.roleplay.engine import open_play, take_turn
from trainer.roleplay.reading import Reading, hear_reply
from trainer.roleplay.stage import Stage

REPLIES = Path(__file__).with_name("role_replies.jsonl")
FOLDER = paths.content_dir() / "essentials"
REPORT = paths.content_dir().parent / "docs" / "roleplay.md"
POINTS, QUALITIES = 4, range(1, 6)
Labelled = list[dict[int, str]]
"""For each point of the talk the reply of each quality."""


def read_replies() -> dict[str, Labelled]:
    """Return the labelled replies of every scenario."""
    found: dict[str, Labelled] = defaultdict(lambda: [{} for _point in range(POINTS)])
    for line in REPLIES.read_text("utf-8").splitlines():
        row = json.loads(line)
        found[row["scenario"]][row["step"] - 1][row["quality"]] = row["reply"]
    return dict(found)


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Return Spearman's coefficient; equal values share a rank."""
    return statistics.correlation(_ranks(one), _ranks(other))


def _ranks(values: Sequence[float]) -> list[float]:
    ordered = sorted(values)
    first = {value: place for place, value in reversed(list(enumerate(ordered)))}
    last = {value: place for place, value in enumerate(ordered)}
    return [(first[value] + last[value]) / 2 for value in values]


def play(stage: Stage, readings: Sequence[Reading]) -> int:
    """Return how angry a play leaves her."""
    state, _opening = open_play(stage, 1)
    for reading in readings:
        if state.ending:
            break
        state = take_turn(stage, state, reading)[0]
    return state.mood


def read_all(stage: Stage, labelled: Labelled, judge: ReplyJudge) -> list[dict[int, Reading]]:
    """Return every reply as the engine reads it."""
    return [{mark: hear_reply(reply, "", stage, judge) for mark, reply in point.items()} for point in labelled]


class Ranking(NamedTuple):
    """How the quality of plays and her calm go together. `anger`: after plays of one quality throughout, from 1 to 5."""

    near: float
    """Spearman's coefficient over plays whose replies are of one quality or of two neighbouring ones."""
    mixed: float
    """The same over all plays: the warmest sentence behind an insult counts as one of four."""
    anger: list[int]


def rank_scenario(stage: Stage, labelled: Labelled, judge: ReplyJudge) -> Ranking:
    """Return the figures of one scenario."""
    read = read_all(stage, labelled, judge)
    played = {marks: play(stage, [read[point][mark] for point, mark in enumerate(marks)]) for marks in product(QUALITIES, repeat=POINTS)}
    near = {marks: mood for marks, mood in played.items() if max(marks) - min(marks) <= 1}
    return Ranking(_correlate(near), _correlate(played), [played[(quality,) * POINTS] for quality in QUALITIES])


def _correlate(played: dict[tuple[int, ...], int]) -> float:
    return rank_correlation([sum(marks) for marks in played], [-mood for mood in played.values()])


def rank_all() -> dict[str, Ranking]:
    """Return the figures of every scenario."""
    loaded, judge = load_scenarios(FOLDER), judge_course(FOLDER)
    assert loaded.shared is not None
    stages = {name: Stage(name, scenario, loaded.shared) for name, scenario in loaded.scenarios.items()}
    return {name: rank_scenario(stages[name], labelled, judge) for name, labelled in sorted(read_replies().items())}


def table_of(rankings: dict[str, Ranking]) -> str:
    """Return the figures as a Markdown table."""
    lines = ["| scenario | neighbouring qualities | all plays | anger after plays of quality 1, 2, 3, 4, 5 |", "|---|---|---|---|"]
    lines += [f"| {name} | {one.near:.2f} | {one.mixed:.2f} | {', '.join(map(str, one.anger))} |" for name, one in rankings.items()]
    near, mixed = [one.near for one in rankings.values()], [one.mixed for one in rankings.values()]
    lines.append(f"| **median** | **{statistics.median(near):.2f}** | **{statistics.median(mixed):.2f}** | |")
    return "\n".join([*lines, f"| lowest | {min(near):.2f} | {min(mixed):.2f} | |"])


if __name__ == "__main__":
    table = table_of(rank_all())
    print(table)
    if "--write" in sys.argv:
        refresh_block("rank_plays.py", table, REPORT)
