"""Ids: unique, stable, and fit to be written into a log for years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trainer.course.model import Course, Fact
from trainer.course.positions import Positions
from trainer.course.problem import Problem, quote
from trainer.i18n import N_

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def check_topics(course: Course, positions: Positions) -> Iterator[Problem]:
    """Every topic has an id of its own, and facts."""
    seen: set[str] = set()
    used = {fact.topic for fact in course.facts}
    for topic in course.topics:
        if topic.id in seen:
            yield positions.course.problem("E302", N_("主题“{id}”写了两遍。", id=quote(topic.id)), N_("留下一处，或者换一个 id。"))
        elif topic.id not in used:
            yield positions.course.problem("W303", N_("主题“{id}”下面没有知识点。", id=quote(topic.id)), N_("写几个知识点，或者删掉这个主题。"))
        seen.add(topic.id)


def check_fact_ids(course: Course, positions: Positions) -> Iterator[Problem]:
    """Every id, present or former, belongs to one fact only: the learners' history hangs on it."""
    owners: dict[str, Fact] = {}
    for fact in course.facts:
        if not _ID.fullmatch(fact.id):
            message = N_("id“{id}”不合写法。", id=quote(fact.id))
            yield positions.find(fact, "id").problem("E305", message, N_("用英文小写字母、数字和短横线，字母开头，如 phrase-cannot。"))
        for former in [fact.id, *fact.renamed_from]:
            if (owner := owners.setdefault(former, fact)) is fact:
                continue
            other = positions.find(owner, "id")
            message = N_("id“{id}”已经用过了，在 {path} 第 {line} 行。", id=quote(former), path=other.path, line=other.line)
            where = positions.find(fact, "id" if former == fact.id else "renamed_from")
            yield where.problem("E304", message, N_("换一个没用过的 id；如果是同一个知识点，就合并。"))
