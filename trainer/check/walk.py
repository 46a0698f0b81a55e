"""Walk through all texts of a fact."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from trainer.course.model import Course, Fact, Scene

Steps = tuple[str | int, ...]


def iterate_texts(fact: Fact) -> Iterator[tuple[Steps, str]]:
    """Yield every text of a fact with its steps as written in the file, e.g. `("pass", 0, "say")`."""
    yield from _iterate(fact, ())


def iterate_scenes(course: Course) -> Iterator[tuple[Fact, int, Scene]]:
    """Yield every scene with its fact and its position there."""
    for fact in course.facts:
        for index, scene in enumerate(fact.scenes):
            yield fact, index, scene


def name_of(steps: Steps) -> str:
    """Return the steps without positions, e.g. `pass.say`."""
    return ".".join(step for step in steps if isinstance(step, str))


def _iterate(value: Any, steps: Steps) -> Iterator[tuple[Steps, str]]:
    if isinstance(value, str):
        yield steps, value
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _iterate(inner, (*steps, index))
    elif isinstance(value, msgspec.Struct):
        for name, written in _field_names(type(value)):
            yield from _iterate(getattr(value, name), (*steps, written))


@cache
def _field_names(kind: type[msgspec.Struct]) -> list[tuple[str, str]]:
    return [(field.name, field.encode_name) for field in msgspec.structs.fields(kind)]


def remove_marks(text: str) -> str:
    """Return a sentence without the 【】 around its marked words."""
    return text.replace("【", "").replace("】", "")
