"""The progress report for a terminal: blocks that pages are made of, each as rows within a width."""

from __future__ import annotations

from rich.text import Text

from trainer.report.plays import Plays
from trainer.report.progress import Progress, SureMiss
from trainer.screen.calendar import calendar_rows
from trainer.screen.report import (
    MISSES_SHOWN,
    calendar_title,
    coming_title,
    head_line,
    miss_lines,
    misses_left,
    misses_title,
    play_lines,
    retention_line,
    rule_line,
)
from trainer.screen.tables import fortnight_table, topic_table
from trainer.screen.wrap import wrap_cells
from trainer.text import clean_text

HEAD = "bold cyan"
HANGING = 4
BLANK = [Text()]
"""A block of its own, so that it never takes a page's last row from a table."""


def report_blocks(learner: str, progress: Progress, width: int, *, coloured: bool) -> list[list[Text]]:
    """Return the topics, what was sure and wrong, what is coming, the calendar, and the retention."""
    return [
        [
            *_wrap(head_line(learner, progress.on), width, HEAD),
            *topic_table(progress.topics, width),
            *_wrap(rule_line(), width, "dim"),
        ],
        BLANK,
        _miss_rows(progress.sure_misses, width),
        BLANK,
        _coming_rows(progress, width),
        BLANK,
        *([_play_rows(progress.plays, width), BLANK] if progress.plays.scenarios else []),
        _calendar_rows(progress, width, coloured=coloured),
        BLANK,
        _wrap(retention_line(progress.retention), width),
    ]


def _miss_rows(misses: list[SureMiss], width: int) -> list[Text]:
    rows = _wrap(misses_title(misses), width, HEAD if misses else "")
    for miss in misses[:MISSES_SHOWN]:
        about, say = miss_lines(miss)
        rows += [*_indent(about, width), *_indent(say, width, "green")]
    return rows + [row for line in misses_left(misses) for row in _indent(line, width, "dim")]


def _play_rows(plays: Plays, width: int) -> list[Text]:
    head, *rest = play_lines(plays)
    return [*_wrap(head, width, HEAD), *(row for line in rest for row in _indent(line, width))]


def _coming_rows(progress: Progress, width: int) -> list[Text]:
    title = _wrap(coming_title(progress.coming), width, HEAD)
    return title + (fortnight_table(progress.coming, width) if any(day.facts for day in progress.coming) else [])


def _calendar_rows(progress: Progress, width: int, *, coloured: bool) -> list[Text]:
    title = _wrap(calendar_title(progress), width, HEAD)
    return title + (calendar_rows(progress.days, progress.on, width, coloured=coloured) if progress.days else [])


def _indent(line: str, width: int, style: str = "") -> list[Text]:
    """Wrap a line that begins with blanks; its further rows begin further in."""
    blanks = line[: len(line) - len(line.lstrip())]
    first, *rest = wrap_cells(clean_text(line), width - HANGING)
    return [Text(blanks + first, style), *(Text(" " * HANGING + more, style) for more in rest)]


def _wrap(line: str, width: int, style: str = "") -> list[Text]:
    return [Text(row, style) for row in wrap_cells(clean_text(line), width)]
