"""One more item in a list of a YAML text, put in as lines: whatever stands around it is not even looked at. Needs the extra `authoring`."""

from __future__ import annotations

import io
import re
from typing import Any

import msgspec

from trainer.course.tree import Tree, parse_tree

_FLOW = {"source", "apart", "avoid", "unless", "original", "accept", "options", "key", "facts", "offer", "moves"}
_FLOW |= {"say", "unless_sentence", "flag", "pass"}  # of a rule, where they are lists of plain texts
"""Lists that are written in brackets, on one line."""
_ROWS = {"flag", "pass", "cloze", "cut", "items", "figures", "topics", "keys"}
"""Lists whose items are written in brackets, a line each."""
_QUOTED = {"avoid", "unless"}
"""Templates: shipped in quotes, as most of them need them."""
_COMMENT = re.compile(r"( *)#")
_REMARK = re.compile(r"^[ \t]*#.*$", re.MULTILINE)


class Target(msgspec.Struct, frozen=True):
    """A list of a file by its key, at the top or in the fact that has the id `within`."""

    key: str
    within: str = ""


class _Home(msgspec.Struct, frozen=True):
    """The mapping that the list belongs in, and the node of the list; None where it is not written yet."""

    mapping: Any
    items: Any


def splice_item(editor: Any, text: str, target: Target, item: Any) -> str | None:
    """Return the text with one more item in the list; None where it is not written so that this can be told safely."""
    if not text.strip():
        return text + "\n".join(_item_lines(editor, target.key, item, 0)) + "\n"
    home = _find_home(editor.compose(text), target)
    if home is None or home.mapping.flow_style:
        return None
    if home.items is None:
        column = home.mapping.start_mark.column
        return _insert(text, _end_of(home.mapping), column, _item_lines(editor, target.key, item, column))
    if not _is_list(home.items):
        return None
    if home.items.flow_style:
        return _insert_in_brackets(editor, text, home.items, item)
    dash = home.items.start_mark.column
    _name, *lines = _item_lines(editor, target.key, item, 0)
    moved = [_indent(line, dash - _column_of(lines[0])) for line in lines]
    return _insert(text, _end_of(home.items), dash, [""] * _is_spaced(text, home.items, target) + moved)


def style_value(value: Any, name: str) -> Any:
    """Return plain values as they are best written: in lines or in brackets, and quoted where YAML would misread them."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    if isinstance(value, str):
        return DoubleQuotedScalarString(value) if name in _QUOTED or not _reads_plain(value) else value
    if isinstance(value, list):
        items = CommentedSeq([style_value(one, "" if name == "keys" else name) for one in value])
        if name in _FLOW and all(isinstance(one, str) for one in value):
            items.fa.set_flow_style()
        if name in _ROWS:
            _set_flow(items)
        return items
    if isinstance(value, dict):
        mapping = CommentedMap((key, style_value(one, key)) for key, one in value.items())
        if name in _ROWS:
            mapping.fa.set_flow_style()
        return mapping
    return value


def _set_flow(items: Any) -> None:
    for one in items:
        if hasattr(one, "fa"):
            one.fa.set_flow_style()


def _reads_plain(text: str) -> bool:
    """Tell whether a text without quotes is read as itself, on a line of its own and in brackets."""
    tree = parse_tree(f"why: {text}\nsay: {{why: {text}, say: [{text}, {text}]}}\n", "")
    wanted = {"why": text, "say": {"why": text, "say": [text, text]}}
    return isinstance(tree, Tree) and not tree.problems and tree.value == wanted


def _item_lines(editor: Any, key: str, item: Any, column: int) -> list[str]:
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    written = io.StringIO()
    editor.dump(CommentedMap({key: CommentedSeq([style_value(item, key)])}), written)
    return [_indent(line, column) for line in written.getvalue().rstrip("\n").split("\n")]


def _indent(line: str, by: int) -> str:
    return " " * by + line if by >= 0 else line[-by:]


def _column_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _find_home(root: Any, target: Target) -> _Home | None:
    mapping = root
    if target.within:
        facts = _child(root, "facts")
        mapping = next((fact for fact in facts.value if _text(_child(fact, "id")) == target.within), None) if facts else None
    if mapping is None or not hasattr(mapping, "flow_style") or not _is_mapping(mapping):
        return None
    return _Home(mapping, _child(mapping, target.key))


def _is_mapping(node: Any) -> bool:
    return bool(node.tag == "tag:yaml.org,2002:map")


def _child(node: Any, name: str) -> Any:
    if node is None or not _is_mapping(node):
        return None
    return next((value for key, value in node.value if key.value == name), None)


def _text(node: Any) -> str:
    return str(node.value) if node is not None else ""


def _is_list(node: Any) -> bool:
    return bool(node.tag == "tag:yaml.org,2002:seq")


def _insert_in_brackets(editor: Any, text: str, items: Any, item: Any) -> str:
    written = io.StringIO()
    styled = style_value([item], "topics")  # a row in brackets
    styled.fa.set_flow_style()
    editor.dump(styled, written)
    end = items.end_mark.index - 1
    return text[:end] + (", " if items.value else "") + written.getvalue().strip()[1:-1] + text[end:]


def _end_of(node: Any) -> int:
    """Return where the last written character of a node stands: the node itself ends only where the next thing begins."""
    while not getattr(node, "flow_style", True) and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    end: int = node.end_mark.index
    return end


def _insert(text: str, end: int, column: int, lines: list[str]) -> str:
    """Put lines behind the line on which a node ends, and behind the remarks that belong to it."""
    ending = "\r\n" if "\r\n" in text else "\n"
    place = end if text[end - 1 : end] == "\n" else _next_line(text, end)  # a block of text ends on the next line
    while (found := _COMMENT.match(text, place)) and len(found[1]) > column:
        place = _next_line(text, place)
    rest = text[place:]
    if rest.strip() and not _REMARK.sub("", rest).strip():  # remarks at the end of a file stay before what is new
        place = len(text)
    before = text[:place] if place == 0 or text[place - 1] == "\n" else text[:place] + ending
    return before + "".join(line + ending for line in lines) + text[place:]


def _next_line(text: str, place: int) -> int:
    found = text.find("\n", place)
    return len(text) if found < 0 else found + 1


def _is_spaced(text: str, items: Any, target: Target) -> bool:
    """Tell whether an empty line stands between the items; facts alone in their file get one."""
    if len(items.value) < 2:
        return target.key == "facts"
    between = text[_end_of(items.value[-2]) : items.value[-1].start_mark.index]
    return bool(re.search(r"\n[ \t\r]*\n", between))
