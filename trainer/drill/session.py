"""One session as a value machine: a plan in, questions out, responses in, feedback out. No clock, no I/O.

A terminal, a pipe and a test drive it alike:

    session = Session(course, plan)
    while task := session.next():
        if isinstance(task, Lesson):
            session.seen()
        else:
            feedback = session.answer(ask(task))

Every event can be replayed from the log with `apply`, so an interrupted session goes on where it stopped.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from trainer.course.model import Course, Fact
from trainer.drill.feedback import compose_feedback, rate_response
from trainer.drill.kinds import build_question, forms_at, grade_response
from trainer.drill.layout import APART
from trainer.drill.plan import Plan
from trainer.drill.question import Feedback, Form, Question, Response
from trainer.drill.siblings import find_fact
from trainer.drill.step import Step
from trainer.drill.variety import seeded_rank
from trainer.memory import AGAIN, GRADED, PRODUCE, RECOGNISE, Answer

if TYPE_CHECKING:
    from trainer.reply.score import ReplyScorer

RETRIES = 2
"""How often a wrong answer comes back within a session."""
RETRY_AFTER = 3
"""Steps between a wrong answer and its return."""
GENTLE = ("choose", "judge", "odd")
"""Kinds for the very first question of a fact: one thing to decide, after one look at the lesson."""
EAR_EVERY = 4
"""Of the questions on the top rung, one in so many asks to hear the bad phrase instead of saying the good one."""


class Lesson(msgspec.Struct, frozen=True):
    """A fact to be shown before it is asked."""

    fact: Fact


class Done(msgspec.Struct, frozen=True):
    """An answered question: what was asked and how it went."""

    fact: str
    form: Form
    grade: str
    rating: int
    say: str
    title: str


class _State(msgspec.Struct, frozen=True):
    queue: tuple[Step, ...]
    done: tuple[Done, ...] = ()
    asked: tuple[tuple[str, Form], ...] = ()
    skipped: int = 0


class Session:
    """See the module. `course` may have changed since the plan was made: steps of missing facts are left out."""

    def __init__(self, course: Course, plan: Plan, scorer: ReplyScorer | None = None) -> None:
        self.course = course
        self._scorer = scorer
        self.plan = plan
        self._state = _State(tuple(step for step in plan.steps if find_fact(course, step.fact)))
        self._history: list[_State] = []
        self._taught: set[str] = set()

    def next(self) -> Lesson | Question | None:
        """Return what comes next, the same until it is dealt with; None at the end."""
        while self._state.queue and self._is_taught(self._state.queue[0]):
            self._drop_first()
        if not self._state.queue:
            return None
        step = self._state.queue[0]
        fact = self._fact(step)
        if step.action == "teach":
            return Lesson(fact)
        return build_question(self.course, fact, self._choose_form(step, fact), f"{self.plan.seed}:{len(self._state.asked)}")

    def seen(self) -> None:
        """Note that the lesson was shown."""
        self._taught.add(self._state.queue[0].fact)
        self._drop_first()

    def recall_lesson(self, log_id: str) -> None:
        """Note that a lesson was already shown before an interruption."""
        self._taught |= {step.fact for step in self.plan.steps if self._log_id(step.fact) == log_id}

    def answer(self, response: Response) -> Feedback:
        """Grade the response to the current question and move on. Nothing is stored here."""
        question = self.next()
        assert isinstance(question, Question)
        mark = grade_response(self.course, question, response, self._scorer)
        rating = rate_response(question, mark, response)
        comes_back = _comes_back(self._state.queue[0], rating)
        feedback = compose_feedback(question.fact, mark, response, comes_back, rating)
        self._advance(question.form, mark.grade, rating)
        return feedback

    def skip(self) -> None:
        """Leave the current question out of this session."""
        question = self.next()
        assert isinstance(question, Question)
        self._advance(question.form, "skipped", 0)

    def undo(self) -> None:
        """Take the last answer back: its question is asked again."""
        self._state = self._history.pop()

    @property
    def can_undo(self) -> bool:
        """Tell whether there is an answer to take back."""
        return bool(self._history)

    def apply(self, row: Answer) -> bool:
        """Replay one stored row: answers, skipped questions and corrections, in the order of the log.

        False where the row has no place any more because the course changed; then nothing happens.
        """
        if row.grade == "undone":
            asked = self._state.asked
            if fits := bool(asked) and self._log_id(asked[-1][0]) == row.fact:
                self.undo()
            return fits
        question = self.next()
        while isinstance(question, Lesson):
            self.seen()
            question = self.next()
        if question is None or question.fact.log_id != row.fact:
            return False
        self._advance(question.form, row.grade, row.rating)
        return True

    @property
    def is_cold(self) -> bool:
        """Tell whether the current question is asked without a lesson."""
        return bool(self._state.queue) and self._state.queue[0].cold

    @property
    def done(self) -> tuple[Done, ...]:
        """The answered questions so far."""
        return self._state.done

    @property
    def progress(self) -> tuple[int, int]:
        """Questions behind, and questions in all as things stand."""
        behind = len(self._state.done) + self._state.skipped
        return behind, behind + sum(step.action == "ask" for step in self._state.queue)

    @property
    def extra(self) -> int:
        """Questions that came on top of the plan: missed ones that come back, and those that stand between."""
        asks = sum(step.action == "ask" for step in self.plan.steps if find_fact(self.course, step.fact))
        return self.progress[1] - asks

    def _advance(self, form: Form, grade: str, rating: int) -> None:
        state = self._state
        self._history.append(state)
        step, rest = state.queue[0], state.queue[1:]
        done = state.done
        if grade in GRADED:
            fact = self._fact(step)
            done = (*done, Done(fact.id, form, grade, rating, fact.modern or fact.instead, fact.title))
            rest = self._put_back(step, rest) if _comes_back(step, rating) else rest
        skipped = state.skipped + (grade == "skipped")
        self._state = _State(rest, done, (*state.asked, (self._fact(step).id, form)), skipped)

    def _put_back(self, step: Step, rest: tuple[Step, ...]) -> tuple[Step, ...]:
        """Put a missed question back a few steps later; near the end of a session, other questions fill the gap."""
        again = msgspec.structs.replace(step, retry=step.retry + 1, cold=False)
        between = sum(other.action == "ask" for other in rest[:RETRY_AFTER])
        fill = self._recaps(step.fact, max(0, APART - between))
        return (*rest[:RETRY_AFTER], *fill, again, *rest[RETRY_AFTER:])

    def _recaps(self, fact_id: str, count: int) -> list[Step]:
        """Return steps that ask other facts of this session once more, those asked longest ago first."""
        new = {step.fact for step in self.plan.steps if step.new}
        rungs = {done.fact: done.form.rung for done in self._state.done if done.fact != fact_id}
        return [Step("ask", fact, rung, new=fact in new, recap=True) for fact, rung in list(rungs.items())[:count]]

    def _choose_form(self, step: Step, fact: Fact) -> Form:
        """Pick the form least used for this fact so far, as different from those used as there is."""
        used = [form for fact_id, form in self._state.asked if fact_id == fact.id]
        seed = self.plan.seed
        candidates = forms_at(self.course, fact, self._rung(step, fact))
        candidates = self._one_side(candidates, step, fact, used)
        if step.new and not used:
            candidates = [form for form in candidates if form.kind in GENTLE] or candidates
        kinds = Counter(form.kind for form in used)
        varieties = Counter(form.variety for form in used)

        # Kinds take turns first: otherwise those with most forms would crowd out the others.
        def strangeness(form: Form) -> tuple[int, ...]:
            turn = seeded_rank(seed, fact.id, form.kind)
            return used.count(form), kinds[form.kind], turn, varieties[form.variety], seeded_rank(seed, fact.id, form.name)

        return min(candidates, key=strangeness)

    def _rung(self, step: Step, fact: Fact) -> int:
        wants_ear = step.rung == PRODUCE and seeded_rank(self.plan.seed, "ear", fact.id) % EAR_EVERY == 0
        return RECOGNISE if wants_ear else max(RECOGNISE, step.rung - step.retry)

    def _one_side(self, forms: list[Form], step: Step, fact: Fact, used: list[Form]) -> list[Form]:
        """A newly asked fact is asked on one side only: what not to say, or what to say. Cold ones are judged."""
        if not step.new and not step.cold:
            return forms
        first = "trigger" if step.cold or seeded_rank(self.plan.seed, "side", fact.id) % 2 else "catalyst"
        side = used[0].side if used else first
        kept = [form for form in forms if form.side == side and (not step.cold or form.kind == "judge")]
        return kept or forms

    def _is_taught(self, step: Step) -> bool:
        return step.action == "teach" and step.fact in self._taught

    def _drop_first(self) -> None:
        self._state = msgspec.structs.replace(self._state, queue=self._state.queue[1:])

    def _log_id(self, fact_id: str) -> str:
        fact = find_fact(self.course, fact_id)
        return fact.log_id if fact else ""

    def _fact(self, step: Step) -> Fact:
        fact = find_fact(self.course, step.fact)
        assert fact is not None
        return fact


def _comes_back(step: Step, rating: int) -> bool:
    return rating == AGAIN and step.retry < RETRIES and not step.recap
