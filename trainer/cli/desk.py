"""Who practises what, where: the database, the course, the learner and the front, opened together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from trainer.cli.context import Context, open_database, open_front
from trainer.cli.judging import LateScorer
from trainer.cli.lock import demand_pin, unlock_for
from trainer.clock import Moment, now
from trainer.course.model import Course
from trainer.drill.routine import Routine
from trainer.errors import TrainerError, UsageError
from trainer.i18n import N_, Message
from trainer.screen.front import Front
from trainer.spacing import RETENTION
from trainer.store import Learner, Store, UnfitName, daily_backup

if TYPE_CHECKING:
    from trainer.reply.score import ReplyScorer

FIRST_LEARNER = "我"
"""The name on a pipe when nobody gave one and nobody is known yet."""
YES = 0


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a sitting needs. `clock` and `timer` (seconds, monotonic) are arguments so that tests can set them."""

    store: Store
    course: Course
    learner: Learner
    front: Front
    backups: Path
    scorer: ReplyScorer | None = None
    routine: Routine = Routine()
    retention: float = RETENTION
    clock: Callable[[], Moment] = now
    timer: Callable[[], float] = time.monotonic

    def greet_guess(self) -> None:
        """Say who is taken to be here, and what to do about it."""
        self.front.announce(N_("{name}，开始吧。不是您？写 /退出，再运行时加上 --learner 您的名字。", name=self.learner.name))

    def back_up(self, *, quietly: bool = False) -> None:
        """Keep a verified copy a day. A failure is told, unless there may be nobody to tell, but never spoils a drill."""
        try:
            daily_backup(self.store, self.backups, self.clock())
        except TrainerError as failure:
            if quietly:
                return
            self.front.show_note(
                N_("回答都已保存，只是今天的备份没做成：{reason} 可以运行 trainer doctor --backup 再试。", reason=failure.message)
            )


@contextmanager
def open_desk(context: Context, course: Course) -> Iterator[Desk]:
    """Open everything for the learner named, chosen or new."""
    with open_database(context) as store:
        is_guess = is_only_guess(context, store)
        desk = sit_down(context, store, course, choose_learner(store, open_front(context), context.learner))
        if is_guess:
            desk.greet_guess()
        yield desk


def is_only_guess(context: Context, store: Store) -> bool:
    """Tell whether the only learner known will be taken, unnamed: it may be somebody else who sits down."""
    return not context.learner and len(store.learners()) == 1


def sit_down(context: Context, store: Store, course: Course, learner: Learner) -> Desk:
    """Return the desk of a learner who is known by now. Raises `TrainerError` when the PIN that guards it is not given."""
    demand_pin(context, store, open_front(context), learner)
    front = open_front(context, learner.name, unlock_for(store, learner))
    return Desk(
        store=store,
        course=course,
        learner=learner,
        front=front,
        backups=context.backups,
        scorer=LateScorer(context),
        routine=context.routine,
        retention=context.settings.retention,
    )


def choose_learner(store: Store, front: Front, name: str) -> Learner:
    """Return the learner called `name`; without a name, the only one, the one picked, or a new one."""
    if name:
        return store.find_learner(name) or _welcome_unknown(store, front, name)
    known = store.learners()
    if not known:
        return _welcome_first(store, front)
    return known[0] if len(known) == 1 else _pick(store, front, known)


def pick_learner(store: Store, front: Front) -> Learner:
    """Ask who is here now: somebody known, even the only one, or somebody new."""
    return _pick(store, front, store.learners())


def _welcome_first(store: Store, front: Front) -> Learner:
    notes = [
        N_("欢迎！这里每天五分钟：先教您怎么说，再换着花样问。"),
        N_("您的回答只存在这台电脑上，不上网，也不排名次。"),
        N_("共用这台电脑的人看得到名字和进度；想挡一挡，可设 PIN：trainer learner pin。"),
        N_("不练了可以全部删掉，备份里的也删：trainer learner remove。"),
    ]
    return _add_asked(store, front, notes)


def _welcome_unknown(store: Store, front: Front, name: str) -> Learner:
    """On a terminal ask first: it may be a slip of the pen. On a pipe add the name and say so."""
    chosen = front.choose(N_("没有叫“{name}”的学员。要新建吗？", name=name), [N_("新建“{name}”", name=name), N_("不是，我打错了")])
    if chosen is None:
        return _add_told(store, front, name)
    if chosen == YES:
        return store.add_learner(name, now())
    known = [learner.name for learner in store.learners()]
    raise UsageError(N_("没有新建学员。"), N_("用已有的名字再运行一次。已有的学员：{known}", known=known or "—"))


def _pick(store: Store, front: Front, known: list[Learner]) -> Learner:
    options = [learner.name for learner in known]
    chosen = front.choose(N_("今天谁来练？"), [*options, N_("我是新来的")])
    if chosen is None:
        raise UsageError(N_("这台电脑上有几位学员，不知道是谁在练。"), N_("加上 --learner 名字。已有：{known}", known=list(options)))
    if chosen < len(known):
        return known[chosen]
    return _add_asked(store, front, [N_("欢迎！先告诉我怎么称呼您。")])


def _add_asked(store: Store, front: Front, notes: list[Message]) -> Learner:
    """Ask until a name can be kept: a slip must not throw a newcomer out."""
    while name := front.ask_name(notes):
        if known := store.find_learner(name):
            return known
        try:
            return store.add_learner(name, now())
        except UnfitName as failure:
            notes = [note for note in (failure.message, failure.remedy) if note]
    return _add_told(store, front, FIRST_LEARNER)


def _add_told(store: Store, front: Front, name: str) -> Learner:
    learner = store.add_learner(name, now())
    front.show_note(N_("已新建学员“{name}”。", name=learner.name))
    return learner
