"""Numbers that disagree: between facts that count the same, and between the figure of a fact and what its lesson says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trainer.check.duplicates import Text, find_alike, pairs_of
from trainer.check.material import Material
from trainer.check.walk import Steps
from trainer.course.model import Fact, Figure
from trainer.course.problem import Problem, quote
from trainer.drill.figures import show_figure
from trainer.i18n import N_

_NUMBER = r"\d+(?:\.\d+)?"


def check_same_figures(material: Material) -> Iterator[Problem]:
    """What two facts count by nearly the same name in the same unit has the same value, unless a note explains it."""
    places = {(fact.id, index): figure for fact in material.course.facts for index, figure in enumerate(fact.figures)}
    texts = [
        Text(fact, ("figures", index, "value"), figure.unit, figure.name, pairs_of(figure.name))
        for fact in material.course.facts
        for index, figure in enumerate(fact.figures)
    ]
    for _likeness, one, other in find_alike(texts):
        first, second = places[one.fact.id, int(one.steps[1])], places[other.fact.id, int(other.steps[1])]
        if one.fact.id == other.fact.id or one.fact.note or other.fact.note or _ends(first.value) == _ends(second.value):
            continue
        shown = {"name": quote(second.name), "value": show_figure(second), "other": show_figure(first), "id": quote(one.fact.id)}
        message = N_("“{name}”这里是 {value}，“{id}”里是 {other}。", **shown)
        remedy = N_("查对出处，改成同一个数；两个数都要留，就在 note 里写明为什么不一样。")
        yield material.positions.find(other.fact, *other.steps).problem("W912", message, remedy)


def check_told_figures(material: Material) -> Iterator[Problem]:
    """A lesson that names a number of the figure's unit names the figure's own, unless a note explains it."""
    for fact in material.course.facts:
        known = {end for figure in fact.figures for end in _ends(figure.value)}
        for figure in fact.figures:
            told = list(_numbers_of(fact, figure))
            strange = [(steps, number) for steps, number in told if number not in known]
            is_told = _ends(figure.value) <= {number for _steps, number in told}
            if strange and not is_told and not fact.note:
                steps, number = strange[0]
                shown = {"told": quote(show_figure(figure, number)), "value": quote(show_figure(figure))}
                message = N_("这里写的是 {told}，下面 figures 里却是 {value}。", **shown)
                remedy = N_("查对出处，改成同一个数；两个数都要留，就在 note 里写明为什么不一样。")
                yield material.positions.find(fact, *steps).problem("W913", message, remedy)


def _numbers_of(fact: Fact, figure: Figure) -> Iterator[tuple[Steps, str]]:
    """Yield the numbers of the figure's unit that the teaching of a fact names, both ends of a range."""
    if not figure.unit:
        return
    unit = re.escape(figure.unit)
    pattern = re.compile(rf"({_NUMBER})(?:\s*{unit})?\s*[-–—~～至到]\s*({_NUMBER})\s*{unit}|({_NUMBER})\s*{unit}")
    taught: list[tuple[Steps, str]] = [(("lesson", index), line) for index, line in enumerate(fact.lesson)]
    for steps, text in [*taught, (("why",), fact.why), (("title",), fact.title)]:
        for found in pattern.findall(text):
            yield from ((steps, number) for number in found if number)


def _ends(value: str) -> set[str]:
    return set(re.findall(_NUMBER, value))
