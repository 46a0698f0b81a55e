"""What differs between two courses, and what that means for learners."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any, Literal, TypeVar

import msgspec

from trainer.course.model import Course, Fact, Head
from trainer.course.rules import RuleBook
from trainer.course.scenario import Scenario, Shared

FactChange = Literal["rev_lowered", "rev_raised", "retired", "new", "reworded", "placed", "renamed"]
ItemChange = Literal["new", "retired", "changed"]
IMPORTANCE: tuple[FactChange, ...] = ("rev_lowered", "rev_raised", "retired", "new", "reworded", "placed", "renamed")
"""What matters most to learners first."""
SHARED, MACROS, PURPOSES = "roleplay.yaml", "macros.yaml", "purposes.yaml"
"""Names for what belongs to no single scenario or rule: the files in which it stands."""
S = TypeVar("S", bound=msgspec.Struct)
_PLACED, _NAMED, _SILENT = ("tier", "standing", "topic"), ("id", "title"), ("rev", "renamed_from")


class Content(msgspec.Struct, frozen=True):
    """Everything of a course that learners meet."""

    course: Course
    book: RuleBook
    scenarios: Mapping[str, Scenario]
    shared: Shared | None


class Edit(msgspec.Struct, frozen=True):
    """One text that changed. `field`: where it stands, as written in YAML, counted from 1; empty texts: it was not there."""

    field: str
    before: str
    after: str


class ChangedFact(msgspec.Struct, frozen=True, kw_only=True):
    """One fact that changed: how, the most important first. `learners`: how many have answered it so far."""

    changes: list[FactChange]
    id: str
    title: str
    edits: list[Edit] = []
    revs: tuple[int, int] = (1, 1)
    learners: int = 0


class ChangedItem(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario or rule that changed. `title`: a rule's category or move."""

    change: ItemChange
    id: str
    title: str = ""
    edits: list[Edit] = []


