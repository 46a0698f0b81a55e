"""The proof of a scenario: what it says can be reached can be, and from where it says so, good conduct ends well."""

from __future__ import annotations

from functools import cache

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_roleplay import IDS, NODES, SAID, SHIPPED, reading, shipped_stage, stage_of

from trainer.course.scenario import GOOD_ENDINGS, Branch, Lines, Node
from trainer.roleplay.engine import open_play, take_turn
from trainer.roleplay.figures import rehearse, say_best
from trainer.roleplay.proof import Proof, find_hopeful, prove
from trainer.roleplay.reading import Reading
from trainer.roleplay.stage import Stage
from trainer.roleplay.state import State

HOMES = [name for name in IDS if SHIPPED.scenarios[name].best == "home"]
FINISHED = 40
"""Turns within which the best replies end any play that has no end of turns."""


@cache
def proof_of(name: str) -> Proof:
    return prove(shipped_stage(name))


def turn(stage: Stage, state: State, said: Reading) -> State:
    """One turn of a play that never runs out of turns."""
    return msgspec.structs.replace(take_turn(stage, state, said)[0], turn=0)


@pytest.mark.parametrize("name", IDS)
def test_the_shown_way_to_a_place_is_the_one_it_was_come_to(name: str) -> None:
    stage, proof = shipped_stage(name), proof_of(name)
    for place in range(0, len(proof.places), 7):
        state = msgspec.structs.replace(proof.places[0], turn=0)
        for said in proof.path_to(place):
            state = turn(stage, state, said)
        assert state == msgspec.structs.replace(proof.places[place], turn=0)


@pytest.mark.parametrize("name", IDS)
def test_hope_is_lost_only_where_the_author_says_why(name: str) -> None:
    stage, proof = shipped_stage(name), proof_of(name)
    hopeful = find_hopeful(proof)
    lost = {state.node for place, state in enumerate(proof.places) if place not in hopeful and not state.ending}
    assert lost == {node.id for node in stage.nodes.values() if node.point_of_no_return}
    assert {state.node for state in proof.places} == set(stage.nodes)


@given(st.lists(SAID, max_size=10), st.sampled_from(HOMES))
def test_whatever_was_said_before_good_conduct_ends_well(replies: list[Reading], name: str) -> None:
    """The proof lets one place stand for many; this plays from the very states that it did not look at."""
    stage = shipped_stage(name)
    state = open_play(stage, 1)[0]
    for said in replies:
        if not state.ending:
            state = turn(stage, state, said)
    if state.ending:
        return
    for _count in range(FINISHED):
        if not state.ending:
            state = turn(stage, state, say_best(stage, state))
    assert state.ending in GOOD_ENDINGS


def test_a_way_down_without_return_is_found() -> None:
    gone = Node(id="gone", base=1, lines=Lines(["走了"]), ending="complained")
    cold = Node(id="cold", base=1, lines=Lines(["不说了"]), goals=[["thank"]], next="gone")
    # Another violation leads back: that is no good conduct.
    branches = [Branch("b", "cold", violated=["ask_age"]), Branch("cold", "b", violated=["blame"])]
    stage = stage_of(nodes=[*NODES, cold, gone], branches=branches)
    proof = prove(stage)
    hopeful = find_hopeful(proof)
    lost = [place for place, state in enumerate(proof.places) if place not in hopeful and not state.ending]
    assert {proof.places[place].node for place in lost} == {"cold"}
    assert [said.hurts for said in proof.path_to(lost[0])] == [(), (("ask_age", 1),)]
    assert "complained" in proof.endings()


def test_a_goal_that_no_move_meets_is_no_way_on() -> None:
    first = msgspec.structs.replace(NODES[0], goals=[["solve"]])
    proof = prove(stage_of(nodes=[first, *NODES[1:]]))
    assert {state.node for state in proof.places} == {"a"}
    assert not find_hopeful(proof)


def test_figures_are_those_of_plays() -> None:
    stage = stage_of()
    figures = rehearse(stage)
    assert (figures.best, figures.shortest, figures.longest) == (100, 4, 15)
    state = open_play(stage, 1)[0]
    slip = reading(hurts=(("refuse", 2),))
    for said in (slip, *[None] * 14):
        if not state.ending:
            state = take_turn(stage, state, said or say_best(stage, state))[0]
    assert state.ending in GOOD_ENDINGS and figures.slips >= 1
    frail = stage_of(weights={"hurt_2": 10})
    assert rehearse(frail).slips == 0


def test_a_boundary_bears_one_slip() -> None:
    assert [rehearse(shipped_stage(name)).slips for name in IDS if name not in HOMES] == [1, 1, 1]
