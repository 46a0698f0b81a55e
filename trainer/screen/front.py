"""What every front offers: the same drill runs on a terminal, on a pipe and in a test."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

import msgspec

from trainer.course.model import Fact
from trainer.drill.pocket import PocketCard
from trainer.drill.question import Feedback, Question
from trainer.drill.summary import Summary
from trainer.i18n import Message

if TYPE_CHECKING:
    from trainer.report.progress import Progress


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


class MenuView(msgspec.Struct, frozen=True, kw_only=True):
    """Lines, the first of them a title, and what can be done, of which `default` (from 0) is what Enter alone does."""

    lines: list[Message | str]
    options: list[Message | str]
    default: int = 0


class PlayView(msgspec.Struct, frozen=True, kw_only=True):
    """One moment of a role-play: who stands there, how far the runner got (0 to 4), what was said last, what can be said.

    `exchange`: who spoke, and what; the newest last. `options` are empty where the learner types.
    """

    title: str
    who: list[str]
    base: int
    exchange: list[tuple[str, str]]
    options: list[str] = []
    notes: list[Message | str] = []
    fresh: bool = False


class ProgressView(msgspec.Struct, frozen=True):
    """A report and whose it is."""

    learner: str
    progress: Progress


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

    def choose(self, title: Message | str, options: list[Message | str]) -> int | None:
        """Ask for one of a few ways on, from 0; None where nobody can be asked."""
        ...

    def choose_menu(self, view: MenuView) -> int | None:
        """Show a screen of its own and ask what to do, from 0; None where nobody can be asked."""
        ...

    def ask_name(self, notes: list[Message]) -> str | None:
        """Ask for a name; None where nobody can be asked."""
        ...

    def ask_text(self, notes: Sequence[Message | str], label: Message) -> str | None:
        """Ask for a line of text that is not empty; None where nobody can be asked."""
        ...

    def read_text(self, notes: Sequence[Message | str], label: Message, draft: str = "") -> str:
        """Ask once, on a pipe too, and return the line, perhaps empty; on a terminal `draft` stands there to be changed.

        Raises `EndOfInput` when no line will come.
        """
        ...

    def ask_secret(self, notes: list[Message], label: Message) -> str | None:
        """Ask for a line that the screen does not show, perhaps empty; None where nobody can be asked."""
        ...

    def ask_play(self, view: PlayView) -> str:
        """Show a moment of a role-play and return the line typed. Raises `EndOfInput` when no line will come."""
        ...

    def show_cards(self, cards: list[PocketCard]) -> None:
        """Show pocket cards, the good sentence of each last."""
        ...

    def show_blocks(self, blocks: Iterable[list[str]]) -> None:
        """Show blocks (a title, lines, the good sentence last) one below the other."""
        ...

    def show_pages(self, blocks: Iterable[list[str]], end: Message | None = None) -> bool:
        """Show such blocks a screenful at a time, and at the end wait below `end`.

        False when the reader left before the end. A pipe gets everything at once.
        """
        ...

    def show_progress(self, view: ProgressView, end: Message | None = None) -> bool:
        """Show a learner's report a screenful at a time; `end` and what is returned as in `show_pages`."""
        ...

    def wait(self, label: Message) -> None:
        """Leave on the screen what stands there until Enter. A pipe goes on at once."""
        ...
