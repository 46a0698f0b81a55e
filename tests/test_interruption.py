"""Stopped anywhere: what was acknowledged is kept, the terminal is left usable, and the drill goes on."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("POSIX signals and pseudo-terminals", allow_module_level=True)

from plain_driver import (
    await_feedback,
    await_line,
    begin,
    coming_lines,
    count_answers,
    count_feedback,
    data_folder,
    feed_lines,
    replay_session,
    rows,
    run,
    start,
)
from terminal_driver import CTRL_C, CTRL_D, Terminal

from trainer.errors import Interrupted
from trainer.store import check_integrity, open_store

LONG = ("drill", "--new", "50", "--minutes", "120", "--seed", "7")
"""More questions than one test can answer."""
SERIES = 50 if os.environ.get("TRAINER_CAMPAIGN") else 5
KILLS = 10


@pytest.mark.parametrize("series", range(SERIES))
def test_kill_9_loses_no_acknowledged_answer(series: int, tmp_path: Path) -> None:
    """Ten kills of one learner's drill: between answers, within them, and while starting."""
    chance = random.Random(series)
    begin(*LONG[1:])
    acknowledged = 0
    for kill in range(KILLS):
        stored = count_answers()
        shown = _run_and_kill(chance, starting=kill % 5 == 4)
        acknowledged += shown
        # Looked at in a copy: the program itself must cope with what the kill left.
        copy = shutil.copytree(data_folder(), tmp_path / f"kill-{kill}")
        assert rows("PRAGMA integrity_check", folder=copy) == [("ok",)]
        assert stored + shown <= count_answers(copy) <= stored + shown + 1, "at most the one that was being acknowledged"
    assert acknowledged > 0
    resumed = run(*LONG, feed=next(coming_lines(replay_session())) + "\n")
    assert resumed.returncode == 0
    assert "接着上次的练习。" in resumed.stdout
    assert count_feedback(resumed.stdout) == 1
    with open_store(data_folder() / "trainer.db") as store:
        assert check_integrity(store) == []


def _run_and_kill(chance: random.Random, *, starting: bool) -> int:
    """Answer a few questions, kill somewhere in the next ones, and return how many answers were acknowledged."""
    before = chance.randint(0, 3)
    # Wrong answers come back, so the questions do not run out.
    lines = list(islice(coming_lines(replay_session(), right=False), before + 2))
    process = start(*LONG)
    feed_lines(process, lines[:before])
    seen = [] if starting else await_feedback(process, before)
    feed_lines(process, lines[before:])
    time.sleep(chance.uniform(0.05, 0.6) if starting else chance.uniform(0, 0.02))
    process.kill()
    rest, errors = process.communicate()
    assert process.returncode in (-signal.SIGKILL, 0)
    assert not errors
    return count_feedback("".join(seen)) + count_feedback(rest.decode(errors="replace"))


@pytest.mark.parametrize("seed", range(3))
def test_kill_9_on_a_terminal(seed: int) -> None:
    chance = random.Random(seed)
    begin(*LONG[1:])
    first, second = islice(coming_lines(replay_session()), 2)
    with Terminal(*LONG) as terminal:
        _answer_on_screen(terminal, first)
        terminal.enter()
        terminal.enter(second)
        time.sleep(chance.uniform(0, 0.05))
        os.kill(terminal.process.pid, signal.SIGKILL)
        assert terminal.finish() == -signal.SIGKILL
    assert count_answers() in (1, 2)
    assert rows("PRAGMA integrity_check") == [("ok",)]
    with Terminal(*LONG) as later:
        later.wait_until(lambda text: "Esc 遮屏" in text or "看明白了" in text, "the drill going on")


def _answer_on_screen(terminal: Terminal, line: str) -> None:
    terminal.wait_until(lambda text: "Esc 遮屏" in text and "›" in text, "a question")
    terminal.enter(line)
    terminal.wait_for("您的回答", "回车继续")
    terminal.wait_for_prompt()


STOPS = [
    ("SIGTERM", lambda terminal: os.kill(terminal.process.pid, signal.SIGTERM)),
    ("SIGHUP", lambda terminal: os.kill(terminal.process.pid, signal.SIGHUP)),
    ("SIGINT", lambda terminal: os.kill(terminal.process.pid, signal.SIGINT)),
    ("Ctrl-C", lambda terminal: terminal.type(CTRL_C)),
]


@pytest.mark.parametrize("hidden", [False, True], ids=["question", "hidden"])
@pytest.mark.parametrize("stop", [stop for _name, stop in STOPS], ids=[name for name, _stop in STOPS])
def test_a_signal_leaves_the_terminal_usable(stop, hidden: bool) -> None:  # type: ignore[no-untyped-def]  # a table of lambdas
    line = next(coming_lines(begin(*LONG[1:])))
    with Terminal(*LONG) as terminal:
        _answer_on_screen(terminal, line)
        if hidden:
            terminal.type("\x1b")
            terminal.wait_until(lambda text: text == "按回车返回", "the neutral screen")
            terminal.pause(0.3)  # its prompt is invisible
        stop(terminal)
        terminal.wait_for("已停止")
        assert terminal.finish() == 130
        assert terminal.echoes()
        _check_modes(terminal.raw)
    assert "Traceback" not in terminal.raw.decode()
    assert count_answers() == 1
    assert "接着上次的练习。" in run(*LONG).stdout


