"""From plain values to the model's structs, and from msgspec's English messages to problems in one table."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar, get_args

import msgspec

from trainer.course.fields import FIELDS
from trainer.course.model import FactType, Standing, Tier
from trainer.course.problem import Place, Problem, quote
from trainer.course.rules import Move
from trainer.course.scenario import Base, Best, Channel, EndingKind, Level, Quality
from trainer.course.syntax import tight_colon, wide_colon
from trainer.course.tree import Spot, Value, place_of
from trainer.i18n import N_, Message
from trainer.text import find_nearest

S = TypeVar("S", bound=msgspec.Struct)
Step = str | int


class Fault(msgspec.Struct, frozen=True):
    """One message of msgspec, taken apart: the groups of its pattern and the place and value it speaks of."""

    groups: tuple[str, ...]
    place: Place
    value: Value
    spot: Spot


_AT = re.compile(r" - at `\$(?P<path>[^`]*)`$")
_TIGHT_COLON = re.compile(r"[a-z_]+:(?=\S)")
# Where fields were meant, even a Chinese word before the colon was meant as one; elsewhere it may begin a sentence.
_LOST_COLON = (re.compile(r"[a-z_]+："), re.compile(r"[^\s：:，。！？“”]{1,12}(?:：|:(?=\S))"))
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]")
_ALLOWED: dict[str, tuple[object, ...]] = {
    "tier": get_args(Tier),
    "standing": get_args(Standing),
    "type": get_args(FactType),
    "moves": get_args(Move),
    "goals": get_args(Move),
    "level": get_args(Level),
    "channel": get_args(Channel),
    "quality": get_args(Quality),
    "base": get_args(Base),
    "best": get_args(Best),
    "ending": get_args(EndingKind),
}
_FIELDS = sorted(FIELDS)


def convert_item(values: Value, spot: Spot, path: str, kind: type[S]) -> S | Problem:
    """Return the struct, or the first thing that does not fit the model. `values` may hold more than the spot does."""
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        return describe_mismatch(str(error), values, spot, path)


def describe_mismatch(said: str, values: Value, spot: Spot, path: str) -> Problem:
    """Return msgspec's message as a problem at the value, or at the key, that it speaks of."""
    found = _AT.search(said)
    steps: list[Step] = [name or int(index) for name, index in _STEP.findall(found["path"])] if found else []
    value, where = _walk(values, spot, steps)
    place = place_of(path, where.mark)
    for pattern, describe in _MESSAGES:
        if match := pattern.match(said):
            return describe(Fault(match.groups(), place, value, where))
    return place.problem("E200", N_("这里的内容不合要求：{reason}", reason=quote(said)), N_("照着旁边写好的知识点改。"))


def find_spot(spot: Spot, steps: list[Step]) -> Spot:
    """Return the spot of a part, or of the nearest whole that has one."""
    for step in steps:
        inner: Any = spot.children
        if inner is None or (isinstance(inner, dict) and step not in inner) or (isinstance(inner, list) and step not in range(len(inner))):
            return spot
        spot = inner[step]
    return spot


def _walk(value: Value, spot: Spot, steps: list[Step]) -> tuple[Value, Spot]:
    for step in steps:
        value = value[step]
    return value, find_spot(spot, steps)


def _describe_missing(fault: Fault) -> Problem:
    return fault.place.problem(
        "E201", N_("缺少字段“{field}”。", field=fault.groups[0]), N_("补上一行“{field}: ……”。", field=fault.groups[0])
    )


def _describe_unknown(fault: Fault) -> Problem:
    field = fault.groups[0]
    spot = find_spot(fault.spot, [field])
    place = place_of(fault.place.path, spot.key or spot.mark)
    if "：" in field:
        return wide_colon(Place(place.path, place.line, place.column + field.index("：")))
    if tight := _TIGHT_COLON.match(field):
        return tight_colon(Place(place.path, place.line, place.column + tight.end() - 1))
    near = find_nearest(field, _FIELDS)
    remedy = N_("是不是想写“{near}”？", near=near) if near else N_("检查拼写，或者删掉这一行；要写备注请用 # 开头。")
    return place.problem("E202", N_("没有“{field}”这个字段。", field=quote(field)), remedy)


def _describe_type(fault: Fault) -> Problem:
    wanted, got = fault.groups
    if wanted == "str":
        return _describe_not_text(fault, got)
    if isinstance(fault.value, str) and (colon := _LOST_COLON[wanted == "object"].match(fault.value)):
        describe = wide_colon if colon[0].endswith("：") else tight_colon
        return describe(Place(fault.place.path, fault.place.line, fault.place.column + colon.end() - 1))
    return fault.place.problem("E203", N_("这里应该是{wanted}。", wanted=_NAMES.get(wanted, _OTHER_NAME)), _EXAMPLES.get(wanted, _LOOK))


def _describe_not_text(fault: Fault, got: str) -> Problem:
    if got in ("array", "object"):
        return fault.place.problem("E203", N_("这里应该是一句文字。"), N_("去掉多余的横线、括号或缩进；句子里有英文冒号就加双引号。"))
    if got == "null":
        return fault.place.problem("E205", N_("这里是空的。"), N_("写上内容；用不着就删掉这一行。"))
    value = getattr(fault.value, "text", fault.value)
    shown = quote(str(value).lower() if isinstance(value, bool) else str(value))
    message = N_("“{shown}”没加引号，会被当成数字、日期或是非，不是文字。", shown=shown)
    return fault.place.problem("E206", message, N_('写在引号里："{shown}"', shown=shown))


def _describe_choice(fault: Fault) -> Problem:
    value, field = fault.groups
    remedy = N_("只能写：{allowed}", allowed=[str(choice) for choice in _ALLOWED.get(field, ())])
    return fault.place.problem("E204", N_("“{value}”不能写在这里。", value=quote(value)), remedy)


_LOOK = N_("照着旁边写好的知识点改。")
_OTHER_NAME = N_("别的内容")
_NAMES: dict[str, Message] = {
    "array": N_("一个列表"),
    "object": N_("几个带名字的字段"),
    "int": N_("一个整数"),
    "bool": N_("true 或 false"),
}
_EXAMPLES: dict[str, Message] = {
    "array": N_("每一项另起一行，用横线加空格开头；或者写成 [甲, 乙]。"),
    "object": N_("每个字段写成“名字: 内容”，名字用英文。"),
    "int": N_("只写数字，不加引号和单位。"),
    "bool": N_("是就写 true，不是就删掉这一行。"),
}
_MESSAGES: tuple[tuple[re.Pattern[str], Callable[[Fault], Problem]], ...] = (
    (re.compile(r"Object missing required field `([^`]*)`"), _describe_missing),
    (re.compile(r"Object contains unknown field `([^`]*)`"), _describe_unknown),
    (re.compile(r"Invalid enum value '?(.*?)'? - at `\$.*?\.?([a-z_]+)(?:\[\d+\])*`$", re.DOTALL), _describe_choice),
    (re.compile(r"Expected `([^`]*)`, got `([^`]*)`"), _describe_type),
)
