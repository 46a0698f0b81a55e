"""Make the screens in the README from a real run: `python docs/screens.py` writes docs/screen-*.svg.

Runs the installed `trainer` in a pseudo-terminal of 80×24 with an empty database, plays a few keys, and draws what
the terminal emulator then shows. Needs the test tools: pip install -e '.[test]'
"""

from __future__ import annotations

import io
import os
import re
import sys
import tempfile
import time
from pathlib import Path

import pexpect
import pyte
from rich.console import Console
from rich.style import Style
from rich.text import Text

COLUMNS, ROWS = 80, 24
QUIET_S = 0.6
"""A screen counts as finished when nothing has been written for this long."""
SHOTS = {"screen-lesson": ["小李\r"], "screen-question": ["\r"], "screen-feedback": ["2\r"]}
FONT_FACES = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
NAMES = {"brown": "yellow", "brightblack": "bright_black", "default": None}


def main(folder: Path) -> None:
    """Play the keys and write one picture after each shot."""
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.Stream(screen)
    with tempfile.TemporaryDirectory() as home:
        environ = {**os.environ, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home, "TERM": "xterm-256color"}
        command = f"{Path(sys.executable).parent / 'trainer'} drill --seed 7"
        child = pexpect.spawn(command, env=environ, encoding="utf-8", dimensions=(ROWS, COLUMNS))
        read_until_quiet(child, stream)
        for name, keys in SHOTS.items():
            for key in keys:
                child.send(key)
                read_until_quiet(child, stream)
            (folder / f"{name}.svg").write_text(draw(screen), encoding="utf-8")
        child.close(force=True)


def read_until_quiet(child: pexpect.spawn[str], stream: pyte.Stream) -> None:
    """Feed the emulator until the program waits for input."""
    last = time.monotonic()
    while time.monotonic() - last < QUIET_S:
        try:
            stream.feed(child.read_nonblocking(4096, timeout=0.1))
            last = time.monotonic()
        except pexpect.TIMEOUT:
            continue


def draw(screen: pyte.Screen) -> str:
    """Return the screen as a picture that loads nothing from elsewhere."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    for row in range(ROWS):
        console.print(row_text(screen, row), no_wrap=True, overflow="crop")
    return FONT_FACES.sub("", console.export_svg(title="trainer", unique_id="trainer"))


def row_text(screen: pyte.Screen, row: int) -> Text:
    """Return one row with its colours."""
    text = Text()
    for column in range(COLUMNS):
        cell = screen.buffer[row][column]
        style = Style(color=color_name(cell.fg), bold=cell.bold, italic=cell.italics)
        text.append(cell.data, style)
    text.rstrip()
    return text


def color_name(name: str) -> str | None:
    """Return a colour of the emulator as the drawing library names it."""
    return NAMES.get(name, f"#{name}" if re.fullmatch(r"[0-9a-f]{6}", name) else name)


if __name__ == "__main__":
    main(Path(__file__).parent)
