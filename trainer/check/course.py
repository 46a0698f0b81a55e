"""Check a whole course folder: read it, then run every check that what could be read allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from trainer.check.ids import check_fact_ids, check_numbers, check_spelling, check_topics
from trainer.check.lengths import check_lengths, check_lines
from trainer.check.parts import check_cloze, check_cuts, check_figures, check_lessons, check_notes, check_parts, check_written
from trainer.check.questions import check_cold, check_length_bias, check_options, check_rungs, count_questions
from trainer.check.references import check_apart, check_must_count, check_principles, check_sources
from trainer.check.scenes import check_keys, check_scores
from trainer.check.templates import check_avoid, check_template_syntax
from trainer.course.model import Course
from trainer.course.positions import Positions
from trainer.course.problem import Problem, has_errors
from trainer.course.read import load_with_positions
from trainer.i18n import render

Check = Callable[[Course, Positions], Iterable[Problem]]

FACT_CHECKS: tuple[Check, ...] = (
    check_spelling,
    check_numbers,
    check_lines,
    check_lengths,
    check_lessons,
    check_parts,
    check_cloze,
    check_cuts,
    check_figures,
    check_written,
    check_notes,
    check_sources,
    check_template_syntax,
    check_avoid,
    check_keys,
    check_scores,
)
"""Checks that look at one fact at a time: they hold even when other facts could not be read."""

COURSE_CHECKS: tuple[Check, ...] = (
    check_topics,
    check_fact_ids,
    check_apart,
    check_principles,
    check_must_count,
    check_rungs,
    check_options,
    check_length_bias,
    check_cold,
)
"""Checks that need every fact: with a part of the course missing they would blame the innocent."""


class Report(msgspec.Struct, frozen=True):
    """All problems in order of path and line, and what the course holds. `questions` is 0 when there are errors."""

    problems: list[Problem]
    facts: int
    questions: int

    @property
    def errors(self) -> list[Problem]:
        """The problems that break something."""
        return [problem for problem in self.problems if problem.severity == "error"]

    @property
    def warnings(self) -> list[Problem]:
        """The problems that only deserve a look."""
        return [problem for problem in self.problems if problem.severity == "warning"]


def check_course(folder: Path) -> Report:
    """Return everything that is wrong with the course in a folder."""
    loaded = load_with_positions(folder)
    course = loaded.course
    if course is None:
        return Report(loaded.problems, 0, 0)
    checks = FACT_CHECKS if has_errors(loaded.problems) else FACT_CHECKS + COURSE_CHECKS
    found = [problem for check in checks for problem in check(course, loaded.positions)]
    problems = _sort_once(loaded.problems + found)
    return Report(problems, len(course.facts), 0 if has_errors(problems) else count_questions(course))


def _sort_once(problems: list[Problem]) -> list[Problem]:
    """Return the problems in reading order; what many questions have in common is said once."""
    by_text = {(problem.path, problem.line, problem.column, problem.code, render(problem.message)): problem for problem in problems}
    return [by_text[key] for key in sorted(by_text)]
