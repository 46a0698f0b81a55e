"""A bar for work that takes longer than a moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

MOMENT_S = 0.5
"""Seconds before the bar appears: quick work should not flicker."""


@contextmanager
def track_on(console: Console, title: str) -> Iterator[Callable[[float], None]]:
    """Yield what takes the share done, from 0 to 1. The bar is gone afterwards."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    progress = Progress(*columns, console=console, transient=True)
    task = progress.add_task(title, total=1.0)
    started = time.monotonic()

    def tick(share: float) -> None:
        if not progress.live.is_started and time.monotonic() - started > MOMENT_S:
            progress.start()
        if progress.live.is_started:
            progress.update(task, completed=share)

    try:
        yield tick
    finally:
        progress.stop()
