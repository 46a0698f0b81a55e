"""`trainer roleplay`: a customer stands there, and what you say to her decides how it ends."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from trainer import paths
from trainer.cli.context import COURSE, open_course
from trainer.cli.staging import find_stage, open_scenarios, stages_of
from trainer.errors import UsageError
from trainer.i18n import N_, Message, _

if TYPE_CHECKING:
    from trainer.cli.desk import Desk
    from trainer.course.scenariofile import LoadedScenarios
    from trainer.roleplay.stage import Stage
    from trainer.store import PlayRow

STARS = {1: "★", 2: "★★", 3: "★★★"}
LEVELS: dict[int, Message | str] = {
    1: N_("★ 容易：他要什么，一开口就说清楚"),
    2: N_("★★ 一般：他真正要什么，得您问出来"),
    3: N_("★★★ 难：有陷阱，要求不止一个，或者得守住界线"),
}
AT_ONCE = 12
"""Scenarios listed without asking for a level first."""
REPLAY = "replay"
"""Instead of a scenario: show the debrief of an earlier play again."""


class Mode(StrEnum):
    """How one answers: by choosing among replies, or by typing."""

    choose = "choose"
    type = "type"


def roleplay(
    context: typer.Context,
    scenario: Annotated[
        str,
        typer.Argument(metavar=_("[情景]"), help=_("哪一个情景；不写就列出来选。写 replay 是重看上一场。"), show_default=False),
    ] = "",
    play: Annotated[str, typer.Argument(metavar=_("[编号]"), help=_("重看哪一场；不写就是最近一场。"), show_default=False)] = "",
    mode: Annotated[
        Mode | None,
        typer.Option("--mode", metavar="choose|type", help=_("选着说，还是打字说；不写时第一次选、以后打字。"), show_default=False),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar=_("数字"), help=_("同一个数字，顾客说同样的话。"), show_default=False)
    ] = None,
    level: Annotated[int, typer.Option("--level", metavar="1|2|3", help=_("只列这个难度的情景。"), show_default=False)] = 0,
    coach: Annotated[bool, typer.Option("--coach", help=_("每说一句，就告诉您这句起了什么作用。"))] = False,
) -> None:
    """Play a scenario, or go on with one that was interrupted; then show what each sentence did."""
    from trainer.cli.desk import open_desk
    from trainer.cli.playing import Playing, open_play_row, show_replay

    loaded = open_scenarios(paths.content_dir() / COURSE)
    with open_desk(context.obj, open_course(context.obj)) as desk:
        if scenario == REPLAY:
            show_replay(desk, loaded, play, context.obj)
            return
        stage = choose_stage(desk, loaded, scenario, level)
        row = open_play_row(desk, stage, mode.value if mode else "", seed)
        Playing(desk, stage, row, context.obj, coach=coach).run()


def choose_stage(desk: Desk, loaded: LoadedScenarios, name: str, level: int) -> Stage:
    """Return the scenario that was named, by id or title, or chosen from a list. Raises `UsageError`."""
    stages = stages_of(loaded)
    if name:
        return find_stage(loaded, stages, name)
    offered = sorted((stage for stage in stages if level in (0, stage.scenario.level)), key=lambda stage: (stage.scenario.level, stage.id))
    if len(offered) > AT_ONCE:
        offered = _ask_level(desk, offered)
    chosen = desk.front.choose(N_("来一场情景对练：选一位顾客。"), _describe(desk, offered)) if offered else None
    if chosen is None:
        raise UsageError(N_("不知道要演哪一个情景。"), N_("把名字写在后面，例如：trainer roleplay {example}", example=stages[0].id))
    return offered[chosen]


def _ask_level(desk: Desk, stages: list[Stage]) -> list[Stage]:
    """Let the learner say how hard it may be, so that the list fits a low window; none where nobody can be asked."""
    levels = sorted({stage.scenario.level for stage in stages})
    chosen = desk.front.choose(N_("来一场情景对练：要多难的？"), [LEVELS[level] for level in levels])
    return [] if chosen is None else [stage for stage in stages if stage.scenario.level == levels[chosen]]


def _describe(desk: Desk, stages: list[Stage]) -> list[Message | str]:
    plays = desk.store.plays(desk.learner.id, desk.course.id)
    return [_line(stage, [play for play in plays if play.scenario == stage.id]) for stage in stages]


def _line(stage: Stage, plays: list[PlayRow]) -> Message | str:
    title = f"{STARS[stage.scenario.level]} {stage.scenario.title or stage.id}（{stage.scenario.trade}）"
    ended = [play.score for play in plays if play.ending]
    if any(not play.ending for play in plays):
        return N_("{title} · 没演完", title=title)
    if ended:
        return N_("{title} · 最好 {best} 分", title=title, best=max(ended))
    return title
