"""What is seen last is what stays: the last line of a lesson, and the reason under a good reply, must not leave a bad sentence behind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trainer.check.material import Material, iterate_bad
from trainer.check.scenarios import locate_part
from trainer.check.walk import Steps
from trainer.course.problem import Problem, quote
from trainer.course.scenario import Scenario
from trainer.i18n import N_
from trainer.reply.normalise import squeeze

SENTENCE_LEAST = 4
"""Characters from which a quotation is something to say, and no mere word."""
_QUOTED = re.compile("“([^“”]+)”")
_WARNING = re.compile("(别|不|别再|不要|不能|不可|少|忌|莫|甭)(说|讲|问|用|提|回)[：:，]?$|(当心|小心|忌讳|而不是|不是|千万别)[：:，]?$")
_BEWARE = re.compile("(当心|小心|千万别|切忌|忌)[：:，]?")


def check_last_lines(material: Material) -> Iterator[Problem]:
    """The last quotation of a lesson is a sentence to say."""
    bad = {squeeze(text) for fact in material.course.facts for steps, text in iterate_bad(fact) if "wrong" not in steps}
    for fact in material.course.facts:
        if fact.lesson and (words := _find_last_bad(fact.lesson[-1], bad, material)):
            good = [line for line in fact.lesson[:-1] if _has_sentence(line) and not _find_last_bad(line, bad, material)]
            message = N_("lesson 的最后留下的是一句不好的话：{words}", words=quote(words))
            place = material.positions.find(fact, "lesson", len(fact.lesson) - 1)
            if good:
                yield place.problem("W914", message, N_("把这一行挪到最后：{line}", line=quote(good[-1])))
            else:
                yield place.problem("W914", message, N_("在最后添上该说的，如：开口试试：“{instead}”", instead=quote(fact.instead)))


def check_last_reasons(material: Material) -> Iterator[Problem]:
    """The reason shown under a good reply of a scenario quotes no bad one."""
    bad = {squeeze(text) for fact in material.course.facts for _steps, text in iterate_bad(fact)}
    for name, scenario in material.scenarios.scenarios.items():
        for steps, why in _best_reasons(scenario):
            if words := _find_last_bad(why, bad, material):
                message = N_("这一句最好，可学员最后看到的是一句不好的话：{words}", words=quote(words))
                at = locate_part(material.scenarios, name, *steps)
                yield at.problem("W915", message, N_("why 里说它好在哪儿，不引不好的那句。"))


def _best_reasons(scenario: Scenario) -> Iterator[tuple[Steps, str]]:
    for number, node in enumerate(scenario.nodes):
        for place, option in enumerate(node.options):
            if option.quality == "best":
                yield ("nodes", number, "options", place, "why"), option.why


def _has_sentence(line: str) -> bool:
    return any(len(squeeze(found[1])) >= SENTENCE_LEAST for found in _QUOTED.finditer(line))


def _find_last_bad(line: str, bad: set[str], material: Material) -> str:
    """Return the last quotation of a line where it is not to be said; empty where it may be."""
    quoted = list(_QUOTED.finditer(line))
    if not quoted:
        return ""
    last = quoted[-1]
    is_warned = bool(_WARNING.search(line[: last.start()]) or _BEWARE.match(line))
    return last[1] if is_warned or squeeze(last[1]) in bad or material.flag(last[1]) else ""
