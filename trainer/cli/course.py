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
    from trainer.check import check_course, format_problem, format_summary

    report = check_course(path or paths.content_dir() / COURSE)
    front = open_front(context.obj)
    for problem in report.problems:
        front.show_note(format_problem(problem))
    front.show_note(format_summary(report))
    if report.errors:
        raise TrainerError(N_("这门课程还不能用。"), N_("按上面每一行“→”后面的话改好，再检查一次。"))


add_command(app, check, _("检查一门课程，指出每处问题在哪一行、该怎么写。"), _("例：trainer course check content/essentials"))
