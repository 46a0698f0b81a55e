"""`trainer course stats`: which questions are bad, from everybody's answers, and what to mend first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from trainer.cli.context import Context, open_front
from trainer.cli.progress import open_known
from trainer.cli.rows import PLAYED
from trainer.i18n import N_
from trainer.memory import Answer, counted_answers
from trainer.report.stats import Complaints, Item, ItemStats, assess_items
from trainer.screen.stats import stats_head, stats_lines

if TYPE_CHECKING:
    from trainer.course.model import Course
    from trainer.store import Store

SHOWN = 20
"""Questions listed unless all are wanted."""


def gather_stats(context: Context, course: Course) -> list[ItemStats]:
    """Return how every question of a course behaves. Raises `TrainerError` where nobody has practised."""
    with open_known(context) as store:
        return assess_items(_iterate_answers(store, course.id), _count_complaints(store, course.id))


def show_stats(context: Context, items: list[ItemStats], course: Course, *, whole: bool) -> None:
    """Show what to mend first, or everything."""
    front = open_front(context)
    titles = {head.log_id: head.title for head in course.heads}
    front.show_note(stats_head(items))
    listed = items if whole else [item for item in items if item.faults][:SHOWN]
    for number, item in enumerate(listed, 1):
        for line in stats_lines(number, titles.get(item.fact, item.fact), item):
            front.show_note(line)
    left = sum(bool(item.faults) for item in items) - len(listed)
    if not whole and left > 0:
        front.show_note(N_("还有 {count} 道要看的：加上 --all 全部列出来。", count=left))


def _iterate_answers(store: Store, course: str) -> Iterator[Answer]:
    for learner in store.learners():
        # What a role-play says about a fact was never asked as a question.
        yield from (answer for answer in counted_answers(store.answers(learner.id, course)) if answer.kind != PLAYED)


def _count_complaints(store: Store, course: str) -> dict[Item, Complaints]:
    flags = Counter((flag.fact, f"{flag.kind}/{flag.form}") for flag in store.flags(course))
    appeals = Counter((appeal.fact, appeal.form) for appeal in store.appeals(course) if appeal.fact)
    return {item: Complaints(flags[item], appeals[item]) for item in flags | appeals}
