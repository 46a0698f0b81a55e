"""How long checking a course and starting a drill take, as ratios to importing what every command needs, in one run.

    python tests/bench/course_speed.py

prints the table and puts it into docs/performance.md. Every measure is repeated in turn with the others, so that a slow
minute of the machine hits all of them alike.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pexpect

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bench.big_course import write_big_course  # noqa: E402 (needs the path above)
from bench.document import refresh_block  # noqa: E402 (as above)

from trainer.cli.knowing import NAME as SOUND  # noqa: E402 (as above)

IMPORTS = "import typer, rich.console, rich.table, sqlite3, msgspec"
FACTS = 10_000
ROUNDS = 20
DEAR_ROUNDS = 5
"""Rounds of what takes ten seconds."""
QUESTION = "第 2 题"
LEARNER = "小明"


class Place:
    """A folder where `python -m trainer` runs this checkout's program with a course of our choice, and with data of its own."""

    def __init__(self, folder: Path, course: Path) -> None:
        folder.mkdir()
        (folder / "trainer").symlink_to(ROOT / "trainer")
        (folder / "content").mkdir()
        (folder / "content" / "essentials").symlink_to(course)
        self.folder = folder
        names = ("DATA", "CONFIG", "CACHE")
        folders = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in names}
        self.environ = {**os.environ, **folders, "PYTHONPATH": str(folder), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        for name in ("TRAINER_DATA", "PYTHONDONTWRITEBYTECODE"):  # without compiled modules, Python would compile ours at every start
            self.environ.pop(name, None)

    def run(self, *arguments: str, feed: str = "") -> None:
        """Run a command to its end."""
        done = subprocess.run(
            [sys.executable, "-m", "trainer", *arguments], input=feed.encode(), capture_output=True, env=self.environ, cwd=self.folder
        )
        assert done.returncode == 0, done.stderr.decode()

    def time_question(self) -> tuple[float, float]:
        """Return the seconds until a question stands on the terminal, and until it can be answered."""
        started = time.perf_counter()
        arguments = ["-m", "trainer", "drill", "--learner", LEARNER]
        screen = pexpect.spawn(sys.executable, arguments, env=self.environ, cwd=str(self.folder), dimensions=(40, 100), encoding="utf-8")
        screen.expect_exact(QUESTION)
        shown = time.perf_counter() - started
        screen.expect_exact("答 ›")
        answerable = time.perf_counter() - started
        screen.close(force=True)
        return shown, answerable


def time_of(action: Callable[[], object]) -> float:
    """Return the seconds an action takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def measure(folder: Path) -> dict[str, list[float]]:
    """Return the seconds of every round of every measure."""
    shipped = Place(folder / "shipped", ROOT / "content" / "essentials")
    big = Place(folder / "big", write_big_course(folder / "course", FACTS))
    shipped.run("course", "check")
    for place in (shipped, big):  # also compiles the modules and the course, as anybody's first start does
        place.run("drill", "--plain", "--learner", LEARNER, feed="1\n")
    seconds: dict[str, list[float]] = {}

    def note(name: str, value: float) -> None:
        seconds.setdefault(name, []).append(value)

    for number in range(ROUNDS):
        note("base", time_of(lambda: subprocess.run([sys.executable, "-c", IMPORTS], check=True)))
        note("check again", time_of(lambda: shipped.run("course", "check")))
        for name, place in (("shipped", shipped), ("big", big)):
            shown, answerable = place.time_question()
            note(f"{name} shown", shown)
            note(f"{name} answerable", answerable)
        if number < DEAR_ROUNDS:
            (shipped.folder / "cache" / "trainer" / SOUND).unlink()
            note("first check", time_of(lambda: shipped.run("course", "check")))
            note("big check", time_of(lambda: big.run("course", "check")))
    return seconds


def table_of(seconds: dict[str, list[float]]) -> list[str]:
    """Return the table as lines of Markdown."""
    base = median(seconds["base"])
    rows = [
        ("`trainer course check`, shipped course, for the first time", "first check", ""),
        ("`trainer course check`, shipped course, again", "check again", "≤ 12"),
        (f"`trainer course check`, {FACTS:,} facts", "big check", "≤ 120"),
        ("question visible, shipped course", "shipped shown", ""),
        ("question answerable, shipped course", "shipped answerable", ""),
        (f"question visible, {FACTS:,} facts", "big shown", ""),
        (f"question answerable, {FACTS:,} facts", "big answerable", ""),
    ]
    lines = ["| what | median (ms) | ratio to the imports | wanted |", "|---|---|---|---|"]
    lines.append(f"| `python -c '{IMPORTS}'` | {1000 * base:.0f} | 1 | |")
    for words, name, wanted in rows:
        value = median(seconds[name])
        lines.append(f"| {words} | {1000 * value:.0f} | {value / base:.2f} | {wanted} |")
    ratio = median(seconds["big shown"]) / median(seconds["shipped shown"])
    lines.append(f"| question visible, {FACTS:,} facts to shipped course | | {ratio:.2f} to one another | ≤ 1.3 |")
    return lines


def main() -> None:
    """Measure, print, and refresh the document."""
    with tempfile.TemporaryDirectory() as folder:
        table = "\n".join(table_of(measure(Path(folder))))
    print(table)
    refresh_block("course_speed.py", f"Medians of {ROUNDS} rounds ({DEAR_ROUNDS} for the big check).\n\n{table}")


if __name__ == "__main__":
    main()
