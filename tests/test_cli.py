"""The command line: arguments, exit codes, and every failure in two lines of Chinese."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from plain_driver import PROGRAM, begin, data_folder, rows, run

CHINESE = re.compile("[\u4e00-\u9fff]")
ENGLISH_SENTENCE = re.compile(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")

USAGE = [
    (("没有这个",), "没有“没有这个”这个命令"),
    (("dril",), "可以写：drill、look"),
    (("drill", "--没有"), "--没有"),
    (("drill", "--minuts", "3"), "--minutes"),
    (("drill", "--minutes"), "--minutes"),
    (("drill", "--minutes", "三"), "1 到 120"),
    (("drill", "--minutes", "0"), "1 到 120"),
    (("drill", "--minutes", "121"), "1 到 120"),
    (("drill", "--new", "-2"), "--new"),
    (("drill", "--seed", "x"), "--seed"),
    (("drill", "多余"), "多余"),
    (("drill", "--wrong", "--free"), "一次只能用一个"),
    (("drill", "--topic", "不存在"), "禁语"),
    (("--learner",), "--learner"),
    (("--lang", "xx", "learner", "list"), "xx"),
    (("learner", "list", "--lang=xx"), "xx"),
    (("learner",), "add、list"),
    (("learner", "add"), "名字"),
    (("learner", "没有"), "没有“没有”这个命令"),
    (("course", "check", "a", "b"), "多写了"),
    (("doctor", "--rebuild", "--backup"), "一次只能用一个"),
]


@pytest.mark.parametrize(("arguments", "words"), USAGE, ids=[" ".join(arguments) for arguments, _words in USAGE])
def test_usage_errors_exit_2_in_chinese(arguments: tuple[str, ...], words: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert not done.stdout
    message, *remedy = done.stderr.splitlines()
    assert words in done.stderr
    assert CHINESE.search(message)
    assert not ENGLISH_SENTENCE.search(message)
    assert len(remedy) == 1
    assert remedy[0].startswith("→ ")
    assert not (data_folder() / "trainer.db").exists() or not rows("SELECT 1 FROM session")


FAILURES = [
    (("look", "绝对没有的词"), "没找到"),
    (("learner", "add", "名" * 41), "名字太长"),
    (("course", "check", "/没有/这里"), "/没有/这里"),
    (("doctor", "--restore", "/没有.bak"), "备份不能用"),
]


@pytest.mark.parametrize(("arguments", "words"), FAILURES, ids=[arguments[0] for arguments, _words in FAILURES])
def test_expected_failures_exit_1_in_chinese(arguments: tuple[str, ...], words: str) -> None:
    done = run(*arguments)
    assert done.returncode == 1
    assert words in done.stderr + done.stdout
    assert "→ " in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--learner", "小李", "--plain", "drill", "--seed", "7"),
        ("drill", "--learner", "小李", "--seed", "7", "--plain"),
        ("drill", "--learner=小李", "--seed", "7"),
        ("--plain", "drill", "--seed=7", "--learner", "小李", "--lang", "zh"),
        ("--lang=zh", "--learner=小李", "drill", "--seed", "7"),
    ],
)
def test_common_options_stand_anywhere(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).returncode == 0
    assert rows("SELECT name FROM learner") == [("小李",)]
    assert rows("SELECT seed FROM session") == [(7,)]


def test_after_two_dashes_an_option_is_a_word() -> None:
    assert run("learner", "add", "--", "--plain").returncode == 0
    assert rows("SELECT name FROM learner") == [("--plain",)]


def test_without_a_command_the_drill_starts() -> None:
    done = run()
    assert done.returncode == 0
    assert "【新知识】" in done.stdout
    assert rows("SELECT count(*) FROM session") == [(1,)]


HELPED = [(), ("drill",), ("look",), ("doctor",), ("learner",), ("learner", "add"), ("course", "check"), ("config", "language")]


@pytest.mark.parametrize("command", HELPED, ids=lambda command: " ".join(command) or "trainer")
def test_help_is_chinese_and_touches_nothing(command: tuple[str, ...]) -> None:
    done = run(*command, "--help", LANG="en_US.UTF-8", LANGUAGE="en")
    assert done.returncode == 0
    assert done.stdout.startswith("用法：trainer")
    explained = done.stdout.partition("\n")[2].partition("例：")[0]
    assert not ENGLISH_SENTENCE.search(explained)
    assert not data_folder().exists()


def test_version() -> None:
    assert re.fullmatch(r"trainer \d+\.\d+\.\d+\S*\n", run("--version").stdout)


def test_look_shows_phrases_without_a_test() -> None:
    done = run("look", "我不能", feed="1\n")
    assert done.returncode == 0
    assert "我不能……" in done.stdout
    card = done.stdout.split("\n\n")[0].splitlines()
    assert "这样说" in card[-1]
    assert run("look", "七不问").stdout.count("这样说") >= 7
    assert run("look").stdout.count("\n") > 1
    assert not data_folder().exists()


def test_a_reader_that_has_seen_enough_is_no_failure() -> None:
    """`trainer look 七不问 | head -1`: no traceback, no complaint, exit 0."""
    command = [*PROGRAM, "look", "七不问"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_bug_keeps_its_traceback_in_a_file(tmp_path: Path) -> None:
    spoil = "import trainer.cli.learner as module; module.open_database = None; "
    script = spoil + "import sys; from trainer.cli import main; sys.argv[1:] = ['learner', 'list']; main()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr + done.stdout
    log = data_folder() / "error.log"
    assert str(log) in done.stderr
    assert "TypeError" in log.read_text(encoding="utf-8")


def test_doctor_names_the_backups_of_a_damaged_database() -> None:
    run("drill", "--learner", "小李", "--seed", "7", feed="1\n")
    run("doctor", "--backup")
    database = data_folder() / "trainer.db"
    database.write_bytes(database.read_bytes()[:6000])
    done = run("doctor")
    assert done.returncode == 1 and "损坏" in done.stderr
    assert "trainer doctor --restore" in done.stderr and ".bak" in done.stdout


def test_doctor_on_a_used_database() -> None:
    begin("--seed", "7")
    assert "一切正常" in run("doctor").stdout
    assert run("doctor", "--rebuild").returncode == 0
    backup = run("doctor", "--backup")
    assert backup.returncode == 0
    path = max((data_folder() / "backups").glob("*.bak"))
    assert run("doctor", "--restore", str(path)).returncode == 0
    assert "一切正常" in run("doctor").stdout


def test_the_daily_backup_is_made_once() -> None:
    for _day in range(2):
        run("drill", "--seed", "7")
    assert len(list((data_folder() / "backups").glob("*.bak"))) == 1


def test_python_m_and_the_script_are_the_same() -> None:
    script = Path(sys.executable).with_name("trainer.exe" if sys.platform == "win32" else "trainer")
    if not script.exists():
        pytest.skip("the package is not installed here")
    assert run("--version", program=[str(script)]).stdout == run("--version").stdout


def test_a_misspelt_command_is_guessed() -> None:
    done = run("dril")
    assert done.returncode == 2
    assert "您是不是想写 trainer drill？" in done.stderr


def test_a_backup_is_found_by_its_bare_name() -> None:
    run("drill", "--learner", "小李", "--seed", "7", feed="1\n")
    backup = next((data_folder() / "backups").glob("*.bak"))
    done = run("doctor", "--restore", backup.name)
    assert done.returncode == 0, done.stderr
    assert "已从备份恢复" in done.stdout


def test_a_name_of_digits_only_is_refused() -> None:
    done = run("learner", "add", "１２")
    assert done.returncode == 1
    assert "名字不能只是数字：12" in done.stderr
