"""`trainer learner`: who practises on this machine, under which name, behind which PIN; taking one's history along, or away."""

from __future__ import annotations

from typing import Annotated

import typer

from trainer.cli.context import open_database, open_front
from trainer.clock import now
from trainer.errors import UsageError
from trainer.i18n import N_, _

Name = Annotated[str, typer.Argument(metavar=_("名字"), help=_("学员的名字。"))]


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
        front.show_note(N_("{name}（有 PIN）", name=learner.name) if learner.has_pin else learner.name)
    if not learners:
        front.show_note(N_("还没有学员。运行 trainer 就可以开始。"))


def rename(
    context: typer.Context, name: Name, new_name: Annotated[str, typer.Argument(metavar=_("新名字"), help=_("改成什么，最多 40 个字。"))]
) -> None:
    """Give a learner another name; the history stays."""
    from trainer.cli.lock import open_known

    front = open_front(context.obj)
    with open_database(context.obj) as store:
        learner = open_known(context.obj, store, front, name)
        renamed = store.rename_learner(learner.id, new_name)
    front.show_note(N_("“{name}”改名为“{new_name}”，练习记录都还在。", name=learner.name, new_name=renamed.name))


def pin(
    context: typer.Context,
    name: Name,
    clear: Annotated[bool, typer.Option("--clear", help=_("去掉 PIN。"))] = False,
    from_stdin: Annotated[bool, typer.Option("--pin-from-stdin", help=_("由别的程序给出新 PIN。"))] = False,
) -> None:
    """Set, change or take away a PIN."""
    from trainer.cli.lock import change_pin, open_known

    if clear and from_stdin:
        raise UsageError(N_("--clear、--pin-from-stdin 一次只能用一个。"), N_("去掉多余的再试。"))
    front = open_front(context.obj)
    with open_database(context.obj) as store:
        learner = open_known(context.obj, store, front, name)
        front.show_note(change_pin(store, front, learner, clear=clear, from_stdin=from_stdin))


def remove(
    context: typer.Context,
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help=_("不再问，直接删除。"))] = False,
    folder: Annotated[str, typer.Option("--export", metavar=_("文件夹"), help=_("先导出一份到这个新文件夹。"), show_default=False)] = "",
) -> None:
    """Erase a learner."""
    from trainer.cli.lock import open_known
    from trainer.cli.removal import remove_learner

    front = open_front(context.obj)
    with open_database(context.obj) as store:
        learner = open_known(context.obj, store, front, name)
        remove_learner(store, front, learner, yes=yes, folder=folder)


def export(
    context: typer.Context, name: Name, folder: Annotated[str, typer.Argument(metavar=_("文件夹"), help=_("一个新的文件夹。"))]
) -> None:
    """Write a learner's history into a folder."""
    from trainer.cli.lock import open_known
    from trainer.cli.removal import export_to

    front = open_front(context.obj)
    with open_database(context.obj) as store:
        learner = open_known(context.obj, store, front, name)
        front.show_note(export_to(store, learner, folder))
