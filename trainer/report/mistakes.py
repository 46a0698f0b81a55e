"""The book of mistakes: a wrong answer of the log beside what today's course says is better."""

from __future__ import annotations

from datetime import date

import msgspec

from trainer.clock import local_day
from trainer.course.model import Course, Fact, Head
from trainer.drill.kinds import build_question, grade_response, list_forms
from trainer.drill.picks import say_picks
from trainer.drill.question import Question, Response
from trainer.i18n import N_, Message, render
from trainer.memory import Answer
from trainer.reply.normalise import squeeze


class Asked(msgspec.Struct, frozen=True):
    """What a question was made with: its session's seed, and at most so many questions of the session before it."""

    seed: int
    before: int


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """One wrong answer. `asked`: the question in lines; `right`: what was right, empty where `say` tells it all."""

    on: date
    topic: str
    title: str
    asked: list[str]
    response: str
    right: Message | str
    say: str


_Better = tuple[Message | str, str]
"""What was right, and the sentence to say."""


def head_of(course: Course, answer: Answer) -> Head | None:
    """Return the fact that an answer was about; None when the course dropped or revised it since."""
    position = course.facts.position(answer.fact)
    head = None if position is None else course.heads[position]
    return head if head is not None and head.log_id == answer.fact and head.rev <= answer.rev else None


def describe_mistake(course: Course, answer: Answer, asked: Asked | None) -> Mistake | None:
    """Return what to show of a wrong answer; without `asked` a question cannot be made again. None as in `head_of`."""
    head = head_of(course, answer)
    if head is None:
        return None
    fact = course.facts[course.facts.position(head.id) or 0]
    right, say = _find_better(course, fact, answer, asked)
    return Mistake(
        on=local_day(answer.answered_at, answer.offset_min),
        topic=next((topic.title for topic in course.topics if topic.id == fact.topic), fact.topic),
        title=fact.title,
        asked=answer.stem.split("\n"),
        response=say_response(answer),
        right=right,
        say=say,
    )


def say_response(answer: Answer) -> str:
    """Return the answer in words: the texts of the options picked, or what was typed."""
    picks = picks_of(answer)
    return say_picks(answer.kind, [answer.options[pick] for pick in picks]) if picks else answer.response


def picks_of(answer: Answer) -> list[int]:
    """Return the options picked, from 0; none where the answer was typed, or is none that this program wrote."""
    digits = answer.response.split() if answer.options else []
    picks = [int(digit) - 1 for digit in digits if digit.isascii() and digit.isdigit()]
    return picks if len(picks) == len(digits) and all(0 <= pick < len(answer.options) for pick in picks) else []


def _find_better(course: Course, fact: Fact, answer: Answer, asked: Asked | None) -> _Better:
    """Return what is better than an answer: for the very question if it can be asked again, else for its fact."""
    form = next((form for form in list_forms(course, fact) if (form.kind, form.name) == (answer.kind, answer.form)), None)
    question = build_question(course, fact, form, "") if form else None
    if question is None or bool(question.options) != bool(answer.options):
        return "", fact.modern or fact.instead
    return _find_key(course, question, answer, asked) if answer.options else _correct(course, question, answer)


def _find_key(course: Course, question: Question, answer: Answer, asked: Asked | None) -> _Better:
    rebuilt = _rebuild(course, question, answer, asked)
    say = grade_response(course, rebuilt or question, Response(text="", picks=(rebuilt or question).key)).say
    key = say_picks(answer.kind, [answer.options[place] for place in rebuilt.key]) if rebuilt else ""
    return (N_("该选：{key}", key=key) if key and squeeze(key) != squeeze(say) else ""), say


def _correct(course: Course, question: Question, answer: Answer) -> _Better:
    mark = grade_response(course, question, Response(text=answer.response))
    # What today would be graded better needs no correction.
    return (mark.correction if mark.grade == "wrong" else ""), mark.say


def _rebuild(course: Course, question: Question, answer: Answer, asked: Asked | None) -> Question | None:
    """Return the question as it was shown; None when the course, or the language, has changed since."""
    # What was taken back before it makes the number smaller than the rows in the log.
    for seed in [f"{asked.seed}:{number}" for number in range(asked.before, -1, -1)] if asked else []:
        again = build_question(course, question.fact, question.form, seed)
        if [render(option) for option in again.options] == answer.options and _asks_the_same(again, answer):
            return again
    return None


def _asks_the_same(question: Question, answer: Answer) -> bool:
    return "\n".join([*question.context, render(question.ask)]) == answer.stem
