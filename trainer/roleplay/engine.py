"""One turn of a play: state and reading in, state and reaction out."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from trainer.course.scenario import CALM_MOST, MOOD_MOST, UPSET_MOST, EffectName, EndingKind, Node, Option, band_of
from trainer.digest import blake2b
from trainer.roleplay.reading import Reading
from trainer.roleplay.stage import Entry, Stage, has_word
from trainer.roleplay.state import CAP, TURNS_MOST, Effect, Reaction, State

ATTITUDE = frozenset({"empathise", "apologise", "i_statement"})
LISTENING = frozenset({"invite", "clarify"})
SOLVING = frozenset({"solve", "refer"})
CALM_AT_ONCE = -3
"""One reply calms no further than this: trust takes more than a sentence."""
LINES_ONCE = {"named": 1, "listened": 1, "heard_solution": 1, "promise": 1, "together": 1, "remembered": 2}
"""How often at most a play draws on these pools; on the others as often as there are turns."""
NO_WORDS = "……"
MET = 3
"""The base from which a play that runs out of turns may still have ended well: her need is met, only the last word is missing."""
HURT_FORGIVEN = 1
"""Violations after which a boundary still counts as kept."""


def open_play(stage: Stage, seed: int) -> tuple[State, Reaction]:
    """Return the state before the first reply, and what she comes in with."""
    if stage.entry:
        return _enter_late(stage, stage.entry, seed)
    mood = max(0, min(MOOD_MOST - 1, stage.person.mood))
    state = State(stage.first.id, mood)
    line, said = _choose("says", stage.scenario.says, state.said, stage, seed)
    return msgspec.structs.replace(state, said=said), Reaction((line,))


def _enter_late(stage: Stage, entry: Entry, seed: int) -> tuple[State, Reaction]:
    """Return a play at some node: the base before it counts as reached and her case as taken up, and she says her line of that node."""
    node = stage.nodes[entry.node]
    case = frozenset({"happened", "need"})
    state = State(node.id, max(0, min(MOOD_MOST - 1, entry.mood)), base=max(0, node.base - 1), details=case)
    band = band_of(state.mood)
    line, said = _choose(f"{node.id}:{band}", getattr(node.lines, band) or node.lines.upset, state.said, stage, seed)
    return msgspec.structs.replace(state, said=said), Reaction((line,))


def play_turn(stage: Stage, state: State, reading: Reading, seed: int) -> tuple[State, Reaction]:
    """Return what a reply makes of a play that has not ended, and how she reacts."""
    after, effects, passed = take_turn(stage, state, reading)
    lines, said = _answer(stage, state, after, reading, effects, seed=seed, passed=passed)
    return msgspec.structs.replace(after, said=said), Reaction(lines, effects, passed)


def take_turn(stage: Stage, state: State, reading: Reading) -> tuple[State, tuple[Effect, ...], bool]:
    """Return what a reply makes of a play, whatever words she finds: the state, what moved her, whether the talk moved on."""
    effects = tuple(_weigh(stage, state, reading))
    after = _take_in(stage, state, reading, effects)
    node = stage.nodes[state.node]
    is_heard = not reading.hurts and not reading.is_weak
    passed = is_heard and _adds(stage, node, reading) and _is_met(stage, node, after) and not _is_unfinished(stage, node, after)
    return _move_on(stage, node, after, reading, passed=passed), effects, passed


def _weigh(stage: Stage, state: State, reading: Reading) -> Iterable[Effect]:
    names = _hurting(state, reading) if reading.hurts else _calming(stage, state, reading)
    return map(stage.effect, names)


def _hurting(state: State, reading: Reading) -> Iterable[EffectName]:
    """A violation is all she hears; what was well meant beside it does not reach her."""
    worst: tuple[EffectName, ...] = ("hurt_1", "hurt_2", "hurt_3")
    yield worst[max(1, min(3, reading.hurts[0][1])) - 1]
    if len({category for category, _severity in reading.hurts}) > 1:
        yield "hurt_more"
    if state.hurt:
        yield "hurt_again"


def _calming(stage: Stage, state: State, reading: Reading) -> Iterable[EffectName]:
    if reading.is_long:
        yield "long"
    if reading.is_weak:
        yield "nothing"
        return
    moves = reading.moves
    if reading.details - state.details:
        yield "remembered"
    if "name" in moves and not state.named:
        yield "named"
    if moves & ATTITUDE:
        yield _regret(state, reading)
    if moves & LISTENING and not LISTENING & state.made:
        yield "listened"
    if "explain" in moves and not ATTITUDE & (state.made | moves):
        yield "excuse"
    elif reading.explains_on:
        yield "explained_on"
    if moves & SOLVING and (effect := _solution(state, reading)):
        yield effect
    if "commit" in moves and not moves & SOLVING and (effect := _promise(state, reading)):
        yield effect
    if "team" in moves and "team" not in state.made:
        yield "together"
    if not moves and not reading.details and not reading.asks and not stage.keys_said(state.node, reading.words):
        yield "nothing"


def _regret(state: State, reading: Reading) -> EffectName:
    """Return how sympathy strikes her: said again it is only manners, but while she is furious, with her case in it, it still eases."""
    if not state.sorry:
        return "empathy" if "empathise" in reading.moves else "sorry"
    return "eased" if state.mood > UPSET_MOST and reading.details else "again_sorry"


def _promise(state: State, reading: Reading) -> EffectName | None:
    """Return how a promise strikes her: behind a way out the first is believed, and one about her case does no harm later."""
    if not SOLVING & state.made:
        return "hollow_promise"
    if not state.promised:
        return "promise"
    return None if reading.details else "hollow_promise"


def _solution(state: State, reading: Reading) -> EffectName | None:
    """Return how a way out strikes her: the first that is about her case counts, and what makes it plainer does no harm."""
    if not state.base:
        return "early_solution"
    if SOLVING & state.made:
        return None if reading.is_concrete else "hollow_solution"
    return "heard_solution" if reading.is_concrete else "hollow_solution"


def _take_in(stage: Stage, state: State, reading: Reading, effects: tuple[Effect, ...]) -> State:
    """Return the state with the reply taken in, the node not yet left."""
    change = max(CALM_AT_ONCE, sum(effect.change for effect in effects))
    highest = MOOD_MOST - 1 if stage.scenario.best == "boundary" and not reading.hurts else MOOD_MOST
    counted = frozenset() if reading.hurts else _counted(state, reading)
    return msgspec.structs.replace(
        state,
        mood=max(0, min(highest, state.mood + change)),
        made=state.made | counted,
        details=state.details | (frozenset() if reading.hurts else reading.details),
        keys=state.keys | (frozenset() if reading.hurts else stage.keys_said(state.node, reading.words)),
        hurt=min(CAP, state.hurt + bool(reading.hurts)),
        # After a slip an apology is in place again, but she has heard a third one before.
        sorry=(0 if state.hurt < CAP else CAP) if reading.hurts else min(CAP, state.sorry + bool(reading.moves & ATTITUDE)),
        promised=min(CAP, state.promised + ("commit" in reading.moves)),
        named=state.named or "name" in reading.moves,
        turn=state.turn + 1,
    )


def _counted(state: State, reading: Reading) -> frozenset[str]:
    """Return the moves that she will remember: a way out before she was heard is not among them, nor one without her case in it."""
    if reading.is_weak:
        return frozenset()
    return reading.moves if state.base and reading.is_concrete else reading.moves - SOLVING


def _adds(stage: Stage, node: Node, reading: Reading) -> bool:
    """Tell whether a reply itself does something of what a node asks for: what was said before opens no door alone."""
    has_word = bool(stage.keys_said(node.id, reading.words))
    return has_word or bool(reading.details and node.detail) or any(reading.moves & group for group in stage.goals[node.id])


def _is_met(stage: Stage, node: Node, state: State) -> bool:
    has_detail = node.detail == "" or (bool(state.details) if node.detail == "any" else node.detail in state.details)
    return has_detail and len(state.keys) == len(node.keys) and all(state.made & group for group in stage.goals[node.id])


def _is_unfinished(stage: Stage, node: Node, state: State) -> bool:
    """Tell whether she is still too angry for the last word; where conduct counts and not her mood, she never is."""
    return state.mood > UPSET_MOST and stage.scenario.best != "boundary" and not stage.after(node)


def _move_on(stage: Stage, node: Node, state: State, reading: Reading, *, passed: bool) -> State:
    """Return the state at the node where the talk goes on, or ended."""
    if state.mood >= MOOD_MOST:
        return msgspec.structs.replace(state, ending="left" if stage.person.quiet else "complained")
    if passed:
        state = msgspec.structs.replace(state, base=max(state.base, node.base), sorry=0)
    to = _next_node(stage, node, state, reading, passed=passed)
    if to is None:
        return msgspec.structs.replace(state, ending=_good_or_not(stage, state))
    if to is not node:
        state = msgspec.structs.replace(state, node=to.id, keys=frozenset(), ending=to.ending)
    return end_of_turns(stage, state) if state.turn >= TURNS_MOST else state


def _next_node(stage: Stage, node: Node, state: State, reading: Reading, *, passed: bool) -> Node | None:
    """Return where the talk goes on: a branch that is taken, or else the same node until it is passed; None at the end."""
    for branch in stage.branches_from(node):
        violated = any(category in branch.violated for category, _severity in reading.hurts)
        if violated or state.mood >= branch.mood_least or has_word(reading.words, branch.said):
            return stage.nodes[branch.to]
    return stage.after(node) if passed else node


def end_of_turns(stage: Stage, state: State) -> State:
    """Return how a play stands that has run out of turns: she has no more time."""
    return state if state.ending else msgspec.structs.replace(state, ending=_good_or_not(stage, state) if state.base >= MET else "left")


def _good_or_not(stage: Stage, state: State) -> EndingKind:
    if stage.scenario.best == "boundary":
        return "boundary" if state.hurt <= HURT_FORGIVEN else "complained"
    if state.mood <= CALM_MOST:
        return "home"
    return "resolved" if state.mood <= UPSET_MOST else "left"


def _answer(
    stage: Stage, before: State, after: State, reading: Reading, effects: tuple[Effect, ...], *, seed: int, passed: bool
) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return what she says: how the reply struck her, then what she wants next, or how it ends."""
    node = stage.nodes[after.node]
    if after.ending and not node.ending:
        line, said = _choose(f"end:{after.ending}", stage.ending_lines(after.ending), before.said, stage, seed)
        return (line,), said
    name = _struck_by(reading, effects, passed=passed)
    line, said = _choose(name, stage.pool(name), before.said, stage, seed)
    is_new = after.node != before.node
    if reading.hurts and not is_new:
        return (line,), said
    band = band_of(after.mood)
    pool = (getattr(node.lines, band) or node.lines.upset) if is_new else node.again
    if not pool:
        return (line,), said
    following, said = _choose(f"{node.id}:{band if is_new else 'again'}", pool, said, stage, seed)
    return (line, following), said


