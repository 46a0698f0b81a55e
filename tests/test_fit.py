"""Fitting the scheduler: figures by hand, folds, a fair comparison, adoption through the command, and the real optimiser."""

from __future__ import annotations

import importlib.util
import math
import os
import random
import sys
import tomllib
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from plain_driver import data_folder, run
from store_samples import DAY_MS, START, draft
from test_memory import answer

from trainer import paths
from trainer.cli import fit as command
from trainer.cli.context import Context
from trainer.clock import Moment
from trainer.errors import TrainerError
from trainer.i18n import render
from trainer.memory import AGAIN, GOOD, Schedule, replay_answers
from trainer.report import fit as pure
from trainer.report import optimise
from trainer.report.fit import (
    History,
    Prediction,
    Review,
    alike,
    compare,
    compare_all,
    count_answers,
    count_predicted,
    deal_folds,
    log_loss,
    measure,
    predict,
    read_histories,
    rmse_bins,
)
from trainer.report.optimise import REQUIREMENT, load_optimiser
from trainer.spacing import DEFAULT_PARAMETERS
from trainer.store import Store, open_store, read_fits

HAS_OPTIMISER = importlib.util.find_spec("fsrs_rs_python") is not None
TRUE = (0.5, 0.9, 1.5, 3.0, *DEFAULT_PARAMETERS[4:20], 0.5)
"""People who forget sooner than FSRS expects of anybody."""
WORSE = (90.0, 90.0, 90.0, 90.0, *DEFAULT_PARAMETERS[4:])


LOSSES = [
    # chance of recall, whether it came; the mean loss
    ([(0.5, True)], math.log(2)),
    ([(0.5, False)], math.log(2)),
    ([(0.9, True), (0.9, False)], (0.105361 + 2.302585) / 2),
    ([(0.8, True), (0.8, True), (0.8, True), (0.8, True), (0.8, False)], (4 * 0.223144 + 1.609438) / 5),
    ([(1.0, False)], -math.log(1e-6)),
    ([(1.0, True)], 0.0),
]


@pytest.mark.parametrize(("rows", "loss"), LOSSES)
def test_log_loss_by_hand(rows: list[tuple[float, bool]], loss: float) -> None:
    assert log_loss([Prediction(chance, recalled) for chance, recalled in rows]) == pytest.approx(loss, abs=1e-6)


BINS = [
    # chance, whether it came, group; the root of the mean square
    ([(0.9, True, 1)], 0.1),
    ([(0.9, False, 1)], 0.9),
    ([(0.75, True, 1), (0.75, True, 1), (0.75, True, 1), (0.75, False, 1)], 0.0),
    ([(0.9, True, 1), (0.9, False, 2)], math.sqrt((0.1**2 + 0.9**2) / 2)),
    ([(0.9, True, 1), (0.7, False, 1), (0.6, True, 2)], math.sqrt((2 * 0.3**2 + 0.4**2) / 3)),
]


@pytest.mark.parametrize(("rows", "rmse"), BINS)
def test_rmse_bins_by_hand(rows: list[tuple[float, bool, int]], rmse: float) -> None:
    predictions = [Prediction(chance, recalled, (group, 0, 0)) for chance, recalled, group in rows]
    assert rmse_bins(predictions) == pytest.approx(rmse)


GROUPS = [
    # days, which answer, lapses; the group
    ((1, 2, 0), (248, 4, 0)),
    ((3, 2, 0), (248, 4, 0)),
    ((4, 4, 0), (898, 7, 0)),
    ((14, 4, 1), (3250, 7, 2)),
    ((30, 9, 3), (3250, 13, 5)),
]


@pytest.mark.parametrize(("place", "group"), GROUPS)
def test_groups_of_answers_that_are_alike(place: tuple[int, int, int], group: tuple[int, int, int]) -> None:
    assert alike(*place) == group


def test_predictions_follow_the_cards() -> None:
    """First answers and answers of the same day are not predicted; the others as the cards before them say."""
    log = [
        answer(rating, uuid=str(number), seq=number, days=day) for number, (rating, day) in enumerate([(3, 0), (3, 0.1), (1, 5), (3, 6)])
    ]
    (history,) = read_histories(log)
    assert history == History("c/f", (Review(3, 0), Review(3, 0), Review(1, 5), Review(3, 1)))
    predictions = predict([history], DEFAULT_PARAMETERS)
    assert [one.recalled for one in predictions] == [False, True]
    assert [one.alike for one in predictions] == [alike(5, 2, 0), alike(1, 3, 1)]
    factor = 0.9 ** (-1 / DEFAULT_PARAMETERS[20]) - 1
    for one, count, days in zip(predictions, (2, 3), (5, 1), strict=True):
        card = replay_answers(log[:count], Schedule(30))["f"]
        assert one.chance == pytest.approx((1 + factor * days / card.stability) ** -DEFAULT_PARAMETERS[20])


