"""Ids: unique, stable, and fit to be written into a log for years."""

from __future__ import annotations

from collections.abc import Iterator

from trainer.course.model import Course, Fact
from trainer.course.positions import Positions
from trainer.course.problem import Problem, quote
from trainer.i18n import N_
from trainer.text import ID

_SPELLING = N_("用英文小写字母、数字和短横线，字母开头，如 phrase-cannot。")
CAP_MOST = 365
"""Days; a card that comes back once a year is forgotten before it does."""


def check_spelling(course: Course, positions: Positions) -> Iterator[Problem]:
    """Ids of the course, its topics and facts are plain ASCII: they go into logs, file names and other systems."""
    named = [(course.about.id, positions.in_course("id"))]
    named += [(topic.id, positions.in_course("topics", index, "id")) for index, topic in enumerate(course.topics)]
    named += [(fact.id, positions.find(fact, "id")) for fact in course.facts]
    for id_, place in named:
        if not ID.fullmatch(id_):
            yield place.problem("E305", N_("id“{id}”不合写法。", id=quote(id_)), _SPELLING)


def check_numbers(course: Course, positions: Positions) -> Iterator[Problem]:
    """Revisions count from 1; the longest interval is a number of days that makes sense."""
    if not 1 <= course.interval_cap_days <= CAP_MOST:
        message = N_("interval_cap_days 应该在 1 到 {most} 之间。", most=CAP_MOST)
        yield positions.in_course("interval_cap_days").problem("E313", message, N_("一般写 30。"))
    for fact in course.facts:
        if fact.rev < 1:
            yield positions.find(fact, "rev").problem("E314", N_("rev 从 1 开始。"), N_("删掉这一行；内容大改时才写 rev: 2。"))


def check_topics(course: Course, positions: Positions) -> Iterator[Problem]:
    """Every topic has an id of its own, and facts."""
    seen: set[str] = set()
    used = {fact.topic for fact in course.facts}
    for index, topic in enumerate(course.topics):
        place = positions.in_course("topics", index, "id")
        if topic.id in seen:
            yield place.problem("E302", N_("主题“{id}”写了两遍。", id=quote(topic.id)), N_("留下一处，或者换一个 id。"))
        elif topic.id not in used:
            yield place.problem("W303", N_("主题“{id}”下面没有知识点。", id=quote(topic.id)), N_("写几个知识点，或者删掉这个主题。"))
        seen.add(topic.id)


def check_fact_ids(course: Course, positions: Positions) -> Iterator[Problem]:
    """Every id, present or former, belongs to one fact only: the learners' history hangs on it."""
    owners: dict[str, Fact] = {}
    claims = [(fact, "id", fact.id) for fact in course.facts]
    claims += [(fact, "renamed_from", former) for fact in course.facts for former in fact.renamed_from]
    for fact, field, id_ in claims:
        if (owner := owners.setdefault(id_, fact)) is not fact or (field, id_) == ("renamed_from", fact.id):
            other = positions.find(owner, "id")
            message = N_("id“{id}”已经用过了，在 {path} 第 {line} 行。", id=quote(id_), path=other.path, line=other.line)
            yield positions.find(fact, field).problem("E304", message, N_("换一个没用过的 id；如果是同一个知识点，就合并。"))
