"""The missing words, typed: punctuation, width and case do not count, other words do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import make_course, make_fact

from trainer.course.model import Cloze
from trainer.drill import cloze
from trainer.drill.question import Response
from trainer.i18n import render
from trainer.reply.normalise import squeeze

FACT = make_fact("ph", cloze=[Cloze("网店，改地址", "我【先帮您查】下A1单，行吗？", ["来帮您查", "ok"]), Cloze("客满", "我【给】您排号。")])
COURSE = make_course(FACT)


def build(index=0, fact=FACT):
    return cloze.build_question(COURSE, fact, cloze.list_forms(COURSE, fact)[index], "s")


def grade(text, index=0):
    return cloze.grade_response(COURSE, build(index), Response(text=text))


@pytest.mark.parametrize(
    ("text", "index", "expected"),
    [
        ("先帮您查", 0, "right"),
        ("来帮您查", 0, "right"),
        ("先 帮您 查。", 0, "right"),
        ("“先帮您查”！", 0, "right"),
        ("ＯＫ", 0, "right"),
        ("Ok!", 0, "right"),
        ("我先帮您查下A1单，行吗？", 0, "right"),
        ("我先帮您查下ａ１单行吗", 0, "right"),
        ("我来帮您查下A1单,行吗?", 0, "right"),
        ("先帮你查", 0, "partial"),
        ("帮您", 0, "partial"),
        ("先帮您查查看", 0, "partial"),
        ("不能先帮您查", 0, "wrong"),  # like the answer, but holds what must not be said
        ("您", 0, "wrong"),
        ("先", 0, "wrong"),
        ("不行", 0, "wrong"),
        ("____", 0, "wrong"),
        ("。", 0, "wrong"),
        ("", 0, "wrong"),
        ("我____下A1单，行吗？", 0, "wrong"),
        ("我先帮您查", 0, "right"),  # with the word before the blank
        ("查下A1单", 0, "wrong"),  # words of the sentence, but not of the blank
        ("先帮您查下A1单", 0, "right"),
        ("先帮您查A1单", 0, "partial"),  # skips a word of the sentence
        ("给", 1, "right"),
        ("我给您排号", 1, "right"),
        ("您", 1, "wrong"),
    ],
)
def test_grades(text, index, expected):
    assert grade(text, index).grade == expected


def test_marks_say_what_belongs_there_and_end_on_the_whole_sentence():
    right, partial, wrong = grade("先帮您查"), grade("先帮你查"), grade("没门")
    assert {mark.say for mark in (right, partial, wrong)} == {"我先帮您查下A1单，行吗？"}
    assert render(right.correction) == "原因ph。"
    assert render(partial.correction) == render(wrong.correction) == "这里填“先帮您查”。原因ph。"
    assert (bool(right.praise), bool(partial.praise), bool(wrong.praise)) == (True, True, False)


@pytest.mark.parametrize(
    ("index", "hints"),
    [(0, ["一共 4 个字。", "第一个字是“先”。", "就差最后一个字：“先帮您…”。"]), (1, ["一共 1 个字。"])],
)
def test_hints_come_closer_but_never_give_it_away(index, hints):
    assert [render(hint) for hint in build(index).hints] == hints


def test_two_characters_have_two_hints():
    fact = make_fact("x", cloze=[Cloze("", "【给您】看")])
    assert [render(hint) for hint in build(fact=fact).hints] == ["一共 2 个字。", "第一个字是“给”。"]


def test_the_question_shows_a_blank_and_never_the_words():
    question = build()
    assert question.context == ["网店，改地址", "我____下A1单，行吗？"]
    assert (question.mode, question.form.side, question.form.rung, question.key, question.options) == ("text", "catalyst", 1, [], [])


@given(st.text(st.sampled_from("先帮您查甲乙丙AZ09\\g<1>(.*)"), min_size=1, max_size=8).filter(squeeze), st.sampled_from(" 。，！？“”…　"))
def test_any_wording_is_right_bare_whole_and_with_punctuation(words, mark):
    fact = make_fact("x", cloze=[Cloze("", f"我【{words}】好吗")])
    question = build(fact=fact)
    for text in (words, f"{mark}{words}{mark}", f"我{words}好吗", f"我{mark}{words}{mark}好吗{mark}"):
        assert cloze.grade_response(COURSE, question, Response(text=text)).grade == "right"


@given(st.text(max_size=20))
def test_nothing_else_is_right(text):
    accepted = {squeeze(words) for words in ("先帮您查", "来帮您查", "ok")}
    whole = {squeeze(f"我{words}下A1单行吗") for words in accepted}
    assert (grade(text).grade == "right") == (squeeze(text) in accepted | whole)


@pytest.mark.parametrize(("text", "words", "full"), [("我【先查】。", "先查", "我先查。"), ("没有空。", "", "没有空。")])
def test_words_and_sentence(text, words, full):
    assert (cloze.missing_words(Cloze("", text)), cloze.full_sentence(Cloze("", text))) == (words, full)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("说", "right"),
        ("请您说", "right"),
        ("说，我记", "right"),
        ("您慢慢说", "wrong"),
        ("慢慢说", "wrong"),
        ("我记", "wrong"),
        ("您慢慢说，请您说，我记", "right"),
    ],
)
def test_a_short_wording_elsewhere_in_the_sentence_fills_no_blank(typed, expected):
    fact = make_fact("ph", cloze=[Cloze("听", "您慢慢说，请您【讲】，我记。", ["说"])])
    course = make_course(fact)
    question = cloze.build_question(course, fact, cloze.list_forms(course, fact)[0], "s")
    grade = cloze.grade_response(course, question, Response(text=typed)).grade
    assert (grade == "right") is (expected == "right"), grade
