"""Answer the customer: her line and the situation, and the learner types what to say. Good is what does what the situation needs."""

from __future__ import annotations

from trainer.course.model import Course, Fact
from trainer.drill.question import Form, Mark, Question, Response
from trainer.drill.rewrite import praise_reply
from trainer.i18n import N_, Message
from trainer.memory import PRODUCE
from trainer.reply.labels import NAMES
from trainer.reply.score import LiteralScorer, ReplyScore, ReplyScorer


def list_forms(course: Course, fact: Fact) -> list[Form]:
    """Return one form a customer's line."""
    return [Form("reply", "customer", index, PRODUCE, "catalyst") for index in range(len(fact.replies))]


def build_question(course: Course, fact: Fact, form: Form, seed: str) -> Question:
    """Build the question: the situation and what the customer says."""
    reply = fact.replies[form.index]
    wanted = N_("好的回答做到：{moves}", moves=[NAMES[move] for move in reply.moves])
    return Question(
        fact=fact,
        form=form,
        mode="text",
        context=[reply.situation, f"“{reply.customer}”"],
        ask=N_("顾客这样说，您怎么回答？（打字）"),
        key=[],
        hints=[wanted, fact.why],
    )


def grade_response(course: Course, question: Question, response: Response) -> Mark:
    """Mark what was typed by its likeness to the authored answers."""
    return grade_spoken(question, response, LiteralScorer())


def grade_spoken(question: Question, response: Response, scorer: ReplyScorer) -> Mark:
    """Mark what was typed by what it does: right with every move the situation needs and nothing that would hurt."""
    reply = question.fact.replies[question.form.index]
    score = scorer.score_answer(response.text, reply)
    findings = [score.finding] if score.finding else []
    return Mark(grade=score.grade, praise=praise_reply(score), correction=_correct(score, question.fact), say=reply.say, findings=findings)


def _correct(score: ReplyScore, fact: Fact) -> Message | str:
    if score.finding:
        return N_("“{words}”会惹他生气：{why}", words=score.finding, why=score.why or fact.why)
    if score.missing:
        return N_("还差：{moves}。", moves=[NAMES[move] for move in score.missing])
    return fact.why
