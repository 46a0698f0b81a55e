"""One sitting: lesson by lesson and question by question. Every answer is stored before it is acknowledged."""

from __future__ import annotations

from trainer.cli.attempt import Attempt
from trainer.cli.desk import Desk
from trainer.cli.judging import APPEALED
from trainer.cli.rows import draft_answer, draft_appeal, draft_flag, draft_lesson, draft_undo
from trainer.drill.picks import say_picks
from trainer.drill.question import Form, Question, Response
from trainer.drill.respond import Command, Invalid, Parsed, Typed, parse_line, read_command
from trainer.drill.session import Lesson, Session
from trainer.drill.summary import summarise
from trainer.errors import EndOfInput
from trainer.i18n import N_, Message, render
from trainer.memory import Answer, AnswerDraft, Schedule
from trainer.screen.front import FeedbackView, LessonView
from trainer.screen.words import help_lines

LONGEST_SHOWN = 36
"""Characters up to which several picked options are repeated in words."""
NOTHING_TO_UNDO = N_("还没有可以撤销的回答。")


class _Leave(Exception):
    """The learner wants to go; everything is stored already."""


class Sitting:
    """Drives a session at a desk. `trail` holds this session's answers that can still be taken back."""

    def __init__(self, desk: Desk, session: Session, session_id: str) -> None:
        self.desk = desk
        self.session = session
        self.session_id = session_id
        self.trail: list[Answer] = []
        self.schedule = desk.store.schedule(desk.learner.id, Schedule(desk.course.interval_cap_days, desk.retention))
        self._judged: FeedbackView | None = None
        self._seen_before: dict[tuple[str, Form], int] = {}

    def catch_up(self) -> None:
        """Replay what this session already stored."""
        for event in self.desk.store.session_events(self.session_id):
            if not isinstance(event, Answer):
                self.session.recall_lesson(event.fact)
                continue
            self._replay(event)

    def _replay(self, event: Answer) -> None:
        if event.grade != "undone":
            if self.session.apply(event):
                self.trail.append(event)
        # Another terminal may have taken back an answer that has no place in this session.
        elif self.trail and self.trail[-1].uuid == event.corrects and self.session.apply(event):
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
        self.desk.front.show_summary(summarise(self.session, cards, self.desk.clock().on, self.desk.routine, finished=finished))

    def _teach(self, lesson: Lesson) -> None:
        fact = lesson.fact
        self.desk.front.show_lesson(
            LessonView(fact=fact, topic=self._topic(fact.topic), progress=self.session.progress, extra=self.session.extra)
        )
        line = self.desk.front.pause()
        self.desk.store.record_lesson(draft_lesson(self.desk, self.session_id, fact), self.desk.clock())
        self.session.seen()
        self._after_pause(line, None)

    def _ask(self, question: Question) -> None:
        """Ask until there is an answer, or a command that leads away from the question."""
        attempt = Attempt(question, self.desk.timer(), self.desk.front.hidden_ms)
        attempt.hints = min(len(question.hints), self._seen_before.get((question.fact.log_id, question.form), 0))
        if self.session.is_cold:
            attempt.remark = N_("先凭常识试一道，刚学的过会儿再问。")
        while not attempt.settled:
            line = self.desk.front.ask(attempt.view(self._topic(question.fact.topic), self.session.progress, self.session.extra))
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
            case Command(name="appeal", note=note):
                attempt.remark = self._appeal(self._judged, note)
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
        topic, progress, extra = self._topic(question.fact.topic), self.session.progress, self.session.extra
        feedback = self.session.answer(response)
        outcome = (feedback.mark.grade, feedback.rating, feedback.mark.findings)
        self.trail.append(self._store(draft_answer(self.desk, self.session_id, question, response, outcome)))
        attempt.settled = True
        shown = show_response(question, response)
        view = FeedbackView(question=question, topic=topic, response=shown, feedback=feedback, progress=progress, extra=extra)
        self._judged = view
        self.desk.front.show_feedback(view)
        self._after_pause(self.desk.front.pause(), view)

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
        if last.grade != "skipped" and isinstance(question := self.session.next(), Question):
            # Its solution was on the screen: answering again costs as much as one more hint.
            self._seen_before[question.fact.log_id, question.form] = last.hints + 1
        self._store(draft_undo(last))
        return True

    def _after_pause(self, line: str, view: FeedbackView | None) -> None:
        """Deal with what was typed where only Enter was asked for: some commands make sense there too."""
        while line.strip():
            match read_command(line):
                case Command(name="undo"):
                    if self._undo():
                        return
                    note: Message = NOTHING_TO_UNDO
                case Command(name="flag", note=reason) if view is not None:
                    note = self._flag(view.question, reason)
                case Command(name="appeal", note=reason) if view is not None:
                    note = self._appeal(view, reason)
                case Command(name="quit"):
                    raise _Leave
                case _:
                    note = N_("按回车继续；也可以写 /撤销 /标记 /退出。")
            self.desk.front.show_note(note)
            line = self.desk.front.pause()

    def _flag(self, question: Question, note: str) -> Message:
        self.desk.store.record_flag(draft_flag(self.desk, question, note), self.desk.clock())
        return N_("已标记，谢谢！写课程的人用 trainer course flags 就能看到。")

    def _appeal(self, view: FeedbackView | None, note: str) -> Message:
        """Keep the learner's disagreement with the verdict on what was typed last."""
        if view is None or view.question.mode != "text":
            return N_("“不同意”说的是上一句打字的回答怎么判；觉得题目有问题就写 /标记 原因。")
        self.desk.store.record_appeal(draft_appeal(self.desk, view, note), self.desk.clock())
        return APPEALED

    def _store(self, draft: AnswerDraft) -> Answer:
        answer, _card = self.desk.store.record_answer(draft, self.desk.clock(), self.schedule)
        return answer

    def _topic(self, topic_id: str) -> str:
        return next((topic.title for topic in self.desk.course.topics if topic.id == topic_id), topic_id)


def show_response(question: Question, response: Response) -> str:
    """Return the answer as a person would say it: the options picked, or for long ones their numbers, which stand above."""
    picked = [render(question.options[pick]) for pick in response.picks]
    if not picked:
        return response.text
    if sum(map(len, picked)) > LONGEST_SHOWN and len(picked) > 1:
        picked = [str(pick + 1) for pick in response.picks]
    return say_picks(question.mode, picked)
