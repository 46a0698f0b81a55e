"""A typed number: the same in any spelling, nearly right, inside a range, wrong; and hints that come closer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import make_course, make_fact

from trainer.course.model import Figure
from trainer.drill import number
from trainer.drill.question import Response
from trainer.i18n import render
from trainer.reply.numerals import parse_amount

SHARE = Figure("抱怨解决后愿意再来的比例", "82", "100位里82位会再来：解决比道歉要紧。", ["35", "60", "95"], "%")
TIMES = Figure("招来新客的花费是留住老客的", "5-6", "先把老顾客留住。", ["2-3", "8-9", "20-30"], "倍")
MONEY = Figure("一位老顾客一生的花费", "10000", "别为小钱丢大客。", ["1000", "3000", "50000"])


def fact_of(standing="sound"):
    return make_fact("n", "number", standing=standing, figures=[SHARE, TIMES, MONEY])


def build(index=0, standing="sound", seed="s", fact=None):
    fact = fact or fact_of(standing)
    course = make_course(fact)
    return number.build_question(course, fact, number.list_forms(course, fact)[index], seed)


def grade(text, index=0, standing="sound"):
    question = build(index, standing)
    return number.grade_response(make_course(question.fact), question, Response(text=text))


GRADES = [
    ("82", 0, "right", "right"),
    ("82%", 0, "right", "right"),
    ("百分之八十二", 0, "right", "right"),
    ("八成二", 0, "right", "right"),
    ("大约82%吧", 0, "right", "right"),
    ("80", 0, "partial", "right"),
    ("八成", 0, "partial", "right"),
    ("八成多", 0, "partial", "right"),
    ("90", 0, "partial", "right"),
    ("91", 0, "wrong", "wrong"),
    ("28", 0, "wrong", "wrong"),
    ("8.2", 0, "wrong", "wrong"),
    ("一半", 0, "wrong", "wrong"),
    ("很多", 0, "wrong", "wrong"),
    ("5-6", 1, "right", "right"),
    ("五六倍", 1, "right", "right"),
    ("6到5倍", 1, "right", "right"),
    ("5", 1, "partial", "partial"),
    ("六倍", 1, "partial", "partial"),
    ("5.5", 1, "partial", "right"),
    ("4", 1, "wrong", "wrong"),
    ("4-7", 1, "wrong", "wrong"),
    ("56", 1, "wrong", "wrong"),
    ("1万", 2, "right", "right"),
    ("10,000元", 2, "right", "right"),
    ("9千", 2, "partial", "right"),
    ("1000", 2, "wrong", "wrong"),
]


@pytest.mark.parametrize(("text", "index", "sound", "doubtful"), GRADES)
def test_near_is_right_where_the_source_is_in_doubt(text, index, sound, doubtful):
    grades = [grade(text, index, standing).grade for standing in ("sound", "policy", "dated", "disputed")]
    assert grades == [sound, sound, doubtful, doubtful]


@pytest.mark.parametrize(
    ("text", "index", "standing", "praise", "correction"),
    [
        ("82", 0, "sound", "数字对了。", SHARE.means),
        ("80", 0, "dated", "大小对了，讲义上是 82%。", SHARE.means),
        ("80", 0, "sound", "很接近了。", f"准确的是 82%：{SHARE.means}"),
        ("5", 1, "sound", "在范围里。", f"要说出整个范围，5-6 倍：{TIMES.means}"),
        ("7", 2, "sound", "", f"是 10000：{MONEY.means}"),
    ],
)
def test_marks_name_the_number_and_what_it_means(text, index, standing, praise, correction):
    mark = grade(text, index, standing)
    assert (render(mark.praise), render(mark.correction), mark.say) == (praise, correction, "我马上帮您看n。")


def test_the_question_names_the_unit_when_there_is_one():
    assert render(build(0).ask) == "抱怨解决后愿意再来的比例是多少？（%）"
    assert render(build(2).ask) == "一位老顾客一生的花费是多少？"
    question = build()
    assert (question.mode, question.form.rung, question.form.side, question.key, question.options) == ("number", 1, "catalyst", [], [])


def test_a_figure_that_is_no_number_is_not_asked():
    fact = make_fact("n", "number", figures=[Figure("甲", "许多", "乙", []), SHARE])
    assert [form.index for form in number.list_forms(make_course(fact), fact)] == [1]


def test_hints_come_closer():
    assert [render(hint) for hint in build(0).hints][0] == "100位里＿＿位会再来：解决比道歉要紧。"
    bounds, pairs = set(), set()
    for seed in range(40):
        _means, bound, pair = [render(hint) for hint in build(0, seed=str(seed)).hints]
        bounds.add(bound)
        pairs.add(pair)
    assert bounds == {"比 35% 大。", "比 60% 大。", "比 95% 小。"}
    assert {"不是 82%，就是 95%。", "不是 95%，就是 82%。"} <= pairs


@given(st.text(max_size=6), st.integers(0, 2))
def test_the_second_of_two_candidates_is_not_ruled_out_by_the_hint_before(seed, index):
    question = build(index, seed=seed)
    figure = question.fact.figures[index]
    _means, bound, pair = question.hints
    limit = parse_amount(bound.values["value"]).middle
    shown = {pair.values["one"], pair.values["other"]}
    assert number.show_figure(figure) in shown
    (rival,) = shown - {number.show_figure(figure)}
    for value in (rival, figure.value):
        assert (parse_amount(value).middle > limit) == bound.template.endswith("大。")


@pytest.mark.parametrize(("wrong", "hints"), [([], 1), (["82"], 1), (["35"], 2), (["35", "95"], 3), (["35", "60"], 3)])
def test_with_few_wrong_values_there_are_fewer_hints(wrong, hints):
    figure = Figure("甲", "82", "多数人会回来。", wrong, "%")
    assert len(build(fact=make_fact("n", "number", figures=[figure])).hints) == hints
