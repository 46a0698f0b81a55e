"""What an import writes: the texts of the files of a course with everything in them that a table adds."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from trainer.cli.addition import Change
from trainer.cli.additions import MORE_OF_SCENARIO
from trainer.cli.adoption import Item, copy_item, copy_path, is_below
from trainer.course.amend import append_item, start_file, write_mapping
from trainer.course.compose import compose_fact, compose_question, compose_scenario
from trainer.course.drafting import FactItem
from trainer.course.folder import FACTS_NAME, SIZE_MOST, base_of
from trainer.course.importing import Items, Known
from trainer.course.model import Fact
from trainer.course.problem import Problem
from trainer.course.read import Loaded
from trainer.course.scenariofile import SCENARIOS_NAME, LoadedScenarios
from trainer.course.tree import parse_tree

FILE_MOST = SIZE_MOST // 2
"""Bytes of one file; where there is more, another is begun. Trainers still want to add to it."""


def know_course(loaded: Loaded, scenarios: LoadedScenarios) -> Known:
    """Return what a table has to fit in with."""
    assert loaded.course is not None  # whoever reads a course without errors has it
    facts = list(loaded.course.facts)
    return Known(
        {topic.id: topic.title for topic in loaded.course.topics},
        {fact.id: fact.title for fact in facts},
        {id_: scenario.title for id_, scenario in scenarios.scenarios.items()},
        # What is left out keeps its name: something new of that name would get the answers to the old.
        frozenset([*loaded.course.about.without, *(id_ for fact in facts for id_ in (fact.id, *fact.renamed_from))]),
        {fact.id: fact.title for fact in facts if fact.type == "principle"},
    )


def plan_changes(folder: Path, items: Items, loaded: Loaded) -> list[Change]:
    """Return the files that change, in a settled order. Raises `TrainerError` where one cannot be added to."""
    texts: dict[Path, str] = {}
    for topic in dict.fromkeys(item.topic for item in items.facts):
        composed = [compose_fact(_with_questions(item, items)) for item in items.facts if item.topic == topic]
        texts |= _place_facts(folder, topic, composed)
    copied = _place_questions(folder, items, loaded, texts)
    for item in items.scenarios:
        path = folder / SCENARIOS_NAME / f"{item.id}.yaml"
        texts[path] = write_mapping("scenario", compose_scenario(item.draft), MORE_OF_SCENARIO)
    before = {path: path.read_bytes() if path.exists() else None for path in texts}
    return [Change(path, before[path], text.encode(), copied.get(path)) for path, text in texts.items()]


def _place_questions(folder: Path, items: Items, loaded: Loaded, texts: dict[Path, str]) -> dict[Path, bytes]:
    """Put the questions of facts of the course into `texts`; return the files that take copies of facts below, with the last copy."""
    base, copied = base_of(folder), dict[Path, bytes]()
    for fact in _asked_facts(items, loaded):
        item = Item(Path(loaded.positions.find(fact).path), "facts", fact.id)
        path = item.path
        if is_below(base, item):
            path = copy_path(folder, item)
            texts[path] = copy_item(texts.get(path) or _read(path), item)
            copied[path] = texts[path].encode()
        text = texts.get(path) or _read(path)
        for question in items.questions:
            if question.fact == fact.id:
                text = append_item(text, "questions", compose_question(question.draft), within=fact.id)
        texts[path] = text
    return copied


def _with_questions(item: FactItem, items: Items) -> Any:
    mine = [question.draft for question in items.questions if question.fact == item.draft.id]
    return msgspec.structs.replace(item.draft, questions=mine)


def _asked_facts(items: Items, loaded: Loaded) -> list[Fact]:
    """Return those facts of the course that get a question."""
    wanted = {question.fact for question in items.questions} - {item.draft.id for item in items.facts}
    return [fact for fact in loaded.course.facts if fact.id in wanted] if loaded.course else []


def _place_facts(folder: Path, topic: str, composed: Sequence[dict[str, Any]]) -> dict[Path, str]:
    """Return the texts of a topic's own files with these facts, as many as have room in each."""
    texts: dict[Path, str] = {}
    left = list(composed)
    for path in _files_of_topic(folder, topic):
        room = FILE_MOST - (path.stat().st_size if path.exists() else 0)
        taken: list[dict[str, Any]] = []
        while left and (room := room - len(_block(left[0]).encode())) >= 0:
            taken.append(left.pop(0))
        if taken:
            texts[path] = _add_facts(_read(path), topic, taken)
        if not left:
            break
    return texts


def _files_of_topic(folder: Path, topic: str) -> Iterator[Path]:
    """Yield the files for a topic's own facts: those of that name that are of this topic, then new ones."""
    for number in itertools.count(1):
        path = folder / FACTS_NAME / f"{topic}-own{'' if number == 1 else f'-{number}'}.yaml"
        tree = parse_tree(_read(path), str(path)) if path.exists() else None
        if tree is None or (not isinstance(tree, Problem) and tree.value.get("topic") == topic):
            yield path


def _add_facts(text: str, topic: str, composed: Sequence[dict[str, Any]]) -> str:
    """Return the text of a file of facts with more of them. One by one would read the whole file again for each."""
    first, *rest = composed
    begun = append_item(text, "facts", first) if text else start_file("facts", {"topic": topic}, "facts", first)
    if begun.endswith(_block(first)):
        whole = "\n".join([begun, *map(_block, rest)])
        tree = parse_tree(whole, "")
        if not isinstance(tree, Problem) and tree.value["facts"][-len(composed) :] == list(composed):
            return whole
    for item in rest:
        begun = append_item(begun, "facts", item)
    return begun


def _block(item: dict[str, Any]) -> str:
    """Return an item of a list as it stands below the list's name."""
    return append_item("", "facts", item).partition("\n")[2]


def _read(path: Path) -> str:
    return path.read_bytes().decode() if path.exists() else ""
