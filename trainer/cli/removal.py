"""Taking a learner's history along, and erasing it for good."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from trainer.clock import now
from trainer.errors import TrainerError, UsageError
from trainer.i18n import N_, Message

if TYPE_CHECKING:
    from trainer.screen.front import Front
    from trainer.store import Learner, Store
    from trainer.store.erase import Erased

EXPORT_FIRST, REMOVE, KEEP = range(3)


def export_to(store: Store, learner: Learner, folder: str) -> Message:
    """Export into a folder as typed; return what to say about it."""
    from trainer.store.export import export_learner

    path = Path(os.path.expanduser(folder))  # noqa: PTH111  # unlike Path.expanduser, this leaves an unknown `~name` alone
    history = export_learner(store, learner, path, now())
    return N_("已导出“{name}”的 {count} 条回答：{path}", name=learner.name, count=history.answers, path=path.absolute())


def remove_learner(store: Store, front: Front, learner: Learner, *, yes: bool, folder: str) -> None:
    """Ask unless told `yes`, export first when a folder is given or wished for, erase, and say what became of the backups."""
    from trainer.store.erase import erase_learner

    choice = REMOVE if yes else _ask_how(store, front, learner, exports=bool(folder))
    if choice == KEEP:
        front.show_note(N_("没有删除。"))
        return
    notes = [export_to(store, learner, folder)] if folder else []
    if choice == EXPORT_FIRST:
        notes = [_export_asked(store, front, learner)]
    if not yes:
        _demand_name(store, front, learner, notes)
        notes = []  # shown by now
    for note in [*notes, *_tell(learner, erase_learner(store, learner))]:
        front.show_note(note)


def _tell(learner: Learner, erased: Erased) -> list[Message]:
    """Say what became of the copies too."""
    rewritten = [N_("备份重写了 {count} 份，里面也没有了。", count=len(erased.rewritten))] if erased.rewritten else []
    deleted = [N_("一起删掉的文件：{path}", path=path) for path in erased.deleted]
    return [N_("“{name}”已经彻底删除。", name=learner.name), *rewritten, *deleted]


def _ask_how(store: Store, front: Front, learner: Learner, *, exports: bool) -> int:
    """Say what will go, and let the person choose. Raises `UsageError` where nobody can be asked."""
    history = store.history(learner.id)
    title = N_(
        "要彻底删除“{name}”：回答 {answers} 条、看过的知识 {lessons} 条、标记 {flags} 条、异议 {appeals} 条、情景对练 {plays} 次，"
        "还有复习安排和名字。\n"
        "备份会重写，里面的也删；打不开的备份和出错记录（error.log）整个删掉。\n"
        "删了就找不回来。别的学员不受影响。",
        name=learner.name,
        answers=history.answers,
        lessons=history.lessons,
        flags=history.flags,
        appeals=history.appeals,
        plays=history.plays,
    )
    options: list[Message | str] = [N_("先导出一份，再删除"), N_("删除"), N_("不删了")]
    chosen = front.choose(title, options[exports:])
    if chosen is None:
        raise UsageError(
            N_("没有删除“{name}”：这里没法再问您一次。", name=learner.name), N_("想好了就加上 --yes；要先导出再加 --export 文件夹。")
        )
    return chosen + exports


def _export_asked(store: Store, front: Front, learner: Learner) -> Message:
    """Ask for a folder until the export succeeds."""
    notes = [N_("导出到哪个文件夹？写一个新文件夹，例如 U 盘上的。")]
    while True:
        try:
            return export_to(store, learner, front.ask_text(notes, N_("文件夹 › ")) or "")
        except TrainerError as failure:
            notes = [note for note in (failure.message, failure.remedy) if note]


def _demand_name(store: Store, front: Front, learner: Learner, notes: list[Message]) -> None:
    """Have the name written out: nobody does that by a slip."""
    asked = N_("真的要删除，请把名字照写一遍：{name}", name=learner.name)
    typed = front.ask_text([*notes, asked], N_("名字 › "))
    if typed is None or store.find_learner(typed) != learner:
        raise TrainerError(N_("名字不一样，没有删除。"), N_("再运行一次，把名字写完整：{name}", name=learner.name))
