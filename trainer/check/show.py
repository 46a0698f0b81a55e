"""Problems as lines of text."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from trainer.check.course import Report
from trainer.check.coverage import Coverage
from trainer.course.problem import Problem
from trainer.i18n import _, render
from trainer.roleplay.figures import Figures
from trainer.text import clean_text


def format_problem(problem: Problem) -> str:
    """Return `path:line:column: CODE message → remedy` in the active language, on one harmless line."""
    place = f"{problem.path}:{problem.line}:{problem.column}"
    return clean_text(f"{place}: {problem.code} {render(problem.message)} → {render(problem.remedy)}")


def format_summary(report: Report) -> str:
    """Return one line: how many errors and warnings, facts and questions."""
    figures = {"errors": len(report.errors), "warnings": len(report.warnings), "facts": report.facts, "questions": report.questions}
    if report.errors:
        return _("{errors} 处错误，{warnings} 处提醒；读到知识点 {facts} 个。改好错误再用。", **figures)
    return _("没有错误，{warnings} 处提醒；知识点 {facts} 个，可以出 {questions} 道题。", **figures)


def format_plays(plays: Mapping[str, Figures]) -> str:
    """Return one line: what plays of the scenarios come to. There is at least one."""
    frailest = min(plays, key=lambda name: (plays[name].slips, name))
    return _(
        "情景 {count} 个，每条路都走过：最好 {best} 分，最差 {worst} 分，最长 {longest} 句；最经不起失言的是 {frailest}（{slips} 次）。",
        count=len(plays),
        best=max(one.best for one in plays.values()),
        worst=min(one.worst for one in plays.values()),
        longest=max(one.longest for one in plays.values()),
        frailest=frailest,
        slips=plays[frailest].slips,
    )


def figures_line(figures: Figures) -> str:
    """Return what plays of one scenario come to."""
    return _(
        "最好 {best} 分，最差 {worst} 分；说得好 {shortest} 句就办成，最长 {longest} 句；经得起失言 {slips} 次。",
        **msgspec.structs.asdict(figures),
    )


def coverage_lines(coverage: Coverage) -> list[str]:
    """Return a line for each section, those with something missing marked, and a line for the whole."""
    lines = []
    for section in coverage.sections:
        figures = {name: getattr(section, name) for name in ("id", "items", "covered", "facts", "questions")}
        mark = "✓" if section.covered == section.items else "✗"
        lines.append(f"{mark} " + _("{id}  {covered}/{items} 条，知识点 {facts} 个，题 {questions} 道", **figures))
    totals = coverage.totals
    figures = {name: getattr(totals, name) for name in ("items", "covered", "facts", "questions")}
    return [*lines, _("合计：{covered}/{items} 条，知识点 {facts} 个，题 {questions} 道。", **figures)]