def test_whatever_was_done_to_the_terminal_is_undone() -> None:
    """The prompt cleans up after itself as a rule; this is what remains when it could not."""
    script = (
        "import tty\nfrom trainer.cli.streams import protect_terminal\nfrom trainer.errors import Interrupted\n"
        "try:\n with protect_terminal():\n  tty.setraw(0)\n  raise Interrupted\nexcept Interrupted: print('over', flush=True); input()\n"
    )
    with Terminal(program=[sys.executable, "-c", script]) as terminal:
        terminal.wait_for("over")
        assert terminal.echoes()


def _check_modes(raw: bytes) -> None:
    """Whatever was switched on was switched off again: the second screen, bracketed paste, a hidden cursor."""
    for on, off in ((b"\x1b[?1049h", b"\x1b[?1049l"), (b"\x1b[?2004h", b"\x1b[?2004l"), (b"\x1b[?25l", b"\x1b[?25h")):
        assert raw.rfind(off) >= raw.rfind(on), on


def test_a_closed_window_keeps_the_answers() -> None:
    line = next(coming_lines(begin(*LONG[1:])))
    terminal = Terminal(*LONG)
    _answer_on_screen(terminal, line)
    os.close(terminal.process.child_fd)  # the window goes: SIGHUP, and no terminal any more
    _pid, status = os.waitpid(terminal.process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 130
    assert count_answers() == 1
    assert not list(data_folder().glob("error.log"))
    assert "接着上次的练习。" in run(*LONG).stdout


def test_ctrl_d_ends_like_leaving() -> None:
    line = next(coming_lines(begin(*LONG[1:])))
    with Terminal(*LONG) as terminal:
        _answer_on_screen(terminal, line)
        terminal.type(CTRL_D)
        terminal.wait_for("已保存", "再运行 trainer drill")
        assert terminal.finish() == 0
        assert terminal.echoes()
    assert count_answers() == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_on_a_pipe(number: signal.Signals) -> None:
    line = next(coming_lines(begin(*LONG[1:])))
    process = start(*LONG)
    feed_lines(process, [line])
    assert len([text for text in await_feedback(process, 1) if text.startswith(("✓", "✗"))]) == 1
    process.send_signal(number)
    out, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "已停止" in errors.decode()
    assert "Traceback" not in (out + errors).decode()
    assert count_answers() == 1


def test_a_reader_that_goes_away_stops_the_drill() -> None:
    """Nobody sees the feedback any more: nothing further is answered, and what is stored stays sound."""
    lines = list(islice(coming_lines(begin(*LONG[1:])), 20))
    process = start(*LONG)
    assert process.stdout
    process.stdout.close()
    feed_lines(process, lines)
    assert process.stdin and process.stderr
    process.stdin.close()
    assert process.stderr.read() == b""
    assert process.wait(30) == 0
    assert count_answers() == 0


def test_two_terminals_of_one_learner_lose_nothing() -> None:
    lines = list(islice(coming_lines(begin(*LONG[1:])), 12))
    both = [start(*LONG), start(*LONG)]
    for process in both:  # both stand at the same question before either answers it
        await_line(process, "2. ")
    for line in lines:
        for process in both:
            feed_lines(process, [line])
    shown = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], shown
    assert all(not errors for _out, errors in shown)
    acknowledged = sum(count_feedback(out.decode()) for out, _errors in shown)
    assert acknowledged == count_answers() == 2 * len(lines)
    with open_store(data_folder() / "trainer.db") as store:
        assert check_integrity(store) == []
    assert run(*LONG, feed="1\n").returncode == 0


def test_a_locked_database_says_so_and_stores_nothing_half() -> None:
    begin(*LONG[1:])
    lock = "import sqlite3, sys; held = sqlite3.connect(sys.argv[1]); held.execute('BEGIN EXCLUSIVE'); "
    script = lock + "print('locked', flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(data_folder() / "trainer.db")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout and holder.stdout.readline() == b"locked\n"
        done = run(*LONG, feed="1\n")
    finally:
        holder.communicate()
    assert done.returncode == 1
    assert "占用" in done.stderr
    assert count_answers() == 0


def test_an_interruption_unwinds_an_event_loop() -> None:
    """The prompt runs in one: anything but these two exceptions would be reported there and forgotten."""

    def interrupt() -> None:
        raise Interrupted

    async def wait() -> None:
        asyncio.get_running_loop().call_soon(interrupt)
        await asyncio.sleep(30)

    with pytest.raises(Interrupted):
        asyncio.run(wait())


def test_whoever_closes_the_window_gets_a_backup_too() -> None:
    line = next(coming_lines(begin(*LONG[1:])))
    shutil.rmtree(data_folder() / "backups", ignore_errors=True)
    with Terminal(*LONG) as terminal:
        _answer_on_screen(terminal, line)
        os.kill(terminal.process.pid, signal.SIGHUP)
        assert terminal.finish() == 130
    assert len(list((data_folder() / "backups").glob("*.bak"))) == 1
