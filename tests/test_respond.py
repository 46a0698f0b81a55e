"""One line becomes an answer, a command or a reason to ask again; with a Chinese input method on, too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from samples import fact_of, form_of, sample_course

from trainer.drill.kinds import build_question
from trainer.drill.respond import COMMANDS, LONGEST, Command, Invalid, Typed, parse_line, read_command
from trainer.i18n import render
from trainer.screen.words import answer_hint

COURSE = sample_course()


def ask(name, form):
    fact = fact_of(COURSE, name)
    return build_question(COURSE, fact, form_of(COURSE, fact, form), "s")


PICK, JUDGE = ask("ph0", "choose reply-0"), ask("ph0", "judge line-0")
ORDER, TEXT = ask("sq0", "order steps-0"), ask("ph0", "cloze blank-0")
NUMBER = ask("nm0", "number figure-0")
SELECT = structs.replace(ask("ls0", "select all-0"), options=list("甲乙丙丁戊"))
MATCH, THREE = ask("pa0", "match pairs-0"), ask("us0", "match usage-0")


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
    ("line", "picks"),
    [
        ("134", "1 3 4"),
        ("1 3 4", "1 3 4"),
        ("1，3、4", "1 3 4"),
        ("１３４", "1 3 4"),
        ("413", "1 3 4"),
        ("1334", "1 3 4"),
        ("1, 3, 4, 1", "1 3 4"),
        ("1-3-4", "1 3 4"),
        ("2", "2"),
        ("５", "5"),
        ("12345", "1 2 3 4 5"),
    ],
)
def test_several_picks_in_any_order(line, picks):
    places = [int(digit) - 1 for digit in picks.split()]
    assert parse_line(SELECT, line) == Typed(picks, places, True)
    assert parse_line(SELECT, line + "？") == Typed(picks, places, False)
    assert parse_line(SELECT, "/不确定 " + line) == Typed(picks, places, False)


@pytest.mark.parametrize("line", ["0", "6", "126", "1a", "一", "13和4", "-", "，"])
def test_picks_that_are_no_options_are_asked_again(line):
    assert render(parse_line(SELECT, line).reason) == "请输入 1 到 5 中所有对的数字，例如 134。"


MATCHINGS = [
    *("3142", "3 1 4 2", "３１４２", "3、1、4、2", "3,1,4,2", "A3 B1 C4 D2", "D2 C4 B1 A3", "b1 a3 d2 c4", "a3b1c4d2"),
    *("Ａ３，Ｂ１，Ｃ４，Ｄ２", "a-3 b-1 c-4 d-2", "A=3、B=1、C=4、D=2", "A：3 B：1 C：4 D：2", "A→3 B→1 C→4 D→2", "A 3 B 1 C 4 D 2"),
]
NO_MATCHINGS = [
    *("314", "31425", "3141", "3145", "0142", "甲", "3A1B4C2D", "A31 B C4 D2", "A3B1C4D"),
    *("A3 B1 C4", "A3 B1 C4 C2", "A3 B1 C4 D4", "A3 B1 C4 E2", "A3 B1 C4 D5", "A3 B1 C4 D2 1", "x A3 B1 C4 D2"),
]


@pytest.mark.parametrize("line", MATCHINGS)
def test_a_matching_in_many_spellings(line):
    assert parse_line(MATCH, line) == Typed("3 1 4 2", [2, 0, 3, 1], True)
    assert parse_line(MATCH, line + "?") == Typed("3 1 4 2", [2, 0, 3, 1], False)


@pytest.mark.parametrize("line", NO_MATCHINGS)
def test_an_incomplete_matching_is_asked_again(line):
    assert render(parse_line(MATCH, line).reason) == "请按 A、B、C、D 的顺序各写一个数字，不重复，例如 3142。"


def test_three_lines_take_three_digits():
    assert parse_line(THREE, "c1 b3 a2") == parse_line(THREE, "231") == Typed("2 3 1", [1, 2, 0], True)
    assert render(parse_line(THREE, "3142").reason) == "请按 A、B、C 的顺序各写一个数字，不重复，例如 312。"


@pytest.mark.parametrize(
    ("question", "hint"),
    [
        (PICK, "输入 1–4，不确定就在后面加 ?（如 2?）"),
        (SELECT, "输入所有对的序号，如 134；不确定就在后面加 ?"),
        (MATCH, "按 A、B、C、D 的顺序输入序号，如 3142；不确定就在后面加 ?"),
        (THREE, "按 A、B、C 的顺序输入序号，如 312；不确定就在后面加 ?"),
        (ORDER, "依次输入序号，如 123456；不确定就在后面加 ?"),
    ],
)
def test_what_to_type_is_said_for_each_way_of_answering(question, hint):
    assert answer_hint(question) == hint


@pytest.mark.parametrize(
    ("line", "text", "certain"),
    [
        ("82", "82", True),
        ("８２％", "82%", True),
        ("八成二", "八成二", True),
        ("5 到 6 倍", "5 到 6 倍", True),
        ("82?", "82", False),
        ("八成 ？", "八成", False),
        ("/不确定 82", "82", False),
        ("、unsure 5-6", "5-6", False),
    ],
)
def test_a_number_is_typed_in_any_spelling(line, text, certain):
    assert parse_line(NUMBER, line) == Typed(text, [], certain)


@pytest.mark.parametrize("line", ["很多", "几十", "5 6", "abc", "多少?", "-", "/不确定 不知道"])
def test_a_line_without_a_number_is_asked_again(line):
    assert render(parse_line(NUMBER, line).reason) == "这题要写一个数字，如 82 或 5-6。"


def test_the_hint_under_a_number_says_how_to_write_it():
    assert answer_hint(NUMBER) == "直接写数字，如 82 或 5-6；不确定就在后面加 ?"


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


@pytest.mark.parametrize("question", [PICK, SELECT, MATCH, ORDER, NUMBER, TEXT])
@pytest.mark.parametrize("line", ["", "   ", "\t", "\x00", "　"])
def test_nothing_is_no_answer(question, line):
    assert render(parse_line(question, line).reason) == "还没作答：写下答案再按回车，想先放一放就写 /跳过。"


@pytest.mark.parametrize("question", [PICK, SELECT, MATCH, ORDER, NUMBER, TEXT])
@pytest.mark.parametrize(("name", "chinese"), COMMANDS.items())
@pytest.mark.parametrize("prefix", ["/", "、", "／", "､", "/ "])
def test_commands_have_two_names_and_three_slashes(question, name, chinese, prefix):
    assert parse_line(question, prefix + name) == Command(name)
    assert parse_line(question, prefix + chinese) == Command(name)
    assert parse_line(question, prefix + name.upper() + "　") == Command(name)


@pytest.mark.parametrize("line", ["?", "？", " ？ "])
@pytest.mark.parametrize("question", [PICK, SELECT, MATCH, ORDER, NUMBER, TEXT])
def test_a_lone_question_mark_asks_for_a_hint(question, line):
    assert parse_line(question, line) == Command("hint")


@pytest.mark.parametrize(("line", "note"), [("/标记 选项2也对", "选项2也对"), ("、flag　题目 不清楚", "题目 不清楚"), ("/标记", "")])
def test_a_flag_takes_a_note(line, note):
    assert read_command(line) == Command("flag", note)


@pytest.mark.parametrize(("line", "note"), [("!", ""), ("！", ""), ("! 机器真的改不了", "机器真的改不了"), ("！没说错", "没说错")])
def test_who_disagrees_may_give_the_reason_at_once(line, note):
    assert read_command(line) == Command("appeal", note)


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


@given(st.sampled_from([PICK, JUDGE, SELECT, MATCH, ORDER, NUMBER, TEXT]), st.text(max_size=60))
def test_every_line_means_exactly_one_thing(question, line):
    parsed = parse_line(question, line)
    assert parsed == parse_line(question, line)
    if isinstance(parsed, Typed):
        wanted = {"pick": 1, "select": len(set(parsed.picks)), "number": 0, "text": 0}.get(question.mode, len(question.options))
        assert len(set(parsed.picks)) == len(parsed.picks) == wanted
        assert all(0 <= pick < len(question.options) for pick in parsed.picks)
        assert parsed.text == parsed.text.strip() != ""


@given(st.sampled_from([PICK, SELECT, MATCH, THREE, ORDER]), st.text(st.sampled_from("1234ABCD5 ,-"), max_size=8) | st.text(max_size=20))
def test_a_stored_answer_reads_the_same_again(question, line):
    parsed = parse_line(question, line)
    if isinstance(parsed, Typed):
        assert parse_line(question, parsed.text).picks == parsed.picks
