"""PINs: asking for one before somebody's practice is shown or changed, and choosing a new one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from trainer.errors import TrainerError, UsageError
from trainer.i18n import N_, Message

if TYPE_CHECKING:
    from trainer.cli.context import Context
    from trainer.screen.front import Front
    from trainer.store import Learner, Store

VARIABLE = "TRAINER_PIN"
TRIES = 3
LONGEST = 64
"""Characters read of a PIN on a pipe."""


def find_known(store: Store, name: str) -> Learner:
    """Return the learner of that name. Raises `UsageError` when there is none."""
    if learner := store.find_learner(name):
        return learner
    known = [learner.name for learner in store.learners()]
    raise UsageError(N_("没有叫“{name}”的学员。", name=name), N_("看看名字写对没有。已有的学员：{known}", known=known or "—"))


def open_known(context: Context, store: Store, front: Front, name: str) -> Learner:
    """Return the learner of that name once the PIN, if there is one, was right."""
    learner = find_known(store, name)
    demand_pin(context, store, front, learner)
    return learner


def unlock_for(store: Store, learner: Learner) -> Callable[[str], bool] | None:
    """Return what tells whether a PIN is right, for a screen that was hidden; None when the learner has none."""
    return (lambda pin: store.check_pin(learner.id, pin)) if learner.has_pin else None


def demand_pin(context: Context, store: Store, front: Front, learner: Learner) -> None:
    """Ask for a learner's PIN three times. Where nobody can be asked, the environment must hold it. Raises `TrainerError`."""
    from trainer.screen.secret import FIRST_WAIT_S, hold_keyboard

    if not learner.has_pin:
        return None
    notes = [N_("{name}设了 PIN。", name=learner.name), N_("不是您？按 Ctrl-D 退出，再运行 trainer --learner 您的名字。")]
    for number in range(1, TRIES + 1):
        typed = front.ask_secret(notes, N_("PIN › "))
        if typed is None:
            return _demand_given(context, store, learner)
        if store.check_pin(learner.id, typed):
            return None
        hold_keyboard(FIRST_WAIT_S * 2 ** (number - 1))
        notes = [N_("PIN 不对，还可以试 {left} 次。", left=TRIES - number)]
    raise TrainerError(N_("PIN 三次都不对，先到这里。"), N_("想一想再来；换个人练就运行 trainer --learner 名字。"))


def change_pin(store: Store, front: Front, learner: Learner, *, clear: bool, from_stdin: bool) -> Message:
    """Set, change or take away a PIN; return what to say about it."""
    if clear:
        store.set_pin(learner.id, "")
        return N_("“{name}”没有 PIN 了。", name=learner.name)
    pin = read_given_pin() if from_stdin else choose_pin(front, _explain(learner))
    if pin is None:
        return N_("没有改动。")
    store.set_pin(learner.id, pin)
    return N_("“{name}”的 PIN 设好了，下次练习时会问。", name=learner.name)


def choose_pin(front: Front, notes: list[Message]) -> str | None:
    """Ask for a new PIN twice. None when nothing was typed. Raises `UsageError` where nobody can be asked."""
    from trainer.store import PIN_MAX, PIN_MIN, UnfitPin, new_pin

    label = N_("新 PIN（{least} 到 {most} 位数字） › ", least=PIN_MIN, most=PIN_MAX)
    for _try in range(TRIES):
        first = front.ask_secret(notes, label)
        if first is None:
            raise UsageError(N_("这里没法输入 PIN。"), N_("打开终端窗口再运行；要由别的程序给出 PIN，就加 --pin-from-stdin。"))
        if not first.strip():
            return None
        try:
            if new_pin(front.ask_secret([N_("再输一次，免得打错。")], N_("再输一次 › ")) or "") == new_pin(first):
                return first
            notes = [N_("两次不一样，请重新输入。")]
        except UnfitPin as failure:
            notes = [failure.message]
    raise TrainerError(N_("三次都没有输对，PIN 没有改动。"), N_("慢慢来，再运行一次。"))


def read_given_pin() -> str:
    """Return the new PIN from the first line of a pipe. Raises `UsageError` on a terminal, where it would be seen."""
    if sys.stdin.isatty():
        raise UsageError(N_("--pin-from-stdin 是给别的程序用的，不能在这里打 PIN。"), N_("去掉它再运行，会请您输入。"))
    if pin := sys.stdin.readline(LONGEST).strip():
        return pin
    raise UsageError(N_("没有收到 PIN。"), N_("让那个程序把 PIN 写在第一行；要去掉 PIN 就用 --clear。"))


def _explain(learner: Learner) -> list[Message]:
    return [
        N_("给“{name}”设 PIN：练习、看进度、导出、改名、删除都要先输它；遮屏以后也要。", name=learner.name),
        N_("它挡得住同事，挡不住小偷：文件没加密，懂电脑的人能绕过去。别用银行卡密码。"),
        N_("忘了就找不回来，只能用设 PIN 以前的备份恢复。直接回车就不改。"),
    ]


def _demand_given(context: Context, store: Store, learner: Learner) -> None:
    from trainer.screen.secret import FIRST_WAIT_S, hold_keyboard

    given = context.environ.get(VARIABLE)
    if given is None:
        remedy = N_("打开终端窗口再运行；由别的程序运行时，把 PIN 写在环境变量 {variable} 里。", variable=VARIABLE)
        raise TrainerError(N_("“{name}”设了 PIN，这里没法输入。", name=learner.name), remedy)
    if not store.check_pin(learner.id, given):
        hold_keyboard(FIRST_WAIT_S)
        raise TrainerError(
            N_("{variable} 和“{name}”的 PIN 对不上。", variable=VARIABLE, name=learner.name),
            N_("改对再试；也可以打开终端窗口再运行，会请您输入。"),
        )
