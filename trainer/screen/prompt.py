"""Reading one line on a terminal with questionary, and hiding the screen: by Esc, or by itself when nobody types."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rich.console import Console

from trainer.errors import EndOfInput
from trainer.i18n import _
from trainer.screen.secret import FIRST_WAIT_S, LONGEST_WAIT_S, hold_keyboard

if TYPE_CHECKING:
    from prompt_toolkit.application import Application
    from prompt_toolkit.key_binding import KeyBindings

    from trainer.screen.menu import Menu, Row

LINE_MOST = 4_096
"""Characters taken of one line; whoever asks knows how many are too many, and says so."""
ESCAPE_WAIT_S = 0.05
"""How long a lone Esc may be the start of a longer key sequence."""
TICK_S = 1.0


class _Hidden(Exception):
    """The prompt was left to hide the screen; carries what was typed so far."""

    def __init__(self, draft: str) -> None:
        super().__init__()
        self.draft = draft


class Prompt:
    """Reads lines. `idle_s` seconds without a key hide the screen; time spent hidden is counted in `hidden_ms`.

    With `unlock`, which tells whether a PIN is right, only the PIN brings a hidden screen back.
    """

    def __init__(self, console: Console, idle_s: float, unlock: Callable[[str], bool] | None = None) -> None:
        self._console = console
        self._idle_s = idle_s
        self._unlock = unlock
        self.hidden_ms = 0

    def read_line(self, label: str, redraw: Callable[[], None], draft: str = "") -> str:
        """Return one line, begun with `draft`. Ctrl-D raises `EndOfInput`, Ctrl-C `KeyboardInterrupt`; both leave the terminal usable."""
        return self._until_read(lambda typed: self._read_once(label, typed), redraw, draft)

    def read_menu(self, menu: Menu, label: str, rows: Callable[[str], list[Row]], redraw: Callable[[], None]) -> str:
        """Return one line typed below a menu, whose pointer may have moved; `rows` draws it for what is typed so far."""
        return self._until_read(lambda draft: self._read_menu_once(menu, label, rows, draft), redraw)

    def _until_read(self, read_once: Callable[[str], str], redraw: Callable[[], None], draft: str = "") -> str:
        while True:
            try:
                return read_once(draft)
            except _Hidden as hidden:
                draft = hidden.draft
                self._hide()
                redraw()
            except EOFError:
                raise EndOfInput from None

    def _read_once(self, label: str, draft: str) -> str:
        # questionary takes 125 ms to import: by now the question stands on the screen.
        import questionary

        question = questionary.text("", qmark=label.rstrip(), default=draft, key_bindings=_hiding_keys(), style=_plain_style())
        application = question.application
        application.ttimeoutlen = ESCAPE_WAIT_S
        application.pre_run_callables.append(lambda: _watch_idle(application, self._idle_s))
        line: str = question.unsafe_ask()
        return line[:LINE_MOST]

    def _read_menu_once(self, menu: Menu, label: str, rows: Callable[[str], list[Row]], draft: str) -> str:
        from trainer.screen.menu import open_session

        session = open_session(menu, label, rows, _hiding_keys())
        session.app.ttimeoutlen = ESCAPE_WAIT_S
        # What rich drew while this was loading is drawn again by the prompt itself, which can change it.
        self._console.clear()
        line = session.prompt(default=draft, pre_run=lambda: _watch_idle(session.app, self._idle_s))
        return line[:LINE_MOST]

    def read_secret(self, label: str) -> str:
        """Return one line that the screen does not show."""
        import questionary

        question = questionary.password("", qmark=label.rstrip(), style=_plain_style())
        question.application.ttimeoutlen = ESCAPE_WAIT_S
        try:
            line: str = question.unsafe_ask()
        except EOFError:
            raise EndOfInput from None
        return line[:LINE_MOST]

    def _hide(self) -> None:
        """Show a screen that tells a passing customer nothing, until a key (or the PIN) brings the drill back."""
        started = time.monotonic()
        try:
            with self._console.screen(hide_cursor=False):
                # Some terminals have no second screen: there the drill itself must go.
                self._console.clear()
                self._wait_for_pin(self._unlock) if self._unlock else self._wait_for_return()
        except BaseException:
            if self._unlock:  # who leaves from here may be anybody, and the first screen stands there again
                self._console.clear()
            raise
        finally:
            self.hidden_ms += int((time.monotonic() - started) * 1000)

    def _wait_for_pin(self, unlock: Callable[[str], bool]) -> None:
        """Stay hidden until the PIN is right, longer after each wrong one."""
        wait_s = FIRST_WAIT_S
        self._console.print(_("输入 PIN，按回车返回"), style="dim")
        while not unlock(self._read_pin()):
            hold_keyboard(wait_s)
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)
            self._console.clear()
            self._console.print(_("PIN 不对，请再输一次，按回车返回"), style="dim")

    def _read_pin(self) -> str:
        try:
            return self.read_secret("PIN › ")
        except EndOfInput:
            # The end of input closes a drill with its summary, which is not for whoever pressed Ctrl-D here.
            raise KeyboardInterrupt from None

    def _wait_for_return(self) -> None:
        import questionary

        self._console.print(_("按回车返回"), style="dim")
        try:
            questionary.text("", qmark="", style=_plain_style()).unsafe_ask()
        except EOFError:
            raise EndOfInput from None


def _hiding_keys() -> KeyBindings:
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    bindings = KeyBindings()

    @bindings.add("escape", eager=True)
    def _hide_now(event: KeyPressEvent) -> None:
        event.app.exit(exception=_Hidden(event.app.current_buffer.text))

    return bindings


def _watch_idle(application: Application[Any], idle_s: float) -> None:
    """Leave the prompt once nothing has been typed for `idle_s` seconds."""
    import asyncio  # 20 ms, and by now the question stands on the screen

    last_key = time.monotonic()

    def note_key(_sender: object) -> None:
        nonlocal last_key
        last_key = time.monotonic()

    async def watch() -> None:
        while (left := last_key + idle_s - time.monotonic()) > 0:
            await asyncio.sleep(min(left, TICK_S))
        if application.is_running:
            application.exit(exception=_Hidden(application.current_buffer.text))

    application.key_processor.after_key_press += note_key
    application.create_background_task(watch())


def _plain_style() -> Any:
    from questionary import Style

    return Style([("qmark", "bold"), ("question", ""), ("answer", "")])
