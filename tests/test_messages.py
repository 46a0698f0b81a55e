"""What went wrong, where, and what to do next: every message that the source can show, held to the same rules."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from messages import UNSAID, Said, collect_messages

from trainer.cli.completion import SHELLS
from trainer.course.schema import _ALLOWED, _FIELDS
from trainer.settings import COLOURS, SETTINGS

SAID = collect_messages()
RELAYED = {
    ("trainer/cli/run.py", "_write_errors"): "the one place that writes what was raised elsewhere",
    ("trainer/cli/appeals.py", "TrainerError"): "relays a problem of a file, or what a correction would break",
    ("trainer/cli/addphrase.py", "TrainerError"): "relays what the checker says of a rule",
    ("trainer/cli/adding.py", "TrainerError"): "relays what the checker says of an addition",
    ("trainer/cli/addition.py", "TrainerError"): "relays a problem of a file",
    ("trainer/course/syntax.py", "problem"): "its sentences stand in the table of meanings, which is collected itself",
}
"""Messages known only when the program runs, and why they need not be read here."""
NO_REMEDY = {
    "好，下次见。": "somebody pressed Ctrl-D: nothing is wrong",
    "已停止。回答过的都保存好了，再运行一次就接着来。": "says itself how to go on",
}
"""Messages without a line of what to do next, and why."""
REASONS = ("Invalid",)
"""What is said below a question that still stands: the reason says what to type, and there is no second line."""

ENDS_WELL = re.compile(r"[。？！…]”?$|\{\w+\}[）\"]?$|[：:][^。？！]+$")
"""A sentence ends as one; what ends with a value, a list or a command has a colon before it."""
WORD = re.compile(r"[A-Za-z][A-Za-z_]+")
NOT_WORDS = re.compile(r"\{\w+\}|--[\w-]+|\bS\d+\S*|U\+|[a-z]+(?:-[a-z]+)+|/\w+|https?://\S+")
WORDS = """
trainer drill learner course check fix doctor config restore add completion content
TRAINER_DATA TRAINER_IDLE_SECONDS YAML UTF PIN Tab SQLite Python MB backups
reply says mood hurt score violated said mood_least goals detail keys quality next branches weights solve refer base speechless md html
yaml facts rules purposes roleplay scenarios pip install ruamel pypinyin fact course source title items id key topic true
use pack essentials extends
import template Excel WPS xlsx xls csv CSV GBK PDF XML TRUE FALSE openpyxl pypinyin new
"""
"""Names of commands, files, formats and things; anything else in Latin letters is English."""
KNOWN = set(WORDS.split()) | set(_FIELDS) | {value for values in _ALLOWED.values() for value in values} | set(SHELLS) | set(COLOURS)
KNOWN |= {setting.name for setting in SETTINGS} | {"default"}

MESSAGES = [(said, text) for said in SAID for text in (*said.messages, *said.remedies) if text != UNSAID]


def name_of(said: Said) -> str:
    return f"{said.path}:{said.line}"


@pytest.mark.parametrize("said", SAID, ids=map(name_of, SAID))
def test_every_failure_says_what_to_do_next(said: Said) -> None:
    if (said.path, said.kind) in RELAYED:
        return
    assert said.messages, "says nothing"
    assert UNSAID not in said.messages + said.remedies, "the collector cannot read this: keep the sentence near, or explain it in RELAYED"
    if said.kind in REASONS or set(said.messages) <= set(NO_REMEDY):
        return
    assert said.remedies
    assert all(remedy.strip() for remedy in said.remedies)


@pytest.mark.parametrize(("said", "text"), MESSAGES, ids=[name_of(said) for said, _text in MESSAGES])
def test_every_sentence_is_whole_and_chinese(said: Said, text: str) -> None:
    assert ENDS_WELL.search(text), text
    assert text == text.strip()
    assert not re.search(r"[\u4e00-\u9fff][,;!?]|[,;!?][\u4e00-\u9fff]", re.sub(r"\[.*?\]", "", text)), f"half-width punctuation: {text}"
    foreign = [word for word in WORD.findall(NOT_WORDS.sub(" ", text)) if word not in KNOWN]
    assert not foreign, text


def test_whoever_is_excused_still_exists() -> None:
    assert set(RELAYED) <= {(said.path, said.kind) for said in SAID}
    assert set(NO_REMEDY) <= {text for said in SAID for text in said.messages}
    assert {said.kind for said in SAID} >= {"TrainerError", "UsageError", "UnfitName", "UnfitPin", "DamagedStore", "problem", "Invalid"}


SOURCE = """
class Odd(TrainerError): ...
class Odder(Odd): ...
LATER = N_("以后再说。")
def fail(flag, given):
    remedy = N_("换一个。")
    raise Odder(N_("坏了：{path}", path=1) if flag else N_("没有。"), remedy)
def blunt():
    raise Odd(N_("坏了。"))
def keyword():
    raise TrainerError(message=N_("不行。"), remedy=LATER)
def unread(given):
    raise UsageError(given, f"{given}")
def passes_on():
    return Odd(explain(), N_("再试。"))
def explain():
    if x:
        return N_("甲。")
    return N_("乙。")
class UsageError(TrainerError): ...
"""


def test_the_collector_sees_through_names_branches_and_functions(tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "module.py").write_text(SOURCE, encoding="utf-8")
    found = {(said.kind, *said.messages, "→", *said.remedies) for said in collect_messages(package)}
    assert found == {
        ("Odder", "坏了：{path}", "没有。", "→", "换一个。"),
        ("Odd", "坏了。", "→"),
        ("TrainerError", "不行。", "→", "以后再说。"),
        ("UsageError", UNSAID, "→", UNSAID),
        ("Odd", "甲。", "乙。", "→", "再试。"),
    }


def test_the_list_can_be_read_aloud() -> None:
    done = subprocess.run([sys.executable, str(Path(__file__).with_name("messages.py"))], capture_output=True, check=True)
    text = done.stdout.decode()
    assert text.count("  → ") >= 150
    assert "数据库被另一个程序占用：{path}\n  → 关掉" in text
