"""The README is true: its commands exist, and CI runs its test command word for word."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
SHELL_BLOCK = re.compile(r"```sh\n(.*?)\n```", re.DOTALL)
SPOKEN = re.compile(r"`trainer((?: [a-z-]+)*)[^`]*`")


def test_ci_runs_the_test_command_word_for_word():
    blocks = SHELL_BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(blocks) == 2
    assert blocks[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_both_languages_give_the_same_first_command():
    firsts = [SHELL_BLOCK.findall((ROOT / name).read_text(encoding="utf-8"))[0] for name in READMES]
    assert firsts[0] == firsts[1]


def spoken_commands():
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in READMES]
    return sorted(
        {
            found.split()[0] if found.split()[:1] != ["learner"] else found.strip()
            for text in texts
            for found in SPOKEN.findall(text)
            if found
        }
    )


@pytest.mark.parametrize("command", spoken_commands())
def test_every_command_named_exists(command):
    done = subprocess.run([sys.executable, "-m", "trainer", *command.split(), "--help"], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize("name", READMES)
def test_every_file_linked_exists(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", text)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