def test_histories_count_as_replay_does() -> None:
    log = [
        answer(AGAIN, uuid="1", seq=1, days=0),
        answer(GOOD, uuid="2", seq=2, days=365),  # while the clock was ahead
        answer(GOOD, uuid="3", seq=3, days=2),
        answer(0, uuid="4", seq=4, days=2, grade="undone", corrects="3"),
        answer(GOOD, uuid="5", seq=5, days=3),
        answer(GOOD, uuid="6", seq=6, days=9, rev=2),
        answer(GOOD, uuid="7", seq=7, days=10),  # of the old revision
        answer(GOOD, uuid="8", seq=8, days=11, fact="g"),
    ]
    assert read_histories(reversed(log)) == [
        History("c/f", (Review(AGAIN, 0), Review(GOOD, 0), Review(GOOD, 3))),
        History("c/f", (Review(GOOD, 0),)),
        History("c/g", (Review(GOOD, 0),)),
    ]


def test_folds_keep_facts_together_and_are_always_the_same() -> None:
    facts = [f"c/f{number}" for number in range(52)]
    folds = deal_folds(facts)
    assert folds == deal_folds(reversed(facts)) == deal_folds(facts * 2)
    sizes = [list(folds.values()).count(fold) for fold in range(5)]
    assert sorted(sizes) == [10, 10, 10, 11, 11]
    assert folds != deal_folds(facts, seed="another")
    assert [folds[fact] for fact in facts[:10]] != [number % 5 for number in range(10)]


def remember(parameters: tuple[float, ...], facts: int, answers: int, seed: int = 1) -> list[History]:
    """Return histories of somebody who remembers just as FSRS with these parameters says."""
    chance = random.Random(seed)
    histories = []
    for number in range(facts):
        reviews = [Review(chance.choice([AGAIN, GOOD, GOOD]), 0)]
        for _ in range(answers - 1):
            days = chance.choice([1, 2, 4, 7, 12, 20])
            (*_rest, last) = predict([History("f", (*reviews, Review(GOOD, days)))], parameters)
            reviews.append(Review(GOOD if chance.random() < last.chance else AGAIN, days))
        histories.append(History(f"c/f{number}", tuple(reviews)))
    return histories


class Fake:
    """An optimiser that always finds the same, and remembers what it was shown."""

    def __init__(self, parameters: Sequence[float]) -> None:
        self.parameters = parameters
        self.shown: list[set[str]] = []

    def __call__(self, histories: Sequence[History]) -> Sequence[float]:
        self.shown.append({history.fact for history in histories})
        return self.parameters


def test_nothing_is_judged_by_answers_it_was_trained_on() -> None:
    histories = remember(TRUE, 20, 6)
    seen: list[set[str]] = []

    def spy(shown: Sequence[History]) -> Sequence[float]:
        seen.append({history.fact for history in shown})
        return TRUE if len(shown) == len(histories) else (*TRUE[:4], *DEFAULT_PARAMETERS[4:])

    trial = compare(histories, spy, DEFAULT_PARAMETERS)
    facts = {history.fact for history in histories}
    held_out = [facts - shown for shown in seen[:-1]]
    assert len(held_out) == 5 and set.union(*held_out) == facts and sum(map(len, held_out)) == len(facts)
    assert seen[-1] == facts
    # What is judged was trained on the others; what is adopted on all.
    assert trial.parameters == TRUE
    judged = measure(predict(histories, (*TRUE[:4], *DEFAULT_PARAMETERS[4:])))
    assert trial.after.log_loss == pytest.approx(judged.log_loss)
    assert trial.after.rmse_bins == pytest.approx(judged.rmse_bins)
    assert trial.before == measure(predict(histories, DEFAULT_PARAMETERS))
    assert (trial.answers, trial.predicted) == (120, 100) == (count_answers(histories), count_predicted(histories))


