"""How much of the source a course teaches and asks."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from trainer.check.asked import AskedFact, count_distinct
from trainer.course.model import Course
from trainer.course.positions import Positions
from trainer.course.problem import Problem, quote
from trainer.course.source import Source, items_of, iterate_items
from trainer.i18n import N_

MISSING_SHOWN = 5
SIZE_MOST = 99
"""Items of a section, or of a group in it: references have two digits."""


class SectionCoverage(msgspec.Struct, frozen=True):
    """A section: its items, how many of them facts cite, and how many facts and questions that is."""

    id: str
    items: int
    covered: int
    facts: int
    questions: int


class Totals(msgspec.Struct, frozen=True):
    """The same for the whole source; a fact that cites two sections counts once."""

    items: int
    covered: int
    facts: int
    questions: int


class Coverage(msgspec.Struct, frozen=True):
    """Coverage by section, in the order of the source, and in all."""

    sections: list[SectionCoverage]
    totals: Totals


def measure_coverage(source: Source, asked: list[AskedFact]) -> Coverage:
    """Return what the facts cite of the source. A fact without questions covers nothing."""
    cited = [(_cited_by(one), one) for one in asked if one.questions]
    sections = []
    for section in source.sections:
        items = set(iterate_items(section))
        facts = [one for references, one in cited if references & items]
        covered = items & set().union(*(references for references, _ in cited))
        sections.append(SectionCoverage(section.id, len(items), len(covered), len(facts), count_distinct(facts)))
    known = {item for section in source.sections for item in iterate_items(section)}
    facts = [one for references, one in cited if references & known]
    items, covered_items = (sum(getattr(section, name) for section in sections) for name in ("items", "covered"))
    return Coverage(sections, Totals(items, covered_items, len(facts), count_distinct(facts)))


def check_counts(source: Source, positions: Positions) -> Iterator[Problem]:
    """Every section has a number of items that can be referred to, its groups add up to it, and it stands once."""
    seen: set[str] = set()
    for index, section in enumerate(source.sections):
        sizes = section.groups or [section.items]
        if sum(sizes) != section.items or not all(1 <= size <= SIZE_MOST for size in [len(sizes), *sizes]):
            message = N_("source.yaml 里 {id} 的条数不对。", id=quote(section.id))
            remedy = N_("items 写总条数，最多 {most}；分了组的，groups 各数相加要等于 items。", most=SIZE_MOST)
            yield positions.in_source("sections", index, "items").problem("E317", message, remedy)
        if section.id in seen or not re.fullmatch(r"S\d{2}", section.id):
            message = N_("source.yaml 里的章节 id“{id}”重了，或者写法不对。", id=quote(section.id))
            yield positions.in_source("sections", index, "id").problem("E318", message, N_("从 S01 起各写一次，如 S15。"))
        seen.add(section.id)


def check_references(source: Source, course: Course, positions: Positions) -> Iterator[Problem]:
    """Every item that a fact cites is there."""
    known = {item for section in source.sections for item in iterate_items(section)}
    for fact in course.facts:
        for index, reference in enumerate(fact.source):
            if missing := [item for item in items_of(reference) if item not in known]:
                message = N_("讲义里没有 {item} 这一条。", item=quote(missing[0]))
                yield positions.find(fact, "source", index).problem("E315", message, N_("对照 source.yaml 里的编号和条数改。"))


def check_coverage(source: Source, course: Course, positions: Positions) -> Iterator[Problem]:
    """Every item of the source is taught by some fact."""
    cited = {item for fact in course.facts for reference in fact.source for item in items_of(reference)}
    for index, section in enumerate(source.sections):
        if missing := [item for item in iterate_items(section) if item not in cited]:
            figures = {"count": len(missing), "missing": missing[:MISSING_SHOWN]}
            message = N_("讲义“{title}”还有 {count} 条没有知识点：{missing}", title=quote(section.title), **figures)
            remedy = N_("写一个知识点，把它列进 source；或者加进已有的知识点。")
            yield positions.in_source("sections", index, "id").problem("W316", message, remedy)


def _cited_by(one: AskedFact) -> set[str]:
    return {item for reference in one.fact.source for item in items_of(reference)}
