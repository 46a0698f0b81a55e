"""The protocol on a pipe: numbered lines out, exactly one line an answer in, and never an answer for the learner."""

from __future__ import annotations

import io
import re
import unicodedata

import pytest
from plain_driver import MARKS, begin, coming_lines, count_answers, count_feedback, next_question, replay_session, rows, run
from samples import fact_of, form_of, sample_course

from trainer.drill.kinds import build_question
from trainer.drill.question import Response
from trainer.drill.session import Session
from trainer.screen.front import QuestionView
from trainer.screen.plain import PlainFront

SEED = ("--seed", "7")
FINISHED = "今天的练习完成了"
STOPPED = "已保存，先到这里"


def graded() -> list[tuple[object, ...]]:
    """Grade, certainty and hints of every row, in order."""
    return rows("SELECT grade, certain, hints FROM answer ORDER BY seq")


@pytest.mark.parametrize("right", [True, False])
def test_a_whole_drill_takes_one_line_an_answer(right: bool) -> None:
    lines = list(coming_lines(begin(*SEED), right=right))
    done = run("drill", *SEED, feed="\n".join(lines) + "\n")
    assert done.returncode == 0
    assert not done.stderr
    assert FINISHED in done.stdout
    assert count_feedback(done.stdout) == len(lines) == count_answers() > 5
    assert {grade for grade, _certain, _hints in graded()} == {"right" if right else "wrong"}
    assert rows("SELECT count(*) FROM session WHERE ended_at IS NULL") == [(0,)]


def test_one_line_less_leaves_the_last_question_open() -> None:
    lines = list(coming_lines(begin(*SEED)))
    done = run("drill", *SEED, feed="\n".join(lines[:-1]) + "\n")
    assert done.returncode == 0
    assert FINISHED not in done.stdout
    assert STOPPED in done.stdout
    assert count_answers() == len(lines) - 1
    resumed = run("drill", *SEED, feed=lines[-1])  # no newline at the end: still a line
    assert "接着上次的练习。" in resumed.stdout
    assert FINISHED in resumed.stdout
    assert count_answers() == len(lines)


def test_nothing_is_answered_at_the_end_of_input() -> None:
    done = run("drill")
    assert done.returncode == 0
    assert "这一轮还没有作答" in done.stdout
    assert rows("SELECT count(*) FROM answer") == [(0,)]
    assert rows("SELECT name FROM learner") == [("我",)]
    assert [line for line in done.stdout.splitlines() if "已新建学员" in line] == ["已新建学员“我”。"]


def test_resuming_shows_the_open_question_again() -> None:
    first = run("drill", *SEED)
    again = run("drill", *SEED)
    head = next(line for line in first.stdout.splitlines() if line.startswith("["))
    assert head in again.stdout.splitlines()
    assert "接着上次的练习。" in again.stdout
    assert "【新知识】" in first.stdout
    assert "【新知识】" not in again.stdout  # the lesson was seen


INVALID = [
    *("", " ", "0", "9", "12345678", "a", "1 2 3", "-1", "+1", "１０", "一", "??"),
    *("/", "、", "/没有", "/no", "//", "1/", "\x00", "x" * 10_000),
]


def test_invalid_lines_are_asked_again_and_store_nothing() -> None:
    session = begin(*SEED)
    done = run("drill", *SEED, feed="".join(f"{line}\n" for line in INVALID))
    assert done.returncode == 0
    assert rows("SELECT count(*) FROM answer") == [(0,)]
    remarks = re.findall("还没作答|后面要写命令|请输入 1 到|没有“.*”这个命令|太长了|请把 1 到", done.stdout)
    assert len(remarks) == len(INVALID)
    # And the question still stands: the next line answers it.
    line = next(iter(coming_lines(session)))
    assert count_feedback(run("drill", *SEED, feed=f"9\n{line}\n").stdout) == 1


