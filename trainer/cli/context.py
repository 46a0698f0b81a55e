"""What every command needs: the options before it, the environment, and the ways to open things with them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from trainer import paths
from trainer.errors import TrainerError, UsageError
from trainer.i18n import N_, Message

if TYPE_CHECKING:
    from trainer.course.model import Course
    from trainer.drill.routine import Routine
    from trainer.screen.front import Front
    from trainer.settings import Settings
    from trainer.store import Store

SEED_MOST = 999_999_999
"""The highest seed that is taken: nobody needs more, and the database holds it."""
IDLE_S = "60"


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """The options that every command knows, and the environment."""

    environ: Mapping[str, str]
    learner: str
    plain: bool
    folder: Path | None = None
    """Another course than the one that was chosen to be practised."""
    news: list[Message] = []
    """What is to be said on the first screen."""

    @property
    def data(self) -> Path:
        """The folder of the database."""
        return paths.data_dir(self.environ)

    @property
    def database(self) -> Path:
        """The database file."""
        return self.data / paths.DATABASE_NAME

    @property
    def has_database(self) -> bool:
        """Whether anybody has practised here. Raises `TrainerError` where nobody may look."""
        from trainer.store.failures import explain_failures

        with explain_failures(self.data):
            return self.database.exists()

    @property
    def backups(self) -> Path:
        """The folder of the daily backups."""
        from trainer.store import BACKUP_FOLDER

        return self.data / BACKUP_FOLDER

    @property
    def course_folder(self) -> Path:
        """The folder of the course that is practised. Raises `TrainerError` where it is gone."""
        from trainer.cli.courses import find_course

        if self.folder:
            return self.folder
        return find_course(self.environ, self.settings.course)

    def at(self, folder: Path | None) -> Context:
        """Return the same for another course; without one, this."""
        return msgspec.structs.replace(self, folder=folder) if folder else self

    @property
    def settings(self) -> Settings:
        """The saved choices, with the environment's on top. Raises `TrainerError` for one that makes no sense."""
        from trainer.settings import read_settings

        return read_settings(paths.config_dir(self.environ), self.environ)

    @property
    def routine(self) -> Routine:
        """When and how much is to be practised, by the settings."""
        from trainer.drill.routine import Routine

        settings = self.settings
        return Routine(settings.minutes, settings.new_per_day, settings.rest_days)

    @property
    def is_plain(self) -> bool:
        """Whether to print numbered lines instead of screens: asked for, off a terminal, or a dumb one."""
        on_terminal = sys.stdin.isatty() and sys.stdout.isatty()
        return self.plain or not on_terminal or self.environ.get("TERM") == "dumb"


def open_course(context: Context) -> Course:
    """Open the course that is practised."""
    from trainer.course.compiled import open_compiled

    def fall_back(failure: TrainerError) -> None:
        context.news.append(N_("课程文件有问题，先用上一次好的那一份：{what}", what=failure.message))

    return open_compiled(context.course_folder, paths.cache_dir(context.environ), fall_back)


def own_course(context: Context, folder: Path | None) -> Path:
    """Return the course folder that is to be written into. Raises `UsageError` for the shipped one: an update would undo it."""
    from trainer.course.folder import HEAD_NAME

    found = folder or context.course_folder
    if not (found / HEAD_NAME).is_file():
        raise UsageError(N_("这里没有课程：{path}", path=found), N_("写课程文件夹（里面有 course.yaml 的那一层）。"))
    if found.resolve().is_relative_to(paths.content_dir().resolve()):
        message = N_("自带的课程不在这里改：一升级就没了。")
        raise UsageError(message, N_("先建自己的课程：trainer course new 我的店；已经有了就写 --to 那个文件夹。"))
    return found


def describe_folder(context: Context, folder: Path) -> str:
    """Return what is typed behind a command to mean a course: nothing for the one that is practised, else a blank and the folder."""
    from trainer.course.files import as_argument

    with suppress(TrainerError):  # the one that is practised may be gone
        if folder == context.course_folder:
            return ""
    return f" {as_argument(str(folder))}"


def open_database(context: Context, *, read_only: bool = False) -> Store:
    """Open this machine's database."""
    from trainer.store import open_store

    return open_store(context.database, read_only=read_only)


def open_front(context: Context, name: str = "", unlock: Callable[[str], bool] | None = None) -> Front:
    """Return the front that suits the streams: a terminal, or numbered lines. `unlock` tells whether a hidden screen's PIN is right.

    Only a learner's screen hides itself when nobody types: whoever writes a course thinks about a sentence for minutes.
    """
    from trainer.screen.open import open_lines, open_terminal

    colour = context.settings.colour
    if context.is_plain:
        front = open_lines()
    else:
        idle_s = idle_seconds(context.environ)
        front = open_terminal(name, idle_s if name else inf, colour, unlock)
    while context.news:
        front.announce(context.news.pop(0))
    return front


def idle_seconds(environ: Mapping[str, str]) -> float:
    """Return after how many idle seconds the screen hides itself: `TRAINER_IDLE_SECONDS`, 60 by default."""
    text = environ.get("TRAINER_IDLE_SECONDS", IDLE_S)
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 1 <= seconds <= 86_400:
        raise UsageError(N_("TRAINER_IDLE_SECONDS 写得不对：{text}", text=text[:20]), N_("写 1 到 86400 之间的秒数。"))
    return seconds
