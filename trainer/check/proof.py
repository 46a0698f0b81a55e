"""What the proof of a scenario says against it: dead ends, loops, choices that are not what they are called, too few lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from trainer.check.stage import STRUCK, Locate
from trainer.course.problem import Problem, quote
from trainer.course.scenario import EndingKind, Option
from trainer.i18n import N_, _, render
from trainer.reply.labels import NAMES
from trainer.reply.verdict import ReplyJudge
from trainer.roleplay.engine import LINES_ONCE, end_of_turns, take_turn
from trainer.roleplay.figures import ends_well
from trainer.roleplay.proof import BUSY, Proof, find_hopeful, prove
from trainer.roleplay.reading import Reading, hear_reply
from trainer.roleplay.stage import Stage
from trainer.roleplay.state import TURNS_MOST, State

CLUMSY = ("poor", "bad")
"""The qualities that must not calm more than the best."""


def check_proof(stage: Stage, locate: Locate, judge: ReplyJudge) -> Iterator[Problem]:
    """Return what is wrong with a scenario whose nodes and branches lead somewhere."""
    proof = prove(stage)
    # Whatever stops the talk for good makes all behind it look wrong.
    for cause in (_check_stuck(stage, proof, locate), _check_loops(stage, locate), _check_reached(stage, proof, locate)):
        if found := list(cause):
            yield from found
            return
    yield from _check_hope(stage, proof, locate)
    yield from _check_endings(stage, proof, locate)
    yield from _check_options(stage, proof, locate, judge)
    yield from _check_lines(stage, locate)


def _check_stuck(stage: Stage, proof: Proof, locate: Locate) -> Iterator[Problem]:
    """Something leads on from every node that is come to."""
    for number, node in enumerate(stage.nodes.values()):
        places = proof.places_at(node.id)
        if places and not any(way.passed for place in places for way in proof.ways[place]):
            message = N_("“{name}”这一步，怎么说都过不去。", name=quote(node.id))
            remedy = N_("改 goals、detail、keys。还没体谅（base 0）就给的办法不算数，开头一步别要 solve 或 refer。")
            yield locate("nodes", number).problem("E807", message, remedy)


def _check_reached(stage: Stage, proof: Proof, locate: Locate) -> Iterator[Problem]:
    """Every node is come to."""
    reached = {state.node for state in proof.places}
    for number, node in enumerate(stage.nodes.values()):
        if node.id not in reached:
            message = N_("没有路走到“{name}”这一步。", name=quote(node.id))
            yield locate("nodes", number).problem("E803", message, N_("在别的步骤写 next，或者在 branches 里写怎样会走到；不要就删掉。"))


def _check_hope(stage: Stage, proof: Proof, locate: Locate) -> Iterator[Problem]:
    """From everywhere, replies that hurt nobody lead to a good ending, unless the node says why not."""
    hopeful = find_hopeful(proof)
    for number, node in enumerate(stage.nodes.values()):
        lost = [place for place in proof.places_at(node.id) if place not in hopeful]
        if lost and not node.point_of_no_return:
            path = " → ".join(map(describe_reading, proof.path_to(lost[0]))) or _("一开场就是")
            shown = {"name": quote(node.id), "mood": proof.places[lost[0]].mood, "path": path}
            message = N_("在“{name}”，火气 {mood} 的时候，怎么好好说也没有好结局了。这样走到：{path}", **shown)
            yield locate("nodes", number).problem("E804", message, N_("留一条挽回的路；要是本该如此，用 point_of_no_return 写明为什么。"))
        if node.point_of_no_return and not lost:
            message = N_("“{name}”写着再也挽回不了，其实一直挽回得了。", name=quote(node.id))
            yield locate("nodes", number, "point_of_no_return").problem("W811", message, N_("删掉 point_of_no_return。"))


def _check_loops(stage: Stage, locate: Locate) -> Iterator[Problem]:
    """Good conduct does not lead in a circle."""
    for number, node in enumerate(stage.nodes.values()):
        seen = [node.id]
        following = stage.after(node)
        while following and following.id not in seen and not following.ending:
            seen.append(following.id)
            following = stage.after(following)
        if following and following.id == node.id:
            message = N_("说得再好也在兜圈子：{path}。", path=" → ".join([*seen, node.id]))
            yield locate("nodes", number, "next").problem("E805", message, N_("让最后一步的 base 是 4 且不写 next，对话才有个完。"))
            return


def _check_endings(stage: Stage, proof: Proof, locate: Locate) -> Iterator[Problem]:
    """The best ending can be played, and no ending is written for nothing."""
    # Out of turns, she leaves; and who has her need met may still be content.
    found: set[EndingKind] = {"left", *proof.endings()}
    found |= {late.ending for state in proof.places if (late := end_of_turns(stage, state)).ending}
    if stage.scenario.best not in found:
        message = N_("最好的结局“{ending}”怎么演都演不出来。", ending=stage.scenario.best)
        yield locate("nodes").problem("E804", message, N_("看看各步的 goals、weights 和开场的火气。"))
    elif not ends_well(stage):
        message = N_("句句说得好，{most} 句之内也演不到好结局。", most=TURNS_MOST)
        yield locate("nodes").problem("E804", message, N_("少几步，或者让一步里的要求少些。"))
    for ending in stage.scenario.endings:
        if ending not in found:
            message = N_("写了结局“{ending}”的话，可是演不到。", ending=ending)
            yield locate("endings", ending).problem("W808", message, N_("删掉它，或者给它一条路。"))


def _check_options(stage: Stage, proof: Proof, locate: Locate, judge: ReplyJudge) -> Iterator[Problem]:
    """No reply that is called worse does better than the one that is called best, where that one is said all through."""
    arrivals = _arrivals(stage, proof, judge)
    for number, node in enumerate(stage.nodes.values()):
        best = node.best
        if best is None or node.id not in arrivals:
            continue
        wanted = _worth(stage, arrivals[node.id], best, judge)
        for place, option in enumerate(node.options):
            worth = _worth(stage, arrivals[node.id], option, judge)
            if worth[0] > wanted[0] or (option.quality in CLUMSY and worth > wanted):
                shown = {"name": quote(node.id), "say": quote(option.say), "best": quote(best.say)}
                message = N_("在“{name}”，“{say}”不是最好的，演出来却比“{best}”还好。", **shown)
                yield locate("nodes", number, "options", place).problem("W806", message, N_("改这两句里的一句，或者改它们的 quality。"))


def _arrivals(stage: Stage, proof: Proof, judge: ReplyJudge) -> dict[str, State]:
    """Return how a play stands when each node is first come to: by the best replies, or else in any way."""
    found = {node: proof.places[places[0]] for node in stage.nodes if (places := proof.places_at(node))}
    state = proof.places[0]
    while not state.ending and (best := stage.nodes[state.node].best):
        found[state.node] = state
        state, _effects, passed = take_turn(stage, state, _read(stage, state, best, judge))
        if not passed:
            break
    return found


def _read(stage: Stage, state: State, option: Option, judge: ReplyJudge) -> Reading:
    lines = stage.nodes[state.node].lines
    heard = next((line for line in (*lines.upset, *lines.calm, *lines.furious)), "")
    return hear_reply(option.say, heard, stage, judge)


def _worth(stage: Stage, state: State, option: Option, judge: ReplyJudge) -> tuple[bool, int]:
    """Return whether an option moves the talk on, and how much it calms."""
    after, _effects, passed = take_turn(stage, state, _read(stage, state, option, judge))
    return passed, state.mood - after.mood


def _check_lines(stage: Stage, locate: Locate) -> Iterator[Problem]:
    """There are enough lines for the longest play, and none of them stands in two places."""
    struck = {name: len(stage.pool(name)) for name in STRUCK}
    missing = max(max(0, TURNS_MOST - size) for name, size in struck.items() if name not in LINES_ONCE)
    missing += sum(max(0, most - struck[name]) for name, most in LINES_ONCE.items())
    missing += max((max(0, TURNS_MOST - len(pool)) for pool in stage.often_said()), default=0)
    spare = len(stage.pool("speechless"))
    if missing > spare:
        message = N_("话不够说：最坏要补 {missing} 句，speechless 里只有 {spare} 句。", missing=missing, spare=spare)
        yield locate("nodes").problem("W809", message, N_("给最短的几组再写几句，或者补 speechless。"))
    counted = Counter(line for lines in stage.all_lines() for line in lines)
    for line in [line for line, times in counted.items() if times > 1]:
        message = N_("“{line}”写了两处，一场里可能说两遍。", line=quote(line))
        yield locate("nodes").problem("W810", message, N_("改掉其中一句。"))


def describe_reading(reading: Reading) -> str:
    """Return a class of replies in words."""
    if reading.hurts:
        category, degree = reading.hurts[0]
        return render(NAMES[category]) if category in NAMES else _("说一句伤人的话（{degree} 级）", degree=degree)
    named = [render(NAMES[move]) for move in sorted(reading.moves)]
    if reading.details:
        named.append(_("说到这件事"))
    if reading.words not in ("", BUSY):
        named.append(_("说到“{words}”", words=reading.words))
    return "、".join(named) or _plain(reading)


def _plain(reading: Reading) -> str:
    if not reading.words:
        return _("不说话")
    return _("说个没完") if reading.is_long else _("随口问一句") if reading.asks else _("答非所问")
