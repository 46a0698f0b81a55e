"""A simulated learner: a memory of its own, which knows nothing of the scheduler, and a pace of reading and typing.

What is encoded fades with a half-life. Recalling it lengthens the half-life, the more so the further it had faded.
What is not recalled is guessed; the feedback encodes it anew, with the same chance of success as the lesson had.
"""

from __future__ import annotations

import random

import msgspec

from trainer.course.model import Course, Fact
from trainer.drill.cloze import full_sentence, missing_words
from trainer.drill.kinds import grade_response
from trainer.drill.question import Feedback, Question, Response
from trainer.i18n import render
from trainer.memory import PRODUCE, RECALL, RECOGNISE

LUCK = 0.4
"""Mean chance of a lucky answer on a new fact: one in four on choose, one in two on judge, weighted as they are asked."""
EFFORT = {RECOGNISE: 1.0, RECALL: 1.5, PRODUCE: 2.0}
"""Exponent on the strength of a trace: typing a sentence takes a stronger trace than knowing it again."""
SLIP = 0.03
GROWTH = 4.0
"""A recall lengthens the half-life by `1 + GROWTH * sqrt(what had faded)`: 2.3 times at 90 % left, 3.2 times at 70 %."""
UNEVEN = 0.5
"""Spread of half-lives between facts (sigma of a log-normal)."""
UNSURE_KNOWN, UNSURE_GUESS = 0.05, 0.4
HINT = 0.15
"""How often a learner who does not know the answer asks for a hint; half of the hints help."""
READ_PER_S, TYPE_PER_S = 7.0, 1.2
"""Chinese characters of easy text read in silence, and typed with an input method, in a second."""
THINK_S = {"judge": 2.0, "choose": 3.0, "order": 6.0, "cloze": 4.0, "rewrite": 8.0}
PUZZLED_S = 3.0
KEYS_S = 1.0
"""Pressing the keys, and Enter on a lesson or a feedback."""


class Traits(msgspec.Struct, frozen=True):
    """`new_right`: share right when a fact is first asked; `half_life`: days, of a fresh trace; `pace`: 2 takes twice as long."""

    new_right: float = 0.72
    half_life: float = 10.0
    pace: float = 1.0


class Trace(msgspec.Struct, frozen=True):
    """What is left of one fact."""

    half_life: float
    day: int

    def strength(self, day: int) -> float:
        """Return the chance (0–1) to know the fact again on a day."""
        return 2 ** (-(day - self.day) / self.half_life)


class Learner:
    """Answers questions and says how long that took."""

    def __init__(self, course: Course, traits: Traits, seed: str) -> None:
        self.course = course
        self.traits = traits
        self._random = random.Random(seed)
        self._traces: dict[str, Trace] = {}
        self._met: set[str] = set()

    def strength(self, fact: Fact, day: int) -> float:
        """Return the true chance (0–1) to know a fact again; 0 for what never stuck."""
        trace = self._traces.get(fact.id)
        return trace.strength(day) if trace else 0.0

    def study(self, fact: Fact, day: int) -> float:
        """Read a lesson; return the seconds."""
        self._meet(fact, day)
        return self._seconds(_characters([fact.title, *fact.lesson, fact.situation, fact.instead]) / READ_PER_S)

    def respond(self, question: Question, day: int) -> tuple[Response, float]:
        """Answer; return the response and the seconds up to it. The trace changes with the outcome."""
        self._meet(question.fact, day)
        known = self._recalls(question, day)
        hinted = not known and self._random.random() < HINT
        solved = known or (hinted and self._random.random() < 0.5)
        certain = self._random.random() >= (UNSURE_KNOWN if known else UNSURE_GUESS)
        picks, text = self._answer(question, solved)
        reading = _characters([*question.context, render(question.ask), *map(render, question.options)]) / READ_PER_S
        thinking = THINK_S[question.kind] + (0 if known else PUZZLED_S)
        self._learn(question.fact, day, known=known)
        response = Response(text=text, picks=picks, certain=certain, hints=int(hinted))
        return response, self._seconds(reading + thinking + len(text) / TYPE_PER_S)

    def read_feedback(self, feedback: Feedback) -> float:
        """Return the seconds: after a right answer only the good sentence is read."""
        lines = [render(line) for line in feedback.lines]
        return self._seconds(_characters(lines[-1:] if feedback.mark.grade == "right" else lines) / READ_PER_S)

    def _meet(self, fact: Fact, day: int) -> None:
        if fact.id not in self._met:
            self._met.add(fact.id)
            self._encode(fact, day)

    def _encode(self, fact: Fact, day: int) -> None:
        """Store a fresh trace, if it sticks: the chance is what `new_right` leaves when luck is taken off."""
        if self._random.random() >= (self.traits.new_right - LUCK) / (1 - LUCK):
            return
        fresh = self.traits.half_life * self._random.lognormvariate(0, UNEVEN)
        old = self._traces.get(fact.id)
        self._traces[fact.id] = Trace(max(fresh, old.half_life / 2) if old else fresh, day)

    def _recalls(self, question: Question, day: int) -> bool:
        strength = self.strength(question.fact, day)
        return self._random.random() < strength ** EFFORT[question.form.rung] * (1 - SLIP)

    def _learn(self, fact: Fact, day: int, *, known: bool) -> None:
        if not known:
            self._encode(fact, day)
            return
        trace = self._traces[fact.id]
        self._traces[fact.id] = Trace(trace.half_life * (1 + GROWTH * (1 - trace.strength(day)) ** 0.5), day)

    def _answer(self, question: Question, solved: bool) -> tuple[list[int], str]:
        if question.mode == "text":
            return [], self._type(question, solved)
        if solved:
            picks = question.key
        elif question.mode == "pick":
            picks = [self._random.randrange(len(question.options))]
        else:
            picks = self._random.sample(question.key, len(question.key))
        return picks, "".join(str(pick + 1) for pick in picks)

    def _type(self, question: Question, solved: bool) -> str:
        """Half of those who know a sentence no longer, and a quarter of those who do, type something near it."""
        rewrite = question.kind == "rewrite"
        near = (0.25 if rewrite else 0.1) if solved else (0.5 if rewrite else 0.25)
        if self._random.random() < near:
            return _near_text(self.course, question)
        return _right_text(question) if solved else "我不知道怎么说。"

    def _seconds(self, seconds: float) -> float:
        return (seconds + KEYS_S) * self.traits.pace * self._random.lognormvariate(0, 0.3)


def _right_text(question: Question) -> str:
    index = question.form.index
    return question.fact.scenes[index].say if question.kind == "rewrite" else missing_words(question.fact.cloze[index])


def _near_text(course: Course, question: Question) -> str:
    """Return the longest start of the right answer that the program grades as partly right; some answers have none."""
    whole = _right_text(question)
    starts = [whole[:length] for length in range(len(whole) - 1, 1, -1)]
    if question.kind == "cloze":
        starts += [whole + "呢", full_sentence(question.fact.cloze[question.form.index])[: len(whole) + 2]]
    grades = ((start, grade_response(course, question, Response(text=start)).grade) for start in starts)
    return next((start for start, grade in grades if grade == "partial"), "不太好说。")


def _characters(texts: list[str]) -> int:
    return sum(map(len, texts))
