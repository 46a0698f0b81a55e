"""Read the role-play of a course: `scenarios/*.yaml`, one scenario a file, and `roleplay.yaml`, what they share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeVar

import msgspec

from trainer.course.files import read_text
from trainer.course.problem import Problem
from trainer.course.read import describe_misnamed
from trainer.course.scenario import Scenario, Shared
from trainer.course.schema import convert_item
from trainer.course.tree import Spot, parse_tree

SCENARIOS_NAME, SHARED_NAME = "scenarios", "roleplay.yaml"
S = TypeVar("S", bound=msgspec.Struct)


class LoadedScenarios(msgspec.Struct, frozen=True):
    """The scenarios that fit the model by their id (the file's stem), where their parts stand, and what did not fit."""

    scenarios: dict[str, Scenario]
    shared: Shared | None
    places: dict[str, tuple[str, Spot]]
    problems: list[Problem]


def list_scenario_files(folder: Path) -> list[Path]:
    """Return the files of scenarios in the order of their names; none where a course has no role-play."""
    within = folder / SCENARIOS_NAME
    found = sorted(within.iterdir(), key=lambda path: path.name) if within.is_dir() else []
    return [path for path in found if path.name.endswith(".yaml") and not path.name.startswith(".")]


def _list_misnamed(folder: Path) -> list[Path]:
    within = folder / SCENARIOS_NAME
    return sorted(path for path in within.iterdir() if path.name.lower().endswith((".yml", ".yaml.txt"))) if within.is_dir() else []


def load_scenarios(folder: Path, only: Path | None = None) -> LoadedScenarios:
    """Return the scenarios of a course, or one file of them, with all problems."""
    loaded = LoadedScenarios({}, None, {}, [])
    root = os.path.realpath(folder)
    shared = _read(folder / SHARED_NAME, root, Shared, loaded) if (folder / SHARED_NAME).exists() else None
    for path in [only] if only else list_scenario_files(folder):
        if scenario := _read(path, root, Scenario, loaded):
            loaded.scenarios[path.stem] = scenario
    loaded.problems.extend(describe_misnamed(path) for path in ([] if only else _list_misnamed(folder)))
    return msgspec.structs.replace(loaded, shared=shared)


def _read(path: Path, root: str, kind: type[S], loaded: LoadedScenarios) -> S | None:
    text = read_text(path, root)
    tree = text if isinstance(text, Problem) else parse_tree(text, str(path))
    if isinstance(tree, Problem):
        loaded.problems.append(tree)
        return None
    loaded.problems.extend(tree.problems)
    found = convert_item(tree.value, tree.spot, str(path), kind)
    if isinstance(found, Problem):
        loaded.problems.append(found)
        return None
    loaded.places[path.stem] = (str(path), tree.spot)
    return found
