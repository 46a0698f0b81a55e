"""What the checker calls an error beyond the shape of the model, as JSON Schema. Nothing here refuses what the checker takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, get_args

import msgspec

from trainer.check.coverage import SIZE_MOST
from trainer.check.ids import CAP_MOST
from trainer.check.parts import CUT_MOST, LESSON_MOST, VALUE, WANTED
from trainer.course.bounds import BLANK_MOST
from trainer.course.model import About, Cloze, Cut, Fact, Figure, Scene, Topic, Written
from trainer.course.rules import CATEGORIES, EXAMPLES_LEAST, Examples, Rule
from trainer.course.scenario import MOOD_MOST, Branch, EffectName, Person, Scenario
from trainer.course.source import REFERENCE, Section
from trainer.schema.fields import Field, list_fields
from trainer.text import ID

Schema = dict[str, Any]

_LINE = r"[^\n\t]"
_EDGE = r"[^\S\t]*"
"""What may stand around a line: a block of text in YAML ends with a line break that does not count."""
_SAID = rf"\S(?:{_LINE}*\S)?"
_BLANK = "【[^【】]*】"
TEXT: Schema = {"pattern": f"^{_EDGE}{_SAID}{_EDGE}$", "patternErrorMessage": "写一行字，不能空着，也不要有换行和 Tab。"}
OPTIONAL_TEXT: Schema = {"pattern": f"^{_EDGE}(?:{_SAID})?{_EDGE}$", "patternErrorMessage": "写成一行，不要有换行和 Tab。"}
_IDS: Schema = {"pattern": f"^{ID.pattern}$", "patternErrorMessage": "用英文小写字母、数字和短横线，字母开头，如 phrase-cannot。"}
_CITED: Schema = {
    "pattern": f"^(?:{REFERENCE.pattern})$",
    "patternErrorMessage": "写到条目：单条 S15.1，连续几条 S25.1-6，第几条原则第几对 S40.3.2。",
}
_NUMERAL: Schema = {"pattern": f"^(?:{VALUE.pattern})$", "patternErrorMessage": '写成 "82" 或 "5-6"，单位写在 unit 里。'}


def _filled(most: int) -> str:
    """Return the pattern of words in 【】, of one to so many characters between blanks."""
    return rf"【\s*[^\s【】](?:[^【】]{{0,{most - 2}}}[^\s【】])?\s*】"


_OTHERS = rf"(?:(?!{_BLANK}){_LINE})*"
_ONE_BLANK: Schema = {
    "pattern": f"^{_OTHERS}{_filled(BLANK_MOST)}{_OTHERS}{_EDGE}$",
    "patternErrorMessage": f"句子里要有一处【答案】，1 到 {BLANK_MOST} 个字，如：我【先帮您】问问店长。",
}
_CUTS: Schema = {
    "pattern": rf"^(?:{_OTHERS}{_filled(CUT_MOST)})+{_OTHERS}{_EDGE}$",
    "patternErrorMessage": f"用【】标出该去掉的话，每处 1 到 {CUT_MOST} 个字，如：您【怎么又】填错了。",
}
_HIDDEN: Schema = {"doNotSuggest": True}
"""For a field that is described elsewhere: an editor would offer it twice."""
_FAULT: Schema = {"enum": list(CATEGORIES)}
_HURTING = [name for name in get_args(EffectName) if name.startswith("hurt_")]

FIELDS: dict[tuple[type[msgspec.Struct], str], Schema] = {
    (About, "id"): _IDS,
    (About, "interval_cap_days"): {"minimum": 1, "maximum": CAP_MOST},
    (Topic, "id"): _IDS,
    (Fact, "id"): _IDS,
    (Fact, "rev"): {"minimum": 1},
    (Fact, "source"): {"items": _CITED},
    (Fact, "lesson"): {"minItems": 1, "maxItems": LESSON_MOST},
    (Scene, "wrong"): {"minItems": 2},
    (Scene, "keys"): {"minItems": 1},
    (Cloze, "text"): _ONE_BLANK,
    (Cut, "say"): _CUTS,
    (Figure, "value"): _NUMERAL,
    (Figure, "wrong"): {"minItems": 3, "items": _NUMERAL},
    (Written, "key"): {"minItems": 1},
    (Rule, "source"): {"items": _CITED},
    (Examples, "flag"): {"minItems": EXAMPLES_LEAST},
    (Examples, "pass"): {"minItems": EXAMPLES_LEAST},
    (Section, "id"): {"pattern": r"^S\d{2}$", "patternErrorMessage": "从 S01 起各写一次，如 S15。"},
    (Section, "items"): {"minimum": 1, "maximum": SIZE_MOST * SIZE_MOST},
    (Section, "groups"): {"items": {"minimum": 1, "maximum": SIZE_MOST}, "maxItems": SIZE_MOST},
    (Scenario, "says"): {"minItems": 1},
    (Scenario, "weights"): {"additionalProperties": False, "properties": {name: {"minimum": 1} for name in _HURTING}},
    (Scenario, "reactions"): {"additionalProperties": False},
    (Person, "mood"): {"minimum": 0, "maximum": MOOD_MOST - 1},
    (Branch, "violated"): {"items": _FAULT},
}
"""Merged into the schema of the field."""


def demands_of(struct: type[msgspec.Struct]) -> list[Schema]:
    """Return what all fields of a struct together have to be, a message each: what is missing, and what depends on what."""
    fields = {field.name: field for field in list_fields(struct)}
    missing = [_need(field) for field in fields.values() if field.is_required]
    conditions = _CONDITIONS.get(struct)
    return missing + (conditions(fields) if conditions else [])


def _need(field: Field, reason: str = "", least: int = 0) -> Schema:
    """Return the demand for a field; with `least`, for so many in its list or for a text."""
    need: Schema = {"required": [field.name], "errorMessage": f"{reason}缺少“{field.name}”（{field.title}）这一栏。"}
    if least:
        filled = {"minItems": least} if field.is_list else {"pattern": r"\S", "patternErrorMessage": f"{reason}“{field.name}”不能空着。"}
        need["properties"] = {field.name: _HIDDEN | filled}
    return need


def _when(name: str, values: Sequence[str], needs: list[Schema]) -> Schema:
    one_of: Schema = {"const": values[0]} if len(values) == 1 else {"enum": list(values)}
    return {"if": {"required": [name], "properties": {name: _HIDDEN | one_of}}, "then": {"allOf": needs}}


def _fact_conditions(fields: dict[str, Field]) -> list[Schema]:
    found = [_when("standing", ["dated", "disputed", "policy"], [_need(fields["note"], "standing 不是 sound：", 1)])]
    for type_ in fields["type"].choices:
        needs = [_need(fields[name], f"种类是 {type_}：", least) for name, least in needs_of_type(str(type_)).items()]
        found.append(_when("type", [str(type_)], needs))
    return found


def needs_of_type(type_: str) -> dict[str, int]:
    """Return the fields that a type of fact cannot do without, and how many of each."""
    wanted = WANTED.get(type_)
    found = dict.fromkeys(("scenes", "flag", "pass", "cloze", "hears"), 1) if wanted else {}
    if type_ in ("phrase", "pair"):
        found["avoid"] = 1
    if type_ == "pair":
        found |= dict.fromkeys(("principle", "trigger", "modern", "original"), 1)
    if type_ in ("sequence", "list"):
        found |= {"items": 3, "outsiders": 3}
    return found | ({"figures": 1} if type_ == "number" else {})


def _rule_conditions(fields: dict[str, Field]) -> list[Schema]:
    told = [_need(fields[name], "写了 category：", 1) for name in ("why", "instead")]
    alone = {"properties": {"move": False}, "errorMessage": "category 和 move 只写一个：要避开的话写 category，好的做法写 move。"}
    neither = {"required": ["move"], "errorMessage": "要写 category 或 move：要避开的话写 category，好的做法写 move。"}
    return [{"if": {"required": ["category"]}, "then": {"allOf": [*told, alone]}, "else": neither}]


def _branch_conditions(fields: dict[str, Field]) -> list[Schema]:
    ways = [{"required": [name]} for name in ("mood_least", "violated", "said")]
    idle = {"required": ["mood_least"], "errorMessage": "这条岔路没写怎样才走：写 mood_least、violated 或 said。"}
    return [{"if": {"not": {"anyOf": ways}}, "then": idle}]


_CONDITIONS: dict[type[msgspec.Struct], Callable[[dict[str, Field]], list[Schema]]] = {
    Fact: _fact_conditions,
    Rule: _rule_conditions,
    Branch: _branch_conditions,
}
