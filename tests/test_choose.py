"""Choose one of four: how each variety is built and graded, and what may never be an option."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import fact_of, form_of, make_course, make_fact, sample_course

from trainer.course.model import Figure, Line
from trainer.course.read import read_course
from trainer.drill import choose
from trainer.drill.question import Response
from trainer.i18n import render
from trainer.reply.normalise import squeeze

COURSE = sample_course()
FORMS = [(fact, form) for fact in COURSE.facts for form in choose.list_forms(COURSE, fact)]
CONTENT = Path(__file__).parents[1] / "content" / "essentials"


def build(name, form, seed="s", course=COURSE):
    fact = fact_of(course, name)
    return choose.build_question(course, fact, form_of(course, fact, f"choose {form}"), seed)


def grade(question, pick, course=COURSE):
    return choose.grade_response(course, question, Response(text=str(pick + 1), picks=[pick]))


VARIETIES = [
    ("ph0", "reply-1", "ph0我先帮您问店长1。", "catalyst", ["情景ph01"]),
    ("ph0", "hears-0", "ph0不想帮我。", "trigger", []),
    ("ph0", "spot-2", "ph0我不能办2。", "trigger", []),
    ("da0", "private-0", "柜台0：“da0我不能办0。”", "trigger", []),
    ("pa0", "catalyst-0", "pa0我再说明一遍好吗", "catalyst", []),
    ("pr1", "principle-1", "标题pr1", "catalyst", ["“pa5你没听懂。”", "→ “pa5我再说明一遍好吗”"]),
    ("sq0", "next-0", "sq0第乙步", "catalyst", []),
    ("ls0", "member-3", "ls0第丁步", "catalyst", []),
    ("nm1", "figure-1", "82%", "catalyst", []),
    ("nm1", "counts-0", "nm1第0个比例", "catalyst", []),
]


@pytest.mark.parametrize(("name", "form", "key", "side", "context"), VARIETIES)
def test_each_variety_has_its_key_side_and_context(name, form, key, side, context):
    question = build(name, form)
    assert [question.options[position] for position in question.key] == [key]
    assert (question.form.side, question.form.rung, question.mode) == (side, 0, "pick")
    assert question.context == context


def test_every_variety_is_in_the_table():
    assert {form.variety for _fact, form in FORMS} == {form.split("-")[0] for _name, form, *_rest in VARIETIES}


ASKS = [
    ("ph0", "hears-0", "顾客听到“ph0这个不能退的0”，心里多半在想什么？"),
    ("pa0", "hears-0", "顾客听到“pa0你没听懂”，心里多半在想什么？"),
    ("da0", "private-0", "下面哪一句，违反了“标题da0”？"),
    ("pa0", "catalyst-0", "“pa0你没听懂。”换成哪一句更好？"),
    ("sq0", "next-0", "“标题sq0”里，“sq0第甲步”之后紧接着做什么？"),
    ("nm1", "figure-1", "nm1第1个比例是多少？"),
    ("nm1", "counts-1", "“82%”说的是什么？"),
]


@pytest.mark.parametrize(("name", "form", "ask"), ASKS)
def test_the_question_says_what_is_asked(name, form, ask):
    assert render(build(name, form).ask) == ask


STEPS = [f"sq0第{sign}步" for sign in "甲乙丙丁戊己"]
GRADES = [
    ("ph0", "reply-0", "right", "ph0我先帮您问店长0。", "", "原因ph0。"),
    ("ph0", "reply-0", "wrong", "ph0我先帮您问店长0。", "", "该选 {n}：原因ph0。"),
    ("ph0", "spot-0", "wrong", "我马上帮您看ph0。", "ph0不想帮我。", "该选 {n}：原因ph0。"),
    ("pa0", "catalyst-0", "wrong", "pa0我再说明一遍好吗", "pa0不想帮我。", "该选 {n}：原因pa0。"),
    ("pr1", "principle-0", "wrong", "pa1我再说明一遍好吗", "pa1不想帮我。", "该选 {n}：原因pr1。"),
    ("sq0", "next-0", "right", "我马上帮您看sq0。", "", "原因sq0。"),
    ("sq0", "next-0", "wrong", "我马上帮您看sq0。", "", f"该选 {{n}}。顺序是：{' → '.join(STEPS)}"),
    ("nm1", "figure-0", "right", "我马上帮您看nm1。", "", "nm1里81%会回来0。"),
    ("nm1", "figure-0", "wrong", "我马上帮您看nm1。", "", "该选 {n}：nm1里81%会回来0。"),
    ("nm1", "counts-0", "wrong", "我马上帮您看nm1。", "", "该选 {n}：nm1里81%会回来0。"),
]


@pytest.mark.parametrize(("name", "form", "how", "say", "hears", "correction"), GRADES)
def test_a_mark_names_the_key_the_reason_and_the_good_sentence(name, form, how, say, hears, correction):
    question = build(name, form)
    right = question.key[0]
    mark = grade(question, right if how == "right" else (right + 1) % 4)
    assert (mark.grade, mark.say, mark.hears) == (how, say, hears)
    assert render(mark.correction) == correction.format(n=right + 1)
    assert bool(mark.praise) == (how == "right")


@given(st.sampled_from(FORMS), st.text(max_size=8))
def test_four_distinct_options_one_of_them_right(fact_and_form, seed):
    fact, form = fact_and_form
    question = choose.build_question(COURSE, fact, form, seed)
    assert len({squeeze(option) for option in question.options}) == 4
    grades = [grade(question, pick).grade for pick in range(4)]
    assert grades.count("right") == 1
    assert grades[question.key[0]] == "right"


@given(st.sampled_from(FORMS), st.text(max_size=8))
def test_the_same_seed_gives_the_same_question(fact_and_form, seed):
    fact, form = fact_and_form
    assert choose.build_question(COURSE, fact, form, seed) == choose.build_question(COURSE, fact, form, seed)


@pytest.mark.parametrize(("name", "form"), [("ph0", "reply-0"), ("ph0", "spot-0"), ("pa0", "catalyst-0")])
def test_over_many_seeds_the_key_stands_anywhere(name, form):
    places = Counter(build(name, form, str(seed)).key[0] for seed in range(600))
    assert all(110 <= places[place] <= 195 for place in range(4)), places
    assert len({tuple(build(name, form, str(seed)).options) for seed in range(30)}) > 8


@pytest.mark.parametrize("name", ["ph2", "ph3"])
@pytest.mark.parametrize("form", ["hears-0", "spot-0"])
def test_facts_that_are_apart_never_lend_distractors(name, form):
    other = {"ph2": "ph3", "ph3": "ph2"}[name]
    shown = "".join("".join(build(name, form, str(seed)).options) for seed in range(60))
    assert other not in shown
    assert "ph0" in shown and "ph5" in shown


def test_a_pair_of_the_same_principle_never_lends_its_catalyst():
    shown = "".join("".join(build("pa0", "catalyst-0", str(seed)).options) for seed in range(60))
    assert "pa4" not in shown
    assert "pa1" in shown


LENDERS = ["b", "c", "d", "e"]
ALSO_RIGHT = [
    ("pair", "catalyst-0", {"variants": ["b我再说明，一遍好吗"]}, "b我再说明一遍好吗"),
    ("pair", "catalyst-0", {"original": ["b我再说明一遍好吗"]}, "b我再说明一遍好吗"),
    ("dont_ask", "private-0", {}, "a我不能办1。"),
    ("list", "member-0", {"outsiders": ["a第乙步", "外一", "外二", "外三"]}, "a第乙步"),
]


@pytest.mark.parametrize(("type_", "form", "changes", "also_right"), ALSO_RIGHT)
def test_what_would_be_right_as_well_is_never_an_option(type_, form, changes, also_right):
    own = make_fact("a", type_, principle="p1", **changes)
    also_flagged = own.flag[1] if type_ == "dont_ask" else make_fact("x").flag[1]
    facts = [own, *(make_fact(n, type_, principle="p2", flag=[*make_fact(n).flag, also_flagged]) for n in LENDERS)]
    course = make_course(*facts)
    for seed in range(40):
        assert also_right not in build("a", form, str(seed), course).options


def test_a_reply_that_is_good_as_well_is_never_an_option():
    scene = make_fact("a").scenes[0]
    fact = make_fact("a", scenes=[type(scene)(scene.situation, scene.bad, [*scene.wrong, "丙。", "我帮您！"], scene.say, ["我帮您"])])
    assert "我帮您！" not in build("a", "reply-0", course=make_course(fact)).options


@pytest.mark.parametrize(
    ("others", "expected"),
    [(0, {"reply"}), (2, {"reply", "spot"}), (3, {"reply", "spot", "hears"})],
)
def test_a_variety_without_three_distractors_is_not_offered(others, expected):
    course = make_course(make_fact("a", ok=make_fact("a").ok[:1]), *(make_fact(f"b{n}") for n in range(others)))
    assert {form.variety for form in choose.list_forms(course, course.facts[0])} == expected


def test_hints_give_the_reason_and_then_strike_two_wrong_options():
    for seed in range(40):
        question = build("ph0", "reply-0", str(seed))
        why, strike = question.hints
        assert why == "原因ph0。"
        first, second = strike.values["first"], strike.values["second"]
        assert 1 <= first < second <= 4
        assert question.key[0] + 1 not in (first, second)


def test_the_essentials_never_show_two_right_answers():
    course = read_course(CONTENT)
    for fact in course.facts:
        for form in choose.list_forms(course, fact):
            question = choose.build_question(course, fact, form, "check")
            assert len({squeeze(option) for option in question.options}) == 4, (fact.id, form.name)
            others = {squeeze(option) for option in question.options} - {squeeze(question.options[question.key[0]])}
            if form.variety in ("reply", "catalyst"):
                good = [*fact.variants, *fact.original, *(fact.scenes[form.index].also if form.variety == "reply" else [])]
                assert not others & {squeeze(text) for text in good}, (fact.id, form.name)


def test_the_customer_hears_only_the_blunt_sentence():
    question = build("ph0", "reply-0")
    scene = fact_of(COURSE, "ph0").scenes[0]
    for position, option in enumerate(question.options):
        mark = choose.grade_response(COURSE, question, Response(text="", picks=[position]))
        assert mark.hears == (scene.hears if option == scene.bad else "")


def test_the_options_of_a_figure_carry_its_unit_and_the_hint_hides_it():
    question = build("nm1", "figure-0")
    assert set(question.options) <= {"81%", "35%", "52%", "67%", "98%"}
    assert question.hints[0] == "nm1里＿＿%会回来0。"
    assert build("nm1", "counts-0").hints[0] == "原因nm1。"


def make_lenders(*figures):
    return [make_fact(f"n{place}", "number", figures=[figure]) for place, figure in enumerate(figures)]


def test_what_a_number_counts_is_never_another_thing_with_the_same_number():
    named = [
        Figure(f"{n}客的比例", value, "m", ["1", "2", "3"], "%")
        for n, value in zip("甲乙丙丁戊", ["80", "30", "八成", "40", "50"], strict=True)
    ]
    course = make_course(*make_lenders(*named))
    shown = {option for seed in range(40) for option in build("n0", "counts-0", str(seed), course).options}
    assert shown == {"甲客的比例", "乙客的比例", "丁客的比例", "戊客的比例"}


@pytest.mark.parametrize(("same_unit", "shown_others"), [(3, False), (2, True)])
def test_the_unit_does_not_tell_what_is_counted(same_unit, shown_others):
    alike = [Figure(f"{n}客的比例", str(value), "m", ["1", "2", "3"], "%") for value, n in enumerate("甲乙丙丁"[: same_unit + 1], 40)]
    others = [Figure(f"{n}客的人数", str(value), "m", ["1", "2", "3"], "人") for value, n in enumerate("戊己庚辛", 60)]
    course = make_course(*make_lenders(*alike, *others))
    shown = "".join(option for seed in range(40) for option in build("n0", "counts-0", str(seed), course).options)
    assert ("人数" in shown) == shown_others


def test_too_few_other_numbers_offer_no_question_of_what_is_counted():
    course = make_course(*make_lenders(*(Figure(f"{n}客", str(value), "m", ["1", "2", "3"]) for value, n in enumerate("甲乙丙", 40))))
    assert {form.variety for form in choose.list_forms(course, course.facts[0])} == {"figure"}


def _wrong_options(question):
    return [option for place, option in enumerate(question.options) if place not in question.key]


@pytest.mark.parametrize(
    ("name", "form", "own"),
    [
        ("ph0", "spot-0", {"ph0我来查查0。", "ph0我来查查1。", "ph0我来查查2。"}),
        ("da0", "private-1", {"门口0：“da0我来查查0。”", "门口1：“da0我来查查1。”", "门口2：“da0我来查查2。”"}),
        (
            "pa0",
            "catalyst-0",
            {
                "pa0公司规定如此0。",
                "pa0您看那边告示0。",
                "pa0公司规定如此1。",
                "pa0您看那边告示1。",
                "pa0您看那边告示2。",
                "pa0公司规定如此2。",
            },
        ),
    ],
)
def test_two_of_three_wrong_options_are_the_fact_s_own_and_look_right(name, form, own):
    for seed in map(str, range(10)):
        wrong = _wrong_options(build(name, form, seed=seed))
        assert sum(option in own for option in wrong) == 2
        assert len(set(wrong)) == 3


def test_own_lines_of_another_length_are_left_out_while_others_fit():
    long = Line("门口", "这一句特别特别长，长到谁一眼都看得出来它和别的选项完全不是一回事，所以不能拿来当选项。", "长。")
    course = make_course(make_fact("ph", ok=[long]), *(make_fact(f"ot{n}") for n in range(3)))
    question = build("ph", "spot-0", course=course)
    assert long.say not in question.options
