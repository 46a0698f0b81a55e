"""Every screen of the course fits: the longest questions drawn without a pseudo-terminal, in several sizes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from msgspec import structs
from plain_driver import shipped_course, wrong_picks
from rich.console import Console

from trainer.cli.attempt import Attempt
from trainer.cli.sitting import show_response
from trainer.drill.feedback import compose_feedback
from trainer.drill.kinds import build_question, grade_response, list_forms
from trainer.drill.question import Question, Response
from trainer.i18n import render
from trainer.memory import AGAIN
from trainer.screen.front import FeedbackView
from trainer.screen.terminal import TerminalFront

NAME = "陈小燕"


class NoPrompt:
    """Stands in for the keyboard: nobody types."""

    hidden_ms = 0

    def read_line(self, label: str, redraw: Callable[[], None]) -> str:
        """Type nothing."""
        return ""


@pytest.mark.parametrize(("columns", "rows_"), [(80, 24), (60, 24), (40, 30), (120, 40)])
def test_the_longest_questions_fit_with_all_hints_and_its_feedback(columns: int, rows_: int) -> None:
    """The longest ones, drawn without a pseudo-terminal."""
    heights = [screen for question in longest_questions(80) for screen in screen_heights(question, columns, rows_)]
    # The prompt needs one row more.
    assert not [screen for screen in heights if screen[1] + 1 > rows_]


def longest_questions(count: int) -> list[Question]:
    """Return the questions of the course with the most to show."""
    return all_questions()[-count:]


def longest_of(kind: str, count: int) -> list[Question]:
    """Return the questions of one kind with the most to show."""
    return [question for question in all_questions() if question.kind == kind][-count:]


@cache
def all_questions() -> list[Question]:
    """Return every question of the course, the one with the most to show last."""
    course = shipped_course()
    questions = [build_question(course, fact, form, "5") for fact in course.facts for form in list_forms(course, fact)]
    return sorted(questions, key=_text_length)


def _text_length(question: Question) -> int:
    fact = question.fact
    shown = [*question.context, question.ask, *question.options, *question.hints, fact.why, fact.hears, fact.note, fact.instead]
    return sum(len(render(text)) for text in shown)


def screen_heights(question: Question, columns: int, rows_: int) -> Iterator[tuple[str, int]]:
    """Draw the question with all its hints, and its feedback after a right and a wrong answer; count the rows."""
    course = shipped_course()
    attempt = Attempt(question, 0.0, 0)
    attempt.hints = len(question.hints)
    name = f"{question.fact.id} {question.form.name}"
    yield name, draw_height(lambda front: front.ask(attempt.view("冲突与催化", (3, 20))), columns, rows_)
    wrong = Response(text="一句不相干的话" * 9, picks=wrong_picks(question), certain=False)
    for response in (Response(text=question.fact.instead, picks=list(question.key), certain=False), wrong):
        mark = grade_response(course, question, response)
        feedback = compose_feedback(question.fact, mark, response, True, AGAIN)
        shown = show_response(question, response)
        view = FeedbackView(question=question, topic="冲突与催化", response=shown, feedback=feedback, progress=(3, 20))
        yield f"{name} {mark.grade}", draw_height(lambda front, view=view: front.show_feedback(view), columns, rows_)


def draw_height(draw: Callable[[TerminalFront], object], columns: int, rows_: int) -> int:
    """Count the rows of one screen."""
    return len(draw_lines(draw, columns, rows_))


def draw_lines(draw: Callable[[TerminalFront], object], columns: int, rows_: int) -> list[str]:
    """Return the rows of one screen, without colours."""
    out = io.StringIO()
    console = Console(file=out, width=columns, height=rows_, highlight=False, emoji=False, markup=False)
    draw(TerminalFront(console, NoPrompt(), NAME))  # type: ignore[arg-type]  # only what a drawing needs
    return out.getvalue().split("\n")[:-1]


def test_a_low_screen_gives_up_empty_lines_first_and_other_options_next() -> None:
    question = next(question for question in reversed(longest_questions(80)) if question.mode == "pick" and len(question.options) == 4)
    response = Response(text="", picks=list(question.key))
    feedback = compose_feedback(question.fact, grade_response(shipped_course(), question, response), response, False, AGAIN)
    view = FeedbackView(question=question, topic="禁语", response="我来帮您。", feedback=feedback, progress=(3, 20))
    roomy, tight = (draw_lines(lambda front: front.show_feedback(view), 100, rows_) for rows_ in (50, 10))
    close = draw_lines(lambda front: front.show_feedback(view), 100, len(roomy))  # no row is left for the prompt
    assert "" in roomy
    assert close == [line for line in roomy if line]
    assert _options_in(roomy) == _options_in(close) == ["1", "2", "3", "4"]
    assert _options_in(tight) == [str(question.key[0] + 1)]
    assert len(tight) < len(close)


@pytest.mark.parametrize(
    ("mode", "options", "picks", "shown"),
    [
        ("pick", ["甲", "乙", "丙"], [1], "乙"),
        ("select", ["甲", "乙", "丙"], [0, 2], "甲、丙"),
        ("match", ["甲", "乙", "丙"], [1, 2, 0], "A 乙 · B 丙 · C 甲"),
        ("order", ["甲", "乙", "丙"], [1, 2, 0], "乙 → 丙 → 甲"),
        ("text", [], [], "我来帮您。"),
        ("pick", ["长" * 60, "乙"], [0], "长" * 60),
        ("select", ["长" * 12, "话" * 12, "说" * 13], [0, 1, 2], "1、2、3"),
        ("select", ["长" * 12, "话" * 24, "说" * 12], [0, 1], "、".join(["长" * 12, "话" * 24])),
        ("match", ["长" * 20, "话" * 20, "说"], [2, 0, 1], "A 3 · B 1 · C 2"),
    ],
)
def test_an_answer_is_shown_in_words_where_they_are_few(mode, options, picks, shown):
    question = structs.replace(longest_questions(80)[0], mode=mode, options=options)
    assert show_response(question, Response(text="我来帮您。", picks=picks)) == shown


@pytest.mark.parametrize("kind", ["odd", "select", "match", "speak"])
@pytest.mark.parametrize(("columns", "rows_"), [(80, 24), (60, 24), (40, 30)])
def test_the_longest_question_of_each_kind_fits(kind: str, columns: int, rows_: int) -> None:
    """Kinds whose questions are among the shorter ones of the course, or show much beside their texts."""
    heights = [screen for question in longest_of(kind, 6) for screen in screen_heights(question, columns, rows_)]
    assert heights
    assert not [screen for screen in heights if screen[1] + 1 > rows_]


def _options_in(lines: list[str]) -> list[str]:
    return [line[0] for line in lines if line[:1].isdigit() and line[1:3] == "  "]
