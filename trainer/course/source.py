"""The text a course is built from, by its sections and numbered items, and references into it: `S30.2`, `S25.1-6`, `S40.3.2`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

SOURCE_NAME = "source.yaml"
REFERENCE = re.compile(r"(S\d{2})\.((?:[1-9]\d?\.)?)([1-9]\d?)(?:-([1-9]\d?))?")


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A section. Where its items stand in groups, `groups` has the size of each and references have three parts."""

    id: str
    title: str
    items: int
    groups: list[int] = []


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole text: what there is to cover."""

    title: str
    sections: list[Section]


def items_of(reference: str) -> list[str]:
    """Return every single item that a well-written reference names; empty for any other."""
    found = REFERENCE.fullmatch(reference)
    if not found:
        return []
    first = int(found[3])
    return [f"{found[1]}.{found[2]}{number}" for number in range(first, int(found[4] or first) + 1)]


def iterate_items(section: Section) -> Iterator[str]:
    """Yield the reference of every item of a section."""
    if not section.groups:
        yield from (f"{section.id}.{number}" for number in range(1, section.items + 1))
    for group, size in enumerate(section.groups, 1):
        yield from (f"{section.id}.{group}.{number}" for number in range(1, size + 1))