WIDE = str.maketrans("123456789", "１２３４５６７８９")
TYPED = [
    ("{n}", 1, 0),
    ("{full}", 1, 0),
    ("  {n}  ", 1, 0),
    ("{n}\r", 1, 0),
    ("{n}?", 0, 0),
    ("{n}？", 0, 0),
    ("{full}？", 0, 0),
    ("{n} ?", 0, 0),
    ("/不确定 {n}", 0, 0),
    ("/unsure {n}", 0, 0),
    ("/UNSURE {full}", 0, 0),
    ("、不确定 {n}", 0, 0),
    ("／不确定　{full}", 0, 0),
    ("/不确定\n{n}", 0, 0),
    ("?\n{n}", 1, 1),
    ("？\n{n}", 1, 1),
    ("/提示\n{n}", 1, 1),
    ("、提示\n{n}", 1, 1),
    ("、hint\n{n}", 1, 1),
    ("／提示\n{n}", 1, 1),
    ("/hint\n{n}？", 0, 1),
    ("/帮助\n{n}", 1, 0),
    ("/标记 题目怪\n{n}", 1, 0),
    ("/跳\n{n}", 1, 0),
]
"""Lines of one right answer, and what is stored of certainty and hints."""


def test_every_way_of_typing_an_answer() -> None:
    wishes = (*SEED, "--new", "30", "--minutes", "60")
    session = begin(*wishes)
    feed = [_type_answer(session, *case) for case in TYPED]
    assert run("drill", *wishes, feed="\n".join(feed) + "\n").returncode == 0
    expected = [(form, "right", certain, hints) for form, certain, hints in TYPED]
    assert [(case[0], *row) for case, row in zip(TYPED, graded(), strict=True)] == expected


def _type_answer(session: Session, form: str, certain: int, hints: int) -> str:
    """Write a right answer to the next question in one of the ways, and move on."""
    question = next_question(session)
    assert question is not None
    line = "".join(str(pick + 1) for pick in question.key)
    session.answer(Response(text=line, picks=list(question.key), certain=bool(certain), hints=hints))
    return form.format(n=line, full=line.translate(WIDE))


HINTS = ["?", "？", "/提示", "、提示", "/hint", "、hint", "／HINT"]


@pytest.mark.parametrize("command", HINTS)
def test_a_hint_is_one_line_and_no_answer(command: str) -> None:
    done = run("drill", *SEED, feed=f"{command}\n")
    assert done.stdout.count("提示 1/") == 1
    assert "提示 2/" not in done.stdout
    assert not graded()


def test_undo_writes_a_correcting_row_and_asks_again() -> None:
    line = next(coming_lines(begin(*SEED)))
    done = run("drill", *SEED, feed=f"{line}\n/撤销\n{line}？\n")
    assert done.returncode == 0
    stored = rows("SELECT uuid, fact, shown, grade, certain, corrects FROM answer ORDER BY seq")
    first, undone, second = stored
    assert [row[3] for row in stored] == ["right", "undone", "right"]
    assert undone[5] == first[0]
    assert first[1:3] == undone[1:3] == second[1:3]  # the same fact, asked the same way
    assert (first[4], second[4]) == (1, 0)
    head = next(text for text in done.stdout.splitlines() if text.startswith("["))
    assert done.stdout.count(head) == 2


def test_undo_reaches_back_over_an_interruption() -> None:
    line = next(coming_lines(begin(*SEED)))
    run("drill", *SEED, feed=f"{line}\n")
    run("drill", *SEED, feed="/undo\n")
    assert [grade for grade, _certain, _hints in graded()] == ["right", "undone"]
    assert not replay_session().done
    done = run("drill", *SEED, feed="/undo\n")
    assert "还没有可以撤销的回答" in done.stdout
    assert len(graded()) == 2


def test_skip_flag_and_quit() -> None:
    line = next(coming_lines(begin(*SEED)))
    done = run("drill", *SEED, feed=f"/标记 两个都对\n/跳过\n、flag\n/退出\n{line}\n")
    assert done.returncode == 0
    assert [grade for grade, _certain, _hints in graded()] == ["skipped"]  # nothing after /退出 is read
    assert rows("SELECT note FROM flag ORDER BY seq") == [("两个都对",), ("",)]
    assert done.stdout.count("已标记") == 2
    assert "再运行 trainer drill 就从断开的地方继续" in done.stdout


