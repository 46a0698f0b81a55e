"""The engine of a play: what moves the mood, what moves the talk, and what never happens in any play."""

from __future__ import annotations

import random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer import paths
from trainer.course.scenario import Branch, Details, Lines, Node, Person, Scenario
from trainer.course.scenariofile import load_scenarios
from trainer.reply.verdict import Made, Verdict, Violation
from trainer.roleplay.debrief import BAD_MOST, debrief_play, replay_play
from trainer.roleplay.engine import open_play, play_turn, shuffle_options
from trainer.roleplay.reading import LONG, Reading, read_reply
from trainer.roleplay.stage import Stage
from trainer.roleplay.state import CAP, TURNS_MOST, State

SHIPPED = load_scenarios(paths.content_dir() / "essentials")
SHARED = SHIPPED.shared
assert SHARED is not None
IDS = sorted(SHIPPED.scenarios)
FIVE = Scenario(
    says=["昨天买的凉鞋，今天就开胶了！"], wants="退钱", needs="明天妹妹婚礼要穿。", offer=["换一双"], reply="对不起，我这就给您换一双。"
)


def stage_of(**changes: object) -> Stage:
    scenario = msgspec.structs.replace(FIVE, **changes)
    assert SHARED is not None
    return Stage("five", scenario, SHARED)


def shipped_stage(name: str) -> Stage:
    assert SHARED is not None
    return Stage(name, SHIPPED.scenarios[name], SHARED)


def reading(
    *moves: str, hurts: tuple[tuple[str, int], ...] = (), details: tuple[str, ...] = (), words: str = "好的", long: bool = False
) -> Reading:
    return Reading(hurts, frozenset(moves), frozenset(details), words, long)


def after(state: State, said: Reading, stage: Stage | None = None) -> State:
    return play_turn(stage or stage_of(), state, said, 1)[0]


def effects(state: State, said: Reading, stage: Stage | None = None) -> list[str]:
    return [effect.name for effect in play_turn(stage or stage_of(), state, said, 1)[1].effects]


START = open_play(stage_of(), 1)[0]
HEARD = msgspec.structs.replace(START, base=1, node="need")
SOLVED = msgspec.structs.replace(HEARD, base=3, node="close", made=frozenset({"solve"}), details=frozenset({"need"}))

NODES = [
    Node(id="a", base=1, lines=Lines(["甲"], ["甲"], ["甲"]), goals=[["apologise"]], next="b"),
    Node(id="b", base=4, lines=Lines(["乙"], ["乙"], ["乙"]), keys=[["规定"], ["保护", "为了"]]),
    Node(id="c", base=2, lines=Lines(["丙"], ["丙"], ["丙"]), goals=[["refer"]], next="b"),
]

EXPLAINED_ON = Reading(moves=frozenset({"explain"}), words="x", explains_on=True)
EFFECTS = [
    (START, reading("empathise"), ["empathy"]),
    (START, reading("apologise"), ["sorry"]),
    (msgspec.structs.replace(START, sorry=1), reading("empathise"), ["again_sorry"]),
    (START, reading("solve"), ["early_solution"]),
    (HEARD, reading("solve"), ["hollow_solution"]),
    (HEARD, reading("solve", details=("need",)), ["remembered", "heard_solution"]),
    (HEARD, Reading(moves=frozenset({"solve"}), words="x", offers=True), ["heard_solution"]),
    (SOLVED, reading("solve"), ["hollow_solution"]),
    (SOLVED, Reading(moves=frozenset({"solve", "empathise"}), words="x", is_weak=True), ["nothing"]),
    (SOLVED, reading("solve", details=("need",)), []),
    (START, reading("explain"), ["excuse"]),
    (START, reading("apologise", "explain"), ["sorry"]),
    (START, reading("commit"), ["hollow_promise"]),
    (SOLVED, reading("commit"), ["promise"]),
    (msgspec.structs.replace(SOLVED, promised=1), reading("commit"), ["hollow_promise"]),
    (msgspec.structs.replace(SOLVED, promised=1), reading("commit", details=("need",)), []),
    (msgspec.structs.replace(START, mood=7, sorry=1), reading("apologise", details=("need",)), ["remembered", "eased"]),
    (msgspec.structs.replace(START, mood=6, sorry=1), reading("apologise", details=("need",)), ["remembered", "again_sorry"]),
    (SOLVED, EXPLAINED_ON, ["excuse"]),
    (msgspec.structs.replace(SOLVED, made=frozenset({"empathise"})), EXPLAINED_ON, ["explained_on"]),
    (START, Reading(words="孩子几年级", asks=True), []),
    (START, reading("name"), ["named"]),
    (msgspec.structs.replace(START, named=True), reading("name"), []),
    (START, reading("invite"), ["listened"]),
    (START, reading("empathise", long=True), ["long", "empathy"]),
    (START, reading(), ["nothing"]),
    (START, reading("apologise", hurts=(("blame", 3),)), ["hurt_3"]),
    (START, reading(hurts=(("refuse", 2), ("blame", 1))), ["hurt_2", "hurt_more"]),
    (msgspec.structs.replace(START, hurt=1), reading(hurts=(("cost", 1),)), ["hurt_1", "hurt_again"]),
]


