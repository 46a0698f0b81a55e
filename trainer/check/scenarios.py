"""Role-play: where nodes lead, whether the written plays go as written, and whether stock phrases get through."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from trainer import paths
from trainer.check.proof import check_proof
from trainer.check.proven import Proven
from trainer.check.rules import identify_book
from trainer.check.stage import check_reply, check_shared, check_words
from trainer.course.model import Course
from trainer.course.problem import Place, Problem, quote
from trainer.course.rules import CATEGORIES, RuleBook
from trainer.course.scenario import GOOD_ENDINGS, Rehearsal
from trainer.course.scenariofile import SHARED_NAME, LoadedScenarios
from trainer.course.schema import find_spot
from trainer.course.source import Source, items_of, iterate_items
from trainer.course.tree import place_of
from trainer.i18n import N_, Message
from trainer.reply.rules import RuleEngine
from trainer.reply.tagger import open_tagger
from trainer.reply.verdict import ReplyJudge
from trainer.roleplay.engine import open_play, play_turn
from trainer.roleplay.figures import Figures, rehearse
from trainer.roleplay.reading import hear_reply
from trainer.roleplay.stage import Stage
from trainer.roleplay.state import TURNS_MOST

STOCK = (
    "实在抱歉，非常理解您的心情，马上为您处理。",
    "对不起，给您添麻烦了，我们会尽快为您解决。",
    "您先消消气，我马上帮您处理。",
)
"""What is pasted at every turn by people who do not listen; it must lead nowhere."""
SHARED_STEM = SHARED_NAME.removesuffix(".yaml")
SEED = 1
"""Which of her words are said does not change how a written play goes."""


def check_scenarios(loaded: LoadedScenarios, book: RuleBook, proven: Proven, *, is_proved: bool) -> Iterator[Problem]:
    """Return what is wrong with scenarios that could be read. `book`: the rules that hold; `is_proved`: every way is tried."""
    if loaded.shared is None:
        return
    incomplete = list(check_shared(loaded.shared, partial(locate_part, loaded, SHARED_STEM)))
    yield from incomplete
    if incomplete:
        return
    tagger = open_tagger(paths.tagger_file())
    judge = ReplyJudge(RuleEngine(book), book.rules, tagger)
    # Without its model the judge hears less.
    ground = proven.key("stage", loaded.shared, identify_book(book, proven), tagger is None)
    for name in loaded.own:
        walked, looked_at = (proven.key("scenario", name, loaded.scenarios[name], ground, walk) for walk in (True, False))
        if proven.recall(walked, bool) or (not is_proved and proven.recall(looked_at, bool)):
            continue
        problems = list(_check_scenario(name, loaded, judge, is_proved=is_proved))
        yield from problems
        if not problems:
            proven.note(walked if is_proved else looked_at, True)


def _check_scenario(name: str, loaded: LoadedScenarios, judge: ReplyJudge, *, is_proved: bool) -> Iterator[Problem]:
    assert loaded.shared is not None  # or nobody would ask
    stage = Stage(name, loaded.scenarios[name], loaded.shared)
    locate = partial(_at, loaded, stage)
    lost = [*check_words(stage, locate), *_check_targets(stage, loaded)]
    yield from lost
    if not lost:
        yield from check_reply(stage, locate, judge)
        yield from _check_plays(stage, judge, loaded)
        yield from _check_stock(stage, judge, loaded)
        if is_proved:
            yield from check_proof(stage, locate, judge)


def check_cited(loaded: LoadedScenarios, course: Course, source: Source | None) -> Iterator[Problem]:
    """Every fact and every item of the source that a scenario names is there."""
    facts = {fact.id for fact in course.facts}
    items = {item for section in source.sections for item in iterate_items(section)} if source else set()
    for name in loaded.own:
        scenario = loaded.scenarios[name]
        for number, fact in enumerate(scenario.facts):
            if fact not in facts:
                message = N_("没有叫“{name}”的知识点。", name=quote(fact))
                yield locate_part(loaded, name, "facts", number).problem("E812", message, N_("写 facts 文件夹里的某个 id，或者删掉。"))
        for number, reference in enumerate(scenario.source):
            if source and (missing := [item for item in items_of(reference) or [reference] if item not in items]):
                message = N_("讲义里没有 {item} 这一条。", item=quote(missing[0]))
                yield locate_part(loaded, name, "source", number).problem("E812", message, N_("对照 source.yaml 里的编号和条数改。"))


def rehearse_scenarios(loaded: LoadedScenarios, proven: Proven) -> dict[str, Figures]:
    """Return what plays of each of the course's own scenarios come to; only for a course without errors."""
    if loaded.shared is None:
        return {}
    found: dict[str, Figures] = {}
    for name in loaded.own:
        key = proven.key("figures", name, loaded.scenarios[name], loaded.shared)
        figures = proven.recall(key, Figures)
        if figures is None:
            figures = rehearse(Stage(name, loaded.scenarios[name], loaded.shared))
            proven.note(key, figures)
        found[name] = figures
    return found


