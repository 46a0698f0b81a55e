"""A scenario ready to be played: what its author left out comes from the lines that all scenarios share."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import get_args

import msgspec

from trainer.course.scenario import Branch, Details, EffectName, EndingKind, Lines, Node, Person, Scenario, Shared
from trainer.reply.reading import read_sentences, spell
from trainer.roleplay.state import Effect

HOME = 4
FOUND = 2
"""The base on which her need is known."""
CHUNK = 2
"""Characters of a run that a reply must share with the author's words to be about this case."""


class Entry(msgspec.Struct, frozen=True):
    """Where a play begins that does not begin at the beginning: for whoever writes a scenario."""

    node: str
    mood: int


class Stage:
    """One scenario with everything it needs."""

    def __init__(self, scenario_id: str, scenario: Scenario, shared: Shared, entry: Entry | None = None) -> None:
        self.id = scenario_id
        self.scenario = scenario
        self._shared = shared
        self.entry = entry
        self.nodes: Mapping[str, Node] = {node.id: node for node in scenario.nodes or _usual_nodes(shared, scenario)}
        self._said: dict[tuple[str, str], frozenset[int]] = {}

    def enter_at(self, entry: Entry) -> Stage:
        """Return the same scenario, begun elsewhere."""
        return Stage(self.id, self.scenario, self._shared, entry)

    @property
    def person(self) -> Person:
        """The customer."""
        return self.scenario.person

    @cached_property
    def weights(self) -> Mapping[str, int]:
        """What moves the mood, and by how much."""
        return {weight.name: weight.value for weight in self._shared.weights} | dict(self.scenario.weights)

    def effect(self, name: EffectName) -> Effect:
        """Return what something does to the mood here."""
        return self._effects[name]

    @cached_property
    def _effects(self) -> Mapping[EffectName, Effect]:
        names: tuple[EffectName, ...] = get_args(EffectName)
        return {name: Effect(name, self.weights.get(name, 0)) for name in names}

    @cached_property
    def whys(self) -> Mapping[EffectName, str]:
        """Why something moves the mood."""
        return {weight.name: weight.why for weight in self._shared.weights}

    @cached_property
    def details(self) -> Details:
        """The words that show that a reply is about this case; without the author's, runs of what he wrote."""
        scenario = self.scenario
        written = scenario.details
        happened = written.happened or self._runs([*scenario.says, scenario.person.happened])
        return Details(happened, written.need or self._runs([scenario.needs]))

    @cached_property
    def offered(self) -> list[str]:
        """The runs of characters that show that a way out is one of those there are."""
        return self._runs(self.scenario.offer)

    @property
    def first(self) -> Node:
        """The node that a play begins with."""
        return next(iter(self.nodes.values()))

    def after(self, node: Node) -> Node | None:
        """Return the node after this one; None at the end, which is where the runner comes home."""
        return self._following[node.id]

    @cached_property
    def _following(self) -> Mapping[str, Node | None]:
        below = dict(zip(self.nodes, [*list(self.nodes.values())[1:], None], strict=True))
        return {
            name: self.nodes.get(node.next) if node.next else None if node.base == HOME else below[name]
            for name, node in self.nodes.items()
        }

    def branches_from(self, node: Node) -> list[Branch]:
        """Return the ways that leave a node apart from its end."""
        return self._branches.get(node.id, [])

    @cached_property
    def _branches(self) -> Mapping[str, list[Branch]]:
        found: dict[str, list[Branch]] = defaultdict(list)
        for branch in self.scenario.branches:
            if branch.to in self.nodes:
                found[branch.from_].append(branch)
        return found

    @cached_property
    def goals(self) -> Mapping[str, list[frozenset[str]]]:
        """The groups of moves that each node asks for."""
        return {name: [frozenset(group) for group in node.goals] for name, node in self.nodes.items()}

    def keys_said(self, node: str, words: str) -> frozenset[int]:
        """Return which groups of a node's keys have a word in a reply, given in one spelling."""
        if (node, words) not in self._said:
            groups = enumerate(self.nodes[node].keys)
            self._said[node, words] = frozenset(number for number, group in groups if has_word(words, group))
        return self._said[node, words]

    def pool(self, name: str) -> list[str]:
        """Return the lines for a reaction: the scenario's own, or the shared ones."""
        return self.scenario.reactions.get(name) or self._shared.reactions.get(name, [])

    def pools(self) -> Mapping[str, list[str]]:
        """Return the lines for every reaction."""
        return {**self._shared.reactions, **{name: lines for name, lines in self.scenario.reactions.items() if lines}}

    def often_said(self) -> list[list[str]]:
        """Return the pools of the nodes that a play may draw on again and again: those of a node that can be come back to, too."""
        again = [node.again for node in self.nodes.values() if not node.ending and node.again]
        return again + [pool for node in self.nodes.values() if self._comes_back(node) for pool in _variants(node.lines)]

    def _comes_back(self, node: Node) -> bool:
        seen: set[str] = set()
        waiting = self._onward(node)
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += self._onward(self.nodes[name])
        return node.id in seen

    def _onward(self, node: Node) -> list[str]:
        following = self.after(node)
        return [branch.to for branch in self.branches_from(node)] + ([following.id] if following else [])

    def all_lines(self) -> list[list[str]]:
        """Return everything that she can say in a play, pool by pool."""
        spoken = [pool for node in self.nodes.values() for pool in (node.again, *_variants(node.lines))]
        return [self.scenario.says, *spoken, *self.pools().values(), *(self.ending_lines(kind) for kind in get_args(EndingKind))]

    def ending_lines(self, kind: str) -> list[str]:
        """Return how she ends a play."""
        found = {str(name): lines for name, lines in self.scenario.endings.items()}
        return found.get(kind) or self._shared.endings.get(kind, [])

    def _runs(self, texts: list[str]) -> list[str]:
        """Return the runs of characters within the clauses of some texts, but for those that stand in anybody's mouth."""
        common = {run for word in self._shared.common for run in _chunks(spell(word))}
        clauses = [clause for text in texts for sentence in read_sentences(text) for clause in re.split("[，？＊]", sentence.text)]
        return list(dict.fromkeys(run for clause in clauses for run in _chunks(clause) if run not in common))


def has_word(words: str, group: list[str]) -> bool:
    """Tell whether a reply, given in one spelling, has any word of a group."""
    return any(spell(word) in words for word in group)


def _variants(lines: Lines) -> list[list[str]]:
    """Return the lines of a node by mood; one set that stands for all moods counts once."""
    return [list(one) for one in dict.fromkeys(map(tuple, (lines.calm, lines.upset, lines.furious)))]


def _chunks(text: str) -> list[str]:
    return [text[place : place + CHUNK] for place in range(len(text) - CHUNK + 1)]


def _usual_nodes(shared: Shared, scenario: Scenario) -> list[Node]:
    """Return the nodes of a scenario that has none of its own: asked what she needs, she says what its author wrote."""
    told = Lines([scenario.needs], [scenario.needs], [scenario.needs])
    return [msgspec.structs.replace(node, lines=told) if node.base == FOUND + 1 else node for node in shared.nodes]
