"""Reading what nobody should see, off the full-screen prompt, and waiting without letting the keyboard show."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from trainer.errors import EndOfInput

FIRST_WAIT_S = 0.5
"""After the first wrong PIN; doubled after each further one."""
LONGEST_WAIT_S = 8.0


def read_hidden(label: str) -> str | None:
    """Return a line typed without echo; None where the input is no terminal."""
    if not sys.stdin.isatty():
        return None
    from getpass import getpass

    try:
        return getpass(label)
    except EOFError:
        raise EndOfInput from None


def hold_keyboard(wait_s: float) -> None:
    """Wait. What is typed meanwhile (the next try at a PIN) is neither shown nor kept."""
    with _deaf():
        time.sleep(wait_s)


@contextmanager
def _deaf() -> Iterator[None]:
    """Windows consoles show nothing outside of a prompt; other terminals must be told."""
    try:
        import termios
    except ImportError:
        yield
        return
    try:
        before = termios.tcgetattr(0)
    except termios.error:  # a pipe
        yield
        return
    silent = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
    termios.tcsetattr(0, termios.TCSADRAIN, silent)
    try:
        yield
    finally:
        termios.tcsetattr(0, termios.TCSAFLUSH, before)
