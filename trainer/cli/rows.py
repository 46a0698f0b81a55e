"""What a sitting writes into the log, composed from what was asked and answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from trainer.course.model import Fact
from trainer.drill.question import Question, Response
from trainer.i18n import render
from trainer.memory import AGAIN, GOOD, PRODUCE, RECOGNISE, Answer, AnswerDraft, Grade
from trainer.store import AppealDraft, FlagDraft, LessonDraft

if TYPE_CHECKING:
    from trainer.cli.desk import Desk
    from trainer.roleplay.feed import Fed
    from trainer.screen.front import FeedbackView
    from trainer.store import PlayRow

PLAYED = "roleplay"
"""The kind of an answer that was given in a role-play."""
GRADER = 2
"""Raised whenever the same response may get another grade."""


def draft_answer(desk: Desk, session_id: str, question: Question, response: Response, outcome: tuple[Grade, int, list[str]]) -> AnswerDraft:
    """Compose the row of an answer; `outcome` is its grade, rating and findings."""
    grade, rating, findings = outcome
    return AnswerDraft(
        **_about(desk, question.fact),
        **_as_shown(question),
        session=session_id,
        rung=question.form.rung,
        response=response.text,
        grade=grade,
        rating=rating,
        certain=response.certain,
        hints=response.hints,
        findings=findings,
        elapsed_ms=response.elapsed_ms,
        grader=GRADER,
    )


def draft_play_answer(desk: Desk, play: PlayRow, fed: Fed, reply: str, heard: str) -> AnswerDraft:
    """Compose the row of what a role-play says about one fact; the play stands in the place of the session."""
    return AnswerDraft(
        **_about(desk, fed.fact),
        kind=PLAYED,
        form=play.scenario,
        stem=heard,
        options=[],
        session=play.id,
        rung=PRODUCE if play.mode == "type" else RECOGNISE,
        response=reply,
        grade=fed.grade,
        rating=GOOD if fed.grade == "right" else AGAIN,
        certain=fed.grade == "right",
        hints=0,
        findings=fed.categories,
        elapsed_ms=0,
        grader=GRADER,
    )


def draft_undo(answer: Answer) -> AnswerDraft:
    """Compose the row that takes an answer back."""
    fields = {name: getattr(answer, name) for name in AnswerDraft.__struct_fields__}
    return AnswerDraft(**fields | {"grade": "undone", "rating": 0, "corrects": answer.uuid})


def draft_lesson(desk: Desk, session_id: str, fact: Fact) -> LessonDraft:
    """Compose the row of a lesson that was shown."""
    return LessonDraft(**_about(desk, fact), session=session_id)


def draft_flag(desk: Desk, question: Question, note: str) -> FlagDraft:
    """Compose the row of a question that a learner finds wrong."""
    return FlagDraft(**_about(desk, question.fact), **_as_shown(question), note=note)


def draft_appeal(desk: Desk, view: FeedbackView, note: str) -> AppealDraft:
    """Compose the row of a verdict that a learner disagrees with: what was typed, after what, and what was said of it."""
    question, mark = view.question, view.feedback.mark
    said = {"grade": mark.grade, "findings": mark.findings, "said": render(mark.correction), "better": mark.say}
    spoken = question.fact.replies[question.form.index] if question.kind == "reply" else None
    return AppealDraft(
        learner=desk.learner.id,
        course=desk.course.id,
        fact=question.fact.log_id,
        form=f"{question.kind}/{question.form.name}",
        reply=view.response,
        customer=spoken.customer if spoken else "\n".join(question.context),
        purpose=spoken.purpose if spoken else "",
        grade=mark.grade,
        verdict=msgspec.json.encode(said).decode(),
        note=note,
    )


def _about(desk: Desk, fact: Fact) -> dict[str, Any]:
    return {"learner": desk.learner.id, "course": desk.course.id, "fact": fact.log_id, "rev": fact.rev}


def _as_shown(question: Question) -> dict[str, Any]:
    return {
        "kind": question.kind,
        "form": question.form.name,
        "stem": "\n".join([*question.context, render(question.ask)]),
        "options": [render(option) for option in question.options],
    }
