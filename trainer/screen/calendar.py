"""The calendar of practice as blocks: a column a week, a row a day of the week."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from rich.cells import cell_len
from rich.text import Text

from trainer.i18n import _, weekday_name
from trainer.report.progress import WEEKS, first_day
from trainer.screen.tables import pad
from trainer.screen.wrap import NARROW

FULL_ANSWERS = 10
"""Answers of a usual five minutes."""
STYLES = ("", "on green", "on bright_green")
SIGNS = (". ", "o ", "# ")
"""What stands for the blocks where there are no colours. Shaded characters take two cells on some Chinese terminals."""


def calendar_rows(days: Mapping[date, int], today: date, width: int, *, coloured: bool) -> list[Text]:
    """Draw twelve weeks up to today, months above and a key below."""
    start = first_day(today)
    gap = " " if width >= NARROW else ""
    names = [weekday_name((start.weekday() + row) % 7) for row in range(7)]
    label = max(map(cell_len, names)) + 1
    rows = [Text(" " * label + _month_row(start, 2 + len(gap)), "dim")]
    for row, name in enumerate(names):
        line = Text(pad(name, label))
        for week in range(WEEKS):
            day = start + timedelta(days=7 * week + row)
            line.append_text(_block(days.get(day, 0), coloured) if day <= today else Text("  "))
            line.append(gap)
        rows.append(line)
    return [*rows, _key(label, coloured)]


def level(answers: int) -> int:
    """Return 0 for a day off, 1 for a few answers, 2 for a usual session or more."""
    return 0 if answers == 0 else 1 if answers < FULL_ANSWERS else 2


def _block(answers: int, coloured: bool) -> Text:
    place = level(answers)
    return Text("  ", STYLES[place]) if coloured and place else Text(SIGNS[place], "dim")


def _month_row(start: date, column: int) -> str:
    """Write each month above the week of its first Monday; the month begun before the calendar only where there is room."""
    mondays = [start + timedelta(weeks=week) for week in range(WEEKS)]
    row = _("{month}月", month=start.month)
    for week, monday in enumerate(mondays):
        if monday.day <= 7:
            kept = row if cell_len(row) < week * column else ""
            row = pad(kept, week * column) + _("{month}月", month=monday.month)
    return row


def _key(label: int, coloured: bool) -> Text:
    few, many = _("1–{most} 题", most=FULL_ANSWERS - 1), _("{least} 题以上", least=FULL_ANSWERS)
    parts = [Text.assemble(_block(answers, coloured), (f" {words}", "dim")) for answers, words in ((1, few), (FULL_ANSWERS, many))]
    return Text(" " * label) + Text("   ").join(parts)