def test_only_better_parameters_are_better() -> None:
    histories = remember(TRUE, 60, 8)
    assert compare(histories, Fake(TRUE), DEFAULT_PARAMETERS).is_better
    assert not compare(histories, Fake(WORSE), DEFAULT_PARAMETERS).is_better
    assert not compare(histories, Fake(DEFAULT_PARAMETERS), DEFAULT_PARAMETERS).is_better


def test_a_learner_alone_needs_a_thousand_answers_and_must_beat_the_machine_s() -> None:
    much, little = remember(TRUE, 125, 8), remember(TRUE, 20, 8, seed=2)
    assert set(compare_all({"a": much, "b": little}, Fake(TRUE), "")) == {"", "a"}
    assert set(compare_all({"a": much}, Fake(TRUE), "")) == {""}
    trials = compare_all({"a": much, "b": much}, Fake(TRUE), "")
    assert [trial.is_better for trial in trials.values()] == [True, False, False]
    assert trials["a"].before == trials["a"].after == measure(predict(much, TRUE))
    trials = compare_all({"a": much, "b": much}, Fake(WORSE), "")
    assert trials["a"].before == measure(predict(much, DEFAULT_PARAMETERS))


def practise(store: Store, name: str, histories: Sequence[History]) -> str:
    """Write histories into the log."""
    learner = store.add_learner(name, START)
    grades = {AGAIN: "wrong", GOOD: "right"}
    for history in histories:
        at_ms = START.at_ms
        for review in history.reviews:
            at_ms += review.days * DAY_MS
            store.record_answer(draft(learner.id, fact=history.fact[2:], grade=grades[review.rating]), Moment(at_ms, 480), Schedule(30))
    return learner.id


def context() -> Context:
    return Context(environ=os.environ, learner="", plain=True)


def database() -> Path:
    return data_folder() / paths.DATABASE_NAME


@pytest.fixture
def filled() -> str:
    """Return the id of somebody with 1,000 answers who forgets quickly; the store need not sync for a test."""
    with closing(open_store(database())) as store:
        store.connection.execute("PRAGMA synchronous = OFF")
        return practise(store, "小李", remember(TRUE, 125, 8))


def use(monkeypatch: pytest.MonkeyPatch, parameters: tuple[float, ...]) -> None:
    monkeypatch.setattr(optimise, "load_optimiser", lambda python: Fake(parameters))


def test_better_parameters_are_adopted_said_kept_and_taken_back(
    filled: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, TRUE)
    command.refit(context())
    said = capsys.readouterr().out
    for words in ("整台电脑：1000 次回答，检验了 875 次", "log loss", "RMSE", "更准，已采用", "--fit --reset"):
        assert words in said
    with closing(open_store(database())) as store:
        (fit,) = read_fits(store).values()
        assert (fit.learner, fit.parameters, fit.answers) == ("", TRUE, 1000)
        assert fit.log_loss_after < fit.log_loss_before
        assert f"{fit.log_loss_before:.4f}" in said and f"{fit.log_loss_after:.4f}" in said
        assert store.cards(filled, "essentials") == replay_answers(store.answers(filled, "essentials"), Schedule(30, parameters=TRUE))
    healthy = run("doctor")
    assert healthy.returncode == 0 and "复习参数：整台电脑用的是按 1000 次回答调过的" in healthy.stdout
    assert "改动 0 张" in run("doctor", "--rebuild").stdout
    assert "已改回默认参数" in run("doctor", "--fit", "--reset").stdout
    with closing(open_store(database())) as store:
        assert read_fits(store) == {}
        assert store.cards(filled, "essentials") == replay_answers(store.answers(filled, "essentials"), Schedule(30))
    assert "复习参数" not in run("doctor").stdout


def test_worse_parameters_are_refused_and_older_ones_given_up(
    filled: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, TRUE)
    command.refit(context())
    use(monkeypatch, WORSE)
    capsys.readouterr()
    command.refit(context())
    said = capsys.readouterr().out
    assert "没有更准" in said and "--reset" not in said
    with closing(open_store(database())) as store:
        assert read_fits(store) == {}
        assert store.cards(filled, "essentials") == replay_answers(store.answers(filled, "essentials"), Schedule(30))


def test_too_few_answers_are_refused_before_anything_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimise, "load_optimiser", lambda python: pytest.fail("not needed yet"))
    with closing(open_store(database())) as store:
        practise(store, "小李", remember(TRUE, 3, 3))
    with pytest.raises(TrainerError) as caught:
        command.refit(context())
    assert "才有 9 次回答，满 1000 次" in render(caught.value.message)
    done = run("doctor", "--fit")
    assert done.returncode == 1 and "接着每天练习" in done.stderr


