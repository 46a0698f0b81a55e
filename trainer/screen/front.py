"""What every front offers: the same drill runs on a terminal, on a pipe and in a test."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

import msgspec

from trainer.course.model import Fact
from trainer.drill.pocket import PocketCard
from trainer.drill.question import Feedback, Question
from trainer.drill.summary import Summary
from trainer.i18n import Message


class QuestionView(msgspec.Struct, frozen=True, kw_only=True):
    """A question as it stands: notes are hints and remarks so far, `fresh` before the first line was read.

    `progress`: questions behind and in all; `extra`: how many of them have come back.
    """

    question: Question
    topic: str
    progress: tuple[int, int]
    extra: int = 0
    notes: list[Message | str]
    certain: bool
    fresh: bool


class LessonView(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson as shown."""

    fact: Fact
    topic: str
    progress: tuple[int, int]
    extra: int = 0


class FeedbackView(msgspec.Struct, frozen=True, kw_only=True):
    """Feedback below the question it belongs to, with what was answered."""

    question: Question
    topic: str
    response: str
    feedback: Feedback
    progress: tuple[int, int]
    extra: int = 0


class Front(Protocol):
    """Show values, ask for lines. `ask` and `pause` raise `EndOfInput` when no line will come."""

    @property
    def hidden_ms(self) -> int:
        """Milliseconds for which the screen was hidden so far: nobody was answering then."""
        ...

    def show_lesson(self, view: LessonView) -> None:
        """Show a fact before it is asked."""
        ...

    def ask(self, view: QuestionView) -> str:
        """Show the question (or its newest note) and return the line typed."""
        ...

    def show_feedback(self, view: FeedbackView) -> None:
        """Show how the answer was."""
        ...

    def pause(self) -> str:
        """Let the learner read; return the line typed, empty to go on. A pipe goes on at once."""
        ...

    def announce(self, note: Message | str) -> None:
        """Say something on the next screen."""
        ...

    def show_note(self, note: Message | str) -> None:
        """Show one remark."""
        ...

    def track(self, title: Message) -> AbstractContextManager[Callable[[float], None]]:
        """Return a context that takes the share of a long work that is done, and may show it."""
        ...

    def show_summary(self, summary: Summary) -> None:
        """Show how the session went."""
        ...

    def choose(self, title: Message, options: list[Message | str]) -> int | None:
        """Ask for one of a few ways on, from 0; None where nobody can be asked."""
        ...

    def ask_name(self, notes: list[Message]) -> str | None:
        """Ask for a name; None where nobody can be asked."""
        ...

    def show_cards(self, cards: list[PocketCard]) -> None:
        """Show pocket cards, the good sentence of each last."""
        ...
