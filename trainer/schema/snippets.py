"""Skeletons that an editor offers: a new fact of every type, a new scenario, and one of every smaller part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

import msgspec
from msgspec import inspect

from trainer.course.model import Cloze, Cut, Fact, Figure, Item, Line, Reply, Scene, Topic, Written
from trainer.course.rules import Macro, Purpose, Rule
from trainer.course.scenario import Branch, Node, Option, Scenario
from trainer.schema.demands import needs_of_type
from trainer.schema.fields import Field, list_fields, title_of
from trainer.schema.files import FactFile

Snippet = dict[str, Any]
_PARTS = (Topic, Scene, Line, Cloze, Cut, Item, Figure, Written, Reply, Rule, Macro, Purpose, Option, Node, Branch)
_MORE = {Scene: ["also"], Rule: ["category", "why", "instead"], Node: ["again", "goals"], Branch: ["mood_least"], Reply: ["also"]}
"""Fields that nobody demands of the part, and that a good one has."""
_SCENARIO = ("title", "trade", "channel", "person", "details")
_SAMPLES: dict[str, Any] = {
    "FactFile.topic": "phrases",
    "Topic.id": "my-topic",
    "Fact.source": ["S15.1"],
    "Fact.situation": "哪一行，顾客说了什么",
    "Fact.lesson": ["坏在哪里。", "开口试试：“好的说法。”"],
    "Fact.outsiders": ["不属于一", "不属于二", "不属于三", "不属于四"],
    "Fact.avoid": ["不该说的字"],
    "Fact.principle": "principle-issue",
    "Scene.wrong": ["似是而非一", "似是而非二"],
    "Scene.also": ["好说法二", "好说法三"],
    "Scene.keys": [["帮您", "我去"], ["换", "店长"]],
    "Cloze.text": "我【先帮您】问问店长。",
    "Cut.say": "您【怎么又】填错了。",
    "Figure.value": '"82"',
    "Figure.wrong": ['"64"', '"45"', '"91"'],
    "Rule.id": "my-rule",
    "Rule.say": ["<me>…不能"],
    "Examples.flag": ["该抓的一", "该抓的二", "该抓的三"],
    "Examples.pass": ["该放过的一", "该放过的二", "该放过的三"],
    "Macro.name": "me",
    "Macro.any": ["我", "我们"],
    "Purpose.name": "delivery",
    "Node.id": "upset",
    "Branch.from": "upset",
    "Branch.to": "cold",
    "Branch.mood_least": "9",
}
"""What stands in a skeleton where the name of the field would be wrong or would not help."""
_COUNTS = {"items": 3}


def snippets_for(struct: type[msgspec.Struct]) -> list[Snippet]:
    """Return the skeletons of a struct as `defaultSnippets`; none for what nobody begins by hand."""
    title = title_of(struct)[0]
    if struct is Fact:
        return [_snippet(f"新的{title} {type_}", text, _Skeleton().fill_fact(type_)) for type_, text in _types()]
    if struct is FactFile:
        body = {"topic": "${1:phrases}", "facts": [_Skeleton(2).fill_fact("phrase")]}
        return [_snippet(f"新的{title}", "主题和第一个知识点", body)]
    if struct is Scenario:
        short, long = _Skeleton().fill(struct), _Skeleton().fill(struct, _SCENARIO)
        return [_snippet(f"新的{title}", "五样就够", short), _snippet(f"新的{title}（多写几样）", "还有名字、行业、顾客和细节", long)]
    if struct in _PARTS:
        return [_snippet(f"新的{title}", title_of(struct)[1], _Skeleton().fill(struct, _MORE.get(struct, [])))]
    return []


def _types() -> Iterable[tuple[str, str]]:
    field = next(field for field in list_fields(Fact) if field.name == "type")
    return ((str(value), text) for value, text in field.choices.items())


def _snippet(label: str, text: str, body: Snippet) -> Snippet:
    return {"label": label, "description": text, "body": body}


class _Skeleton:
    """Fills structs with places to type into, numbered as they are stepped through."""

    def __init__(self, first: int = 1) -> None:
        self._numbers = count(first)

    def fill_fact(self, type_: str) -> Snippet:
        """Return a fact of one type with everything that the type cannot do without."""
        body = self.fill(Fact, needs_of_type(type_))
        return body | {"type": type_, "id": body["id"].replace("编号", f"{type_.replace('_', '-')}-1"), "standing": "sound"}

    def fill(self, struct: type[msgspec.Struct], more: Iterable[str] = ()) -> Snippet:
        """Return what a struct demands, and `more`."""
        wanted = set(more)
        return {field.name: self._value(struct, field) for field in list_fields(struct) if field.is_required or field.name in wanted}

    def _value(self, struct: type[msgspec.Struct], field: Field) -> Any:
        sample = _SAMPLES.get(f"{struct.__name__}.{field.name}")
        if sample:
            return self._mark(sample)
        return self._make(field.type, field)

    def _make(self, type_: inspect.Type, field: Field) -> Any:
        match type_:
            case inspect.StructType():
                return self.fill(type_.cls, self._all(type_.cls))
            case inspect.ListType(item_type=inspect.ListType() as inner):
                return [self._flow([self._make(inner.item_type, field)])]
            case inspect.ListType():
                return [self._make(type_.item_type, field) for _ in range(_COUNTS.get(field.name, 1))]
            case inspect.IntType():
                return self._mark(str(field.default or 1))
        if field.choices:
            return f"${{{next(self._numbers)}|{','.join(str(value) for value in field.choices if value != '')}|}}"
        return self._mark(field.title)

    def _all(self, struct: type[msgspec.Struct]) -> Iterator[str]:
        """Yield what a part within a whole is shown with: where it demands nothing, every field but the rare ones."""
        fields = list_fields(struct)
        if not any(field.is_required for field in fields):
            yield from (field.name for field in fields if not isinstance(field.type, inspect.BoolType))
        yield from _MORE.get(struct, [])

    @staticmethod
    def _flow(values: list[str]) -> str:
        """Return a list within a list as text: editors would write it flat."""
        return f"[{', '.join(values)}]"

    def _mark(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._flow(self._mark(one)) if isinstance(one, list) else self._mark(one) for one in value]
        if value.startswith('"'):  # the quotes stay when the text is typed over
            return f'"${{{next(self._numbers)}:{value[1:-1]}}}"'
        return f"${{{next(self._numbers)}:{value}}}"
