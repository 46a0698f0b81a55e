"""Say the phrase for a situation: asked without the slip, marked like a rewritten sentence."""

from __future__ import annotations

import msgspec
import pytest
from samples import make_course, make_fact

from trainer.course.model import Scene
from trainer.drill import rewrite, speak
from trainer.drill.question import Response
from trainer.i18n import render
from trainer.reply.score import ReplyScore

SCENE = Scene(
    situation="面馆，客人等了半小时。",
    bad="急什么，不能快。",
    wrong=["后厨忙，我也没办法。", "再等等吧，快了。"],
    say="让您久等了，我这就去催。",
    also=["久等了，面马上就好。"],
    keys=[["久等", "等了"], ["催", "马上"]],
    hears="嫌我烦。",
)
FACT = make_fact("us", "usage", scenes=[SCENE], avoid=["不能"])
COURSE = make_course(FACT)


def build(fact=FACT):
    return speak.build_question(COURSE, fact, speak.list_forms(COURSE, fact)[0], "s")


@pytest.mark.parametrize("type_", ["phrase", "pair", "principle", "dont_ask", "sequence", "list", "usage", "rule", "number"])
def test_every_scene_is_either_spoken_or_rewritten(type_):
    fact = make_fact("x", type_, scenes=[SCENE] * 3)
    spoken, rewritten = speak.list_forms(COURSE, fact), rewrite.list_forms(COURSE, fact)
    asked, other = (spoken, rewritten) if type_ in ("sequence", "list", "usage", "number") else (rewritten, spoken)
    assert ([form.index for form in asked], other) == ([0, 1, 2], [])


def test_only_the_situation_is_shown():
    question = build()
    assert question.context == ["面馆，客人等了半小时。"]
    assert (render(question.ask), question.mode, question.options, question.key) == ("这时候您怎么说？（打字）", "text", [], [])
    assert (question.form.kind, question.form.side, question.form.rung) == ("speak", "catalyst", 2)
    assert [render(hint) for hint in question.hints] == ["原因us。", "可以用上：久等、催", "样子是：让＿久＿了，我＿就＿催。"]


def test_a_scene_without_key_words_has_a_hint_less():
    assert len(build(msgspec.structs.replace(FACT, scenes=[msgspec.structs.replace(SCENE, keys=[])])).hints) == 2


@pytest.mark.parametrize(
    ("text", "grade", "praise", "correction", "hears"),
    [
        ("让您久等了，我这就去催", "right", "说得好，顾客听了心里舒服。", "原因us。", ""),
        ("等了半天，面马上上来", "right", "说得好，顾客听了心里舒服。", "原因us。", ""),
        ("您久等了，请坐", "partial", "方向对了。", "再说具体一点，比如用上：催、马上", ""),
        ("久等了，马上催，但不能快", "wrong", "", "“不能”还在里面：原因us。", "嫌我烦。"),
        ("您好，欢迎光临", "wrong", "", "还没说到点子上：原因us。", "嫌我烦。"),
        ("", "wrong", "", "还没说到点子上：原因us。", "嫌我烦。"),
    ],
)
def test_a_reply_is_marked_as_a_rewritten_one(text, grade, praise, correction, hears):
    response = Response(text=text)
    mark = speak.grade_response(COURSE, build(), response)
    assert (mark.grade, render(mark.praise), render(mark.correction), mark.hears) == (grade, praise, correction, hears)
    assert mark == rewrite.grade_response(COURSE, build(), response)
    assert mark.say in (SCENE.say, *SCENE.also)


def test_another_scorer_can_take_over():
    class Stern:
        def score_reply(self, text, fact, scene):
            return ReplyScore("wrong", text, scene.say)

    assert speak.grade_spoken(build(), Response(text="甲"), Stern()).findings == ["甲"]
