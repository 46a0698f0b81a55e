"""Read the rules of a course: `rules/*.yaml`, with `macros.yaml` and `purposes.yaml` among them. Bad content comes back as values."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from trainer.course.files import read_text
from trainer.course.folder import layers_of, list_yaml
from trainer.course.problem import Place, Problem
from trainer.course.read import read_left_out
from trainer.course.rulebook import RULES_NAME
from trainer.course.rules import Macro, Purpose, Rule, RuleBook
from trainer.course.schema import convert_item, find_spot
from trainer.course.tree import Spot, Tree, parse_tree, place_of
from trainer.i18n import N_

MACROS_NAME, PURPOSES_NAME = "macros.yaml", "purposes.yaml"
S = TypeVar("S", bound=msgspec.Struct)


class LoadedRules(msgspec.Struct, frozen=True):
    """The rules that fit the model, where each of them and each of their parts stands, and what did not fit."""

    book: RuleBook
    places: dict[str, tuple[str, Spot]]
    problems: list[Problem]


class _RuleFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rules: list[Any]


class _MacroFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    macros: list[Any]


class _PurposeFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    purposes: list[Any]
    reasons: list[str] = []


def load_rules(folder: Path) -> LoadedRules:
    """Return the rules of a course with all problems."""
    *below, own = layers_of(folder)
    loaded = _load_layer(own)
    for layer in below:
        loaded = _put_on(_load_layer(layer), loaded, read_left_out(own))
    return loaded


def _load_layer(folder: Path) -> LoadedRules:
    reader = _Reader(folder)
    for path in list_yaml(folder / RULES_NAME):
        reader.read(path)
    return LoadedRules(RuleBook(reader.rules, reader.macros, reader.purposes, reader.reasons), reader.places, reader.problems)


def _put_on(below: LoadedRules, own: LoadedRules, left_out: set[str]) -> LoadedRules:
    """Return both together: what is named alike is replaced where it stood, for a macro uses only those written before it."""
    # What is left out is the rule below: whoever then writes one of that name means it.
    book = RuleBook(
        _stack([rule for rule in below.book.rules if rule.id not in left_out], own.book.rules, "id"),
        _stack(below.book.macros, own.book.macros, "name"),
        _stack(below.book.purposes, own.book.purposes, "name"),
        below.book.reasons + own.book.reasons,
    )
    return LoadedRules(book, below.places | own.places, below.problems + own.problems)


def _stack(below: list[S], own: list[S], name: str) -> list[S]:
    merged = {getattr(one, name): one for one in below} | {getattr(one, name): one for one in own}
    return list(merged.values())


class _Reader:
    def __init__(self, folder: Path) -> None:
        self._root = os.path.realpath(folder)
        self.rules: list[Rule] = []
        self.macros: list[Macro] = []
        self.purposes: list[Purpose] = []
        self.reasons: list[str] = []
        self.places: dict[str, tuple[str, Spot]] = {}
        self.problems: list[Problem] = []

    def read(self, path: Path) -> None:
        """Take in one file."""
        text = read_text(path, self._root)
        tree = text if isinstance(text, Problem) else parse_tree(text, str(path))
        if isinstance(tree, Problem):
            self.problems.append(tree)
            return
        self.problems += tree.problems
        if path.name == MACROS_NAME:
            self.macros += self._items(tree, str(path), _MacroFile, "macros", Macro)
        elif path.name == PURPOSES_NAME:
            self.purposes += self._items(tree, str(path), _PurposeFile, "purposes", Purpose)
        else:
            self.rules += self._items(tree, str(path), _RuleFile, "rules", Rule)

    def _items(self, tree: Tree, path: str, kind: type[msgspec.Struct], name: str, item: type[S]) -> list[S]:
        head = convert_item(tree.value, tree.spot, path, kind)
        if isinstance(head, Problem):
            self.problems.append(head)
            return []
        children = tree.spot.children
        for number, reason in enumerate(getattr(head, "reasons", [])):
            self.reasons.append(reason)
            self.places[f"Reason {reason}"] = (path, find_spot(tree.spot, ["reasons", number]))
        spots = children[name].children if isinstance(children, dict) else None
        assert isinstance(spots, list)  # the values fitted
        found = [self._item(value, spot, path, item) for value, spot in zip(getattr(head, name), spots, strict=True)]
        return [one for one in found if one is not None]

    def _item(self, value: Any, spot: Spot, path: str, kind: type[S]) -> S | None:
        found = convert_item(value, spot, path, kind)
        if isinstance(found, Problem):
            self.problems.append(found)
            return None
        known = f"{kind.__name__} {getattr(found, 'id', '') or getattr(found, 'name', '')}"
        if known in self.places:
            self.problems.append(_twice(path, spot, known.split(" ", 1)[1]))
            return None
        self.places[known] = (path, spot)
        return found


def _twice(path: str, spot: Spot, name: str) -> Problem:
    place: Place = place_of(path, spot.mark)
    return place.problem("E302", N_("“{name}”这个名字用了两次。", name=name), N_("换一个名字，或者删掉一处。"))