def test_feedback_has_at_most_five_lines_and_ends_with_the_good_sentence() -> None:
    for right in (True, False):
        wishes = ("--new", "20", "--minutes", "60", "--learner", f"学员{right}", *SEED)
        lines = list(coming_lines(begin(*wishes), right=right))
        blocks = run("drill", *wishes, feed="\n".join(lines)).stdout.split("\n\n")
        shown = [block.splitlines()[place:] for block in blocks if (place := _find_mark(block)) is not None]
        assert len(shown) == len(lines)
        for block in shown:
            assert len(block) <= 5, block
            assert "可以这样说：" in block[-1]


def _find_mark(block: str) -> int | None:
    return next((place for place, line in enumerate(block.splitlines()) if line.startswith(MARKS)), None)


def test_a_new_name_is_added_with_one_line() -> None:
    line = next(coming_lines(begin("--learner", "老陈", *SEED)))
    done = run("drill", "--learner", "新名字", *SEED, feed=f"{line}\n")
    assert done.returncode == 0
    assert [text for text in done.stdout.splitlines() if "新名字" in text] == ["已新建学员“新名字”。"]
    assert count_feedback(done.stdout) == 1  # the first run took no line
    assert "新名字" not in run("drill", "--learner=新名字", *SEED).stdout
    assert rows("SELECT name FROM learner ORDER BY created_at") == [("老陈",), ("新名字",)]


def test_several_learners_and_no_name_is_a_usage_error() -> None:
    for name in ("小李", "小王"):
        assert run("learner", "add", name).returncode == 0
    done = run("drill", feed="1\n1\n")
    assert done.returncode == 2
    assert not done.stdout
    assert "--learner" in done.stderr
    assert "小李、小王" in done.stderr
    assert rows("SELECT count(*) FROM learner") == [(2,)]
    assert rows("SELECT count(*) FROM answer") == [(0,)]
    assert run("drill", TRAINER_LEARNER="小王").returncode == 0
    assert run("--learner", "小李", "drill").returncode == 0
    assert rows("SELECT count(DISTINCT learner) FROM session") == [(2,)]


def test_learner_commands_ask_nothing() -> None:
    assert run("learner", "list").stdout.strip() == "还没有学员。运行 trainer 就可以开始。"
    assert run("learner", "add", "小李").stdout.splitlines() == ["已新建学员“小李”。"]
    taken = run("learner", "add", "小李", feed="y\n1\n")
    assert taken.returncode == 1
    assert "已经有叫“小李”的学员" in taken.stderr
    assert run("learner", "add", "王芳").returncode == 0
    assert run("learner", "list").stdout.splitlines() == ["小李", "王芳"]
    assert run("learner", "add", "  ").returncode == 1
    assert run("learner", "add", "长" * 41).returncode == 1


HOSTILE = [
    ("10 kB", "1" * 10_000 + "\n"),
    ("1 MB without an end", "好" * 350_000),
    ("controls", "\x1b[2J\x1b]0;title\x07\x9b31m\x00\x08\x7f\n"),
    ("bidi", "\u202e\u2066/标记 \u202etxt\u2069\u200f\ufeff\n"),
    ("a command in disguise", "/\u202e\x1b[31m没有\n"),
    ("bad bytes", b"\xff\xfe\x80\xc3\n/\xb0\xb2\n"),
    ("half a character at the end", "一".encode()[:2]),
    ("surrogates", b"/flag \xed\xa0\x80\n"),
    ("line separators", "1\u2028 1\x851\x0b1\x0c\n"),
    ("nothing but line ends", "\r\n\r\n\n\r"),
]


@pytest.mark.parametrize("feed", [feed for _name, feed in HOSTILE], ids=[name for name, _feed in HOSTILE])
def test_hostile_lines_neither_crash_nor_come_out_again(feed: str | bytes) -> None:
    line = next(coming_lines(begin(*SEED)))
    data = feed if isinstance(feed, bytes) else feed.encode()
    done = run("drill", *SEED, feed=data + f"\n{line}\n".encode())
    assert done.returncode == 0
    assert not unsafe_characters(done.stdout + done.stderr)
    assert [grade for grade, _certain, _hints in graded()] == ["right"]


NAMES = [
    *("\x1b[31m红\x07", "\u202e逆\u2066", "\udcff坏", "[red]红[/red]", "{name}", "=1+1"),
    *("'; DROP TABLE answer; --", "👩\u200d🍳"),
]


