"""The drill on a terminal: rich draws, questionary reads. One screen a question, everything within 80×24."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from functools import partial

from rich.console import Console
from rich.text import Text

from trainer.drill.pocket import PocketCard
from trainer.drill.respond import Command, read_command
from trainer.drill.summary import Summary
from trainer.errors import EndOfInput
from trainer.i18n import N_, Message, _, render
from trainer.screen.front import FeedbackView, LessonView, MenuView, PlayView, ProgressView, QuestionView
from trainer.screen.menu import Menu
from trainer.screen.pages import split_pages
from trainer.screen.prompt import Prompt
from trainer.screen.summary import summary_lines
from trainer.screen.words import after_hint, answer_hint, card_lines, command_hint, feedback_lines, is_detailed, lesson_lines, progress_text
from trainer.screen.wrap import fit_rows, wrap_cells
from trainer.text import clean_text

WIDEST = 96
"""Cells of the widest line: longer ones are hard to read."""
BAR = 20
FOOT = 2
"""Rows kept free below a page: an empty one and the one to type into."""
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
            self._foot(after_hint(view) + again)

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
        from trainer.screen.track import track_on

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

    def ask_play(self, view: PlayView) -> str:
        """Show a moment of a role-play on a screen of its own and read one line."""
        from trainer.screen.play import DRAWN, play_rows  # a drill need not load it

        def draw() -> None:
            for text, style, hanging in play_rows(view, roomy=self._room == ROOMY):
                if hanging == DRAWN:
                    self._print(Text(text, style))
                else:
                    self._write(text, style, hanging) if text else self._blank()

        self._draw(draw)
        return self._prompt.read_line(_("您说 › "), self._redraw)

    def show_cards(self, cards: list[PocketCard]) -> None:
        """Show each card in a few lines; they stay in the scroll-back for reading at the counter."""
        self.show_blocks(card_lines(card, detailed=is_detailed(cards)) for card in cards)

    def show_blocks(self, blocks: Iterable[list[str]]) -> None:
        """Show everything at once; it stays in the scroll-back."""
        for block in blocks:
            self._print_all(self._block_rows(block))

    def show_pages(self, blocks: Iterable[list[str]], end: Message | None = None) -> bool:
        """Show a page at a time; the next one with Enter."""
        return self._turn_pages(map(self._block_rows, blocks), end, [Text()])

    def show_progress(self, view: ProgressView, end: Message | None = None) -> bool:
        """Show tables and a calendar, a page at a time."""
        from trainer.screen.report_page import report_blocks

        coloured = bool(self._console.color_system) and not self._console.no_color
        return self._turn_pages(report_blocks(view.learner, view.progress, self._width, coloured=coloured), end)

    def _turn_pages(self, blocks: Iterable[list[Text]], end: Message | None, gap: list[Text] | None = None) -> bool:
        for rows, is_last in split_pages(blocks, self._console.height - FOOT, gap or []):
            # A page needs no blank row on top.
            self._draw(partial(self._print_all, rows[0 if rows[0].plain else 1 :]))
            if is_last and end is None:
                return True
            label = render(end) if is_last and end else _("回车看下一页，/退出 就不看了")
            if self._is_quit(self._prompt.read_line(f"{label} › ", self._redraw)):
                return False
        return True

    def wait(self, label: Message) -> None:
        """Wait for Enter below what stands there. Leaving is leaving altogether."""
        if self._is_quit(self._prompt.read_line(f"{render(label)} › ", self._redraw)):
            raise EndOfInput

    def choose(self, title: Message | str, options: list[Message | str]) -> int | None:
        """Ask for one of a few ways on, by its number or with the arrow keys; Enter alone chooses nothing."""
        return self._choose(Menu([(line, "bold") for line in render(title).split("\n")], options))

    def choose_menu(self, view: MenuView) -> int | None:
        """Ask what to do next; Enter alone takes the default."""
        title, *lines = view.lines
        return self._choose(Menu([(title, "bold"), *((line, "") for line in lines)], view.options, view.default))

    def _choose(self, menu: Menu) -> int:
        while True:
            self._draw(lambda: self._print_all([Text(text, style) for text, style in self._menu_rows(menu)]))
            line = self._prompt.read_menu(menu, _("输入数字 › "), lambda typed: self._menu_rows(menu, typed), self._redraw)
            if self._is_quit(line):
                raise EndOfInput
            if not line.strip() and menu.pointed is not None:
                return menu.pointed
            if number := menu.number_of(line):
                return number - 1
            menu.note = N_("请输入 1 到 {count} 中的一个数字。", count=len(menu.options))

    def _menu_rows(self, menu: Menu, typed: str = "") -> list[tuple[str, str]]:
        news = [(row, "yellow") for row in wrap_cells(self._shown_news, self._width)] if self._shown_news else []
        return news + menu.rows(self._width, roomy=self._room == ROOMY, typed=typed)

    def ask_name(self, notes: list[Message]) -> str | None:
        """Ask for a name until there is one."""
        return self.ask_text(notes, N_("怎么称呼您？ › "))

    def ask_text(self, notes: Sequence[Message | str], label: Message) -> str | None:
        """Ask until there is something."""
        while not (text := self.read_text(notes, label)):
            pass
        return text

    def read_text(self, notes: Sequence[Message | str], label: Message, draft: str = "") -> str:
        """Ask once on a screen of its own."""
        self._draw_notes(notes)
        return clean_text(self._prompt.read_line(render(label), self._redraw, draft))

    def ask_secret(self, notes: list[Message], label: Message) -> str | None:
        """Ask once; stars stand for what is typed."""
        self._draw_notes(notes)
        return self._prompt.read_secret(render(label))

    def _draw_notes(self, notes: Sequence[Message | str]) -> None:
        def draw() -> None:
            for note in notes:
                self._write(render(note))
            self._blank()

        self._draw(draw)

    def _draw_question(self, view: QuestionView, only: Sequence[int] = ()) -> None:
        self._draw_head(view)
        for line in view.question.context:
            self._write(line)
        self._write(render(view.question.ask), "bold")
        if view.question.options or view.notes:
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
        self._print_all(self._rows(text, style, hanging))

    def _rows(self, text: str, style: str = "", hanging: int = 0) -> list[Text]:
        cleaned = clean_text(text) if not text.startswith(" ") else "  " + clean_text(text)
        first, *rest = wrap_cells(cleaned, self._width - hanging)
        return [Text(line, style) for line in [first, *(" " * hanging + line for line in rest)]]

    def _block_rows(self, block: list[str]) -> list[Text]:
        """Return the rows of a title, some lines, and the sentence to say."""
        title, *middle, say = block
        inner = [row for line in middle for row in self._rows(line, hanging=4)]
        return [*self._rows(title, "bold cyan"), *inner, *self._rows(say, "bold green", hanging=4)]

    def _print_all(self, rows: list[Text]) -> None:
        for row in rows:
            self._print(row)

    def _print(self, row: Text) -> None:
        self._console.print(row, no_wrap=True, overflow="fold")

    @property
    def _width(self) -> int:
        # The last cell stays free: some terminals wrap as soon as it is filled.
        return min(self._console.width, WIDEST) - 1

    @staticmethod
    def _is_quit(line: str) -> bool:
        return read_command(line) == Command("quit")

    def _blank(self) -> None:
        if self._room == ROOMY:
            self._console.print()
