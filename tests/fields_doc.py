"""The reference of every field, made from the model and what is said of it; `tests/authoring_doc.py` puts it into docs/authoring.md."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import inspect

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from trainer.course.model import Fact  # noqa: E402 (needs the path above)
from trainer.course.rules import Rule  # noqa: E402 (as above)
from trainer.schema.choices import CATEGORY, EFFECT, MOVE, REACTION, Choices  # noqa: E402 (as above)
from trainer.schema.demands import needs_of_type  # noqa: E402 (as above)
from trainer.schema.fields import Field, element_of, list_fields, title_of  # noqa: E402 (as above)
from trainer.schema.kinds import KINDS, Kind  # noqa: E402 (as above)

HEAD = """\
# 二、每一栏写什么
"""
LONG = {"毛病": CATEGORY, "好做法": MOVE, "什么事": EFFECT, "反应": REACTION}
"""Choices too many for a cell of a table: a table of their own, under this name."""
SPECIAL = {
    (Fact, "note"): "standing 不是 sound 的必写",
    (Rule, "category"): "和 move 写一样",
    (Rule, "move"): "和 category 写一样",
    (Rule, "why"): "写了 category 的必写",
    (Rule, "instead"): "写了 category 的必写",
}


def make_reference() -> str:
    """Return all fields of all kinds of files as Markdown: a section a kind, a table a part."""
    return "\n".join([HEAD, *(line for kind in KINDS for line in describe_kind(kind)), *_long_choices()])


def describe_kind(kind: Kind) -> Iterator[str]:
    """Yield the section of one kind of file; a part that an earlier kind has too is shown there."""
    title, text = title_of(kind.root)
    yield f"## {title}（`{kind.stands}`）\n\n{text}\n"
    yield from _table(kind.root)
    earlier = {struct for other in KINDS[: KINDS.index(kind)] for struct in parts_of(other.root)}
    for struct in parts_of(kind.root):
        if struct is not kind.root and struct not in earlier:
            yield f"### {title_of(struct)[0]}（{_holders(kind.root, struct)}）\n\n{title_of(struct)[1]}\n"
            yield from _table(struct)


def parts_of(root: type[msgspec.Struct]) -> list[type[msgspec.Struct]]:
    """Return a struct and all that stand in it, in the order in which they are come to."""
    found = [root]
    for struct in found:
        elements = [element_of(field.type) for field in list_fields(struct)]
        found += [one.cls for one in elements if isinstance(one, inspect.StructType) and one.cls not in found]
    return list(dict.fromkeys(found))


def _holders(root: type[msgspec.Struct], struct: type[msgspec.Struct]) -> str:
    """Return the names of the fields in which a part stands."""
    fields = (field for one in parts_of(root) for field in list_fields(one))
    elements = ((field, element_of(field.type)) for field in fields)
    names = [field.name for field, element in elements if isinstance(element, inspect.StructType) and element.cls is struct]
    return "、".join(f"`{name}`" for name in dict.fromkeys(names))


def _table(struct: type[msgspec.Struct]) -> Iterator[str]:
    yield "| 字段 | 写什么 | 要不要写 |\n|---|---|---|"
    for field in list_fields(struct):
        yield f"| `{field.name}` | {_escape(f'**{field.title}**：{field.description}{_choices(field)}')} | {_need(struct, field)} |"
    yield ""


def _choices(field: Field) -> str:
    if not field.choices:
        return ""
    known = next((name for name, choices in LONG.items() if choices is not EFFECT and set(field.choices) == set(choices)), "")
    if known or set(field.choices) == set(EFFECT):
        return f"可以写的见下面的“{known or '什么事'}”。"
    return "可以写：" + "；".join(f"`{value}` {text}" for value, text in field.choices.items() if value != "") + "。"


def _need(struct: type[msgspec.Struct], field: Field) -> str:
    if field.is_required:
        return "必写"
    if (struct, field.name) in SPECIAL:
        return SPECIAL[struct, field.name]
    if struct is Fact:
        types = next(one for one in list_fields(Fact) if one.name == "type").choices
        wanting = [str(type_) for type_ in types if field.name in needs_of_type(str(type_))]
        return f"{'、'.join(wanting)} 必写" if wanting else "可以不写"
    return "可以不写"


def _long_choices() -> Iterator[str]:
    yield "## 可以写的\n"
    for name, choices in LONG.items():
        yield f"### {name}\n"
        yield from _list(choices)


def _list(choices: Choices) -> Iterator[str]:
    yield "| 写 | 意思 |\n|---|---|"
    yield from (f"| `{value}` | {_escape(text)} |" for value, text in choices.items())
    yield ""


def _escape(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
