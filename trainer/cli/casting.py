"""Which customer to play with: the list of scenarios, how hard each is, how it went, and what of it is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainer.i18n import N_, Message, _

if TYPE_CHECKING:
    from trainer.cli.desk import Desk
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


def offer_stages(desk: Desk, stages: list[Stage]) -> Stage | None:
    """Let the learner choose, the easiest first and among equals what is due; None where nobody chose."""
    due = _count_due(desk, stages)
    offered = sorted(stages, key=lambda stage: (stage.scenario.level, -due[stage.id], stage.id))
    if len(offered) > AT_ONCE:
        offered = _ask_level(desk, offered)
    chosen = desk.front.choose(N_("来一场情景对练：选一位顾客。"), _describe(desk, offered, due)) if offered else None
    return None if chosen is None else offered[chosen]


def _count_due(desk: Desk, stages: list[Stage]) -> dict[str, int]:
    """Return how many of the facts that a scenario exercises are due to be asked."""
    from trainer.drill.plan import current_card, is_due

    cards, today = desk.store.cards(desk.learner.id, desk.course.id), desk.clock().on
    due = {fact.id for fact in desk.course.heads if (card := current_card(fact, cards)) and is_due(card, today)}
    return {stage.id: len(due.intersection(stage.scenario.facts)) for stage in stages}


def _ask_level(desk: Desk, stages: list[Stage]) -> list[Stage]:
    """Let the learner say how hard it may be, so that the list fits a low window; none where nobody can be asked."""
    levels = sorted({stage.scenario.level for stage in stages})
    chosen = desk.front.choose(N_("来一场情景对练：要多难的？"), [LEVELS[level] for level in levels])
    return [] if chosen is None else [stage for stage in stages if stage.scenario.level == levels[chosen]]


def _describe(desk: Desk, stages: list[Stage], due: dict[str, int]) -> list[Message | str]:
    plays = desk.store.plays(desk.learner.id, desk.course.id)
    return [_line(stage, [play for play in plays if play.scenario == stage.id], due[stage.id]) for stage in stages]


def _line(stage: Stage, plays: list[PlayRow], due: int) -> Message | str:
    """Return how hard a scenario is, how it went, and what of it is due."""
    parts = [f"{STARS[stage.scenario.level]} {stage.scenario.title or stage.id}（{stage.scenario.trade}）"]
    ended = [play.score for play in plays if play.ending]
    if any(not play.ending for play in plays):
        parts.append(_("没演完"))
    elif ended:
        parts.append(_("最好 {best} 分", best=max(ended)))
    if due:
        parts.append(_("{due} 条到期", due=due))
    return " · ".join(parts)
