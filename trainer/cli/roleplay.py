"""`trainer roleplay`: a customer stands there, and what you say to her decides how it ends."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainer.cli.casting import offer_stages
from trainer.cli.context import SEED_MOST, Context, open_course
from trainer.cli.staging import find_stage, open_scenarios, stages_of
from trainer.errors import UsageError
from trainer.i18n import N_, _

if TYPE_CHECKING:
    from trainer.cli.desk import Desk
    from trainer.course.scenariofile import LoadedScenarios
    from trainer.roleplay.stage import Stage

REPLAY = "replay"
"""Instead of a scenario: show the debrief of an earlier play again."""


class Mode(StrEnum):
    """How one answers: by choosing among replies, or by typing."""

    choose = "choose"
    type = "type"


Name = Annotated[
    str, typer.Argument(metavar=_("[情景]"), help=_("哪一个情景；不写就列出来选。写 replay 是重看上一场。"), show_default=False)
]
PlayId = Annotated[str, typer.Argument(metavar=_("[编号]"), help=_("重看哪一场；不写就是最近一场。"), show_default=False)]
HowTo = Annotated[
    Mode | None,
    typer.Option("--mode", metavar="choose|type", help=_("选着说，还是打字说；不写时第一次选、以后打字。"), show_default=False),
]
Seed = Annotated[
    int | None, typer.Option("--seed", min=0, max=SEED_MOST, metavar=_("数字"), help=_("同一个数字，顾客说同样的话。"), show_default=False)
]
Level = Annotated[int | None, typer.Option("--level", min=1, max=3, metavar="1|2|3", help=_("只列这个难度的情景。"), show_default=False)]
Export = Annotated[
    Path | None,
    typer.Option("--export", metavar=_("文件"), help=_("把复盘写成文件：笔记或者网页，看文件名怎么结尾。"), show_default=False),
]
Coach = Annotated[bool, typer.Option("--coach", help=_("每说一句，就告诉您这句起了什么作用。"))]


def roleplay(
    context: typer.Context,
    scenario: Name = "",
    play: PlayId = "",
    mode: HowTo = None,
    seed: Seed = None,
    level: Level = None,
    export: Export = None,
    coach: Coach = False,
) -> None:
    """Play a scenario, or go on with one that was interrupted; then show what each sentence did."""
    from trainer.cli.debriefing import check_target
    from trainer.cli.desk import open_desk
    from trainer.cli.playing import Playing, open_play_row, show_again

    if export:
        check_target(export)
    if scenario == REPLAY and context.obj.learner:
        _demand_known(context.obj)
    loaded = open_scenarios(context.obj.course_folder)
    with open_desk(context.obj, open_course(context.obj)) as desk:
        if scenario == REPLAY:
            playing = show_again(desk, loaded, play, context.obj)
        else:
            stage = choose_stage(desk, loaded, scenario, level)
            playing = Playing(desk, stage, open_play_row(desk, stage, mode.value if mode else "", seed), context.obj, coach=coach)
            playing.run()
        if export and playing.has_ended:
            playing.debriefing().write(export)


def _demand_known(context: Context) -> None:
    """Refuse a name that nobody has: looking back makes nobody new. Raises `TrainerError`."""
    from trainer.cli.lock import find_known
    from trainer.cli.progress import open_known

    with open_known(context) as store:
        find_known(store, context.learner)


def choose_stage(desk: Desk, loaded: LoadedScenarios, name: str, level: int | None) -> Stage:
    """Return the scenario that was named, by id or title, or chosen from a list. Raises `TrainerError`."""
    stages = stages_of(loaded)
    if name:
        return find_stage(loaded, stages, name)
    chosen = offer_stages(desk, [stage for stage in stages if level in (None, stage.scenario.level)])
    if chosen is None:
        raise UsageError(N_("不知道要演哪一个情景。"), N_("把名字写在后面，例如：trainer roleplay {example}", example=stages[0].id))
    return chosen


def play_chosen(context: Context, desk: Desk) -> bool:
    """Let somebody who is here already choose a scenario and play it; tell whether anything was played."""
    from trainer.cli.playing import Playing, open_play_row

    stage = offer_stages(desk, stages_of(open_scenarios(context.course_folder)))
    if stage is not None:
        Playing(desk, stage, open_play_row(desk, stage, "", None), context).run()
    return stage is not None
