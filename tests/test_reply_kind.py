"""Answer the customer: the question, and grades by what an answer does."""

from __future__ import annotations

import pytest
from samples import make_course, make_fact

from trainer.course.model import Reply
from trainer.drill import kinds, reply
from trainer.drill.question import Response
from trainer.i18n import render
from trainer.memory import PRODUCE
from trainer.reply.score import ReplyScore

REPLY = Reply(
    situation="音乐节入口，演出取消。",
    customer="我坐一夜火车来的！",
    moves=["apologise", "solve"],
    say="真对不起，票款我现在就退。",
    also=["实在抱歉，我马上给您办退票。"],
    purpose="refund",
)
FACT = make_fact("us", "usage", replies=[REPLY, REPLY])
COURSE = make_course(FACT)


def build():
    return reply.build_question(COURSE, FACT, reply.list_forms(COURSE, FACT)[0], "s")


class FixedScorer:
    """Scores as it was told to; `seen` is what it was given."""

    def __init__(self, score):
        self.score = score
        self.seen = []

    def score_reply(self, text, fact, scene):
        raise AssertionError("a reply is no scene")

    def score_answer(self, text, asked):
        self.seen.append((text, asked))
        return self.score


def test_one_form_a_line_of_the_customer():
    assert [(form.kind, form.index, form.rung) for form in reply.list_forms(COURSE, FACT)] == [("reply", 0, PRODUCE), ("reply", 1, PRODUCE)]
    assert [form.kind for form in kinds.list_forms(COURSE, FACT)].count("reply") == 2
    assert reply.list_forms(COURSE, make_fact("x", "usage")) == []


def test_the_situation_and_her_words_are_shown_and_the_moves_are_a_hint():
    question = build()
    assert question.context == ["音乐节入口，演出取消。", "“我坐一夜火车来的！”"]
    assert (render(question.ask), question.mode, question.key) == ("顾客这样说，您怎么回答？（打字）", "text", [])
    assert [render(hint) for hint in question.hints] == ["好的回答做到：道歉、给办法", "原因us。"]


MARKS = [
    (ReplyScore("right", "", "好"), "right", "说得好，顾客听了心里舒服。", "原因us。", []),
    (ReplyScore("partial", "", "好", ["solve"]), "partial", "方向对了。", "还差：给办法。", []),
    (ReplyScore("wrong", "", "好", ["apologise", "solve"]), "wrong", "", "还差：道歉、给办法。", []),
    (ReplyScore("wrong", "不能", "好", why="先说能做的。"), "wrong", "", "“不能”会惹他生气：先说能做的。", ["不能"]),
    (ReplyScore("wrong", "不能", "好"), "wrong", "", "“不能”会惹他生气：原因us。", ["不能"]),
]


@pytest.mark.parametrize(("score", "grade", "praise", "correction", "findings"), MARKS)
def test_marks(score, grade, praise, correction, findings):
    scorer = FixedScorer(score)
    mark = kinds.grade_response(COURSE, build(), Response(text="打的字"), scorer)
    assert (mark.grade, render(mark.praise), render(mark.correction), mark.findings) == (grade, praise, correction, findings)
    assert mark.say == REPLY.say
    assert scorer.seen == [("打的字", REPLY)]


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("真对不起，票款我现在就退", "right"),
        ("实在抱歉，我马上给您退票。", "right"),
        ("对不起，票款退您。", "partial"),
        ("不知道。", "wrong"),
    ],
)
def test_without_a_judge_it_is_compared_literally(text, grade):
    assert kinds.grade_response(COURSE, build(), Response(text=text)).grade == grade
