"""Questions written by hand: picked, selected, typed in words or as a number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import make_course, make_fact

from trainer.course.model import Written
from trainer.drill import written
from trainer.drill.question import Response
from trainer.i18n import render

OPTIONS = ["该问", "不该问", "看情况", "先请示"]
ASKED = [
    Written("该不该问？", ["看情况"], "要看用途。", situation="药店", options=OPTIONS, hint="想想用途。"),
    Written("哪几种？", ["该问", "看情况"], "两种。", options=OPTIONS),
    Written("靠什么？", ["耐心听", "可以问", "听"], "听最要紧。", hint="两只耳朵。"),
    Written("几只耳朵？", ["2", "3-4"], "人有2只。"),
    Written("几成？", ["八成", "80%"], "大多数。"),
    Written("哪一种？", ["看情况"], "看。", options=OPTIONS[1:]),
    Written("是不是？", ["该问"], "是。", options=OPTIONS[:2]),
]
FACT = make_fact("ru", "rule", questions=ASKED, avoid=["少说"])
COURSE = make_course(FACT)


def build(index, seed="s"):
    return written.build_question(COURSE, FACT, written.list_forms(COURSE, FACT)[index], seed)


def grade(index, text="", picks=()):
    question = build(index)
    places = [question.options.index(option) for option in picks]
    return written.grade_response(COURSE, question, Response(text=text, picks=places))


@pytest.mark.parametrize(("index", "mode", "rung"), [(0, "pick", 0), (1, "select", 0), (2, "text", 1), (3, "number", 1), (4, "text", 1)])
def test_the_mode_follows_from_options_and_key(index, mode, rung):
    question = build(index)
    assert (question.mode, question.form.rung, question.form.name) == (mode, rung, f"question-{index}")
    assert sorted(question.options) == sorted(ASKED[index].options)
    assert {question.options[place] for place in question.key} == (set(ASKED[index].key) if ASKED[index].options else set())
    assert question.key == sorted(question.key)


@pytest.mark.parametrize(("index", "context", "ask"), [(0, ["药店"], "该不该问？"), (1, [], "哪几种？"), (2, [], "靠什么？（打字）")])
def test_what_is_shown(index, context, ask):
    question = build(index)
    assert (question.context, render(question.ask)) == (context, ask)


PICKS = [
    (0, ["看情况"], "right"),
    (0, ["该问"], "wrong"),
    (1, ["该问", "看情况"], "right"),
    (1, ["看情况", "该问"], "right"),
    (1, ["该问"], "partial"),
    (1, ["该问", "看情况", "先请示"], "partial"),
    (1, ["该问", "不该问"], "wrong"),
    (1, ["不该问"], "wrong"),
    (1, OPTIONS, "wrong"),
]


@pytest.mark.parametrize(("index", "picks", "expected"), PICKS)
def test_picks(index, picks, expected):
    assert grade(index, picks=picks).grade == expected


TYPED = [
    (2, "耐心听", "right"),
    (2, "耐 心 听。", "right"),
    (2, "听", "right"),
    (2, "要耐心听他讲完", "right"),
    (2, "可以问", "right"),
    (2, "我觉得可以问，因为有用", "right"),
    (2, "一二三四五六七八耐心听", "right"),
    (2, "一二三四五六七八九耐心听", "wrong"),
    (2, "不可以问", "wrong"),
    (2, "不要耐心听", "wrong"),
    (2, "少说，耐心听", "wrong"),
    (2, "耐心", "partial"),
    (2, "耐心地听", "partial"),
    (2, "他听", "partial"),
    (2, "说", "wrong"),
    (2, "多笑一笑", "wrong"),
    (2, "", "wrong"),
    (3, "2", "right"),
    (3, "两只", "right"),
    (3, "3-4", "right"),
    (3, "三四只", "right"),
    (3, "3", "partial"),
    (3, "2.1", "partial"),
    (3, "5", "wrong"),
    (3, "很多", "wrong"),
    (4, "八成", "right"),
    (4, "80％", "right"),
]


@pytest.mark.parametrize(("index", "text", "expected"), TYPED)
def test_typed(index, text, expected):
    assert grade(index, text).grade == expected


@pytest.mark.parametrize(
    ("index", "text", "praise", "correction"),
    [
        (2, "听", "答对了。", "听最要紧。"),
        (2, "耐心", "接近了。", "答案是“耐心听”：听最要紧。"),
        (3, "5", "", "答案是“2”：人有2只。"),
    ],
)
def test_marks_name_the_answer_and_why(index, text, praise, correction):
    mark = grade(index, text)
    assert (render(mark.praise), render(mark.correction), mark.say) == (praise, correction, "我马上帮您看ru。")


def test_a_wrong_pick_is_told_the_numbers():
    mark = grade(1, picks=["不该问"])
    first, second = (place + 1 for place in build(1).key)
    assert render(mark.correction) == f"该选 {first}、{second}：两种。"


@pytest.mark.parametrize(
    ("index", "hints"),
    [
        (2, ["两只耳朵。", "一共 3 个字。", "第一个字是“耐”。"]),
        (3, ["原因ru。"]),
        (4, ["原因ru。", "一共 2 个字。", "第一个字是“八”。"]),
        (6, ["原因ru。"]),
    ],
)
def test_hints_of_typed_and_of_two(index, hints):
    assert [render(hint) for hint in build(index).hints] == hints


def test_a_hint_never_says_the_number():
    asked = [Written("几只？", ["25"], "x", hint="比20多，是25只。"), Written("几只？", ["120"], "x")]
    fact = make_fact("ru", "rule", questions=asked)
    one, other = (written.build_question(COURSE, fact, form, "s") for form in written.list_forms(COURSE, fact))
    assert [render(hint) for hint in one.hints] == ["比20多，是＿＿只。", "第一个数字是 2。"]
    assert [render(hint) for hint in other.hints][1:] == ["第一个数字是 1。"]


@given(st.text(max_size=6), st.sampled_from([0, 5]))
def test_struck_options_are_wrong_and_leave_a_choice(seed, index):
    question = build(index, seed)
    _first, strike = question.hints
    struck = set(strike.values.values())
    assert not struck & {place + 1 for place in question.key}
    assert len(question.options) - len(struck) == 2


@given(st.text(max_size=6))
def test_of_several_one_is_given(seed):
    question = build(1, seed)
    _first, count, given_ = question.hints
    assert count.values == {"count": 2}
    assert given_.values["number"] - 1 in question.key
    assert [question.options[place] for place in question.key] in (["该问", "看情况"], ["看情况", "该问"])
