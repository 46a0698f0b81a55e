"""Simulated learners over ninety days, few and quick: what docs/learning.md claims must go on being so.

The figures there come from `tests/bench/simulate_learning.py`; the bounds here leave room for another seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import mean

import pytest
from bench.learner import LUCK, Learner, Traits, right_answer
from bench.practice import DAYS, Day, Habit, practice_days, remember_forms, simulate, weekly_backlog

from trainer.course.model import Course
from trainer.course.read import read_course
from trainer.drill import session as session_module
from trainer.drill.kinds import build_question, grade_response, list_forms
from trainer.drill.respond import Typed, parse_line
from trainer.drill.step import ASK_S, TEACH_S

LEARNERS = 4
FOUR_DAYS = [Habit(name="fixed", again=True), Habit(name="random", weekdays="random", again=True)]
DAILY = Habit(name="daily", weekdays="daily")
BACK = 49
Runs = list[list[Day]]


@pytest.fixture(scope="module")
def course() -> Iterator[Course]:
    kept = session_module.forms_at
    remember_forms()
    yield read_course(Path(__file__).parents[1] / "content" / "essentials")
    session_module.forms_at = kept


@pytest.fixture(scope="module", params=FOUR_DAYS, ids=lambda habit: habit.name)
def four_days(course: Course, request: pytest.FixtureRequest) -> Runs:
    return [simulate(course, request.param, number) for number in range(LEARNERS)]


@pytest.fixture(scope="module")
def daily(course: Course) -> Runs:
    return [simulate(course, DAILY, number) for number in range(LEARNERS)]


def test_backlog_clears_every_week(four_days: Runs) -> None:
    for run in four_days:
        weeks = [[day.left for day in run if day.day // 7 == week] for week in weekly_backlog(run)]
        assert mean(min(week) == 0 for week in weeks) >= 12 / 13
        assert mean(weekly_backlog(run).values()) <= 1.5


def test_nobody_sits_longer_than_eight_minutes_and_a_last_question(four_days: Runs) -> None:
    minutes = [day.minutes for run in four_days for day in run]
    assert max(minutes) < 10
    assert 3 <= mean(minutes) <= 7


def test_every_must_fact_is_introduced_and_climbs(four_days: Runs) -> None:
    for run in four_days:
        assert run[-1].seen == 60
        assert run[-1].rungs[2] >= 50
        assert run[-1].strength >= 0.8


def test_learners_are_those_of_the_claim(four_days: Runs) -> None:
    new = [reply.grade == "right" for run in four_days for day in run for reply in day.replies if reply.new]
    assert 0.6 <= mean(new) <= 0.85


def test_luck_is_the_chance_of_the_first_questions_as_they_are_asked(four_days: Runs) -> None:
    chances = [reply.luck for run in four_days for day in run for reply in day.replies if reply.new]
    assert mean(chances) == pytest.approx(LUCK, abs=0.04)


def test_the_learner_can_answer_every_form_and_can_fail_it(course: Course) -> None:
    learner = Learner(course, Traits(), "s")
    for fact in course.facts:
        for form in list_forms(course, fact):
            question = build_question(course, fact, form, "s")
            assert grade_response(course, question, right_answer(question)).grade == "right"
            guess = learner.guess(question)
            assert isinstance(parse_line(question, guess.text), Typed)
            if not question.options:
                assert grade_response(course, question, guess).grade == "wrong"


def test_daily_practice_costs_two_to_five_minutes(daily: Runs) -> None:
    assert 2 <= mean(day.minutes for run in daily for day in run) <= 5
    assert all(next(day.day for day in run if day.seen == 60) < 45 for run in daily)


def test_at_most_six_new_facts_a_day(daily: Runs) -> None:
    assert max(sum(reply.new for reply in day.replies) for run in daily for day in run) == 6


def test_reckoned_seconds_are_those_the_texts_take(four_days: Runs) -> None:
    lessons_s = [seconds for run in four_days for day in run for seconds in day.lessons_s]
    assert mean(lessons_s) == pytest.approx(TEACH_S, rel=0.3)
    replies = [reply for run in four_days for day in run for reply in day.replies]
    for rung, reckoned in ASK_S.items():
        assert mean(reply.seconds for reply in replies if reply.rung == rung) == pytest.approx(reckoned, rel=0.3)


def test_backlog_of_three_weeks_is_spread(course: Course) -> None:
    run = simulate(course, Habit(name="away", again=True, away=(28, BACK)), 0)
    back = [day for day in run if day.day >= BACK]
    assert len({reply.fact for reply in back[0].replies}) < back[0].due_before / 2
    assert max(day.minutes for day in back) < 10
    assert 1 < next(index for index, day in enumerate(back, 1) if day.left == 0) <= 8


def test_same_seed_same_days(course: Course) -> None:
    first, second, other = (simulate(course, FOUR_DAYS[1], 0, seed, days=21) for seed in (3, 3, 4))
    assert first == second != other


WEEKDAYS = [("fixed", 4), ("random", 4), ("daily", 7)]


@pytest.mark.parametrize(("weekdays", "count"), WEEKDAYS)
def test_practice_days(weekdays: str, count: int) -> None:
    days = practice_days(Habit(name="x", weekdays=weekdays, away=(28, BACK)), DAYS, "1")
    weeks = [sum(day // 7 == week for day in days) for week in range(12)]
    assert weeks == [count] * 4 + [0] * 3 + [count] * 5
