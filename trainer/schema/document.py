"""JSON Schema (draft 7) of the files of a course, made from the model, with what is said of every field.

Messages are written for editors that show them (`errorMessage`, `patternErrorMessage`): the yaml-language-server does. What is
missing is said field by field (`allOf`), because one message cannot name them all.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import inspect

from trainer.schema.demands import FIELDS, OPTIONAL_TEXT, TEXT, Schema, demands_of
from trainer.schema.facts import FACTS
from trainer.schema.fields import Field, list_fields, title_of
from trainer.schema.kinds import KINDS, Kind
from trainer.schema.snippets import snippets_for

DIALECT = "http://json-schema.org/draft-07/schema#"
_NOT_TEXT = "这里写一句文字。像数字、日期、yes、no 的要加双引号；没有内容就删掉这一行。"
_NOT_LIST = "这里写一个列表：每项另起一行，用横线加空格开头；或者写成 [甲, 乙]。"
_NOT_NUMBER = "只写一个整数，不加引号和单位。"
_NOT_BOOL = "是就写 true，不是就删掉这一行。"


def make_documents() -> dict[str, Schema]:
    """Return the schema of every kind of file, by the name of the kind."""
    return {kind.name: _document_of(kind) for kind in KINDS}


def make_document() -> Schema:
    """Return one schema for any file of a course: the kind is told by the field that only it has."""
    builder = _Builder()
    for kind in KINDS:
        builder.refer(kind.root)
    chosen: Schema = {"required": [KINDS[0].marks[0]], "errorMessage": "看不出这是课程里的哪一种文件。"}
    # A scenario may also have `facts` and `weights`: what has most marks is asked first.
    for kind in sorted(KINDS, key=lambda kind: len(kind.marks)):
        is_it: Schema = {"anyOf": [{"required": [mark]} for mark in kind.marks]}
        chosen = {"if": is_it, "then": builder.refer(kind.root), "else": chosen}
    return {"$schema": DIALECT, "title": "课程文件", "type": "object", **chosen, "definitions": builder.definitions}


def _document_of(kind: Kind) -> Schema:
    builder = _Builder()
    builder.refer(kind.root)
    root = builder.definitions.pop(kind.root.__name__)
    return {"$schema": DIALECT, **root, "definitions": builder.definitions}


class _Builder:
    """Makes the schema of a struct once and refers to it from then on."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}

    def refer(self, struct: type[msgspec.Struct]) -> Schema:
        """Return the reference to a struct's schema."""
        if struct.__name__ not in self.definitions:
            self.definitions[struct.__name__] = {}  # the place is kept: what it refers to comes after it
            self.definitions[struct.__name__] |= self._define(struct)
        return {"$ref": f"#/definitions/{struct.__name__}"}

    def _define(self, struct: type[msgspec.Struct]) -> Schema:
        title, text = title_of(struct)
        fields = list_fields(struct)
        names = "、".join(field.name for field in fields)
        schema: Schema = {
            "title": title,
            "description": text,
            "type": "object",
            "properties": {field.name: self._describe(struct, field) for field in fields},
            "additionalProperties": False,
            "errorMessage": f"“{title}”里每一栏写成“栏名: 内容”，栏名只能是：{names}。",
        }
        more = {"allOf": demands_of(struct), "defaultSnippets": snippets_for(struct)}
        return schema | {key: value for key, value in more.items() if value}

    def _describe(self, struct: type[msgspec.Struct], field: Field) -> Schema:
        texts = (OPTIONAL_TEXT if field.is_optional_text else TEXT) if struct in FACTS else {}
        shape = _merge(self._shape(field.type, field, texts), FIELDS.get((struct, field.name), {}))
        return {"title": field.title, "description": field.description, **shape}

    def _shape(self, type_: inspect.Type, field: Field, texts: Schema) -> Schema:
        match type_:
            case inspect.StructType():
                return self.refer(type_.cls)
            case inspect.ListType():
                return {"type": "array", "items": self._shape(type_.item_type, field, texts), "errorMessage": _NOT_LIST}
            case inspect.DictType():
                return self._table(type_, field, texts)
            case inspect.LiteralType() | inspect.UnionType():
                return _choose(field.choices)
            case inspect.IntType():
                usual = {} if field.default is None else {"default": field.default}
                return {"type": "integer", "errorMessage": _NOT_NUMBER, **usual}
            case inspect.BoolType():
                return {"type": "boolean", "errorMessage": _NOT_BOOL}
        if field.choices:  # the model takes any text, the checker only these
            return _choose(field.choices)
        return {"type": "string", "errorMessage": _NOT_TEXT, **texts}

    def _table(self, type_: inspect.DictType, field: Field, texts: Schema) -> Schema:
        """Return the schema of names with values. Names that the model limits, or the checker, admit no others."""
        value = self._shape(type_.value_type, msgspec.structs.replace(field, choices={}), texts)
        is_closed = isinstance(type_.key_type, inspect.LiteralType)
        return {
            "type": "object",
            "properties": {str(name): {"description": f"{text}。", **value} for name, text in field.choices.items()},
            "additionalProperties": False if is_closed else value,
            "errorMessage": f"每一项写成“名字: 内容”，名字有：{'、'.join(str(name) for name in field.choices)}。",
        }


def _choose(choices: dict[str | int, str]) -> Schema:
    allowed = "、".join(str(value) for value in choices if value != "")
    return {"enum": list(choices), "enumDescriptions": list(choices.values()), "errorMessage": f"只能写：{allowed}。"}


def _merge(schema: Schema, more: Schema) -> Schema:
    """Return a schema with more in it, part by part."""
    merged: dict[str, Any] = dict(schema)
    for key, value in more.items():
        merged[key] = _merge(merged[key], value) if isinstance(value, dict) and isinstance(merged.get(key), dict) else value
    return merged
