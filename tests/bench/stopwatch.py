"""Timing programs in a real pseudo-terminal: until something stands on the screen, and how much memory it took."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
import pexpect
from bench.course_speed import IMPORTS, LEARNER, Place

from trainer import paths
from trainer.clock import now
from trainer.store import Store, open_store

ROWS, COLUMNS = 100, 100
"""High enough for any report of ours to stand on one page, so that nothing waits for Enter."""
PATIENCE_S = 60
SETTLE_S = 0.5
"""How long after the last mark the memory is looked at, so that what is still being loaded counts."""
END = ""
"""The mark of a program that has ended."""
QUESTION = "Esc 遮屏"
"""The last words of a question's screen above the line to type into."""
PROMPT = "答 ›"


class Step(msgspec.Struct, frozen=True):
    """What to wait for, and the keys to press before that."""

    mark: str
    keys: str = ""


def spawn(command: Sequence[str], environ: Mapping[str, str], folder: Path) -> pexpect.spawn[str]:
    """Start a program in a pseudo-terminal."""
    program, *arguments = command
    screen: pexpect.spawn[str] = pexpect.spawn(
        program, arguments, env=dict(environ), cwd=str(folder), dimensions=(ROWS, COLUMNS), encoding="utf-8", timeout=PATIENCE_S
    )
    screen.delaybeforesend = None
    return screen


def time_steps(command: Sequence[str], environ: Mapping[str, str], folder: Path, steps: Sequence[Step]) -> list[float]:
    """Return the seconds from the start of a program until each of its marks; then stop it."""
    started = time.perf_counter()
    screen = spawn(command, environ, folder)
    try:
        return [_await(screen, step) - started for step in steps]
    finally:
        stop(screen)


def weigh_steps(command: Sequence[str], environ: Mapping[str, str], folder: Path, steps: Sequence[Step]) -> float:
    """Return the peak memory (VmHWM) in MB of a program that has come as far as its last mark."""
    screen = spawn(command, environ, folder)
    try:
        for step in steps:
            _await(screen, step)
        time.sleep(SETTLE_S)
        return peak_mb(screen.pid)
    finally:
        stop(screen)


def stop(screen: pexpect.spawn[str]) -> None:
    """Kill a program at once: asked to end, ours would first make the day's backup."""
    with suppress(ProcessLookupError):
        os.kill(screen.pid, signal.SIGKILL)
    screen.wait()
    screen.close()


def peak_mb(pid: int) -> float:
    """Return a process's peak of resident memory so far in MB (1024 × 1024)."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


def time_imports(place: Place) -> float:
    """Return the seconds that the yardstick takes, in a pseudo-terminal like everything else."""
    return time_steps([sys.executable, "-c", IMPORTS], place.environ, place.folder, [Step(END)])[0]


def time_trainer(place: Place, arguments: Sequence[str], steps: Sequence[Step]) -> list[float]:
    """Return the seconds until each mark of one of our commands."""
    return time_steps(trainer_command(arguments), place.environ, place.folder, steps)


def time_question(place: Place, course: str) -> list[float]:
    """Return the seconds until the first question of a new session is visible, and until it can be answered."""
    with open_place(place) as store:
        learner = store.find_learner(LEARNER)
        if learner and (left := store.open_session(learner.id, course)):
            store.end_session(left.id, now())
    return time_trainer(place, ["drill", "--learner", LEARNER], [Step(QUESTION), Step(PROMPT)])


def trainer_command(arguments: Sequence[str]) -> list[str]:
    """Return what runs one of our commands in a place."""
    return [sys.executable, "-m", "trainer", *arguments]


def open_place(place: Place) -> Store:
    """Open the database of a place."""
    return open_store(database_file(place))


def database_file(place: Place) -> Path:
    """Return the database of a place."""
    return paths.data_dir(place.environ) / paths.DATABASE_NAME


def _await(screen: pexpect.spawn[str], step: Step) -> float:
    if step.keys:
        screen.send(step.keys)
    if step.mark == END:
        screen.expect(pexpect.EOF)
    else:
        screen.expect_exact(step.mark)
    return time.perf_counter()
