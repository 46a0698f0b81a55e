"""Check one file of a course, quickly: for whoever has just saved it."""

from __future__ import annotations

from pathlib import Path

from trainer.check.course import FACT_CHECKS
from trainer.check.proven import Proven
from trainer.check.rules import check_rules
from trainer.check.scenarios import check_scenarios
from trainer.course.folder import FACTS_NAME
from trainer.course.problem import Problem, has_errors
from trainer.course.read import load_file
from trainer.course.rulebook import RULES_NAME
from trainer.course.rulefile import load_rules
from trainer.course.rules import RuleBook
from trainer.course.scenariofile import SCENARIOS_NAME, load_scenarios
from trainer.errors import UsageError
from trainer.i18n import N_


def course_of(path: Path) -> Path:
    """Return the course folder that a file of facts or rules or a scenario belongs to. Raises `UsageError` for any other."""
    if path.suffix == ".yaml" and path.parent.name in (FACTS_NAME, SCENARIOS_NAME, RULES_NAME):
        return path.parent.parent
    message = N_("不知道这个文件写的是什么：{name}", name=path.name[:40])
    raise UsageError(message, N_("写 facts、scenarios 或 rules 文件夹里、名字以 .yaml 结尾的文件。"))


def check_file(path: Path, book: RuleBook, proven: Proven | None = None) -> list[Problem]:
    """Return what is wrong within one file; what only the whole course can tell, `check_course` tells. `book`: the rules that hold."""
    folder, proven = course_of(path), proven or Proven()
    if path.parent.name == SCENARIOS_NAME:
        scenarios = load_scenarios(folder, path)
        return scenarios.problems or list(check_scenarios(scenarios, book, proven, is_proved=True))
    if path.parent.name == RULES_NAME:
        rules = load_rules(folder)
        return [problem for problem in rules.problems + check_rules(rules, proven) if Path(problem.path) == path]
    loaded = load_file(folder, path)
    if loaded.course is None or has_errors(loaded.problems):
        return loaded.problems
    course = loaded.course
    return loaded.problems + [problem for check in FACT_CHECKS for problem in check(course, loaded.positions)]
