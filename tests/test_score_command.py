"""`trainer score` as people and programs use it: one reply, many lines, and one after the other on a terminal."""

from __future__ import annotations

import json
import sys

import pytest
from plain_driver import run

pytestmark = pytest.mark.usefixtures("warm_rules")
LITERAL = [
    ("我不能给您退。", "refuse"),
    ("我不知道。", "dont_know"),
    ("那不是我的错。", "disown"),
    ("這不歸我管。", "disown"),
    ("你為什麼不早說？", "interrogate"),
    ("你 必 须 先 登 记。", "command"),
]


@pytest.mark.parametrize(("reply", "category"), LITERAL)
def test_what_must_not_be_said_is_certain(reply: str, category: str) -> None:
    found = json.loads(run("score", reply, "--json").stdout)
    assert (category, "certain") in [(one["category"], one["certainty"]) for one in found["violations"]]
    assert all(reply[one["start"] : one["end"]] and one["instead"] and one["why"] for one in found["violations"])


def test_the_words_are_marked_and_the_good_sentence_is_last() -> None:
    lines = run("score", "对不起，这不归我管。", "--explain").stdout.strip().splitlines()
    assert lines[0].startswith("您说的：") and "【" in lines[0]
    assert any(line.startswith("✗ 推卸责任") for line in lines)
    assert any("规则" in line and "S15" in line for line in lines)
    assert any("[道歉]" in line for line in lines)
    assert lines[-1].startswith("可以这样说：")


def test_a_good_reply_is_left_alone() -> None:
    lines = run("score", "对不起，让您久等了，我马上帮您换一件新的。").stdout.strip().splitlines()
    assert "没有会惹顾客生气的话" in lines[1]
    assert "[道歉]" in lines[2] and "[给办法]" in lines[2]


def test_a_purpose_clears_its_question_and_an_unknown_one_is_named() -> None:
    asked = "请问您住哪个小区？"
    assert "问住址" in run("score", asked).stdout
    for purpose in ("delivery", "送货"):
        assert "没有会惹顾客生气的话" in run("score", asked, "--purpose", purpose).stdout
    said = run("score", asked, "--purpose", "picnic").stdout
    assert "课程里没有“picnic”这个理由" in said and "问住址" in said
    assert json.loads(run("score", asked, "--purpose", "picnic", "--json").stdout)["unknown_purpose"] == "picnic"


def test_lines_come_back_in_order_and_bad_ones_do_not_stop_the_rest() -> None:
    feed = [
        json.dumps({"id": "a", "text": "我不知道。", "more": 1, "context": None}),
        "{no json",
        json.dumps({"id": 7, "text": "好的，马上给您拿。", "context": {"customer": "有小号吗？", "purpose": "", "x": []}}),
        json.dumps({"id": "long", "text": "好" * 2001}),
        json.dumps({"id": "none"}),
        "",
        "\ud800",
        "x" * 70_000,
        json.dumps({"id": "z", "text": ""}),
    ]
    done = run("score", "--jsonl", feed="\n".join(feed).encode("utf-8", "surrogatepass"))
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [row["id"] for row in found] == ["a", None, 7, "long", "none", None, None, "z"]
    assert ["error" in row for row in found] == [False, True, False, True, True, True, True, False]
    assert {"category", "certainty", "rule", "source", "start", "end", "instead", "why"} == set(found[0]["violations"][0])
    assert found[-1] == {"id": "z", "violations": [], "moves": []}


def test_well_read_lines_end_well_and_the_same_every_time() -> None:
    feed = "\n".join(json.dumps({"id": number, "text": text}) for number, (text, _category) in enumerate(LITERAL))
    first, second = run("score", "--jsonl", feed=feed), run("score", "--jsonl", feed=feed)
    assert (first.returncode, first.stdout) == (0, second.stdout)
    assert run("score", "--jsonl", feed="").stdout == ""


def test_what_was_typed_cannot_touch_the_screen() -> None:
    done = run("score", "\x1b[31m我不知道\x07\u202e")
    assert "\x1b" not in done.stdout and "\x07" not in done.stdout and "\u202e" not in done.stdout


def test_nothing_to_judge_on_a_pipe_says_what_to_do() -> None:
    done = run("score")
    assert done.returncode == 2
    assert "--jsonl" in done.stderr


def test_too_long_a_reply_is_a_clear_error() -> None:
    done = run("score", "好" * 2001)
    assert done.returncode == 2
    assert "2000" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
def test_one_after_the_other_on_a_terminal(size: tuple[int, int]) -> None:
    from terminal_driver import CTRL_D, Terminal

    with Terminal("score", size=size) as terminal:
        terminal.wait_for("打一句您会对顾客说的话", "您怎么说")
        terminal.wait_for_prompt()
        terminal.enter("这不归我管。")
        terminal.wait_for("推卸责任", "可以这样说", "您怎么说")
        terminal.wait_for_prompt()
        terminal.enter("好的，马上给您拿。")
        terminal.wait_for("没有会惹顾客生气的话")
        assert terminal.screen.too_wide == []
        terminal.wait_for_prompt()
        terminal.type(CTRL_D)
        assert terminal.finish() == 0
    with Terminal("score", size=size) as terminal:
        terminal.wait_for_prompt()
        terminal.enter("/退出")
        assert terminal.finish() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_a_long_reply_is_read_whole_on_a_terminal() -> None:
    from terminal_driver import Terminal

    with Terminal("score") as terminal:
        terminal.wait_for_prompt()
        terminal.enter("好" * 700 + "这不归我管。")
        terminal.wait_for("推卸责任")
        terminal.wait_for_prompt()
        terminal.enter("好" * 2001)
        terminal.wait_for("太长了，最多 2000 个字")
        terminal.wait_for_prompt()
        terminal.enter("/退出")
        assert terminal.finish() == 0
