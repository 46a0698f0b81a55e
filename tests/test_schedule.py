"""Intervals: what a schedule decides, and the seeded chance in it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_driver import count_answers, rows, run
from store_samples import SCHEDULE, START, draft, later
from test_memory import answer

from trainer.memory import AGAIN, EASY, GOOD, Schedule, replay_answers
from trainer.spacing import DEFAULT_PARAMETERS, RETENTION, Memory, clamp_parameters, fuzz_interval, recall_chance, review
from trainer.store import Fit, adopt_fits, check_integrity, open_store, rebuild_cards

FADES_SLOWLY = (*DEFAULT_PARAMETERS[:-1], 0.1)
HARDER = (0.1, 0.5, 1.0, 4.0, *DEFAULT_PARAMETERS[4:])


def test_the_defaults_are_the_library_s() -> None:
    assert fsrs.Scheduler().parameters == DEFAULT_PARAMETERS
    assert fsrs.Scheduler().desired_retention == RETENTION == Schedule(30).retention
    assert Schedule(30).parameters == DEFAULT_PARAMETERS


def test_the_curve_is_the_library_s() -> None:
    scheduler = fsrs.Scheduler()
    card, _log = scheduler.review_card(fsrs.Card(card_id=1), fsrs.Rating.Good)
    assert card.stability is not None and card.last_review is not None
    for days in (0, 1, 2, 30, 400):
        chance = scheduler.get_card_retrievability(card, card.last_review + timedelta(days=days))
        assert recall_chance(card.stability, days, DEFAULT_PARAMETERS[20]) == pytest.approx(chance)
    assert recall_chance(10.0, 10, 0.3) == pytest.approx(0.9)


RETENTIONS = [(0.7, 30), (0.8, 30), (0.9, 10), (0.95, 4), (0.97, 2)]


@pytest.mark.parametrize(("retention", "days"), RETENTIONS)
def test_the_more_is_to_be_remembered_the_sooner_it_is_asked(retention: float, days: int) -> None:
    _memory, interval = review(Memory(10.0, 5.0), 0, AGAIN + 1, Schedule(30, retention))
    assert abs(interval - days) <= 1


def test_parameters_decide() -> None:
    first = {parameters: review(None, 0, GOOD, Schedule(30, parameters=parameters)) for parameters in (DEFAULT_PARAMETERS, HARDER)}
    assert [interval for _memory, interval in first.values()] == [2, 1]


def test_only_real_parameters_are_taken() -> None:
    assert clamp_parameters(DEFAULT_PARAMETERS) == DEFAULT_PARAMETERS
    assert clamp_parameters((500.0, *DEFAULT_PARAMETERS[1:]))[0] == 100.0
    for wrong in (DEFAULT_PARAMETERS[:-1], (float("nan"), *DEFAULT_PARAMETERS[1:]), ()):
        with pytest.raises(ValueError, match="FSRS-6"):
            clamp_parameters(wrong)


@given(st.integers(1, 400), st.text(max_size=9), st.integers(1, 99), st.integers(0, 400))
def test_fuzz_is_small_and_never_beyond_the_cap(days: int, fact: str, reps: int, above: int) -> None:
    fuzzed = fuzz_interval(days, fact, reps, days + above)
    assert 1 <= fuzzed <= days + above
    assert abs(fuzzed - days) <= (max(1, round(days * 0.05)) if days >= 7 else 0)
    assert fuzz_interval(days, fact, reps, days + above) == fuzzed


SPREADS = [
    # interval, cap; the days reached by many facts
    (1, 30, {1}),
    (6, 30, {6}),
    (7, 30, {6, 7, 8}),
    (7, 7, {6, 7}),
    (20, 30, {19, 20, 21}),
    (30, 30, {28, 29, 30}),
    (60, 365, set(range(57, 64))),
]


@pytest.mark.parametrize(("days", "cap_days", "reached"), SPREADS)
def test_fuzz_uses_all_its_days_about_equally(days: int, cap_days: int, reached: set[int]) -> None:
    counts = Counter(fuzz_interval(days, f"fact-{number:03}", 3, cap_days) for number in range(700))
    assert set(counts) == reached
    assert min(counts.values()) > 0.6 * 700 / len(reached)


def test_the_next_round_of_a_fact_is_fuzzed_anew() -> None:
    assert len({fuzz_interval(20, "say-cannot", reps, 30) for reps in range(1, 20)}) == 3


def test_what_was_learned_on_one_day_comes_back_on_several() -> None:
    log = [answer(EASY, fact=f"f{number:02}", uuid=f"{number}-{day}", days=day) for number in range(40) for day in (0, 8)]
    due = Counter(card.due_on for card in replay_answers(log, Schedule(30)).values())
    assert len(due) >= 3
    assert max(due.values()) <= 24


def fit_of(learner: str, parameters: tuple[float, ...]) -> Fit:
    return Fit(learner=learner, parameters=parameters, fitted_at=1, answers=1000, log_loss_before=0.5, log_loss_after=0.4)


def test_adopted_parameters_reach_cards_by_learner_machine_and_defaults(tmp_path: Path) -> None:
    with open_store(tmp_path / "trainer.db") as store:
        learners = [store.add_learner(name, START).id for name in ("小李", "小王")]
        for learner in learners:
            store.record_answer(draft(learner), START, store.schedule(learner, SCHEDULE))
        adopt_fits(store, [fit_of("", HARDER), fit_of(learners[0], FADES_SLOWLY)], {"essentials": SCHEDULE})
        own = [Schedule(30, 0.9, FADES_SLOWLY), Schedule(30, 0.9, HARDER)]
        assert [store.schedule(learner, SCHEDULE) for learner in learners] == own
        for learner, schedule in zip(learners, own, strict=True):
            assert store.cards(learner, "essentials") == replay_answers(store.answers(learner, "essentials"), schedule)
        assert check_integrity(store) == []
        assert rebuild_cards(store, {"essentials": SCHEDULE}) == 0
        assert adopt_fits(store, [], {"essentials": SCHEDULE}) == 1  # the exponent alone does not move a first answer
        assert store.schedule(learners[0], SCHEDULE) == SCHEDULE


def test_parameters_come_back_bit_for_bit(tmp_path: Path) -> None:
    odd = (*DEFAULT_PARAMETERS[:-1], 0.1 + 0.2)
    with open_store(tmp_path / "trainer.db") as store:
        adopt_fits(store, [fit_of("", odd)], {})
    with open_store(tmp_path / "trainer.db") as store:
        assert store.schedule("anybody", SCHEDULE).parameters == odd


def test_cards_from_before_schedules_were_recorded_are_made_anew(tmp_path: Path) -> None:
    with open_store(tmp_path / "trainer.db") as store:
        learner = store.add_learner("小李", START).id
        store.record_answer(draft(learner), START, SCHEDULE)
        with store.writing() as connection:  # as the migration finds them
            connection.execute("UPDATE card_cap SET parameters = '', retention = 0.9, memory_version = 1, cap_days = 7")
            connection.execute("UPDATE card SET due_on = '2026-03-01'")
        assert check_integrity(store) == []
        store.record_answer(draft(learner, fact="another"), later(days=1), SCHEDULE)
        assert store.cards(learner, "essentials") == replay_answers(store.answers(learner, "essentials"), SCHEDULE)


def test_retention_of_the_settings_reaches_the_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINER_RETENTION", "0.8")
    run("--learner", "小李", "drill", feed="\n".join(["", "1"] * 30))
    assert count_answers() > 0
    assert rows("SELECT retention, cap_days FROM card_cap") == [(0.8, 30)]
    monkeypatch.setenv("TRAINER_RETENTION", "0.95")
    assert run("doctor", "--rebuild").returncode == 0
    assert rows("SELECT retention, cap_days FROM card_cap") == [(0.95, 30)]
