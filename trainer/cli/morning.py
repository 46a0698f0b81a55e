"""What stands above the menu at home: who is here, what is due, what was done this week, and the one topic to look at."""

from __future__ import annotations

from datetime import timedelta

from trainer.cli.desk import Desk
from trainer.i18n import N_, Message
from trainer.report.today import Today, summarise_today


def greet(desk: Desk, is_interrupted: bool) -> list[Message]:
    """Return the lines for whoever sits at a desk."""
    today = desk.clock().on
    monday = today - timedelta(days=today.weekday())
    sessions = desk.store.sessions_since(desk.learner.id, desk.course.id, monday)
    cards = desk.store.cards(desk.learner.id, desk.course.id)
    figures = summarise_today(desk.course, cards, today, desk.routine, sessions)
    rest = [N_("今天是休息日，想练再练。")] if today.weekday() in desk.routine.rest_days else []
    return [N_("{name}，您好！", name=desk.learner.name), *rest, *describe_today(figures, is_interrupted)]


def describe_today(figures: Today, is_interrupted: bool) -> list[Message]:
    """Return what is due and how long it takes, what was done this week, and the one topic to look at, where there is any."""
    lines = [N_("上次的练习还没做完，可以接着来。")] if is_interrupted else []
    if figures.due or figures.new_left or not is_interrupted:
        lines.append(_describe_due(figures))
    if figures.sessions_this_week:
        lines.append(N_("本周练了 {count} 次。", count=figures.sessions_this_week))
    if figures.weakest_topic:
        lines.append(N_("可以多看看：{topic}", topic=figures.weakest_topic.title))
    return lines


def _describe_due(figures: Today) -> Message:
    due, new, minutes = figures.due, figures.new_left, figures.minutes
    if due and new:
        return N_("今天有 {due} 条到期，还可以学 {new} 条新的：练一次约 {minutes} 分钟。", due=due, new=new, minutes=minutes)
    if due:
        return N_("今天有 {due} 条到期：练一次约 {minutes} 分钟。", due=due, minutes=minutes)
    if new:
        return N_("今天没有到期的，可以学 {new} 条新的：约 {minutes} 分钟。", new=new, minutes=minutes)
    return N_("今天该练的都练完了，歇一歇吧。")
