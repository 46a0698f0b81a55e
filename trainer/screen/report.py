"""The progress report in words, shared by every front, as already translated text."""

from __future__ import annotations

from datetime import date

import msgspec

from trainer.i18n import _, render, weekday_name
from trainer.reply.labels import NAMES
from trainer.report.coming import DueDay
from trainer.report.plays import Plays
from trainer.report.progress import WEEKS, Progress, SureMiss
from trainer.report.retention import ANSWERS_LEAST, Retention
from trainer.report.topics import ANSWERS_A_FACT, ANSWERS_A_TOPIC, STEADY_RECALL, STEADY_SHARE, Standing

MISSES_SHOWN = 5
"""More would not be read; the rest is counted."""
PLAYS_SHOWN, SLIPS_SHOWN = 5, 3
STEADY_MARK = "✓"


def report_lines(learner: str, progress: Progress) -> list[str]:
    """Return the whole report as lines that need neither table nor colour."""
    return [
        head_line(learner, progress.on),
        rule_line(),
        *(_standing_line(standing) for standing in progress.topics),
        "",
        misses_title(progress.sure_misses),
        *(line for miss in progress.sure_misses[:MISSES_SHOWN] for line in miss_lines(miss)),
        *misses_left(progress.sure_misses),
        "",
        coming_title(progress.coming),
        *(f"  {_coming_line(day, progress.on)}" for day in progress.coming if day.facts),
        "",
        *(line for line in [*play_lines(progress.plays), ""] if progress.plays.scenarios),
        calendar_title(progress),
        *(f"  {_practice_line(day, count)}" for day, count in progress.days.items()),
        "",
        retention_line(progress.retention),
    ]


def head_line(learner: str, on: date) -> str:
    """Say whose report this is, and of which day."""
    return _("{learner}的进度 · {day}", learner=learner, day=on.isoformat())


def rule_line() -> str:
    """Say what counts as steady, and from when on."""
    steady = _("稳：已进到不给选项的题，隔天共答过 {answers} 次以上，上次没答错，", answers=ANSWERS_A_FACT)
    today = _("估计今天还有 {recall} 的可能记得。", recall=percent(STEADY_RECALL))
    topic = _("{mark}：整个主题 {share} 都稳。", mark=STEADY_MARK, share=percent(STEADY_SHARE))
    return steady + today + topic + _("答满 {least} 题才下判断；过时、有争议的说法不算。", least=ANSWERS_A_TOPIC)


def unknown_word() -> str:
    """Say that there is too little to go by."""
    return _("还看不出来")


def misses_title(misses: list[SureMiss]) -> str:
    """Head the list of what was sure and wrong."""
    return _("当时很有把握、其实答错了的：") if misses else _("没有“很有把握却答错”还没改过来的。")


def miss_lines(miss: SureMiss) -> list[str]:
    """Return what it was about and, last, the good sentence."""
    about = _("{day} {topic} · {title}", day=month_day(miss.answered_on), topic=miss.topic, title=miss.title)
    return [f"  {about}", _("    ✓ 这样说：{say}", say=miss.say)]


def misses_left(misses: list[SureMiss]) -> list[str]:
    """Say how many there are beyond those shown, if any."""
    more = len(misses) - MISSES_SHOWN
    return [_("  还有 {count} 条，运行 trainer drill --wrong 就会练到。", count=more)] if more > 0 else []


def coming_title(coming: list[DueDay]) -> str:
    """Sum up two weeks."""
    if not any(day.facts for day in coming):
        return _("接下来两周没有到期的。")
    facts, minutes = sum(day.facts for day in coming), sum(day.minutes for day in coming)
    return _("接下来两周到期的（不算新学的）：{facts} 条，约 {minutes} 分钟。", facts=facts, minutes=minutes)


def play_lines(plays: Plays) -> list[str]:
    """Return how the role-plays went, from the first time to the best, and what slips out in them. There is at least one."""
    total = sum(standing.plays for standing in plays.scenarios)
    head = _("情景对练：{total} 场，{count} 个情景。", total=total, count=len(plays.scenarios))
    lines = [
        _("  {title}：{plays} 场，第一次 {first} 分，最好 {best} 分", **msgspec.structs.asdict(standing))
        for standing in plays.scenarios[:PLAYS_SHOWN]
    ]
    more = len(plays.scenarios) - PLAYS_SHOWN
    return [head, *lines, *([_("  还有 {count} 个情景。", count=more)] if more > 0 else []), _pressure_line(plays)]


def _pressure_line(plays: Plays) -> str:
    if not plays.pressure:
        return _("  急的时候也没有伤人的话，真不错。")
    slips = [_("{name} {times} 次", name=render(NAMES.get(name, name)), times=times) for name, times in plays.pressure[:SLIPS_SHOWN]]
    return _("  一急就容易：{slips}", slips="、".join(slips))


def calendar_title(progress: Progress) -> str:
    """Sum up the calendar."""
    if not progress.days:
        return _("最近 {weeks} 周还没有练习记录。", weeks=WEEKS)
    return _("最近 {weeks} 周：练了 {days} 天，{answers} 题。", weeks=WEEKS, days=len(progress.days), answers=sum(progress.days.values()))


def retention_line(retention: Retention) -> str:
    """Say what was predicted and what came of it, and whether the dates can be trusted."""
    if retention.predicted is None or retention.actual is None:
        return _("隔天再问还记得多少：还看不出来，才 {answers} 次，满 {least} 次才算。", answers=retention.answers, least=ANSWERS_LEAST)
    verdicts = {
        "agrees": _("对得上，复习日子可以放心。"),
        "better": _("记得比估计的好。"),
        "worse": _("记得比估计的差，到期的别拖。"),
    }
    return _(
        "隔天再问还记得多少：估计 {predicted}，实际 {actual}（{answers} 次）。{verdict}",
        predicted=percent(retention.predicted),
        actual=percent(retention.actual),
        answers=retention.answers,
        verdict=verdicts[retention.trust],
    )


def day_name(day: date, today: date) -> str:
    """Return the day of the week; today is called so."""
    return _("今天") if day == today else weekday_name(day.weekday())


def month_day(day: date) -> str:
    """Return month and day in five cells."""
    return f"{day:%m-%d}"


def percent(share: float) -> str:
    """Return a share in whole percent."""
    return f"{share:.0%}"


def _standing_line(standing: Standing) -> str:
    title, figures = standing.topic.title, {"seen": standing.seen, "unseen": standing.unseen, "answers": standing.answers}
    if standing.verdict == "unseen":
        return _("{topic}：没见过（{unseen} 条）", topic=title, unseen=standing.unseen)
    if standing.verdict == "unknown":
        return _("{topic}：还看不出来（见过 {seen}，没见过 {unseen}，答过 {answers} 题）", topic=title, **figures)
    figures |= {"steady": standing.steady, "shaky": standing.shaky}
    line = _("{topic}：稳 {steady}，还不稳 {shaky}，没见过 {unseen}（答过 {answers} 题）", topic=title, **figures)
    return f"{STEADY_MARK} {line}" if standing.verdict == "steady" else line


def _coming_line(day: DueDay, today: date) -> str:
    figures = {"facts": day.facts, "minutes": day.minutes}
    return _("{day} {name} {facts} 条，约 {minutes} 分钟", day=month_day(day.on), name=day_name(day.on, today), **figures)


def _practice_line(day: date, answers: int) -> str:
    return _("{day} {name} {answers} 题", day=month_day(day), name=weekday_name(day.weekday()), answers=answers)
