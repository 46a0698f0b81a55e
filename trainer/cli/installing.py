"""Installing a packed course and taking it away again: what is asked, what is refused, and what is said."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from trainer import paths
from trainer.errors import TrainerError, UsageError
from trainer.i18n import N_, Message, render
from trainer.text import clean_text

if TYPE_CHECKING:
    from trainer.cli.context import Context
    from trainer.course.pack import Identity
    from trainer.screen.front import Front

YES = 0
LISTED_MOST = 30
"""Problems listed; the same list is had from `trainer course check`."""


def install_course(context: Context, file: Path, front: Front, *, yes: bool) -> None:
    """Open, check, ask where something would be lost, put in place. Raises `TrainerError`, everything as it was; OSError."""
    from trainer.course.shelf import hold_shelf, identify_installed, mend_shelf, place_course, read_installed, stage_course

    members, identity = _open(file)
    shelf = paths.courses_dir(context.environ)
    target = shelf / identity.id
    is_used = _is_used(context, target)
    with hold_shelf(shelf):
        mend_shelf(shelf)
        before = identify_installed(target)
        if read_installed(target) == members:
            front.show_note(N_("“{title}” {version} 已经装好了。", title=_title(identity), version=identity.version))
        elif os.path.lexists(target) and not yes and not _agree(target, before, identity, front):
            front.show_note(N_("没有安装，原来的没有动。"))
            return
        else:
            with stage_course(shelf, members) as staged:
                _demand_sound(staged, front, context.environ)
                place_course(staged, target)
            _tell(before, identity, front)
    if not is_used:
        front.show_note(N_("要练这门课程，就运行：trainer course use {id}", id=identity.id))


def remove_installed(context: Context, name: str, front: Front, *, yes: bool) -> None:
    """Find, ask, delete, and say which course is practised from now on. Raises `TrainerError`, OSError."""
    from trainer.course.shelf import hold_shelf, mend_shelf, remove_course

    shelf = paths.courses_dir(context.environ)
    with hold_shelf(shelf):
        mend_shelf(shelf)
        folder = _find_installed(shelf, name)
        if not yes and not _agree_to_remove(folder, front):
            front.show_note(N_("没有删除。"))
            return
        is_used = _is_used(context, folder)
        remove_course(folder)
    front.show_note(N_("“{id}”删掉了。练过的都还在，再安装就接着用。", id=folder.name))
    if is_used:
        _use_shipped(context, front)


@contextmanager
def explain_disk(path: Path) -> Iterator[None]:
    """Turn failures of the disk into `TrainerError`s; a reader of our output who has gone is none of them."""
    from trainer.store.failures import explain_failures

    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as failure:
        with explain_failures(path):
            raise failure


def demand_sound(lines: list[str], front: Front, failure: TrainerError) -> None:
    """Show the problems and raise the failure, if there are any."""
    for line in lines[:LISTED_MOST]:
        front.show_note(line)
    if more := len(lines[LISTED_MOST:]):
        front.show_note(N_("另外还有 {more} 处。", more=more))
    if lines:
        raise failure


def list_shipped() -> list[str]:
    """Return the ids of the courses that come with the program."""
    from trainer.course.shelf import list_installed

    return list_installed(paths.content_dir())


def _open(file: Path) -> tuple[dict[str, bytes], Identity]:
    """Return what a packed course holds and which it is. Raises `TrainerError` before anything is written anywhere."""
    from trainer.course.pack import identify
    from trainer.course.unpack import read_archive

    members = read_archive(_read(file))
    if isinstance(members, Message):
        raise _refuse(file, members)
    identity = identify(members)
    if isinstance(identity, Message):
        raise _refuse(file, identity)
    if identity.id in list_shipped():
        message = N_("没有安装：“{id}”是自带课程的名字，不能换掉。", id=identity.id)
        raise TrainerError(message, N_("请对方把 course.yaml 里的 id 换一个，重新打包。"))
    if identity.extends and identity.extends not in list_shipped():
        message = N_("没有安装：它是加在课程“{base}”上面的，这里的程序没有带那门课程。", base=identity.extends)
        raise TrainerError(message, N_("先把程序升级到最新；还不行，就问发来的人。"))
    return members, identity


def _read(file: Path) -> bytes:
    from trainer.course.files import as_argument
    from trainer.course.unpack import ARCHIVE_MOST

    shown = clean_text(str(file))
    if file.is_dir():
        raise UsageError(
            N_("这是文件夹，不是课程包：{path}", path=shown), N_("先打包：trainer course pack {path}", path=as_argument(shown))
        )
    if not file.is_file():
        raise UsageError(N_("找不到这个文件：{path}", path=shown), N_("检查文件名和位置；文件名可以直接拖进窗口。"))
    with file.open("rb") as opened:
        return opened.read(ARCHIVE_MOST + 1)


def _refuse(file: Path, what: Message) -> TrainerError:
    message = N_("没有安装 {name}：{what}。", name=clean_text(file.name), what=what)
    return TrainerError(message, N_("请对方用 trainer course pack 重新打包，再发一次。"))


def _demand_sound(staged: Path, front: Front, environ: Mapping[str, str]) -> None:
    from trainer.check import check_course, format_problem
    from trainer.cli.knowing import recalled

    with recalled(environ) as proven, front.track(N_("正在检查课程")) as tick:
        problems = check_course(staged, tick, proven).errors
    # The reader knows the course, not the folder that it stands in for this moment.
    lines = [format_problem(problem).replace(f"{staged}{os.sep}", "") for problem in problems]
    demand_sound(lines, front, TrainerError(N_("这门课程有错误，没有安装。"), N_("请对方按上面的话改好，重新打包。")))


def _agree(target: Path, before: Identity | None, after: Identity, front: Front) -> bool:
    """Ask where replacing the installed version would lose something; True at once where it would not."""
    reasons = list(map(render, _list_losses(target, before, after)))
    if not reasons:
        return True
    title = "\n".join([render(N_("要换掉已经装好的“{title}”吗？", title=_title(before or after))), *reasons])
    chosen = front.choose(title, [N_("换成这一份"), N_("先不装")])
    if chosen is None:
        message = N_("没有安装 {id}：{reasons}", id=after.id, reasons="".join(reasons))
        raise TrainerError(message, N_("想好了要换，就加上 --yes。"))
    return chosen == YES


def _list_losses(target: Path, before: Identity | None, after: Identity) -> list[Message]:
    from trainer.course.files import as_argument
    from trainer.course.pack import is_older
    from trainer.course.shelf import is_changed

    if before is None:
        return [N_("装着的那份已经坏了，读不出来。")]
    losses = []
    versions = {"new": after.version, "old": before.version}
    if is_older(after.version, before.version):
        losses.append(N_("这一份是 {new}，比装着的 {old} 旧。", **versions))
    elif not is_older(before.version, after.version):
        losses.append(N_("版本号都是 {new}，内容却不一样。", **versions))
    if is_changed(target):
        path = as_argument(clean_text(str(target)))
        losses.append(N_("装着的那份在这台电脑上改过，换掉以后改动就没了；要留，先运行 trainer course pack {path}。", path=path))
    return losses


def _tell(before: Identity | None, after: Identity, front: Front) -> None:
    if before is None:
        front.show_note(N_("装好了：“{title}” {version}。", title=_title(after), version=after.version))
        return
    versions: Mapping[str, str] = {"old": before.version, "new": after.version}
    front.show_note(N_("“{title}”从 {old} 换成了 {new}，练过的都还在。", title=_title(after), **versions))


def _title(identity: Identity) -> str:
    from trainer.course.problem import quote

    return quote(identity.title)


def _find_installed(shelf: Path, name: str) -> Path:
    """Return the folder of an installed course. Raises `UsageError` naming those there are."""
    from trainer.course.shelf import list_installed

    installed = list_installed(shelf)
    if name in installed:
        return shelf / name
    if name in list_shipped():
        raise UsageError(N_("“{id}”是自带的课程，删不了。", id=name), N_("不想练它，就换一门：trainer course use 课程"))
    remedy = N_("安装过的有：{installed}", installed=installed) if installed else N_("还没有安装过别的课程。")
    raise UsageError(N_("没有安装过“{id}”。", id=clean_text(name[:60])), remedy)


def _agree_to_remove(folder: Path, front: Front) -> bool:
    from trainer.course.files import as_argument
    from trainer.course.shelf import identify_installed, is_changed

    identity = identify_installed(folder)
    lines = [N_("要删除课程“{title}”吗？练过的都留着，再安装就接着用。", title=_title(identity) if identity else folder.name)]
    if is_changed(folder):
        path = as_argument(clean_text(str(folder)))
        lines.append(N_("它在这台电脑上改过，删了改动就没了；要留，先运行 trainer course pack {path}。", path=path))
    chosen = front.choose("\n".join(map(render, lines)), [N_("删除"), N_("不删了")])
    if chosen is None:
        raise UsageError(N_("没有删除“{id}”：这里没法再问您一次。", id=folder.name), N_("想好了就加上 --yes。"))
    return chosen == YES


def _is_used(context: Context, folder: Path) -> bool:
    return context.settings.course in (folder.name, str(folder))


def _use_shipped(context: Context, front: Front) -> None:
    """Say that the shipped course is practised from now on, and save that."""
    from trainer.settings import DEFAULT_WORD, find_setting, save_setting

    save_setting(paths.config_dir(context.environ), find_setting("course"), DEFAULT_WORD)
    front.show_note(N_("刚才练的就是它，以后练自带的课程。"))
