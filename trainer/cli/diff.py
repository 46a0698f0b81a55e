"""`trainer course diff`: what a changed course means for learners, and which of their answers it would grade otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from trainer.cli.context import Context, open_database
from trainer.errors import UsageError
from trainer.i18n import N_, _, render

if TYPE_CHECKING:
    from trainer.course.rules import RuleBook
    from trainer.memory import Answer
    from trainer.reply.verdict import ReplyJudge
    from trainer.report.diff import Content
    from trainer.report.regrade import Regraded
    from trainer.report.replays import Played, Replayed
    from trainer.report.rulechange import RuleChange
    from trainer.roleplay.stage import Stage
    from trainer.screen.diff import DiffView
    from trainer.store import Store

Tick = Callable[[float], None]
READ, ANSWERS = 0.3, 0.9
"""The shares of the work behind which both courses are read, and all answers graded."""


class Past(msgspec.Struct, frozen=True):
    """What everybody has answered and played, and how many learners answered each fact, by its log id."""

    answers: list[Answer]
    plays: list[Played]
    practised: Mapping[str, int]


def diff(
    context: typer.Context,
    old: Annotated[str, typer.Argument(metavar=_("旧课程"), help=_("课程文件夹，或者课程的名字。只写一个，就是拿它和现在用的课程比。"))],
    new: Annotated[str, typer.Argument(metavar=_("[新课程]"), help=_("改过的课程文件夹。"), show_default=False)] = "",
    whole: Annotated[bool, typer.Option("--all", help=_("全部列出来，不只列前面的。"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("输出一个 JSON 对象，给别的程序用。"))] = False,
) -> None:
    """Show what changes for learners between two courses, and which stored answers and plays would come out otherwise."""
    from trainer.cli.progress import choose_front
    from trainer.screen.diff import diff_lines

    folders = choose_folders(context.obj, old, new)
    front = choose_front(context.obj, as_json=as_json)
    with front.track(N_("正在比较课程，把以前的回答重判一遍")) as tick:
        view = compare_folders(context.obj, folders, tick)
    if as_json:
        typer.echo(msgspec.json.encode(compose_document(view)))
        return
    for line in diff_lines(view, whole=whole):
        front.show_note(line)


def choose_folders(context: Context, old: str, new: str) -> tuple[Path, Path]:
    """Return the two courses; a single one is the new one, compared with the course that is practised. Raises `UsageError`."""
    from trainer.cli.courses import choose_course

    before = choose_course(context.environ, old) if new else context.course_folder
    after = choose_course(context.environ, new or old)
    if before.resolve() == after.resolve():
        message = N_("两边是同一门课程：{path}", path=before)
        raise UsageError(message, N_("先写旧课程的文件夹，再写改过的那个。"))
    return before, after


def compare_folders(context: Context, folders: tuple[Path, Path], tick: Tick) -> DiffView:
    """Return everything that there is to say of two courses. Raises `TrainerError` for a course with errors."""
    from trainer.report.diff import compare_courses
    from trainer.screen.diff import DiffView

    old, new = (read_content(folder, _part(tick, place * READ / 2, READ / 2)) for place, folder in enumerate(folders))
    past = _read_past(context, old.course.id)
    compared = compare_courses(old, new, past.practised if past else {})
    courses = _Courses(context, folders, (old, new))
    names = [f"{content.course.about.title} {content.course.about.version}" for content in (old, new)]
    view = DiffView(names=(names[0], names[1]), ids=(old.course.id, new.course.id), comparison=compared, idle=courses.idle_rules)
    if past is None or compared.is_empty:
        return view
    answers = courses.regrade(past.answers, _part(tick, READ, ANSWERS - READ))
    plays = courses.replay(past.plays, {item.id for item in compared.scenarios}, _part(tick, ANSWERS, 1 - ANSWERS))
    return msgspec.structs.replace(view, answers=answers, plays=plays)


def read_content(folder: Path, tick: Tick) -> Content:
    """Return everything of a course. Raises `TrainerError` with the first error in it."""
    from trainer.course.read import load_with_positions, raise_errors
    from trainer.course.rulefile import load_rules
    from trainer.course.scenariofile import load_scenarios
    from trainer.report.diff import Content

    loaded, rules, plays = load_with_positions(folder, tick), load_rules(folder), load_scenarios(folder)
    raise_errors([*loaded.problems, *rules.problems, *plays.problems])
    assert loaded.course is not None  # or there would be an error
    return Content(loaded.course, rules.book, plays.scenarios, plays.shared)


class _Courses:
    """Both courses, with their rules and their judges, which are opened when they are needed."""

    def __init__(self, context: Context, folders: tuple[Path, Path], contents: tuple[Content, Content]) -> None:
        self._context = context
        self._folders = folders
        self._contents = contents

    @cached_property
    def _books(self) -> tuple[RuleBook, RuleBook]:
        from trainer.cli.judging import open_rules

        old, new = self._folders
        book = open_rules(self._context, old)
        # Compiling changed rules takes seconds: not where there are none.
        return book, book if self._contents[0].book == self._contents[1].book else open_rules(self._context, new)

    @cached_property
    def _change(self) -> RuleChange:
        from trainer.report.rulechange import RuleChange

        return RuleChange(*self._books)

    @cached_property
    def _judges(self) -> tuple[ReplyJudge, ReplyJudge]:
        from trainer.cli.judging import open_judges

        return open_judges(*self._books, self._change.touches)

    @property
    def idle_rules(self) -> list[str]:
        """The rules of the new course that are not used because their own examples do not hold."""
        if self._contents[0].book == self._contents[1].book:
            return []
        return sorted({rule.id for rule in self._contents[1].book.rules} - {rule.id for rule in self._books[1].rules})

    def regrade(self, answers: list[Answer], tick: Tick) -> Regraded:
        """Grade answers by both."""
        from trainer.report.regrade import Regrader, Side

        old, new = self._contents
        sides = Side(old.course, lambda: self._judges[0]), Side(new.course, lambda: self._judges[1])
        return Regrader(*sides, self._change).regrade(answers, tick)

    def replay(self, plays: list[Played], changed: set[str], tick: Tick) -> Replayed:
        """Play by both what the change can touch. `changed`: the scenarios that are not as they were."""
        from trainer.report.diff import SHARED
        from trainer.report.replays import Theatre, replay_all

        touched = [play for play in plays if SHARED in changed or play.scenario in changed or self._change.touches_any(play.replies)]
        old, new = self._contents
        theatres = Theatre(_stages_of(old), lambda: self._judges[0]), Theatre(_stages_of(new), lambda: self._judges[1])
        return msgspec.structs.replace(replay_all(touched, *theatres, tick), total=len(plays))


def _stages_of(content: Content) -> dict[str, Stage]:
    from trainer.roleplay.stage import Stage

    if content.shared is None:
        return {}
    return {name: Stage(name, scenario, content.shared) for name, scenario in content.scenarios.items()}


def _read_past(context: Context, course: str) -> Past | None:
    """Return what was answered and played in a course; None where nobody has practised. Who it was stays behind."""
    if not context.has_database:
        return None
    answers: list[Answer] = []
    plays: list[Played] = []
    practised: Counter[str] = Counter()
    with open_database(context, read_only=True) as store:
        for learner in store.learners():
            own = _read_answers(store, learner.id, course)
            practised.update({answer.fact for answer in own})
            answers += own
            plays += _read_plays(store, learner.id, course)
    return Past(answers, plays, practised) if answers or plays else None


def _read_answers(store: Store, learner: str, course: str) -> list[Answer]:
    from trainer.cli.rows import PLAYED
    from trainer.memory import counted_answers

    return [answer for answer in counted_answers(store.answers(learner, course)) if answer.kind != PLAYED]


def _read_plays(store: Store, learner: str, course: str) -> Iterator[Played]:
    from trainer.report.replays import Played

    for play in store.plays(learner, course):
        if play.ending:
            yield Played(play.scenario, play.mode, play.seed, tuple(turn.reply for turn in store.turns(play.id)))


def _part(tick: Tick, start: float, share: float) -> Tick:
    """Return what reports a part of the whole work."""
    return lambda done: tick(start + share * done)


def compose_document(view: DiffView) -> dict[str, Any]:
    """Return the report as JSON knows it."""
    sides = [{"id": id_, "name": name} for id_, name in zip(view.ids, view.names, strict=True)]
    answers, plays = msgspec.to_builtins(view.answers), msgspec.to_builtins(view.plays)
    if view.answers and view.plays:
        whys = [*(one.why for one in view.answers.flips), *(one.why for one in view.plays.others)]
        for written, why in zip(answers["flips"] + plays["others"], whys, strict=True):
            written["why"] = render(why)
    document = {"old": sides[0], "new": sides[1], "changes": msgspec.to_builtins(view.comparison), "idle_rules": view.idle}
    return document | {"answers": answers, "plays": plays}
