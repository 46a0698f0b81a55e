"""Every way that a play can go: what can be reached, what can still end well, and what it can come to.

The replies tried at a node stand for the classes that the engine tells apart there: every sort of move alone, with the case in
it and, where that matters, bare; talk that holds nothing; everything that calms at once; what the node asks for; violations by
degree. Two states are one place
where they agree in node, mood, base, slips, whether sympathy was just shown, and whether everything that calms but once is used
up; the first found stands for the others. The count of turns is left out; `rehearse` plays with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, get_args

import msgspec

from trainer.course.rules import Move
from trainer.course.scenario import GOOD_ENDINGS, EndingKind, Node
from trainer.reply.reading import spell
from trainer.roleplay.engine import ATTITUDE, LISTENING, SOLVING, open_play, take_turn
from trainer.roleplay.reading import Reading
from trainer.roleplay.stage import Stage
from trainer.roleplay.state import State

SEED = 0
"""Her words change nothing here."""
BUSY = "x"
"""The words of a reply that says something, and nothing of the case."""
SOFT: frozenset[str] = frozenset({"empathise", "apologise", "name", "invite", "team", "commit"})
"""What calms but once, all in one reply."""
DEGREES = (1, 2, 3)
LONG_BEFORE = -1_000_000
"""The turn that a proof begins with: plays in it never run out of turns."""


class Way(NamedTuple):
    """What one class of reply makes of a place."""

    reading: Reading
    to: int
    passed: bool


class Proof(msgspec.Struct, frozen=True):
    """The places that a play can come to, the ways between them, and how each was first come to (None at the start)."""

    places: list[State]
    ways: list[list[Way]]
    parents: list[tuple[int, Reading] | None]

    def path_to(self, place: int) -> list[Reading]:
        """Return the replies of a shortest way to a place."""
        found: list[Reading] = []
        while (parent := self.parents[place]) is not None:
            place, reading = parent
            found.append(reading)
        return found[::-1]

    def places_at(self, node: str) -> list[int]:
        """Return the places at a node where a reply is awaited."""
        return [number for number, state in enumerate(self.places) if state.node == node and not state.ending]

    def endings(self) -> set[EndingKind]:
        """Return how a play can end."""
        found: set[EndingKind] = {state.ending for state in self.places if state.ending}
        return found


def prove(stage: Stage) -> Proof:
    """Return every place that a play of a scenario can come to."""
    start = msgspec.structs.replace(open_play(stage, SEED)[0], said=frozenset(), turn=LONG_BEFORE)
    proof, case = Proof([start], [[]], [None]), _details(stage)
    known = {_key(start, case): 0}
    classes = {node.id: list(reply_classes(stage, node)) for node in stage.nodes.values()}
    place = 0
    while place < len(proof.places):
        state = proof.places[place]
        for reading in [] if state.ending else classes[state.node]:
            after, _effects, passed = take_turn(stage, state, reading)
            to = known.setdefault(_key(after, case), len(proof.places))
            if to == len(proof.places):
                proof.places.append(after)
                proof.ways.append([])
                proof.parents.append((place, reading))
            proof.ways[place].append(Way(reading, to, passed))
        place += 1
    return proof


def _key(state: State, case: frozenset[str]) -> tuple[object, ...]:
    if state.ending:
        return (state.ending, state.base, len(state.details))
    is_spent = state.named and state.promised and "team" in state.made and LISTENING & state.made and state.details == case
    return (state.node, state.mood, state.base, state.hurt, bool(state.sorry), bool(is_spent))


def reply_classes(stage: Stage, node: Node) -> Iterator[Reading]:
    """Yield the readings that stand for all replies at a node."""
    case = _details(stage)
    yield Reading(words="")
    yield Reading(words=BUSY)
    yield Reading(words=BUSY, is_long=True)
    yield Reading(words=BUSY, asks=True)
    for move in _move_sorts(stage):
        if move in ATTITUDE | SOLVING | {"commit"}:  # what strikes her otherwise without her case in it
            yield Reading(moves=frozenset({move}), words=BUSY)
        yield Reading(moves=frozenset({move}), words=BUSY, details=case)
    yield Reading(moves=SOFT, words=BUSY, details=case)
    yield from full_replies(stage, node)
    for degree in DEGREES:
        yield Reading(hurts=(("", degree),), words=BUSY)
    yield Reading(hurts=(("", DEGREES[-1]), ("other", 1)), words=BUSY)
    for branch in stage.branches_from(node):
        yield from (Reading(hurts=((category, 1),), words=BUSY) for category in branch.violated[:1])
        yield from (Reading(words=spell(word), details=case) for word in branch.said[:1])


def full_replies(stage: Stage, node: Node) -> Iterator[Reading]:
    """Yield the replies that do all that a node asks for, by each of its moves, plainly and with sympathy."""
    words = "".join(spell(group[0]) for group in node.keys if group) or BUSY
    goals = [group for group in node.goals if group]
    for place in range(max(map(len, goals), default=1)):
        asked = frozenset(group[min(place, len(group) - 1)] for group in goals)
        for moves in dict.fromkeys((asked, asked | {"empathise"})):
            yield Reading(moves=frozenset(moves), words=words, details=_details(stage))


def _details(stage: Stage) -> frozenset[str]:
    return frozenset(name for name, words in stage.details.words.items() if words)


def _move_sorts(stage: Stage) -> list[str]:
    """Return one move of each sort: moves that every weight and every goal of the scenario take for the same."""
    groups = [ATTITUDE, LISTENING, SOLVING, *(frozenset(group) for node in stage.nodes.values() for group in node.goals)]
    alone = {"empathise", "explain", "commit", "team", "name"}
    moves: tuple[str, ...] = get_args(Move)
    sorts = {(move if move in alone else "", *(move in group for group in groups)): move for move in reversed(moves)}
    return list(sorts.values())


def find_hopeful(proof: Proof) -> set[int]:
    """Return the places from which replies that hurt nobody lead to a good ending."""
    came_from: list[list[int]] = [[] for _place in proof.places]
    for place, ways in enumerate(proof.ways):
        for way in ways:
            if not way.reading.hurts:
                came_from[way.to].append(place)
    hopeful = {place for place, state in enumerate(proof.places) if state.ending in GOOD_ENDINGS}
    waiting = list(hopeful)
    while waiting:
        for place in came_from[waiting.pop()]:
            if place not in hopeful:
                hopeful.add(place)
                waiting.append(place)
    return hopeful