def run_play(stage: Stage, replies: list[str], judge: ReplyJudge) -> tuple[list[int], str]:
    """Return the mood after each reply, and how the play ended; empty while it goes on."""
    state, reaction = open_play(stage, SEED)
    moods: list[int] = []
    for reply in replies:
        if state.ending:
            break
        reading = hear_reply(reply, " ".join(reaction.lines), stage, judge)
        state, reaction = play_turn(stage, state, reading, SEED)
        moods.append(state.mood)
    return moods, state.ending


def _check_targets(stage: Stage, loaded: LoadedScenarios) -> Iterator[Problem]:
    """Every node and every branch leads to a node that there is, after a violation that there is."""
    nodes, branches = stage.scenario.nodes, stage.scenario.branches
    targets: list[tuple[str, tuple[str | int, ...]]] = [
        (one.next, ("nodes", number, "next")) for number, one in enumerate(nodes) if one.next
    ]
    for number, branch in enumerate(branches):
        targets += [(branch.from_, ("branches", number, "from")), (branch.to, ("branches", number, "to"))]
    for target, steps in targets:
        if target not in stage.nodes:
            message = N_("没有叫“{name}”的一步。", name=quote(target))
            yield _at(loaded, stage, *steps).problem("E801", message, N_("写 nodes 里的某个 id：{known}。", known=list(stage.nodes)))
    for number, branch in enumerate(branches):
        for category in set(branch.violated) - set(CATEGORIES):
            message = N_("没有叫“{name}”的毛病。", name=quote(category))
            place = _at(loaded, stage, "branches", number, "violated")
            yield place.problem("E801", message, N_("写规则里的类别：{known}。", known=list(CATEGORIES)))


def _check_plays(stage: Stage, judge: ReplyJudge, loaded: LoadedScenarios) -> Iterator[Problem]:
    for number, written in enumerate(stage.scenario.plays):
        moods, ending = run_play(stage, written.replies, judge)
        if (moods, ending) != (written.moods, written.ending):
            yield _at(loaded, stage, "plays", number).problem("E802", _differs(written, moods, ending), N_("改回答，或者照实际的写。"))


def _differs(written: Rehearsal, moods: list[int], ending: str) -> Message:
    shown = {"name": written.name, "moods": [str(mood) for mood in moods], "ending": ending or "—"}
    return N_("写下来的对练“{name}”演出来不一样：火气 {moods}，结局 {ending}。", **shown)


def _check_stock(stage: Stage, judge: ReplyJudge, loaded: LoadedScenarios) -> Iterator[Problem]:
    for phrase in STOCK:
        if run_play(stage, [phrase] * TURNS_MOST, judge)[1] in GOOD_ENDINGS:
            message = N_("每一句都背“{phrase}”也能演成好结局。", phrase=phrase)
            yield _at(loaded, stage, "nodes").problem("W803", message, N_("给其中一步写上 detail 或 keys，要他说到这件事。"))
            return


def _at(loaded: LoadedScenarios, stage: Stage, *steps: str | int) -> Place:
    return locate_part(loaded, stage.id, *steps)


def locate_part(loaded: LoadedScenarios, name: str, *steps: str | int) -> Place:
    """Return the place of a part of a scenario, e.g. `("nodes", 0, "options", 1)`; `name`: the stem of its file."""
    path, spot = loaded.places[name]
    return place_of(path, find_spot(spot, list(steps)).mark)
