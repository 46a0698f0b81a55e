"""Home: where everybody starts. Off a terminal, and on somebody's first day, today's drill starts at once instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from trainer.cli.context import Context, open_course, open_database, open_front
from trainer.drill.plan import Scope, Wishes
from trainer.errors import EndOfInput, TrainerError
from trainer.i18n import N_, Message

if TYPE_CHECKING:
    from trainer.cli.desk import Desk
    from trainer.course.model import Topic
    from trainer.screen.front import MenuView

BACK = N_("回车回到主页")
GO_HOME = N_("回主页")
NOW = 0

Action = Callable[[Context, "Desk"], "Desk | None"]
"""What an entry of the menu does; it returns the desk of whoever sits there afterwards, if that is somebody else."""


def run_home(context: Context) -> None:
    """Open everything and stay until the learner leaves."""
    from trainer.cli.desk import choose_learner, is_only_guess, sit_down
    from trainer.cli.drill import run_drill

    if context.is_plain:
        run_drill(context, Wishes.usual(context.routine))
        return
    course = open_course(context)
    with open_database(context) as store:
        is_guess = is_only_guess(context, store)
        desk = sit_down(context, store, course, choose_learner(store, open_front(context), context.learner))
        if _is_first_day(desk):
            if is_guess:
                desk.greet_guess()
            _practise(desk)
        else:
            _stay(context, desk)


def _stay(context: Context, desk: Desk) -> None:
    """Come back to the menu after every choice. Leaving a choice leads home, leaving home ends."""
    while (chosen := desk.front.choose_menu(view_home(desk))) is not None:
        try:
            desk = ENTRIES[chosen][1](context, desk) or desk
        except EndOfInput:
            continue


def view_home(desk: Desk) -> MenuView:
    """Return who is here, what is due, and what can be done."""
    from trainer.cli.morning import greet
    from trainer.screen.front import MenuView

    is_interrupted = _is_interrupted(desk)
    first, *others = [title for title, _action in ENTRIES]
    return MenuView(
        lines=list(greet(desk, is_interrupted)),
        options=[N_("接着练") if is_interrupted else first, *others],
    )


def _is_first_day(desk: Desk) -> bool:
    return not desk.store.cards(desk.learner.id, desk.course.id)


def _is_interrupted(desk: Desk) -> bool:
    row = desk.store.open_session(desk.learner.id, desk.course.id)
    if row is None:
        return False
    from trainer.cli.opening import is_recent

    return is_recent(row, desk.clock())


def _practise(desk: Desk, topic: str = "", scope: Scope = "daily") -> bool:
    import msgspec

    from trainer.cli.opening import practise

    return practise(desk, msgspec.structs.replace(Wishes.usual(desk.routine), topic=topic, scope=scope))


def _practise_and_return(desk: Desk, topic: str = "", scope: Scope = "daily") -> None:
    if _practise(desk, topic, scope):
        desk.front.wait(BACK)


def _drill(_context: Context, desk: Desk) -> None:
    _practise_and_return(desk)


def _play(context: Context, desk: Desk) -> None:
    """Play a scenario of the learner's choice, and come back."""
    from trainer.cli.roleplay import play_chosen

    if play_chosen(context, desk):
        desk.front.wait(BACK)


def _look(_context: Context, desk: Desk) -> None:
    from trainer.drill.pocket import find_cards
    from trainer.screen.words import card_lines

    if topic := _choose_topic(desk, N_("想看哪个主题？")):
        cards = find_cards(desk.course, topic.id)
        desk.front.show_pages((card_lines(card, detailed=False) for card in cards), BACK)


def _focus(_context: Context, desk: Desk) -> None:
    if topic := _choose_topic(desk, N_("专练哪个主题？")):
        _practise_and_return(desk, topic.id)


def _review_mistakes(_context: Context, desk: Desk) -> None:
    from trainer.cli.mistakes import NOTHING, find_misses, mistake_blocks
    from trainer.screen.front import MenuView

    misses = find_misses(desk.store, desk.course, desk.learner.id)
    if not misses:
        desk.front.announce(NOTHING)
        return
    if not desk.front.show_pages(mistake_blocks(desk.course, misses), N_("就这些，按回车")):
        return
    title = N_("错题本里有 {count} 条。现在练一练吗？", count=len(misses))
    if desk.front.choose_menu(MenuView(lines=[title], options=[N_("现在就练"), GO_HOME])) == NOW:
        _practise_and_return(desk, scope="wrong")


def _show_progress(context: Context, desk: Desk) -> None:
    from trainer.cli.progress import gather_progress
    from trainer.screen.front import ProgressView

    report = gather_progress(desk.store, desk.course, context.course_folder, desk.learner.id, desk.clock().on)
    desk.front.show_progress(ProgressView(desk.learner.name, report), BACK)


def _change_learner(context: Context, desk: Desk) -> Desk | None:
    """Let somebody else sit down; whoever is new gets the first lesson at once. A refused PIN leaves everything as it was."""
    from trainer.cli.desk import pick_learner, sit_down

    try:
        other = sit_down(context, desk.store, desk.course, pick_learner(desk.store, desk.front))
    except TrainerError as failure:
        desk.front.announce(failure.message)
        return None
    if _is_first_day(other):
        _practise_and_return(other)
    return other


def _choose_topic(desk: Desk, title: Message) -> Topic | None:
    topics = desk.course.topics
    chosen = desk.front.choose(title, [*(topic.title for topic in topics), GO_HOME])
    return topics[chosen] if chosen is not None and chosen < len(topics) else None


ENTRIES: tuple[tuple[Message, Action], ...] = (
    (N_("今日练习"), _drill),
    (N_("随便看看"), _look),
    (N_("专项"), _focus),
    (N_("错题本"), _review_mistakes),
    (N_("情景对练"), _play),
    (N_("我的进度"), _show_progress),
    (N_("换人"), _change_learner),
)
