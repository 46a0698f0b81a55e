"""The end of a session: what went well, what to say today, when to come back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from samples import TODAY, cards_of, fix_seconds, make_card, make_course, make_fact, respond

from trainer.drill.plan import Plan
from trainer.drill.routine import Routine
from trainer.drill.session import Session
from trainer.drill.step import Step
from trainer.drill.summary import summarise

NAMES = ["a", "b", "c", "d", "e"]
COURSE = make_course(*(make_fact(name) for name in NAMES))


@pytest.fixture(autouse=True)
def round_seconds(monkeypatch):
    """Count in round numbers, whatever the estimates are at present."""
    fix_seconds(monkeypatch)


def answer(*hows, waiting=0):
    session = Session(COURSE, Plan([Step("ask", name, 1) for name in NAMES[: len(hows)]], "s7", waiting))
    for how in hows:
        session.skip() if how == "skip" else session.answer(respond(session.next(), how))
    return session


def sum_up(session, *cards, finished=True):
    return summarise(session, cards_of(*cards), TODAY, Routine(), finished=finished)


def test_what_was_missed_is_what_to_say_today():
    session = answer("right", "right", "unsure", "right", "wrong")
    summary = sum_up(session)
    assert (summary.answered, summary.right) == (5, 4)
    assert summary.well == ["标题a", "标题b", "标题d"]
    says = [done.say for done in session.done]
    assert summary.say == [says[4], says[2], says[0]]


def test_nothing_is_said_twice():
    session = Session(COURSE, Plan([Step("ask", "a", 2)] * 2, "s7", 0))
    for _time in range(2):
        session.answer(respond(session.next(), "right"))
    summary = sum_up(session)
    assert summary.well == ["标题a"]
    assert len(set(summary.say)) == len(summary.say)


def test_nothing_answered_and_nothing_known():
    summary = sum_up(answer("skip"), finished=False)
    assert (summary.answered, summary.right, summary.well, summary.say, summary.next) == (0, 0, [], [], None)
    assert not summary.finished


@pytest.mark.parametrize(
    ("due", "days", "count", "minutes"),
    [
        ([(3, 0)], 3, 1, 1),
        ([(-4, 0)], 1, 1, 1),
        ([(0, 0), (1, 0), (2, 0)], 1, 2, 1),
        ([(5, 2), (5, 2), (5, 2), (5, 1), (9, 2)], 5, 4, 2),
    ],
)
def test_when_to_come_back(due, days, count, minutes):
    cards = [make_card(name, due_in=when, rung=rung) for name, (when, rung) in zip(NAMES, due + [(40, 0)] * 5, strict=False)]
    coming = sum_up(answer("right"), *cards).next
    assert (coming.on, coming.due, coming.minutes) == (TODAY + timedelta(days=days), count, minutes)
    assert (coming.is_tomorrow, coming.has_new) == (days == 1, False)


def test_unseen_must_facts_are_a_reason_to_come_tomorrow():
    coming = sum_up(answer("right"), make_card("a", due_in=5)).next
    assert (coming.on, coming.due, coming.has_new) == (TODAY + timedelta(days=1), 0, True)


def test_the_minutes_are_those_of_one_session():
    many = make_course(*(make_fact(f"m{n}") for n in range(60)))
    session = Session(many, Plan([], "s", 0))
    coming = summarise(session, cards_of(*(make_card(f"m{n}", due_in=0, rung=2) for n in range(60))), TODAY, Routine(), finished=True).next
    assert (coming.due, coming.minutes) == (60, 5)


def test_what_waits_for_other_days_is_told():
    assert sum_up(answer("right", waiting=33)).waiting == 33
