"""Time as a value: the only place that reads the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec


class Moment(msgspec.Struct, frozen=True):
    """An instant: milliseconds since the epoch (UTC) and the local offset in minutes at that instant."""

    at_ms: int
    offset_min: int

    @property
    def on(self) -> date:
        """The local calendar day."""
        return local_day(self.at_ms, self.offset_min)


def now() -> Moment:
    """Read the machine's clock and time zone."""
    local = datetime.now(UTC).astimezone()
    offset = local.utcoffset() or timedelta()
    return Moment(int(local.timestamp() * 1000), int(offset.total_seconds() // 60))


def local_day(at_ms: int, offset_min: int) -> date:
    """Return the calendar day of an instant at its own offset (a stored answer keeps the day it was given on)."""
    return (datetime(1970, 1, 1) + timedelta(milliseconds=at_ms, minutes=offset_min)).date()
