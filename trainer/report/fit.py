"""Would other parameters predict better what people remember? Histories, predictions, and an honest comparison.

Predicted is every answer that comes at least a day after the one before it: the card says how likely recall is, the answer
says whether it happened (any rating but *again*). Facts are dealt into `FOLDS` groups; each group is predicted with parameters
trained on the others only, so that new parameters are never judged by answers they have seen.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

import msgspec

from trainer.drill.variety import seeded_rank
from trainer.memory import AGAIN, Answer, Schedule, answer_day, counted_answers
from trainer.spacing import DECAY, DEFAULT_PARAMETERS, Memory, clamp_parameters, recall_chance, review

LEAST_ANSWERS = 1_000
LEAST_PREDICTED = 100
"""Predicted answers below which a comparison says nothing, however many answers there are."""
FOLDS = 5
SEED = "fit"
SUREST = 1e-6
"""Nothing is predicted more surely than this: one miss would else weigh more than all other answers."""


class Review(msgspec.Struct, frozen=True):
    """One answer about a fact, and the days since the one before it."""

    rating: int
    days: int


class History(msgspec.Struct, frozen=True):
    """One learner's answers about one revision of one fact, in replay order; `fact` tells facts of all courses apart."""

    fact: str
    reviews: tuple[Review, ...]


class Prediction(msgspec.Struct, frozen=True):
    """How likely recall was said to be, whether it came, and which answers are alike (see `alike`)."""

    chance: float
    recalled: bool
    alike: tuple[int, int, int] = (0, 0, 0)


class Figures(msgspec.Struct, frozen=True):
    """How well answers were predicted; less is better."""

    log_loss: float
    rmse_bins: float


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """New parameters against those in use: what both make of the same answers. `parameters` are trained on all of them."""

    answers: int
    predicted: int
    before: Figures
    after: Figures
    parameters: tuple[float, ...]

    @property
    def is_better(self) -> bool:
        """Whether the new parameters are to be adopted."""
        return self.after.log_loss < self.before.log_loss


class Optimiser(Protocol):
    """Whatever finds parameters that suit histories; it must always find the same ones for the same histories."""

    def __call__(self, histories: Sequence[History]) -> Sequence[float]:
        """Return 21 parameters of FSRS-6."""
        ...


def read_histories(answers: Iterable[Answer]) -> list[History]:
    """Return what one learner's log of one course holds, as replay counts it: corrected, in order, wrong clocks settled."""
    reviews: dict[tuple[str, int], list[Review]] = defaultdict(list)
    last_on: dict[tuple[str, int], date] = {}
    for answer in counted_answers(answers):
        key = (f"{answer.course}/{answer.fact}", answer.rev)
        before = last_on.get(key)
        last_on[key] = answer_day(answer, before)
        reviews[key].append(Review(answer.rating, max(0, (last_on[key] - before).days) if before else 0))
    return [History(fact, tuple(rows)) for (fact, _rev), rows in reviews.items()]


def compare_all(by_learner: Mapping[str, Sequence[History]], optimiser: Optimiser, machine: str) -> dict[str, Trial]:
    """Try parameters for everybody together, under the key `machine`, and for each learner with enough answers alone.

    A learner's own must beat what that learner would get otherwise. Learners without enough to predict are left out.
    """
    everybody = [history for histories in by_learner.values() for history in histories]
    trials = {machine: compare(everybody, optimiser, DEFAULT_PARAMETERS)}
    usual = trials[machine].parameters if trials[machine].is_better else DEFAULT_PARAMETERS
    for learner, histories in by_learner.items():
        enough = count_answers(histories) >= LEAST_ANSWERS and count_predicted(histories) >= LEAST_PREDICTED
        if enough and len(by_learner) > 1:
            trials[learner] = compare(histories, optimiser, usual)
    return trials


