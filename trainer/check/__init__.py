"""The checker: what is wrong with a course, before a learner meets it. One module a family of checks."""

from trainer.check.course import Report, check_course
from trainer.check.show import format_problem, format_summary

__all__ = ["Report", "check_course", "format_problem", "format_summary"]
