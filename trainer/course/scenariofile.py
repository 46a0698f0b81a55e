"""Read the role-play of a course: `scenarios/*.yaml`, one scenario a file, and `roleplay.yaml`, what they share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeVar

import msgspec

from trainer.course.files import read_text
from trainer.course.folder import layers_of, list_misnamed, list_yaml
from trainer.course.overlay import trim_scenario
from trainer.course.problem import Problem
from trainer.course.read import describe_misnamed, read_left_out
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
    below: frozenset[str] = frozenset()
    """The names of those that come from the course on which this one stands."""

    @property
    def own(self) -> list[str]:
        """The names of the course's own scenarios."""
        return [name for name in self.scenarios if name not in self.below]


def load_scenarios(folder: Path, only: Path | None = None) -> LoadedScenarios:
    """Return the scenarios of a course, or one file of them, with all problems; what is below the course comes first."""
    loaded = LoadedScenarios({}, None, {}, [])
    *below, own = layers_of(folder)
    left_out = read_left_out(own) if below else set()
    for layer in below:
        loaded = _load_layer(layer, [] if only else list_yaml(layer / SCENARIOS_NAME), loaded)
        for name in loaded.scenarios.keys() & left_out:
            del loaded.scenarios[name]
        for name, scenario in loaded.scenarios.items():
            loaded.scenarios[name] = trim_scenario(scenario, left_out)
    names = frozenset(loaded.scenarios) - {path.stem for path in list_yaml(own / SCENARIOS_NAME)}
    loaded = _load_layer(own, [only] if only else list_yaml(own / SCENARIOS_NAME), loaded)
    loaded.problems.extend(describe_misnamed(path) for path in ([] if only else list_misnamed(own / SCENARIOS_NAME)))
    return msgspec.structs.replace(loaded, below=names)


def _load_layer(folder: Path, files: list[Path], loaded: LoadedScenarios) -> LoadedScenarios:
    """Return what was loaded with a folder's own on top."""
    root = os.path.realpath(folder)
    shared = _read(folder / SHARED_NAME, root, Shared, loaded) if (folder / SHARED_NAME).exists() else loaded.shared
    for path in files:
        if scenario := _read(path, root, Scenario, loaded):
            loaded.scenarios[path.stem] = scenario
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
