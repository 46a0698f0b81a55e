"""Select all that belong: which options meet, and credit for all but one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import fact_of, make_course, make_fact, sample_course

from trainer.course.model import Item, Line
from trainer.drill import select
from trainer.drill.belong import in_situation
from trainer.drill.question import Response
from trainer.i18n import render

COURSE = sample_course()
NAMES = ("ph0", "da0", "sq0", "ls0")


def build(fact, index=0, seed="s", course=COURSE):
    return select.build_question(course, fact, select.list_forms(course, fact)[index], seed)


def make_list(items, outsiders):
    fact = make_fact("x", "list", items=[Item(f"{n}号", f"做{n}") for n in range(items)], outsiders=[f"外{n}" for n in range(outsiders)])
    return make_course(fact), fact


@pytest.mark.parametrize(
    ("name", "forms", "side"),
    [("ph0", 2, "trigger"), ("da0", 2, "trigger"), ("sq0", 3, "catalyst"), ("ls0", 3, "catalyst"), ("pa0", 0, ""), ("us0", 0, "")],
)
def test_up_to_three_forms_on_the_lowest_rung(name, forms, side):
    found = select.list_forms(COURSE, fact_of(COURSE, name))
    assert [(form.kind, form.index, form.side, form.rung) for form in found] == [("select", n, side, 0) for n in range(forms)]


@given(st.sampled_from(NAMES), st.integers(0, 1), st.text(max_size=6))
def test_some_are_right_and_some_are_not(name, index, seed):
    fact = fact_of(COURSE, name)
    question = build(fact, index, seed)
    right = [question.options[place] for place in question.key]
    belongs = {item.name for item in fact.items} or _flagged(fact)
    assert question.key == sorted(set(question.key))
    assert set(right) == set(question.options) & belongs
    assert 2 <= len(right) <= 4
    assert 5 <= len(question.options) == len(set(question.options)) <= 6
    assert len(right) < len(question.options)


@pytest.mark.parametrize(
    ("name", "ask"),
    [
        ("ph0", "哪几句会让顾客不舒服？"),
        ("da0", "哪几句违反了“标题da0”？"),
        ("sq0", "哪几项属于“标题sq0”？"),
        ("ls0", "哪几项属于“标题ls0”？"),
    ],
)
def test_what_is_asked(name, ask):
    question = build(fact_of(COURSE, name))
    assert (render(question.ask), question.mode, question.context) == (ask, "select", [])


def _wrong_of(question):
    return {text for place, text in enumerate(question.options) if place not in question.key}


def test_wrong_options_are_lines_that_may_be_said_or_break_another_rule():
    for seed in map(str, range(20)):
        phrase, asks, items = (build(fact_of(COURSE, name), seed=seed) for name in ("ph2", "da0", "ls0"))
        assert _wrong_of(phrase) <= {line.say for n in (0, 1, 2, 4, 5) for line in fact_of(COURSE, f"ph{n}").ok}  # ph3 is apart
        assert _wrong_of(phrase) & {line.say for line in fact_of(COURSE, "ph2").ok}  # one at least is hard to tell
        own = {in_situation(line) for line in fact_of(COURSE, "da0").ok}
        assert _wrong_of(asks) <= own | {in_situation(line) for n in range(1, 5) for line in fact_of(COURSE, f"da{n}").flag}
        assert _wrong_of(asks) & own
        assert _wrong_of(items) <= set(fact_of(COURSE, "ls0").outsiders)


def test_a_lent_line_with_the_facts_own_words_in_it_is_no_wrong_option():
    lent = [Line("", f"好的{n}。", "") for n in "一二三四"] + [Line("", f"不能没有{n}。", "") for n in "一二三四"]
    fact = make_fact("x", ok=[], avoid=["不能"])
    course = make_course(fact, make_fact("y", ok=lent))
    shown = set().union(*(_wrong_of(build(fact, seed=str(seed), course=course)) for seed in range(20)))
    assert shown == {f"好的{n}。" for n in "一二三四"}


@pytest.mark.parametrize("items", [3, 4, 5, 6, 7, 9])
@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_the_forms_together_ask_every_item(items, seed):
    course, fact = make_list(items, 5)
    forms = range(len(select.list_forms(course, fact)))
    asked = {question.options[place] for index in forms for question in [build(fact, index, seed, course)] for place in question.key}
    assert asked == {item.name for item in fact.items}
    assert len(forms) == min(3, (items + 1) // 2)


def test_a_long_list_is_asked_bit_by_bit_in_any_number():
    course, fact = make_list(20, 6)
    questions = [build(fact, index, str(seed), course) for index in range(3) for seed in range(40)]
    assert {question.options[place] for question in questions for place in question.key} == {item.name for item in fact.items}
    assert {len(question.key) for question in questions} == {2, 3, 4}


@pytest.mark.parametrize(
    ("items", "outsiders", "sizes"),
    [
        (6, 6, {(2, 3), (2, 4), (3, 2), (3, 3), (4, 1), (4, 2)}),
        (6, 3, {(2, 3), (3, 2), (3, 3), (4, 1), (4, 2)}),
        (3, 4, {(2, 3), (2, 4), (3, 2), (3, 3)}),
        (4, 1, {(4, 1)}),
        (3, 1, set()),
        (1, 6, set()),
        (6, 0, set()),
    ],
)
def test_how_many_are_right_depends_on_the_seed_and_on_what_there_is(items, outsiders, sizes):
    course, fact = make_list(items, outsiders)
    forms = range(len(select.list_forms(course, fact)))
    questions = [build(fact, index, str(seed), course) for index in forms for seed in range(40)]
    assert {(len(question.key), len(question.options) - len(question.key)) for question in questions} == sizes


def _grade(question, picks):
    return select.grade_response(COURSE, question, Response(text="", picks=sorted(picks)))


@pytest.mark.parametrize(
    ("missed", "extra", "expected"),
    [(0, 0, "right"), (1, 0, "partial"), (0, 1, "partial"), (1, 1, "wrong"), (2, 0, "wrong"), (0, 2, "wrong"), (9, 9, "wrong")],
)
@pytest.mark.parametrize("name", NAMES)
def test_credit_for_all_but_one(name, missed, extra, expected):
    question = next(question for seed in range(60) if len((question := build(fact_of(COURSE, name), seed=str(seed))).key) == 3)
    others = [place for place in range(len(question.options)) if place not in question.key]
    mark = _grade(question, question.key[missed:] + others[:extra])
    assert mark.grade == expected
    assert mark.say == question.fact.instead
    assert bool(mark.hears) == (expected == "wrong" and name in ("ph0", "da0"))
    if expected != "right":
        assert render(mark.correction).startswith("该选 " + "、".join(str(place + 1) for place in question.key))


def test_a_slip_is_named_with_its_own_reason():
    question = build(fact_of(COURSE, "ph0"))
    first, *rest = question.key
    extra = next(place for place, text in enumerate(question.options) if place not in question.key and "ph0" in text)
    numbers = "、".join(str(place + 1) for place in question.key)
    missed = question.options[first].removeprefix("ph0我不能办").rstrip("。")
    too_many = question.options[extra].removeprefix("ph0我来查查").rstrip("。")
    assert render(_grade(question, rest).correction) == f"该选 {numbers}，漏了 {first + 1}：关门ph0{missed}。"
    mark = _grade(question, [*question.key, extra])
    assert render(mark.correction) == f"该选 {numbers}，{extra + 1} 选多了：在帮忙ph0{too_many}。"
    assert render(mark.praise) == f"选对了 {len(question.key)} 个。"
    assert render(_grade(question, question.key).correction) == "原因ph0。"


@given(st.sets(st.integers(0, 4), min_size=1))
def test_exactly_the_key_is_right(picks):
    question = build(fact_of(COURSE, "ls0"))
    assert (_grade(question, picks).grade == "right") == (picks == set(question.key))


@given(st.sampled_from(NAMES), st.text(max_size=6))
def test_the_hints_tell_the_reason_the_number_and_one(name, seed):
    question = build(fact_of(COURSE, name), seed=seed)
    reason, count, one = question.hints
    assert reason == question.fact.why
    assert render(count) == f"该选的一共有 {len(question.key)} 个。"
    assert one.values["number"] - 1 in question.key


def _flagged(fact):
    return {in_situation(line) if fact.type == "dont_ask" else line.say for line in fact.flag}
