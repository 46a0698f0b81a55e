"""A course checked as it would be, on a copy, and what the checker finds said of the cells of the table that it comes from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from trainer.check import check_course
from trainer.check.item import check_file
from trainer.check.proven import Proven
from trainer.cli.addition import Change, changed_copy
from trainer.course.drafting import Origin
from trainer.course.grid import Fault, Spot
from trainer.course.importing import Items
from trainer.course.problem import Place, Problem, has_errors
from trainer.course.rulefile import load_rules
from trainer.course.rules import RuleBook
from trainer.course.scenariofile import SCENARIOS_NAME
from trainer.course.schema import Step, find_spot
from trainer.course.tree import Spot as WrittenSpot
from trainer.course.tree import Value, parse_tree, place_of
from trainer.i18n import Message

PROVING = 0.1
"""Share of the work that is left when the course is checked, for walking the ways of new scenarios."""
At = tuple[str, int, int]


class Rehearsal(msgspec.Struct, frozen=True):
    """What the checker says: errors and warnings of the table, and the errors that the course has without it."""

    faults: list[Fault]
    remarks: list[Fault]
    others: list[Problem]


def rehearse_import(
    folder: Path, changes: Sequence[Change], items: Items, tick: Callable[[float], None], proven: Proven | None = None
) -> Rehearsal:
    """Check a copy of the course in which everything is written. `folder` itself stays as it is."""
    with changed_copy(folder, changes) as copy:
        problems = check_course(copy, lambda share: tick(share * (1 - PROVING)), proven, is_proved=False).problems
        problems += [] if has_errors(problems) else _prove(copy, items, proven)
        cells = _find_cells([copy / change.path.relative_to(folder) for change in changes], items)
    found = Rehearsal([], [], [])
    for problem in {_at(problem) + (problem.code,): problem for problem in problems}.values():
        spot = cells.find(_at(problem))
        if spot is not None:
            heap = found.faults if problem.severity == "error" else found.remarks
            heap.append(Fault(spot, _move(problem.message, copy, folder), problem.remedy))
        elif problem.severity == "error":
            path = problem.path.replace(str(copy), str(folder), 1)
            found.others.append(msgspec.structs.replace(problem, path=path, message=_move(problem.message, copy, folder)))
    return found


def _prove(copy: Path, items: Items, proven: Proven | None) -> list[Problem]:
    """Walk every way through the new scenarios; those of the course were walked before. The rules were found sound."""
    book = load_rules(copy).book if items.scenarios else RuleBook()
    return [problem for item in items.scenarios for problem in check_file(copy / SCENARIOS_NAME / f"{item.id}.yaml", book, proven)]


def _move(message: Message, copy: Path, folder: Path) -> Message:
    """Return a message that names the course's own files where it named those of the copy."""
    moved = {name: value.replace(str(copy), str(folder)) if isinstance(value, str) else value for name, value in message.values.items()}
    return Message(message.template, moved)


def _at(place: Problem | Place) -> At:
    return (place.path, place.line, place.column)


class _Whole(msgspec.Struct, frozen=True):
    """A fact, a scenario or a file: what it holds, and where."""

    path: str
    value: Value
    spot: WrittenSpot

    def place(self, steps: Sequence[Step]) -> Place:
        """Return where a part stands; where it is not written, the nearest whole."""
        return place_of(self.path, find_spot(self.spot, list(steps)).mark)


class _Cells:
    """The cells of the table by the places of what was made of them; None where something else stands."""

    def __init__(self) -> None:
        self._spots: dict[At, Spot | None] = {}
        self._order: list[At] = []

    def add(self, place: Place, spot: Spot | None) -> None:
        """Keep a place, unless it is known already."""
        self._spots.setdefault(_at(place), spot)

    def find(self, at: At) -> Spot | None:
        """Return the cell of a place, or the row of what stands before it in the same file."""
        if at in self._spots:
            return self._spots[at]
        self._order = self._order or sorted(self._spots)
        number = bisect_right(self._order, at) - 1
        before = self._order[number] if number >= 0 else None
        spot = self._spots[before] if before and before[0] == at[0] else None
        return spot and Spot(spot.sheet, spot.row)


def _find_cells(paths: Sequence[Path], items: Items) -> _Cells:
    """Return the cells by place. `paths`: the files that the table changes; what cannot be read as a fact has places, too."""
    cells = _Cells()
    scenarios = {item.id: item.origin for item in items.scenarios}
    for path in paths:
        tree = parse_tree(path.read_bytes().decode(), str(path))
        if isinstance(tree, Problem):
            continue
        if path.parent.name == SCENARIOS_NAME:
            _add_places(cells, _Whole(str(path), tree.value, tree.spot), scenarios.get(path.stem, []))
        else:
            _add_facts(cells, _Whole(str(path), tree.value, tree.spot), items)
    return cells


def _add_facts(cells: _Cells, file: _Whole, items: Items) -> None:
    origins = {item.draft.id: item.origin for item in items.facts}
    for number, fact in enumerate(file.value["facts"]):
        whole = _Whole(file.path, fact, find_spot(file.spot, ["facts", number]))
        asked = _origin_of_questions(fact, items)
        new = origins.get(fact["id"], [])
        _add_places(cells, whole, [*new, *asked])
        cells.add(whole.place(()), None)
        for steps, _text in _iterate_texts(fact, ()) if asked and not new else ():
            cells.add(whole.place(steps), None)


def _add_places(cells: _Cells, whole: _Whole, origin: Origin) -> None:
    for steps, spot in origin:
        cells.add(whole.place(steps), spot)
    if not origin or origin[0][0] != ():
        return
    texts = dict(_iterate_texts(whole.value, ()))
    spots = dict(reversed(origin))
    # What is derived from a cell word by word, such as a line to judge, is mended in that cell.
    spots_of_texts = {texts[steps]: spot for steps, spot in origin if steps in texts}
    for steps, text in texts.items():
        within = next((spots[steps[:end]] for end in range(len(steps), 0, -1) if steps[:end] in spots), None)
        if found := within or spots_of_texts.get(text):
            cells.add(whole.place(steps), found)


def _origin_of_questions(fact: dict[str, Any], items: Items) -> Origin:
    mine = [item for item in items.questions if item.fact == fact["id"]]
    first = len(fact.get("questions", [])) - len(mine)
    return [(("questions", first + number, *steps), spot) for number, item in enumerate(mine) for steps, spot in item.origin]


def _iterate_texts(value: Value, steps: tuple[Step, ...]) -> Iterator[tuple[tuple[Step, ...], str]]:
    if isinstance(value, str):
        yield steps, value
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in parts:
        yield from _iterate_texts(inner, (*steps, step))
