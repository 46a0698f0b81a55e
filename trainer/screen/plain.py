"""Numbered lines out, one line an answer in: for pipes, tests and screen readers. No colour, no cursor movement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TextIO

from trainer.drill.pocket import PocketCard
from trainer.drill.question import Mode
from trainer.drill.summary import Summary
from trainer.errors import EndOfInput
from trainer.i18n import Message, _, render
from trainer.screen.front import FeedbackView, LessonView, MenuView, PlayView, ProgressView, QuestionView
from trainer.screen.summary import summary_lines
from trainer.screen.words import answer_hint, card_lines, command_hint, feedback_lines, is_detailed, lesson_lines, progress_text
from trainer.text import clean_text

LONGEST_LINE = 4096
"""Characters read of one input line; the rest of an endless line is dropped unread."""


class PlainFront:
    """Reads `source`, writes `target`. Feedback, lessons and pauses consume no line."""

    def __init__(self, source: TextIO, target: TextIO) -> None:
        self._source = source
        self._target = target
        self._explained: set[Mode] = set()
        self.hidden_ms = 0

    def show_lesson(self, view: LessonView) -> None:
        """Print the lesson."""
        self._write("", _("【新知识】{topic} · {title}", topic=view.topic, title=view.fact.title))
        self._write(_("  情境：{situation}", situation=view.fact.situation), *(f"  {line}" for line in lesson_lines(view.fact)))

    def ask(self, view: QuestionView) -> str:
        """Print the question once, later only what is new, and read one line."""
        if view.fresh:
            self._write_question(view)
        if view.notes:
            self._write(*render(view.notes[-1]).split("\n"))
        return self._read()

    def show_feedback(self, view: FeedbackView) -> None:
        """Print at most five lines; the good sentence is the last."""
        self._write(*feedback_lines(view.feedback))

    def pause(self) -> str:
        """Go on at once."""
        return ""

    def announce(self, note: Message | str) -> None:
        """Print the remark at once."""
        self.show_note(note)

    def show_note(self, note: Message | str) -> None:
        """Print the remark."""
        self._write(render(note))

    def track(self, title: Message) -> AbstractContextManager[Callable[[float], None]]:
        """Show nothing: a pipe reads only results."""
        return nullcontext(lambda share: None)

    def show_summary(self, summary: Summary) -> None:
        """Print the summary."""
        self._write("", *summary_lines(summary))

    def choose(self, title: Message | str, options: list[Message | str]) -> int | None:
        """Ask nobody: every line belongs to an answer."""
        return None

    def choose_menu(self, view: MenuView) -> int | None:
        """Ask nobody."""
        return None

    def ask_name(self, notes: list[Message]) -> str | None:
        """Ask nobody."""
        return None

    def ask_text(self, notes: Sequence[Message | str], label: Message) -> str | None:
        """Ask nobody."""
        return None

    def read_text(self, notes: Sequence[Message | str], label: Message, draft: str = "") -> str:
        """Print the notes and read one line."""
        self._write("", *map(render, notes))
        return clean_text(self._read())

    def ask_secret(self, notes: list[Message], label: Message) -> str | None:
        """Ask a person who uses plain lines on a terminal; a pipe is asked nothing."""
        from trainer.screen.secret import read_hidden

        if not self._source.isatty():
            return None
        # On the terminal itself: the output may be a file, or JSON for a program.
        return read_hidden("\n".join(clean_text(render(line)) for line in [*notes, label]) + " ")

    def ask_play(self, view: PlayView) -> str:
        """Print who stands there once, then what she says, and read one line."""
        from trainer.screen.play import diamond_line, number_lines  # a drill need not load it

        head = [view.title, *view.who] if view.fresh else []
        spoken = [f"{speaker}：{said}" for speaker, said in view.exchange if speaker != _("您")]
        self._write(*head, diamond_line(view.base), *spoken, *number_lines(view.options), *map(render, view.notes))
        return self._read()

    def show_cards(self, cards: list[PocketCard]) -> None:
        """Print each card as a few lines."""
        self.show_blocks(card_lines(card, detailed=is_detailed(cards)) for card in cards)

    def show_blocks(self, blocks: Iterable[list[str]]) -> None:
        """Print each block with an empty line behind it."""
        for block in blocks:
            self._write(*block, "")

    def show_pages(self, blocks: Iterable[list[str]], end: Message | None = None) -> bool:
        """Print every block."""
        self.show_blocks(blocks)
        return True

    def show_progress(self, view: ProgressView, end: Message | None = None) -> bool:
        """Print the whole report as lines."""
        from trainer.screen.report import report_lines

        self._write(*report_lines(view.learner, view.progress))
        return True

    def wait(self, label: Message) -> None:
        """Go on at once."""

    def _write_question(self, view: QuestionView) -> None:
        question = view.question
        self._write("", f"[{progress_text(view.progress, view.extra)}] {view.topic}", *question.context, render(question.ask))
        self._write(*(f"{number}. {render(option)}" for number, option in enumerate(question.options, 1)))
        if question.mode not in self._explained:
            self._write(f"({answer_hint(question)})", *([] if self._explained else [f"({command_hint()})"]))
            self._explained.add(question.mode)

    def _read(self) -> str:
        line = self._source.readline(LONGEST_LINE)
        if not line:
            raise EndOfInput
        rest = line
        while rest and not rest.endswith("\n"):
            rest = self._source.readline(LONGEST_LINE)
        return line

    def _write(self, *lines: str) -> None:
        self._target.write("".join(f"{'  ' * line.startswith(' ')}{clean_text(line)}".rstrip() + "\n" for line in lines))
        self._target.flush()
