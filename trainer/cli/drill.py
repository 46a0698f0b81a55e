"""`trainer drill`: today's practice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from trainer.cli.context import SEED_MOST, Context, open_course
from trainer.drill.plan import Scope, Wishes
from trainer.errors import UsageError
from trainer.i18n import N_, _

if TYPE_CHECKING:
    from trainer.course.model import Course


def drill(
    context: typer.Context,
    minutes: Annotated[
        int | None, typer.Option("--minutes", min=1, max=120, metavar=_("分钟"), help=_("练几分钟；不写就按设置，一般五分钟。"))
    ] = None,
    topic: Annotated[str, typer.Option("--topic", metavar=_("主题"), help=_("只练一个主题，如：禁语。"))] = "",
    new: Annotated[
        int | None, typer.Option("--new", min=0, max=50, metavar=_("条数"), help=_("这次学几条新的；不写就按设置，一般每天六条。"))
    ] = None,
    wrong: Annotated[bool, typer.Option("--wrong", help=_("只练上次答错的。"))] = False,
    useful: Annotated[bool, typer.Option("--useful", help=_("必会的学完了，再学几条实用的。"))] = False,
    free: Annotated[bool, typer.Option("--free", help=_("随便练练：不管到没到期。"))] = False,
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, max=SEED_MOST, metavar=_("数字"), help=_("固定出题顺序，给出题人检查用。"))
    ] = None,
) -> None:
    """Run a drill with these wishes."""
    scope = read_scope(wrong=wrong, useful=useful, free=free)
    usual = Wishes.usual(context.obj.routine)
    wishes = msgspec.structs.replace(usual, minutes=minutes or usual.minutes, topic=topic, new=new, scope=scope)
    run_drill(context.obj, wishes, seed)


def read_scope(*, wrong: bool, useful: bool, free: bool) -> Scope:
    """Return the one scope asked for. Raises `UsageError` when there are several."""
    scopes: dict[Scope, bool] = {"wrong": wrong, "useful": useful, "free": free}
    asked = [scope for scope, on in scopes.items() if on]
    if len(asked) > 1:
        raise UsageError(N_("--wrong、--useful、--free 一次只能用一个。"), N_("去掉多余的再试。"))
    return asked[0] if asked else "daily"


def run_drill(context: Context, wishes: Wishes, seed: int | None = None) -> None:
    """Open everything, practise, and back up once a day."""
    from trainer.cli.desk import open_desk
    from trainer.cli.opening import practise

    course = open_course(context)
    wishes = with_topic(course, wishes)  # before anybody is asked for a name
    with open_desk(context, course) as desk:
        practise(desk, wishes, seed)


def with_topic(course: Course, wishes: Wishes) -> Wishes:
    """Return the wishes with the id of the topic that was typed. Raises `UsageError` when there is none."""
    from trainer.drill.siblings import find_topic

    if not wishes.topic:
        return wishes
    if topic := find_topic(course, wishes.topic):
        return msgspec.structs.replace(wishes, topic=topic.id)
    known = [topic.title for topic in course.topics]
    raise UsageError(N_("没有“{topic}”这个主题。", topic=wishes.topic), N_("可以选：{known}", known=known))