@pytest.mark.parametrize(("state", "said", "names"), EFFECTS)
def test_what_moves_the_mood(state: State, said: Reading, names: list[str]) -> None:
    assert effects(state, said) == names


def test_every_effect_has_a_weight_and_a_reason() -> None:
    assert SHARED is not None
    assert {name for _state, _said, names in EFFECTS for name in names} <= {weight.name for weight in SHARED.weights if weight.why}


def test_one_reply_calms_no_further_than_trust_allows() -> None:
    state = msgspec.structs.replace(START, mood=8)
    assert after(state, reading("empathise", "name", "invite", "team", details=("need",))).mood == 5


def test_a_scenario_may_weigh_differently() -> None:
    assert after(START, reading("empathise"), stage_of(weights={"empathy": -1})).mood == START.mood - 1


def test_the_talk_moves_on_only_by_what_a_reply_does() -> None:
    stage = stage_of()
    upset = after(START, reading("solve"), stage)
    assert upset.node == "upset"
    need = after(upset, reading("apologise"), stage)
    assert (need.node, need.base) == ("need", 1)
    assert after(need, reading("clarify"), stage).node == "need"  # nothing of her case in it
    way_out = after(need, reading("clarify", details=("happened",)), stage)
    assert (way_out.node, way_out.base) == ("way-out", 2)
    assert after(way_out, reading("solve"), stage).node == "way-out"  # nothing of what is to be done
    close = after(way_out, Reading(moves=frozenset({"solve"}), words="换一双", offers=True), stage)
    assert close.node == "close"
    assert after(close, reading(words="嗯嗯"), stage).ending == ""  # an apology from before closes nothing
    assert after(close, reading("thank"), stage).ending == "home"


def test_a_violation_stops_the_talk_and_what_is_said_with_it_does_not_count() -> None:
    hurt = after(START, reading("apologise", "empathise", hurts=(("blame", 2),)))
    assert (hurt.node, hurt.made, hurt.mood) == ("upset", frozenset(), START.mood + 2)


@pytest.mark.parametrize(("quiet", "ending"), [(False, "complained"), (True, "left")])
def test_too_much_ends_it(quiet: bool, ending: str) -> None:
    stage = stage_of(person=Person(mood=9, quiet=quiet))
    assert after(open_play(stage, 1)[0], reading(hurts=(("dismiss", 3),)), stage).ending == ending


@pytest.mark.parametrize(("mood", "ending"), [(3, "home"), (5, "resolved"), (8, "")])
def test_how_it_ends_depends_on_the_mood_and_furious_she_stays(mood: int, ending: str) -> None:
    assert after(msgspec.structs.replace(SOLVED, mood=mood), reading("greet")).ending == ending


@pytest.mark.parametrize(("base", "mood", "ending"), [(2, 2, "left"), (3, 2, "home"), (3, 6, "resolved"), (3, 8, "left")])
def test_out_of_turns_it_ends_as_far_as_it_came(base: int, mood: int, ending: str) -> None:
    last = msgspec.structs.replace(SOLVED, base=base, mood=mood, turn=TURNS_MOST - 1)
    assert after(last, reading(words="嗯", details=("need",))).ending == ending


def test_after_two_slips_an_apology_is_an_old_song() -> None:
    slip, sorry = reading(hurts=(("refuse", 1),)), reading("apologise")
    stage = stage_of(nodes=[NODES[1]], person=Person(mood=1))
    state = open_play(stage, 1)[0]
    heard = []
    for said in (slip, sorry, slip, sorry, slip, sorry):
        heard.append(effects(state, said, stage))
        state = after(state, said, stage)
    assert [names for names in heard if "hurt_1" not in names] == [["sorry"], ["sorry"], ["again_sorry"]]


def test_a_boundary_is_judged_by_conduct() -> None:
    stage = stage_of(best="boundary")
    calm = msgspec.structs.replace(SOLVED, mood=9)
    assert after(calm, reading("thank"), stage).ending == "boundary"
    assert after(msgspec.structs.replace(calm, hurt=2), reading("thank"), stage).ending == "complained"
    assert after(msgspec.structs.replace(START, mood=9), reading(), stage).ending == ""  # her anger alone ends nothing


def test_branches_and_keys() -> None:
    stage = stage_of(nodes=NODES, branches=[Branch("a", "c", mood_least=8), Branch("b", "c", violated=["ask_age"])])
    start = open_play(stage, 1)[0]
    assert after(start, reading(hurts=(("blame", 3),)), stage).node == "c"
    there = after(start, reading("apologise"), stage)
    assert there.node == "b"
    assert after(there, reading(words="按规定"), stage).ending == ""
    assert after(after(there, reading(words="按规定"), stage), reading(words="为了您好"), stage).ending
    assert after(there, reading(hurts=(("ask_age", 1),)), stage).node == "c"


