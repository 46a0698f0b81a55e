"""Every field that a trainer may write, with what is said of it: for schemas and for the reference."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec
from msgspec import inspect

from trainer.check.lengths import OPTIONAL
from trainer.course.bounds import LIMITS
from trainer.course.model import Fact
from trainer.schema.choices import Choices, choices_for
from trainer.schema.facts import COURSE, FACTS
from trainer.schema.rules import RULES
from trainer.schema.scenarios import SCENARIOS

TOLD = COURSE | FACTS | RULES | SCENARIOS
HIDDEN = {(Fact, "topic")}
"""Fields that the program fills in itself: the topic stands at the head of the file."""
DEMANDED = {("Scene", "keys")}
"""Fields that the model could do without and the checker cannot."""


class Field(msgspec.Struct, frozen=True):
    """A field: its name in YAML, what it is called, what to write, what the model takes. `limit`: characters, 0 for none."""

    name: str
    title: str
    text: str
    is_required: bool
    type: inspect.Type
    choices: Choices
    limit: int
    is_optional_text: bool
    default: int | None = None

    @property
    def is_list(self) -> bool:
        """Whether it holds several things."""
        return isinstance(self.type, inspect.ListType)

    @property
    def description(self) -> str:
        """What to write, with the limit."""
        each = "每项" if self.is_list else ""
        return f"{self.text}{each}最多 {self.limit} 个字。" if self.limit else self.text


@cache
def list_fields(struct: type[msgspec.Struct]) -> list[Field]:
    """Return the fields of a struct in the order of the model, without those that nobody writes."""
    info = inspect.type_info(struct)
    assert isinstance(info, inspect.StructType)
    return [_describe(struct, field) for field in info.fields if (struct, field.encode_name) not in HIDDEN]


def title_of(struct: type[msgspec.Struct]) -> tuple[str, str]:
    """Return what a struct is called, and what it is."""
    title, _, text = TOLD[struct][""].partition("：")
    return title, text


def element_of(type_: inspect.Type) -> inspect.Type:
    """Return what a list, a table or a choice of nothing holds in the end."""
    match type_:
        case inspect.ListType():
            return element_of(type_.item_type)
        case inspect.DictType():
            return element_of(type_.value_type)
        case inspect.UnionType():
            return element_of(next(one for one in type_.types if not isinstance(one, inspect.NoneType)))
    return type_


def _describe(struct: type[msgspec.Struct], field: inspect.Field) -> Field:
    name = field.encode_name
    title, _, text = TOLD[struct].get(name, "").partition("：")
    paths = [prefix + name for prefix in _prefixes().get(struct, [])]
    return Field(
        name=name,
        title=title,
        text=text,
        is_required=field.required or (struct.__name__, name) in DEMANDED,
        type=field.type,
        choices=_choices(struct, name, field.type),
        limit=next((LIMITS[path] for path in paths if path in LIMITS), 0),
        is_optional_text=not paths or any(path in OPTIONAL for path in paths),
        default=field.default if isinstance(field.type, inspect.IntType) and isinstance(field.default, int) else None,
    )


def _choices(struct: type[msgspec.Struct], name: str, type_: inspect.Type) -> Choices:
    """Return the choices that the model takes, in the order in which they are told."""
    told = choices_for(struct.__name__, name)
    element = element_of(type_)
    return {value: text for value, text in told.items() if not isinstance(element, inspect.LiteralType) or value in element.values}


@cache
def _prefixes() -> dict[type[msgspec.Struct], list[str]]:
    """Return for every part of a fact how the checker names it: `Line` is `flag.` and `pass.`."""
    info = inspect.type_info(Fact)
    assert isinstance(info, inspect.StructType)
    found: dict[type[msgspec.Struct], list[str]] = {Fact: [""]}
    for field, element in _parts(info):
        found.setdefault(element.cls, []).append(f"{field.encode_name}.")
    return found


def _parts(info: inspect.StructType) -> Iterator[tuple[inspect.Field, inspect.StructType]]:
    for field in info.fields:
        element = element_of(field.type)
        if isinstance(element, inspect.StructType):
            yield field, element
