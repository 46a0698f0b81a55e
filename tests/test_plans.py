"""Days as people live them, from the script in `plans/`: every screen fits, and is the one that a person has read."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
import yaml

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are POSIX", allow_module_level=True)

from plans.director import PLANS, ROOT, Director
from snapshot import check_snapshot

pytestmark = pytest.mark.slow
FIRST_COMMAND = re.search(r"```sh\n(.*?)\n```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("name", ["first-shift", "tenth-day", "rest-day"])
def test_a_day(name: str, tmp_path: Path) -> None:
    assert FIRST_COMMAND is not None
    director = Director(tmp_path, FIRST_COMMAND[1])
    director.play(yaml.safe_load((PLANS / f"{name}.yaml").read_text("utf-8")))
    check_snapshot(PLANS / f"{name}.screens.txt", "\n".join(director.kept).split("\n"))
