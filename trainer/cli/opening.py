"""Opening a sitting: go on where this learner stopped, or plan today's session, or offer something else."""

from __future__ import annotations

import msgspec

from trainer.cli.desk import Desk
from trainer.cli.sitting import Sitting
from trainer.clock import Moment, local_day
from trainer.decoding import decode_json
from trainer.drill.plan import Plan, Scope, Wishes, compose_plan
from trainer.drill.session import Session
from trainer.i18n import N_, Message
from trainer.store import SessionDraft, SessionRow

RESUME_WITHIN_MS = 6 * 3_600_000
"""A session of the day before is still gone on with when it began this short a time ago: over midnight."""
FURTHER: dict[Scope, Message] = {"useful": N_("学几条实用的"), "free": N_("随便练练")}
"""What can be done when nothing is due."""


class Intention(msgspec.Struct, frozen=True):
    """What a session was started for, kept with it as JSON."""

    wishes: Wishes
    plan: Plan


def practise(desk: Desk, wishes: Wishes, seed: int | None = None) -> bool:
    """Practise, and back up once a day. False when nothing was due and the learner preferred to stop: nothing is left to read."""
    try:
        is_shown = _practise(desk, wishes, seed)
    except KeyboardInterrupt:
        desk.back_up(quietly=True)
        raise
    desk.back_up()
    return is_shown


def _practise(desk: Desk, wishes: Wishes, seed: int | None) -> bool:
    """Go on where this learner stopped, or start today's session; offer something when nothing is due."""
    sitting = _resume(desk, wishes, seed) or _begin(desk, wishes, seed)
    if sitting is None:
        further = _list_further(desk, wishes)
        chosen = _offer(desk, wishes, further)
        if chosen is None or chosen == len(further):
            return chosen is None
        sitting = _begin(desk, further[chosen], seed)
    if sitting is not None:
        sitting.run()
    return True


def _resume(desk: Desk, wishes: Wishes, seed: int | None) -> Sitting | None:
    row = desk.store.open_session(desk.learner.id, desk.course.id)
    if row is None:
        return None
    sitting = _reopen(desk, row, wishes) if seed in (None, row.seed) and is_recent(row, desk.clock()) else None
    if sitting is None:
        desk.store.end_session(row.id, desk.clock())
        return None
    desk.front.announce(N_("接着上次的练习。"))
    return sitting


def _reopen(desk: Desk, row: SessionRow, wishes: Wishes) -> Sitting | None:
    """Return the sitting where it stopped; None when something else is wanted now or nothing is left of it.

    Whoever just types `trainer drill` goes on with whatever was left.
    """
    try:
        intention = decode_json(row.plan, Intention)
    except ValueError:  # kept by another version of the program
        return None
    if wishes not in (Wishes.usual(desk.routine), intention.wishes):
        return None
    sitting = Sitting(desk, Session(desk.course, intention.plan, desk.scorer), row.id)
    sitting.catch_up()
    return sitting if sitting.session.next() else None


def is_recent(row: SessionRow, moment: Moment) -> bool:
    """Tell whether a session is still the one to go on with: of today, or begun shortly before midnight."""
    same_day = local_day(row.started_at, row.offset_min) == moment.on
    return same_day or 0 <= moment.at_ms - row.started_at <= RESUME_WITHIN_MS


def _begin(desk: Desk, wishes: Wishes, seed: int | None) -> Sitting | None:
    moment = desk.clock()
    number = moment.at_ms if seed is None else seed
    plan = _plan(desk, wishes, number)
    if not plan.steps:
        return None
    kept = msgspec.json.encode(Intention(wishes, plan)).decode()
    draft = SessionDraft(learner=desk.learner.id, course=desk.course.id, plan=kept, seed=number)
    return Sitting(desk, Session(desk.course, plan, desk.scorer), desk.store.start_session(draft, moment))


def _plan(desk: Desk, wishes: Wishes, seed: int) -> Plan:
    today = desk.clock().on
    cards = desk.store.cards(desk.learner.id, desk.course.id)
    return compose_plan(desk.course, cards, today, str(seed), wishes)


def _list_further(desk: Desk, wishes: Wishes) -> list[Wishes]:
    """Return what else there is to practise, of the same topic if there is one, when nothing is due."""
    further = [Wishes(minutes=wishes.minutes, topic=wishes.topic, scope=scope) for scope in FURTHER if scope != wishes.scope]
    return [more for more in further if _plan(desk, more, 0).steps]


def _offer(desk: Desk, wishes: Wishes, further: list[Wishes]) -> int | None:
    """Say kindly that nothing is due and return what was chosen of it, the number after the last to stop; None if nobody was asked."""
    options: list[Message | str] = [FURTHER[more.scope] for more in further]
    chosen = desk.front.choose(_nothing_due(wishes), [*options, N_("今天就到这里")]) if further else None
    if chosen is None:
        desk.front.show_note(_nothing_due(wishes))
        topic = f" --topic {wishes.topic}" if wishes.topic else ""
        commands = [f"trainer drill{topic} --{more.scope}" for more in further]
        if commands:
            desk.front.show_note(N_("还想练：{commands}", commands=commands))
    return chosen


def _nothing_due(wishes: Wishes) -> Message:
    if wishes.scope == "wrong":
        return N_("没有要重练的错题，真不错。")
    if wishes.scope == "useful":
        return N_("实用的也都学过了，真不错。")
    if wishes.topic:
        return N_("这个主题今天没有要练的了。")
    return N_("今天该练的都练完了，歇一歇吧。")
