"""The files of a course as one whole each: what the readers take apart item by item."""

from __future__ import annotations

import msgspec

from trainer.course.model import Fact
from trainer.course.rules import Macro, Purpose, Rule


class FactFile(msgspec.Struct, frozen=True):
    """`facts/*.yaml`."""

    topic: str
    facts: list[Fact]


class RuleFile(msgspec.Struct, frozen=True):
    """`rules/*.yaml`, but for the two below."""

    rules: list[Rule]


class MacroFile(msgspec.Struct, frozen=True):
    """`rules/macros.yaml`."""

    macros: list[Macro]


class PurposeFile(msgspec.Struct, frozen=True):
    """`rules/purposes.yaml`."""

    purposes: list[Purpose]
    reasons: list[str] = []
