"""`trainer course preview`: one fact in everything it can become, or a scenario from any point. Nothing of it is stored."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from trainer import paths
from trainer.cli.attempt import Attempt
from trainer.cli.context import Context, open_course, open_front
from trainer.cli.desk import Desk
from trainer.cli.judging import LateScorer
from trainer.cli.sitting import show_response
from trainer.cli.staging import find_stage, open_scenarios, stages_of
from trainer.course.read import load_with_positions, raise_errors, read_course
from trainer.course.rulebook import RULES_NAME
from trainer.course.scenariofile import SCENARIOS_NAME
from trainer.drill.feedback import compose_feedback, rate_response
from trainer.drill.kinds import build_question, grade_response, list_forms
from trainer.drill.question import Question, Response
from trainer.drill.respond import Command, Invalid, Typed, parse_line, read_command
from trainer.errors import EndOfInput, UsageError
from trainer.i18n import N_
from trainer.roleplay.stage import Entry, Stage
from trainer.screen.front import FeedbackView, LessonView
from trainer.screen.words import help_lines
from trainer.store import open_store

if TYPE_CHECKING:
    from trainer.course.model import Course, Fact
    from trainer.screen.front import Front

SEED = "preview"
NOBODY = "预览"
"""Who plays a scenario in a preview; the database is gone afterwards."""
TITLES_SHOWN = 8
OVER = N_("预览到此为止，什么都没有存。")
Point = tuple[str, int | None]
"""Where a play is to begin: the node, empty for the first, and the mood, None for the customer's own."""


class _Leave(Exception):
    """Enough was seen."""


def preview_file(context: Context, path: Path, entry: Point) -> None:
    """Preview everything in one file of facts, or one scenario. Raises `TrainerError` with the first thing that is wrong in it."""
    from trainer.check.item import course_of

    folder = course_of(path)
    context = context.at(folder)
    if path.parent.name == RULES_NAME:
        raise UsageError(N_("规则不演：打一句话试试就知道。"), N_("运行 trainer score；写规则时开着 --watch，一存盘就查。"))
    if path.parent.name == SCENARIOS_NAME:
        preview_scenario(context, path.stem, entry)
        return
    loaded = load_with_positions(folder)
    raise_errors([problem for problem in loaded.problems if Path(problem.path) == path or loaded.course is None])
    assert loaded.course is not None
    facts = [fact for fact in loaded.course.facts if Path(loaded.positions.find(fact, "id").path) == path]
    show_facts(context, loaded.course, facts)


def preview_item(context: Context, name: str, entry: Point) -> None:
    """Preview a fact, by id or title, or a scenario, or the fact whose title alone holds these words. Raises `TrainerError`."""
    course = read_course(context.course_folder)
    place = course.facts.position(name)
    titled = [number for number, head in enumerate(course.heads) if head.title == name]
    if place is None and len(titled) != 1 and not _is_scenario(context, name):
        titled = [number for number, head in enumerate(course.heads) if name in head.title]
        if len(titled) > 1:
            message = N_("有 {count} 个知识点的名字里有“{name}”。", count=len(titled), name=name[:20])
            raise UsageError(message, N_("写全名：{titles}", titles=[course.heads[number].title for number in titled[:TITLES_SHOWN]]))
    if place is not None or len(titled) == 1:
        show_facts(context, course, [course.facts[titled[0] if place is None else place]])
    else:
        preview_scenario(context, name, entry)


def _is_scenario(context: Context, name: str) -> bool:
    scenarios = open_scenarios(context.course_folder).scenarios.items()
    return any(name in (scenario_id, scenario.title) for scenario_id, scenario in scenarios)


def show_facts(context: Context, course: Course, facts: list[Fact]) -> None:
    """Show each fact's lesson, then ask it in every way there is, the easiest rung first."""
    front = open_front(context)
    preview = FactPreview(front, course, LateScorer(context))
    try:
        for fact in facts:
            preview.show(fact)
    except (_Leave, EndOfInput):
        front.show_note(OVER)
    else:
        front.show_note(N_("看完了：{count} 道题。什么都没有存。", count=preview.asked))


