"""Files written to hurt: refused with one clear problem, at once, without taking the interpreter down."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bench.document import read_block
from hostile_samples import HOSTILE, Hostile, Unbuildable, write_hostile
from test_environments import powerless

if sys.platform == "win32":
    pytest.skip("pipes, links, and where peak memory is read are POSIX", allow_module_level=True)

# In a process of its own: a crash of the parser shows as a signal, and memory is that of this file alone.
PROBE = """
import json, re, sys, time
from pathlib import Path
from trainer.check import check_course, format_problem
from trainer.cli.drafts import survey
times = [time.process_time()]
problems = check_course(Path(sys.argv[1])).problems
times.append(time.process_time())
drafts = survey(Path(sys.argv[1]))
times.append(time.process_time())
# getrusage would count the memory of the test process that this one was forked from.
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
lines = [format_problem(problem) for problem in problems]
print(json.dumps([times, peak, [p.code for p in problems], lines]))
"""


def build(folder: Path, case: Hostile) -> Path:
    try:
        write_hostile(folder / "c", case)
    except Unbuildable as reason:
        pytest.skip(str(reason))
    return folder / "c"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read where Linux shows it")
@pytest.mark.parametrize("case", HOSTILE, ids=[case.name for case in HOSTILE])
def test_hostile_files_are_refused_quickly(tmp_path: Path, case: Hostile) -> None:
    folder = build(tmp_path, case)
    before = powerless() if case.name == "an unreadable file" else []
    # Even processor time doubles while a neighbour shares the core: one quiet run of three is proof enough.
    for _attempt in range(3):
        (start, checked, repaired), peak_mib, codes, lines = probe(before, folder)
        assert codes[:1] == [case.code]
        assert len(codes) < 210
        assert all("\n" not in line and len(line) < 500 and line.isprintable() for line in lines)
        assert peak_mib < 250
        if is_quick := checked - start < 1.0 and repaired - checked < 5.0:
            break
    assert is_quick, (checked - start, repaired - checked)


def probe(before: list[str], folder: Path) -> list[Any]:
    run = subprocess.run([*before, sys.executable, "-c", PROBE, str(folder)], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    return list(json.loads(run.stdout))


def test_the_table_of_times_names_every_case() -> None:
    rows = re.findall(r"^\| (.+?) \| (E\d{3}) \| ([\d.]+) \| (\d+) \|$", read_block("hostile_files.py"), re.MULTILINE)
    assert [(name, code) for name, code, _, _ in rows] == [(case.name, case.code) for case in HOSTILE]
    assert max(float(seconds) for _, _, seconds, _ in rows) < 1.0


def test_there_are_enough_cases_and_none_twice() -> None:
    assert len({case.name for case in HOSTILE}) == len(HOSTILE) >= 40
