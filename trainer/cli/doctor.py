"""`trainer doctor`: is the database sound, and what to do when it is not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainer.cli.context import Context, open_database, open_front
from trainer.clock import now
from trainer.errors import TrainerError, UsageError
from trainer.i18n import N_, _

if TYPE_CHECKING:
    from trainer.screen.front import Front

BACKUPS_SHOWN = 5


def doctor(
    context: typer.Context,
    rebuild: Annotated[bool, typer.Option("--rebuild", help=_("按回答记录，把该复习什么重新算一遍。"))] = False,
    backup: Annotated[bool, typer.Option("--backup", help=_("马上备份一份。"))] = False,
    restore: Annotated[
        Path | None, typer.Option("--restore", metavar=_("文件"), help=_("从一份备份恢复；现在的记录会另存。"), show_default=False)
    ] = None,
    fit: Annotated[bool, typer.Option("--fit", help=_("回答满一千次以后，按实际情况重新调复习的间隔；更准才采用。"))] = False,
    reset: Annotated[bool, typer.Option("--reset", help=_("和 --fit 一起用：改回原来的间隔。"))] = False,
) -> None:
    """Check, or do the one thing asked for."""
    if sum((rebuild, backup, restore is not None, fit)) > 1:
        raise UsageError(N_("--rebuild、--backup、--restore、--fit 一次只能用一个。"), N_("去掉多余的再试。"))
    if reset and not fit:
        raise UsageError(N_("--reset 要和 --fit 一起用。"), N_("改回原来的间隔：trainer doctor --fit --reset"))
    if restore is not None:
        restore_backup(context.obj, restore)
    elif fit:
        fit_parameters(context.obj, reset=reset)
    elif backup:
        make_backup(context.obj)
    elif rebuild:
        rebuild_cache(context.obj)
    else:
        check_database(context.obj)


def check_database(context: Context) -> None:
    """Report what is wrong; nothing wrong exits 0."""
    from trainer.cli.fit import describe_fits
    from trainer.store import check_integrity
    from trainer.store.failures import DamagedStore

    front = open_front(context)
    try:
        with open_database(context, read_only=True) as store:
            problems = check_integrity(store)
            fitted = [] if problems else describe_fits(store)
    except DamagedStore:
        _show_backups(context, front)  # one of them is what is wanted now
        raise
    for problem in problems:
        front.show_note(problem)
    if problems:
        _show_backups(context, front)
        raise TrainerError(
            N_("记录有 {count} 处问题：{path}", count=len(problems), path=context.database),
            N_("先试 trainer doctor --rebuild；不行再恢复备份：trainer doctor --restore 备份文件"),
        )
    front.show_note(N_("一切正常：{path}", path=context.database))
    for line in fitted:
        front.show_note(line)
    _show_backups(context, front)


def _show_backups(context: Context, front: Front) -> None:
    from trainer.store import list_backups

    backups = list_backups(context.backups)
    front.show_note(N_("备份 {count} 份：{folder}", count=len(backups), folder=context.backups))
    for backup in backups[:BACKUPS_SHOWN]:
        size = max(1, backup.size_bytes // 1024)
        front.show_note(N_("  {time}（{size} KB）：{path}", time=f"{backup.taken_at:%Y-%m-%d %H:%M}", size=size, path=backup.path))


def rebuild_cache(context: Context) -> None:
    """Make every card anew from the answers."""
    from trainer.cli.fit import schedules
    from trainer.store import rebuild_cards

    with open_database(context) as store:
        changed = rebuild_cards(store, schedules(context))
    open_front(context).show_note(N_("重算好了，改动 {count} 张卡片。", count=changed))


def fit_parameters(context: Context, *, reset: bool) -> None:
    """Fit the scheduler to the answers, or go back to its defaults."""
    from trainer.cli import fit

    if reset:
        fit.reset_fit(context)
    else:
        fit.refit(context)


def make_backup(context: Context) -> None:
    """Back up now."""
    from trainer.store import back_up

    with open_database(context) as store:
        path = back_up(store, context.backups, now())
    open_front(context).show_note(N_("已备份：{path}", path=path))


def restore_backup(context: Context, backup: Path) -> None:
    """Put a backup in the database's place and keep the present one aside."""
    from trainer.store import restore

    if not backup.exists() and (context.backups / backup.name).exists():
        backup = context.backups / backup.name
    kept = restore(backup, context.database, now())
    front = open_front(context)
    front.show_note(N_("已从备份恢复：{path}", path=context.database))
    if kept is not None:
        front.show_note(N_("原来的记录另存在：{path}", path=kept))
