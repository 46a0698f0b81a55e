"""Reading one line on a terminal with questionary, and hiding the screen: by Esc, or by itself when nobody types."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rich.console import Console

from trainer.drill.respond import LONGEST
from trainer.errors import EndOfInput
from trainer.i18n import _

if TYPE_CHECKING:
    from prompt_toolkit.application import Application
    from prompt_toolkit.key_binding import KeyBindings

ESCAPE_WAIT_S = 0.05
"""How long a lone Esc may be the start of a longer key sequence."""
TICK_S = 1.0


class _Hidden(Exception):
    """The prompt was left to hide the screen; carries what was typed so far."""

    def __init__(self, draft: str) -> None:
        super().__init__()
        self.draft = draft


class Prompt:
    """Reads lines. `idle_s` seconds without a key hide the screen; time spent hidden is counted in `hidden_ms`."""

    def __init__(self, console: Console, idle_s: float) -> None:
        self._console = console
        self._idle_s = idle_s
        self.hidden_ms = 0

    def read_line(self, label: str, redraw: Callable[[], None]) -> str:
        """Return one line. Ctrl-D raises `EndOfInput`, Ctrl-C `KeyboardInterrupt`; both leave the terminal usable."""
        draft = ""
        while True:
            try:
                return self._read_once(label, draft)
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
        return line[: LONGEST + 1]

    def _hide(self) -> None:
        """Show a screen that tells a passing customer nothing, until a key brings the drill back."""
        started = time.monotonic()
        with self._console.screen(hide_cursor=False):
            # Some terminals have no second screen: there the drill itself must go.
            self._console.clear()
            self._console.print(_("按回车返回"), style="dim")
            try:
                self._wait_for_return()
            finally:
                self.hidden_ms += int((time.monotonic() - started) * 1000)

    def _wait_for_return(self) -> None:
        import questionary

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
