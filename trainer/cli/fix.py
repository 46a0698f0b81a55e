"""`trainer course fix`: show the safe repairs of a course, ask, and have them written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from trainer.cli.drafts import Survey, survey, write_draft
from trainer.course.problem import Problem
from trainer.course.repair import Repair
from trainer.errors import TrainerError
from trainer.i18n import N_, Message, render
from trainer.text import clean_text

if TYPE_CHECKING:
    from trainer.screen.front import Front

YES = 0
SHOWN_MOST = 100
"""Repairs listed of one file; a file full of Chinese colons has as many as lines."""
ASKED_MOST = 8
"""Repairs repeated with the question, which wipes the screen."""
WIDTH = 30
"""Characters quoted of a line, from a little before the first difference."""
LEAD = 8


def show(found: Survey, front: Front) -> None:
    """List every repair, and every file left alone."""
    for draft in found.drafts:
        for repair in draft.mended.repairs[:SHOWN_MOST]:
            front.show_note(_describe(draft.path, repair))
        if more := len(draft.mended.repairs[SHOWN_MOST:]):
            front.show_note(N_("{path}：还有 {more} 处同样的。", path=clean_text(str(draft.path)), more=more))
    for problem in found.refused:
        figures = {"path": clean_text(problem.path), "line": problem.line, "code": problem.code}
        front.show_note(N_("没有动 {path}:{line}：{code} {what} → {remedy}", what=problem.message, remedy=problem.remedy, **figures))


def agree(found: Survey, front: Front, *, yes: bool) -> bool:
    """Ask whether to write; where nobody can be asked, only `--yes` writes."""
    if yes or not found.drafts:
        return bool(found.drafts)
    chosen = front.choose(_question(found), [N_("全部改好"), N_("先不改")])
    if chosen == YES:
        return True
    if chosen is not None:
        show(found, front)  # the question took the list off the screen
    front.show_note(N_("什么都没有改。要改这 {count} 处，就在命令后面加上 --yes。", count=found.count))
    return False


def apply(found: Survey, front: Front) -> list[Problem]:
    """Write every draft; return what could not be written."""
    failed = []
    written = 0
    for draft in found.drafts:
        if problem := write_draft(draft):
            failed.append(problem)
        else:
            written += len(draft.mended.repairs)
    show(Survey([], failed), front)
    if written:
        front.show_note(N_("改好了 {count} 处。再运行 trainer course check 看看还有没有别的问题。", count=written))
    return failed


def fix_course(path: Path, front: Front, *, yes: bool) -> None:
    """Show, ask, write. Raises `TrainerError` when a file had to be left alone."""
    found = survey(path)
    show(found, front)
    if not found.drafts and not found.refused:
        front.show_note(N_("没有可以放心代劳的修改。"))
    failed = apply(found, front) if agree(found, front, yes=yes) else []
    if left := len(found.refused) + len(failed):
        raise TrainerError(N_("有 {count} 个文件没有动。", count=left), N_("照上面“没有动”的那几行写的做，再运行一次。"))


def _question(found: Survey) -> Message:
    repairs = [(draft.path, repair) for draft in found.drafts for repair in draft.mended.repairs]
    # A line each; the front shows the parts of a title as it finds them.
    shown = [render(_describe(Path(path.name), repair)) for path, repair in repairs[:ASKED_MOST]]
    rest = ["……"] if len(repairs) > len(shown) else []
    return N_("要改这 {count} 处吗？{shown}", count=found.count, shown="".join(f"\n{line}" for line in shown + rest))


def _describe(path: Path, repair: Repair) -> Message:
    start = max(0, len(os.path.commonprefix([repair.before, repair.after])) - LEAD)
    shown = {"before": _quote(repair.before, start), "after": _quote(repair.after, start)}
    return N_("{path}:{line}：{what}：{before} → {after}", path=clean_text(str(path)), line=repair.line, what=repair.what, **shown)


def _quote(text: str, start: int) -> str:
    """Return a part of a line, harmless, its outer spaces shown: they are what is mended."""
    shown = clean_text(f"|{text[start : start + WIDTH].replace(chr(9), '→')}|")
    return f"{'…' if start else ''}{shown}{'…' if len(text) > start + WIDTH else ''}"
