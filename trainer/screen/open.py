"""Opening a front on the process's own streams."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from trainer.screen.front import Front


def open_lines() -> Front:
    """Return the front for pipes and screen readers."""
    from trainer.screen.plain import PlainFront

    return PlainFront(sys.stdin, sys.stdout)


def open_terminal(learner: str, idle_s: float, colour: str = "auto", unlock: Callable[[str], bool] | None = None) -> Front:
    """Return the front for a terminal; after `idle_s` seconds without a key it hides itself. `colour`: auto, always or never.

    `unlock` tells whether a PIN is right: then only the PIN brings the hidden screen back.
    """
    from rich.console import Console

    from trainer.screen.prompt import Prompt
    from trainer.screen.terminal import TerminalFront

    # The prompt would ask the terminal where the cursor is, and warn when no answer comes.
    os.environ.setdefault("PROMPT_TOOLKIT_NO_CPR", "1")
    # Left to itself, the library asks the terminal, and NO_COLOR.
    no_color = {"never": True, "always": False}.get(colour)
    console = Console(highlight=False, emoji=False, markup=False, no_color=no_color)
    return TerminalFront(console, Prompt(console, idle_s, unlock), learner)
