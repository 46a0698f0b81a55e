"""Text that somebody looked at and kept: a change must be looked at too."""

from __future__ import annotations

import os
from pathlib import Path


def check_snapshot(path: Path, lines: list[str]) -> None:
    """Hold lines against the kept ones; with TRAINER_SNAPSHOTS set, keep them instead."""
    text = "\n".join(line.rstrip() for line in lines) + "\n"
    if os.environ.get("TRAINER_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert path.read_text("utf-8") == text, f"look at it, then run with TRAINER_SNAPSHOTS=1: {path.name}"
