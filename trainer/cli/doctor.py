"""`trainer doctor`: is the database sound, and what to do when it is not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trainer.cli.context import Context, open_course, open_database, open_front
from trainer.clock import now
from trainer.errors import TrainerError, UsageError
from trainer.i18n import N_, _

BACKUPS_SHOWN = 5
HELP = _("检查练习记录是否完好；也可以重算、备份、恢复。")
EXAMPLE = _("例：trainer doctor    trainer doctor --backup    trainer doctor --restore 备份文件")


def doctor(
    context: typer.Context,
    rebuild: Annotated[bool, typer.Option("--rebuild", help=_("从回答记录重新算出每张卡片。"))] = False,
    backup: Annotated[bool, typer.Option("--backup", help=_("马上备份一份。"))] = False,
    restore: Annotated[
        Path | None, typer.Option("--restore", metavar=_("文件"), help=_("从一份备份恢复；现在的记录会另存。"), show_default=False)
    ] = None,
) -> None:
    """Check, or do the one thing asked for."""
    if sum((rebuild, backup, restore is not None)) > 1:
        raise UsageError(N_("--rebuild、--backup、--restore 一次只能用一个。"), N_("去掉多余的再试。"))
    if restore is not None:
        restore_backup(context.obj, restore)
    elif backup:
        make_backup(context.obj)
    elif rebuild:
        rebuild_cache(context.obj)
    else:
        check_database(context.obj)


def check_database(context: Context) -> None:
    """Report what is wrong; nothing wrong exits 0."""
    from trainer.store import check_integrity, list_backups

    with open_database(context, read_only=True) as store:
        problems = check_integrity(store)
    front = open_front(context)
    for problem in problems:
        front.show_note(problem)
    if problems:
        raise TrainerError(
            N_("记录有 {count} 处问题：{path}", count=len(problems), path=context.database),
            N_("先试 trainer doctor --rebuild；不行再用 --restore 恢复备份。"),
        )
    front.show_note(N_("一切正常：{path}", path=context.database))
    backups = list_backups(context.backups)
    front.show_note(N_("备份 {count} 份：{folder}", count=len(backups), folder=context.backups))
    for backup in backups[:BACKUPS_SHOWN]:
        size = max(1, backup.size_bytes // 1024)
        front.show_note(N_("  {time}（{size} KB）：{path}", time=f"{backup.taken_at:%Y-%m-%d %H:%M}", size=size, path=backup.path))


def rebuild_cache(context: Context) -> None:
    """Make every card anew from the answers."""
    from trainer.store import rebuild_cards

    course = open_course(context)
    with open_database(context) as store:
        changed = rebuild_cards(store, {course.id: course.interval_cap_days})
    open_front(context).show_note(N_("重算好了，改动 {count} 张卡片。", count=changed))


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
