"""`trainer progress`: what sits and what does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from trainer.cli.context import Context, open_course, open_database, open_front
from trainer.cli.lock import demand_pin, find_known, unlock_for
from trainer.clock import now
from trainer.errors import TrainerError, UsageError
from trainer.i18n import N_, _

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from trainer.course.model import Course
    from trainer.report.progress import Progress
    from trainer.screen.front import Front
    from trainer.store import Learner, Store


def progress(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help=_("输出一个 JSON 对象，给别的程序用。"))] = False,
) -> None:
    """Show one learner's report, or print it for a program."""
    course = open_course(context.obj)
    with open_known(context.obj) as store:
        learner = choose_known(context.obj, store, choose_front(context.obj, as_json=as_json))
        report = gather_progress(store, course, context.obj.course_folder, learner.id, now().on)
        if as_json:
            print_document(report, learner.name, course.id)
        else:
            show_report(open_own_front(context.obj, store, learner), learner.name, report)


def open_known(context: Context) -> Store:
    """Open the database, unless there is none: looking creates nothing."""
    if not context.has_database:
        raise _nobody()
    return open_database(context)


def choose_front(context: Context, *, as_json: bool) -> Front:
    """Return the front; a program that reads JSON must not find a question in it."""
    if not as_json:
        return open_front(context)
    from trainer.screen.open import open_lines

    return open_lines()


def choose_known(context: Context, store: Store, front: Front) -> Learner:
    """Return who wants to look, once the PIN was given. Looking adds nobody."""
    known = store.learners()
    if not known:
        raise _nobody()
    learner = find_known(store, context.learner) if context.learner else _pick(front, known)
    demand_pin(context, store, front, learner)
    return learner


def open_own_front(context: Context, store: Store, learner: Learner) -> Front:
    """Return the front of a learner, whose PIN then guards the hidden screen; good as long as the store is open."""
    return open_front(context, learner.name, unlock_for(store, learner))


def gather_progress(store: Store, course: Course, folder: Path, learner_id: str, today: date) -> Progress:
    """Ask the store for what the report needs, and make it. `folder`: where the course stands."""
    from trainer.cli.staging import gather_plays
    from trainer.memory import Schedule
    from trainer.report.progress import Practised, build_progress, first_day, sample_facts

    cards = store.cards(learner_id, course.id)
    days = store.answer_days(learner_id, course.id, first_day(today))
    histories = store.histories(learner_id, course.id, sample_facts(course, cards, today))
    schedule = store.schedule(learner_id, Schedule(course.interval_cap_days))
    plays = gather_plays(store, course, folder, learner_id)
    return build_progress(course, cards, Practised(days, histories, plays), today, schedule)


def show_report(front: Front, name: str, report: Progress) -> None:
    """Show it as tables, or as lines."""
    from trainer.screen.front import ProgressView

    front.show_progress(ProgressView(name, report))


def print_document(report: Progress, name: str, course_id: str) -> None:
    """Print one JSON object; bytes, so that it is UTF-8 whatever the terminal's encoding."""
    import msgspec

    from trainer.report.document import compose_document

    typer.echo(msgspec.json.encode(compose_document(report, name, course_id)))


def _pick(front: Front, known: list[Learner]) -> Learner:
    names = [learner.name for learner in known]
    chosen = front.choose(N_("您是哪一位？"), list(names)) if len(known) > 1 else 0
    if chosen is None:
        raise UsageError(N_("这台电脑上有几位学员，不知道看谁的。"), N_("加上 --learner 名字。已有：{known}", known=names))
    return known[chosen]


def _nobody() -> TrainerError:
    return TrainerError(N_("这台电脑上还没有人练过。"), N_("先运行一次 trainer drill，再来看进度。"))
