"""The kinds of files that make up a course, and which file is which."""

from __future__ import annotations

from pathlib import PurePath

import msgspec

from trainer.course.folder import FACTS_NAME, HEAD_NAME
from trainer.course.model import About
from trainer.course.rulebook import RULES_NAME
from trainer.course.rulefile import MACROS_NAME, PURPOSES_NAME
from trainer.course.scenario import Scenario, Shared
from trainer.course.scenariofile import SCENARIOS_NAME, SHARED_NAME
from trainer.course.source import SOURCE_NAME, Source
from trainer.schema.files import FactFile, MacroFile, PurposeFile, RuleFile

FOLDER = "schema"
"""Where the schema files stand in a course folder."""


class Kind(msgspec.Struct, frozen=True):
    """A kind of file: its name, what a whole file holds, where such files stand in a course, and fields of which only it has one."""

    name: str
    root: type[msgspec.Struct]
    stands: str
    marks: tuple[str, ...]

    @property
    def file_name(self) -> str:
        """The name of its schema file."""
        return f"{self.name}.schema.json"


KINDS = (
    Kind("course", About, HEAD_NAME, ("topics",)),
    Kind("facts", FactFile, f"{FACTS_NAME}/*.yaml", ("facts",)),
    Kind("rules", RuleFile, f"{RULES_NAME}/*.yaml", ("rules",)),
    Kind("macros", MacroFile, f"{RULES_NAME}/{MACROS_NAME}", ("macros",)),
    Kind("purposes", PurposeFile, f"{RULES_NAME}/{PURPOSES_NAME}", ("purposes",)),
    Kind("source", Source, SOURCE_NAME, ("sections",)),
    Kind("scenario", Scenario, f"{SCENARIOS_NAME}/*.yaml", ("says", "wants", "needs", "offer", "reply")),
    Kind("roleplay", Shared, SHARED_NAME, ("weights", "common")),
)


def find_kind(path: PurePath) -> Kind | None:
    """Return the kind of a file by its path within the course folder; None for what is no part of a course."""
    exact = [kind for kind in KINDS if path == PurePath(kind.stands)]
    return next(
        iter([*exact, *(kind for kind in KINDS if path.match(kind.stands) and len(path.parts) == kind.stands.count("/") + 1)]), None
    )


def modeline(kind: Kind) -> str:
    """Return the first line of a file, by which editors find its schema."""
    return f"# yaml-language-server: $schema={'../' * kind.stands.count('/')}{FOLDER}/{kind.file_name}"
