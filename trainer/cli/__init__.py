"""The command line: one module a group of commands. The only place that exits."""

from __future__ import annotations

import gc
import os
import sys

GARBAGE_LEAST = 50_000


def main() -> None:
    """Run `trainer` with the process's own arguments and environment, and exit with its code."""
    # A start makes a hundred thousand values that stay; looking through them again and again is no use.
    gc.set_threshold(GARBAGE_LEAST)
    from trainer.cli.run import run

    sys.exit(run(sys.argv[1:], dict(os.environ)))
