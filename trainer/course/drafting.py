"""One record, or the records of one fact, as a draft that knows the cells it comes from. Pure, no I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec

from trainer.course.columns import CHANNELS, FACT_KINDS, LEVELS, OPTION_COLUMNS, TIERS
from trainer.course.compose import FactDraft
from trainer.course.grid import Record, Spot
from trainer.course.model import Scene, Written
from trainer.course.scenario import Scenario
from trainer.course.schema import Step

SHARED: dict[str, str] = {
    "主题": "topic",
    "种类": "type",
    "为什么": "why",
    "顾客心里的话": "hears",
    "不许说的字": "avoid",
    "原则": "principle",
    "坏话": "trigger",
    "换成怎么说": "modern",
    "要紧": "tier",
    "出处": "source",
    "编号": "id",
}
"""What belongs to the fact, written in one of its rows or the same in all of them, and the field that it becomes."""
WRONG = ("听着行其实不行1", "听着行其实不行2", "听着行其实不行3")
ALSO = ("也可以说1", "也可以说2")
KEYS = ("关键字1", "关键字2")
SAYS = ("顾客怎么说1", "顾客怎么说2", "顾客怎么说3")
OFFERS = ("能给什么1", "能给什么2", "能给什么3")
_SCENE_FIELDS = {"situation": "场景", "bad": "顺口说错的话", "say": "该说的话"}
_QUESTION_FIELDS = {"ask": "问题", "situation": "情境", "why": "为什么", "hint": "提示"}
_SCENARIO_FIELDS = {"title": "标题", "trade": "行业", "wants": "嘴上要什么", "needs": "真正需要什么", "reply": "好回答"}
_LIST_SIGNS = re.compile(r"[、，,;；/|\s]+")

Said = tuple[str, Spot]
"""What stands in a cell, and where."""
Origin = list[tuple[tuple[Step, ...], Spot]]
"""Which cell each part of an item comes from, the part named by its steps, e.g. `("scenes", 0, "say")`."""


class FactItem(msgspec.Struct, frozen=True):
    """A new fact, the topic it belongs to, and where it comes from."""

    topic: str
    draft: FactDraft
    origin: Origin


class QuestionItem(msgspec.Struct, frozen=True):
    """A new question of a fact, which may be new itself."""

    fact: str
    draft: Written
    origin: Origin


class ScenarioItem(msgspec.Struct, frozen=True):
    """A new scenario; its id is the name of its file."""

    id: str
    draft: Scenario
    origin: Origin


def split_list(text: str) -> list[str]:
    """Return the parts of a cell that holds several, whatever sign stands between them."""
    return [part for part in _LIST_SIGNS.split(text) if part]


def build_fact(names: tuple[str, str], topic: str, shared: Mapping[str, Said], group: Sequence[Record]) -> FactItem:
    """Return a fact of one scene a record. `names`: id and title; `shared`: what the records have in common, by column.

    The principle of a pair is given by its id.
    """
    said = {SHARED[name]: text for name, (text, _) in shared.items()}
    origin: Origin = [((), group[0].row), (("title",), group[0].spot("名字"))]
    origin += [((SHARED[name],), spot) for name, (_, spot) in shared.items()]
    scenes = []
    for number, record in enumerate(group):
        scene, cells = _build_scene(record)
        scenes.append(scene)
        origin += [(("scenes", number, *steps), spot) for steps, spot in cells]
    draft = FactDraft(
        id=names[0],
        title=names[1],
        type=cast(Any, FACT_KINDS.get(said["type"], "rule")),
        tier=cast(Any, TIERS.get(said["tier"], "useful")),
        why=said["why"],
        hears=said["hears"],
        scenes=scenes,
        source=split_list(said["source"]),
        avoid=split_list(said["avoid"]),
        **_pair(said, scenes[0]),
    )
    return FactItem(topic, draft, origin)


def _pair(said: Mapping[str, str], first: Scene) -> dict[str, Any]:
    """Return what a fact that is a pair has, as `course add pair` has it."""
    if not said["modern"]:
        return {}
    pair = {name: said[name] for name in ("principle", "trigger", "modern")}
    return {**pair, "original": [said["modern"]], "variants": first.also}


def build_question(fact: str, key: list[str], record: Record) -> QuestionItem:
    """Return a question of a fact; `key`: the right options, or the accepted answers."""
    options, cells = _take(record, "options", OPTION_COLUMNS)
    texts = {field: record.text(name) for field, name in _QUESTION_FIELDS.items()}
    origin: Origin = [((), record.row), *_named(record, _QUESTION_FIELDS), (("key",), record.spot("答案")), *cells]
    return QuestionItem(fact, Written(ask=texts.pop("ask"), why=texts.pop("why"), key=key, options=options, **texts), origin)


def build_scenario(id_: str, record: Record) -> ScenarioItem:
    """Return a scenario."""
    says, heard = _take(record, "says", SAYS)
    offer, given = _take(record, "offer", OFFERS)
    texts: dict[str, Any] = {field: record.text(name) for field, name in _SCENARIO_FIELDS.items()}
    level, channel = LEVELS.get(record.text("难度"), 1), CHANNELS.get(record.text("渠道"), "face")
    draft = Scenario(**texts, says=says, offer=offer, level=cast(Any, level), channel=cast(Any, channel))
    fields = {**_SCENARIO_FIELDS, "level": "难度", "channel": "渠道"}
    return ScenarioItem(id_, draft, [((), record.row), *_named(record, fields), *heard, *given])


def _build_scene(record: Record) -> tuple[Scene, Origin]:
    wrong, refused = _take(record, "wrong", WRONG)
    also, accepted = _take(record, "also", ALSO)
    keys, looked_for = _take(record, "keys", KEYS)
    texts = {field: record.text(name) for field, name in _SCENE_FIELDS.items()}
    scene = Scene(**cast(Any, texts), wrong=wrong, also=also, keys=[split_list(group) for group in keys])
    return scene, [((), record.row), *_named(record, _SCENE_FIELDS), *refused, *accepted, *looked_for]


def _named(record: Record, fields: Mapping[str, str]) -> Origin:
    return [((field,), record.spot(name)) for field, name in fields.items()]


def _take(record: Record, field: str, names: Sequence[str]) -> tuple[list[str], Origin]:
    """Return what stands in the columns of a list, and the places of the list and of each part of it."""
    filled = record.filled(names)
    origin: Origin = [((field,), record.spot(names[0]))]
    return [text for text, _ in filled], [*origin, *(((field, number), spot) for number, (_, spot) in enumerate(filled))]
