"""A course that stands on a shipped one: what it leaves out is there, and both fit together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from trainer.course.folder import list_yaml
from trainer.course.problem import Problem, quote
from trainer.course.read import Loaded, load_course
from trainer.course.rulefile import load_rules
from trainer.course.scenariofile import SCENARIOS_NAME
from trainer.i18n import N_
from trainer.text import find_nearest


def check_left_out(loaded: Loaded) -> Iterator[Problem]:
    """Whatever is left out is in the course below; after an update it may be gone, which harms nobody."""
    if loaded.base is None or loaded.course is None or not loaded.course.about.without:
        return
    known = _ids_in(loaded.base)
    for number, name in enumerate(loaded.course.about.without):
        if name not in known:
            near = find_nearest(name, known)
            remedy = N_("是不是想写“{near}”？", near=near) if near else N_("删掉它；要写知识点、规则的 id，或者情景的文件名。")
            message = N_("without 里的“{id}”，自带的课程里没有。", id=quote(name))
            yield loaded.positions.in_course("without", number).problem("W320", message, remedy)


def own_problems(problems: Sequence[Problem], loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of the course's own files; where they break something below, say so in its head: nobody edits the base."""
    below = [problem for problem in problems if loaded.base and Path(problem.path).is_relative_to(loaded.base)]
    yield from (problem for problem in problems if problem not in below)
    if broken := [problem for problem in below if problem.severity == "error"]:
        shown = {"what": broken[0].message, "where": Path(broken[0].path).name, "count": len(broken)}
        message = N_("和自带的课程合不起来，共 {count} 处，先看：{what}（{where}）", **shown)
        remedy = N_("把靠它的几条也写进 without，或者改自己写的。")
        yield loaded.positions.in_course("without").problem("E321", message, remedy)


def _ids_in(base: Path) -> list[str]:
    course, _problems = load_course(base)
    facts = [fact.id for fact in course.facts] if course else []
    scenarios = [path.stem for path in list_yaml(base / SCENARIOS_NAME)]
    return sorted([*facts, *(rule.id for rule in load_rules(base).book.rules), *scenarios])
