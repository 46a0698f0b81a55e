"""Check a whole course folder: read it, then run every check that what could be read allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from trainer.check.asked import AskedFact, ask_everything, count_distinct
from trainer.check.coverage import Coverage, check_counts, check_coverage, check_references, measure_coverage
from trainer.check.ids import check_fact_ids, check_numbers, check_spelling, check_topics
from trainer.check.lengths import check_lengths, check_lines
from trainer.check.material import Material
from trainer.check.overlay import check_left_out, own_problems
from trainer.check.own import Rules, check_own_sentences
from trainer.check.parts import check_cloze, check_cuts, check_figures, check_lessons, check_notes, check_parts, check_written
from trainer.check.proven import Proven
from trainer.check.questions import check_length_bias, check_options, check_position_bias, check_rungs
from trainer.check.references import check_apart, check_cold, check_must_count, check_principles, check_sources
from trainer.check.rules import check_rules, keep_sound
from trainer.check.scenarios import check_cited, check_scenarios, rehearse_scenarios
from trainer.check.scenes import check_keys, check_scores
from trainer.check.strict import check_strictly
from trainer.check.templates import check_avoid, check_template_syntax
from trainer.course.collector import without_collector
from trainer.course.model import Course
from trainer.course.positions import Positions
from trainer.course.problem import Problem, has_errors
from trainer.course.read import load_with_positions, raise_errors
from trainer.course.rulefile import load_rules
from trainer.course.scenariofile import load_scenarios
from trainer.course.source import Source
from trainer.errors import TrainerError
from trainer.i18n import N_, render
from trainer.reply.rules import RuleEngine
from trainer.reply.verdict import ReplyJudge
from trainer.roleplay.figures import Figures

Check = Callable[[Course, Positions], Iterable[Problem]]
QuestionCheck = Callable[[list[AskedFact], Positions], Iterable[Problem]]

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
    check_cold,
)
"""Checks that need every fact: with a part of the course missing they would blame the innocent."""

QUESTION_CHECKS: tuple[QuestionCheck, ...] = (check_rungs, check_options, check_length_bias, check_position_bias)
"""Checks that look at the finished questions."""

READING, LOOKING = 0.6, 0.7
"""Shares of the whole work that are done when the files are read, and when the facts are looked at."""


class Report(msgspec.Struct, frozen=True):
    """All problems in order of path and line, and what the course holds. `questions` is 0 when there are errors."""

    problems: list[Problem]
    facts: int
    questions: int
    plays: dict[str, Figures] = {}
    """What plays of each scenario come to, where every way was tried."""

    @property
    def errors(self) -> list[Problem]:
        """The problems that break something."""
        return [problem for problem in self.problems if problem.severity == "error"]

    @property
    def warnings(self) -> list[Problem]:
        """The problems that only deserve a look."""
        return [problem for problem in self.problems if problem.severity == "warning"]


def check_course(
    folder: Path,
    tick: Callable[[float], None] = lambda share: None,
    proven: Proven | None = None,
    *,
    is_proved: bool = True,
    is_strict: bool = False,
) -> Report:
    """Return everything that is wrong with the course in a folder.

    `tick` is told the share of the work that is done; what is `proven` to be sound is not tried again.
    `is_proved`: every way through every scenario is tried too;
    `is_strict`: what could be better is said as well, once nothing is broken.
    """
    with without_collector():
        return _check(folder, tick, proven or Proven(), is_proved=is_proved, is_strict=is_strict)


def _check(folder: Path, tick: Callable[[float], None], proven: Proven, *, is_proved: bool, is_strict: bool) -> Report:
    loaded = load_with_positions(folder, lambda share: tick(READING * share))
    if loaded.course is None:
        return Report(list(own_problems(loaded.problems, loaded)), 0, 0)
    course, positions, source = loaded.course, loaded.positions, loaded.source
    found = [*check_left_out(loaded), *(problem for check in FACT_CHECKS for problem in check(course, positions))]
    tick(LOOKING)
    asked: list[AskedFact] = []
    # With a part of the course unread, what follows would be dear and would blame the innocent.
    if not has_errors(loaded.problems):
        found += [problem for check in COURSE_CHECKS for problem in check(course, positions)]
        found += _check_source(source, course, positions) if source else []
    # Questions are made of sound facts only.
    if not has_errors(loaded.problems + found):
        asked = ask_everything(course, lambda share: tick(LOOKING + (1 - LOOKING) * share))
        found += [problem for check in QUESTION_CHECKS for problem in check(asked, positions)]
    rules, scenarios = load_rules(folder), load_scenarios(folder)
    sound = keep_sound(rules, proven)
    found += [*check_rules(rules, proven), *check_own_sentences(course, positions, Rules(rules, sound), proven)] if rules.book.rules else []
    found += check_scenarios(scenarios, sound, proven, is_proved=is_proved)
    found += check_cited(scenarios, course, source)
    problems = _sort_once(own_problems([*loaded.problems, *rules.problems, *scenarios.problems, *found], loaded))
    if has_errors(problems):
        return Report(problems, len(course.facts), 0)
    if is_strict:
        judge = ReplyJudge(RuleEngine(sound), sound.rules)
        better = check_strictly(Material(course, positions, asked, rules, judge, scenarios))
        problems = _sort_once([*problems, *own_problems(list(better), loaded)])
    return Report(problems, len(course.facts), count_distinct(asked), rehearse_scenarios(scenarios, proven) if is_proved else {})


def cover_course(folder: Path) -> Coverage:
    """Return how much of its source a course covers. Raises `TrainerError` when it has errors or no `source.yaml`."""
    loaded = load_with_positions(folder)
    course, source = loaded.course, loaded.source
    raise_errors(loaded.problems + (list(check_counts(source, loaded.positions)) if source else []))
    if course is None or source is None:
        message = N_("这门课程没有 source.yaml，不知道讲义有哪些条目。")
        raise TrainerError(message, N_("在课程文件夹里写一个 source.yaml，列出每一节的 id、标题和条数。"))
    return measure_coverage(source, ask_everything(course))


def _check_source(source: Source, course: Course, positions: Positions) -> list[Problem]:
    # A count of a million would be counted to.
    wrong = list(check_counts(source, positions))
    return wrong or [*check_references(source, course, positions), *check_coverage(source, course, positions)]


def _sort_once(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems in reading order; what many questions have in common is said once."""
    by_text = {(problem.path, problem.line, problem.column, problem.code, render(problem.message)): problem for problem in problems}
    return [by_text[key] for key in sorted(by_text)]
