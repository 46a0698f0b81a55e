"""Sentences that the course shows as the ones to say, and that its own rules would flag."""

from __future__ import annotations

from collections.abc import Iterator

from trainer.check.material import Material, iterate_model, iterate_replies
from trainer.check.rules import place_rule
from trainer.check.scenarios import locate_part
from trainer.course.problem import Place, Problem, quote
from trainer.i18n import N_
from trainer.reply.labels import NAMES


def check_models(material: Material) -> Iterator[Problem]:
    """No sentence that is shown as the one to say breaks a rule, be it in a fact, in a rule or in a scenario.

    Good sentences of scenes and lines are read by the ordinary check. Only what rules are certain of counts: a guess would cry wolf.
    """
    for place, text, purpose in _iterate_models(material):
        for found in material.flag(text, purpose):
            shown = {"rule": quote(found.rule), "name": NAMES[found.category], "words": quote(text[found.start : found.end])}
            message = N_("这句示范的话，自己会被规则“{rule}”判成“{name}”：{words}", **shown)
            remedy = N_("换掉这几个字，规则建议的说法是：{instead}", instead=quote(found.instead))
            if found.instead == text:
                remedy = N_("换一个说法，先用 trainer score 试试那句过不过得去。")
            yield place.problem("W907", message, remedy)


def _iterate_models(material: Material) -> Iterator[tuple[Place, str, str]]:
    """Yield the place of each sentence, the sentence, and the business reason that clears it."""
    for fact in material.course.facts:
        yield from ((material.positions.find(fact, *steps), text, "") for steps, text in iterate_model(fact))
    for rule in material.rules.book.rules:
        if rule.instead:
            yield place_rule(rule, material.rules, "instead"), rule.instead, ""
    for name, scenario in material.scenarios.scenarios.items():
        for steps, text in iterate_replies(scenario, good=True):
            yield locate_part(material.scenarios, name, *steps), text, scenario.purpose