def _struck_by(reading: Reading, effects: tuple[Effect, ...], *, passed: bool) -> str:
    """Return the pool of what she says first: the worst word, else what moved her most, else what she noticed.

    She praises no way out with which she is not content yet, and asks for none that she has just taken.
    """
    if reading.hurts:
        return reading.hurts[0][0]
    if reading.is_empty:
        return "silence"
    if reading.is_weak:
        return "noticed"
    if effects:
        name = max(effects, key=lambda effect: (abs(effect.change), effect.name != "remembered")).name
        return "noticed" if name in ("heard_solution", "hollow_solution") and (name == "heard_solution") != passed else name
    return "noticed"


def _choose(name: str, pool: list[str], said: frozenset[str], stage: Stage, seed: int) -> tuple[str, frozenset[str]]:
    """Return a line that she has not said in this play; where a pool is used up, one of those that fit anywhere."""
    for kind, lines in ((name, pool), ("speechless", stage.pool("speechless"))):
        left = [place for place, _line in enumerate(lines) if f"{kind}/{place}" not in said]
        if left:
            place = min(left, key=lambda place: _rank(seed, stage.id, kind, place))
            return lines[place], said | {f"{kind}/{place}"}
    return NO_WORDS, said  # a course with too few lines: she falls silent


def shuffle_options(stage: Stage, node: Node, seed: int, turn: int) -> list[Option]:
    """Return the replies to choose among at a node, in an order that depends on the play and the turn."""
    return sorted(node.options, key=lambda option: _rank(seed, stage.id, node.id, turn, option.say))


def _rank(*parts: object) -> bytes:
    return blake2b("/".join(map(str, parts)).encode(), digest_size=8).digest()
