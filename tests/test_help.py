"""Help: every command explains itself to a shop assistant, on any window, and without loading what it does not need."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module

import pytest
from plain_driver import data_folder, rows
from plain_driver import run as run_program
from rich.cells import cell_len

from trainer.cli.app import TRAINER, app
from trainer.cli.completion import SHELLS
from trainer.cli.run import mend_options, run
from trainer.cli.words import Entry, Group
from trainer.settings import SETTINGS


def walk(entry: Entry, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Entry]]:
    yield path, entry
    for below in entry.entries:
        yield from walk(below, (*path, below.name))


TREE = list(walk(TRAINER))
PATHS = [path for path, _entry in TREE]
WORD = re.compile(r"[A-Za-z][A-Za-z_]+")
NOT_EXPLAINED = re.compile(r"--[\w-]+")
NAMES = (
    {"trainer", "PIN", "JSON", "Tab", "zh", "en", "default", "choose", "type", "replay", "Excel", "CSV", "xlsx", "csv"}
    | set(SHELLS)
    | {setting.name for setting in SETTINGS}
)
JARGON = ("参数", "标准输入", "管道", "脚本", "环境变量", "缓存", "数据库", "解析", "哈希", "字符串", "布尔", "路径", "stdin")


def name_of(path: Sequence[str]) -> str:
    return " ".join(["trainer", *path])


def page_of(path: Sequence[str], capsys: pytest.CaptureFixture[str], width: int, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("COLUMNS", str(width))
    assert run([*path, "--help"], dict(os.environ)) == 0
    written = capsys.readouterr()
    assert not written.err
    return written.out


@pytest.mark.parametrize("width", [80, 40, 200])
@pytest.mark.parametrize("path", PATHS, ids=name_of)
def test_every_page_fits_the_window_and_has_an_example(
    path: tuple[str, ...], width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(path, capsys, width, monkeypatch)
    assert page.startswith(f"用法：{name_of(path)}")
    assert all(cell_len(line) <= min(width, 80) for line in page.splitlines())
    example = page.partition("\n例：")[2]
    assert name_of(path).replace(" ", "") in re.sub(r"\s", "", example)
    assert "--help" in page
    assert not page.endswith("\n\n")


@pytest.mark.parametrize("path", PATHS, ids=name_of)
def test_every_page_is_plain_chinese(path: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(path, capsys, 80, monkeypatch)
    usage, _newline, rest = page.partition("\n")
    explained = NOT_EXPLAINED.sub("", rest.partition("\n例：")[0])
    allowed = NAMES | {entry.name for entry in dict(TREE)[path].entries}
    assert [word for word in WORD.findall(explained) if word not in allowed] == []
    assert WORD.findall(NOT_EXPLAINED.sub("", usage)) == ["trainer", *path]
    assert [word for word in JARGON if word in explained] == []
    assert not re.search(r"<=|\[default|\.\.\.|\{", page)


def test_the_first_page_lists_every_command_and_says_what_it_does(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of((), capsys, 80, monkeypatch)
    for entry in TRAINER.entries:
        assert re.search(rf"^  {entry.name} +[\u4e00-\u9fff]", page, re.M)
    assert len(page.splitlines()) <= 23  # and the prompt below it


EXAMPLES = [(path, line) for path, entry in TREE for line in entry.example.splitlines() if line.startswith("trainer")]


@pytest.mark.parametrize(("path", "line"), EXAMPLES, ids=[line for _path, line in EXAMPLES])
def test_every_example_can_be_typed(path: tuple[str, ...], line: str) -> None:
    words = [word for word in re.split(r"[|>]", line)[:1] for word in shlex.split(word)][1:]
    command, context = app, app.make_context("trainer", words, obj={})
    while isinstance(command, Group) and (words := [*context._protected_args, *context.args]):
        name, command, words = command.resolve_command(context, words)
        context = command.make_context(name, words, parent=context)
    assert context.command_path == name_of(path) or path == () or path == ("completion",) or context.command_path.startswith(name_of(path))


@pytest.mark.parametrize("path", PATHS, ids=name_of)
def test_the_table_names_what_exists(path: tuple[str, ...]) -> None:
    entry = dict(TREE)[path]
    names = [below.name for below in entry.entries]
    assert len(names) == len(set(names))
    assert bool(entry.target) != bool(entry.entries)
    if entry.target:
        module, _colon, function = entry.target.partition(":")
        assert callable(getattr(import_module(module), function))


HEAVY = ("trainer.drill", "trainer.store", "trainer.screen", "trainer.course", "trainer.check", "rich", "yaml", "questionary", "fsrs")
LIGHT_CALLS = [
    ("--help",),
    ("learner", "--help"),
    ("course", "--help"),
    ("--version",),
    ("dril",),
    ("learner", "ad"),
    ("completion", "bash"),
    ("completion", "--help"),
    ("没有",),
]


@pytest.mark.parametrize("words", LIGHT_CALLS, ids=" ".join)
def test_help_and_slips_load_nothing_heavy(words: tuple[str, ...]) -> None:
    script = "import json, os, sys; from trainer.cli.run import run; run(sys.argv[1:], os.environ); print(json.dumps([*sys.modules]))"
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, check=True)
    loaded = json.loads(done.stdout.decode().splitlines()[-1])
    assert "trainer.cli.app" in loaded
    assert [name for name in loaded if name in HEAVY] == []
    commands = {entry.target.partition(":")[0] for _path, entry in TREE if entry.target} - {"trainer.cli.completion"}
    assert sorted(commands & set(loaded)) == []


def test_a_command_explains_itself_without_the_others() -> None:
    script = "import sys; from trainer.cli.run import run; import os; run(['look', '--help'], os.environ); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    loaded = done.stdout.decode().split()
    assert "trainer.cli.look" in loaded
    assert "trainer.cli.doctor" not in loaded
    assert "rich" not in loaded


SLIPS = [
    (("dril",), "trainer drill"),
    (("ｄｒｉｌ",), "trainer drill"),
    (("progres",), "trainer progress"),
    (("learner", "ad"), "trainer learner add"),
    (("learner", "remov", "小李"), "trainer learner remove"),
    (("course", "ｃｈｅｋ"), "trainer course check"),
    (("add", "小李"), "trainer learner add"),
    (("check",), "trainer course check"),
    (("learner", "drill"), "trainer drill"),
    (("错题本",), "trainer mistakes"),
    (("删除",), "trainer learner remove"),
    (("我的进度",), "trainer progress"),
    (("drill", "--minuts", "3"), "--minutes"),
    (("drill", "--topik=禁语"), "--topic"),
    (("drill", "--plan"), "--plain"),
    (("learner", "list", "--lerner", "小李"), "--learner"),
    (("course", "check", "--hlep"), "--help"),
    (("--versoin",), "--version"),
    (("drill", "——minuts", "3"), "--minutes"),
]


@pytest.mark.parametrize(("words", "meant"), SLIPS, ids=[" ".join(words) for words, _meant in SLIPS])
def test_a_slip_is_guessed(words: tuple[str, ...], meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words, dict(os.environ)) == 2
    written = capsys.readouterr()
    assert not written.out
    assert f"您是不是想写 {meant}？" in written.err
    assert not data_folder().exists()


NO_IDEA = [("xyzzy",), ("没有",), ("learner", "xyzzy"), ("帮助",), ("drill", "--xyzzy")]


@pytest.mark.parametrize("words", NO_IDEA, ids=" ".join)
def test_without_a_guess_the_help_is_named(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words, dict(os.environ)) == 2
    written = capsys.readouterr().err
    assert "您是不是想写" not in written
    assert re.search(r"→ 运行 trainer( \w+)? --help 看怎么用。\n$", written)


MENDED = [
    (["——help"], ["--help"]),
    (["—help"], ["--help"]),
    (["－－ｈｅｌｐ"], ["--help"]),
    (["--ｈｅｌｐ"], ["--help"]),
    (["drill", "——topic", "禁语"], ["drill", "--topic", "禁语"]),
    (["drill", "——topic＝禁语"], ["drill", "--topic=禁语"]),
    (["drill", "--topic=（甲）＝乙"], ["drill", "--topic=（甲）＝乙"]),
    (["——pin-from-stdin"], ["--pin-from-stdin"]),
    (["look", "——", "——不行"], ["look", "——", "——不行"]),
    (["learner", "add", "--", "——help"], ["learner", "add", "--", "——help"]),
    (["-x"], ["-x"]),
    (["-1"], ["-1"]),
    (["--learner", "Ａ"], ["--learner", "Ａ"]),
]


@pytest.mark.parametrize(("words", "mended"), MENDED, ids=[" ".join(words) for words, _mended in MENDED])
def test_an_input_method_may_write_options_wide(words: list[str], mended: list[str]) -> None:
    assert mend_options(words) == mended


@pytest.mark.parametrize("words", [("ｌｅａｒｎｅｒ", "ａｄｄ", "小李"), ("Learner", "ADD", "小李"), ("learner", "add", "小李", "——plain")])
def test_a_command_typed_wide_or_in_capitals_just_runs(words: tuple[str, ...]) -> None:
    assert run_program(*words).returncode == 0
    assert rows("SELECT name FROM learner") == [("小李",)]


def test_the_wide_help_option_shows_help_and_touches_nothing() -> None:
    done = run_program("ｄｒｉｌｌ", "——ｈｅｌｐ")
    assert done.returncode == 0
    assert done.stdout.startswith("用法：trainer drill ")
    assert not data_folder().exists()


def test_the_version_is_one_line_and_the_package_s_own() -> None:
    from trainer import __version__

    done = run_program("--version")
    assert (done.stdout, done.stderr, done.returncode) == (f"trainer {__version__}\n", "", 0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("drill", "--minutes"), "--minutes 后面少写了内容。"),
        (("drill", "--free=3"), "--free 后面不用写内容。"),
        (("learner", "add"), "少了一项：名字。"),
        (("drill", "多余", "的"), "多写了：多余 的"),
        (("drill", "--minutes", "半"), "--minutes 写得不对：要写 1 到 120 之间的整数。"),
        (("drill", "--seed=-1"), "--seed 写得不对：要写 0 到 999999999 之间的整数。"),
        (("learner",), "后面还要写一个命令：add、list"),
    ],
)
def test_what_is_wrong_is_said_beside_where_to_look(words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words, dict(os.environ)) == 2
    message, remedy = capsys.readouterr().err.splitlines()
    assert message.startswith(said)
    path = name_of([word for word in words if word.isascii() and word.isalpha()])
    assert remedy == f"→ 运行 {path} --help 看怎么用。"
