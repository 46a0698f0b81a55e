"""The bar appears for long work only, and leaves nothing behind."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from trainer.screen import track
from trainer.screen.track import track_on


@pytest.mark.parametrize(("seconds", "is_shown"), [(0.1, False), (track.MOMENT_S + 0.1, True)])
def test_only_work_of_more_than_a_moment_shows_a_bar(monkeypatch: pytest.MonkeyPatch, seconds: float, is_shown: bool) -> None:
    now = [0.0]
    monkeypatch.setattr("trainer.screen.track.time.monotonic", lambda: now[0])
    target = io.StringIO()
    console = Console(file=target, force_terminal=True, width=60)
    with track_on(console, "正在检查课程") as tick:
        now[0] = seconds
        tick(0.42)
    shown = target.getvalue()
    assert ("正在检查课程" in shown and "42%" in shown) is is_shown
    # What was drawn is wiped out at the end.
    assert shown.rstrip("\r\n").endswith("\x1b[2K") is is_shown


def test_an_interruption_takes_the_bar_away_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(track, "MOMENT_S", -1.0)
    target = io.StringIO()
    with pytest.raises(KeyboardInterrupt), track_on(Console(file=target, force_terminal=True, width=60), "x") as tick:
        tick(0.5)
        raise KeyboardInterrupt
    assert "\x1b[?25h" in target.getvalue()  # the cursor is back
