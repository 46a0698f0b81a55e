"""Say it better: what a typed reply earns, and what the learner is told about it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import make_course, make_fact

from trainer.course.model import Scene
from trainer.drill import rewrite
from trainer.drill.question import Response
from trainer.i18n import render
from trainer.reply.score import ReplyScore

SCENE = Scene(
    situation="服装店，吊牌已剪。",
    bad="这个我真的不能给您退。",
    wrong=["公司有规定，剪牌一律概不退换。", "您自己看看墙上那张告示吧。"],
    say="我先帮您问问店长能怎么换。",
    also=["我帮您看看能换哪些款。"],
    keys=[["帮您", "我去"], ["换", "店长"]],
)
FACT = make_fact("ph", scenes=[SCENE], avoid=["不能", "没(法|办法)…退"], unless=["能不能"], variants=["您看换一件喜欢的好吗"])
COURSE = make_course(FACT)


def build(fact=FACT):
    return rewrite.build_question(COURSE, fact, rewrite.list_forms(COURSE, fact)[0], "s")


def grade(text, fact=FACT, **more):
    return rewrite.grade_response(COURSE, build(fact), Response(text=text), **more)


@pytest.mark.parametrize(
    ("text", "expected", "findings"),
    [
        ("我先帮您问问店长能怎么换。", "right", []),
        ("我先帮您问问店长，能怎么换", "right", []),
        ("我帮您看看能换哪些款！", "right", []),
        ("您看换一件喜欢的好吗？", "right", []),
        ("我先帮您问下店长能怎么换", "right", []),
        ("换货我去办，请稍坐", "right", []),
        ("这就去找店长，帮您处理", "right", []),
        ("能不能让我帮您换一件", "right", []),
        ("我来帮您想想", "partial", []),
        ("店长马上来", "partial", []),
        ("这个不能退", "wrong", ["不能"]),
        ("我帮您换，但是这件真的不能退", "wrong", ["不能"]),
        ("能不能等等，我帮您换，这件不能退", "wrong", ["不能"]),
        ("帮您换可以，没办法给您退钱", "wrong", ["没办法给您退"]),
        ("我没法退的，帮您换", "wrong", ["没法退"]),
        ("这个我真的 不·能 给您退。", "wrong", ["不能"]),
        ("公司有规定，剪牌一律概不退换", "wrong", []),
        ("嗯", "wrong", []),
        ("帮您换", "partial", []),  # too short to be good, but on the way
        ("今天天气真好啊", "wrong", []),
        ("asdfghjkl", "wrong", []),
        ("！！！", "wrong", []),
        ("", "wrong", []),
    ],
)
def test_grades(text, expected, findings):
    mark = grade(text)
    assert (mark.grade, mark.findings) == (expected, findings)


def test_a_trigger_inside_an_authored_sentence_is_right_all_the_same():
    fact = make_fact("x", scenes=[Scene("", "不能。", ["a", "b"], "不能让您白跑一趟。", keys=[["马上"]])])
    assert grade("不能让您白跑一趟", fact).grade == "right"


def test_a_bad_sentence_is_wrong_only_while_no_good_one_is_nearer():
    wrong = "我帮您看看能换哪一款。"
    fact = make_fact("x", scenes=[Scene("", "不能。", [wrong, "b"], "我帮您看看能换哪些款。")])
    assert grade(wrong, fact).grade == "right"


def test_a_scene_without_keys_goes_by_likeness_alone():
    fact = make_fact("x", scenes=[Scene("", "没门。", ["a", "b"], "我先帮您问问店长能怎么换")])
    texts = ["我先帮您问问店长怎么换", "我帮您问问别人吧", "谢谢光临本店呀"]
    assert [grade(text, fact).grade for text in texts] == ["right", "partial", "wrong"]


@pytest.mark.parametrize(
    ("text", "praise", "correction", "hears"),
    [
        ("我先帮您问问店长能怎么换", "说得好，顾客听了心里舒服。", "原因ph。", ""),
        ("我来帮您想想", "方向对了。", "再说具体一点，比如用上：换、店长", ""),
        ("没法给您退", "", "“没法给您退”还在里面：原因ph。", "ph不想帮我。"),
        ("今天天气真好啊", "", "还没说到点子上：原因ph。", "ph不想帮我。"),
    ],
)
def test_what_the_learner_is_told(text, praise, correction, hears):
    mark = grade(text)
    assert (render(mark.praise), render(mark.correction), mark.hears) == (praise, correction, hears)


def test_the_sentence_to_say_is_the_authored_one_nearest_to_what_was_typed():
    assert grade("我帮您看看换哪款").say == "我帮您看看能换哪些款。"
    assert grade("今天天气真好啊").say in {SCENE.say, *SCENE.also}


def test_a_catalyst_for_another_situation_is_accepted_but_not_held_up():
    mark = grade("您看换一件喜欢的好吗")
    assert (mark.grade, mark.say) == ("right", SCENE.say)


@given(st.text(st.sampled_from("我帮您换店长先问问好的，。马上"), max_size=30), st.text(st.sampled_from("我帮您换店长，。"), max_size=10))
def test_whatever_stands_around_it_a_trigger_is_wrong(before, after):
    assert grade(before + "不能" + after).grade == "wrong"


@given(st.text(max_size=40))
def test_every_text_gets_a_mark_that_ends_on_an_authored_sentence(text):
    mark = grade(text)
    assert mark == grade(text)
    assert mark.say in {SCENE.say, *SCENE.also}
    assert (mark.grade == "wrong") == bool(mark.hears)


@given(st.text(st.characters(codec="ascii"), max_size=40))
def test_latin_garbage_is_wrong(text):
    assert grade(text).grade == "wrong"


def test_another_scorer_can_take_over():
    class Stern:
        def score_reply(self, text, fact, scene):
            return ReplyScore("wrong", f"{text}{fact.id}{scene.bad[:1]}", scene.say)

    assert rewrite.grade_spoken(build(), Response(text="甲"), Stern()).findings == ["甲ph这"]


def test_the_question_shows_what_slipped_out_and_three_hints():
    question = build()
    assert question.context == ["服装店，吊牌已剪。", "✗ 这个我真的不能给您退。"]
    assert [render(hint) for hint in question.hints] == ["原因ph。", "可以用上：帮您、换", "样子是：我＿帮＿问＿店＿能＿么＿。"]
    assert (question.mode, question.form.side, question.form.rung) == ("text", "catalyst", 2)
