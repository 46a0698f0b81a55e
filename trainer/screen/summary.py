"""The end of a session in words."""

from __future__ import annotations

from trainer.drill.summary import NextDay, Summary
from trainer.i18n import _


def summary_lines(summary: Summary) -> list[str]:
    """Return the summary as lines: what went well, what to say today, when to come back."""
    if not summary.answered:
        return [_("这一轮还没有作答。"), *_next_lines(summary)]
    head = _("今天的练习完成了！") if summary.finished else _("已保存，先到这里。")
    lines = [_("{head}答了 {answered} 题，答对 {right} 题。", head=head, answered=summary.answered, right=summary.right)]
    if summary.well:
        lines.append(_("做得好：{titles}", titles=" · ".join(f"“{title}”" for title in summary.well)))
    lines += [_("今天上班就说这几句："), *(f"  {number}. {sentence}" for number, sentence in enumerate(summary.say, 1))]
    return [*lines, *_next_lines(summary)]


def _next_lines(summary: Summary) -> list[str]:
    lines = []
    if not summary.finished:
        lines.append(_("再运行 trainer drill 就从断开的地方继续。"))
    if summary.waiting:
        lines.append(_("还有 {count} 条到期的没排进今天：不急，分几天还清就好。", count=summary.waiting))
    if summary.next and summary.finished:
        lines.append(_next_line(summary.next))
    return lines


def _next_line(coming: NextDay) -> str:
    date = _("{month} 月 {day} 日", month=coming.on.month, day=coming.on.day)
    day = _("明天") if coming.is_tomorrow else date
    if not coming.has_new:
        return _("下次：{day}，复习 {count} 条，约 {minutes} 分钟。", day=day, count=coming.due, minutes=coming.minutes)
    if not coming.due:
        return _("下次：{day}，再学几条新的，约 {minutes} 分钟。", day=day, minutes=coming.minutes)
    return _("下次：{day}，复习 {count} 条，再学几条新的，约 {minutes} 分钟。", day=day, count=coming.due, minutes=coming.minutes)
