"""The order of a session: due first, lessons between questions, and two other questions before a lesson is asked."""

from __future__ import annotations

from trainer.course.model import Head
from trainer.drill.step import Step
from trainer.memory import RECOGNISE

APART = 2
"""Other questions between a lesson and the question about it."""
SPACERS = 4
"""Due questions kept back to stand between lessons."""
WAITING_MOST = 3
"""Lessons that may be waiting for their question at the same time."""


def lay_out(due: list[Step], new: list[Head]) -> list[Step]:
    """Return the steps in order. Most due questions come first; the last few space the lessons.

    Where too few are due for that, common-sense facts are asked cold. When a session has nothing else to put between,
    an already asked fact is asked once more in another form; only when nothing at all can be asked does a lesson's
    question come sooner.
    """
    cut = max(0, len(due) - SPACERS) if new else len(due)
    cold = [fact for fact in new if fact.cold][: max(0, APART - len(due))]
    lessons = [fact.id for fact in new if fact not in cold]
    cold_steps = [Step("ask", fact.id, RECOGNISE, new=True, cold=True) for fact in cold]
    return due[:cut] + _weave(due[cut:] + cold_steps, lessons, lesson_first=not due)


def _weave(ready: list[Step], lessons: list[str], *, lesson_first: bool) -> list[Step]:
    """Alternate lessons with questions so that every lesson's question has `APART` others before it."""
    out: list[Step] = []
    waiting: list[str] = []
    ready, to_teach = list(ready), list(lessons)
    while ready or to_teach or waiting:
        teachable = bool(to_teach) and len(waiting) < WAITING_MOST
        if teachable and (out[-1].action == "ask" if out else lesson_first):
            step = _teach(to_teach, waiting)
        elif waiting and _questions_since(out, waiting[0]) >= APART:
            step = Step("ask", waiting.pop(0), RECOGNISE, new=True)
        elif ready:
            step = ready.pop(0)
        elif (again := _recap(out)) is not None:
            step = again
        elif teachable:
            step = _teach(to_teach, waiting)
        else:
            step = Step("ask", waiting.pop(0), RECOGNISE, new=True)
        out.append(step)
    return out


def _teach(to_teach: list[str], waiting: list[str]) -> Step:
    waiting.append(to_teach.pop(0))
    return Step("teach", waiting[-1], RECOGNISE, new=True)


def _questions_since(out: list[Step], fact: str) -> int:
    taught = next(position for position, step in enumerate(out) if step.action == "teach" and step.fact == fact)
    return sum(step.action == "ask" for step in out[taught:])


def _recap(out: list[Step]) -> Step | None:
    """Ask the fact that was asked longest ago once more; nothing when none was asked yet."""
    asked = [step for step in out if step.action == "ask"]
    if not asked:
        return None
    last = {step.fact: position for position, step in enumerate(asked)}
    oldest = min(last, key=lambda fact: last[fact])
    step = asked[last[oldest]]
    return Step("ask", step.fact, step.rung, new=step.new)
