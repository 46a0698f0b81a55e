"""How questions behave, from the answers of everybody: which are too hard, tell nobody apart, or are disputed.

Facility, discrimination and discriminative efficiency are Moodle's (quiz statistics report, docs.moodle.org/en/Quiz_statistics_report):
the mean mark of a question; the correlation of its marks with the marks on the rest; and their covariance as a share of the
greatest that the same marks could have. A learner's marks on a question are averaged first, since here one is asked again and again.
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from trainer.memory import GRADED, Answer
from trainer.report.mistakes import picks_of

Item = tuple[str, str]
"""A fact, as the log names it, and a form of asking it (`choose/reply-1`)."""
MARKS = {"right": 1.0, "partial": 0.5, "wrong": 0.0}
ANSWERS_LEAST, LEARNERS_LEAST = 10, 8
"""Fewer tell nothing: of a question's difficulty, and of whether it tells people apart."""
LEARNERS_SURE = 20
"""Learners from which a low discrimination is held against a question; with fewer it may be chance."""
OPTION_LEAST = 20
"""Answers from which an option that nobody picked is dead."""
HARD, EASY, BLUNT, SURE = 0.3, 0.97, 0.1, 0.25
"""Facility below and above which a question is too hard and too easy, discrimination below which it is blunt, and the share of
answers that were sure and wrong from which it misleads."""

Fault = Literal["disputed", "misleading", "hard", "blunt", "dead", "easy"]
FAULTS: tuple[Fault, ...] = ("disputed", "misleading", "hard", "blunt", "dead", "easy")
"""What to mend first stands first."""


class Complaints(msgspec.Struct, frozen=True):
    """How often learners flagged a question, and disagreed with a verdict on it."""

    flags: int = 0
    appeals: int = 0


class ItemStats(msgspec.Struct, frozen=True, kw_only=True):
    """One question. Shares and marks are 0 to 1, discrimination and efficiency −1 to 1; None where there is too little to go by."""

    fact: str
    form: str
    answers: int
    learners: int
    facility: float | None
    discrimination: float | None
    efficiency: float | None
    seconds: float
    """The median time of an answer."""
    sure_wrong: int
    dead: list[str]
    """The options that nobody picks."""
    complaints: Complaints
    faults: list[Fault] = []


def assess_items(answers: Iterable[Answer], complaints: Mapping[Item, Complaints]) -> list[ItemStats]:
    """Return every question that was answered or complained of, what to mend first at the head.

    `answers`: everybody's, already without those that were taken back. What nothing is known against comes last, by its name.
    """
    rows: dict[Item, list[Answer]] = defaultdict(list)
    for answer in answers:
        if answer.grade in GRADED:
            rows[answer.fact, f"{answer.kind}/{answer.form}"].append(answer)
    marks = {item: _marks_by_learner(found) for item, found in rows.items()}
    rest = _Rest(marks)
    found = [_assess(item, rows.get(item, []), rest, complaints.get(item, Complaints())) for item in {**rows, **complaints}]
    return sorted(found, key=_urgency)


def _urgency(item: ItemStats) -> tuple[int, int, str, str]:
    worst = min((FAULTS.index(fault) for fault in item.faults), default=len(FAULTS))
    return worst, -item.answers, item.fact, item.form


def _marks_by_learner(rows: Sequence[Answer]) -> dict[str, float]:
    marks: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        marks[row.learner].append(MARKS[row.grade])
    return {learner: statistics.fmean(found) for learner, found in marks.items()}


class _Rest:
    """Each learner's mean mark on all questions but one."""

    def __init__(self, marks: Mapping[Item, Mapping[str, float]]) -> None:
        self.marks = marks
        self._sums: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()
        for by_learner in marks.values():
            for learner, mark in by_learner.items():
                self._sums[learner] += mark  # type: ignore[assignment]  # a Counter adds any numbers
                self._counts[learner] += 1

    def pairs(self, item: Item) -> tuple[list[float], list[float]]:
        """Return the marks on a question and on the rest, for everybody who answered anything else too."""
        both = [
            (mark, (self._sums[learner] - mark) / (self._counts[learner] - 1))
            for learner, mark in self.marks.get(item, {}).items()
            if self._counts[learner] > 1
        ]
        return [mark for mark, _rest in both], [rest for _mark, rest in both]


def _assess(item: Item, rows: Sequence[Answer], rest: _Rest, complaints: Complaints) -> ItemStats:
    own, others = rest.pairs(item)
    enough = len(own) >= LEARNERS_LEAST
    stats = ItemStats(
        fact=item[0],
        form=item[1],
        answers=len(rows),
        learners=len(rest.marks.get(item, {})),
        facility=statistics.fmean(MARKS[row.grade] for row in rows) if len(rows) >= ANSWERS_LEAST else None,
        discrimination=correlate(own, others) if enough else None,
        efficiency=_efficiency(own, others) if enough else None,
        seconds=statistics.median(row.elapsed_ms for row in rows) / 1000 if rows else 0,
        sure_wrong=sum(row.grade == "wrong" and row.certain for row in rows),
        dead=_dead_options(rows),
        complaints=complaints,
    )
    return msgspec.structs.replace(stats, faults=_find_faults(stats))


def _find_faults(stats: ItemStats) -> list[Fault]:
    facility, discrimination = stats.facility, stats.discrimination
    holds: dict[Fault, bool] = {
        "disputed": bool(stats.complaints.flags or stats.complaints.appeals),
        "misleading": facility is not None and stats.sure_wrong / stats.answers >= SURE,
        "hard": facility is not None and facility < HARD,
        "blunt": discrimination is not None and discrimination < BLUNT and stats.learners >= LEARNERS_SURE,
        "dead": bool(stats.dead),
        "easy": facility is not None and facility > EASY,
    }
    return [fault for fault in FAULTS if holds[fault]]


def correlate(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Return the correlation; None where either side never varies."""
    if len(set(one)) < 2 or len(set(other)) < 2:  # statistics.correlation refuses a constant
        return None
    return statistics.correlation(one, other)


def _efficiency(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Return the covariance as a share of the greatest that the same marks could have: both in order."""
    most = statistics.covariance(sorted(one), sorted(other))
    return statistics.covariance(one, other) / most if most > 0 else None


def _dead_options(rows: Sequence[Answer]) -> list[str]:
    """Return the options that nobody picked although they were offered often, told apart by their words.

    Where nobody was right, the right one would be among them: then nothing is said.
    """
    if not any(row.grade == "right" for row in rows):
        return []
    offered: Counter[str] = Counter()
    picked: set[str] = set()
    for row in rows:
        offered.update(row.options)
        picked.update(row.options[pick] for pick in picks_of(row))
    return sorted(option for option, times in offered.items() if times >= OPTION_LEAST and option not in picked)
