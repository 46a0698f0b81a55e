"""A screen to choose from: rich draws it at once; the prompt, which takes longer to load, then draws the same and moves the pointer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from trainer.i18n import Message, _, render
from trainer.reply.normalise import fold_width
from trainer.screen.wrap import wrap_cells
from trainer.text import clean_text

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

Row = tuple[str, str]
"""A text that fits into one line, and its style."""
STYLES = {"": "", "bold": "bold", "yellow": "ansiyellow"}
"""Our styles in the prompt's words."""
POINTER, REST = "> ", "  "


class Menu:
    """Numbered options below some lines. `pointed`: the option that Enter alone takes, from 0; None for none yet."""

    def __init__(self, head: list[tuple[Message | str, str]], options: list[Message | str], pointed: int | None = None) -> None:
        self.head = head
        self.options = [render(option) for option in options]
        self.pointed = pointed
        self.note: Message | str = ""

    def rows(self, width: int, *, roomy: bool, typed: str = "") -> list[Row]:
        """Return the whole screen above the line to type into; with `roomy` with empty lines."""
        blank = [("", "")] if roomy else []
        head = [(row, style) for text, style in self.head for row in wrap_cells(clean_text(render(text)), width)]
        note = [(row, "yellow") for row in wrap_cells(clean_text(render(self.note)), width)] if self.note else []
        lines = (_("输入数字，或用上下键选好，再按回车。"), _("/退出 离开  Esc 遮屏"))
        hint = [(row, "") for line in lines for row in wrap_cells(line, width)]
        pointed = (self.number_of(typed) or (self.pointed if self.pointed is not None else -1) + 1) - 1
        options = [row for place in range(len(self.options)) for row in self._option_rows(place, width, place == pointed)]
        return [*head, *blank, *options, *blank, *note, *hint]

    def number_of(self, line: str) -> int:
        """Return the number of the option meant by a digit in any width or by its own words; 0 for none."""
        number = read_number(line)
        if 1 <= number <= len(self.options):
            return number
        wanted = fold_width(clean_text(line))
        return next((number for number, option in enumerate(self.options, 1) if fold_width(option) == wanted), 0)

    def move(self, by: int, typed: str) -> None:
        """Point to the option after (or before) the one typed or pointed to, round and round."""
        number = self.number_of(typed)
        start = number - 1 if number else self.pointed
        first = 0 if by > 0 else -1
        self.pointed = (first if start is None else start + by) % len(self.options)

    def _option_rows(self, place: int, width: int, is_pointed: bool) -> list[Row]:
        digits = len(str(len(self.options)))
        lead = f"{POINTER if is_pointed else REST}{place + 1:>{digits}}  "
        first, *rest = wrap_cells(clean_text(self.options[place]), width - len(lead))
        style = "bold" if is_pointed else ""
        return [(lead + first, style), *((" " * len(lead) + row, style) for row in rest)]


def read_number(line: str) -> int:
    """Return the number typed in half- or full-width digits; 0 when it is none."""
    digits = fold_width(clean_text(line))
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else 0


def open_session(menu: Menu, label: str, rows: Callable[[str], list[Row]], keys: KeyBindings) -> PromptSession[str]:
    """Return a prompt that shows the rows of a menu above its line; the arrow keys move the pointer."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.key_binding import merge_key_bindings

    session: PromptSession[str]

    def show() -> StyleAndTextTuples:
        drawn: StyleAndTextTuples = [(STYLES[style], f"{text}\n") for text, style in rows(session.default_buffer.text)]
        return [*drawn, ("bold", label)]

    # Wiped when done: a menu may fill the screen, and Enter on the last row would push it up.
    session = PromptSession(message=show, key_bindings=merge_key_bindings([keys, _arrow_keys(menu)]), erase_when_done=True)
    return session


def _arrow_keys(menu: Menu) -> KeyBindings:
    from prompt_toolkit.key_binding import KeyBindings

    bindings = KeyBindings()

    def add(key: str, by: int) -> None:
        @bindings.add(key, eager=True)
        def _move(event: KeyPressEvent) -> None:
            menu.move(by, event.app.current_buffer.text)
            event.app.current_buffer.reset()

    add("up", -1)
    add("down", 1)
    return bindings