class FactPreview:
    """Asks facts without a session: nothing is planned, nothing comes back, nothing is kept."""

    def __init__(self, front: Front, course: Course, scorer: LateScorer) -> None:
        self.asked = 0
        self._front = front
        self._course = course
        self._scorer = scorer

    def show(self, fact: Fact) -> None:
        """Show one fact in everything it can become."""
        forms = list_forms(self._course, fact)
        topic = next((topic.title for topic in self._course.topics if topic.id == fact.topic), fact.topic)
        self._front.show_lesson(LessonView(fact=fact, topic=topic, progress=(0, len(forms))))
        self._pause()
        for number, form in enumerate(forms):
            self._ask(build_question(self._course, fact, form, SEED), topic, (number, len(forms)))
            self.asked += 1

    def _ask(self, question: Question, topic: str, progress: tuple[int, int]) -> None:
        attempt = Attempt(question, 0, 0)
        attempt.remark = N_("第 {rung} 级 · {kind}/{form}", rung=question.form.rung + 1, kind=question.kind, form=question.form.name)
        while not attempt.settled:
            parsed = parse_line(question, self._front.ask(attempt.view(topic, progress)))
            attempt.fresh = False
            match parsed:
                case Typed():
                    self._mark(attempt, parsed, topic, progress)
                case Invalid(reason=reason):
                    attempt.remark = reason
                case Command(name="hint"):
                    attempt.take_hint()
                case Command(name="quit"):
                    raise _Leave
                case Command(name="skip"):
                    attempt.settled = True
                case Command(name="help"):
                    attempt.remark = "\n".join(help_lines())
                case Command():
                    attempt.remark = N_("预览里什么都不存：没有标记、撤销和不同意。")

    def _mark(self, attempt: Attempt, typed: Typed, topic: str, progress: tuple[int, int]) -> None:
        question = attempt.question
        response = Response(text=typed.text, picks=typed.picks, certain=typed.certain, hints=attempt.hints)
        mark = grade_response(self._course, question, response, self._scorer)
        feedback = compose_feedback(question.fact, mark, response, False, rate_response(question, mark, response))
        shown = show_response(question, response)
        self._front.show_feedback(FeedbackView(question=question, topic=topic, response=shown, feedback=feedback, progress=progress))
        attempt.settled = True
        self._pause()

    def _pause(self) -> None:
        if isinstance(command := read_command(self._front.pause()), Command) and command.name == "quit":
            raise _Leave


def preview_scenario(context: Context, name: str, entry: Point) -> None:
    """Play a scenario with a database that is thrown away, from a node and at a mood if wanted. Raises `TrainerError`."""
    from trainer.cli.playing import Playing, open_play_row

    loaded = open_scenarios(context.course_folder)
    stage = _enter(find_stage(loaded, stages_of(loaded), name), entry)
    with _throwaway_desk(context) as desk:
        # Typed: choosing would show what the author wrote himself.
        Playing(desk, stage, open_play_row(desk, stage, "type", None), context, coach=True, parting=OVER).run()


def _enter(stage: Stage, entry: Point) -> Stage:
    node, mood = entry
    if not node and mood is None:
        return stage
    node = node or stage.first.id
    if node not in stage.nodes:
        message = N_("这个情景没有叫“{node}”的一步。", node=node[:20])
        raise UsageError(message, N_("可以写：{known}", known=list(stage.nodes)))
    return stage.enter_at(Entry(node, stage.person.mood if mood is None else mood))


@contextmanager
def _throwaway_desk(context: Context) -> Iterator[Desk]:
    from trainer.clock import now

    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / paths.DATABASE_NAME) as store:
        learner = store.add_learner(NOBODY, now())
        yield Desk(store=store, course=open_course(context), learner=learner, front=open_front(context), backups=Path(folder))
