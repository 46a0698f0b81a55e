"""`trainer look`: the pocket card. Phrases with what to say instead, without a test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from trainer.cli.context import open_course, open_front
from trainer.drill.pocket import find_cards
from trainer.errors import TrainerError
from trainer.i18n import N_, _

if TYPE_CHECKING:
    from trainer.course.model import Course
    from trainer.screen.front import Front


def look(
    context: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar=_("[主题或几个字]"), help=_("主题名，或话里的几个字。"), show_default=False)
    ] = None,
) -> None:
    """Show the facts that match, the good sentence last."""
    query = " ".join(words or [])
    course = open_course(context.obj)
    front = open_front(context.obj)
    if not query.strip():
        show_topics(course, front)
        return
    cards = find_cards(course, query)
    if not cards:
        known = [topic.title for topic in course.topics]
        raise TrainerError(N_("没找到和“{query}”有关的说法。", query=query), N_("换几个字试试，或者看一个主题：{known}", known=known))
    front.show_cards(cards)


def show_topics(course: Course, front: Front) -> None:
    """Show what there is to look up: each topic with its titles."""
    for topic in course.topics:
        titles = [fact.title for fact in course.heads if fact.topic == topic.id]
        front.show_note(N_("{topic}（{count} 条）：{titles}", topic=topic.title, count=len(titles), titles=titles))
    front.show_note(N_("想看哪一个，就在后面写上主题或几个字，例如：trainer look 七不问"))