def test_a_thousand_answers_of_one_day_say_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pure, "LEAST_ANSWERS", 6)
    with closing(open_store(database())) as store:
        practise(store, "小李", [History("c/f", (Review(GOOD, 0),) * 6)])
    with pytest.raises(TrainerError) as caught:
        command.refit(context())
    assert "隔天以后再答的才有 0 次" in render(caught.value.message)


def test_without_the_extra_the_command_to_install_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsrs_rs_python", None)
    with pytest.raises(TrainerError) as caught:
        load_optimiser("/opt/py thon")
    assert caught.value.remedy is not None
    assert f'"/opt/py thon" -m pip install "{REQUIREMENT}"' in render(caught.value.remedy)


def test_the_command_installs_what_the_extra_says() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["optional-dependencies"]["fit"] == [REQUIREMENT]


@pytest.mark.parametrize("options", [("--reset",), ("--fit", "--rebuild")])
def test_options_that_do_not_go_together(options: tuple[str, ...]) -> None:
    assert run("doctor", *options).returncode == 2


@pytest.mark.skipif(not HAS_OPTIMISER, reason="the optional extra `fit` (fsrs-rs-python) is not installed")
def test_the_real_optimiser_finds_how_people_forget() -> None:
    histories = remember(TRUE, 400, 8)
    trial = compare(histories, load_optimiser("python"), DEFAULT_PARAMETERS)
    assert trial.is_better
    assert trial.after.rmse_bins < trial.before.rmse_bins
    # Nobody can predict better than the truth; most of the way to it is found.
    truth = measure(predict(histories, TRUE))
    assert trial.before.log_loss - trial.after.log_loss > 0.5 * (trial.before.log_loss - truth.log_loss) > 0
    assert optimise.train(histories) == optimise.train(histories)


def test_the_optimiser_gets_an_item_for_each_answer_to_be_predicted(monkeypatch: pytest.MonkeyPatch) -> None:
    items: list[list[tuple[int, int]]] = []

    class Library:
        def __init__(self, parameters: list[float]) -> None:
            assert parameters == []  # its defaults to begin with

        def compute_parameters(self, given: list[list[tuple[int, int]]]) -> list[float]:
            items.extend(given)
            return [0.5] * 21

    fake = SimpleNamespace(FSRS=Library, FSRSItem=lambda reviews: reviews, FSRSReview=lambda rating, days: (rating, days))
    monkeypatch.setitem(sys.modules, "fsrs_rs_python", fake)
    histories = [History("c/f", (Review(3, 0), Review(3, 0), Review(1, 5), Review(3, 0), Review(4, 2))), History("c/g", (Review(3, 0),))]
    assert load_optimiser("python")(histories) == [0.5] * 21
    assert items == [[(3, 0), (3, 0), (1, 5)], [(3, 0), (3, 0), (1, 5), (3, 0), (4, 2)]]


@pytest.mark.skipif(not HAS_OPTIMISER, reason="the optional extra `fit` (fsrs-rs-python) is not installed")
def test_our_figures_are_those_of_fsrs() -> None:
    from fsrs_rs_python import FSRS, FSRSItem, FSRSReview

    histories = remember(TRUE, 100, 8)
    items = []
    for history in histories:
        reviews = [FSRSReview(one.rating, one.days) for one in history.reviews]
        items += [FSRSItem(reviews[:count]) for count in range(2, len(reviews) + 1)]
    theirs = FSRS(list(DEFAULT_PARAMETERS)).evaluate(items)
    ours = measure(predict(histories, DEFAULT_PARAMETERS))
    assert ours.log_loss == pytest.approx(theirs.log_loss, abs=1e-3)
    assert ours.rmse_bins == pytest.approx(theirs.rmse_bins, abs=1e-3)


def test_days_are_the_learner_s() -> None:
    """Midnight in the shop parts days, not midnight in Greenwich."""
    late = answer(GOOD, uuid="1", seq=1)
    early = answer(GOOD, uuid="2", seq=2, answered_at=late.answered_at + int(timedelta(hours=13) / timedelta(milliseconds=1)))
    assert [review.days for review in read_histories([late, early])[0].reviews] == [0, 1]
