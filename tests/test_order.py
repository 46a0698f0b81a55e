"""Put the steps in order: shuffled by the seed, graded in three steps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import make_course, make_fact

from trainer.course.model import Item
from trainer.drill import order
from trainer.drill.question import Response
from trainer.drill.respond import Typed, parse_line
from trainer.i18n import render

FACT = make_fact("sq", "sequence")
COURSE = make_course(FACT)
NAMES = [item.name for item in FACT.items]


def build(seed="s", fact=FACT):
    return order.build_question(COURSE, fact, order.list_forms(COURSE, fact)[0], seed)


def grade(question, places):
    """Grade an answer given as places in the right order, e.g. 102345 for one swap at the start."""
    picks = [question.key[int(place)] for place in places]
    return order.grade_response(COURSE, question, Response(text="", picks=picks))


@pytest.mark.parametrize(
    ("places", "expected", "praise"),
    [
        ("012345", "right", "顺序全对。"),
        ("102345", "partial", ""),
        ("021345", "partial", "前 1 步对了，后面的再调一调。"),
        ("012354", "partial", "前 4 步对了，后面的再调一调。"),
        ("012543", "partial", "前 3 步对了，后面的再调一调。"),
        ("013254", "wrong", "前 2 步对了，后面的再调一调。"),
        ("210345", "wrong", ""),
        ("543210", "wrong", ""),
        ("123450", "wrong", ""),
    ],
)
def test_credit_for_one_neighbouring_swap_or_half_the_start(places, expected, praise):
    mark = grade(build(), places)
    assert (mark.grade, render(mark.praise), mark.say) == (expected, praise, FACT.instead)
    wanted = FACT.why if expected == "right" else "正确的顺序：" + " → ".join(NAMES)
    assert render(mark.correction) == wanted


@given(st.permutations(range(6)), st.text(max_size=5))
def test_only_the_right_order_is_right(places, seed):
    mark = grade(build(seed), "".join(map(str, places)))
    assert (mark.grade == "right") == (list(places) == sorted(places))


@given(st.text(max_size=8))
def test_the_steps_are_shuffled_by_the_seed_and_the_key_leads_through_them(seed):
    question = build(seed)
    assert question == build(seed)
    assert sorted(question.options) == sorted(NAMES)
    assert question.options != NAMES
    assert [question.options[position] for position in question.key] == NAMES


def test_different_seeds_give_different_orders():
    assert len({tuple(build(str(seed)).options) for seed in range(30)}) > 20


def test_three_steps_are_never_shown_in_order():
    short = make_fact("kurz", "sequence", items=[Item(name, name) for name in "甲乙丙"])
    assert all(build(str(seed), short).options != list("甲乙丙") for seed in range(60))


@pytest.mark.parametrize(("count", "hints"), [(6, 3), (4, 3), (3, 2)])
def test_hints_name_the_start_but_never_everything(count, hints):
    fact = make_fact("k", "sequence", items=FACT.items[:count])
    said = [render(hint) for hint in build(fact=fact).hints]
    assert said == ["开头是：" + " → ".join(NAMES[:shown]) for shown in range(1, hints + 1)]


@pytest.mark.parametrize("line", ["{}{}{}{}{}{}", "{} {} {} {} {} {}", "{}，{}，{}，{}，{}，{}", "{}、{}、{} {}-{}→{}"])
@pytest.mark.parametrize("digits", ["123456", "１２３４５６"])
def test_the_key_may_be_typed_in_many_ways(line, digits):
    question = build()
    typed = parse_line(question, line.format(*(digits[position] for position in question.key)))
    assert isinstance(typed, Typed)
    assert order.grade_response(COURSE, question, Response(text=typed.text, picks=typed.picks)).grade == "right"


@pytest.mark.parametrize("type_", ["list", "phrase", "pair", "rule"])
def test_only_sequences_are_put_in_order(type_):
    assert order.list_forms(COURSE, make_fact("x", type_)) == []


@pytest.mark.parametrize(("standing", "ask"), [("sound", "按先后排好"), ("policy", "按讲义的先后排好")])
def test_where_the_order_is_a_matter_of_policy_it_is_the_source_s(standing, ask):
    fact = make_fact("sq", "sequence", standing=standing)
    course = make_course(fact)
    (form,) = order.list_forms(course, fact)
    assert render(order.build_question(course, fact, form, "s").ask) == f"{ask}“标题sq”，依次输入序号。"
