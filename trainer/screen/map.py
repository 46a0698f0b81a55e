"""The graph of a scenario in words: as a tree for the terminal, as Mermaid for documents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from trainer.course.scenario import Branch
from trainer.i18n import N_, _, render
from trainer.reply.labels import NAMES
from trainer.roleplay.graph import Edge, Way, edges_of
from trainer.roleplay.stage import Stage
from trainer.screen.play import BASES, ENDINGS

ENDED = {f"end:{kind}": words for kind, words in ENDINGS.items()}


def tree_lines(stage: Stage, gone: Counter[Way]) -> Iterator[str]:
    """Yield the lines of the tree: each node once, with the ways that leave it."""
    edges = edges_of(stage)
    shown: set[str] = set()
    yield name_node(stage, stage.first.id)
    yield from _branches(stage, stage.first.id, edges, gone, shown, "")
    for origin, to, count in _other_ends(edges, gone):
        yield _("另外在“{node}”结束的：{ending}（{count} 人）", node=origin, ending=render(ENDED[to]), count=count)


def _branches(stage: Stage, node: str, edges: Sequence[Edge], gone: Counter[Way], shown: set[str], indent: str) -> Iterator[str]:
    shown.add(node)
    leaving = [edge for edge in edges if edge.origin == node]
    for number, edge in enumerate(leaving, 1):
        is_last = number == len(leaving)
        yield f"{indent}{'└' if is_last else '├'} {describe_edge(stage, edge)}{_count(gone[edge.way])} → {_name(stage, edge.to, shown)}"
        if edge.to not in ENDED and edge.to not in shown:
            yield from _branches(stage, edge.to, edges, gone, shown, indent + ("┊ " if is_last else "│ "))


def mermaid_lines(stage: Stage, gone: Counter[Way]) -> Iterator[str]:
    """Yield the lines of a Mermaid flowchart."""
    edges = edges_of(stage)
    others = _other_ends(edges, gone)
    named = [*stage.nodes, *(edge.to for edge in edges), *(to for _origin, to, _people in others)]
    names = {name: f"n{number}" for number, name in enumerate(dict.fromkeys(named))}
    yield "flowchart TD"
    for name, mark in names.items():
        words = render(ENDED[name]) if name in ENDED else name_node(stage, name)
        yield f'  {mark}(["{_harmless(words)}"])' if name in ENDED else f'  {mark}["{_harmless(words)}"]'
    for edge in edges:
        yield f'  {names[edge.origin]} -->|"{_harmless(describe_edge(stage, edge) + _count(gone[edge.way]))}"| {names[edge.to]}'
    yield from (f'  {names[origin]} -.->|"{_harmless(_count(people))}"| {names[to]}' for origin, to, people in others)


def name_node(stage: Stage, node: str) -> str:
    """Return a node's id and the base that it leads to."""
    return f"{node} · {render(BASES[stage.nodes[node].base])}"


def _other_ends(edges: Sequence[Edge], gone: Counter[Way]) -> list[tuple[str, str, int]]:
    """Return where plays ended through anger or time, and for how many people."""
    known = {edge.way for edge in edges}
    return [(origin, to, count) for (origin, to), count in sorted(gone.items()) if to in ENDED and (origin, to) not in known]


def describe_edge(stage: Stage, edge: Edge) -> str:
    """Return why the talk goes this way."""
    if edge.branch:
        return "、".join(_reasons(edge.branch))
    return _("到这里就结束") if stage.nodes[edge.origin].ending else _("说到了")


def _reasons(branch: Branch) -> Iterator[str]:
    if branch.mood_least <= 10:
        yield _("火气到 {mood}", mood=branch.mood_least)
    yield from (render(NAMES.get(category, N_("说错话"))) for category in branch.violated)
    if branch.said:
        yield _("说出“{words}”", words="、".join(branch.said[:3]))


def _name(stage: Stage, to: str, shown: set[str]) -> str:
    if to in ENDED:
        return render(ENDED[to])
    return _("{node}（见上）", node=to) if to in shown else name_node(stage, to)


def _count(people: int) -> str:
    return _("（{people} 人）", people=people) if people else ""


def _harmless(text: str) -> str:
    """Return a text that cannot end the quotes of Mermaid or open its markup."""
    return re.sub(r'["<>&#;`\[\]{}|]', " ", text)