class Comparison(msgspec.Struct, frozen=True):
    """Two courses beside each other. `course`: its title, its topics and the like."""

    facts: list[ChangedFact]
    scenarios: list[ChangedItem]
    rules: list[ChangedItem]
    course: list[Edit]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing changed that anybody could notice."""
        return not (self.facts or self.scenarios or self.rules or self.course)


def compare_courses(old: Content, new: Content, practised: Mapping[str, int]) -> Comparison:
    """Return everything that changed. `practised`: how many learners answered a fact, by its log id."""
    return Comparison(
        facts=sorted(_compare_facts(old.course, new.course, practised), key=lambda one: IMPORTANCE.index(one.changes[0])),
        scenarios=[*_compare_items(*_settle_references(old, new)), *_compare_shared(old, new)],
        rules=[*_compare_items(_rules_of(old), _rules_of(new)), *_compare_rest(old.book, new.book)],
        course=list(list_edits(_describe_course(old.course), _describe_course(new.course))),
    )


def list_edits(before: Any, after: Any, field: str = "") -> Iterator[Edit]:
    """Yield what differs between two values as YAML knows them; of lists, what was put in or taken out moves nothing else."""
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys([*before, *after]):
            yield from list_edits(before.get(name), after.get(name), f"{field} {name}".strip())
    elif isinstance(before, list) and isinstance(after, list):
        yield from _list_moves(before, after, field)
    else:
        yield Edit(field, _say(before), _say(after))


def _list_moves(before: list[Any], after: list[Any], field: str) -> Iterator[Edit]:
    old, new = ([msgspec.json.encode(value) for value in values] for values in (before, after))
    for what, start, end, begin, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        both = min(end - start, stop - begin)
        for place in range(both):
            yield from list_edits(before[start + place], after[begin + place], f"{field} {begin + place + 1}")
        yield from (Edit(f"{field} {place + 1}", _say(before[place]), "") for place in range(start + both, end))
        yield from (Edit(f"{field} {place + 1}", "", _say(after[place])) for place in range(begin + both, stop))


def _say(value: Any) -> str:
    """Return a value as one would read it out: the texts in it, one behind the other."""
    if isinstance(value, dict):
        return "；".join(text for part in value.values() if (text := _say(part)))
    if isinstance(value, list):
        return "、".join(map(_say, value))
    return "" if value is None else str(value)


def _compare_facts(old: Course, new: Course, practised: Mapping[str, int]) -> Iterator[ChangedFact]:
    passing = {head.id for head in old.heads} ^ {head.id for head in new.heads}
    before, after = ({fact.log_id: _forget(fact, "apart", passing) for fact in course.facts} for course in (old, new))
    for name, fact in (before | after).items():
        changed = _compare_fact(before.get(name), after.get(name), fact)
        if changed:
            yield msgspec.structs.replace(changed, learners=practised.get(name, 0))


def _settle_references(old: Content, new: Content) -> tuple[dict[str, Scenario], dict[str, Scenario]]:
    """Return the scenarios of both without the facts that only one course has: those are told of once, not wherever they are named."""
    passing = {head.id for head in old.course.heads} ^ {head.id for head in new.course.heads}
    before, after = ({name: _forget(scenario, "facts", passing) for name, scenario in one.scenarios.items()} for one in (old, new))
    return before, after


def _forget(item: S, field: str, ids: set[str]) -> S:
    """Return a fact or scenario that does not refer to some ids in a field."""
    named = getattr(item, field)
    kept = [name for name in named if name not in ids]
    return item if kept == named else msgspec.structs.replace(item, **{field: kept})


def _compare_fact(before: Fact | None, after: Fact | None, shown: Head) -> ChangedFact | None:
    if before is None or after is None:
        return ChangedFact(changes=["new" if before is None else "retired"], id=shown.id, title=shown.title)
    edits = [edit for edit in list_edits(*map(msgspec.to_builtins, (before, after))) if edit.field.split(" ")[0] not in _SILENT]
    found = {_kind_of(edit) for edit in edits}
    if before.rev != after.rev:
        found.add("rev_raised" if after.rev > before.rev else "rev_lowered")
    changes = [name for name in IMPORTANCE if name in found]
    return ChangedFact(changes=changes, id=after.id, title=after.title, edits=edits, revs=(before.rev, after.rev)) if changes else None


def _kind_of(edit: Edit) -> FactChange:
    return "placed" if edit.field in _PLACED else "renamed" if edit.field in _NAMED else "reworded"


def _compare_items(before: Mapping[str, msgspec.Struct], after: Mapping[str, msgspec.Struct]) -> Iterator[ChangedItem]:
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        title = next((text for text in (getattr(new or old, "title", ""), getattr(new or old, "label", "")) if text), "")
        if old is None or new is None:
            yield ChangedItem(change="new" if old is None else "retired", id=name, title=title)
        elif edits := list(list_edits(*map(msgspec.to_builtins, (old, new)))):
            yield ChangedItem(change="changed", id=name, title=title, edits=edits)


def _compare_shared(old: Content, new: Content) -> Iterator[ChangedItem]:
    yield from _compare_items({SHARED: old.shared} if old.shared else {}, {SHARED: new.shared} if new.shared else {})


def _rules_of(content: Content) -> dict[str, msgspec.Struct]:
    return {rule.id: rule for rule in content.book.rules}


def _compare_rest(old: RuleBook, new: RuleBook) -> Iterator[ChangedItem]:
    """Compare what several rules share."""
    macros = [{macro.name: macro.any for macro in book.macros} for book in (old, new)]
    reasons = [{one.name: msgspec.to_builtins(one) for one in book.purposes} | {"reasons": book.reasons} for book in (old, new)]
    for name, (before, after) in ((MACROS, macros), (PURPOSES, reasons)):
        if edits := list(list_edits(before, after)):
            yield ChangedItem(change="changed", id=name, edits=edits)


def _describe_course(course: Course) -> dict[str, Any]:
    about: dict[str, Any] = msgspec.to_builtins(course.about)
    return about | {"version": "", "topics": {topic.id: topic.title for topic in course.topics}}
