"""The cards cache against the log: equal bit for bit after every single row."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_samples import SCHEDULE, START, draft, later, undo

from trainer.i18n import render
from trainer.memory import MEMORY_VERSION, Answer, Schedule, replay_answers
from trainer.spacing import DEFAULT_PARAMETERS
from trainer.store import Learner, Store, check_integrity, open_store, rebuild_cards

DEVICES = ("0" * 32, "f" * 32)
GRADES = (("right", 3), ("right", 4), ("right", 2), ("partial", 2), ("wrong", 1), ("skipped", 0))
SCHEDULES = [
    Schedule(1),
    Schedule(7),
    Schedule(30),
    Schedule(30, 0.8),
    Schedule(30, 0.8, (*DEFAULT_PARAMETERS[:-1], 0.3)),
]
numbers = count()

step = st.fixed_dictionaries(
    {
        "fact": st.sampled_from("ab"),
        "rev": st.integers(1, 3),
        "grade": st.sampled_from(GRADES),
        "rung": st.integers(0, 2),
        "certain": st.booleans(),
        "days": st.sampled_from([0, 0, 0.3, 1, 2, 5, 5, 40, 365]),
        "offset_min": st.sampled_from([480, 480, -600]),
        "device": st.sampled_from(DEVICES),
        "back": st.none() | st.integers(0, 5),
    }
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Learner]]:
    """One database for all examples; each takes a course of its own."""
    with open_store(tmp_path_factory.mktemp("cards") / "trainer.db") as store:
        yield store, store.add_learner("小李", START)


def play(store: Store, learner: Learner, course: str, script: dict[str, Any], schedule: Schedule) -> None:
    """Record one step of a script and hold the cache against the log."""
    with store.writing() as connection:  # the next row as if it came from this machine
        connection.execute("UPDATE meta SET device = ?", (script["device"],))
    grade, rating = script["grade"]
    kept = {name: script[name] for name in ("fact", "rev", "rung", "certain")}
    row = draft(learner.id, course=course, grade=grade, rating=rating, **kept)
    earlier = [answer for answer in store.answers(learner.id, course) if answer.fact == script["fact"]]
    if script["back"] is not None and earlier:
        row = undo(earlier[script["back"] % len(earlier)])
    _, card = store.record_answer(row, later(days=script["days"], offset_min=script["offset_min"]), schedule)
    replayed = replay_answers(store.answers(learner.id, course), schedule)
    assert store.cards(learner.id, course) == replayed
    assert card == replayed.get(row.fact)


@settings(max_examples=150, deadline=None)
@given(script=st.lists(step, max_size=12), schedule=st.sampled_from([Schedule(2), Schedule(30)]))
def test_the_cache_equals_a_replay_after_every_row(shared: tuple[Store, Learner], script: list[dict[str, Any]], schedule: Schedule) -> None:
    store, learner = shared
    course = f"course-{next(numbers)}"
    for one in script:
        play(store, learner, course, one, schedule)


def test_rows_of_one_instant_stand_in_the_order_of_devices(shared: tuple[Store, Learner]) -> None:
    """A later row of a device that sorts earlier is not the newest."""
    store, learner = shared
    for device, grade in ((DEVICES[1], "wrong"), (DEVICES[0], "right")):
        with store.writing() as connection:
            connection.execute("UPDATE meta SET device = ?", (device,))
        store.record_answer(draft(learner.id, course="instant", grade=grade), START, SCHEDULE)
    assert store.cards(learner.id, "instant") == replay_answers(store.answers(learner.id, "instant"), SCHEDULE)
    assert store.cards(learner.id, "instant")["say-cannot"].last_wrong


@settings(max_examples=40, deadline=None)
@given(script=st.lists(st.tuples(step, st.sampled_from(SCHEDULES)), min_size=2, max_size=8))
def test_a_changed_schedule_moves_every_card(shared: tuple[Store, Learner], script: list[tuple[dict[str, Any], Schedule]]) -> None:
    store, learner = shared
    course = f"course-{next(numbers)}"
    for one, schedule in script:
        play(store, learner, course, one, schedule)


def fill(store: Store, learner: Learner, course: str) -> list[Answer]:
    rows = [
        draft(learner.id, course=course, fact=f"f{number % 5}", grade=grade, rating=rating, rung=number % 3)
        for number, (grade, rating) in enumerate(GRADES * 5)
    ]
    return [store.record_answer(row, later(days=number * 0.7), SCHEDULE)[0] for number, row in enumerate(rows)]


def test_rebuilding_changes_nothing(shared: tuple[Store, Learner]) -> None:
    store, learner = shared
    fill(store, learner, "rebuilt")
    before = list(store.connection.execute("SELECT * FROM card ORDER BY 1, 2, 3"))
    assert rebuild_cards(store, {"rebuilt": SCHEDULE}) == 0
    assert list(store.connection.execute("SELECT * FROM card ORDER BY 1, 2, 3")) == before
    assert check_integrity(store) == []


SPOILS = [
    "UPDATE card SET stability = stability + 1e-12 WHERE course = 'spoilt' AND fact = 'f1'",
    "UPDATE card SET due_on = '2030-01-01' WHERE course = 'spoilt' AND fact = 'f1'",
    "DELETE FROM card WHERE course = 'spoilt' AND fact = 'f1'",
    "UPDATE card SET fact = 'ghost' WHERE course = 'spoilt' AND fact = 'f1'",
    "UPDATE card SET course = 'ghost' WHERE course = 'spoilt' AND fact = 'f1'",
]


@pytest.mark.parametrize("statement", SPOILS)
def test_a_spoilt_cache_is_found_and_mended(tmp_path: Path, statement: str) -> None:
    with open_store(tmp_path / "trainer.db") as store:
        learner = store.add_learner("小李", START)
        fill(store, learner, "spoilt")
        good = store.cards(learner.id, "spoilt")
        with store.writing() as connection:
            connection.execute(statement)
        findings = [render(message) for message in check_integrity(store)]
        assert any("对不上" in finding and "--rebuild" in finding for finding in findings)
        assert rebuild_cards(store, {}) in (1, 2)
        assert store.cards(learner.id, "spoilt") == good
        assert check_integrity(store) == []


def test_rebuilding_takes_the_caps_of_today(shared: tuple[Store, Learner]) -> None:
    store, learner = shared
    answers = fill(store, learner, "capped")
    assert rebuild_cards(store, {"capped": Schedule(1)}) > 0
    assert store.cards(learner.id, "capped") == replay_answers(answers, Schedule(1))
    assert check_integrity(store) == []


def test_a_log_without_a_recorded_cap_takes_the_default(tmp_path: Path) -> None:
    with open_store(tmp_path / "trainer.db") as store:
        learner = store.add_learner("小李", START)
        fill(store, learner, "uncapped")
        with store.writing() as connection:
            connection.execute("DELETE FROM card_cap")
        assert check_integrity(store) == []
        assert rebuild_cards(store, {}) == 0


def test_cards_of_an_older_scheduler_are_made_anew_with_the_next_answer(tmp_path: Path) -> None:
    with open_store(tmp_path / "trainer.db") as store:
        learner = store.add_learner("小李", START)
        fill(store, learner, "old")
        with store.writing() as connection:
            connection.execute("UPDATE card SET stability = stability * 2")
            connection.execute("UPDATE card_cap SET memory_version = memory_version - 1")
        assert check_integrity(store) == []
        store.record_answer(draft(learner.id, course="old", fact="f9"), later(days=40), SCHEDULE)
        assert store.cards(learner.id, "old") == replay_answers(store.answers(learner.id, "old"), SCHEDULE)
        assert store.connection.execute("SELECT memory_version FROM card_cap").fetchall() == [(MEMORY_VERSION,)]
