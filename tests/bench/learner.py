"""A simulated learner: a memory of its own, which knows nothing of the scheduler, and a pace of reading and typing.

What is encoded fades with a half-life. Recalling it lengthens the half-life, the more so the further it had faded.
What is not recalled is guessed; the feedback encodes it anew, with the same chance of success as the lesson had.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from math import comb, factorial

import msgspec

from trainer.course.model import Course, Fact
from trainer.drill.cloze import full_sentence, missing_words
from trainer.drill.kinds import grade_response
from trainer.drill.question import Feedback, Mode, Question, Response
from trainer.drill.recall import items_asked
from trainer.drill.spot import blemish_of
from trainer.i18n import render
from trainer.memory import PRODUCE, RECALL, RECOGNISE
from trainer.reply.numerals import parse_amount

LUCK = 0.34
"""Mean chance of a lucky answer on a new fact: `lucky_chance` over all first questions as the program asks them.
`simulate_learning.py` prints it (Questions by kind), `test_simulation.py` holds it to this figure."""
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
NEAR: dict[Mode, tuple[float, float]] = {
    "select": (0.1, 0.0), "match": (0.1, 0.0), "order": (0.1, 0.0), "number": (0.1, 0.25), "text": (0.1, 0.25),
}  # fmt: skip
NEAR_REPLY = (0.25, 0.5)
"""How often those who know the answer, and those who do not, give one that is near it; of whole replies more often.
A guess among options may be near by chance alone."""
SUBSET = (2, 3, 4)
"""How many options somebody selects who does not know which."""
NONSENSE = "啊啊啊啊啊啊啊啊。"
THINK_S = {
    "judge": 2.0, "choose": 3.0, "odd": 3.0, "select": 6.0, "match": 6.0,
    "order": 6.0, "number": 4.0, "recall": 6.0, "spot": 4.0, "cloze": 4.0, "written": 4.0,
    "rewrite": 8.0, "speak": 8.0, "reply": 8.0,
}  # fmt: skip
"""Beside reading. Several options are weighed one by one, as steps are; the words to type are thought up meanwhile."""
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
    """Answers questions and says how long that takes at the assumed pace; `own_seconds` is what it takes this learner."""

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
        return _characters([fact.title, *fact.lesson, fact.situation, fact.instead]) / READ_PER_S + KEYS_S

    def respond(self, question: Question, day: int) -> tuple[Response, float]:
        """Answer; return the response and the seconds up to it. The trace changes with the outcome."""
        self._meet(question.fact, day)
        known = self._recalls(question, day)
        hinted = not known and self._random.random() < HINT
        solved = known or (hinted and self._random.random() < 0.5)
        certain = self._random.random() >= (UNSURE_KNOWN if known else UNSURE_GUESS)
        answer = self._answer(question, solved)
        reading = _characters([*question.context, render(question.ask), *map(render, question.options)]) / READ_PER_S
        thinking = THINK_S[question.kind] + (0 if known else PUZZLED_S)
        self._learn(question.fact, day, known=known)
        response = msgspec.structs.replace(answer, certain=certain, hints=int(hinted))
        return response, reading + thinking + len(answer.text) / TYPE_PER_S + KEYS_S

    def read_feedback(self, feedback: Feedback) -> float:
        """Return the seconds: after a right answer only the good sentence is read."""
        lines = [render(line) for line in feedback.lines]
        return _characters(lines[-1:] if feedback.mark.grade == "right" else lines) / READ_PER_S + KEYS_S

    def own_seconds(self, seconds: float) -> float:
        """Return what it takes this learner, this time, in place of the assumed pace."""
        return seconds * self.traits.pace * self._random.lognormvariate(0, 0.3)

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

    def _answer(self, question: Question, solved: bool) -> Response:
        reply = question.form.rung == PRODUCE
        near = NEAR_REPLY if reply else NEAR.get(question.mode, (0.0, 0.0))
        answer = right_answer(question) if solved else self.guess(question)
        if self._random.random() >= near[not solved]:
            return answer
        answers = self._near_answers(question)
        return next((one for one in answers if grade_response(self.course, question, one).grade == "partial"), answer)

    def guess(self, question: Question) -> Response:
        """Answer without knowing: anything among options, else something wrong."""
        if question.mode == "text":
            return Response(text=NONSENSE)
        if question.mode == "number":
            return Response(text=f"{2 * _middle(question) + 1:g}")
        places = range(len(question.options))
        if question.mode == "select":
            return _picked(sorted(self._random.sample(places, self._random.choice(_subset_sizes(question)))))
        return _picked(self._random.sample(places, 1 if question.mode == "pick" else len(places)))

    def _near_answers(self, question: Question) -> Iterator[Response]:
        """Yield answers that may be partly right: one option more or less, two places swapped, a start, about the number."""
        key, places = question.key, range(len(question.options))
        if question.mode == "select":
            return (_picked(sorted(set(key) ^ {slip})) for slip in self._random.sample(places, len(places)))
        if question.mode in ("match", "order"):
            return (_picked(_swapped(key, place)) for place in self._random.sample(places[1:], len(places) - 1))
        if question.mode == "number":
            return (Response(text=f"{share * _middle(question):g}") for share in (1.0, 0.95, 1.05))
        return (Response(text=text) for text in _near_texts(question))


def right_answer(question: Question) -> Response:
    """Return the answer that the course holds for right, as it is typed."""
    if question.options:
        return _picked(question.key)
    return Response(text=_right_text(question))


def lucky_chance(question: Question) -> float:
    """Return the chance (0–1) that a guess is right."""
    count, right = len(question.options), len(question.key)
    if question.mode == "select":
        sizes = _subset_sizes(question)
        return 1 / len(sizes) / comb(count, right) if right in sizes else 0.0
    return {"pick": 1 / max(count, 1), "match": 1 / factorial(count), "order": 1 / factorial(count)}.get(question.mode, 0.0)


def _subset_sizes(question: Question) -> list[int]:
    return [size for size in SUBSET if size <= len(question.options)]


def _picked(picks: list[int]) -> Response:
    return Response(text="".join(str(pick + 1) for pick in picks), picks=picks)


def _swapped(key: list[int], place: int) -> list[int]:
    """Return the key with a place and the one before it swapped."""
    return [*key[: place - 1], key[place], key[place - 1], *key[place + 1 :]]


def _right_text(question: Question) -> str:
    return "、".join(_right_words(question))


def _right_words(question: Question) -> list[str]:
    fact, index = question.fact, question.form.index
    match question.kind:
        case "cloze":
            return [missing_words(fact.cloze[index])]
        case "recall":
            return [item.name for item in items_asked(fact, index)]
        case "spot":
            return blemish_of(fact, question.form).words
        case "number":
            return [fact.figures[index].value]
        case "reply":
            return [fact.replies[index].say]
        case "written":
            return [fact.questions[index].key[0]]
    return [fact.scenes[index].say]


def _near_texts(question: Question) -> list[str]:
    """Return starts of the right answer, the longest first; most of a list's items; a cloze with a bit too much."""
    whole, words = _right_text(question), _right_words(question)
    if len(words) > 1:
        return ["、".join(words[:count]) for count in range(len(words) - 1, 0, -1)]
    starts = [whole[:length] for length in range(len(whole) - 1, 1, -1)]
    if question.kind == "spot":
        line = blemish_of(question.fact, question.form).line
        return [line[: line.find(whole) + len(whole)], line[line.find(whole) :], *starts]
    if question.kind == "cloze":
        return [*starts, whole + "呢", full_sentence(question.fact.cloze[question.form.index])[: len(whole) + 2]]
    return starts


def _middle(question: Question) -> float:
    amount = parse_amount(_right_text(question))
    assert amount
    return amount.middle


def _characters(texts: list[str]) -> int:
    return sum(map(len, texts))
