"""Additions to the YAML of a course, as text: comments, order and everything else stay as they were. Needs the extra `authoring`."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from trainer.course.problem import Problem
from trainer.course.splice import Target, splice_item, style_value
from trainer.course.tree import parse_tree
from trainer.errors import TrainerError
from trainer.i18n import N_

_EXAMPLES = ("flag", "pass")
_PART_BEFORE = {"unless": "instead", "unless_sentence": "instead", "also": "keys", "accept": ""}
"""A list that may be missing, and the field that it is written in front of."""
_LISTS_INDENTED = re.compile(r"^\w+:[ \t]*\n(?:[ \t]*(?:#.*)?\n)*  +- ", re.MULTILINE)


def amend_rule(text: str, rule_id: str, added: Mapping[str, Sequence[str]]) -> str:
    """Return the text of a rule file with more in a rule's `say`, `unless`, `flag` or `pass`. Raises `TrainerError`."""
    editor, document = _load(text)
    rule = _find(document["rules"], rule_id)
    for field, texts in added.items():
        home = rule["examples"] if field in _EXAMPLES else rule
        _extend(home, field, texts)
    return _dump(editor, document)


def accept_wording(text: str, fact_id: str, part: str, number: int, wording: str) -> str:
    """Return the text of a fact file with one more good answer: to a scene, a customer's line or a gap. Raises `TrainerError`."""
    editor, document = _load(text)
    fact = _find(document["facts"], fact_id)
    _extend(fact[part][number], "accept" if part == "cloze" else "also", [wording])
    return _dump(editor, document)


def append_item(text: str, key: str, item: Any, within: str = "") -> str:
    """Return a file's text with one more item in its list `key`, or in that of the fact `within`; all else as it was, byte for byte.

    `item`: plain values; an empty text becomes a file of its own. Raises `TrainerError` where the list cannot be found.
    """
    editor = _open_editor(text)
    target = Target(key, within)
    wanted = _values_with(text, target, item)
    for write in (splice_item, _append_anew) if wanted is not None else ():
        written = write(editor, text, target, item)
        if written is not None and _read_values(written) == wanted:
            return written
    raise TrainerError(N_("没法替您写进这个文件：里面的写法认不准。"), N_("用编辑器打开它，照着旁边的样子自己加。"))


def start_file(kind: str, head: Mapping[str, str], key: str, item: Any) -> str:
    """Return the text of a new file with one item. `kind`: of the schema that an editor checks it by; `head`: what stands before."""
    first = f"# yaml-language-server: $schema=../schema/{kind}.schema.json\n"
    return first + "".join(f"{name}: {value}\n" for name, value in head.items()) + append_item("", key, item)


def write_mapping(kind: str, values: Mapping[str, Any], remarks: str = "") -> str:
    """Return the text of a file that is one mapping, such as a scenario, with remarks behind it. `kind` as in `start_file`."""
    editor = _open_editor("")
    first = f"# yaml-language-server: $schema=../schema/{kind}.schema.json\n"
    return first + _dump(editor, style_value(dict(values), "")) + remarks


def _append_anew(editor: Any, text: str, target: Target, item: Any) -> str:
    """Write the whole file again with the item: for a list of which the place of the last item is hard to tell."""
    document = editor.load(text)
    home = _find(document["facts"], target.within) if target.within else document
    home.setdefault(target.key, []).append(style_value(item, target.key))
    return _dump(editor, document)


def _values_with(text: str, target: Target, item: Any) -> Any:
    """Return the values that a file should have after the item was added; None where there is no such list to add to."""
    whole = _read_values(text) if text.strip() else {}
    homes = [whole] if isinstance(whole, dict) else []
    if target.within:
        facts = [fact for home in homes for fact in home.get("facts", []) if isinstance(fact, dict)]
        homes = [fact for fact in facts if fact.get("id") == target.within][:1]
    lists = [home.setdefault(target.key, []) for home in homes]
    if not lists or not isinstance(lists[0], list):
        return None
    lists[0].append(item)
    return whole


def _read_values(text: str) -> Any:
    tree = parse_tree(text.removeprefix("\ufeff").replace("\r\n", "\n"), "")
    return None if isinstance(tree, Problem) else tree.value


def _extend(home: Any, field: str, texts: Sequence[str]) -> None:
    from ruamel.yaml.comments import CommentedSeq
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    if field not in home:
        names = list(home)
        before = _PART_BEFORE.get(field, "")
        home.insert(names.index(before) if before in names else len(names), field, CommentedSeq())
        home[field].fa.set_flow_style()
    home[field].extend(DoubleQuotedScalarString(text) for text in texts if text not in home[field])


def _find(items: Any, item_id: str) -> Any:
    found = next((item for item in items if item.get("id") == item_id), None)
    if found is None:
        raise TrainerError(N_("文件里没有“{id}”。", id=item_id), N_("先运行 trainer course check 看看课程有没有改过。"))
    return found


def _load(text: str) -> tuple[Any, Any]:
    editor = _open_editor(text)
    return editor, editor.load(text)


def _open_editor(text: str) -> Any:
    try:
        from ruamel.yaml import YAML
    except ImportError as failure:
        raise TrainerError(
            N_("改课程文件还差一个小程序库：ruamel.yaml。"), N_("装上它再试：pip install ruamel.yaml；或者自己在文件里改。")
        ) from failure
    editor = YAML()
    editor.preserve_quotes = True
    editor.width = 1_000_000  # never break a line that the author did not break
    if _LISTS_INDENTED.search(text):
        editor.indent(mapping=2, sequence=4, offset=2)
    return editor


def _dump(editor: Any, document: Any) -> str:
    written = io.StringIO()
    editor.dump(document, written)
    return written.getvalue()
