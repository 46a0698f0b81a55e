"""Say the phrase for a situation: nothing slipped out before, the learner types the whole reply."""

from __future__ import annotations

from trainer.course.model import Course, Fact
from trainer.drill.question import Form, Mark, Question, Response
from trainer.drill.rewrite import grade_spoken, reply_hints
from trainer.i18n import N_
from trainer.memory import PRODUCE
from trainer.reply.score import LiteralScorer

SPOKEN = ("usage", "sequence", "list", "number")
"""Types of facts that are about what to say or do, not about a sentence that slips out."""


def list_forms(course: Course, fact: Fact) -> list[Form]:
    """Return one form a scene of a usage, a list or a number."""
    return [Form("speak", "scene", index, PRODUCE, "catalyst") for index in range(len(fact.scenes) if fact.type in SPOKEN else 0)]


def build_question(course: Course, fact: Fact, form: Form, seed: str) -> Question:
    """Build the question: the situation alone."""
    scene = fact.scenes[form.index]
    return Question(
        fact=fact,
        form=form,
        mode="text",
        context=[scene.situation],
        ask=N_("这时候您怎么说？（打字）"),
        key=[],
        hints=reply_hints(fact, scene),
    )


def grade_response(course: Course, question: Question, response: Response) -> Mark:
    """Mark what was typed by comparing it with what the course says."""
    return grade_spoken(question, response, LiteralScorer())
