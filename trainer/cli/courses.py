"""Which courses there are, and which one is practised: `trainer course new`, `use` and `list`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainer import paths
from trainer.course.files import as_argument
from trainer.course.folder import HEAD_NAME
from trainer.errors import TrainerError, UsageError
from trainer.i18n import N_, Message, _, render
from trainer.settings import SHIPPED, find_setting, save_setting

if TYPE_CHECKING:
    from trainer.course.model import Course

OWN_NAME = "own-courses.txt"
OWN_MOST, OWN_SIZE_MOST = 20, 32_768


def find_course(environ: Mapping[str, str], name: str) -> Path:
    """Return the folder of a course by its id, installed or shipped, or by the folder itself. Raises `TrainerError`."""
    if found := _look_up(environ, name):
        return found
    remedy = N_("自己的课程写整个文件夹，运行 trainer course list 看在哪里；自带的：trainer course use {shipped}", shipped=SHIPPED)
    raise TrainerError(N_("找不到课程“{name}”。", name=name), remedy)


def choose_course(environ: Mapping[str, str], name: str) -> Path:
    """Return the folder of a course that somebody names: the folder, its `course.yaml`, or an id. Raises `UsageError`."""
    path = Path(name)
    given = path.parent if path.name == HEAD_NAME else path
    if (given / HEAD_NAME).is_file():
        return given.absolute()
    if given.is_dir():
        raise UsageError(N_("这个文件夹里没有课程：{path}", path=given), N_("写里面有 course.yaml 的那一层。"))
    if found := _look_up(environ, name):
        return found
    remedy = N_("运行 trainer course list 看有哪些；也可以写课程文件夹（里面有 course.yaml 的那一层）。")
    raise UsageError(N_("找不到课程“{name}”。", name=name[:200]), remedy)


def list_courses(environ: Mapping[str, str], used: str) -> list[Path]:
    """Return the folders of all courses that are shipped or installed, of the one that is practised, and of those made or used here."""
    from trainer.course.shelf import list_installed

    found = [root / name for root in _roots(environ) for name in list_installed(root)]
    own = [folder for folder in [Path(used), *_read_own(environ)] if folder.is_absolute() and (folder / HEAD_NAME).is_file()]
    return list(dict.fromkeys([*found, *own]))


def _own_file(environ: Mapping[str, str]) -> Path:
    return paths.config_dir(environ) / OWN_NAME


def _read_own(environ: Mapping[str, str]) -> list[Path]:
    """Return the folders of one's own that were made or used on this machine, the newest first."""
    with suppress(OSError, UnicodeDecodeError), _own_file(environ).open(encoding="utf-8") as file:
        return [Path(line) for line in file.read(OWN_SIZE_MOST).splitlines() if line][:OWN_MOST]
    return []


def _note_own(environ: Mapping[str, str], folder: Path) -> None:
    """Remember a folder of one's own for the list; where that cannot be, the list is shorter."""
    known = dict.fromkeys([folder.resolve(), *_read_own(environ)])
    with suppress(OSError):
        _own_file(environ).parent.mkdir(parents=True, exist_ok=True)
        _own_file(environ).write_text("".join(f"{path}\n" for path in list(known)[:OWN_MOST]), encoding="utf-8")


def _look_up(environ: Mapping[str, str], name: str) -> Path | None:
    places = [Path(name)] if Path(name).is_absolute() else [root / name for root in _roots(environ)]
    found = _first_course(places)
    return _first_course(places) if found is None and _bring_back(environ, name) else found


def _first_course(places: list[Path]) -> Path | None:
    return next((folder for folder in places if (folder / HEAD_NAME).is_file()), None)


