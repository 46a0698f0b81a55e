"""Files written to hurt: refused with one clear problem, at once, without taking the interpreter down."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from course_samples import HEAD, write_course

ALIASES = "a: &a [x, x]\n" + "\n".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]" for n in range(24))
MERGES = "a: &a {x: 1}\n" + "\n".join(f"b{n}: &b{n}\n  <<: [{', '.join(['*a'] * 9)}]" for n in range(30))
MEBI = 1024 * 1024

HOSTILE = [
    ("alias bomb", ALIASES, "E111"),
    ("merge key bomb", MERGES, "E111"),
    ("30,000 nested brackets", "facts: " + "[" * 30_000, "E113"),
    ("30,000 nested closed brackets", "facts: " + "[" * 30_000 + "]" * 30_000, "E113"),
    ("30,000 nested braces", "facts: " + "{a: " * 30_000, "E113"),
    ("30,000 dashes", "- " * 30_000, "E113"),
    ("30,000 dashes in a line", "facts: " + "-" * 30_000, "E203"),
    ("30,000 question marks", "? " * 30_000, "E113"),
    ("30,000 anchors", "&a " * 30_000, "E111"),
    ("30,000 colons", ": " * 30_000, "E110"),
    ("deep by indentation", "\n".join(" " * depth + "a:" for depth in range(1_000)), "E113"),
    ("3 MiB", "# " + "x" * 3 * MEBI, "E105"),
    ("2 MiB of one plain word", "topic: " + "x" * (2 * MEBI - 100), "E201"),
    ("2 MiB of one quoted word", "topic: '" + "x" * (2 * MEBI - 100), "E110"),
    ("2 MiB of line feeds", "\n" * (2 * MEBI), "E108"),
    ("NUL", "topic: a\0b\nfacts: []", "E107"),
    ("NULs only", "\0" * 100_000, "E107"),
    ("terminal codes", "topic: \x1b]0;x\x07\nfacts: []", "E107"),
    ("C1 control", "topic: a\x9b2J\nfacts: []", "E107"),
    ("line separator", "topic: a\u2028b\nfacts: []", "E107"),
    ("a name of 200,000 digits", f"topic: {'9' * 200_000}\nfacts: []", "E206"),
    ("a binary number of 200,000 digits", f"topic: 0b{'1' * 200_000}\nfacts: []", "E206"),
    ("a sexagesimal number", f"topic: 1{':59' * 20_000}\nfacts: []", "E206"),
    ("nearly a float", f"topic: {'1_' * 100_000}x\nfacts: [x]", "E301"),
    ("100,000 documents", "---\na\n" * 100_000, "E115"),
    ("40,000 wrong facts", "topic: phrases\nfacts:\n" + "- {titel: 1}\n" * 40_000, "E202"),
    ("900,000 words for facts", "topic: phrases\nfacts: [" + "a," * 900_000 + "]", "E120"),
    ("100,000 duplicate keys", "{" + "a: 1, " * 100_000 + "}", "E119"),
    ("150,000 keys", "{" + ",".join(f"a{n}: 1" for n in range(150_000)) + "}", "E120"),
    ("directive", "%YAML 9.9\n---\ntopic: a", "E110"),
    ("tag directive", "%TAG ! tag:x,2000:\n---\n!y topic: a", "E112"),
    ("python object", "topic: !!python/object/apply:os.system ['true']", "E112"),
    ("a set", "topic: !!set {a, b}", "E112"),
]

# In a process of its own: a crash of the parser shows as a signal, and memory is that of this file alone.
PROBE = """
import json, re, sys, time
from pathlib import Path
from trainer.course.read import load_course
start = time.process_time()
_, problems = load_course(Path(sys.argv[1]))
spent = time.process_time() - start
# getrusage would count the memory of the test process that this one was forked from.
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
print(json.dumps([spent, peak, [p.code for p in problems]]))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read where Linux shows it")
@pytest.mark.parametrize(("text", "code"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_hostile_files_are_refused_quickly(tmp_path: Path, text: str, code: str) -> None:
    folder = write_course(tmp_path / "c", phrases=text)
    run = subprocess.run([sys.executable, "-c", PROBE, str(folder)], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    seconds, peak_mib, codes = json.loads(run.stdout)
    assert codes[:1] == [code]
    assert len(codes) < 110
    assert seconds < 1.0
    assert peak_mib < 200


def test_a_hostile_course_file_gives_no_course(tmp_path: Path) -> None:
    folder = write_course(tmp_path / "c", head=HEAD + "x: " + "[" * 30_000)
    run = subprocess.run([sys.executable, "-c", PROBE, str(folder)], capture_output=True, text=True, timeout=60)
    assert json.loads(run.stdout)[2] == ["E113"]
