"""`trainer course`: looking after a course."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trainer import paths
from trainer.cli.context import COURSE, open_front
from trainer.cli.words import add_command, new_group
from trainer.errors import TrainerError
from trainer.i18n import N_, _

app = new_group("course", _("课程：给写课程的人用。"), _("例：trainer course check"))


def check(
    context: typer.Context,
    path: Annotated[
        Path | None, typer.Argument(metavar=_("[课程文件夹]"), help=_("要检查的课程；不写就检查自带的课程。"), show_default=False)
    ] = None,
) -> None:
    """Check a course and list every problem. Errors exit 1, warnings 0."""
    from trainer.check import check_course, format_problem

    report = check_course(path or paths.content_dir() / COURSE)
    front = open_front(context.obj)
    for problem in report.problems:
        front.show_note(format_problem(problem))
    errors = sum(problem.severity == "error" for problem in report.problems)
    warnings = len(report.problems) - errors
    if errors:
        raise TrainerError(
            N_("课程有 {errors} 处错误、{warnings} 处提醒。", errors=errors, warnings=warnings), N_("按上面每一行的“→”改好再检查。")
        )
    front.show_note(
        N_(
            "课程没有错误：{facts} 条知识，{questions} 道题，{warnings} 处提醒。",
            facts=report.facts,
            questions=report.questions,
            warnings=warnings,
        )
    )


add_command(app, check, _("检查一门课程，指出每处问题在哪一行、该怎么写。"), _("例：trainer course check content/essentials"))