def compare(histories: Sequence[History], optimiser: Optimiser, before: tuple[float, ...]) -> Trial:
    """Train and cross-validate; there must be something to predict."""
    folds = deal_folds({history.fact for history in histories})
    fitted: list[Prediction] = []
    for fold in sorted(set(folds.values())):
        parameters = clamp_parameters(optimiser([history for history in histories if folds[history.fact] != fold]))
        fitted += predict([history for history in histories if folds[history.fact] == fold], parameters)
    return Trial(
        answers=count_answers(histories),
        predicted=len(fitted),
        before=measure(predict(histories, before)),
        after=measure(fitted),
        parameters=clamp_parameters(optimiser(histories)),
    )


def count_answers(histories: Iterable[History]) -> int:
    """Return how many answers histories hold."""
    return sum(len(history.reviews) for history in histories)


def count_predicted(histories: Iterable[History]) -> int:
    """Return how many answers can be predicted: those on a later day than the one before."""
    return sum(review.days > 0 for history in histories for review in history.reviews[1:])


def deal_folds(facts: Iterable[str], folds: int = FOLDS, seed: str = SEED) -> dict[str, int]:
    """Deal facts into groups of equal size by chance that is always the same. A fact's answers stay together, whoever gave them."""
    ordered = sorted(set(facts), key=lambda fact: seeded_rank(seed, fact))
    return {fact: place % folds for place, fact in enumerate(ordered)}


def predict(histories: Iterable[History], parameters: tuple[float, ...]) -> list[Prediction]:
    """Walk every history and predict each answer from those before it."""
    return [prediction for history in histories for prediction in _predict_one(history, Schedule(1, parameters=parameters))]


def measure(predictions: Sequence[Prediction]) -> Figures:
    """Return both figures."""
    return Figures(log_loss(predictions), rmse_bins(predictions))


def log_loss(predictions: Sequence[Prediction]) -> float:
    """Return the mean surprise, in nats: 0.693 is a coin tossed, 0 a prophet. The order of predictions does not matter."""
    losses = (-math.log(max(SUREST, one.chance if one.recalled else 1 - one.chance)) for one in predictions)
    # Exact: folds come in another order, and the same parameters must not seem better by a rounding error.
    return math.fsum(losses) / len(predictions)


def rmse_bins(predictions: Sequence[Prediction]) -> float:
    """Return by how much predicted and actual recall differ (0–1), over groups of answers that are alike, weighted by size."""
    groups: dict[tuple[int, int, int], list[float]] = defaultdict(list)
    for one in predictions:
        groups[one.alike].append(one.chance - one.recalled)
    return math.sqrt(math.fsum(math.fsum(group) ** 2 / len(group) for group in groups.values()) / len(predictions))


def alike(days: int, answers: int, lapses: int) -> tuple[int, int, int]:
    """Return the group of an answer: by the days waited, which answer of its fact it is (from 1), and how often the fact was lost.

    The bounds grow geometrically. They are those of the FSRS benchmark, so that figures can be held against published ones.
    """
    lost = round(1.65 * 1.73 ** _floor_log(lapses, 1.73)) if lapses else 0
    return round(248 * 3.62 ** _floor_log(days, 3.62)), round(1.99 * 1.89 ** _floor_log(answers, 1.89)), lost


def _floor_log(number: int, base: float) -> int:
    return math.floor(math.log(number) / math.log(base))


def _predict_one(history: History, schedule: Schedule) -> list[Prediction]:
    predictions: list[Prediction] = []
    memory: Memory | None = None
    lapses = 0
    for one in history.reviews:
        if memory is not None and one.days > 0:
            chance = recall_chance(memory.stability, one.days, schedule.parameters[DECAY])
            predictions.append(Prediction(chance, one.rating > AGAIN, alike(one.days, len(predictions) + 2, lapses)))
            lapses += one.rating == AGAIN
        memory, _interval = review(memory, one.days, one.rating, schedule)
    return predictions
