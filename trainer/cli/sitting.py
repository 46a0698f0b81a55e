"""One sitting: plan or resume, then lesson by lesson and question by question. Every answer is stored before it is shown."""

from __future__ import annotations

from typing import Literal

import msgspec

from trainer.cli.attempt import Attempt
from trainer.cli.desk import Desk
from trainer.cli.rows import draft_answer, draft_flag, draft_lesson, draft_undo
from trainer.clock import Moment, local_day
from trainer.drill.plan import Plan, Wishes, compose_plan
from trainer.drill.question import Question, Response
from trainer.drill.respond import Command, Invalid, Parsed, Typed, parse_line, read_command
from trainer.drill.session import Lesson, Session
from trainer.drill.summary import summarise
from trainer.i18n import N_, Message, render
from trainer.memory import Answer, AnswerDraft
from trainer.screen.front import EndOfInput, FeedbackView, LessonView
from trainer.screen.words import help_lines
from trainer.store import SessionDraft, SessionRow

RESUME_WITHIN_MS = 6 * 3_600_000
"""A session of the day before is still gone on with when it began this short a time ago: over midnight."""


class Intention(msgspec.Struct, frozen=True):
    """What a session was started for, kept with it as JSON."""

    wishes: Wishes
    plan: Plan


NOTHING_TO_UNDO = N_("还没有可以撤销的回答。")


class _Leave(Exception):
    """The learner wants to go; everything is stored already."""


def practise(desk: Desk, wishes: Wishes, seed: int | None = None) -> None:
    """Go on where this learner stopped, or start today's session; offer something when nothing is due."""
    moment = desk.clock()
    sitting = _resume(desk, wishes, moment) or _begin(desk, wishes, moment, seed)
    if sitting is None:
        further = _offer(desk, wishes)
        sitting = _begin(desk, further, moment, seed) if further else None
    if sitting is not None:
        sitting.run()


def _resume(desk: Desk, wishes: Wishes, moment: Moment) -> Sitting | None:
    row = desk.store.open_session(desk.learner.id, desk.course.id)
    if row is None:
        return None
    intention = _read_intention(row)
    if intention is None or intention.wishes != wishes or not _is_recent(row, moment):
        desk.store.end_session(row.id, moment)
        return None
    sitting = Sitting(desk, Session(desk.course, intention.plan), row.id)
    sitting.catch_up()
    if sitting.session.next() is None:
        desk.store.end_session(row.id, moment)
        return None
    desk.front.show_note(N_("接着上次的练习。"))
    return sitting


def _read_intention(row: SessionRow) -> Intention | None:
    """Return what a stored session was for; None when another version of the program wrote it."""
    try:
        return msgspec.json.decode(row.plan, type=Intention)
    except msgspec.MsgspecError:
        return None


def _is_recent(row: SessionRow, moment: Moment) -> bool:
    same_day = local_day(row.started_at, row.offset_min) == moment.on
    return same_day or 0 <= moment.at_ms - row.started_at <= RESUME_WITHIN_MS


def _begin(desk: Desk, wishes: Wishes, moment: Moment, seed: int | None) -> Sitting | None:
    cards = desk.store.cards(desk.learner.id, desk.course.id)
    introduced = desk.store.introduced_on(desk.learner.id, desk.course.id, moment.on)
    number = moment.at_ms if seed is None else seed
    plan = compose_plan(desk.course, cards, moment.on, str(number), wishes, introduced)
    if not plan.steps:
        return None
    kept = msgspec.json.encode(Intention(wishes, plan)).decode()
    draft = SessionDraft(learner=desk.learner.id, course=desk.course.id, plan=kept, seed=number)
    return Sitting(desk, Session(desk.course, plan), desk.store.start_session(draft, moment))


def _offer(desk: Desk, wishes: Wishes) -> Wishes | None:
    """Nothing is due: say so kindly, and let the learner choose to go on or to stop."""
    if wishes.scope == "wrong":
        desk.front.show_note(N_("没有要重练的错题，真不错。"))
        return None
    ways: list[Literal["useful", "free"]] = ["useful", "free"]
    title = N_("今天该练的都练完了，歇一歇吧。还想再来一点？")
    chosen = desk.front.choose(title, [N_("学几条实用的"), N_("随便练练"), N_("今天就到这里")])
    if chosen is None:
        desk.front.show_note(N_("今天该练的都练完了，歇一歇吧。还想练：trainer drill --useful 或 trainer drill --free。"))
    if chosen is None or chosen >= len(ways):
        return None
    return msgspec.structs.replace(wishes, scope=ways[chosen])


