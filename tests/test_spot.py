"""The words of a line that must go: named alone, with neighbours, in part, too much, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import fact_of, make_course, make_fact, sample_course

from trainer.course.model import Cut, Line, Scene
from trainer.drill import spot
from trainer.drill.kinds import grade_response
from trainer.drill.question import Response
from trainer.i18n import render
from trainer.reply.normalise import squeeze
from trainer.reply.places import find_places
from trainer.reply.score import LiteralScorer

CUTS = [
    Cut("前台", "您【怎么又】填错表格了。", "先别怪他。", "我陪您再填一张。"),
    Cut("电话", "【不是我说】，您【总是】忘带收据。", "别翻旧账。", "我按手机号帮您查。"),
    Cut("窗口", "这事【我真的帮不了您】呀，您去问问楼上的人吧。", "不推。", "我帮您问楼上。"),
    Cut("柜台", "【你】坐那边等。", "要称您。", "您请坐。"),
    Cut("柜台", "您好，【不，行】。", "x", "y"),
    Cut("柜台", "【你】先等，【你看】那边没人。", "x", "y"),
]
FLAGS = [
    Line("柜台", "这个不能退，您看告示。", "关门。", "我帮您问。"),
    Line("门口", "不能。", "整句都是。"),
    Line("门口", "能不能等会儿？", "没有要去掉的。"),
    Line("电话", "我没办法，也不能换。", "推。"),
]
SCENE = Scene("退货", "我 没 办法给您退。", ["a"], "我先帮您问店长。", hears="赶我走。")
FACT = make_fact("ph", cut=CUTS, flag=FLAGS, scenes=[SCENE], avoid=["不能", "没(法|办法)"], unless=["能不能"])
COURSE = make_course(FACT)
FORMS = {form.name: form for form in spot.list_forms(COURSE, FACT)}


def build(name):
    return spot.build_question(COURSE, FACT, FORMS[name], "s")


def grade(text, name="cut-0"):
    return spot.grade_response(COURSE, build(name), Response(text=text))


def test_one_form_a_line_with_words_that_are_not_all_of_it():
    assert list(FORMS) == ["cut-0", "cut-1", "cut-2", "cut-3", "cut-4", "cut-5", "flag-0", "flag-3", "bad-0"]
    assert {(form.rung, form.side, form.kind) for form in FORMS.values()} == {(1, "trigger", "spot")}


@pytest.mark.parametrize(
    ("type_", "varieties"), [("phrase", {"cut", "flag", "bad"}), ("pair", {"cut", "flag", "bad"}), ("rule", {"cut"}), ("dont_ask", {"cut"})]
)
def test_only_phrases_and_pairs_have_words_to_avoid(type_, varieties):
    fact = make_fact("x", type_, cut=CUTS, flag=FLAGS, scenes=[SCENE], avoid=["不能", "没办法"])
    assert {form.variety for form in spot.list_forms(COURSE, fact)} == varieties


@pytest.mark.parametrize("say", ["【全都是】", "【全都是】。", "没有标记。", "【。】您好。"])
def test_a_line_of_nothing_but_the_words_is_not_asked(say):
    fact = make_fact("x", "rule", cut=[Cut("", say, "", "b")])
    assert spot.list_forms(COURSE, fact) == []


GRADES = [
    ("怎么又", "cut-0", "right"),
    ("“怎么又”", "cut-0", "right"),
    ("怎 么 又", "cut-0", "right"),
    ("怎么", "cut-0", "right"),
    ("么又", "cut-0", "right"),
    ("怎又", "cut-0", "right"),
    ("么又呢", "cut-0", "right"),  # a particle at the end is nobody's word
    ("您怎么又", "cut-0", "right"),
    ("怎么又填错", "cut-0", "right"),
    ("去掉怎么又", "cut-0", "right"),
    ("您怎么又填错", "cut-0", "right"),
    ("您怎么又填错表格", "cut-0", "partial"),
    ("您怎么又填错表格了", "cut-0", "partial"),
    ("您怎么又填错表格了。我觉得这样说不好", "cut-0", "partial"),
    ("又", "cut-0", "wrong"),
    ("又填", "cut-0", "partial"),  # the right place, the wrong edges
    ("又填错", "cut-0", "partial"),
    ("又怎", "cut-0", "wrong"),
    ("填错", "cut-0", "wrong"),
    ("您", "cut-0", "wrong"),
    ("", "cut-0", "wrong"),
    ("。", "cut-0", "wrong"),
    ("不是我说，总是", "cut-1", "right"),
    ("总是 不是我说", "cut-1", "right"),
    ("不是我说总是", "cut-1", "right"),
    ("不是我说，您总是", "cut-1", "right"),
    ("是我说、总是", "cut-1", "right"),
    ("不 是 我说，总 是", "cut-1", "right"),
    ("不是我说", "cut-1", "partial"),
    ("总是", "cut-1", "partial"),
    ("不是，总是", "cut-1", "partial"),
    ("不是我说您总是忘带收据", "cut-1", "partial"),
    ("忘带收据", "cut-1", "wrong"),
    ("我真的帮不了您", "cut-2", "right"),
    ("帮不了您", "cut-2", "partial"),
    ("真的帮不了", "cut-2", "right"),
    ("我帮不了您", "cut-2", "right"),
    ("帮不了", "cut-2", "partial"),
    ("这事我真的帮不了您呀", "cut-2", "right"),
    ("我真的帮不了您呀，您去问问", "cut-2", "partial"),
    ("你", "cut-3", "right"),
    ("你坐", "cut-3", "right"),
    ("你坐那边", "cut-3", "partial"),
    ("坐", "cut-3", "wrong"),
    ("不行", "cut-4", "right"),
    ("不，行", "cut-4", "right"),
    ("你看，你", "cut-5", "right"),
    ("你看", "cut-5", "partial"),
    ("你", "cut-5", "partial"),
    ("不能", "flag-0", "right"),
    ("不能退", "flag-0", "right"),
    ("这个不能退您看告示", "flag-0", "partial"),
    ("告示", "flag-0", "wrong"),
    ("不", "flag-0", "wrong"),
    ("没办法 不能", "flag-3", "right"),
    ("不能，没办法", "flag-3", "right"),
    ("没办法", "flag-3", "partial"),
    ("没办法", "bad-0", "right"),
    ("没 办法", "bad-0", "right"),
    ("办法", "bad-0", "right"),
    ("退", "bad-0", "wrong"),
]


@pytest.mark.parametrize(("text", "name", "expected"), GRADES)
def test_grades(text, name, expected):
    assert grade(text, name).grade == expected


MARKS = [
    ("怎么又", "cut-0", "找得准。", "先别怪他。", "", "我陪您再填一张。"),
    ("您怎么又填错表格了", "cut-0", "地方找对了。", "去掉的太多了，只要去掉“怎么又”：先别怪他。", "", "我陪您再填一张。"),
    ("又填", "cut-0", "地方找对了。", "要去掉“怎么又”：先别怪他。", "", "我陪您再填一张。"),
    ("总是", "cut-1", "找到了 1 处。", "还要去掉“不是我说”：别翻旧账。", "", "我按手机号帮您查。"),
    ("收据", "cut-1", "", "要去掉“不是我说、总是”：别翻旧账。", "", "我按手机号帮您查。"),
    ("告示", "flag-0", "", "最不该说的是“不能”：关门。", "ph不想帮我。", "我帮您问。"),
    ("什么", "flag-3", "", "最不该说的是“没办法、不能”：推。", "ph不想帮我。", "我马上帮您看ph。"),
    ("什么", "bad-0", "", "最不该说的是“没 办法”：原因ph。", "赶我走。", "我先帮您问店长。"),
]


@pytest.mark.parametrize(("text", "name", "praise", "correction", "hears", "say"), MARKS)
def test_what_is_said(text, name, praise, correction, hears, say):
    mark = grade(text, name)
    assert (render(mark.praise), render(mark.correction), mark.hears, mark.say) == (praise, correction, hears, say)


@pytest.mark.parametrize(
    ("name", "context", "hints"),
    [
        ("cut-0", ["前台", "“您怎么又填错表格了。”"], ["一共 3 个字。", "第一个字是“怎”。"]),
        ("cut-1", ["电话", "“不是我说，您总是忘带收据。”"], ["有 2 处，一共 6 个字。", "每处的第一个字：不、总"]),
        ("cut-3", ["柜台", "“你坐那边等。”"], ["一共 1 个字。"]),
        ("bad-0", ["退货", "“我 没 办法给您退。”"], ["一共 3 个字。", "第一个字是“没”。"]),
    ],
)
def test_the_question_shows_the_line_and_hints_come_closer(name, context, hints):
    question = build(name)
    assert (question.mode, question.context, question.key, question.options) == ("text", context, [], [])
    assert [render(hint) for hint in question.hints] == ["原因ph。", *hints]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("这个不能退", ["不能"]),
        ("这个不能退，也没 办法换。", ["不能", "没 办法"]),
        ("能不能等等，不能就算了", ["不能"]),
        ("不能，不能，没法。", ["不能", "不能", "没法"]),
        ("这个“不，能”退", []),
        ("Ａ不能", ["不能"]),
        ("㈠㈡不能", ["不能"]),
        ("能不能", []),
        ("", []),
    ],
)
def test_places_are_the_words_as_typed(text, places):
    assert find_places(text, ["不能", "没(法|办法)"], ["能不能"]) == places


WORDS = st.text(st.sampled_from("甲乙丙丁戊"), min_size=1, max_size=6)


@given(WORDS, st.text(st.sampled_from("子丑寅卯辰巳午未"), min_size=1, max_size=8), st.sampled_from(["", "，", " "]))
def test_the_words_themselves_are_always_right_and_the_rest_never(words, rest, mark):
    fact = make_fact("x", "rule", cut=[Cut("", f"{rest}{mark}【{words}】{mark}。", "b", "c")])
    question = spot.build_question(COURSE, fact, spot.list_forms(COURSE, fact)[0], "s")
    grades = [spot.grade_response(COURSE, question, Response(text=text)).grade for text in (words, f"“{words}”。", rest, rest + words)]
    assert grades == ["right", "right", "wrong", "partial" if len(rest) > min(4, len(rest) // 2) else "right"]


class Hurting(LiteralScorer):
    """Knows other words of the line that would hurt."""

    def hurtful_words(self, line):
        return [words for words in ("您看告示", "我没办法") if words in line]


@pytest.mark.parametrize(
    ("typed", "grade", "praise"),
    [
        ("不能", "right", "找得准。"),
        ("您看告示", "partial", "“您看告示”也不该说，不过还不是最要紧的。"),
        ("您看告示，牌子上写着的哦", "wrong", ""),  # too much beside it
        ("退", "wrong", ""),
    ],
)
def test_other_words_that_hurt_are_on_the_way(typed, grade, praise):
    mark = grade_response(COURSE, build("flag-0"), Response(text=typed), Hurting())
    assert (mark.grade, render(mark.praise), mark.say) == (grade, praise, "我帮您问。")
    assert (mark.grade == "wrong") == bool(mark.hears) or not FACT.hears


def test_every_line_of_the_samples_is_found():
    course = sample_course()
    for name in ("ph0", "pa0"):
        fact = fact_of(course, name)
        forms = spot.list_forms(course, fact)
        assert {form.variety for form in forms} == {"flag", "bad"}
        assert all(squeeze("".join(spot.blemish_of(fact, form).words)) == "不能" for form in forms)
