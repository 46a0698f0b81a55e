"""`trainer learner`: who practises on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from trainer.cli.context import open_database, open_front
from trainer.cli.words import add_command, new_group
from trainer.clock import now
from trainer.i18n import N_, _

app = new_group("learner", _("学员：谁在这台电脑上练习。"), _("例：trainer learner add 小李"))


def add(context: typer.Context, name: Annotated[str, typer.Argument(metavar=_("名字"), help=_("怎么称呼，最多 40 个字。"))]) -> None:
    """Add a learner."""
    with open_database(context.obj) as store:
        learner = store.add_learner(name, now())
    open_front(context.obj).show_note(N_("已新建学员“{name}”。", name=learner.name))


def list_all(context: typer.Context) -> None:
    """List the learners, one a line."""
    with open_database(context.obj) as store:
        learners = store.learners()
    front = open_front(context.obj)
    for learner in learners:
        front.show_note(learner.name)
    if not learners:
        front.show_note(N_("还没有学员。运行 trainer 就可以开始。"))


add_command(app, add, _("新建一位学员。"), _("例：trainer learner add 小李"))
add_command(app, list_all, _("列出这台电脑上的学员。"), _("例：trainer learner list"), "list")
