"""Time as a value: the only place that reads the clock."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

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


def settle_times(times: Sequence[int]) -> list[int]:
    """Return the times to reckon with, given what a clock showed (ms) in the order in which it was read.

    Time never runs backwards: where it seems to, the clock was wrong. Believed is the largest set of times that never falls
    and ends with the last reading, of several the one with the later times. Any other reading counts as made together with
    the believed one before it, or with the first. Readings that never fall stay as they are.
    """
    if all(one <= other for one, other in pairwise(times)):
        return list(times)
    believed = _longest_rise(times)
    settled, at_ms = [], times[min(believed)]
    for place, shown in enumerate(times):
        at_ms = shown if place in believed else at_ms
        settled.append(at_ms)
    return settled


def _longest_rise(times: Sequence[int]) -> set[int]:
    """Return the places of the longest sequence that never falls and ends with the last time: patience sorting, backwards."""
    latest: list[int] = []  # for each length, the latest time that such a sequence can begin with, negated
    begins: list[int] = []  # and its place
    following: dict[int, int] = {}
    for place in reversed(range(len(times))):
        if times[place] > times[-1]:
            continue
        length = bisect_right(latest, -times[place])
        following[place] = begins[length - 1] if length else -1
        latest[length : length + 1], begins[length : length + 1] = [-times[place]], [place]
    chosen, place = set(), begins[-1]
    while place >= 0:
        chosen.add(place)
        place = following[place]
    return chosen
