"""The shell's Tab: scripts that shells accept, and offers that are true, harmless and silent when something is broken."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from plain_driver import PROGRAM, data_folder, run

from trainer.cli.completion import SHELLS, read_line, split_words

BASH = shutil.which("bash")
needs_bash = pytest.mark.skipif(BASH is None or sys.platform == "win32", reason="bash is not installed here")
TRY = """
eval "$(trainer completion bash)"
try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _trainer_completion trainer; printf '%s\\n' "${COMPREPLY[@]}"; }
"""


@pytest.fixture
def shell_path(tmp_path: Path) -> str:
    """A PATH on which `trainer` is this program."""
    command = tmp_path / "bin" / "trainer"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {shlex.join(PROGRAM)} "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return f"{command.parent}:{os.environ['PATH']}"


def in_bash(script: str, path: str) -> list[str]:
    """Run a script after the completion script and return its lines; it must say nothing else."""
    assert BASH
    done = subprocess.run([BASH, "--norc", "-c", TRY + script], capture_output=True, env=os.environ | {"PATH": path}, timeout=60)
    assert done.stderr == b""
    return done.stdout.decode().splitlines()


def press_tab(path: str, *words: str) -> list[str]:
    """Return what bash is offered with the cursor after the last word."""
    return [line for line in in_bash(f"try {shlex.join(['trainer', *words])}", path) if line]


@needs_bash
def test_bash_knows_the_command(shell_path: str) -> None:
    assert in_bash("complete -p trainer", shell_path) == ["complete -o default -F _trainer_completion trainer"]


TABS = [
    (("",), {"drill", "look", "score", "roleplay", "mistakes", "progress", "learner", "config", "doctor", "course", "completion"}),
    (("dr",), {"drill"}),
    (("--l",), {"--learner", "--lang"}),
    (("--v",), {"--version"}),
    (("learner", "r"), {"rename", "remove"}),
    (("learner", "remove", "--y"), {"--yes"}),
    (("drill", "--t"), {"--topic"}),
    (("drill", "--v"), set()),
    (("drill", "--minutes", "3", "--m"), set()),
    (("drill", "--le"), {"--learner"}),
    (("drill", "--topic", "禁"), {"禁语"}),
    (("drill", "--topic", "=", "禁"), {"禁语"}),
    (("drill", "--topic", "禁语", "--w"), {"--wrong"}),
    (("drill", "--learner", ""), {"小\\ 李", "小红"}),
    (("drill", "--learner", "小红"), {"小红"}),
    (("--learner", "小红", "dr"), {"drill"}),
    (("--plain", "learner", "pin", ""), {"小\\ 李", "小红"}),
    (("learner", "rename", "小红", ""), set()),
    (("learner", "add", ""), set()),
    (("look", "七"), {"七不问"}),
    (("look", "七不问", "禁"), {"禁语"}),
    (("config", "re"), {"rest_days", "retention"}),
    (("--lang", ""), {"zh", "en"}),
    (("completion", "p"), {"powershell"}),
    (("没有这个", ""), set()),
    (("doctor", "--restore", ""), set()),
    (("look", "--", "--"), set()),
]


@needs_bash
def test_bash_is_offered_what_can_stand_there(shell_path: str) -> None:
    for name in ("小 李", "小红", "坏$(touch 坏)", "老`王`", "“引”"):
        assert run("learner", "add", name).returncode == 0
    script = "\n".join(f"try {shlex.join(['trainer', *words])}; echo ==" for words, _offers in TABS)
    found = "\n".join(in_bash(script, shell_path)).split("==")
    assert [set(filter(None, part.splitlines())) for part in found[:-1]] == [offers for _words, offers in TABS]


@needs_bash
def test_topics_are_offered_in_the_order_of_the_course(shell_path: str) -> None:
    assert press_tab(shell_path, "drill", "--topic", "")[:2] == ["禁语", "七不问"]


@needs_bash
def test_a_broken_database_says_nothing_on_the_line(shell_path: str) -> None:
    data_folder().mkdir(parents=True)
    (data_folder() / "trainer.db").write_bytes(b"not a database" * 100)
    assert press_tab(shell_path, "--learner", "") == []
    assert press_tab(shell_path, "dr") == ["drill"]


@needs_bash
def test_pressing_tab_creates_no_records(shell_path: str) -> None:
    press_tab(shell_path, "drill", "--learner", "")
    press_tab(shell_path, "learner", "remove", "")
    assert not data_folder().exists()


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_has_a_script_and_a_line_to_install_it(shell: str) -> None:
    done = run("completion", shell)
    assert done.returncode == 0
    assert f"_TRAINER_COMPLETE=complete_{shell}" in done.stdout.replace('$Env:_TRAINER_COMPLETE = "', "_TRAINER_COMPLETE=").replace('"', "")
    assert f"trainer completion {shell}" in run("completion", "--help").stdout
    assert run("completion", shell.upper()).stdout == done.stdout


def test_an_unknown_shell_is_refused() -> None:
    done = run("completion", "cmd")
    assert done.returncode == 2
    assert "bash、zsh、fish、powershell" in done.stderr


def test_zsh_is_told_to_make_completion_ready() -> None:
    head, ready, *_rest = run("completion", "zsh").stdout.splitlines()
    assert head == "#compdef trainer"
    assert "compinit" in ready


def ask(shell: str, line: str, **more: str) -> tuple[int, str]:
    """Ask as the script of a shell does."""
    done = run(_TRAINER_COMPLETE=f"complete_{shell}", _TYPER_COMPLETE_ARGS=line, **more)
    assert done.stderr == ""
    return done.returncode, done.stdout.removesuffix("\n")


def test_the_other_shells_are_answered_in_their_own_form() -> None:
    assert run("learner", "add", "小 李").returncode == 0
    assert ask("zsh", "trainer learner re")[1].startswith('_arguments \'*: :(("rename":"给学员改名，练习记录不变。"\n"remove":')
    assert ask("zsh", "trainer 没有 ")[1] == "_files"
    assert ask("fish", "trainer dr", _TYPER_COMPLETE_FISH_ACTION="is-args")[0] == 0
    assert ask("fish", "trainer 没有 ", _TYPER_COMPLETE_FISH_ACTION="is-args")[0] == 1
    assert ask("fish", "trainer --learner=", _TYPER_COMPLETE_FISH_ACTION="get-args")[1] == "--learner=小 李"
    assert ask("fish", "trainer drill --wr", _TYPER_COMPLETE_FISH_ACTION="get-args")[1] == "--wrong\t只练上次答错的。"
    assert ask("powershell", "trainer --learner 小", _TYPER_COMPLETE_WORD_TO_COMPLETE="小")[1] == "'小 李'::: "
    assert ask("powershell", "trainer learner re", _TYPER_COMPLETE_WORD_TO_COMPLETE="re")[1].splitlines()[1].startswith("remove:::彻底删除")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("trainer drill", ["trainer", "drill"]),
        ("trainer --learner '小 李' ", ["trainer", "--learner", "小 李"]),
        ("trainer\n--learner\n小\\ 李\n", ["trainer", "--learner", "小 李"]),
        ("trainer --learner '小 李", ["trainer", "--learner", "小 李"]),
        ("trainer look # 禁", ["trainer", "look", "#", "禁"]),
        ("", []),
    ],
)
def test_words_are_split_as_a_shell_does(text: str, words: list[str]) -> None:
    assert split_words(text) == words


@pytest.mark.parametrize(
    ("shell", "environ", "line"),
    [
        ("bash", {"COMP_WORDS": "trainer\ndrill\n--topic\n禁", "COMP_CWORD": "3"}, (["drill", "--topic"], "禁")),
        ("bash", {"COMP_WORDS": "trainer\ndrill\n", "COMP_CWORD": "2"}, (["drill"], "")),
        ("bash", {"COMP_WORDS": "trainer\ndr\nmore", "COMP_CWORD": "1"}, ([], "dr")),
        ("bash", {}, ([], "")),
        ("zsh", {"_TYPER_COMPLETE_ARGS": "trainer drill "}, (["drill"], "")),
        ("fish", {"_TYPER_COMPLETE_ARGS": "trainer drill --t"}, (["drill"], "--t")),
        ("fish", {"_TYPER_COMPLETE_ARGS": "trainer"}, ([], "")),
        ("powershell", {"_TYPER_COMPLETE_ARGS": "trainer drill"}, (["drill"], "")),
        ("powershell", {"_TYPER_COMPLETE_ARGS": "trainer dr", "_TYPER_COMPLETE_WORD_TO_COMPLETE": "dr"}, ([], "dr")),
    ],
)
def test_each_shell_tells_its_line_in_its_own_way(shell: str, environ: dict[str, str], line: tuple[list[str], str]) -> None:
    assert read_line(shell, environ) == line


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed here")
def test_zsh_accepts_its_script(shell_path: str) -> None:
    script = 'eval "$(trainer completion zsh)"; print $_comps[trainer]'
    done = subprocess.run(["zsh", "-f", "-c", script], capture_output=True, env=os.environ | {"PATH": shell_path}, timeout=60)
    assert done.stdout.decode().strip() == "_trainer_completion"


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed here")
def test_fish_offers_commands(shell_path: str) -> None:
    script = "trainer completion fish | source; complete -C 'trainer dri'"
    done = subprocess.run(["fish", "--no-config", "-c", script], capture_output=True, env=os.environ | {"PATH": shell_path}, timeout=60)
    assert done.stdout.decode().startswith("drill\t")
