"""`trainer` on a day of one's choosing: Python runs this file before the program when its folder is on PYTHONPATH.

TRAINER_PLAN_AT is the moment at which the program starts (2026-03-02T09:50:00+08:00). Its clock goes on by five seconds
each time it is read, so that a plan meets the same screens on every machine.
"""

import os
import sys
from datetime import datetime
from itertools import count
from pathlib import Path

TICK_MS = 5000


def set_clock(at: datetime) -> None:
    """Let the program read a clock that starts at `at`."""
    from trainer import clock

    offset = at.utcoffset()
    assert offset is not None
    start_ms, offset_min = int(at.timestamp() * 1000), int(offset.total_seconds() // 60)
    ticks = count()
    clock.now = lambda: clock.Moment(start_ms + next(ticks) * TICK_MS, offset_min)


if "TRAINER_PLAN_AT" in os.environ and any(Path(word).name == "trainer" for word in sys.orig_argv[:3]):
    set_clock(datetime.fromisoformat(os.environ["TRAINER_PLAN_AT"]))
