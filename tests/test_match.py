"""Matching: which pairs meet, and whose pair counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import fact_of, make_course, make_fact, sample_course

from trainer.course.model import Figure, Item
from trainer.drill import match
from trainer.drill.question import Response
from trainer.i18n import render

COURSE = sample_course()
NAMES = ("sq0", "ls0", "pa0", "us0")
FIGURES = [Figure(f"数目{name}", str(n), "", [], "%") for n, name in enumerate("甲乙丙丁")]


def build(fact, index=0, seed="s", course=COURSE):
    return match.build_question(course, fact, match.list_forms(course, fact)[index], seed)


def pairs_in(question):
    """Return what belongs together, left to right, as the key says."""
    return {line[3:]: question.options[place] for line, place in zip(question.context, question.key, strict=True)}


@pytest.mark.parametrize(
    ("name", "forms", "variety", "side"),
    [
        ("sq0", 2, "items", "catalyst"),
        ("ls0", 2, "items", "catalyst"),
        ("pa0", 1, "pairs", "trigger"),
        ("us0", 1, "usage", "catalyst"),
        *((name, 0, "", "") for name in ("ph0", "pr0", "da0", "ru0")),
    ],
)
def test_which_facts_can_be_matched(name, forms, variety, side):
    found = match.list_forms(COURSE, fact_of(COURSE, name))
    assert [(form.name, form.side, form.rung) for form in found] == [(f"{variety}-{n}", side, 0) for n in range(forms)]


@given(st.sampled_from(NAMES), st.text(max_size=6))
def test_the_key_leads_from_each_letter_to_its_option_and_never_straight_down(name, seed):
    fact = fact_of(COURSE, name)
    question = build(fact, 0, seed)
    assert question.mode == "match"
    assert [line[:3] for line in question.context] == ["A  ", "B  ", "C  ", "D  "][: len(question.key)]
    assert sorted(question.key) == list(range(len(question.options)))
    assert question.key != sorted(question.key)
    truth = {item.name: item.text for item in fact.items}
    truth |= {other.trigger: other.modern for other in COURSE.facts if other.type == "pair"}
    truth |= {other.scenes[0].situation: other.scenes[0].say for other in COURSE.facts if other.type == "usage"}
    assert all(truth[left] == right for left, right in pairs_in(question).items())


@pytest.mark.parametrize(
    ("name", "ask"),
    [
        ("sq0", "“标题sq0”的每一项是什么意思？一一配对。"),
        ("pa0", "每一句换成哪句更好？一一配对。"),
        ("us0", "每种时候说哪一句最合适？一一配对。"),
    ],
)
def test_what_is_asked(name, ask):
    assert render(build(fact_of(COURSE, name)).ask) == ask


@pytest.mark.parametrize(
    ("count", "sizes"), [(2, []), (3, [3]), (4, [4]), (5, [3, 3]), (6, [3, 3]), (7, [3, 4]), (9, [3, 3, 3]), (12, [4] * 3)]
)
@pytest.mark.parametrize("type_", ["sequence", "list", "number"])
def test_every_item_or_figure_is_matched_in_one_of_the_forms(type_, count, sizes):
    items = [Item(f"{n}号", f"做{n}") for n in range(count)]
    figures = [Figure(f"数{n}", str(n + 20), "", []) for n in range(count)]
    fact = make_fact("x", type_, items=items, figures=figures)
    course = make_course(fact)
    questions = [build(fact, index, course=course) for index in range(len(match.list_forms(course, fact)))]
    assert sorted(len(question.options) for question in questions) == sizes
    whole = {item.name: item.text for item in items} if type_ != "number" else {figure.name: figure.value for figure in figures}
    assert {left: right for question in questions for left, right in pairs_in(question).items()} == (whole if sizes else {})
    for question in questions:
        assert list(pairs_in(question)) == [left for left in whole if left in pairs_in(question)]  # a list keeps its order


@pytest.mark.parametrize(
    ("items", "kept"),
    [
        ([("甲", "一"), ("乙", "二"), ("丙", "三"), ("丁", "先丁后丁")], "甲乙丙"),  # gives itself away
        ([("甲", "一"), ("乙", "二"), ("丙", "三"), ("丁", "一。")], "甲乙丙"),  # two that fit
        ([("甲", "一"), ("乙", "二"), ("丙", "三"), ("甲。", "四")], "甲乙丙"),
        ([("甲", "一"), ("乙", "二"), ("丙", "丙三")], ""),
    ],
)
def test_only_clear_pairs_are_asked(items, kept):
    fact = make_fact("x", "list", items=[Item(*item) for item in items])
    course = make_course(fact)
    found = [build(fact, course=course)] if match.list_forms(course, fact) else []
    assert [list(pairs_in(question)) for question in found] == ([list(kept)] if kept else [])


@pytest.mark.parametrize(
    ("figures", "options"),
    [
        (FIGURES, {"0%", "1%", "2%", "3%"}),
        ([*FIGURES[:3], Figure("同样的数", "2", "", [], "%")], {"0%", "1%", "2%"}),
        ([*FIGURES[:3], Figure("总共 2 人", "2", "", [], "人")], {"0%", "1%", "2%"}),
        ([*FIGURES[:2], Figure("同样的数", "1", "", [], "%")], None),
    ],
)
def test_figures_have_different_values_with_their_units(figures, options):
    fact = make_fact("x", "number", figures=figures)
    course = make_course(fact)
    assert bool(match.list_forms(course, fact)) == (options is not None)
    if options:
        question = build(fact, course=course)
        assert (set(question.options), render(question.ask)) == (options, "各是多少？一一配对。")


def test_pairs_of_one_principle_never_meet_and_the_facts_own_is_always_there():
    for seed in map(str, range(30)):
        question = build(fact_of(COURSE, "pa0"), seed=seed)
        asked = [fact for fact in COURSE.facts if fact.trigger in pairs_in(question) and fact.trigger]
        assert "pa0" in [fact.id for fact in asked]
        assert len({fact.principle for fact in asked}) == len(asked) == 4


def test_siblings_that_blur_with_each_other_never_meet():
    blur = {2: ["us3", "us4"], 3: ["us4"]}
    facts = [make_fact(f"us{n}", "usage", apart=blur.get(n, [])) for n in range(5)]
    course = make_course(*facts)
    met = {frozenset(pairs_in(build(facts[0], seed=str(seed), course=course))) for seed in range(40)}
    assert met == {frozenset({"情景us00", "情景us10", f"情景us{n}0"}) for n in (2, 3, 4)}


def test_a_form_can_be_asked_with_every_seed():
    for hub in ("us1", "us2", "us3", "us4"):
        facts = [make_fact(f"us{n}", "usage", apart=[hub] if n else []) for n in range(5)]
        course = make_course(*facts)
        if match.list_forms(course, facts[0]):
            assert {len(build(facts[0], seed=str(seed), course=course).options) for seed in range(40)} == {4}


def test_a_lonely_usage_is_not_matched():
    facts = [make_fact(f"us{n}", "usage") for n in range(3)]
    assert match.list_forms(make_course(*facts[:2]), facts[0]) == []
    blunt = make_fact("us9", "usage", scenes=[], instead="标题us9就这样说。")
    assert match.list_forms(make_course(*facts, blunt), blunt) == []  # its own pair gives itself away
    assert len(match.list_forms(make_course(*facts, blunt), facts[0])) == 1


def _swap(question, *places):
    """Answer right but for the options at these places, which change round."""
    picks = list(question.key)
    for place, other in zip(places, [*places[1:], *places[:1]], strict=True):
        picks[place] = question.key[other]
    return match.grade_response(COURSE, question, Response(text="", picks=picks))


@pytest.mark.parametrize(
    ("count", "places", "expected"), [(4, (), "right"), (4, (0, 1), "partial"), (4, (1, 3), "partial"), (4, (0, 1, 2), "wrong")]
)
@pytest.mark.parametrize("type_", ["list", "sequence", "number"])
def test_half_a_list_is_partial(type_, count, places, expected):
    fact = make_fact("x", type_, items=[Item(f"{n}号", f"做{n}") for n in range(count)], figures=FIGURES)
    mark = _swap(build(fact, course=make_course(fact)), *places)
    assert (mark.grade, mark.say, mark.hears) == (expected, fact.instead, "")


@pytest.mark.parametrize(("name", "say"), [("pa0", "pa0我再说明一遍好吗"), ("us0", "us0我先帮您问店长0。")])
def test_among_siblings_the_facts_own_pair_counts(name, say):
    fact = fact_of(COURSE, name)
    question = build(fact)
    own = next(place for place, line in enumerate(question.context) if line[3:] in (fact.trigger, fact.scenes[0].situation))
    others = [place for place in range(len(question.key)) if place != own]
    grades = [_swap(question, *others[:2]), _swap(question, own, others[0]), _swap(question)]
    assert [mark.grade for mark in grades] == ["partial", "wrong", "right"]
    assert [bool(mark.hears) for mark in grades] == [False, True, False]
    assert {mark.say for mark in grades} == {say}


def test_what_is_told_of_a_mismatch():
    question = build(fact_of(COURSE, "pa0"))
    mark = _swap(question, 1, 3)
    assert render(mark.praise) == "配对了 2 个。"
    assert render(mark.correction) == f"该是 B{question.key[1] + 1}、D{question.key[3] + 1}：原因pa0。"
    assert render(_swap(question).praise) == "全配对了。"
    assert _swap(question, 0, 1, 2, 3).praise == ""


@pytest.mark.parametrize(("name", "count"), [("sq0", 1), ("us0", 1), ("pa0", 2)])
@pytest.mark.parametrize("seed", ["a", "b", "c", "d"])
def test_hints_give_pairs_away_but_never_the_facts_own(name, count, seed):
    fact = fact_of(COURSE, name)
    question = build(fact, seed=seed)
    reason, *given_pairs = question.hints
    assert (reason, len(given_pairs)) == (fact.why, count)
    for hint in given_pairs:
        place = "ABCD".index(hint.values["letter"])
        assert question.key[place] == hint.values["number"] - 1
        assert question.context[place][3:] not in (fact.trigger, fact.title)


def test_the_lines_on_the_left_are_shuffled_where_they_have_no_order():
    asked = [build(fact_of(COURSE, "pa0"), seed=str(seed)) for seed in range(40)]
    assert {next(line[0] for line in question.context if "pa0" in line) for question in asked} == set("ABCD")
