"""How questions behave, in words."""

from __future__ import annotations

from collections.abc import Iterator

from trainer.i18n import N_, Message, _, render
from trainer.reply.labels import NAMES
from trainer.report.rulestats import RuleStats
from trainer.report.stats import ANSWERS_LEAST, Fault, ItemStats

REMEDIES: dict[Fault, Message] = {
    "disputed": N_("先看学员的话：trainer course flags、trainer course appeals。"),
    "misleading": N_("很多人有把握地答错：题目会误导，或者这一条没教明白。"),
    "hard": N_("太难：课里先教到，或者把干扰项改得更容易分辨。"),
    "blunt": N_("会的人和不会的人答得一样：看看答案是不是有争议、题目说清了没有。"),
    "dead": N_("没人选的选项帮不上忙：换一个像真的错法。"),
    "easy": N_("太容易：人人都对，可以换一种更高一级的问法。"),
}


def stats_head(items: list[ItemStats]) -> str:
    """Sum up: answers, questions, and how many of them to look at."""
    figures = {"answers": sum(item.answers for item in items), "items": len(items), "bad": sum(bool(item.faults) for item in items)}
    return _("{answers} 次回答，{items} 道题，其中 {bad} 道该看看。答得太少的不下判断。", **figures)


def stats_lines(number: int, title: str, item: ItemStats) -> Iterator[str]:
    """Yield what one question is, how it behaves, and what to do about it."""
    yield f"{number}. {title}（{item.fact} · {item.form}）"
    yield "   " + "；".join(_figures(item))
    if item.dead:
        yield _("   没人选：{options}", options="、".join(f"“{option}”" for option in item.dead))
    for fault in item.faults:
        yield f"   → {render(REMEDIES[fault])}"


def rule_line(rule: RuleStats) -> str:
    """Return how one rule behaves, in a line."""
    figures = {"fired": rule.fired, "appeals": rule.appeals, "upheld": rule.upheld, "corrected": rule.corrected}
    line = _("指出 {fired} 次，{appeals} 次有人不同意（维持 {upheld}，改判 {corrected}）", **figures)
    remedy = _(" → 先看 trainer course appeals；常被说错的，把 say 写窄一点。") if rule.is_bad else ""
    return f"   {rule.rule}（{render(NAMES[rule.category])}）：{line}{remedy}"


def _figures(item: ItemStats) -> Iterator[str]:
    yield _("{learners} 人答了 {answers} 次", learners=item.learners, answers=item.answers)
    if item.facility is None:
        yield _("答得太少（满 {least} 次才算）", least=ANSWERS_LEAST)
    else:
        yield _("得分率 {facility}", facility=f"{item.facility:.0%}")
        yield _("中位数 {seconds} 秒", seconds=f"{item.seconds:.0f}")
        yield _("有把握却答错 {count} 次", count=item.sure_wrong)
    if item.discrimination is not None:
        yield _("区分度 {figure}", figure=f"{item.discrimination:.2f}")
    if item.efficiency is not None:
        yield _("区分效率 {figure}", figure=f"{item.efficiency:.2f}")
    if item.complaints.flags:
        yield _("标记 {count} 次", count=item.complaints.flags)
    if item.complaints.appeals:
        yield _("不同意 {count} 次", count=item.complaints.appeals)
