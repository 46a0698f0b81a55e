"""Which part of its fact a form asks about, as the learner sees it: so that a question is found again after the parts have moved."""

from __future__ import annotations

from collections.abc import Callable

from trainer.course.model import Course, Fact
from trainer.drill.belong import item_names, true_outsiders
from trainer.drill.question import Form
from trainer.drill.siblings import pairs_of
from trainer.reply.score import likeness

ALIKE = 0.5
"""Likeness from which a part that is nowhere to be found is one of the new ones, reworded."""


def faces_of(course: Course, fact: Fact, form: Form) -> list[str]:
    """Return the parts that forms of this sort number; none where a form asks about the whole fact."""
    finder = _FACES.get(f"{form.kind}/{form.variety}")
    return finder(course, fact) if finder else []


def find_face(before: list[str], index: int, after: list[str]) -> int | None:
    """Return where a part stands now: the same one, or the new one that is most like it; None where it is gone."""
    if index >= len(before):
        return None
    face = before[index]
    if face in after:
        return index if index < len(after) and after[index] == face else after.index(face)
    known = set(before)
    alike = [(likeness(face, text), place == index, place) for place, text in enumerate(after) if text not in known]
    best = max(alike, default=None)
    return best[-1] if best and best[0] >= ALIKE else None


def _scenes(course: Course, fact: Fact) -> list[str]:
    return [f"{scene.situation}\n{scene.bad}" for scene in fact.scenes]


def _flags(course: Course, fact: Fact) -> list[str]:
    return [f"{line.situation}\n{line.say}" for line in fact.flag]


def _passes(course: Course, fact: Fact) -> list[str]:
    return [f"{line.situation}\n{line.say}" for line in fact.ok]


def _lines(course: Course, fact: Fact) -> list[str]:
    return _flags(course, fact) + _passes(course, fact)


def _items(course: Course, fact: Fact) -> list[str]:
    return item_names(fact)


def _figures(course: Course, fact: Fact) -> list[str]:
    return [figure.name for figure in fact.figures]


_FACES: dict[str, Callable[[Course, Fact], list[str]]] = {
    "choose/reply": _scenes,
    "choose/spot": _flags,
    "choose/private": _flags,
    "choose/principle": lambda course, fact: [pair.log_id for pair in pairs_of(course, fact)],
    "choose/next": _items,
    "choose/member": _items,
    "choose/figure": _figures,
    "choose/counts": _figures,
    "judge/line": _lines,
    "odd/outsider": lambda course, fact: true_outsiders(fact),
    "odd/allowed": _passes,
    "number/figure": _figures,
    "spot/cut": lambda course, fact: [f"{cut.situation}\n{cut.say}" for cut in fact.cut],
    "spot/flag": _flags,
    "spot/bad": _scenes,
    "cloze/blank": lambda course, fact: [f"{cloze.situation}\n{cloze.text}" for cloze in fact.cloze],
    "written/question": lambda course, fact: [f"{written.situation}\n{written.ask}" for written in fact.questions],
    "rewrite/scene": _scenes,
    "speak/scene": _scenes,
    "reply/customer": lambda course, fact: [f"{reply.situation}\n{reply.customer}" for reply in fact.replies],
}
