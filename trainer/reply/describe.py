"""A template in words, for people who write none: what must be said, in which order, and how far apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Literal

import msgspec

from trainer.course.rules import Macro
from trainer.i18n import N_, Message
from trainer.reply.reading import ASKED, COMMA
from trainer.reply.say import GAP, tokenize

SHOWN = 3
"""Wordings of a long list that are named."""
LISTED = 4
"""A list no longer than this is named whole."""
EXPANDED_MOST = 60
"""Wordings up to which a choice inside a choice is written out."""


class Node(msgspec.Struct, frozen=True):
    """A part of a template. `words`: its text, or the macro's name; `ways`: the choices of a group, each a list of parts."""

    kind: Literal["text", "group", "macro", "gap", "start", "end", "comma", "asked"]
    words: str = ""
    ways: tuple[tuple[Node, ...], ...] = ()
    optional: bool = False
    repeated: bool = False


_SIGNS: dict[str, Literal["gap", "start", "end", "comma", "asked"]] = {"^": "start", "$": "end", COMMA: "comma", ASKED: "asked"}


def describe_template(template: str, macros: Sequence[Macro]) -> Message:
    """Return what a template matches, as one sentence. The template is one that compiles."""
    return N_("一句话里，{steps}", steps=describe_steps(template, macros))


def describe_steps(template: str, macros: Sequence[Macro]) -> Message:
    """Return the same without the beginning of the sentence: for what is looked for in a place that was named."""
    nodes, _rest = _parse(tokenize(template))
    return _describe(nodes, {macro.name: macro for macro in macros})


def _parse(tokens: Sequence[str], place: int = 0) -> tuple[tuple[Node, ...], int]:
    """Return the parts up to the end of a group, and where it ends; more than one way makes one group of them."""
    ways: list[list[Node]] = [[]]
    while place < len(tokens) and tokens[place] not in (")", "]"):
        token = tokens[place]
        if token in "([":
            inner, place = _parse(tokens, place + 1)
            ways[-1].append(Node("group", ways=_ways_of(inner), optional=token == "["))
        elif token == "*":
            ways[-1][-1] = msgspec.structs.replace(ways[-1][-1], repeated=True)
        elif token == "|":
            ways.append([])
        else:
            ways[-1].append(_leaf(token))
        place += 1
    nodes = tuple(ways[0]) if len(ways) == 1 else (Node("group", ways=tuple(map(tuple, ways))),)
    return nodes, place


def _ways_of(nodes: tuple[Node, ...]) -> tuple[tuple[Node, ...], ...]:
    is_choice = len(nodes) == 1 and nodes[0].kind == "group" and not nodes[0].optional and not nodes[0].repeated
    return nodes[0].ways if is_choice else (nodes,)


def _leaf(token: str) -> Node:
    if token.startswith("<"):
        return Node("macro", token.rstrip("*")[1:-1], repeated=token.endswith("*"))
    return Node("gap" if token.startswith("…") else _SIGNS.get(token, "text"), token)


def _describe(nodes: Sequence[Node], macros: Mapping[str, Macro]) -> Message:
    """Return the steps of a sequence, each told from the one before."""
    said: Message | None = None
    is_near = False
    for node in nodes:
        step, joint = _step(node, macros), _joint(node, is_near=is_near)
        said = step if said is None else msgspec.structs.replace(joint, values={"before": said, "step": step})
        is_near = node.kind not in ("gap", "comma", "start")
    return said or N_("什么都行")


def _joint(node: Node, *, is_near: bool) -> Message:
    return N_("{before}，紧接着{step}") if is_near and node.kind in ("text", "group", "macro") else N_("{before}，{step}")


def _step(node: Node, macros: Mapping[str, Macro]) -> Message:
    match node.kind:
        case "start":
            return N_("从一小句的开头起")
        case "end":
            return N_("到这里这一小句就说完了")
        case "comma":
            return N_("到下一小句")
        case "asked":
            return N_("到这里以问号结束")
        case "gap":
            return N_("中间最多隔 {count} 个字", count=GAP)
    words = _words_of(node, macros)
    if node.repeated:
        return N_("可以带上{words}，几个都行，没有也行", words=words)
    return N_("可以带上{words}，没有也行", words=words) if node.optional else N_("说{words}", words=words)


def _words_of(node: Node, macros: Mapping[str, Macro]) -> Message:
    if node.kind == "macro":
        return _list_words(list(_plain_wordings(macros[node.words])), len(macros[node.words].any))
    texts = [node.words] if node.kind == "text" else _spell_out(node.ways)
    if texts is not None:
        return _list_words(texts, len(texts))
    return _either([_describe_way(way, macros) for way in node.ways])


def _describe_way(way: Sequence[Node], macros: Mapping[str, Macro]) -> Message:
    """Return one of several ways: its words, where it is nothing else, or its steps in brackets."""
    if len(way) == 1 and way[0].kind in ("text", "macro") and not way[0].repeated:
        return _words_of(way[0], macros)
    return N_("〔{steps}〕", steps=_describe(way, macros))


def _plain_wordings(macro: Macro) -> Iterator[str]:
    """Yield the wordings of a macro that are plain words; where there are none, its name."""
    plain = [text for text in macro.any if not re.search(r"[<>()\[\]|…^$*，？]", text)]
    yield from plain or [macro.name]


def _list_words(texts: Sequence[str], count: int) -> Message:
    quoted = [N_("“{words}”", words=text) for text in texts]
    if count <= LISTED and len(texts) == count:
        return _either(quoted)
    return N_("{words}这样的词（{count} 种）", words=quoted[:SHOWN], count=count)


def _either(parts: Sequence[Message]) -> Message:
    said = parts[0]
    for part in parts[1:]:
        said = N_("{one}或{other}", one=said, other=part)
    return said


def _spell_out(ways: Sequence[Sequence[Node]]) -> list[str] | None:
    """Return the wordings of a choice that holds only words; None where there is more to it, or there are too many."""
    found: list[str] = []
    for way in ways:
        parts = [_spell_node(node) for node in way]
        if any(part is None for part in parts):
            return None
        found += ["".join(words) for words in product(*(part or [] for part in parts))]
        if len(found) > EXPANDED_MOST:
            return None
    texts = list(dict.fromkeys(text for text in found if text))
    return texts if texts and len(texts) == len(dict.fromkeys(found)) else None


def _spell_node(node: Node) -> list[str] | None:
    if node.kind == "text":
        return [node.words]
    inner = _spell_out(node.ways) if node.kind == "group" and not node.repeated else None
    return None if inner is None else ["", *inner] if node.optional else inner
