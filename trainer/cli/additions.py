"""From a trainer's answers to the files of a course: one function a kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from trainer.cli.addition import Change, has_room, plan_change
from trainer.cli.adoption import Item, describe_copy, holds_copies, plan_amendment
from trainer.cli.asking import Answers, Ask
from trainer.cli.factasks import SECOND, ask_fact, ask_pair
from trainer.cli.itemasks import ask_question, ask_scenario, right_options
from trainer.cli.shelf import Shelf
from trainer.course.amend import append_item, start_file, write_mapping
from trainer.course.compose import (
    FactDraft,
    compose_fact,
    compose_question,
    compose_scenario,
    propose_id,
)
from trainer.course.folder import FACTS_NAME, HEAD_NAME, list_yaml
from trainer.course.model import FactType, Scene, Written
from trainer.course.scenario import Scenario
from trainer.course.scenariofile import SCENARIOS_NAME, SHARED_NAME, load_scenarios
from trainer.errors import TrainerError
from trainer.i18n import N_, Message

MORE_OF_SCENARIO = """\
# 上面这些就能演了。想写得更像，去掉下面行首的“# ”，改成自己的：
# place: 营业厅，周五下午
# person: {name: 孙女士, speaks: 嗓门不大，句句较真。, happened: 出了什么事，前前后后。, mood: 5}   # mood：进门时的火气，0 到 9
# call_in: 大堂经理小沈          # 能请谁来帮忙
# details:                       # 说到哪些字，才算说到这件事；不写就从上面的话里找
#   happened: [夹生, 电饭煲]
#   need: [客人, 做饭]
"""
"""Remarks at the end of a new scenario, in the language of the course."""


class Planned(msgspec.Struct, frozen=True):
    """What is to be written, and the id under which it can be previewed."""

    item_id: str
    changes: list[Change]
    remark: Message | None = None


class Kind(msgspec.Struct, frozen=True):
    """One kind of addition: what it is called, its questions, and what the answers come to."""

    title: Message
    asks: Callable[[Shelf], list[Ask]]
    plan: Callable[[Shelf, Answers], Planned]
    ready: Callable[[Shelf], None] = lambda shelf: None
    """Raises `TrainerError` where the course is not fit for it."""


def plan_fact(shelf: Shelf, answers: Answers) -> Planned:
    """Return the files with a rule in them."""
    return _plan_fact(shelf, answers, "rule")


def plan_pair(shelf: Shelf, answers: Answers) -> Planned:
    """Return the files with a pair in them."""
    return _plan_fact(shelf, answers, "pair")


def plan_question(shelf: Shelf, answers: Answers) -> Planned:
    """Return the file of a fact with one more question."""
    facts = shelf.find_facts(answers["words"][0])
    fact = next((fact for fact in facts if [fact.id] == answers.get("fact")), facts[0])
    options = answers.get("options", [])
    draft = Written(
        ask=answers["ask"][0],
        situation=answers["situation"][0],
        options=options,
        key=right_options(answers["right"][0], answers) if options else answers["key"],
        why=answers["why"][0],
    )
    question, item = compose_question(draft), Item(shelf.path_of(fact), "facts", fact.id)
    change = plan_amendment(shelf.folder, shelf.base, item, lambda text: append_item(text, "questions", question, fact.id))
    return Planned(fact.id, [change], describe_copy(change.path) if change.copied else None)


def plan_scenario(shelf: Shelf, answers: Answers) -> Planned:
    """Return the file of a new scenario."""
    taken = {*shelf.left_out, *load_scenarios(shelf.folder).scenarios, *(path.stem for path in list_yaml(shelf.folder / SCENARIOS_NAME))}
    scenario_id = propose_id(answers["title"][0], taken)
    values = {name: answers[name][0] for name in ("title", "trade", "wants", "needs", "reply", "channel")}
    draft = msgspec.convert({**values, "says": answers["says"], "offer": answers["offer"], "level": int(answers["level"][0])}, Scenario)
    text = write_mapping("scenario", compose_scenario(draft), MORE_OF_SCENARIO)
    return Planned(scenario_id, [Change(shelf.folder / SCENARIOS_NAME / f"{scenario_id}.yaml", None, text.encode())])


def need_libraries() -> None:
    """Try what writing will need, before anybody has answered a dozen questions. Raises `TrainerError` naming what is missing."""
    propose_id("试", ())
    append_item("", "facts", {})


def need_principles(shelf: Shelf) -> None:
    """A pair shows a principle."""
    if not shelf.course.facts.of_type("principle"):
        raise TrainerError(N_("这门课程还没有原则，一组好坏话没有地方挂。"), N_("改用 trainer course add fact，写成一条规矩。"))


def need_shared_lines(shelf: Shelf) -> None:
    """A scenario of five answers takes all else from the shared lines."""
    if load_scenarios(shelf.folder).shared is None:
        message = N_("这门课程没有 {name}（大家共用的话），情景演不起来。", name=SHARED_NAME)
        raise TrainerError(message, N_("从自带课程里复制一份 {name}，放进课程文件夹。", name=SHARED_NAME))


KINDS: dict[str, Kind] = {
    "fact": Kind(N_("加一个知识点"), ask_fact, plan_fact),
    "pair": Kind(N_("加一组坏话和换法"), ask_pair, plan_pair, need_principles),
    "question": Kind(N_("加一道题"), ask_question, plan_question),
    "scenario": Kind(N_("加一个情景"), ask_scenario, plan_scenario, need_shared_lines),
}


def _plan_fact(shelf: Shelf, answers: Answers, type_: FactType) -> Planned:
    draft = _draft_fact(shelf, answers, type_)
    topic = answers["topic"][0]
    changes = []
    if not topic:
        item = {"id": propose_id(answers["topic_title"][0], {one.id for one in shelf.course.topics}), "title": answers["topic_title"][0]}
        topic = item["id"]
        changes.append(plan_change(shelf.folder, shelf.folder / HEAD_NAME, lambda text: append_item(text, "topics", item), lambda: ""))
    fact, path = compose_fact(draft), _file_of(shelf, topic)
    fresh = lambda: start_file("facts", {"topic": topic}, "facts", fact)  # noqa: E731  # the shorter of two ways to say it
    return Planned(draft.id, [*changes, plan_change(shelf.folder, path, lambda text: append_item(text, "facts", fact), fresh)])


def _draft_fact(shelf: Shelf, answers: Answers, type_: FactType) -> FactDraft:
    taken = {*shelf.left_out, *(name for fact in shelf.course.facts for name in (fact.id, *fact.renamed_from))}
    scenes = [_draft_scene(answers, suffix) for suffix in ("", SECOND) if answers.get(f"say{suffix}")]
    values: dict[str, Any] = {name: answers[name][0] for name in ("title", "why", "hears")}
    if type_ == "pair":
        values |= {name: answers[name][0] for name in ("principle", "trigger", "modern")}
        values |= {"original": answers["modern"], "variants": scenes[0].also}
    return FactDraft(id=propose_id(values["title"], taken), type=type_, scenes=scenes, source=answers.get("source", []), **values)


def _draft_scene(answers: Answers, suffix: str) -> Scene:
    def said(*names: str) -> list[str]:
        return [answers[f"{name}{suffix}"][0] for name in names]

    situation, bad, say = said("situation", "bad", "say")
    return Scene(situation=situation, bad=bad, wrong=said("wrong_1", "wrong_2"), say=say, also=said("also_1", "also_2"))


def _file_of(shelf: Shelf, topic: str) -> Path:
    """Return the own file that a topic's next fact goes into: one of its own, the last that has it and has room, or a new one."""
    own = shelf.folder / FACTS_NAME / f"{topic}-own.yaml"
    written = {shelf.path_of(fact) for fact in shelf.course.facts if fact.topic == topic and shelf.owns(fact)}
    fit = (path for path in written if has_room(path) and not holds_copies(path, shelf.base))
    roomy: Sequence[Path] = sorted(fit, key=lambda path: (path == own, path.name))
    if roomy:
        return roomy[-1]
    number, path = 1, own
    while path.exists():
        number += 1
        path = own.with_name(f"{topic}-own-{number}.yaml")
    return path
