"""The ways of a scenario as a graph: from each node where, and why; and who of the learners went there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from trainer.course.scenario import Branch, EndingKind
from trainer.roleplay.debrief import Turn
from trainer.roleplay.stage import Stage

Way = tuple[str, str]
"""From a node to a node, or to an ending (`end:home`)."""


class Edge(msgspec.Struct, frozen=True):
    """A way that a scenario has: by one of its branches, or else by passing the node."""

    origin: str
    to: str
    branch: Branch | None = None

    @property
    def way(self) -> Way:
        """Where it leads from and to."""
        return self.origin, self.to


def edges_of(stage: Stage) -> list[Edge]:
    """Return the ways of a scenario in the order of its nodes: onwards first. Where anger or time ends a play is in none of them."""
    found: list[Edge] = []
    for node in stage.nodes.values():
        if node.ending:
            found.append(Edge(node.id, name_ending(node.ending)))
            continue
        following = stage.after(node)
        to = [following.id] if following else [name_ending(kind) for kind in _good_endings(stage)]
        found += [Edge(node.id, target) for target in to]
        found += [Edge(node.id, branch.to, branch) for branch in stage.branches_from(node)]
    return found


def name_ending(kind: EndingKind) -> str:
    """Return how an ending is told from a node."""
    return f"end:{kind}"


def _good_endings(stage: Stage) -> tuple[EndingKind, ...]:
    return ("boundary",) if stage.scenario.best == "boundary" else ("home", "resolved")


def ways_gone(turns: Sequence[Turn]) -> set[Way]:
    """Return the ways that one play went."""
    moved = [turn for turn in turns if turn.after.node != turn.before.node or turn.after.ending]
    gone = {(turn.before.node, turn.after.node) for turn in moved if turn.after.node != turn.before.node}
    return gone | {(turn.after.node, name_ending(turn.after.ending)) for turn in moved if turn.after.ending}


def count_ways(plays: Iterable[tuple[str, Sequence[Turn]]]) -> Counter[Way]:
    """Return how many people went each way, from everybody's plays: who went it twice counts once."""
    return Counter(way for _learner, way in {(learner, way) for learner, turns in plays for way in ways_gone(turns)})
