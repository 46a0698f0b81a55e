"""Texts: not empty, on one line, and short enough for a terminal and a tired reader."""

from __future__ import annotations

from collections.abc import Iterator

from trainer.check.walk import iterate_texts, name_of
from trainer.course.bounds import LIMITS
from trainer.course.model import Course
from trainer.course.positions import Positions
from trainer.course.problem import Problem
from trainer.i18n import N_

OPTIONAL = {
    "note",
    "hears",
    "mnemonic",
    "principle",
    "trigger",
    "modern",
    "topic",
    "scenes.hears",
    "flag.better",
    "pass.better",
    "flag.hears",
    "pass.hears",
    "figures.unit",
    "questions.situation",
    "questions.hint",
    "replies.purpose",
    "scenes.purpose",
    "flag.purpose",
    "pass.purpose",
}
"""Texts that are empty when they are not written."""


def check_lines(course: Course, positions: Positions) -> Iterator[Problem]:
    """Every text stands on one line and says something."""
    for fact in course.facts:
        for steps, text in iterate_texts(fact):
            if not text.strip() and name_of(steps) not in OPTIONAL:
                yield positions.find(fact, *steps).problem("E401", N_("“{name}”是空的。", name=name_of(steps)), N_("写上内容。"))
            elif "\n" in text.strip() or "\t" in text:
                message = N_("“{name}”里有换行或 Tab。", name=name_of(steps))
                yield positions.find(fact, *steps).problem("E402", message, N_("写成一行；需要几行的地方用列表。"))


def check_lengths(course: Course, positions: Positions) -> Iterator[Problem]:
    """No text is longer than its place on the screen."""
    for fact in course.facts:
        for steps, text in iterate_texts(fact):
            name = name_of(steps)
            most = LIMITS.get(name)
            if most is not None and len(text) > most:
                message = N_("“{name}”有 {count} 个字，超过 {most} 个。", name=name, count=len(text), most=most)
                yield positions.find(fact, *steps).problem("W403", message, N_("改短一点，像平时说话那样。"))
