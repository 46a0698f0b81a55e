"""Every message about something that went wrong, read from the source: `python tests/messages.py` prints them to be read aloud.

Each says what happened and where, and in a line of its own (→) what to do next.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).parent.parent / "trainer"
BASE = "TrainerError"
MARKS = ("N_", "_")
PARTS = {"problem": (1, 2), "_refusal": (2, 3), "Meaning": (1, 2), "Invalid": (0, None), "_write_errors": (0, 1)}
"""Where the message and the remedy stand among the arguments, for what is not an exception."""
FIELDS = ("message", "remedy")
UNSAID = "?"
"""Stands for a message that is only known when the program runs."""


class Said(NamedTuple):
    """One message as the source has it: several texts where it depends. `remedies` is empty when there is none."""

    path: str
    line: int
    kind: str
    messages: list[str]
    remedies: list[str]


def collect_messages(package: Path = PACKAGE) -> list[Said]:
    """Return every failure that a package raises, reports or relays, in the order of the files."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(package.rglob("*.py"))}
    failures = _find_failures(list(trees.values()))
    return [said for path, tree in trees.items() for said in _collect(path.relative_to(package.parent).as_posix(), tree, failures)]


def _find_failures(trees: list[ast.Module]) -> set[str]:
    """Return the names of all classes below the one that has a remedy."""
    found = {BASE}
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    while more := {node.name for node in classes if {base.id for base in node.bases if isinstance(base, ast.Name)} & found} - found:
        found |= more
    return found


def _collect(path: str, tree: ast.Module, failures: set[str]) -> Iterator[Said]:
    for node, scope in _walk(tree, [tree]):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in failures or name in PARTS:
            places = PARTS.get(name, (0, 1))
            texts = [_texts(_argument(node, place, field), scope) for place, field in zip(places, FIELDS, strict=True)]
            yield Said(path, node.lineno, name, *texts)


def _walk(node: ast.AST, scope: list[ast.AST]) -> Iterator[tuple[ast.AST, list[ast.AST]]]:
    for child in ast.iter_child_nodes(node):
        yield child, scope
        yield from _walk(child, [*scope, child] if isinstance(child, ast.FunctionDef) else scope)


def _argument(call: ast.Call, place: int | None, field: str) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == field or (keyword.arg == "reason" and field == "message"):
            return keyword.value
    return call.args[place] if place is not None and place < len(call.args) else None


def _texts(node: ast.expr | None, scope: list[ast.AST]) -> list[str]:
    """Return the sentences that an expression may stand for."""
    match node:
        case None | ast.Constant(value=None):
            return []
        case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(text)), *_]) if name in MARKS:
            return [text]
        case ast.IfExp():
            return _texts(node.body, scope) + _texts(node.orelse, scope)
        case ast.BoolOp():
            return [text for value in node.values for text in _texts(value, scope)]
        case ast.Name():
            return _follow(node.id, scope)
        case ast.Call(func=ast.Name(id=name)):
            return _returned(name, scope) or [UNSAID]
        case ast.Call(func=ast.Attribute(attr="get", value=ast.Name(id=name)), args=[_, default]):
            return _follow(name, scope) + _texts(default, scope)
        case ast.Dict():
            return [text for value in node.values for text in _texts(value, scope)]
    return [UNSAID]


def _follow(name: str, scope: list[ast.AST]) -> list[str]:
    """Return the sentences that a name was given, in the innermost place where it was given any."""
    for level in reversed(scope):
        found: list[str] = []
        for node in ast.walk(level):
            match node:
                case ast.Assign(targets=[ast.Name(id=given)], value=value) | ast.AnnAssign(target=ast.Name(id=given), value=value) if (
                    given == name
                ):
                    found += _texts(value, scope)
                case ast.NamedExpr(target=ast.Name(id=given), value=value) if given == name:
                    found += _texts(value, scope)
                case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                    for target, value in zip(names, values, strict=False):
                        found += _texts(value, scope) if isinstance(target, ast.Name) and target.id == name else []
        if found:
            return found
    return [UNSAID]


def _returned(name: str, scope: list[ast.AST]) -> list[str]:
    """Return the sentences that a function of the same file returns."""
    made = [node for node in ast.walk(scope[0]) if isinstance(node, ast.FunctionDef) and node.name == name]
    returns = [(node.value, function) for function in made for node, _scope in _walk(function, []) if isinstance(node, ast.Return)]
    return [text for value, function in returns for text in _texts(value, [scope[0], function])]


if __name__ == "__main__":
    for said in collect_messages():
        print(f"\n{said.path}:{said.line}  {said.kind}")
        for message in said.messages:
            print(f"  {message}")
        for remedy in said.remedies:
            print(f"  → {remedy}")
