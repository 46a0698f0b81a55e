"""The odd one out: which lines and items meet in a question, and what a pick is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import fact_of, make_course, make_fact, sample_course

from trainer.course.model import Item, Line
from trainer.drill import odd
from trainer.drill.question import Response
from trainer.i18n import render

COURSE = sample_course()
LIST, PHRASE = fact_of(COURSE, "ls0"), fact_of(COURSE, "ph0")


def build(fact, index, seed="s", course=COURSE):
    return odd.build_question(course, fact, odd.list_forms(course, fact)[index], seed)


def grade(question, text):
    """Grade the pick of an option by its text."""
    return odd.grade_response(COURSE, question, Response(text="", picks=[question.options.index(text)]))


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("ls0", [("outsider", index, "catalyst") for index in range(4)]),
        ("sq0", [("outsider", index, "catalyst") for index in range(4)]),
        ("ph0", [("allowed", index, "trigger") for index in range(3)]),
        *((name, []) for name in ("pa0", "pr0", "da0", "ru0", "us0")),
    ],
)
def test_one_form_an_outsider_or_a_line_that_may_be_said(name, forms):
    found = odd.list_forms(COURSE, fact_of(COURSE, name))
    assert [(form.variety, form.index, form.side) for form in found] == forms
    assert {form.rung for form in found} <= {0}


@given(st.integers(0, 3), st.text(max_size=6))
def test_one_outsider_among_three_items(index, seed):
    question = build(LIST, index, seed)
    outsider = LIST.outsiders[index]
    assert question.options[question.key[0]] == outsider
    assert set(question.options) - {outsider} < {item.name for item in LIST.items}
    assert len(set(question.options)) == 4
    assert (render(question.ask), question.mode) == ("哪一项不属于“标题ls0”？", "pick")


@given(st.integers(0, 2), st.text(max_size=6))
def test_one_line_that_may_be_said_among_the_facts_own_that_may_not(index, seed):
    question = build(PHRASE, index, seed)
    assert question.options[question.key[0]] == PHRASE.ok[index].say
    assert set(question.options) - {PHRASE.ok[index].say} == {line.say for line in PHRASE.flag}
    assert render(question.ask) == "只有一句可以说，是哪一句？"


@pytest.mark.parametrize(
    ("outsiders", "asked"),
    [
        (["丁", "甲乙丙", "甲甲", "外人"], ["外人"]),  # an item, and what holds one
        (["外人", "外 人。", "旁人"], ["外人", "旁人"]),
        (["别名", "旁人"], ["旁人"]),
        (["丙五", "旁人"], ["旁人"]),  # a piece of an item
        (["外一", "外二", "外三", "外四", "外五"], ["外一", "外二", "外三", "外四"]),
    ],
)
def test_an_outsider_must_not_read_like_an_item(outsiders, asked):
    items = [Item("甲", "一"), Item("乙", "二", accept=["别名"]), Item("丙五六", "三"), Item("丁", "四")]
    fact = make_fact("x", "list", items=items, outsiders=outsiders)
    course = make_course(fact)
    questions = [build(fact, index, course=course) for index in range(len(odd.list_forms(course, fact)))]
    assert [question.options[question.key[0]] for question in questions] == asked


def test_a_list_of_two_has_no_odd_one():
    fact = make_fact("x", "list", items=LIST.items[:2])
    assert odd.list_forms(make_course(fact), fact) == []


def _say(*texts):
    return [Line("", text, f"因为{text}") for text in texts]


KEY = "我先帮您看看这个怎么换。"


@pytest.mark.parametrize(
    ("own", "lent", "expected"),
    [
        (["不行不行不行不行。", "没有没有没有没有。", "不换不换不换不换。"], ["别的别的别的别的。"], {"不", "没"}),
        (["不行不行不行不行。"], ["别的别的别的别的。", "走开走开走开走开。"], {"不", "别", "走"}),
        (["不行不行不行不行。", "不。", "别。", "走。"], ["没有没有没有没有。", "他的他的他的他的。"], {"不", "没", "他"}),
        (["不行不行不行不行。", "没。"], ["走开走开走开走开。"], {"不", "没", "走"}),
        (["不行不行不行不行。"], ["走开走开走开走开。"], None),
        (["不行不行不行不行。", KEY, "走开走开走开走开。"], [], None),
    ],
)
def test_the_facts_own_lines_come_first_where_their_length_fits(own, lent, expected):
    fact = make_fact("x", flag=_say(*own), ok=_say(KEY))
    course = make_course(fact, make_fact("y", flag=_say(*lent), ok=[]))
    if expected is None:
        assert odd.list_forms(course, fact) == []
    else:
        question = build(fact, 0, course=course)
        assert {text[0] for text in question.options if text != KEY} == expected


def test_a_line_that_may_be_said_somewhere_is_not_among_the_forbidden_ones():
    fact = make_fact("x", flag=_say("不行不行不行不行。", "没有没有没有没有。", "走开走开走开走开。"), ok=_say(KEY))
    other = make_fact("y", flag=[], ok=_say("走开走开走开走开。"))
    assert odd.list_forms(make_course(fact, other), fact) == []
    assert len(odd.list_forms(make_course(fact), fact)) == 1


def test_a_sibling_that_blurs_with_the_fact_lends_nothing():
    fact = make_fact("x", flag=_say("不行不行不行不行。", "没有没有没有没有。"), ok=_say(KEY), apart=["y"])
    course = make_course(fact, make_fact("y", flag=_say("别的别的别的别的。")))
    assert odd.list_forms(course, fact) == []


@pytest.mark.parametrize(
    ("name", "index", "picked", "expected"),
    [
        ("ls0", 0, "ls0外人子号", ("right", "找对了。", "原因ls0。", "", "我马上帮您看ls0。")),
        ("ph0", 1, "ph0我来查查1。", ("right", "找对了。", "在帮忙ph01。", "", "ph0我来查查1。")),
        ("ph0", 1, "ph0我不能办2。", ("wrong", "", "该选 {n}。您选的那句要避开：关门ph02。", "ph0不想帮我。", "ph0我来查查1。")),
    ],
)
def test_what_a_pick_is_told(name, index, picked, expected):
    question = build(fact_of(COURSE, name), index)
    mark = grade(question, picked)
    told = (mark.grade, render(mark.praise), render(mark.correction), mark.hears, mark.say)
    assert told == tuple(text.format(n=question.key[0] + 1) for text in expected)


def test_an_item_taken_for_the_outsider_is_explained():
    question = build(LIST, 2)
    item = next(item for item in LIST.items if item.name in question.options)
    mark = grade(question, item.name)
    assert (mark.grade, mark.hears) == ("wrong", "")
    assert render(mark.correction) == f"该选 {question.key[0] + 1}。“{item.name}”是其中一项：{item.text}"


@given(st.text(max_size=6))
def test_the_hints_are_the_reason_and_two_that_can_be_struck_out(seed):
    question = build(PHRASE, 0, seed)
    reason, strike = question.hints
    assert reason == PHRASE.why
    struck = [strike.values["first"], strike.values["second"]]
    assert struck == sorted(set(struck))
    assert set(struck) <= {1, 2, 3, 4} - {question.key[0] + 1}


def test_the_key_moves_with_the_seed():
    assert {build(LIST, 0, str(seed)).key[0] for seed in range(40)} == {0, 1, 2, 3}