NOTHING = Verdict([], [])


def test_what_a_reply_is_read_as() -> None:
    details = Details(["开胶", "凉鞋"], ["婚礼"])
    found = [Violation(category, "certain", "", [], 0, 1, "", "") for category in ("cost", "blame")]
    verdict = Verdict(found, [Made("clarify", 0, 1)])
    said = read_reply("您妹妹的婚 礼，凉鞋開膠了", verdict, details, lambda one: 3 if one.category == "blame" else 1)
    assert (said.details, said.hurts, said.moves) == ({"happened", "need"}, (("blame", 3), ("cost", 1)), {"clarify"})
    assert read_reply("……", NOTHING, details, lambda one: 2).is_empty
    assert read_reply("好的" * (LONG // 2 + 1), NOTHING, details, lambda one: 2).is_long


def test_a_scenario_of_five_fields_knows_its_details_from_its_words() -> None:
    stage = stage_of()
    assert "开胶" in stage.details.happened and "婚礼" in stage.details.need
    assert "今天" not in {*stage.details.happened, *stage.details.need}
    assert stage.nodes["way-out"].lines.calm == [FIVE.needs]


SAID = st.builds(
    Reading,
    hurts=st.lists(st.tuples(st.sampled_from(["blame", "refuse", "ask_age"]), st.integers(1, 3)), max_size=2).map(tuple),
    moves=st.frozensets(
        st.sampled_from(["empathise", "apologise", "invite", "clarify", "solve", "commit", "thank", "name", "explain"]), max_size=4
    ),
    details=st.frozensets(st.sampled_from(["happened", "need"])),
    words=st.sampled_from(["", "好的", "按规定"]),
    is_long=st.booleans(),
)


@given(st.lists(SAID, min_size=TURNS_MOST, max_size=TURNS_MOST), st.integers(0, 999), st.sampled_from(sorted(SHIPPED.scenarios)))
def test_no_play_goes_on_for_ever_repeats_a_line_or_leaves_the_scale(replies: list[Reading], seed: int, name: str) -> None:
    assert SHARED is not None
    stage = Stage(name, SHIPPED.scenarios[name], SHARED)
    opening, turns = replay_play(stage, [("x", said) for said in replies], seed)
    assert turns[-1].after.ending
    lines = [*opening.lines, *(line for turn in turns for line in turn.reaction.lines)]
    assert len(lines) == len(set(lines))
    for turn in turns:
        assert 0 <= turn.after.mood <= 10
        assert max(turn.after.hurt, turn.after.sorry, turn.after.promised) <= CAP
        assert turn.reaction.lines
    debrief = debrief_play(stage, turns)
    assert 0 <= debrief.score <= (100 if debrief.ending in ("home", "resolved", "boundary") else BAD_MOST)
    assert replay_play(stage, [("x", said) for said in replies], seed)[1] == turns


def test_the_debrief_names_the_best_sentence_and_the_two_to_change() -> None:
    replies = [
        ("您看错了吧", reading(hurts=(("blame", 3),))),
        ("嗯", reading()),
        ("对不起", reading("apologise", "empathise")),
        ("您是要明天穿？", reading("clarify", details=("need",))),
        ("给您换一双", reading("solve", details=("need",))),
        ("谢谢您", reading("thank")),
    ]
    _opening, turns = replay_play(stage_of(), replies, 1)
    debrief = debrief_play(stage_of(), turns)
    assert (debrief.weak, debrief.best) == ([0, 1], 2)
    assert {step.name: step.turn for step in debrief.steps}["solve"] == 4
    assert {step.name: step.turn for step in debrief.steps}["explain"] is None
    assert debrief.moods == [5, 8, 9, 7, 5, 3, 3]
    assert debrief.ending == "home"
    assert debrief.content == 85  # every base, and one of the two kinds of detail
    assert debrief.manner == 100 - 3 * 12 - 5


def test_options_stand_in_another_order_in_another_play() -> None:
    assert SHARED is not None
    stage = Stage("shoe-no-receipt", SHIPPED.scenarios["shoe-no-receipt"], SHARED)
    orders = {tuple(option.say for option in shuffle_options(stage, stage.first, seed, 0)) for seed in range(20)}
    assert len(orders) > 5
    assert all(sorted(order) == sorted(option.say for option in stage.first.options) for order in orders)


def test_the_same_seed_gives_the_same_words_and_another_one_others() -> None:
    stage = stage_of()
    replies = [("x", reading("apologise")), ("x", reading("invite")), ("x", reading("clarify", details=("need",)))]
    plays = {seed: replay_play(stage, replies, seed) for seed in random.Random(1).sample(range(1000), 12)}
    assert all(replay_play(stage, replies, seed) == play for seed, play in plays.items())
    assert len({turns[1].reaction.lines for _opening, turns in plays.values()}) > 3
