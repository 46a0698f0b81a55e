"""How long `trainer course check` takes to refuse files made to hurt, and how much memory it needs for that.

    python tests/bench/hostile_files.py

runs every case of tests/hostile_samples.py in a process of its own, prints a table and puts it into docs/performance.md.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bench.document import refresh_block  # noqa: E402 (needs the path above)
from course_samples import write_course  # noqa: E402 (as above)
from hostile_samples import HOSTILE, Hostile, Unbuildable, write_hostile  # noqa: E402 (as above)

RUNS_OF_NOTHING = 5
TIMEOUT_S = 60
# The system's own count would begin with the memory of this process, from which the other one was forked.
PROGRAM = """
import atexit, re, sys
from pathlib import Path
@atexit.register
def tell():
    print("peak", re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1], file=sys.stderr)
from trainer.cli import main
sys.argv[1:] = ["--lang", "zh", "course", "check", sys.argv[1]]
main()
"""


def main() -> None:
    """Measure, print, and refresh the document."""
    usual = median(measure_sound() for _ in range(RUNS_OF_NOTHING))
    rows = [row for case in HOSTILE if (row := measure_case(case, usual))]
    heads = ["| case | code | time above a sound course (s) | peak memory (MB) |", "|---|---|---|---|"]
    table = "\n".join([*heads, *rows])
    note = f"A sound course of two facts takes {usual:.2f} s with start-up. Median of {RUNS_OF_NOTHING} runs; each case once."
    print(table, note, sep="\n\n")
    refresh_block("hostile_files.py", f"{note}\n\n{table}")


def measure_sound() -> float:
    """Return the seconds that a small sound course takes, start-up included."""
    with tempfile.TemporaryDirectory() as folder:
        seconds, _, output = check(write_course(Path(folder) / "c"))
    assert "没有错误" in output, output
    return seconds


def measure_case(case: Hostile, usual: float) -> str | None:
    """Return a row of the table; None for what cannot be made on this machine."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        try:
            path = write_hostile(Path(folder) / "c", case)
        except Unbuildable as reason:
            print(f"{case.name}: {reason}", file=sys.stderr)
            return None
        seconds, peak_mb, output = check(path)
    codes = re.findall(r":\d+:\d+: ([EW]\d{3}) ", output)
    assert codes[:1] == [case.code], (case.name, output[:500])
    return f"| {case.name} | {case.code} | {max(0.0, seconds - usual):.2f} | {peak_mb} |"


def check(folder: Path) -> tuple[float, int, str]:
    """Check a course in a process of its own; return seconds, its peak memory in MB, and what it said."""
    environ = os.environ | {"TRAINER_DATA": str(folder.parent / "data"), "PYTHONPATH": str(ROOT)}
    command = [*_powerless(), sys.executable, "-c", PROGRAM, str(folder)]
    begin = time.perf_counter()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env=environ, timeout=TIMEOUT_S)
    seconds = time.perf_counter() - begin
    errors = done.stderr.decode()
    assert done.returncode in (0, 1) and "Traceback" not in errors, errors[-2000:]
    return seconds, int(errors.rpartition("peak ")[2]) // 1024, done.stdout.decode()


def _powerless() -> list[str]:
    """Return what makes root obey file permissions."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all", "--"]


if __name__ == "__main__":
    main()
