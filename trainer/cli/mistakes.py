"""`trainer mistakes`: what was last answered wrong, beside what is better."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from trainer.cli.context import open_course, open_front
from trainer.cli.progress import choose_known, open_known, open_own_front
from trainer.i18n import N_, _

if TYPE_CHECKING:
    from trainer.course.model import Course
    from trainer.screen.front import Front
    from trainer.store import Miss, Store

NOTHING = N_("没有要重练的错题，真不错。")
MOST = 20
"""Mistakes that are printed at once, unless all are wanted."""


def mistakes(
    context: typer.Context,
    whole: Annotated[bool, typer.Option("--all", help=_("一次全部列出来，不分页。"))] = False,
) -> None:
    """List one learner's mistakes, newest first."""
    course = open_course(context.obj)
    with open_known(context.obj) as store:
        learner = choose_known(context.obj, store, open_front(context.obj))
        front = open_own_front(context.obj, store, learner)
        misses = find_misses(store, course, learner.id)
        show_mistakes(front, course, misses, paged=not context.obj.is_plain and not whole, whole=whole)


def find_misses(store: Store, course: Course, learner_id: str) -> list[Miss]:
    """Return the wrong answers that `trainer drill --wrong` asks about: what the course dropped or revised since is left out."""
    from trainer.report.mistakes import head_of

    return [miss for miss in store.misses(learner_id, course.id) if head_of(course, miss.answer)]


def show_mistakes(front: Front, course: Course, misses: list[Miss], *, paged: bool, whole: bool) -> None:
    """Show the mistakes by screenfuls, or the first of them, or all; then say how to practise them."""
    if not misses:
        front.show_note(NOTHING)
        return
    blocks = mistake_blocks(course, misses)
    if paged:
        front.show_pages(blocks)
    else:
        front.show_blocks(blocks if whole else islice(blocks, MOST))
    left = 0 if paged or whole else len(misses) - MOST
    if left > 0:
        front.show_note(N_("还有 {count} 条：加上 --all 全部列出来。", count=left))
    front.show_note(N_("一共 {count} 条。想再练这些：trainer drill --wrong", count=len(misses)))


def mistake_blocks(course: Course, misses: list[Miss]) -> Iterator[list[str]]:
    """Yield each mistake in lines, made when it is wanted."""
    from trainer.report.mistakes import Asked, describe_mistake
    from trainer.screen.mistakes import mistake_lines

    for miss in misses:
        asked = None if miss.seed is None else Asked(miss.seed, miss.before)
        if mistake := describe_mistake(course, miss.answer, asked):
            yield mistake_lines(mistake)
