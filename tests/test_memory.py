"""Answers to cards: tables of single steps, and the properties of a whole log."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer.clock import Moment, local_day, now
from trainer.memory import (
    AGAIN,
    EASY,
    GOOD,
    HARD,
    PRODUCE,
    RECALL,
    RECOGNISE,
    Answer,
    Card,
    Schedule,
    advance_card,
    replay_answers,
)

NOON = 1_767_240_000_000  # 2026-01-01 12:00 in Shanghai
DAY_MS = 86_400_000
SCHEDULE = Schedule(365)


def answer(rating: int = GOOD, *, days: float = 0, **changes: Any) -> Answer:
    """Return a graded answer some days after the start; the grade follows the rating unless given."""
    grades = {0: "skipped", AGAIN: "wrong", HARD: "partial"}
    fields: dict[str, Any] = {
        "uuid": "u", "device": "d", "seq": 1, "learner": "l", "course": "c", "fact": "f", "rev": 1, "session": "s",
        "kind": "choose", "form": "x", "rung": RECOGNISE, "stem": "?", "options": [], "response": "1",
        "grade": grades.get(rating, "right"), "rating": rating, "certain": True, "hints": 0, "findings": [], "elapsed_ms": 1,
        "grader": 1, "answered_at": NOON + round(days * DAY_MS), "offset_min": 480,
    }  # fmt: skip
    return Answer(**(fields | changes))


def play(*answers: Answer, schedule: Schedule = SCHEDULE) -> Card:
    """Advance a card through answers in the given order."""
    card = None
    for one in answers:
        card = advance_card(card, one, schedule)
    assert card is not None
    return card


FIRST_INTERVALS = [(AGAIN, 1), (HARD, 1), (GOOD, 2), (EASY, 8)]


@pytest.mark.parametrize(("rating", "days"), FIRST_INTERVALS)
def test_first_interval(rating: int, days: int) -> None:
    card = play(answer(rating))
    assert (card.last_on, card.first_on, (card.due_on - card.last_on).days) == (date(2026, 1, 1), date(2026, 1, 1), days)


def test_intervals_grow_when_every_answer_is_good() -> None:
    card, intervals = None, []
    for _ in range(5):
        on = 0 if card is None else (card.due_on - date(2026, 1, 1)).days
        card = advance_card(card, answer(GOOD, days=on), SCHEDULE)
        intervals.append((card.due_on - card.last_on).days)
    # 2, 11, 46, 163 and the cap without fuzz; a day more or less moves the next one a little.
    for days, plain in zip(intervals, [2, 11, 46, 163, SCHEDULE.cap_days], strict=True):
        assert abs(days - plain) <= 0.1 * plain
    assert intervals == sorted(intervals)


@pytest.mark.parametrize("cap_days", [1, 2, 7, 30])
def test_the_cap_holds(cap_days: int) -> None:
    for fact in "abcdefgh":
        card = play(*(answer(EASY, days=10 * number, fact=fact) for number in range(4)), schedule=Schedule(cap_days))
        days = (card.due_on - card.last_on).days
        assert days == cap_days if cap_days < 7 else cap_days - 2 <= days <= cap_days


COUNTERS = [
    # ratings, certainty of the last, reps, lapses, confidently wrong, wrong
    ([GOOD], True, 1, 0, False, False),
    ([GOOD], False, 1, 0, False, False),
    ([AGAIN], True, 1, 1, True, True),
    ([AGAIN], False, 1, 1, False, True),
    ([AGAIN, HARD], True, 2, 1, False, False),
    ([GOOD, AGAIN, AGAIN], True, 3, 2, True, True),
]


@pytest.mark.parametrize(("ratings", "certain", "reps", "lapses", "confidently", "wrong"), COUNTERS)
def test_counters(ratings: list[int], certain: bool, reps: int, lapses: int, confidently: bool, wrong: bool) -> None:
    card = play(*(answer(rating, days=number, certain=certain) for number, rating in enumerate(ratings)))
    assert (card.reps, card.lapses, card.confidently_wrong, card.last_wrong) == (reps, lapses, confidently, wrong)


LADDER = [
    # (rating, rung asked, day) of each answer; the rung reached
    ([(GOOD, RECOGNISE, 0)], RECALL),
    ([(EASY, RECOGNISE, 0)], RECALL),
    ([(HARD, RECOGNISE, 0)], RECOGNISE),
    ([(AGAIN, RECOGNISE, 0)], RECOGNISE),
    ([(GOOD, RECOGNISE, 0), (GOOD, RECALL, 0)], RECALL),
    ([(GOOD, RECOGNISE, 0), (GOOD, RECALL, 1)], PRODUCE),
    ([(GOOD, RECOGNISE, 0), (GOOD, RECOGNISE, 1)], RECALL),
    ([(GOOD, RECOGNISE, 0), (GOOD, PRODUCE, 1)], PRODUCE),
    ([(GOOD, RECOGNISE, 0), (GOOD, RECALL, 1), (GOOD, PRODUCE, 9)], PRODUCE),
    ([(GOOD, RECOGNISE, 0), (AGAIN, RECALL, 1)], RECOGNISE),
    ([(GOOD, RECOGNISE, 0), (AGAIN, RECALL, 0), (GOOD, RECOGNISE, 0)], RECOGNISE),
    ([(GOOD, RECOGNISE, 0), (AGAIN, RECALL, 1), (GOOD, RECOGNISE, 1)], RECOGNISE),
    ([(GOOD, RECOGNISE, 0), (AGAIN, RECALL, 1), (GOOD, RECOGNISE, 2)], RECALL),
    ([(AGAIN, RECOGNISE, 0), (GOOD, RECOGNISE, 0)], RECOGNISE),
    ([(GOOD, RECOGNISE, 0), (GOOD, RECALL, 1), (AGAIN, PRODUCE, 2)], RECALL),
]


@pytest.mark.parametrize(("steps", "reached"), LADDER)
def test_ladder(steps: list[tuple[int, int, int]], reached: int) -> None:
    card = play(*(answer(rating, rung=rung, days=day) for rating, rung, day in steps))
    assert card.rung == reached


def test_the_day_of_the_last_move_is_kept() -> None:
    assert play(answer(HARD)).moved_on is None
    assert play(answer(GOOD), answer(AGAIN, rung=RECALL, days=3)).moved_on == date(2026, 1, 4)
    assert play(answer(GOOD), answer(HARD, days=3)).moved_on == date(2026, 1, 1)
    assert play(answer(GOOD), answer(GOOD, rung=RECALL, days=3)).moved_on == date(2026, 1, 4)


def test_a_new_revision_starts_afresh() -> None:
    card = play(answer(AGAIN), answer(GOOD, days=1), answer(GOOD, days=5, rev=2))
    assert card == play(answer(GOOD, days=5, rev=2))
    assert (card.rev, card.reps, card.lapses, card.first_on) == (2, 1, 0, date(2026, 1, 6))


def test_an_answer_from_a_zone_a_day_behind_counts_on_the_card_s_day() -> None:
    card = play(answer(GOOD), answer(GOOD, days=0.1, rung=RECALL, offset_min=-480))
    assert card == play(answer(GOOD), answer(GOOD, days=0.1, rung=RECALL))
    assert (card.last_on, card.rung) == (date(2026, 1, 1), RECALL)


def test_an_answer_dated_long_before_the_card_is_taken_at_its_word() -> None:
    card = play(answer(GOOD, days=9), answer(GOOD, days=2, rung=RECALL))
    assert (card.first_on, card.last_on, card.rung) == (date(2026, 1, 3), date(2026, 1, 3), PRODUCE)
    assert 1 <= (card.due_on - card.last_on).days <= 7


def test_a_second_answer_on_a_day_moves_the_card_little() -> None:
    once, twice = play(answer(GOOD)), play(answer(GOOD), answer(GOOD, days=0.1))
    assert twice.reps == 2
    assert once.stability <= twice.stability < play(answer(GOOD), answer(GOOD, days=2)).stability


LOGS = [
    # rows; (fact, reps, rev) of the cards
    ([], []),
    ([answer(0)], []),
    ([answer(0, grade="undone")], []),
    ([answer(uuid="a"), answer(0, uuid="b", seq=2, grade="undone", corrects="a")], []),
    ([answer(uuid="a"), answer(uuid="b", days=1), answer(0, seq=2, days=2, grade="undone", corrects="a")], [("f", 1, 1)]),
    ([answer(uuid="a", days=3), answer(0, uuid="b", days=1, grade="undone", corrects="a")], []),
    ([answer(uuid="a"), answer(AGAIN, uuid="b", seq=2, corrects="a")], [("f", 1, 1)]),
    ([answer(rev=2), answer(days=1, rev=1)], [("f", 1, 2)]),
    ([answer(rev=1), answer(days=1, rev=2), answer(days=2, rev=2)], [("f", 2, 2)]),
    ([answer(), answer(fact="g", seq=2)], [("f", 1, 1), ("g", 1, 1)]),
]


@pytest.mark.parametrize(("rows", "expected"), LOGS)
def test_replay(rows: list[Answer], expected: list[tuple[str, int, int]]) -> None:
    cards = replay_answers(rows, SCHEDULE)
    assert [(fact, card.reps, card.rev) for fact, card in cards.items()] == expected


def test_replay_order_is_time_then_device_then_sequence() -> None:
    rows = [
        answer(AGAIN, uuid="1", days=0, device="z", seq=9),
        answer(GOOD, uuid="2", days=1, device="a", seq=2),
        answer(EASY, uuid="3", days=1, device="a", seq=10),
        answer(HARD, uuid="4", days=1, device="b", seq=1),
    ]
    assert replay_answers(reversed(rows), SCHEDULE) == {"f": play(*rows)}


row = st.tuples(
    st.sampled_from([0, AGAIN, HARD, GOOD, EASY]),
    st.fixed_dictionaries(
        {
            "fact": st.sampled_from("fg"),
            "rev": st.integers(1, 2),
            "rung": st.integers(RECOGNISE, PRODUCE),
            "days": st.sampled_from([0, 0, 0.5, 1, 7, 30]),
            "device": st.sampled_from("de"),
            "offset_min": st.sampled_from([480, -480]),
            "corrects": st.sampled_from(["", "", "", "0", "1"]),
        }
    ),
)


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(row, max_size=10), data=st.data())
def test_a_replay_does_not_depend_on_the_order_of_arrival(rows: list[tuple[int, dict[str, Any]]], data: st.DataObject) -> None:
    log = [answer(rating, uuid=str(number), seq=number, **changes) for number, (rating, changes) in enumerate(rows)]
    arrived = data.draw(st.permutations(log))
    cards = replay_answers(arrived, Schedule(30))
    assert cards == replay_answers(log, Schedule(30))
    assert list(cards) == list(replay_answers(log, Schedule(30)))
    for card in cards.values():
        assert 1 <= (card.due_on - card.last_on).days <= 30
        assert RECOGNISE <= card.rung <= PRODUCE
        assert card.first_on <= card.last_on


LOCAL_DAYS = [
    (NOON, 480, date(2026, 1, 1)),
    (NOON + 12 * 3_600_000 - 1, 480, date(2026, 1, 1)),
    (NOON + 12 * 3_600_000, 480, date(2026, 1, 2)),
    (NOON, 0, date(2026, 1, 1)),
    (NOON, -300, date(2025, 12, 31)),
    (0, 0, date(1970, 1, 1)),
    (-1, 0, date(1969, 12, 31)),
]


@pytest.mark.parametrize(("at_ms", "offset_min", "day"), LOCAL_DAYS)
def test_local_day(at_ms: int, offset_min: int, day: date) -> None:
    assert local_day(at_ms, offset_min) == Moment(at_ms, offset_min).on == day


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows cannot change a process's time zone")
@pytest.mark.parametrize(("zone", "offset_min"), [("CST-8", 480), ("EST5", -300), ("NPT-5:45", 345)])
def test_now_reads_clock_and_zone(monkeypatch: pytest.MonkeyPatch, zone: str, offset_min: int) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        moment = now()
    time.tzset()
    assert moment.offset_min == offset_min
    assert abs(moment.at_ms - time.time() * 1000) < 60_000


MISSES = [
    # (rating, day) of each answer; is the card still to be drilled as missed, and as confidently wrong
    ([(AGAIN, 0)], True),
    ([(AGAIN, 0), (GOOD, 0)], True),
    ([(AGAIN, 0), (GOOD, 1)], False),
    ([(GOOD, 0), (AGAIN, 1), (GOOD, 1), (HARD, 1)], True),
    ([(GOOD, 0), (AGAIN, 1), (GOOD, 1), (GOOD, 2)], False),
]


@pytest.mark.parametrize(("steps", "missed"), MISSES)
def test_a_miss_is_made_good_on_another_day_only(steps: list[tuple[int, int]], missed: bool) -> None:
    card = play(*(answer(rating, days=day) for rating, day in steps))
    assert (card.last_wrong, card.confidently_wrong) == (missed, missed)
