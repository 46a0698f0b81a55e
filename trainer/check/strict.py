"""What a good editor would still change in a course that works: found only when asked for, and never an error."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import attrgetter

import msgspec

from trainer.check.amounts import check_same_figures, check_told_figures
from trainer.check.duplicates import check_duplicates
from trainer.check.exemplars import check_models
from trainer.check.exercise import check_rules_used, check_spoken
from trainer.check.giveaways import check_absolute, check_best_length, check_catch_all, check_copied
from trainer.check.lastseen import check_last_lines, check_last_reasons
from trainer.check.material import Material
from trainer.check.screenwidth import check_feedback_rows, check_rows
from trainer.course.problem import Problem
from trainer.i18n import N_

STRICT_CHECKS: tuple[Callable[[Material], Iterable[Problem]], ...] = (
    check_catch_all,
    check_copied,
    check_absolute,
    check_best_length,
    check_duplicates,
    check_models,
    check_rows,
    check_feedback_rows,
    check_spoken,
    check_rules_used,
    check_same_figures,
    check_told_figures,
    check_last_lines,
    check_last_reasons,
)
SHOWN_MOST = 20
"""Findings of one kind listed in one file: whoever has more changes the habit, not the sentence."""


def check_strictly(material: Material) -> Iterator[Problem]:
    """Yield what could be better, each with what to write instead; of one kind at most `SHOWN_MOST` a file, and how many more there are."""
    found = [problem for check in STRICT_CHECKS for problem in check(material)]
    ranked = sorted(found, key=attrgetter("path", "code", "line", "column"))
    for _kind, group in groupby(ranked, key=attrgetter("path", "code")):
        problems = list(group)
        yield from problems[:SHOWN_MOST]
        if more := problems[SHOWN_MOST:]:
            message = N_("这个文件里同样的提醒还有 {count} 处，没有列出来。", count=len(more))
            yield msgspec.structs.replace(more[0], message=message, remedy=N_("先改前面的，再检查一次。"))
