"""The drill on a terminal: rich draws, questionary reads. One screen a question, everything within 80×24."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from rich.console import Console
from rich.text import Text

from trainer.drill.pocket import PocketCard
from trainer.drill.respond import Command, read_command
from trainer.drill.summary import Summary
from trainer.errors import EndOfInput
from trainer.i18n import N_, Message, _, render
from trainer.reply.normalise import fold_width
from trainer.screen.front import FeedbackView, LessonView, QuestionView
from trainer.screen.prompt import Prompt
from trainer.screen.summary import summary_lines
from trainer.screen.words import answer_hint, card_lines, command_hint, feedback_lines, is_detailed, lesson_lines, progress_text
from trainer.screen.wrap import fit_rows, wrap_cells
from trainer.text import clean_text

WIDEST = 96
"""Cells of the widest line: longer ones are hard to read."""
BAR = 20
ROOMY, CLOSE, TIGHT = range(3)
"""With empty lines; without; and with feedback that repeats only the right option. The first that fits is taken."""
GRADE_STYLES = {"right": "bold green", "partial": "bold yellow", "wrong": "bold red"}


class TerminalFront:
    """Draws with `console`; `learner` stands in the head line, `prompt` reads lines and hides the screen."""

    def __init__(self, console: Console, prompt: Prompt, learner: str) -> None:
        self._console = console
        self._prompt = prompt
        self._learner = learner
        self._redraw: Callable[[], None] = console.clear
        self._news = ""
        self._shown_news = ""
        self._room = ROOMY

    @property
    def hidden_ms(self) -> int:
        """Milliseconds for which the screen was hidden so far."""
        return self._prompt.hidden_ms

    def show_lesson(self, view: LessonView) -> None:
        """Show a lesson on a screen of its own."""

        def draw() -> None:
            self._draw_head(view)
            self._write(_("先学一条：{title}", title=view.fact.title), "bold cyan")
            self._blank()
            self._write(_("情境：{situation}", situation=view.fact.situation), "italic")
            self._blank()
            *middle, last = lesson_lines(view.fact)
            for line in middle:
                self._write(line, hanging=2)
            self._write(last, "bold green", hanging=2)
            self._foot(_("看明白了按回车"))

        self._draw(draw)

    def ask(self, view: QuestionView) -> str:
        """Show the question with its notes and read one line."""

        def draw() -> None:
            self._draw_question(view)
            self._foot(answer_hint(view.question), command_hint() + _("  Esc 遮屏"))

        self._draw(draw)
        label = _("答") if view.certain else _("答（不确定）")
        return self._prompt.read_line(f"{label} › ", self._redraw)

    def show_feedback(self, view: FeedbackView) -> None:
        """Show the question, the answer given, and below it the feedback; the good sentence stands last."""

        def draw() -> None:
            shown = QuestionView(
                question=view.question, topic=view.topic, progress=view.progress, extra=view.extra, notes=[], certain=True, fresh=True
            )
            self._draw_question(shown, view.question.key if self._room == TIGHT else ())
            self._blank()
            self._write(_("您的回答：{response}", response=view.response), "dim")
            style = GRADE_STYLES[view.feedback.mark.grade]
            first, *middle, say = fit_rows(feedback_lines(view.feedback), self._width)
            self._write(first, style)
            for line in middle:
                self._write(line)
            self._write(say, "bold green")
            again = _(" · 这题过会儿再来") if view.feedback.comes_back else ""
            self._foot(_("回车继续 · /撤销  /标记  /退出") + again)

        self._draw(draw)

    def pause(self) -> str:
        """Wait for Enter or a command."""
        return self._prompt.read_line("› ", self._redraw)

    def announce(self, note: Message | str) -> None:
        """Keep the remark for the head of the next screen, which would wipe it out now."""
        self._news = f"{self._news} {render(note)}".strip()

    def show_note(self, note: Message | str) -> None:
        """Show a remark below what stands there."""
        self._write(render(note), "yellow")

    def track(self, title: Message) -> AbstractContextManager[Callable[[float], None]]:
        """Show a bar once the work has taken a moment."""
        from trainer.screen.progress import track_on

        return track_on(self._console, render(title))

    def show_summary(self, summary: Summary) -> None:
        """Show the end of the session on a screen of its own."""

        def draw() -> None:
            head, *rest = summary_lines(summary)
            self._write(head, "bold green")
            self._blank()
            for line in rest:
                self._write(line, hanging=5)
            self._blank()

        self._draw(draw)

    def show_cards(self, cards: list[PocketCard]) -> None:
        """Show each card in a few lines; they stay in the scroll-back for reading at the counter."""
        for card in cards:
            title, *middle, say = card_lines(card, detailed=is_detailed(cards))
            self._write(title, "bold cyan")
            for line in middle:
                self._write(line, hanging=4)
            self._write(say, "bold green", hanging=4)

    def choose(self, title: Message, options: list[Message | str]) -> int | None:
        """Ask for one of a few ways on by its number."""

        def draw() -> None:
            for line in render(title).split("\n"):
                self._write(line, "bold")
            self._write_options(options)

        self._draw(draw)
        while True:
            line = self._prompt.read_line(_("输入数字 › "), self._redraw)
            number = read_number(line) or _find_option(line, options)
            if 1 <= number <= len(options):
                return number - 1
            if read_command(line) == Command("quit"):
                raise EndOfInput
            self.show_note(N_("请输入 1 到 {count} 中的一个数字。", count=len(options)))

    def ask_name(self, notes: list[Message]) -> str | None:
        """Ask for a name until there is one."""

        def draw() -> None:
            for note in notes:
                self._write(render(note))
            self._blank()

        self._draw(draw)
        while True:
            if name := clean_text(self._prompt.read_line(_("怎么称呼您？ › "), self._redraw)):
                return name

    def _draw_question(self, view: QuestionView, only: Sequence[int] = ()) -> None:
        self._draw_head(view)
        for line in view.question.context:
            self._write(line)
        self._write(render(view.question.ask), "bold")
        self._blank()
        self._write_options(view.question.options, only)
        for note in view.notes:
            for line in render(note).split("\n"):
                self._write(line, "yellow")

    def _write_options(self, options: list[Message | str], only: Sequence[int] = ()) -> None:
        """Write numbered options; with `only`, those at these positions."""
        for position, option in enumerate(options):
            if not only or position in only:
                self._write(f"{position + 1}  {render(option)}", hanging=3)

    def _draw_head(self, view: LessonView | QuestionView) -> None:
        behind, total = view.progress
        bar = min(BAR, self._console.width // 5)
        filled = bar * behind // max(1, total)
        head = Text.assemble(
            ("━" * filled, "green"),
            ("━" * (bar - filled), "bright_black"),
            (f"  {progress_text(view.progress, view.extra)}  ", "dim"),
            (clean_text(f"{self._learner} · {view.topic}"), "cyan"),
        )
        self._console.print(head, overflow="ellipsis", no_wrap=True)
        if self._shown_news:
            self._write(self._shown_news, "yellow")
        self._blank()

    def _foot(self, *lines: str) -> None:
        self._blank()
        for line in lines:
            self._write(line, "dim")

    def _draw(self, draw: Callable[[], None]) -> None:
        """Show a screen with what was announced, and remember how to draw it again after hiding."""
        self._shown_news, self._news = self._news, ""

        def redraw() -> None:
            self._room = next((room for room in (ROOMY, CLOSE) if self._fits(draw, room)), TIGHT)
            self._console.clear()
            draw()

        self._redraw = redraw
        redraw()

    def _fits(self, draw: Callable[[], None], room: int) -> bool:
        """Draw for nobody and count; the prompt needs a row too."""
        self._room = room
        with self._console.capture() as drawn:
            draw()
        return drawn.get().count("\n") < self._console.height

    def _write(self, text: str, style: str = "", hanging: int = 0) -> None:
        """Print untrusted text in wrapped lines; later lines are indented by `hanging` cells."""
        width = self._width
        first, *rest = wrap_cells(clean_text(text) if not text.startswith(" ") else "  " + clean_text(text), width - hanging)
        for line in [first, *(" " * hanging + line for line in rest)]:
            self._console.print(Text(line, style), no_wrap=True, overflow="fold")

    @property
    def _width(self) -> int:
        # The last cell stays free: some terminals wrap as soon as it is filled.
        return min(self._console.width, WIDEST) - 1

    def _blank(self) -> None:
        if self._room == ROOMY:
            self._console.print()


def _find_option(line: str, options: list[Message | str]) -> int:
    """Return the number of the option that was written out; 0 when it is none."""
    wanted = fold_width(clean_text(line))
    return next((number for number, option in enumerate(options, 1) if fold_width(render(option)) == wanted), 0)


def read_number(line: str) -> int:
    """Return the number typed in half- or full-width digits; 0 when it is none."""
    digits = fold_width(clean_text(line))
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else 0
