"""One line becomes an answer, a command or a reason to ask again; with a Chinese input method on, too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import fact_of, form_of, sample_course

from trainer.drill.kinds import build_question
from trainer.drill.respond import COMMANDS, LONGEST, Command, Invalid, Typed, parse_line, read_command
from trainer.i18n import render

COURSE = sample_course()


def ask(name, form):
    fact = fact_of(COURSE, name)
    return build_question(COURSE, fact, form_of(COURSE, fact, form), "s")


PICK, JUDGE = ask("ph0", "choose reply-0"), ask("ph0", "judge line-0")
ORDER, TEXT = ask("sq0", "order steps-0"), ask("ph0", "cloze blank-0")


@pytest.mark.parametrize(
    ("line", "picks", "certain"),
    [
        ("1", [0], True),
        ("4", [3], True),
        ("２", [1], True),
        ("  3  ", [2], True),
        ("　3　", [2], True),
        ("2?", [1], False),
        ("２？", [1], False),
        ("2 ？", [1], False),
        ("/不确定 2", [1], False),
        ("、不确定 ２", [1], False),
        ("／unsure 2", [1], False),
        ("/UNSURE 2", [1], False),
        ("\x1b2", [1], True),
    ],
)
def test_a_digit_picks_an_option(line, picks, certain):
    parsed = parse_line(PICK, line)
    assert isinstance(parsed, Typed)
    assert (parsed.text, parsed.picks, parsed.certain) == (str(picks[0] + 1), picks, certain)


@pytest.mark.parametrize("line", ["0", "5", "9", "12", "a", "二", "1 2", "1.", "-1", "?2", "我帮您"])
def test_anything_else_is_asked_again(line):
    parsed = parse_line(PICK, line)
    assert isinstance(parsed, Invalid)
    assert render(parsed.reason) == "请输入 1 到 4 中的一个数字。"


def test_two_options_take_two_digits():
    assert parse_line(JUDGE, "2") == Typed("2", [1], True)
    assert render(parse_line(JUDGE, "3").reason) == "请输入 1 到 2 中的一个数字。"


@pytest.mark.parametrize(
    "line",
    [
        "312546",
        "3 1 2 5 4 6",
        "３，１，２，５，４，６",
        "３１２５４６",
        "3,1,2,5,4,6",
        "3、1、2、5、4、6",
        "3→1→2→5→4→6",
        "3-1-2-5-4-6",
        "3>1>2>5>4>6",
        "3.1.2.5.4.6",
        "3。1；2;5 4　6",
    ],
)
def test_an_order_in_many_spellings(line):
    assert parse_line(ORDER, line) == Typed("3 1 2 5 4 6", [2, 0, 1, 4, 3, 5], True)
    assert parse_line(ORDER, line + "？") == Typed("3 1 2 5 4 6", [2, 0, 1, 4, 3, 5], False)


@pytest.mark.parametrize("line", ["31254", "3125467", "312544", "3 1 2", "abcdef", "0123456", "先1后2"])
def test_an_incomplete_order_is_asked_again(line):
    reason = parse_line(ORDER, line).reason
    assert render(reason) == "请把 1 到 6 各写一次，例如 123456。"


@pytest.mark.parametrize(
    ("line", "text", "certain"),
    [
        ("先帮您", "先帮您", True),
        ("  先帮您  ", "先帮您", True),
        ("能不能？", "能不能？", True),
        ("2号桌", "2号桌", True),
        ("/不确定 先帮 您", "先帮 您", False),
        ("、unsure 先帮您", "先帮您", False),
        ("先\x1b[31m帮您\u202e", "先[31m帮您", True),
    ],
)
def test_typed_answers_are_kept_as_typed(line, text, certain):
    assert parse_line(TEXT, line) == Typed(text, [], certain)


@pytest.mark.parametrize("question", [PICK, ORDER, TEXT])
@pytest.mark.parametrize("line", ["", "   ", "\t", "\x00", "　"])
def test_nothing_is_no_answer(question, line):
    assert render(parse_line(question, line).reason) == "还没作答：写下答案再按回车，想先放一放就写 /跳过。"


@pytest.mark.parametrize("question", [PICK, ORDER, TEXT])
@pytest.mark.parametrize(("name", "chinese"), COMMANDS.items())
@pytest.mark.parametrize("prefix", ["/", "、", "／", "､", "/ "])
def test_commands_have_two_names_and_three_slashes(question, name, chinese, prefix):
    assert parse_line(question, prefix + name) == Command(name)
    assert parse_line(question, prefix + chinese) == Command(name)
    assert parse_line(question, prefix + name.upper() + "　") == Command(name)


@pytest.mark.parametrize("line", ["?", "？", " ？ "])
@pytest.mark.parametrize("question", [PICK, ORDER, TEXT])
def test_a_lone_question_mark_asks_for_a_hint(question, line):
    assert parse_line(question, line) == Command("hint")


@pytest.mark.parametrize(("line", "note"), [("/标记 选项2也对", "选项2也对"), ("、flag　题目 不清楚", "题目 不清楚"), ("/标记", "")])
def test_a_flag_takes_a_note(line, note):
    assert read_command(line) == Command("flag", note)


@pytest.mark.parametrize("line", ["/", "、", "/foo", "/提示一下", "//hint", "/2"])
def test_an_unknown_command_is_told_the_known_ones(line):
    parsed = parse_line(TEXT, line)
    assert isinstance(parsed, Invalid)
    assert all(f"/{chinese}" in render(parsed.reason) for chinese in COMMANDS.values())


@pytest.mark.parametrize("line", ["", "2", "先帮您", "hint", "不/提示"])
def test_other_lines_are_no_commands(line):
    assert read_command(line) is None


def test_a_line_may_be_long_but_not_endless():
    assert parse_line(TEXT, "好" * LONGEST) == Typed("好" * LONGEST, [], True)
    assert render(parse_line(TEXT, "好" * (LONGEST + 1)).reason).startswith("太长了，最多 300 个字")
    assert isinstance(parse_line(TEXT, "/标记 " + "好" * LONGEST), Invalid)


@given(st.sampled_from([PICK, JUDGE, ORDER, TEXT]), st.text(max_size=60))
def test_every_line_means_exactly_one_thing(question, line):
    parsed = parse_line(question, line)
    assert parsed == parse_line(question, line)
    if isinstance(parsed, Typed):
        wanted = {"pick": 1, "order": len(question.options), "text": 0}[question.mode]
        assert len(set(parsed.picks)) == len(parsed.picks) == wanted
        assert all(0 <= pick < len(question.options) for pick in parsed.picks)
        assert parsed.text == parsed.text.strip() != ""


@given(st.sampled_from([PICK, ORDER]), st.text(max_size=20))
def test_a_stored_answer_reads_the_same_again(question, line):
    parsed = parse_line(question, line)
    if isinstance(parsed, Typed):
        assert parse_line(question, parsed.text).picks == parsed.picks