class Sitting:
    """Drives a session at a desk. `trail` holds this session's answers that can still be taken back."""

    def __init__(self, desk: Desk, session: Session, session_id: str) -> None:
        self.desk = desk
        self.session = session
        self.session_id = session_id
        self.trail: list[Answer] = []

    def catch_up(self) -> None:
        """Replay what this session already stored."""
        for event in self.desk.store.session_events(self.session_id):
            if not isinstance(event, Answer):
                self.session.recall_lesson(event.fact)
                continue
            if not self.session.apply(event):
                continue
            if event.grade != "undone":
                self.trail.append(event)
            else:
                self.trail.pop()

    def run(self) -> None:
        """Teach and ask until the end, until the learner leaves, or until no more input comes."""
        try:
            while task := self.session.next():
                self._teach(task) if isinstance(task, Lesson) else self._ask(task)
            self.desk.store.end_session(self.session_id, self.desk.clock())
            finished = True
        except (_Leave, EndOfInput):
            finished = False
        cards = self.desk.store.cards(self.desk.learner.id, self.desk.course.id)
        self.desk.front.show_summary(summarise(self.session, cards, self.desk.clock().on, finished=finished))

    def _teach(self, lesson: Lesson) -> None:
        fact = lesson.fact
        self.desk.front.show_lesson(LessonView(fact=fact, topic=self._topic(fact.topic), progress=self.session.progress))
        line = self.desk.front.pause()
        self.desk.store.record_lesson(draft_lesson(self.desk, self.session_id, fact), self.desk.clock())
        self.session.seen()
        self._after_pause(line, None)

    def _ask(self, question: Question) -> None:
        """Ask until there is an answer, or a command that leads away from the question."""
        attempt = Attempt(question, self.desk.timer(), self.desk.front.hidden_ms)
        while not attempt.settled:
            line = self.desk.front.ask(attempt.view(self._topic(question.fact.topic), self.session.progress))
            attempt.fresh = False
            self._deal_with(attempt, parse_line(question, line))

    def _deal_with(self, attempt: Attempt, parsed: Parsed) -> None:
        match parsed:
            case Typed():
                self._accept(attempt, parsed)
            case Invalid(reason=reason):
                attempt.remark = reason
            case Command(name="hint"):
                attempt.take_hint()
            case Command(name="unsure"):
                attempt.certain = False
                attempt.remark = N_("记下了：这题不确定。请作答。")
            case Command(name="flag", note=note):
                attempt.remark = self._flag(attempt.question, note)
            case Command(name="skip"):
                self._skip(attempt)
            case Command(name="undo"):
                attempt.settled = self._undo()
                attempt.remark = NOTHING_TO_UNDO
            case Command(name="quit"):
                raise _Leave
            case Command(name="help"):
                attempt.remark = "\n".join(help_lines())

    def _accept(self, attempt: Attempt, typed: Typed) -> None:
        """Grade, store, and only then show: what was acknowledged is on the disk."""
        question = attempt.question
        spent = int((self.desk.timer() - attempt.started) * 1000) - (self.desk.front.hidden_ms - attempt.hidden_ms)
        response = Response(
            text=typed.text, picks=typed.picks, certain=typed.certain and attempt.certain, hints=attempt.hints, elapsed_ms=max(0, spent)
        )
        topic, progress = self._topic(question.fact.topic), self.session.progress
        feedback = self.session.answer(response)
        outcome = (feedback.mark.grade, feedback.rating, feedback.mark.findings)
        self.trail.append(self._store(draft_answer(self.desk, self.session_id, question, response, outcome)))
        attempt.settled = True
        shown = _shown_response(question, response)
        self.desk.front.show_feedback(FeedbackView(question=question, topic=topic, response=shown, feedback=feedback, progress=progress))
        self._after_pause(self.desk.front.pause(), question)

    def _skip(self, attempt: Attempt) -> None:
        self.session.skip()
        response = Response(text="", hints=attempt.hints, certain=attempt.certain)
        self.trail.append(self._store(draft_answer(self.desk, self.session_id, attempt.question, response, ("skipped", 0, []))))
        attempt.settled = True

    def _undo(self) -> bool:
        """Take the last answer back with a correcting row; its question comes again."""
        if not self.trail:
            return False
        last = self.trail.pop()
        self.session.undo()
        self._store(draft_undo(last))
        return True

    def _after_pause(self, line: str, question: Question | None) -> None:
        """Deal with what was typed where only Enter was asked for: some commands make sense there too."""
        while line.strip():
            match read_command(line):
                case Command(name="undo"):
                    if self._undo():
                        return
                    note: Message = NOTHING_TO_UNDO
                case Command(name="flag", note=reason) if question is not None:
                    note = self._flag(question, reason)
                case Command(name="quit"):
                    raise _Leave
                case _:
                    note = N_("按回车继续；也可以写 /撤销 /标记 /退出。")
            self.desk.front.show_note(note)
            line = self.desk.front.pause()

    def _flag(self, question: Question, note: str) -> Message:
        self.desk.store.record_flag(draft_flag(self.desk, question, note), self.desk.clock())
        return N_("已标记，出题的人会看到。谢谢！")

    def _store(self, draft: AnswerDraft) -> Answer:
        answer, _card = self.desk.store.record_answer(draft, self.desk.clock(), self.desk.course.interval_cap_days)
        return answer

    def _topic(self, topic_id: str) -> str:
        return next((topic.title for topic in self.desk.course.topics if topic.id == topic_id), topic_id)


def _shown_response(question: Question, response: Response) -> str:
    """Return the answer as a person would say it: the option picked, not its number."""
    picked = [render(question.options[pick]) for pick in response.picks]
    return " → ".join(picked) if picked else response.text