def _bring_back(environ: Mapping[str, str], name: str) -> bool:
    """Put back an installed course whose upgrade was killed between taking the old away and placing the new; False where none was.

    Raises `TrainerError` where an upgrade is going on just now.
    """
    from trainer.course.shelf import OLD, hold_shelf, mend_shelf

    shelf = paths.courses_dir(environ)
    if Path(name).name != name or not (shelf / f"{OLD}{name}").is_dir():
        return False
    with suppress(OSError), hold_shelf(shelf):  # a disk that cannot be written to stays as it is
        mend_shelf(shelf)
    return True


def _roots(environ: Mapping[str, str]) -> tuple[Path, Path]:
    # Shipped first: what is installed must not stand in for it.
    return paths.content_dir(), paths.courses_dir(environ)


def use(
    context: typer.Context,
    course: Annotated[str, typer.Argument(metavar=_("课程"), help=_("课程的名字，或者课程文件夹。"), show_default=False)],
) -> None:
    """Practise this course from now on. One that has errors is refused."""
    from trainer.cli.context import open_front
    from trainer.course.compiled import open_compiled

    environ = context.obj.environ
    folder = choose_course(environ, course)
    opened = open_compiled(folder, paths.cache_dir(environ))
    shipped_or_installed = folder.parent in _roots(environ)
    saved = folder.name if shipped_or_installed else str(folder.resolve())
    if not shipped_or_installed:
        _note_own(environ, folder)
    save_setting(paths.config_dir(environ), find_setting("course"), saved)
    front = open_front(context.obj)
    front.show_note(N_("从现在起练：{title}（{count} 个知识点）。", title=opened.about.title, count=len(opened.heads)))
    if environ.get("TRAINER_COURSE"):
        front.show_note(N_("不过环境变量 TRAINER_COURSE 还在，它说了算。"))
    front.show_note(_describe_history(opened))


def list_all(context: typer.Context) -> None:
    """List the courses there are; a star stands before the one that is practised."""
    from trainer.cli.context import open_front

    front = open_front(context.obj)
    environ, used = context.obj.environ, context.obj.settings.course
    courses = list_courses(environ, used)
    chosen = _look_up(environ, used)
    for folder in courses:
        is_used = folder == chosen
        front.show_note(("* " if is_used else "- ") + render(_describe_course(folder)))
    front.show_note(N_("换一门：trainer course use 名字，自己的写文件夹；建一门自己的：trainer course new 文件夹"))


def new(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar=_("文件夹"), help=_("建在哪里；课程就叫这个名字。"), show_default=False)],
) -> None:
    """Make a small course that works: it stands on the shipped one and has an example of everything."""
    from trainer.cli.context import open_front
    from trainer.course.starter import write_starter
    from trainer.schema import FOLDER, write_schemas

    write_starter(folder, lambda made: write_schemas(made / FOLDER))
    _note_own(context.obj.environ, folder)
    front = open_front(context.obj)
    front.show_note(N_("建好了：{folder}。里面每样有一个例子，照着改就行。", folder=folder))
    for line in _next_steps(folder):
        front.show_note(line)


def _next_steps(folder: Path) -> Iterator[Message]:
    typed = as_argument(str(folder))
    yield N_("  开始练它：  trainer course use {folder}", folder=typed)
    yield N_("  加一条：    trainer course add fact --to {folder}", folder=typed)
    yield N_("  检查：      trainer course check {folder}", folder=typed)


def _describe_course(folder: Path) -> Message:
    from trainer.course.read import load_head

    about = load_head(folder)
    if about is None:
        return N_("{name}：读不了，运行 trainer course check {folder} 看原因", name=folder.name, folder=as_argument(str(folder)))
    told = {"id": about.id, "title": about.title, "version": about.version, "folder": folder}
    if about.extends:
        return N_("{id}：{title} {version}，接在 {base} 上面（{folder}）", **told, base=about.extends)
    return N_("{id}：{title} {version}（{folder}）", **told)


def _describe_history(course: Course) -> Message:
    if course.id == SHIPPED:
        return N_("练过的记录接着算，不用从头来。")
    return N_("这门课程的记录单独存；原来那门的一条不少，换回去就接着练。")
