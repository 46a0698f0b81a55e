"""`trainer course`: looking after a course."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trainer import paths
from trainer.cli.context import COURSE, open_course, open_database, open_front
from trainer.cli.words import add_command, new_group
from trainer.clock import local_day
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


def flags(context: typer.Context) -> None:
    """List the questions that learners flagged, oldest first."""
    course = open_course()
    with open_database(context.obj, read_only=True) as store:
        flagged = store.flags(course.id)
    front = open_front(context.obj)
    for flag in flagged:
        day = local_day(flag.flagged_at, flag.offset_min).isoformat()
        question = " / ".join([flag.stem.replace("\n", " "), *flag.options])
        front.show_note(N_("{day} {fact}（{form}）：{question}", day=day, fact=flag.fact, form=flag.form, question=question))
        if flag.note:
            front.show_note(N_("  → {note}", note=flag.note))
    if not flagged:
        front.show_note(N_("还没有人标记题目。"))


add_command(app, check, _("检查一门课程，指出每处问题在哪一行、该怎么写。"), _("例：trainer course check content/essentials"))
add_command(app, flags, _("列出学员标记过的题目和原因。"), _("例：trainer course flags"))
