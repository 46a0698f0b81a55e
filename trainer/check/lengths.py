"""Texts: not empty, on one line, and short enough for a terminal and a tired reader."""

from __future__ import annotations

from collections.abc import Iterator

from trainer.check.walk import iterate_texts, name_of
from trainer.course.model import Course
from trainer.course.positions import Positions
from trainer.course.problem import Problem
from trainer.i18n import N_

LIMITS = {
    "title": 16,
    "why": 48,
    "hears": 24,
    "instead": 38,
    "situation": 48,
    "lesson": 37,
    "scenes.situation": 48,
    "scenes.bad": 34,
    "scenes.wrong": 38,
    "scenes.say": 38,
    "scenes.hears": 24,
    "flag.situation": 40,
    "flag.say": 34,
    "flag.why": 40,
    "flag.better": 34,
    "flag.hears": 24,
    "pass.situation": 40,
    "pass.say": 34,
    "pass.why": 40,
    "cloze.situation": 48,
    "cloze.text": 42,
    "modern": 38,
    "items.name": 10,
    "items.text": 30,
    "outsiders": 10,
    "mnemonic": 30,
    "figures.name": 34,
    "figures.value": 8,
    "figures.unit": 6,
    "figures.means": 40,
    "figures.wrong": 8,
    "cut.situation": 40,
    "cut.say": 38,
    "cut.why": 40,
    "cut.better": 34,
    "replies.situation": 48,
    "replies.customer": 40,
    "replies.say": 38,
    "replies.also": 38,
    "questions.situation": 48,
    "questions.ask": 40,
    "questions.options": 38,
    "questions.why": 48,
    "questions.hint": 40,
}
"""Characters at most: what fits on two lines of an 80-column terminal, an option on one."""

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
