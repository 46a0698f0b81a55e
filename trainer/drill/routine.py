"""When and how much somebody means to practise."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

NEW_PER_DAY = 6


class Routine(msgspec.Struct, frozen=True):
    """Minutes and new facts a day of practice, and the weekdays without practice (Monday 0; never all seven)."""

    minutes: int = 5
    new_per_day: int = NEW_PER_DAY
    rest_days: tuple[int, ...] = ()

    def practice_day(self, day: date) -> date:
        """Return the day itself, or the first one after it that is no rest day."""
        return next(later for later in (day + timedelta(days=ahead) for ahead in range(8)) if later.weekday() not in self.rest_days)
