"""Rows and moments for the store's tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from trainer.clock import Moment
from trainer.i18n import render
from trainer.memory import Answer, AnswerDraft, Schedule
from trainer.store import Learner, Store, open_store

START = Moment(1_767_247_200_000, 480)  # 2026-01-01 14:00 in Shanghai
SCHEDULE = Schedule(30)
DAY_MS = 86_400_000


def later(*, days: float = 0, minutes: float = 0, offset_min: int = 480) -> Moment:
    """Return a moment after the start."""
    return Moment(START.at_ms + round(days * DAY_MS + minutes * 60_000), offset_min)


def draft(learner: str, **changes: Any) -> AnswerDraft:
    """Return a right answer to a choice, with changes; the rating follows the grade unless given."""
    fields: dict[str, Any] = {
        "learner": learner,
        "course": "essentials",
        "fact": "say-cannot",
        "rev": 1,
        "session": "s" * 32,
        "kind": "choose",
        "form": "situation",
        "rung": 0,
        "stem": "顾客问能不能退。您怎么说？",
        "options": ["不能退。", "我马上帮您看看怎么办最快。", "系统不让。", "您自己看标签。"],
        "response": "2",
        "grade": "right",
        "certain": True,
        "hints": 0,
        "findings": [],
        "elapsed_ms": 4200,
        "grader": 1,
    }
    fields |= changes
    ratings = {"right": 3, "partial": 2, "wrong": 1}
    fields.setdefault("rating", ratings.get(fields["grade"], 0))
    return AnswerDraft(**fields)


def undo(answer: Answer) -> AnswerDraft:
    """Return the row that takes an answer back."""
    kept = {name: getattr(answer, name) for name in AnswerDraft.__struct_fields__}
    return AnswerDraft(**(kept | {"grade": "undone", "rating": 0, "corrects": answer.uuid}))


@contextmanager
def filled_store(path: Path, answers: int = 3) -> Iterator[tuple[Store, Learner]]:
    """Open a store with one learner and some answers."""
    with open_store(path) as store:
        learner = store.find_learner("小李") or store.add_learner("小李", START)
        for number in range(answers):
            store.record_answer(draft(learner.id, fact=f"fact-{number}"), later(minutes=number), SCHEDULE)
        yield store, learner


def said(failure: BaseException) -> str:
    """Return message and remedy of a `TrainerError` as the user reads them."""
    message, remedy = failure.message, failure.remedy  # type: ignore[attr-defined]  # callers catch TrainerError
    return render(message) + " " + (render(remedy) if remedy else "")
