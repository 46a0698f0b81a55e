"""References between facts, and from facts to the source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trainer.course.model import Course
from trainer.course.positions import Positions
from trainer.course.problem import Problem, quote
from trainer.course.source import REFERENCE
from trainer.i18n import N_, Message
from trainer.text import find_nearest

MUST_MOST = 60
COLD_FEWEST = 2


def check_apart(course: Course, positions: Positions) -> Iterator[Problem]:
    """`apart` names other facts that exist."""
    ids = [fact.id for fact in course.facts]
    for fact in course.facts:
        for index, other in enumerate(fact.apart):
            place = positions.find(fact, "apart", index)
            if other == fact.id:
                yield place.problem("E306", N_("apart 里写了自己。"), N_("删掉它。"))
            elif other not in ids:
                yield place.problem("E307", N_("没有“{id}”这个知识点。", id=quote(other)), _suggest(other, ids))


def check_principles(course: Course, positions: Positions) -> Iterator[Problem]:
    """A pair's `principle` is a fact of that type, and every principle has pairs to show it."""
    principles = [fact.id for fact in course.facts if fact.type == "principle"]
    for fact in course.facts:
        if fact.principle and fact.principle not in principles:
            message = N_("没有“{id}”这条原则。", id=quote(fact.principle))
            yield positions.find(fact, "principle").problem("E308", message, _suggest(fact.principle, principles))
    led = {fact.principle for fact in course.facts}
    for fact in course.facts:
        if fact.type == "principle" and fact.id not in led:
            remedy = N_("写一个 type: pair 的知识点，principle 填它。")
            yield positions.find(fact, "id").problem("W309", N_("这条原则下面没有一组例句。"), remedy)


def check_sources(course: Course, positions: Positions) -> Iterator[Problem]:
    """Every fact cites single items or ranges of the source; a whole section counts for nothing. A shop's own additions cite nothing."""
    for fact in course.facts:
        if not fact.source and not course.about.extends:
            yield positions.find(fact, "source").problem("E310", N_("没有写出处。"), N_("写上讲义的条目，如 source: [S15.1]。"))
        for index, reference in enumerate(fact.source):
            if reason := describe_reference(reference):
                remedy = N_("写到条目：单条 S15.1，连续几条 S25.1-6，第几条原则第几对 S40.3.2。")
                yield positions.find(fact, "source", index).problem("E311", reason, remedy)


def check_must_count(course: Course, positions: Positions) -> Iterator[Problem]:
    """A first week holds at most sixty facts; the sixty-first is where the trainer has to choose. The shipped course has them already."""
    must = [fact for fact in course.facts if fact.tier == "must"]
    if len(must) > MUST_MOST and not course.about.extends:
        message = N_("必会的知识点有 {count} 个，超过 {most} 个，新人学不完。", count=len(must), most=MUST_MOST)
        yield positions.find(must[MUST_MOST], "tier").problem("W312", message, N_("把不急的改成 tier: useful。"))


def check_cold(course: Course, positions: Positions) -> Iterator[Problem]:
    """A first session needs facts that common sense can judge, to stand between a lesson and its question."""
    cold = sum(head.cold for head in course.heads)
    if cold < COLD_FEWEST:
        message = N_("只有 {count} 个知识点写了 cold: true，第一次练习不好安排。", count=cold)
        yield positions.course.problem("W606", message, N_("挑几个凭常识就能判断的，加上 cold: true。"))


def describe_reference(reference: str) -> Message | None:
    if re.fullmatch(r"S\d{2}", reference):
        return N_("出处“{source}”只写到节，没有写到条目。", source=reference)
    found = REFERENCE.fullmatch(reference)
    if found is None:
        return N_("出处“{source}”的写法不对。", source=quote(reference))
    if found[4] and int(found[4]) <= int(found[3]):
        return N_("出处“{source}”的范围倒了。", source=reference)
    return None


def _suggest(wrong: str, known: list[str]) -> Message:
    near = find_nearest(wrong, known)
    return N_("是不是“{near}”？", near=near) if near else N_("检查拼写，或者删掉它。")
