"""What is asked today: urgency, minutes, new facts and scopes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import TODAY, TOPICS, cards_of, fact_of, fix_seconds, make_card, make_course, make_fact, sample_course, seconds_of

from trainer.drill.plan import Wishes, compose_plan, current_card
from trainer.drill.routine import NEW_PER_DAY
from trainer.drill.step import Step, ask_seconds

COURSE = sample_course()
BIG = make_course(*(make_fact(f"f{n:02}", topic=TOPICS[n % 4]) for n in range(70)))


@pytest.fixture(autouse=True)
def round_seconds(monkeypatch):
    """Count in round numbers, whatever the estimates are at present."""
    fix_seconds(monkeypatch)


def plan(cards=(), course=COURSE, seed="s", **wishes):
    return compose_plan(course, cards_of(*cards), TODAY, seed, Wishes(**wishes))


def due_of(steps):
    return [step.fact for step in steps if step.action == "ask" and not step.new]


def new_of(steps) -> list[str]:
    return list(dict.fromkeys(step.fact for step in steps if step.new))


def big_cards(count, **changes) -> Iterator:
    return (make_card(f"f{n:02}", **changes) for n in range(count))


def test_a_first_session_introduces_six_must_facts_from_topic_after_topic():
    steps = plan().steps
    assert len(new_of(steps)) == NEW_PER_DAY
    assert {fact_of(COURSE, name).tier for name in new_of(steps)} == {"must"}
    assert {fact_of(COURSE, name).topic for name in new_of(steps)} == set(TOPICS)


@given(st.integers(0, 10**6), st.integers(0, 9), st.integers(1, 12))
def test_only_common_sense_is_asked_cold(seed, known, minutes):
    cards = [make_card(fact, due_in=5) for fact in COURSE.facts[:known]]
    steps = plan(cards, seed=str(seed), minutes=minutes).steps
    taught = {step.fact for step in steps if step.action == "teach"}
    for step in steps:
        if step.new and step.fact not in taught:
            assert fact_of(COURSE, step.fact).cold


@pytest.mark.parametrize(
    ("cards", "first"),
    [
        ([make_card("ph0", -1), make_card("ph1", -9), make_card("ph2", 0, confidently_wrong=True)], ["ph2", "ph1", "ph0"]),
        ([make_card("ph0", -1), make_card("ph1", 0)], ["ph0", "ph1"]),
        ([make_card("ph0", -1), make_card("ph1", 1)], ["ph0"]),
        (
            [make_card("ph0", 0, confidently_wrong=True), make_card("da0", -30), make_card("ph1", -2, confidently_wrong=True)],
            ["ph1", "ph0", "da0"],
        ),
    ],
)
def test_confidently_wrong_first_of_all_then_the_longest_overdue(cards, first):
    assert due_of(plan(cards, new=0).steps) == first


@given(st.lists(st.tuples(st.integers(-40, 5), st.integers(0, 2), st.booleans()), max_size=40), st.integers(1, 10), st.integers(0, 99))
def test_due_before_new_within_the_minutes(known, minutes, seed):
    cards = [make_card(f"f{n:02}", due_in=days, rung=rung, confidently_wrong=sure) for n, (days, rung, sure) in enumerate(known)]
    due = [card for card in cards if card.due_on <= TODAY]
    result = plan(cards, course=BIG, minutes=minutes, seed=str(seed))
    asked = {name for name in due_of(result.steps) if name in {card.fact for card in due}}
    assert result.waiting == len(due) - len(asked)
    # Questions that only stand between a lesson and its question may come on top, where next to nothing is due.
    on_top = 3 * 40 if new_of(result.steps) and len(due) <= 3 else 0
    assert sum(map(seconds_of, result.steps)) <= minutes * 60 + on_top
    if result.waiting or sum(ask_seconds(card.rung) for card in due) >= 240:
        assert not new_of(result.steps)
    urgent = {card.fact for card in due if card.confidently_wrong}
    order = list(dict.fromkeys(name for name in due_of(result.steps) if name in asked))
    assert all(name in urgent for name in order[: len(urgent)])


@pytest.mark.parametrize(
    ("rungs", "minutes", "some"),
    [([2] * 5, 10, True), ([2] * 6, 10, False), ([0] * 23, 10, True), ([0] * 24, 10, False), ([2] * 6, 3, False), ([2] * 2, 1, False)],
)
def test_nothing_new_while_four_minutes_are_due_or_what_is_due_does_not_fit(rungs, minutes, some):
    cards = [make_card(f"f{n:02}", rung=rung) for n, rung in enumerate(rungs)]
    assert bool(new_of(plan(cards, course=BIG, minutes=minutes).steps)) == some


@pytest.mark.parametrize(
    ("wishes", "introduced", "count"),
    [
        ({}, 0, 6),
        ({}, 2, 4),
        ({}, 6, 0),
        ({}, 9, 0),
        ({"minutes": 1}, 0, 3),
        ({"minutes": 60}, 0, 6),
        ({"new": 0}, 0, 0),
        ({"new": 2}, 6, 2),
        ({"new": 9}, 0, 9),
        ({"scope": "useful"}, 6, 6),
        ({"scope": "wrong"}, 0, 0),
        ({"scope": "free"}, 0, 6),
        ({"scope": "free"}, 4, 0),
    ],
)
def test_six_new_a_day_unless_asked_otherwise(wishes, introduced, count):
    cards = [make_card(fact, due_in=2, first_on=TODAY) for fact in BIG.facts[:introduced]]
    assert len(new_of(plan(cards, course=BIG, **wishes).steps)) == count


def test_after_a_long_absence_the_backlog_is_spread():
    result = plan(big_cards(60, due_in=-50), course=BIG)
    assert result.questions == 30
    assert sum(map(seconds_of, result.steps)) <= 300
    assert result.waiting == 30
    assert not new_of(result.steps)


def test_what_is_asked_first_always_fits():
    assert plan([make_card("f00", rung=2)], course=BIG, minutes=0, new=0).questions == 1


@given(st.lists(st.integers(-9, 0), min_size=2, max_size=40), st.integers(0, 99))
def test_topics_are_interleaved(days, seed):
    cards = [make_card(f"f{n:02}", due_in=due) for n, due in enumerate(days)]
    topics = [fact_of(BIG, name).topic for name in due_of(plan(cards, course=BIG, seed=str(seed), minutes=60, new=0).steps)]
    for place, (one, other) in enumerate(zip(topics, topics[1:], strict=False)):
        if one == other:  # Only where the four most urgent that are left are all of this topic.
            left = topics[place + 1 :]
            assert left.count(one) >= min(4, len(left))


def test_one_topic_after_another_although_one_is_more_overdue():
    cards = [make_card(f"f{n:02}", due_in=-9 if n % 4 == 0 else -1) for n in range(8)]
    topics = [fact_of(BIG, name).topic for name in due_of(plan(cards, course=BIG, new=0).steps)]
    assert all(one != other for one, other in zip(topics, topics[1:], strict=False))


def course_with_apart(said_by, other):
    return make_course(*(msgspec.structs.replace(fact, apart=[other] if fact.id == said_by else []) for fact in COURSE.facts))


@pytest.mark.parametrize("wishes", [{}, {"new": 20}, {"scope": "useful"}, {"new": 3}])
@pytest.mark.parametrize(("said_by", "other"), [("ph0", "pa0"), ("pa0", "ph0"), ("ph1", "pa0")])
def test_a_trigger_and_its_catalyst_are_never_both_new(wishes, said_by, other):
    names = new_of(plan(course=course_with_apart(said_by, other), **wishes).steps)
    assert not {said_by, other} <= set(names)
    assert names


@pytest.mark.parametrize(("said_by", "other"), [("ph0", "ph1"), ("ph1", "ph0"), ("ph0", "da0")])
def test_facts_that_blur_are_not_both_new_while_there_are_others(said_by, other):
    names = new_of(plan(course=course_with_apart(said_by, other), new=4).steps)
    assert len(names) == 4
    assert not {said_by, other} <= set(names)


def test_facts_that_blur_are_both_new_when_nothing_else_is_left():
    names = new_of(plan(course=course_with_apart("ph0", "ph1"), topic="phrases", new=20).steps)
    assert {"ph0", "ph1"} <= set(names)


def test_what_was_kept_apart_comes_another_day():
    known = [make_card(fact, due_in=9) for fact in COURSE.facts if fact.id != "ph3" and fact.tier == "must"]
    assert new_of(plan(known).steps) == ["ph3"]


def test_a_topic_holds_everything_back_that_is_not_of_it():
    cards = [make_card("ph0", -3), make_card("da0", -3), make_card("us0", -3)]
    steps = plan(cards, topic="steps").steps
    # One question of another topic stands before the first lesson's own: only one of this topic is due.
    assert due_of(steps)[:2] == ["us0", "ph0"]
    assert {fact_of(COURSE, name).topic for name in new_of(steps)} == {"steps"}
    assert {"sq0", "us1"} <= set(new_of(steps))


@pytest.mark.parametrize(
    ("scope", "asked", "waiting"),
    [("daily", ["ph1", "ph0"], 0), ("wrong", ["ph0", "ph2"], 0), ("free", ["ph1", "ph0", "ph2", "ph3"], 0), ("useful", ["ph1", "ph0"], 0)],
)
def test_scopes(scope, asked, waiting):
    cards = [make_card("ph0", 0, last_wrong=True), make_card("ph1", -1), make_card("ph2", 3, last_wrong=True), make_card("ph3", 4)]
    result = plan(cards, scope=scope, new=0)
    assert (due_of(result.steps), result.waiting) == (asked, waiting)


def test_a_free_drill_leaves_nothing_waiting_that_is_not_due():
    result = plan([*big_cards(40, due_in=3)], course=BIG, scope="free")
    assert (result.questions, result.waiting) == (30, 0)


@pytest.mark.parametrize(
    ("known", "scope", "tiers"),
    [(False, "daily", {"must"}), (False, "useful", {"must"}), (True, "daily", set()), (True, "useful", {"useful"})],
)
def test_useful_facts_only_when_asked_for_and_after_the_must(known, scope, tiers):
    cards = [make_card(fact, 9) for fact in COURSE.facts if fact.tier == "must"] if known else []
    assert {fact_of(COURSE, name).tier for name in new_of(plan(cards, scope=scope).steps)} == tiers


def test_background_comes_when_the_useful_facts_are_known_or_their_topic_is_asked_for():
    far = make_fact("far", tier="background", topic="steps")
    course = make_course(*COURSE.facts, far)
    known = [make_card(fact, 9) for fact in COURSE.facts]
    assert new_of(plan(known, course=course).steps) == []
    assert new_of(plan(known, course=course, scope="useful").steps) == ["far"]
    assert new_of(plan(known, course=course, topic="steps").steps) == ["far"]
    but_one = [card for card in known if card.fact != "us0"]
    assert new_of(plan(but_one, course=course, scope="useful").steps) == ["us0", "far"]


def test_nothing_due_and_nothing_new_is_an_empty_plan():
    result = plan([make_card(fact, 9) for fact in COURSE.facts])
    assert (result.steps, result.waiting, result.questions) == ([], 0, 0)


@pytest.mark.parametrize(("known", "due"), [(0, 0), (1, 0), (2, 0), (5, 0), (2, 1), (5, 1), (9, 2), (20, 5)])
@pytest.mark.parametrize("new", [1, 2, 6])
def test_a_lesson_waits_for_two_other_questions_whenever_any_is_known(known, due, new):
    cards = [make_card(f"f{n:02}", due_in=0 if n < due else 7) for n in range(known)]
    steps = plan(cards, course=BIG, new=new).steps
    for fact in new_of(steps)[0 if known else 1 :]:
        taught = next(place for place, step in enumerate(steps) if step.action == "teach" and step.fact == fact)
        asked = next(place for place, step in enumerate(steps) if step.action == "ask" and step.fact == fact)
        assert [step.action for step in steps[taught:asked]].count("ask") >= 2


def test_spacers_are_the_facts_due_soonest_and_only_as_many_as_needed():
    cards = [make_card("f00", 9), make_card("f01", 2), make_card("f02", 4)]
    assert due_of(plan(cards, course=BIG, new=1).steps)[:2] == ["f01", "f02"]
    assert set(due_of(plan([*cards, make_card("f03", 0)], course=BIG, new=1).steps)) == {"f03", "f01"}
    assert set(due_of(plan([*cards, make_card("f03", 0), make_card("f04", 0)], course=BIG, new=1).steps)) == {"f03", "f04"}
    assert due_of(plan(cards, course=BIG, new=0).steps) == []


def test_common_sense_spaces_the_lessons_of_a_beginner():
    first = plan(new=4, course=COURSE).steps
    assert sum(step.cold for step in first) == 2
    assert not due_of(first)
    # One who knows other topics is a beginner in this one.
    elsewhere = plan([make_card("da1", 9), make_card("da2", 9)], topic="phrases", new=3).steps
    assert {step.fact for step in elsewhere if step.cold} == {"ph0", "ph1"}


def test_new_facts_that_need_no_lesson_need_no_spacers():
    cards = [make_card("pr0", 9), make_card("pr1", 9)]
    course = make_course(make_fact("c0", cold=True), make_fact("c1", cold=True), make_fact("pr0"), make_fact("pr1"))
    assert [(step.fact, step.cold) for step in plan(cards, course=course).steps] == [("c0", True), ("c1", True)]


@pytest.mark.parametrize(("card_rev", "fact_rev", "known"), [(1, 1, True), (2, 1, True), (1, 2, False)])
def test_a_raised_revision_is_taught_again(card_rev, fact_rev, known):
    fact = make_fact("x", rev=fact_rev)
    card = make_card(fact, 0, rev=card_rev)
    assert current_card(fact, cards_of(card)) == (card if known else None)
    actions = [step.action for step in plan([card], course=make_course(fact)).steps]
    assert actions == (["ask"] if known else ["teach", "ask"])


def test_a_renamed_fact_keeps_its_card():
    fact = make_fact("new", renamed_from=["old", "older"])
    card = make_card("old", 0, rung=1)
    assert plan([card], course=make_course(fact)).steps == [Step("ask", "new", 1)]
    assert current_card(fact, cards_of(make_card("new"))) is None


@given(st.integers(0, 10**6))
def test_the_same_seed_gives_the_same_plan(seed):
    cards = [*big_cards(30, due_in=-2)]
    assert plan(cards, course=BIG, seed=str(seed)) == plan(cards, course=BIG, seed=str(seed))


def test_different_seeds_mix_a_day_differently():
    assert len({tuple(due_of(plan(big_cards(20), course=BIG, seed=str(seed)).steps)) for seed in range(20)}) > 15


@pytest.mark.parametrize("topic", TOPICS)
def test_a_beginner_is_asked_two_questions_before_the_first_lesson_s_own_in_every_topic(topic):
    steps = plan(topic=topic, new=3).steps
    taught = next(position for position, step in enumerate(steps) if step.action == "teach")
    fact = steps[taught].fact
    asked = next(position for position, step in enumerate(steps) if step.action == "ask" and step.fact == fact)
    assert sum(step.action == "ask" for step in steps[taught:asked]) >= 2


def test_a_card_from_the_future_is_asked_again():
    future = msgspec.structs.replace(make_card("ph0", due_in=40_000), last_on=TODAY + timedelta(days=39_000))
    assert due_of(plan([future], new=0).steps) == ["ph0"]
