"""The names of all fields that a course may hold: what a line has to begin with to be taken for a field."""

from __future__ import annotations

import msgspec

from trainer.course import model, rules, scenario, source

FIELDS = {"topic", "facts"} | {
    field.encode_name
    for kind in (*vars(model).values(), *vars(source).values(), *vars(rules).values(), *vars(scenario).values())
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind.__struct_config__.forbid_unknown_fields
    for field in msgspec.structs.fields(kind)
}
"""What is read from YAML takes no unknown fields; the two are the head of a fact file."""
NAMES = "|".join(sorted(FIELDS, key=len, reverse=True))
"""For regular expressions, longest first: a name that begins another must not hide it."""
