"""The disk before the screen: an answer is synced before its feedback is written.

A kill proves nothing here, because the system keeps what a killed process wrote; only the order of the calls does.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from itertools import islice
from pathlib import Path

import pytest
from plain_driver import MARKS, PROGRAM, begin, coming_lines, data_folder, run

ANSWERS = 6
CALLS = "fsync,fdatasync,write,writev,pwrite64,unlink,unlinkat"
_LINE = re.compile(r'^\d+\s+(?P<call>\w+)\((?P<fd>\d+)?(?:<(?P<path>[^>]*)>)?(?:.*?"(?P<text>(?:[^"\\]|\\.)*)")?.*= (?P<result>-?\d+)')


def demand_strace() -> None:
    """Skip where calls cannot be traced; continuous integration must be able to."""
    tool = shutil.which("strace")
    works = tool is not None and subprocess.run([tool, "-o", os.devnull, "true"], capture_output=True).returncode == 0
    if not works and not os.environ.get("CI"):
        pytest.skip("strace is missing or may not trace")
    assert works, "strace is needed under CI"


def trace_drill(lines: list[str], log: Path) -> list[tuple[str, str, str]]:
    """Run a drill under strace; return call, file and decoded text of every call in order."""
    program = ["strace", "-f", "-y", "-s", "65536", "-e", f"trace={CALLS}", "-o", str(log), *PROGRAM]
    done = run("drill", "--seed", "7", feed="".join(f"{line}\n" for line in lines), program=program)
    assert done.returncode == 0
    found = [match for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if (match := _LINE.match(line))]
    return [(match["call"], _name_file(match), _decode(match["text"])) for match in found if int(match["result"]) >= 0]


def _name_file(match: re.Match[str]) -> str:
    if match["fd"] == "1":
        return "stdout"
    return Path(match["path"] or match["text"] or "").name


def _decode(text: str | None) -> str:
    """Undo strace's octal escapes."""
    return (text or "").encode("latin-1", "replace").decode("unicode_escape").encode("latin-1", "replace").decode(errors="replace")


def test_the_sync_comes_before_the_acknowledgement(tmp_path: Path) -> None:
    demand_strace()
    lines = list(islice(coming_lines(begin("--seed", "7")), ANSWERS))
    calls = trace_drill(lines, tmp_path / "strace.log")
    folder = data_folder().name
    since: list[tuple[str, str]] = []
    feedback = 0
    for call, file, text in calls:
        if file != "stdout":
            since.append((call, file))
            continue
        if text.startswith(MARKS):
            feedback += 1
            _check_commit(since, folder)
        since = []
    assert feedback == ANSWERS


def _check_commit(calls: list[tuple[str, str]], folder: str) -> None:
    """The journal reaches the disk, then the database; then the journal goes, and the folder knows it (`synchronous=EXTRA`)."""
    journal = max(place for place, call in enumerate(calls) if call in _syncs("trainer.db-journal"))
    database = max(place for place, call in enumerate(calls) if call in _syncs("trainer.db"))
    gone = max(place for place, call in enumerate(calls) if call[0].startswith("unlink") and call[1] == "trainer.db-journal")
    known = max(place for place, call in enumerate(calls) if call in _syncs(folder))
    assert journal < database < gone < known
    written = [place for place, (call, file) in enumerate(calls) if call.startswith(("write", "pwrite")) and file == "trainer.db"]
    assert written
    assert max(written) < database


def _syncs(file: str) -> list[tuple[str, str]]:
    return [("fsync", file), ("fdatasync", file)]
