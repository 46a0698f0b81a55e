"""Judge one line: every authored line becomes a question with its own reason."""

from __future__ import annotations

import msgspec
import pytest
from samples import make_course, make_fact

from trainer.drill import judge
from trainer.drill.question import Response
from trainer.i18n import render

PHRASE, ASK = make_fact("ph"), make_fact("da", "dont_ask")
COURSE = make_course(PHRASE, ASK)


def build(fact, index, seed="s"):
    return judge.build_question(COURSE, fact, judge.list_forms(COURSE, fact)[index], seed)


HINT_ASK, HINT_SAY = "问这个，是眼前办事需要吗？", "他是来求助的，听到这句会怎么想？"


@pytest.mark.parametrize(
    ("fact", "index", "context", "ask", "options", "key"),
    [
        (PHRASE, 0, ["柜台0", "“ph我不能办0。”"], "这句能说吗？", ["可以说", "别说"], [1]),
        (PHRASE, 3, ["门口0", "“ph我来查查0。”"], "这句能说吗？", ["可以说", "别说"], [0]),
        (ASK, 2, ["柜台2", "“da我不能办2。”"], "这句能问吗？", ["可以问", "别问"], [1]),
        (ASK, 5, ["门口2", "“da我来查查2。”"], "这句能问吗？", ["可以问", "别问"], [0]),
    ],
)
def test_a_line_is_shown_in_its_situation(fact, index, context, ask, options, key):
    question = build(fact, index)
    assert (question.context, render(question.ask), question.key) == (context, ask, key)
    assert [render(option) for option in question.options] == options
    assert [render(hint) for hint in question.hints] == ["想想：" + (HINT_ASK if fact is ASK else HINT_SAY)]


@pytest.mark.parametrize(
    ("index", "pick", "grade", "correction", "hears", "say"),
    [
        (0, 1, "right", "关门ph0。", "ph不想帮我。", "我马上帮您看ph。"),
        (0, 0, "wrong", "这句要避开：关门ph0。", "ph不想帮我。", "我马上帮您看ph。"),
        (4, 0, "right", "在帮忙ph1。", "", "ph我来查查1。"),
        (4, 1, "wrong", "这句其实没问题：在帮忙ph1。", "", "ph我来查查1。"),
    ],
)
def test_the_mark_gives_the_reason_for_this_very_line(index, pick, grade, correction, hears, say):
    mark = judge.grade_response(COURSE, build(PHRASE, index), Response(text=str(pick + 1), picks=[pick]))
    assert (mark.grade, render(mark.correction), mark.hears, mark.say) == (grade, correction, hears, say)
    assert bool(mark.praise) == (grade == "right")


def test_one_form_a_line_all_on_the_trigger_side():
    forms = judge.list_forms(COURSE, PHRASE)
    assert [(form.index, form.side, form.rung) for form in forms] == [(index, "trigger", 0) for index in range(6)]


def test_the_options_keep_their_places_whatever_the_seed():
    assert len({str(build(PHRASE, 0, str(seed)).options) for seed in range(20)}) == 1


def test_a_line_s_own_better_sentence_stands_last():
    line = msgspec.structs.replace(PHRASE.flag[0], better="这就给您换。")
    fact = msgspec.structs.replace(PHRASE, flag=[line])
    question = judge.build_question(make_course(fact), fact, judge.list_forms(make_course(fact), fact)[0], "s")
    assert judge.grade_response(make_course(fact), question, Response(text="1", picks=[0])).say == "这就给您换。"


def test_an_exceptional_line_is_heard_in_its_own_way():
    own = msgspec.structs.replace(PHRASE.flag[0], hears="谁想再来这种地方？")
    fact = msgspec.structs.replace(PHRASE, flag=[own, *PHRASE.flag[1:]])
    course = make_course(fact)
    heard = []
    for index in (0, 1, 3):
        question = judge.build_question(course, fact, judge.list_forms(course, fact)[index], "s")
        heard.append(judge.grade_response(course, question, Response(text="1", picks=[0])).hears)
    assert heard == ["谁想再来这种地方？", fact.hears, ""]
