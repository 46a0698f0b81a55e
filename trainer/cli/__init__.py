"""The command line: one module a group of commands. The only place that exits."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run `trainer` with the process's own arguments and environment, and exit with its code."""
    from trainer.cli.run import run

    sys.exit(run(sys.argv[1:], dict(os.environ)))
