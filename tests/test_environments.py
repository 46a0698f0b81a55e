"""Odd surroundings: no colour, a dumb terminal, foreign locales, narrow windows, folders that cannot be written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from plain_driver import PROGRAM, begin, coming_lines, count_answers, count_feedback, data_folder, rows, run
from rich.cells import cell_len

SEED = ("--seed", "7")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions and pseudo-terminals")

ENVIRONMENTS = [
    {"NO_COLOR": "1"},
    {"TERM": "dumb"},
    {"TERM": ""},
    {"TERM": "no-such-terminal"},
    {"LC_ALL": "C"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "latin-1"},
    {"PYTHONIOENCODING": "cp1252:strict"},
    {"COLUMNS": "40"},
    {"COLUMNS": "1", "LINES": "1"},
    {"LANG": "en_US.UTF-8", "LANGUAGE": "en_US:en", "LC_MESSAGES": "en_US.UTF-8"},
    {"TZ": "Pacific/Kiritimati"},
    {"TZ": "nonsense"},
    {"PYTHONOPTIMIZE": "2"},
]


@pytest.mark.parametrize("environ", ENVIRONMENTS, ids=lambda environ: " ".join(f"{name}={value}" for name, value in environ.items()))
def test_a_drill_reads_the_same_everywhere(environ: dict[str, str]) -> None:
    line = next(coming_lines(begin(*SEED)))
    done = run("drill", *SEED, feed=f"、提示\n{line}？\n", **environ)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    assert count_feedback(done.stdout) == 1
    assert "提示 1/" in done.stdout
    assert "可以这样说：" in done.stdout
    assert "�" not in done.stdout
    assert "\x1b" not in done.stdout
    assert rows("SELECT certain, hints FROM answer") == [(0, 1)]


def test_a_chinese_code_page_is_kept() -> None:
    """A Windows shop computer speaks GBK: what it can show is left as it is."""
    line = next(coming_lines(begin(*SEED)))
    data = f"／提示\n{line}？\n".encode("gbk")
    environ = os.environ | {"PYTHONIOENCODING": "gbk"}
    done = subprocess.run([*PROGRAM, "drill", *SEED], input=data, capture_output=True, env=environ)
    assert done.returncode == 0
    assert "可以这样说：" in done.stdout.decode("gbk")
    assert rows("SELECT certain, hints FROM answer") == [(0, 1)]


@pytest.mark.parametrize("environ", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}])
def test_errors_and_names_are_readable_too(environ: dict[str, str]) -> None:
    assert run("learner", "add", "小李", **environ).stdout == "已新建学员“小李”。\n"
    failed = run("没有", **environ)
    assert failed.returncode == 2
    assert "这个命令" in failed.stderr
    assert run("drill", "--help", **environ).stdout.startswith("用法：")


def test_the_language_is_chinese_unless_chosen() -> None:
    chinese = run("drill", "--help").stdout
    assert run("drill", "--help", LANG="en_US.UTF-8", LANGUAGE="en", LC_ALL="C.UTF-8").stdout == chinese
    assert run("drill", "--help", TRAINER_LANG="zh").stdout == chinese
    assert run("drill", "--help", "--lang", "zh", TRAINER_LANG="en").stdout == chinese
    for accepted in (run("learner", "list", TRAINER_LANG="en"), run("learner", "list", "--lang", "en"), run("--lang=en", "drill")):
        assert accepted.returncode == 0
        assert not accepted.stderr


@pytest.mark.parametrize("language", ["xx", "fr", "ZH", "../zh", "\u202e", "x" * 500])
def test_an_unknown_language_is_a_usage_error(language: str) -> None:
    for done in (run("learner", "list", "--lang", language), run("learner", "list", TRAINER_LANG=language)):
        assert done.returncode == 2
        assert "这种界面语言" in done.stderr
        assert "\u202e" not in done.stderr
        assert len(done.stderr) < 200


def test_the_language_can_be_saved() -> None:
    assert run("config", "language").stdout.startswith("language = zh ")
    assert run("config", "language", "en").returncode == 0
    assert run("config", "language", "--lang", "zh").stdout.startswith("language = en ")
    assert run("drill", "--help").stdout.startswith("Usage: ")
    assert run("config", "language", "fr", "--lang", "zh").returncode == 2


@pytest.mark.parametrize("saved", ['language = "xx"\n', "[", "\x00", "language = 3\n", "en\n"])
def test_a_spoilt_settings_file_means_chinese(saved: str, private_folders: Path) -> None:
    folder = private_folders / "config" / "trainer"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(saved, encoding="utf-8")
    assert run("drill", "--help").stdout.startswith("用法：")


@POSIX
@pytest.mark.parametrize(
    "environ", [{"NO_COLOR": "1"}, {"LC_ALL": "C"}, {"TERM": "linux"}, {"TERM": "vt100"}, {"PYTHONIOENCODING": "ascii"}]
)
def test_a_terminal_in_odd_surroundings(environ: dict[str, str]) -> None:
    from terminal_driver import Terminal

    line = next(coming_lines(begin(*SEED)))
    with Terminal("drill", *SEED, **environ) as terminal:
        terminal.wait_until(lambda text: "Esc 遮屏" in text and "›" in text, "a question")
        terminal.enter(line)
        terminal.wait_for("您的回答", "可以这样说：", "回车继续")
        terminal.enter("/退出")
        assert terminal.finish() == 0
        assert terminal.screen.too_wide == []
        if "NO_COLOR" in environ:
            assert b"\x1b[1;32m" not in terminal.raw
            assert b"\x1b[36m" not in terminal.raw
    assert count_answers() == 1


@POSIX
@pytest.mark.parametrize("arguments", [("--plain",), ()])
def test_a_dumb_terminal_gets_lines(arguments: tuple[str, ...]) -> None:
    from terminal_driver import Terminal

    line = next(coming_lines(begin(*SEED)))
    with Terminal("drill", *SEED, *arguments, TERM="xterm" if arguments else "dumb") as terminal:
        terminal.wait_for("1. ", "2. ")
        terminal.enter(line)
        terminal.wait_for("可以这样说：")
        terminal.type("\x04")
        terminal.wait_for("已保存")
        assert terminal.finish() == 0
        assert b"\x1b[" not in terminal.raw
    assert count_answers() == 1


@POSIX
@pytest.mark.parametrize("columns", [10, 20, 40])
def test_narrow_terminals_are_readable(columns: int) -> None:
    from terminal_driver import Terminal

    begin(*SEED)
    with Terminal("drill", *SEED, size=(columns, 60)) as terminal:
        terminal.wait_until(lambda text: "Esc 遮屏" in text.replace(" ", " ") and "›" in text, "a question")
        assert terminal.screen.too_wide == []
        assert max(map(cell_len, terminal.lines())) <= columns
        terminal.type("\x03")
        assert terminal.finish() == 130


def powerless() -> list[str]:
    """Return what makes a command obey file permissions: nothing for a normal user, for root the loss of that power."""
    if os.geteuid() != 0:
        return []
    tool = shutil.which("setpriv")
    if tool is None and not os.environ.get("CI"):
        pytest.skip("root without setpriv cannot give up its powers")
    assert tool, "setpriv is needed under CI"
    return [tool, "--bounding-set=-dac_override,-dac_read_search,-fowner", "--inh-caps=-all", "--"]


@POSIX
@pytest.mark.parametrize("closed", ["folder", "file", "unreadable", "parent"])
def test_a_read_only_place_is_a_clear_failure(closed: str) -> None:
    if closed != "parent":
        begin(*SEED)
    data_folder().parent.mkdir(parents=True, exist_ok=True)
    places = {"folder": (data_folder(), 0o555), "parent": (data_folder().parent, 0o555)}
    path, mode = places.get(closed, (data_folder() / "trainer.db", 0o444 if closed == "file" else 0o000))
    before = path.stat().st_mode
    path.chmod(mode)
    try:
        done = run("drill", *SEED, feed="1\n", program=[*powerless(), *PROGRAM])
    finally:
        path.chmod(before)
    assert done.returncode == 1
    message, remedy = done.stderr.splitlines()
    assert "没有权限" in message
    assert str(data_folder()) in message
    assert remedy.startswith("→ ")
    if closed != "parent":
        assert count_answers() == 0


@POSIX
@pytest.mark.parametrize("command", [["progress"], ["course", "map", "bank-form"], ["mistakes"], ["course", "stats"]])
def test_a_data_folder_that_nobody_may_look_into_is_a_clear_failure(command: list[str]) -> None:
    begin(*SEED)
    data_folder().chmod(0o000)
    try:
        done = run(*command, program=[*powerless(), *PROGRAM])
    finally:
        data_folder().chmod(0o755)
    assert done.returncode == 1
    message, remedy = done.stderr.splitlines()
    assert "没有权限" in message and str(data_folder()) in message and remedy.startswith("→ ")


@POSIX
def test_an_unreadable_settings_folder_does_not_stop_practice(private_folders: Path) -> None:
    folder = private_folders / "config"
    folder.mkdir()
    folder.chmod(0o000)
    try:
        done = run("drill", *SEED, program=[*powerless(), *PROGRAM])
    finally:
        folder.chmod(0o755)
    assert done.returncode == 0
    assert "【新知识】" in done.stdout


@pytest.mark.parametrize("content", [b"not a database", b"\x00" * 4096, b"SQLite format 3\x00" + b"\xff" * 4000])
def test_a_foreign_file_in_the_databases_place_is_left_alone(content: bytes) -> None:
    data_folder().mkdir(parents=True)
    path = data_folder() / "trainer.db"
    path.write_bytes(content)
    done = run("drill", feed="1\n")
    assert done.returncode == 1
    assert str(path) in done.stderr
    assert path.read_bytes() == content


@pytest.mark.parametrize("value", ["x", "0", "-1", "nan", "inf", "1e9", ""])
def test_a_bad_idle_time_is_a_usage_error_on_a_terminal_only(value: str) -> None:
    assert run("drill", *SEED, TRAINER_IDLE_SECONDS=value).returncode == 0  # nothing hides on a pipe
