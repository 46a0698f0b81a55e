"""One simulated learner in front of the program, day after day: plan, session, grading and cards are the program's own."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta
from statistics import mean

import msgspec
from bench.learner import Learner, Traits, lucky_chance

from trainer.course.model import Course, Fact
from trainer.drill import session as session_module
from trainer.drill.kinds import forms_at
from trainer.drill.plan import Wishes, compose_plan
from trainer.drill.question import Feedback, Form, Question, Response
from trainer.drill.session import Lesson, Session
from trainer.memory import Answer, Card, Schedule, advance_card

START = date(2026, 1, 5)
"""A Monday."""
DAYS = 90
FIXED_WEEKDAYS = (0, 1, 3, 5)
DAY_MS = 86_400_000
NOON_MS = 1_767_585_600_000
"""Noon of `START` in Shanghai."""
NEW_RIGHT = (0.60, 0.85)
PACE = (0.8, 1.3)


class Habit(msgspec.Struct, frozen=True, kw_only=True):
    """When and how long somebody practises. `minutes` is asked of the program, `limit_min` is when the learner gets up."""

    name: str
    weekdays: str = "fixed"
    minutes: int = 5
    limit_min: float = 8.0
    away: tuple[int, int] = (0, 0)
    """First day away and first day back."""
    again: bool = False
    """Starts another session when due cards are left and time too."""
    useful: bool = False
    half_life: float = 10.0


class Reply(msgspec.Struct, frozen=True):
    """One answer: the kind and rung asked, the grade; `new`: first meeting; `retry`: already asked today.

    The seconds are with feedback, `assumed_s` at the assumed pace; `luck` is the chance that a guess would have been right.
    """

    fact: str
    kind: str
    rung: int
    grade: str
    seconds: float
    assumed_s: float
    new: bool
    retry: bool
    luck: float


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """One day of practice: due cards before and after, and what the must facts had come to."""

    day: int
    minutes: float
    lessons_s: list[float]
    """Seconds of each lesson at the assumed pace."""
    replies: list[Reply]
    due_before: int
    left: int
    seen: int
    seen_useful: int
    rungs: tuple[int, int, int]
    strength: float
    """Mean true chance to know a must fact again on that day, before practising, unseen ones counting as 0."""


class Practice:
    """One learner's cards and days."""

    def __init__(self, course: Course, habit: Habit, learner: Learner, seed: str) -> None:
        self.course = course
        self.habit = habit
        self.learner = learner
        self.seed = seed
        self.schedule = Schedule(course.interval_cap_days)
        self.cards: dict[str, Card] = {}
        self.days: list[Day] = []
        self._must = [fact for fact in course.facts if fact.tier == "must"]

    def practise(self, day: int) -> None:
        """Run one session and note the day."""
        today = START + timedelta(days=day)
        due_before, strength = self._count_due(today), mean(self.learner.strength(fact, day) for fact in self._must)
        replies: list[Reply] = []
        lessons_s: list[float] = []
        spent = self._run(self._begin(today), day, replies, lessons_s)
        while self.habit.again and self._count_due(today) and spent < self.habit.limit_min * 60:
            spent += self._run(self._begin(today), day, replies, lessons_s, spent)
        known = [self.cards[fact.log_id] for fact in self._must if fact.log_id in self.cards]
        rungs = [sum(card.rung == rung for card in known) for rung in range(3)]
        self.days.append(
            Day(
                day=day,
                minutes=spent / 60,
                lessons_s=lessons_s,
                replies=replies,
                due_before=due_before,
                left=self._count_due(today),
                seen=len(known),
                seen_useful=len(self.cards) - len(known),
                rungs=(rungs[0], rungs[1], rungs[2]),
                strength=strength,
            )
        )

    def _begin(self, today: date) -> Session:
        all_seen = all(fact.log_id in self.cards for fact in self._must)
        wishes = Wishes(minutes=self.habit.minutes, scope="useful" if self.habit.useful and all_seen else "daily")
        return Session(self.course, compose_plan(self.course, self.cards, today, f"{self.seed}:{today}", wishes))

    def _run(self, session: Session, day: int, replies: list[Reply], lessons_s: list[float], before: float = 0.0) -> float:
        spent = 0.0
        while before + spent < self.habit.limit_min * 60 and (task := session.next()):
            if isinstance(task, Lesson):
                lessons_s.append(self.learner.study(task.fact, day))
                spent += self.learner.own_seconds(lessons_s[-1])
                session.seen()
                continue
            response, assumed_s = self.learner.respond(task, day)
            feedback = session.answer(response)
            assumed_s += self.learner.read_feedback(feedback)
            seconds = self.learner.own_seconds(assumed_s)
            spent += seconds
            retry = task.fact.id in {reply.fact for reply in replies}
            replies.append(self._note(task, feedback, seconds=seconds, assumed_s=assumed_s, retry=retry))
            answer = _log_answer(task, response, feedback, day)
            self.cards[answer.fact] = advance_card(self.cards.get(answer.fact), answer, self.schedule)
        return spent

    def _note(self, question: Question, feedback: Feedback, *, seconds: float, assumed_s: float, retry: bool) -> Reply:
        fact, form, grade = question.fact, question.form, feedback.mark.grade
        new, luck = fact.log_id not in self.cards, lucky_chance(question)
        return Reply(fact.id, form.kind, form.rung, grade, seconds, assumed_s, new, retry, luck)

    def _count_due(self, today: date) -> int:
        return sum(card.due_on <= today for card in self.cards.values())


