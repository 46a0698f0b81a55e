"""The checker: what is wrong with a course, before a learner meets it. One module a family of checks."""

from trainer.check.course import Report, check_course, cover_course
from trainer.check.coverage import Coverage
from trainer.check.show import coverage_lines, figures_line, format_plays, format_problem, format_summary

__all__ = [
    "Coverage",
    "Report",
    "check_course",
    "cover_course",
    "coverage_lines",
    "figures_line",
    "format_plays",
    "format_problem",
    "format_summary",
]
