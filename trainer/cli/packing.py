"""`trainer course pack`, `install` and `remove`: a course as one file, from shop to shop."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainer import paths
from trainer.cli.context import open_front
from trainer.errors import TrainerError, UsageError
from trainer.i18n import N_, Message, _
from trainer.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainer.course.pack import Identity
    from trainer.screen.front import Front

YES = 0
LEFT_OUT_SHOWN = 5
Yes = Annotated[bool, typer.Option("--yes", help=_("不问，直接做。"))]


def pack(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar=_("课程文件夹"), help=_("要打包的课程。"), show_default=False)],
    yes: Yes = False,
) -> None:
    """Check a course and write it as `<id>-<version>.zip` into the current folder."""
    from trainer.cli.installing import explain_disk

    front = open_front(context.obj)
    with explain_disk(path):
        identity, content = _seal(path, front, context.obj.environ)
    with explain_disk(Path.cwd()):
        _write(identity, content, front, yes=yes)


def install(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar=_("课程包"), help=_("打包好的课程文件。"), show_default=False)],
    yes: Yes = False,
) -> None:
    """Install a packed course, or another version of one. All or nothing."""
    from trainer.cli.installing import explain_disk, install_course

    with explain_disk(file):
        install_course(context.obj, file, open_front(context.obj), yes=yes)


def remove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar=_("课程"), help=_("哪一门：安装时说的名字。"), show_default=False)],
    yes: Yes = False,
) -> None:
    """Delete an installed course. What was practised stays in the database."""
    from trainer.cli.installing import explain_disk, remove_installed

    with explain_disk(paths.courses_dir(context.obj.environ)):
        remove_installed(context.obj, name, open_front(context.obj), yes=yes)


def _seal(path: Path, front: Front, environ: Mapping[str, str]) -> tuple[Identity, bytes]:
    """Return which course a folder holds and its packed form. Raises `TrainerError` unless it could be installed as it is."""
    from trainer.check import check_course, format_problem
    from trainer.cli.installing import demand_sound
    from trainer.cli.knowing import recalled
    from trainer.course.folder import HEAD_NAME
    from trainer.course.members import list_left_out

    if not (path / HEAD_NAME).is_file():
        raise UsageError(N_("这里没有课程：{path}", path=clean_text(str(path))), N_("写课程文件夹（里面有 course.yaml 的那一层）。"))
    with recalled(environ) as proven, front.track(N_("正在检查课程")) as tick:
        problems = check_course(path, tick, proven).errors
    failure = TrainerError(N_("这门课程有错误，没有打包。"), N_("先改好：按上面每一行“→”后面的话改，再打包。"))
    demand_sound([format_problem(problem) for problem in problems], front, failure)
    identity, content = _make(path)
    if left_out := [clean_text(name) for name in list_left_out(path)]:
        shown = left_out[:LEFT_OUT_SHOWN] + ["……"] * (len(left_out) > LEFT_OUT_SHOWN)
        front.show_note(N_("没有装进去（课程用不到）：{names}", names=shown))
    return identity, content


def _make(path: Path) -> tuple[Identity, bytes]:
    from trainer.check import format_problem
    from trainer.course.members import read_members
    from trainer.course.pack import identify, make_archive
    from trainer.course.unpack import read_archive

    mend = N_("在课程文件夹里改好，再打包。")
    members = read_members(path)
    if isinstance(members, list):
        raise TrainerError(N_("没有打包：{what}", what=format_problem(members[0])), mend)
    content, identity = make_archive(members), identify(members)
    # What is handed on is opened once the way the others will open it.
    opened = read_archive(content)
    if isinstance(identity, Message) or isinstance(opened, Message):
        raise TrainerError(N_("没有打包：{what}。", what=identity if isinstance(identity, Message) else opened), mend)
    return identity, content


def _write(identity: Identity, content: bytes, front: Front, *, yes: bool) -> None:
    """Write the packed course, over another file only when told to, and say how it is installed."""
    from trainer.cli.installing import list_shipped
    from trainer.course.files import as_argument
    from trainer.course.pack import name_archive
    from trainer.course.replacement import replace_file

    target = Path(name_archive(identity))
    if target.is_file() and target.stat().st_size == len(content) and target.read_bytes() == content:
        front.show_note(N_("{name} 已经在这里了，内容一模一样。", name=target.name))
        return
    if target.exists() and not yes and not _agree(target, front):
        front.show_note(N_("没有打包，原来的文件没有动。"))
        return
    replace_file(target, content)
    front.show_note(N_("打包好了：{path}（{size} KB）", path=clean_text(str(target.absolute())), size=max(1, len(content) // 1024)))
    if identity.id in list_shipped():
        front.show_note(N_("“{id}”是自带课程的名字，别人装不上这个文件；要发给人，就把 course.yaml 里的 id 换一个。", id=identity.id))
    else:
        front.show_note(N_("把它发给要用的人，请他运行：trainer course install {name}", name=as_argument(target.name)))


def _agree(target: Path, front: Front) -> bool:
    title = N_("这里已经有 {name}，内容不一样。\n要发新的一版，最好先改 course.yaml 里的 version。", name=target.name)
    chosen = front.choose(title, [N_("换掉原来的文件"), N_("先不打包")])
    if chosen is None:
        message = N_("这里已经有 {name}，内容不一样，没有动它。", name=target.name)
        raise TrainerError(message, N_("先改 course.yaml 里的 version；要换掉它就加上 --yes。"))
    return chosen == YES
