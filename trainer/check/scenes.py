"""Scenes, marked by the scorer that marks the learner: good sentences pass, bad ones do not."""

from __future__ import annotations

from collections.abc import Iterator

from trainer.check.parts import KEYS_MOST
from trainer.check.walk import Steps, iterate_scenes
from trainer.course.model import Course, Scene
from trainer.course.positions import Positions
from trainer.course.problem import Problem, quote
from trainer.i18n import N_
from trainer.reply.normalise import squeeze
from trainer.reply.score import LiteralScorer


def check_keys(course: Course, positions: Positions) -> Iterator[Problem]:
    """Good sentences hold a fragment of every group of keys; bad ones lack at least one group."""
    for fact, index, scene in iterate_scenes(course):
        if len(scene.keys) > KEYS_MOST:
            message = N_("keys 有 {count} 组，最多 {most} 组。", count=len(scene.keys), most=KEYS_MOST)
            yield positions.find(fact, "scenes", index, "keys").problem("W504", message, N_("只留要紧的几组，不然学员怎么说都不算对。"))
        for steps, text in _good(scene):
            if missing := _missing_group(text, scene):
                message = N_("好句子里没有这一组关键词（{words}）：{text}", words=[quote(word) for word in missing], text=quote(text))
                remedy = N_("给这一组补上句子里的说法，或者改句子。")
                yield positions.find(fact, "scenes", index, *steps).problem("E505", message, remedy)
        for steps, text in _bad(scene):
            if scene.keys and not _missing_group(text, scene):
                message = N_("这句不好的话，keys 每一组都有，换个说法打出来会算对：{text}", text=quote(text))
                remedy = N_("这句如果也对，就移到 also；不对就改这句，或者换掉 keys 里太常见的词。")
                yield positions.find(fact, "scenes", index, *steps).problem("E506", message, remedy)


def check_scores(course: Course, positions: Positions) -> Iterator[Problem]:
    """What the course calls good scores right, what it calls bad does not."""
    scorer = LiteralScorer()
    for fact, index, scene in iterate_scenes(course):
        for steps, text in _good(scene):
            if text and scorer.score_reply(text, fact, scene).grade != "right":
                message = N_("这句好话打出来却不算对：{text}", text=quote(text))
                yield positions.find(fact, "scenes", index, *steps).problem("E507", message, N_("对照 avoid 和 keys 改一改。"))
        for steps, text in _bad(scene):
            if scorer.score_reply(text, fact, scene).grade == "right":
                message = N_("这句不好的话打出来却算对：{text}", text=quote(text))
                yield positions.find(fact, "scenes", index, *steps).problem("E508", message, N_("它和某一句好话太像了，改得不一样些。"))


def _good(scene: Scene) -> Iterator[tuple[Steps, str]]:
    yield ("say",), scene.say
    yield from ((("also", index), text) for index, text in enumerate(scene.also))


def _bad(scene: Scene) -> Iterator[tuple[Steps, str]]:
    yield ("bad",), scene.bad
    yield from ((("wrong", index), text) for index, text in enumerate(scene.wrong))


def _missing_group(text: str, scene: Scene) -> list[str]:
    squeezed = squeeze(text)
    return next((group for group in scene.keys if not any(squeeze(key) in squeezed for key in group)), [])
