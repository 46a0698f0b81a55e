"""`trainer course map`: the ways of a scenario, and how many learners went where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from trainer.cli.context import Context, open_course, open_database

if TYPE_CHECKING:
    from trainer.roleplay.debrief import Turn
    from trainer.roleplay.graph import Way
    from trainer.roleplay.stage import Stage


def map_lines(context: Context, name: str, *, as_mermaid: bool) -> list[str]:
    """Return the graph of a scenario in lines. Raises `TrainerError` for one that is not there or cannot be read."""
    from trainer.check import figures_line
    from trainer.cli.staging import find_stage, open_scenarios, stages_of
    from trainer.roleplay.figures import rehearse
    from trainer.screen.map import mermaid_lines, tree_lines

    loaded = open_scenarios(context.course_folder)
    stage = find_stage(loaded, stages_of(loaded), name)
    gone = _count_learners(context, open_course(context).id, stage)
    if as_mermaid:
        return list(mermaid_lines(stage, gone))
    return [f"{stage.scenario.title or stage.id}（{stage.id}）", *tree_lines(stage, gone), figures_line(rehearse(stage))]


def _count_learners(context: Context, course: str, stage: Stage) -> Counter[Way]:
    from trainer.roleplay.graph import count_ways

    return count_ways(_iterate_plays(context, course, stage)) if context.has_database else Counter()


def _iterate_plays(context: Context, course: str, stage: Stage) -> Iterator[tuple[str, list[Turn]]]:
    from trainer.cli.staging import read_turns
    from trainer.roleplay.debrief import replay_play

    with open_database(context, read_only=True) as store:
        plays = [play for learner in store.learners() for play in store.plays(learner.id, course) if play.scenario == stage.id]
        for play in plays:
            yield play.learner, replay_play(stage, read_turns(store, play.id), play.seed)[1]
