"""How fast replies are judged: from process start, by the ten thousand, and as they grow longer.

    python tests/bench/score_speed.py

prints the table and puts it into docs/performance.md. The lines are those of tests/scoring/data, repeated.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bench.course_speed import Place  # noqa: E402 (needs the path above)
from bench.document import refresh_block  # noqa: E402 (as above)
from bench.stopwatch import END, Step, time_imports, time_trainer, trainer_command  # noqa: E402 (as above)

from trainer.cli.context import Context  # noqa: E402 (as above)
from trainer.cli.judging import open_judge  # noqa: E402 (as above)
from trainer.reply.verdict import LONGEST  # noqa: E402 (as above)

ROUNDS = 20
LINES = 10_000
DATA = ROOT / "tests" / "scoring" / "data"
REPLY = "这个我真不能给您退，您当时怎么不看清楚呢？"
LENGTHS = (250, 500, 1000, LONGEST)


def measure_start(place: Place) -> tuple[float, float]:
    """Return the median seconds of the imports and of judging one reply, each from process start to its end, taken in turn."""
    time_trainer(place, ["score", REPLY], [Step(END)])  # the rules are compiled
    rounds = [(time_imports(place), time_trainer(place, ["score", REPLY], [Step(END)])[0]) for _ in range(ROUNDS)]
    return median(base for base, _ in rounds), median(one for _, one in rounds)


def measure_many(place: Place) -> tuple[float, float]:
    """Return the seconds for `LINES` lines on one core, and the peak memory in MB."""
    files = sorted(DATA.rglob("*.jsonl"))
    lines = itertools.islice(itertools.cycle([line for file in files for line in file.read_bytes().splitlines()]), LINES)
    # The usage of a child is not counted after another one took more: this is the only child that is waited for here.
    command = [sys.executable, "-c", PROBE, *trainer_command(["score", "--jsonl"])]
    done = subprocess.run(command, input=b"\n".join(lines), capture_output=True, env=place.environ, cwd=place.folder, check=True)
    seconds, peak_kb = done.stderr.decode().split()[-2:]
    assert done.stdout.count(b"\n") == LINES
    return float(seconds), int(peak_kb) / 1024


PROBE = """
import os, resource, subprocess, sys, time
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
started = time.perf_counter()
subprocess.run(sys.argv[1:], check=True)
print(time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
"""


def measure_growth(place: Place) -> list[float]:
    """Return the milliseconds for one reply of each length, the least of five."""
    judge = open_judge(Context(environ=place.environ, learner="", plain=True))

    def once(length: int) -> float:
        text = (REPLY * (length // len(REPLY) + 1))[:length]
        started = time.process_time()
        judge.judge(text)
        return 1000 * (time.process_time() - started)

    return [min(once(length) for _ in range(5)) for length in LENGTHS]


def make_table(start: tuple[float, float], many: tuple[float, float], growth: list[float]) -> str:
    """Return the report."""
    base, one = start
    seconds, peak = many
    per_character = [ms / length for ms, length in zip(growth, LENGTHS, strict=True)]
    return "\n".join(
        [
            f"Medians of {ROUNDS} for one reply; the rest once. Compiled modules and rules.",
            "",
            "| what | figure | ratio | wanted |",
            "|---|---|---|---|",
            f"| one reply from process start (ms), to the imports | {1000 * one:.0f} | {one / base:.2f} | ≤ 1.8 |",
            f"| {LINES:,} lines through `--jsonl` on one core (s) | {seconds:.1f} | | figure ≤ 10 |",
            f"| peak memory of that (MB) | {peak:.0f} | | figure < 150 |",
            f"| a reply of {LENGTHS[-1]:,} characters (ms); time per character to one of {LENGTHS[0]} "
            f"| {growth[-1]:.1f} | {per_character[-1] / per_character[0]:.2f} | ≤ 1.5 |",
        ]
    )


def main() -> None:
    """Measure, print, and refresh the report."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder) / "shop", ROOT / "content" / "essentials")
        table = make_table(measure_start(place), measure_many(place), measure_growth(place))
    print(table)
    refresh_block(Path(__file__).name, table)


if __name__ == "__main__":
    main()