@pytest.mark.parametrize("name", NAMES)
def test_hostile_names(name: str) -> None:
    done = run("drill", "--learner", name)
    assert done.returncode == 0, done.stderr
    assert not unsafe_characters(done.stdout + done.stderr)
    listed = run("learner", "list").stdout
    assert len(listed.splitlines()) == 1
    assert not unsafe_characters(listed)
    assert run("drill", "--learner", name).stdout.count("已新建") == 0


def unsafe_characters(output: str) -> set[str]:
    """Return what must never reach a terminal: control, direction and private characters."""
    kinds = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    return {character for character in output if unicodedata.category(character) in kinds} - {"\n"}


@pytest.mark.parametrize("wish", [("--topic", "禁语"), ("--minutes", "3"), ("--new", "2")])
def test_a_bare_drill_goes_on_with_whatever_was_left(wish: tuple[str, ...]) -> None:
    left = run("drill", *wish, feed="1\n")
    assert left.returncode == 0
    assert "接着上次的练习。" in run("drill").stdout
    assert "接着上次的练习。" not in run("drill", "--minutes", "7").stdout


def test_another_seed_starts_another_session() -> None:
    begin("--seed", "1")
    assert "接着上次的练习。" in run("drill", "--seed", "1").stdout
    assert "接着上次的练习。" not in run("drill", "--seed", "2").stdout


def test_flagged_questions_can_be_listed() -> None:
    run("learner", "add", "小李")
    assert run("course", "flags").stdout == "还没有人标记题目。\n"
    run("drill", "--seed", "7", feed="/标记 两个都对\n")
    listed = run("course", "flags")
    assert listed.returncode == 0
    question, reason = listed.stdout.splitlines()
    assert next_question(replay_session()).fact.id in question
    assert reason == "  → 两个都对"


def test_answering_again_after_the_solution_was_shown_costs_a_hint() -> None:
    session = begin(*SEED)
    question = next_question(session)
    wrong, right = (1 + question.key[0]) % len(question.options) + 1, question.key[0] + 1
    run("drill", *SEED, feed=f"{wrong}\n/撤销\n{right}\n")
    assert graded() == [("wrong", 1, 0), ("undone", 1, 0), ("right", 1, 1)]
    assert rows("SELECT rating FROM answer ORDER BY seq DESC LIMIT 1") == [(2,)]


def test_a_skipped_question_taken_back_costs_nothing() -> None:
    session = begin(*SEED)
    run("drill", *SEED, feed=f"/跳过\n/撤销\n{next_question(session).key[0] + 1}\n")
    assert graded()[-1] == ("right", 1, 0)


def test_each_way_of_answering_is_explained_once_and_the_commands_once() -> None:
    course, out = sample_course(), io.StringIO()
    front = PlainFront(io.StringIO("1\n" * 9), out)
    forms = ["judge line-0", "choose reply-0", "select all-0", "select all-1", "cloze blank-0", "odd allowed-0"]
    fact = fact_of(course, "ph0")
    for name in forms:
        question = build_question(course, fact, form_of(course, fact, name), "s")
        front.ask(QuestionView(question=question, topic="", progress=(0, 1), notes=[], certain=True, fresh=True))
    shown = [line for line in out.getvalue().splitlines() if line.startswith("(")]
    assert [line[:5] for line in shown] == ["(输入 1", "(/提示 ", "(输入所有", "(直接打字"]


def test_what_belongs_together_is_lettered_on_one_side_and_numbered_on_the_other() -> None:
    course, out = sample_course(), io.StringIO()
    fact = fact_of(course, "us0")
    question = build_question(course, fact, form_of(course, fact, "match usage-0"), "s")
    view = QuestionView(question=question, topic="", progress=(0, 1), notes=[], certain=True, fresh=True)
    PlainFront(io.StringIO("1\n"), out).ask(view)
    starts = [line[:2] for line in out.getvalue().splitlines()[2:]]
    assert starts == ["A ", "B ", "C ", "每种", "1.", "2.", "3.", "(按", "(/"]


def test_questions_that_come_back_are_counted_apart() -> None:
    session = begin(*SEED)
    lines = list(coming_lines(session, right=False))[:2]
    shown = run("drill", *SEED, feed="\n".join(lines) + "\n").stdout
    assert "[第 1 题，共 6 题]" in shown
    assert "，重练 " in shown
