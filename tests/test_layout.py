"""The order of steps: due first, a lesson before its question, and two other questions in between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import make_fact

from trainer.drill.layout import APART, SPACERS, lay_out
from trainer.drill.step import TEACH_S, Step, ask_seconds, new_seconds


def short(steps):
    """Write steps as `T a` (teach), `a` (ask), `a*` (ask cold)."""
    return " ".join(("T" if step.action == "teach" else "") + step.fact + ("*" if step.cold else "") for step in steps)


def make_due(count):
    return [Step("ask", f"d{n}", n % 3) for n in range(count)]


def make_new(plain, cold=0):
    return [make_fact(f"c{n}", cold=True) for n in range(cold)] + [make_fact(f"n{n}") for n in range(plain)]


@pytest.mark.parametrize(
    ("due", "plain", "cold", "expected"),
    [
        (0, 0, 0, ""),
        (3, 0, 0, "d0 d1 d2"),
        (0, 0, 2, "c0* c1*"),
        (0, 1, 0, "Tn0 n0"),
        (0, 1, 2, "Tn0 c0* c1* n0"),
        (0, 2, 2, "Tn0 c0* Tn1 c1* n0 n1"),
        (1, 1, 0, "d0 Tn0 d0 d0 n0"),
        (1, 1, 1, "d0 Tn0 c0* d0 n0"),
        (2, 1, 0, "d0 Tn0 d1 d0 n0"),
        (3, 1, 0, "d0 Tn0 d1 d2 n0"),
        (6, 1, 0, "d0 d1 d2 Tn0 d3 d4 n0 d5"),
        (0, 2, 0, "Tn0 Tn1 n0 n0 n1"),
        (2, 0, 2, "d0 Tc0 d1 Tc1 d0 c0 c1"),
        (0, 0, 3, "Tc2 c0* c1* c2"),
    ],
)
def test_layouts(due, plain, cold, expected):
    assert short(lay_out(make_due(due), make_new(plain, cold))) == expected


SIZES = (st.integers(0, 12), st.integers(0, 8), st.integers(0, 4))


def others_between(steps, fact):
    taught = next(place for place, step in enumerate(steps) if step.action == "teach" and step.fact == fact)
    asked = next(place for place, step in enumerate(steps) if step.action == "ask" and step.fact == fact)
    assert taught < asked
    return sum(step.action == "ask" for step in steps[taught:asked])


@given(*SIZES)
def test_two_other_questions_stand_between_a_lesson_and_its_question(due, plain, cold):
    new = make_new(plain, cold)
    steps = lay_out(make_due(due), new)
    asked_cold = {step.fact for step in steps if step.cold}
    gaps = [others_between(steps, fact.id) for fact in new if fact.id not in asked_cold]
    # Only where the session holds nothing but lessons has the first of them nothing to wait for.
    exempt = 1 if not due and not asked_cold else 0
    assert all(gap >= APART for gap in gaps[exempt:])


@given(*SIZES)
def test_every_new_fact_is_taught_once_or_asked_cold_and_only_common_sense_is(due, plain, cold):
    new = make_new(plain, cold)
    steps = lay_out(make_due(due), new)
    taught = [step.fact for step in steps if step.action == "teach"]
    asked_cold = [step.fact for step in steps if step.cold]
    assert sorted(taught + asked_cold) == sorted(fact.id for fact in new)
    assert all(fact.startswith("c") for fact in asked_cold)
    assert len(asked_cold) <= max(0, APART - due)
    assert all(step.new == (step.fact[0] != "d") for step in steps)


@given(*SIZES)
def test_due_questions_keep_their_order_and_come_first_but_for_the_spacers(due, plain, cold):
    steps = lay_out(make_due(due), make_new(plain, cold))
    first_asked = list(dict.fromkeys(step.fact for step in steps if step.action == "ask" and step.fact.startswith("d")))
    assert first_asked == [f"d{n}" for n in range(due)]
    head = steps[: max(0, due - SPACERS) if plain + cold else due]
    assert all(not step.new for step in head)
    assert not due or steps[0].fact == "d0"


@given(*SIZES)
def test_nothing_is_repeated_where_enough_stands_between(due, plain, cold):
    steps = lay_out(make_due(due), make_new(plain, cold))
    if due >= 3:
        asked = [step.fact for step in steps if step.action == "ask"]
        assert len(asked) == len(set(asked))


def test_saying_it_takes_longest():
    recognise, recall, produce = map(ask_seconds, range(3))
    assert min(recognise, recall) > 5 and max(recognise, recall) < produce < 60
    assert new_seconds() == TEACH_S + recognise
