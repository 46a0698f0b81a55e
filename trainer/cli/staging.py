"""Which scenarios there are, and which one is meant."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from trainer.errors import UsageError
from trainer.i18n import N_

if TYPE_CHECKING:
    from trainer.course.model import Course
    from trainer.course.scenariofile import LoadedScenarios
    from trainer.report.plays import PlayRecord, Plays
    from trainer.roleplay.reading import Reading
    from trainer.roleplay.stage import Stage
    from trainer.store import PlayRow, Store

SHOWN_IDS = 30


def open_scenarios(folder: Path) -> LoadedScenarios:
    """Return a course's scenarios. Raises `TrainerError` where none can be used."""
    from trainer.course.read import raise_errors
    from trainer.course.scenariofile import SHARED_NAME, load_scenarios

    loaded = load_scenarios(folder)
    raise_errors([problem for problem in loaded.problems if problem.path.endswith(SHARED_NAME) or not loaded.scenarios])
    if loaded.shared is None or not loaded.scenarios:
        raise UsageError(N_("这门课程还没有情景。"), N_("在课程文件夹里放 roleplay.yaml 和 scenarios 文件夹。"))
    return loaded


def stages_of(loaded: LoadedScenarios) -> list[Stage]:
    """Return the scenarios that can be played."""
    from trainer.roleplay.stage import Stage

    assert loaded.shared is not None
    return [Stage(name, scenario, loaded.shared) for name, scenario in loaded.scenarios.items()]


def find_stage(loaded: LoadedScenarios, stages: list[Stage], name: str) -> Stage:
    """Return the scenario of an id, a title or a part of one. Raises `TrainerError`, with what is wrong in its file if that is it."""
    from trainer.course.read import raise_errors

    raise_errors([problem for problem in loaded.problems if Path(problem.path).stem == name])
    named = [stage for stage in stages if name in (stage.id, stage.scenario.title)]
    found = named or [stage for stage in stages if name in stage.scenario.title]
    if len(found) != 1:
        known = [stage.id for stage in stages[:SHOWN_IDS]]
        raise UsageError(N_("没有叫“{name}”的情景。", name=name[:20]), N_("不写名字就可以从列表里选；也可以写：{known}", known=known))
    return found[0]


def gather_plays(store: Store, course: Course, folder: Path, learner_id: str) -> Plays:
    """Return what somebody's role-plays show; the scenarios stand in the course's `folder`."""
    from trainer.report.plays import Plays, sum_up_plays

    ended = [play for play in store.plays(learner_id, course.id) if play.ending]
    if not ended:
        return Plays()  # nothing to read scenarios for
    from trainer.course.scenariofile import load_scenarios

    scenarios = load_scenarios(folder).scenarios
    titles = {name: scenario.title or name for name, scenario in scenarios.items()}
    return sum_up_plays([_record_of(store, play) for play in ended], titles)


def _record_of(store: Store, play: PlayRow) -> PlayRecord:
    from trainer.report.plays import PlayRecord

    slips = [category for _reply, reading in read_turns(store, play.id) for category, _degree in reading.hurts]
    return PlayRecord(play.scenario, play.score, slips)


def read_turns(store: Store, play_id: str) -> list[tuple[str, Reading]]:
    """Return what was said in a play, and how it was read then: the rules may have changed since."""
    from trainer.roleplay.reading import Reading

    return [(turn.reply, msgspec.json.decode(turn.reading, type=Reading)) for turn in store.turns(play_id)]
