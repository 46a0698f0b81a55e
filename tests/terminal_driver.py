"""A program on a pseudo-terminal, with its screen as a person sees it: pexpect types, pyte draws."""

from __future__ import annotations

import os
import termios
import time
from collections.abc import Callable
from copy import deepcopy
from types import TracebackType
from typing import Any

import pexpect
import pyte
from plain_driver import PROGRAM
from rich.cells import cell_len

ENTER, ESC, CTRL_C, CTRL_D, BACKSPACE = "\r", "\x1b", "\x03", "\x04", "\x7f"
PATIENCE_S = 30
"""A loaded machine is slow, which is no failure."""


class _Screen(pyte.HistoryScreen):
    """pyte with the second screen it lacks, and with a count of the cells ever written beyond the right edge."""

    def __init__(self, columns: int, rows: int) -> None:
        super().__init__(columns, rows, history=5000)
        self.kept: Any = None
        self.too_wide: list[str] = []

    def set_mode(self, *modes: int, **settings: Any) -> None:
        """Switch to the second screen too."""
        super().set_mode(*modes, **settings)
        if settings.get("private") and 1049 in modes and self.kept is None:
            self.kept = (deepcopy(self.buffer), self.cursor.x, self.cursor.y)
            self.erase_in_display(2)

    def reset_mode(self, *modes: int, **settings: Any) -> None:
        """Come back from the second screen too."""
        super().reset_mode(*modes, **settings)
        if settings.get("private") and 1049 in modes and self.kept is not None:
            self.buffer, self.cursor.x, self.cursor.y = self.kept
            self.kept = None

    def draw(self, data: str) -> None:
        """Note what would run over the edge: terminals wrap or cut it."""
        if self.cursor.x + cell_len(data) > self.columns:
            self.too_wide.append(data)
        super().draw(data)


class Terminal:
    """`trainer` on a pseudo-terminal of `size` (columns, rows)."""

    def __init__(self, *arguments: str, size: tuple[int, int] = (80, 24), program: list[str] = PROGRAM, **environ: str) -> None:
        columns, rows = size
        settings = os.environ | {"TERM": "xterm-256color"} | environ
        # A terminal's own size counts, not what the shell that runs the tests was told of its own.
        self._environ = {name: value for name, value in settings.items() if name not in ("COLUMNS", "LINES") or name in environ}
        self.process = pexpect.spawn(
            program[0], [*program[1:], *arguments], env=self._environ, dimensions=(rows, columns), timeout=PATIENCE_S
        )
        self.screen = _Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._started = time.monotonic()
        self.patience_s = PATIENCE_S
        self.raw = b""
        self.seen: list[str] = []

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None) -> None:
        if kind is not None:
            print("\n".join(["the screen at the failure:", *self.lines()]))
        self.process.close(force=True)

    def lines(self) -> list[str]:
        """Return the rows of the screen, right blanks removed."""
        return [line.rstrip() for line in self.screen.display]

    def text(self) -> str:
        """Return the screen with its rows joined: a sentence that was wrapped is found in it."""
        return "".join(line.strip() for line in self.lines())

    def wait_until(self, shows: Callable[[str], bool], what: str = "") -> str:
        """Read until the screen has settled and is as wanted; return its text."""
        end = time.monotonic() + self.patience_s
        while time.monotonic() < end:
            alive = self._read()
            if shows(self.text()) and (not alive or not self._read(0.05)):
                self.seen.append("\n".join(self.lines()))
                return self.text()
            if alive is None:
                break
        raise AssertionError("never on the screen: {}\n{}".format(what, "\n".join(self.lines())))

    def wait_for(self, *words: str) -> str:
        """Read until all the words stand on the screen."""
        return self.wait_until(lambda text: all(word in text for word in words), " + ".join(words))

    def wait_for_prompt(self) -> None:
        """Read until the line to type into stands below everything: keys pressed earlier meet no program yet."""
        self.wait_until(lambda text: "›" in ["", *(line for line in self.lines() if line)][-1], "the prompt below everything")

    def type(self, keys: str) -> None:
        """Press keys."""
        self.process.send(keys)

    def enter(self, line: str = "") -> None:
        """Type a line and press Enter."""
        self.process.send(line + ENTER)

    def pause(self, wait_s: float) -> None:
        """Keep reading for a while."""
        end = time.monotonic() + wait_s
        while time.monotonic() < end and self._read(0.05) is not None:
            pass

    def age_ms(self) -> int:
        """Return the milliseconds since the program was started."""
        return int((time.monotonic() - self._started) * 1000)

    def finish(self) -> int:
        """Read to the end; return the exit code, negative for a signal."""
        end = time.monotonic() + self.patience_s
        while self._read() is not None:
            assert time.monotonic() < end, "still running"
        self.process.wait()
        return self.process.exitstatus if self.process.exitstatus is not None else -int(self.process.signalstatus or 0)

    def echoes(self) -> bool:
        """Tell whether the terminal shows what is typed and hands it over by lines, as a shell expects it."""
        flags = termios.tcgetattr(self.process.child_fd)[3]
        return bool(flags & termios.ECHO) and bool(flags & termios.ICANON)

    def scrolled(self) -> int:
        """Return how many rows were pushed off the top."""
        return len(self.screen.history.top)

    def _read(self, wait_s: float = 0.05) -> bool | None:
        """Draw what came; True when something did, None at the end."""
        try:
            data = self.process.read_nonblocking(65536, wait_s)
        except pexpect.TIMEOUT:
            return False
        except pexpect.EOF:
            return None
        self.raw += data
        self._stream.feed(data)
        return True
