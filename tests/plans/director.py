"""Plays a scripted day on a pseudo-terminal and keeps every screen. A day is a YAML list of steps, one word each:

story:    what happens meanwhile; nothing to do
past:     the days before, practised on a pipe: {learner, days, wrong_every}
quietly:  a command on a pipe, which must succeed
install:  the README's first command, in a copy of what a clone holds
open:     {at, command}: a command on a terminal of its own
sees:     words that must be on the screen
types:    a line and Enter
presses:  a key: enter, esc, ctrl-c, ctrl-d, down, up
hides:    Esc, and the screen shows nothing of the drill
asked:    past lessons, to the next question
answers:  right, unsure or wrong: the next question, and Enter after its feedback
finishes: the rest of the session, every so many-th answer wrong (0: none)
closes:   the exit code with which the command ends
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from plain_driver import PROGRAM, begin, coming_lines, next_question, replay_session, right_line, run, wrong_line
from terminal_driver import CTRL_C, CTRL_D, ENTER, ESC, PATIENCE_S, Terminal

from trainer.drill.question import Question

PLANS = Path(__file__).parent
ROOT = PLANS.parent.parent
KEYS = {"enter": ENTER, "esc": ESC, "ctrl-c": CTRL_C, "ctrl-d": CTRL_D, "down": "\x1b[B", "up": "\x1b[A"}
LESSON, ASKED, CONTINUE, FINISHED = "看明白了按回车", "Esc 遮屏", "回车继续", "今天的练习完成了"
CLONED = ("pyproject.toml", "README.md", "LICENSE", "trainer", "content")
INSTALL_S = 300


class Director:
    """Plays the steps of one day; `kept` is what stood on the screen after each, under the step's own words."""

    def __init__(self, folder: Path, install: str) -> None:
        self.kept: list[str] = []
        self._folder = folder
        self._install_command = install
        self._program = PROGRAM
        self._terminal: Terminal | None = None

    @property
    def terminal(self) -> Terminal:
        """The terminal of the command that runs."""
        assert self._terminal is not None
        return self._terminal

    def play(self, steps: list[dict[str, Any]]) -> None:
        """Play a day from its first step to its last, and let no command run on after it."""
        takers: dict[str, Callable[[Any], None]] = {name: getattr(self, f"_{name}") for step in steps for name in step}
        try:
            for step in steps:
                ((name, value),) = step.items()
                takers[name](value)
        finally:
            if self._terminal is not None:
                print("\n".join(["the screen at the end:", *self._terminal.lines()]))
                self._terminal.process.close(force=True)

    def _keep(self, caption: str, *, with_prompt: bool = True) -> None:
        """Note the screen once it has settled. Nothing ran over the edge and nothing was pushed off the top."""
        if with_prompt:
            self.terminal.wait_for_prompt()
        assert self.terminal.screen.too_wide == [], self.terminal.screen.too_wide
        assert self.terminal.scrolled() == 0, caption
        screen = "\n".join(self.terminal.lines()).rstrip()
        if not self.kept[-1].endswith(screen):  # it has not changed since
            self.kept.append(f"──── {caption}\n{screen}")

    def _story(self, text: str) -> None:
        self.kept.append(f"════ {text}")

    def _past(self, wanted: dict[str, Any]) -> None:
        for at in wanted["days"]:
            with pytest.MonkeyPatch.context() as patch:
                for name, value in _stage(at).items():
                    patch.setenv(name, value)
                lines = coming_lines(begin("--learner", wanted["learner"]), wrong_every=wanted["wrong_every"])
                assert run("drill", "--learner", wanted["learner"], feed="\n".join(lines)).returncode == 0

    def _quietly(self, command: str) -> None:
        assert run(*command.split()[1:]).returncode == 0

    def _install(self, at: str) -> None:
        clone = self._folder / "clone"
        clone.mkdir()
        for name in CLONED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, clone / name)
        self._terminal = Terminal(program=["bash", "-c", f"cd '{clone}' && {self._install_command}"], **_stage(at))
        self._terminal.patience_s = INSTALL_S
        self._terminal.wait_for_prompt()
        self._terminal.patience_s = PATIENCE_S
        self._program = [str(clone / ".venv" / "bin" / "trainer")]

    def _open(self, wanted: dict[str, Any]) -> None:
        assert self._terminal is None, "the command before has not ended"
        _program, *arguments = wanted["command"].split()
        self._terminal = Terminal(*arguments, program=self._program, **_stage(wanted["at"]))
        self.kept.append(f"════ {wanted['at'][11:16]} $ {wanted['command']}")

    def _sees(self, words: str) -> None:
        self.terminal.wait_for(*words.split(" + "))
        self._keep("看到的")

    def _types(self, line: str) -> None:
        self.terminal.wait_for_prompt()
        self.kept.append(f"──── 输入 {line}")
        self.terminal.enter(line)

    def _presses(self, key: str) -> None:
        self.terminal.wait_for_prompt()
        self.kept.append(f"──── 按键 {key}")
        self.terminal.type(KEYS[key])

    def _hides(self, words: str) -> None:
        self._presses("esc")
        self.terminal.wait_until(lambda text: text == words, words)
        self._keep("看到的", with_prompt=False)

    def _asked(self, caption: str) -> None:
        self._settle(LESSON, ASKED)
        while LESSON in self.terminal.text():
            self._keep("一课")
            self._press_past(ENTER)
            self._settle(LESSON, ASKED)
        self._keep(caption)

    def _answers(self, how: str) -> None:
        self._answer(right_line if how != "wrong" else wrong_line, "?" if how == "unsure" else "")

    def _finishes(self, wrong_every: int) -> None:
        for count in itertools.count(1):
            self.terminal.wait_until(lambda text: any(word in text for word in (LESSON, ASKED, FINISHED)), "a question or the end")
            if FINISHED in self.terminal.text():
                return
            self._answer(wrong_line if wrong_every and count % wrong_every == 0 else right_line, "")

    def _closes(self, code: int) -> None:
        assert self.terminal.finish() == code
        self._keep(f"结束，退出码 {code}", with_prompt=False)
        self._terminal = None

    def _answer(self, line_for: Callable[[Question], str], suffix: str) -> None:
        self._asked("一题")
        head = self.terminal.lines()[0]
        question = next_question(replay_session(learner=head.split("  ")[-1].split(" · ")[0]))
        assert question is not None
        line = line_for(question) + suffix
        self.kept.append(f"──── 输入 {line}")
        self.terminal.enter(line)
        self._settle(CONTINUE)
        self._keep("反馈")
        self._press_past(ENTER)

    def _press_past(self, key: str) -> None:
        before = self.terminal.lines()
        self.terminal.type(key)
        self.terminal.wait_until(lambda text: self.terminal.lines() != before, "another screen")

    def _settle(self, *words: str) -> None:
        self.terminal.wait_until(lambda text: any(word in text for word in words), " or ".join(words))
        self.terminal.wait_for_prompt()


def _stage(at: str) -> dict[str, str]:
    """Return the environment in which the program starts at `at`."""
    return os.environ | {
        "PYTHONPATH": str(PLANS / "stage"),
        "TRAINER_PLAN_AT": at,
        "TRAINER_IDLE_SECONDS": "86400",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_QUIET": "3",
    }
