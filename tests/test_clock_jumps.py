"""Wrong clocks strand nothing: a year ahead, a day back, a dead battery, summer time, another zone; through the real store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import TODAY, cards_of, make_card, sample_course
from store_samples import DAY_MS, SCHEDULE, START, draft, later
from test_memory import answer

from trainer.clock import Moment, settle_times
from trainer.drill.plan import Wishes, compose_plan, is_due
from trainer.memory import Card, Schedule, next_due, replay_answers
from trainer.store import Learner, Store, check_integrity, open_store, rebuild_cards

FACT = "say-cannot"
BATTERY = Moment(0, 480)
"""What a clock shows after its battery died."""

SETTLED = [
    # times shown, in the order they were written; times to reckon with
    ([], []),
    ([5], [5]),
    ([1, 2, 2, 9], [1, 2, 2, 9]),
    ([1, 100, 2], [1, 1, 2]),  # ahead for a while
    ([100, 2], [2, 2]),  # ahead from the beginning
    ([1, 100, 101, 102, 2], [1, 1, 1, 1, 2]),  # however often
    ([10, 0], [0, 0]),  # back, and nothing since: the clock on the wall is believed
    ([10, 0, 11], [10, 10, 11]),  # a dead battery is no beginning
    ([10, 11, 0, 1, 12], [10, 11, 11, 11, 12]),
    ([1, 100, 2, 3, 4, 101], [1, 1, 2, 3, 4, 101]),  # the future has come: what was written since is still believed
    ([5, 1, 2, 100, 3, 4], [1, 1, 2, 2, 3, 4]),
]


@pytest.mark.parametrize(("shown", "settled"), SETTLED)
def test_settled_times(shown: list[int], settled: list[int]) -> None:
    assert settle_times(shown) == settled


@given(st.lists(st.integers(0, 30), max_size=14))
def test_settled_times_never_fall_and_keep_as_many_as_they_can(shown: list[int]) -> None:
    settled = settle_times(shown)
    assert settled == sorted(settled)
    assert settle_times(settled) == settled
    assert settled[-1:] == shown[-1:]
    longest: list[int] = []  # of the runs that end at each place
    for place, time in enumerate(shown):
        longest.append(1 + max((longest[earlier] for earlier in range(place) if shown[earlier] <= time), default=0))
    assert sum(one == other for one, other in zip(shown, settled, strict=True)) >= (longest[-1] if longest else 0)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[Store, Learner]]:
    with open_store(tmp_path / "trainer.db") as store:
        yield store, store.add_learner("小李", START)


def say(opened: tuple[Store, Learner], moment: Moment, fact: str = FACT, grade: str = "right") -> Card:
    """Answer, and hold the cache against the log."""
    store, learner = opened
    _answer, card = store.record_answer(draft(learner.id, fact=fact, grade=grade), moment, SCHEDULE)
    assert card is not None
    assert store.cards(learner.id, "essentials") == replay_answers(store.answers(learner.id, "essentials"), SCHEDULE)
    assert check_integrity(store) == []
    assert rebuild_cards(store, {"essentials": SCHEDULE}) == 0
    return card


def asked_on(card: Card, since: date, days: int) -> list[date]:
    """Return the days on which a card would be asked, if nobody ever answered it."""
    return [day for day in (since + timedelta(days=number) for number in range(days)) if is_due(card, day)]


JUMPS = [
    # what the clock shows, in turn; the real days of the answers after the jump
    ("a year ahead", [later(), later(days=365), later(days=1)]),
    ("a year ahead, several answers", [later(), later(days=365), later(days=365, minutes=5), later(days=366), later(days=1)]),
    ("ahead from the first answer on", [later(days=365), later(days=365, minutes=9), later(days=1)]),
    ("to 2129", [later(), later(days=103 * 365), later(days=1)]),
    ("three days ahead", [later(), later(days=4), later(days=1)]),
    ("a day back", [later(), later(days=-1), later(days=1)]),
    ("a dead battery", [later(days=-2), later(), BATTERY, later(days=1)]),
    ("a dead battery first", [BATTERY, Moment(60_000, 480), later(), later(minutes=1), later(days=1)]),
    ("back by minutes", [later(), later(minutes=-3), later(days=1)]),
    ("summer time begins and ends", [later(offset_min=60), later(minutes=90, offset_min=120), later(days=1, offset_min=60)]),
    ("to the west", [later(), later(minutes=1, offset_min=-480), later(days=1, offset_min=-480)]),
    ("to the east", [later(offset_min=-600), later(minutes=1, offset_min=840), later(days=1, offset_min=840)]),
]


@pytest.mark.parametrize(("moments"), [moments for _name, moments in JUMPS], ids=[name for name, _moments in JUMPS])
def test_after_the_next_real_answer_the_card_goes_on_from_the_real_day(opened: tuple[Store, Learner], moments: list[Moment]) -> None:
    for moment in moments:
        card = say(opened, moment)
    today = moments[-1].on
    assert today - timedelta(days=1) <= card.last_on <= today + timedelta(days=1)
    assert not is_due(card, today)
    assert 1 <= (next_due(card, today) - today).days <= 30
    assert card.reps == len(moments)
    further = say(opened, Moment(moments[-1].at_ms + 40 * DAY_MS, moments[-1].offset_min))
    assert further.last_on == today + timedelta(days=40)
    assert further.stability > card.stability


def test_a_jump_ahead_is_no_year_of_remembering(opened: tuple[Store, Learner]) -> None:
    plain = [say(opened, later(days=days), "plain").stability for days in (0, 1)][-1]
    jumped = [say(opened, later(days=days), "jumped").stability for days in (0, 365, 1)][-1]
    assert jumped < 2 * plain


def test_a_dead_battery_is_no_half_century_of_remembering(opened: tuple[Store, Learner]) -> None:
    plain = [say(opened, later(days=days), "plain").stability for days in (0, 1, 4)][-1]
    say(opened, later(), "dead")
    say(opened, later(days=1), "dead")
    say(opened, BATTERY, "dead")
    assert say(opened, later(days=4), "dead").stability < 2 * plain


def test_a_card_from_the_future_comes_in_the_rhythm_of_its_interval(opened: tuple[Store, Learner]) -> None:
    say(opened, later())
    card = say(opened, later(days=365))
    interval = (card.due_on - card.last_on).days
    days = asked_on(card, START.on + timedelta(days=1), 364 - interval)
    assert {(later - day).days for day, later in zip(days, days[1:], strict=False)} == {interval}
    assert (days[0] - START.on).days <= interval + 1
    # And beyond that date it is an ordinary card.
    assert asked_on(card, card.last_on, interval + 2) == [card.due_on, card.due_on + timedelta(days=1)]


def test_what_was_answered_while_the_clock_was_ahead_does_not_all_come_at_once(opened: tuple[Store, Learner]) -> None:
    store, learner = opened
    for number in range(20):
        row = draft(learner.id, fact=f"fact-{number}", rating=4)
        store.record_answer(row, later(days=365, minutes=number), SCHEDULE)
    cards = store.cards(learner.id, "essentials").values()
    days = [START.on + timedelta(days=ahead) for ahead in range(1, 11)]
    counts = [sum(is_due(card, day) for card in cards) for day in days]
    assert max(counts) <= 12
    assert all(any(is_due(card, day) for day in days) for card in cards)


AHEAD = [
    # due in, last answered in days from today; is it asked today
    ("yesterday", -1, -3, True),
    ("today", 0, -2, True),
    ("tomorrow", 1, -1, False),
    ("a day ahead, by another zone", 3, 1, False),
    ("a day ahead, daily", 2, 1, False),
    ("a year ahead, on its day", 365 + 73, 365, True),
    ("a year ahead, between its days", 365 + 30, 365, False),
    ("a year ahead, daily", 366, 365, True),
    ("nonsense from elsewhere", 100, 365, True),
]


@pytest.mark.parametrize(("due_in", "last_in", "asked"), [row[1:] for row in AHEAD], ids=[row[0] for row in AHEAD])
def test_a_plan_asks_neither_always_nor_never(due_in: int, last_in: int, asked: bool) -> None:
    card = make_card("ph0", due_in, last_on=TODAY + timedelta(days=last_in))
    steps = compose_plan(sample_course(), cards_of(card), TODAY, "s", Wishes(new=0)).steps
    assert bool(steps) == asked == is_due(card, TODAY)


def test_another_device_s_future_is_no_stranding_either() -> None:
    """No sequence tells which of two devices was wrong: the rhythm has to do."""
    rows = [
        answer(uuid="1", device="a", days=0),
        answer(uuid="2", device="b", days=365),
        answer(uuid="3", device="a", seq=2, days=1),
    ]
    card = replay_answers(rows, Schedule(30))["f"]
    days = asked_on(card, date(2026, 1, 3), 60)
    assert 2 <= len(days) <= 12


@settings(max_examples=30)
@given(script=st.lists(st.tuples(st.sampled_from([-400, -1, -0.1, 0, 0.2, 1, 3, 365]), st.sampled_from("ab")), min_size=1, max_size=9))
def test_whatever_the_clock_does_the_next_real_answers_are_soon_due(
    tmp_path_factory: pytest.TempPathFactory, script: list[tuple[float, str]]
) -> None:
    with open_store(tmp_path_factory.mktemp("jumps") / "trainer.db") as store:
        opened = (store, store.add_learner("小李", START))
        for days, fact in script:
            say(opened, later(days=days), fact)
        for fact in {fact for _days, fact in script}:
            card = say(opened, later(days=5), fact)
            assert card.last_on == START.on + timedelta(days=5)
            assert 1 <= (card.due_on - card.last_on).days <= 30
