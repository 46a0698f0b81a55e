"""The process's streams, signals and terminal state: mended at the start, put back at the end."""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from trainer.errors import Interrupted

SAMPLE = "服务训练"


def mend_encodings() -> None:
    """Make sure that Chinese can be written: a stream that cannot is switched to UTF-8, as terminals are anyway."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if _can_write(stream.encoding) else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")


@contextmanager
def turn_signals_into_interrupts() -> Iterator[None]:
    """Let SIGTERM and a closed window unwind the program like Ctrl-C does, so that everything is put in order."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        # A second signal, such as SIGTERM after SIGHUP, must not disturb the unwinding.
        for name in names:
            signal.signal(getattr(signal, name), signal.SIG_IGN)
        raise Interrupted

    names = [name for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), interrupt) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


@contextmanager
def protect_terminal() -> Iterator[None]:
    """Put the terminal's settings back, however the program ends. Windows consoles need nothing."""
    try:
        import termios
    except ImportError:
        yield
        return
    try:
        before = termios.tcgetattr(0)
    except termios.error:
        yield
        return
    try:
        yield
    finally:
        # A closed window leaves no terminal to put right.
        with suppress(termios.error):
            termios.tcsetattr(0, termios.TCSADRAIN, before)


def _can_write(encoding: str) -> bool:
    try:
        SAMPLE.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