def _log_answer(question: Question, response: Response, feedback: Feedback, day: int) -> Answer:
    fact = question.fact
    return Answer(
        uuid="", device="", seq=0, learner="", course="", session="", stem="", options=[], findings=[], elapsed_ms=0, grader=1,
        fact=fact.log_id, rev=fact.rev, kind=question.kind, form=question.form.name, rung=question.form.rung,
        response=response.text, grade=feedback.mark.grade, rating=feedback.rating, certain=response.certain, hints=response.hints,
        answered_at=NOON_MS + day * DAY_MS, offset_min=480,
    )  # fmt: skip


def practice_days(habit: Habit, days: int, seed: str) -> list[int]:
    """Return the days (from 0) on which somebody practises: four a week, the same or drawn anew each week, or all."""
    draw = random.Random(f"{seed}:weekdays")
    chosen: list[int] = []
    for monday in range(0, days, 7):
        weekdays = {"fixed": FIXED_WEEKDAYS, "daily": range(7)}.get(habit.weekdays) or sorted(draw.sample(range(7), 4))
        chosen += [monday + weekday for weekday in weekdays]
    return [day for day in chosen if day < days and not habit.away[0] <= day < habit.away[1]]


def simulate(course: Course, habit: Habit, number: int, seed: int = 1, days: int = DAYS) -> list[Day]:
    """Return the days of learner `number`: share right on new facts and pace are spread over the learners."""
    key = f"{seed}:{number}"
    draw = random.Random(f"{key}:traits")
    traits = Traits(new_right=draw.uniform(*NEW_RIGHT), half_life=habit.half_life, pace=draw.uniform(*PACE))
    practice = Practice(course, habit, Learner(course, traits, key), key)
    for day in practice_days(habit, days, key):
        practice.practise(day)
    return practice.days


def weekly_backlog(days: Iterable[Day]) -> dict[int, int]:
    """Return the due cards left over after each week's last day of practice."""
    return {day.day // 7: day.left for day in days}


def remember_forms() -> None:
    """Keep each fact's forms: they depend on the course alone, and working them out again takes most of the time."""
    kept: dict[tuple[int, str, int], list[Form]] = {}

    def recall(course: Course, fact: Fact, rung: int) -> list[Form]:
        key = (id(course), fact.id, rung)
        if key not in kept:
            kept[key] = forms_at(course, fact, rung)
        return kept[key]

    session_module.forms_at = recall
