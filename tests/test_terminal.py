"""Whole drills on a real pseudo-terminal, as a person types and sees them."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are POSIX; Windows consoles are tried by hand", allow_module_level=True)

from plain_driver import begin, coming_lines, next_question, replay_session, rows, run, wrong_picks
from terminal_driver import CTRL_C, CTRL_D, ENTER, ESC, Terminal

from trainer.drill.question import Question
from trainer.drill.session import Session

NAME = "陈小燕"
CONTINUE = "回车继续"
LESSON = "看明白了按回车"
ASKED = "Esc 遮屏"
NEUTRAL = "按回车返回"
SIZES = [(80, 24), (120, 40), (40, 20)]


def first_run(terminal: Terminal) -> None:
    """Give a name and get to the first lesson: three key presses at most, Enter included."""
    terminal.wait_for("怎么称呼您")
    terminal.enter(NAME)
    terminal.wait_for("先学一条", LESSON)


def open_question(terminal: Terminal) -> Question:
    """Go past lessons to the next question and return it, from the database."""
    terminal.wait_until(lambda text: LESSON in text or ASKED in text, "a lesson or a question")
    while LESSON in terminal.text():
        _read_lesson(terminal)
    terminal.wait_for_prompt()
    question = next_question(replay_session())
    assert question is not None
    return question


def _read_lesson(terminal: Terminal) -> None:
    terminal.wait_for_prompt()
    lesson = terminal.lines()
    terminal.enter()
    terminal.wait_until(lambda text: terminal.lines() != lesson and (LESSON in text or ASKED in text), "what follows the lesson")


def give(terminal: Terminal, picks: list[int], suffix: str = "") -> list[str]:
    """Answer and return the feedback as shown, from the answer given to the foot."""
    terminal.enter("".join(str(pick + 1) for pick in picks) + suffix)
    terminal.wait_for("您的回答", CONTINUE)
    lines = [line for line in terminal.lines() if line]
    start = next(place for place, line in enumerate(lines) if line.startswith("您的回答"))
    end = next(place for place, line in enumerate(lines) if line.startswith(CONTINUE))
    return lines[start:end]


def rejoin(lines: list[str]) -> str:
    """Undo the wrapping of a block."""
    return "".join(line.strip() for line in lines)


def check_fit(terminal: Terminal) -> None:
    """No row too wide, none pushed off the top: the head line is there, and so is the prompt below everything else."""
    terminal.wait_for_prompt()
    assert terminal.screen.too_wide == []
    assert " 题" in terminal.lines()[0], terminal.lines()


def test_a_whole_drill_from_an_empty_database() -> None:
    """First run, lesson, hint, not sure, wrong, undo, skip, flag, full width, hiding, and the summary, in 80×24."""
    with Terminal() as terminal:
        first_run(terminal)
        check_fit(terminal)
        _hint_and_answer_right(terminal)
        _answer_unsure_in_full_width(terminal)
        _answer_wrong_and_take_it_back(terminal)
        _flag_and_skip(terminal)
        _answer_the_rest(terminal)
        summary = terminal.wait_for("今天的练习完成了", "今天上班就说这几句", "下次：")
        assert terminal.finish() == 0
        assert terminal.screen.too_wide == []
        assert terminal.scrolled() == 0  # in 80×24 not even Enter on the last row
        assert summary.count("1. ") == 1
        assert terminal.echoes()
    grades = [grade for (grade,) in rows("SELECT grade FROM answer ORDER BY seq")]
    assert grades[:5] == ["right", "right", "wrong", "undone", "right"]
    assert rows("SELECT name FROM learner") == [(NAME,)]
    assert rows("SELECT count(*) FROM session WHERE ended_at IS NULL") == [(0,)]


def _hint_and_answer_right(terminal: Terminal) -> None:
    question = open_question(terminal)
    terminal.enter("、提示")
    terminal.wait_for("提示 1/", ASKED)
    check_fit(terminal)
    feedback = give(terminal, list(question.key))
    check_fit(terminal)
    _check_feedback(feedback, "✓")
    assert rows("SELECT hints, certain FROM answer") == [(1, 1)]
    terminal.enter()


def _answer_unsure_in_full_width(terminal: Terminal) -> None:
    question = open_question(terminal)
    terminal.enter("/不确定")
    terminal.wait_for("答（不确定）", "记下了")
    check_fit(terminal)
    wide = chr(ord("１") + question.key[0])
    terminal.enter(wide)
    terminal.wait_for("您的回答", "您说不确定", CONTINUE)
    check_fit(terminal)
    assert rows("SELECT response, certain FROM answer ORDER BY seq DESC LIMIT 1")[0][1] == 0
    terminal.enter()


def _answer_wrong_and_take_it_back(terminal: Terminal) -> None:
    question = open_question(terminal)
    asked = rejoin(question.context) + question.fact.id
    feedback = give(terminal, wrong_picks(question))
    check_fit(terminal)
    _check_feedback(feedback, "✗")
    terminal.enter("、撤销")
    again = open_question(terminal)
    assert rejoin(again.context) + again.fact.id == asked
    check_fit(terminal)
    give(terminal, list(again.key), "？")
    terminal.enter()


def _flag_and_skip(terminal: Terminal) -> None:
    open_question(terminal)
    terminal.enter("/标记 选项太像了")
    terminal.wait_for("已标记")
    check_fit(terminal)
    assert rows("SELECT note FROM flag") == [("选项太像了",)]
    shown = terminal.lines()
    terminal.enter("／跳过")
    terminal.wait_until(lambda text: terminal.lines()[0] != shown[0], "the next question")
    assert rows("SELECT grade FROM answer ORDER BY seq DESC LIMIT 1") == [("skipped",)]


def _answer_the_rest(terminal: Terminal, *, right: bool = True) -> None:
    """Answer to the end, reading every lesson and every feedback."""
    while not replay_is_over(session := replay_session()):
        question = open_question(terminal)
        check_fit(terminal)
        feedback = give(terminal, list(question.key) if right else wrong_picks(question))
        check_fit(terminal)
        _check_feedback(feedback, "✓" if right else "✗")
        terminal.enter()
        assert next_question(session) is not None


def replay_is_over(session: Session) -> bool:
    """Tell whether nothing is left to ask."""
    return next_question(session) is None


def _check_feedback(block: list[str], mark: str) -> None:
    """At most five lines before wrapping, the good sentence last."""
    answered, *_rest = block
    assert answered.startswith("您的回答：")
    body = rejoin(block)
    assert mark in body
    good = next(place for place, line in enumerate(block) if "可以这样说：" in line)
    assert all(not line.startswith(("✓", "✗", "◐", "顾客听到的是", "说明：")) for line in block[good + 1 :])
    assert "可以这样说：" in rejoin(block[good:])


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("right", [True, False])
def test_every_screen_of_a_drill_fits(size: tuple[int, int], right: bool) -> None:
    with Terminal("drill", "--minutes", "3", "--seed", "11", size=size) as terminal:
        first_run(terminal)
        check_fit(terminal)
        _answer_the_rest(terminal, right=right)
        terminal.wait_for("今天的练习完成了")
        assert terminal.finish() == 0
        assert terminal.screen.too_wide == []


@pytest.fixture
def asked() -> Iterator[tuple[Terminal, Question]]:
    """Return a drill with its first question on the screen."""
    begin("--learner", NAME, "--seed", "7")
    with Terminal("drill", "--seed", "7", TRAINER_IDLE_SECONDS="86400") as terminal:
        yield terminal, open_question(terminal)


def test_escape_hides_everything_and_keeps_the_draft(asked: tuple[Terminal, Question]) -> None:
    terminal, question = asked
    before = terminal.lines()
    terminal.type("草稿")
    terminal.wait_for("草稿")
    terminal.type(ESC)
    terminal.wait_until(lambda text: NEUTRAL in text and ASKED not in text, "the neutral screen")
    assert [line for line in terminal.lines() if line] == [NEUTRAL]
    terminal.type(ENTER)
    terminal.wait_for(ASKED, "草稿")
    assert terminal.lines()[:6] == before[:6]
    check_fit(terminal)
    terminal.type("\x7f\x7f")
    give(terminal, list(question.key))
    assert len(rows("SELECT 1 FROM answer")) == 1


def test_escape_hides_feedback_and_lessons_too(asked: tuple[Terminal, Question]) -> None:
    terminal, question = asked
    give(terminal, list(question.key))
    terminal.wait_for_prompt()
    before = terminal.lines()
    terminal.type(ESC)
    terminal.wait_until(lambda text: text == NEUTRAL, "the neutral screen")
    terminal.type("abc")  # what a passer-by types goes nowhere
    terminal.wait_until(lambda text: NEUTRAL in text, "the neutral screen")
    terminal.type(ENTER)
    terminal.wait_until(lambda text: terminal.lines() == before, "the feedback as before")
    terminal.enter()
    open_question(terminal)
    assert len(rows("SELECT 1 FROM answer")) == 1


def test_an_idle_screen_hides_itself() -> None:
    begin("--learner", NAME, "--seed", "7")
    with Terminal("drill", "--seed", "7", TRAINER_IDLE_SECONDS="3") as terminal:
        terminal.wait_until(lambda text: text == NEUTRAL, "the neutral screen")
        terminal.type(ENTER)
        terminal.wait_for(ASKED)
        terminal.wait_until(lambda text: text == NEUTRAL, "the neutral screen again")
        terminal.pause(0.3)
        terminal.type(CTRL_D)
        terminal.wait_for("这一轮还没有作答")
        assert terminal.finish() == 0


def test_hidden_time_does_not_count(asked: tuple[Terminal, Question]) -> None:
    terminal, question = asked
    terminal.type(ESC)
    terminal.wait_until(lambda text: text == NEUTRAL, "the neutral screen")
    terminal.pause(1.5)
    terminal.type(ENTER)
    terminal.wait_for(ASKED)
    give(terminal, list(question.key))
    (elapsed,) = rows("SELECT elapsed_ms FROM answer")[0]
    assert isinstance(elapsed, int)
    assert 0 <= elapsed < terminal.age_ms() - 1500


def test_ctrl_c_then_resume_at_the_same_question(asked: tuple[Terminal, Question]) -> None:
    terminal, question = asked
    give(terminal, list(question.key))
    terminal.enter()
    open_question(terminal)
    head = terminal.lines()[:6]
    terminal.type("1")
    terminal.type(CTRL_C)
    terminal.wait_for("已停止", "再运行一次")
    assert terminal.finish() == 130
    assert terminal.echoes()
    with Terminal("drill", "--seed", "7") as later:
        later.wait_for(ASKED)
        lines = later.lines()
        news = lines[1 : lines.index("")]
        assert "接着上次的练习。" in "".join(news)
        assert [lines[0], *lines[lines.index("") :]][:6] == head
    assert len(rows("SELECT 1 FROM answer")) == 1


def test_leaving_in_every_way_says_how_to_go_on() -> None:
    begin("--learner", NAME, "--seed", "7")
    for keys in ("/退出" + ENTER, "、quit" + ENTER, "／退出" + ENTER, CTRL_D):
        with Terminal("drill", "--seed", "7") as terminal:
            open_question(terminal)
            terminal.type(keys)
            terminal.wait_for("再运行 trainer drill")
            assert terminal.finish() == 0
            assert terminal.echoes()
    assert rows("SELECT count(*) FROM answer") == [(0,)]


def test_wrong_lines_are_explained_and_long_ones_fit(asked: tuple[Terminal, Question]) -> None:
    terminal, _question = asked
    for line, remark in (("", "还没作答"), ("9", "请输入"), ("/没有的", "这个命令"), ("/帮助", "英文命令"), ("好" * 200, "请输入")):
        terminal.enter(line)
        terminal.wait_for(remark, ASKED)
        check_fit(terminal)
    assert not rows("SELECT 1 FROM answer")


def test_an_unknown_name_is_asked_about_first() -> None:
    begin("--learner", NAME)
    with Terminal("drill", "--learner", "陈小雁") as terminal:
        terminal.wait_for("没有叫“陈小雁”的学员", "1  新建", "2  不是")
        terminal.enter("２")
        terminal.wait_for("没有新建学员", NAME)
        assert terminal.finish() == 2
    with Terminal("drill", "--learner", "陈小雁") as terminal:
        terminal.wait_for("没有叫“陈小雁”的学员")
        terminal.enter("1")
        terminal.wait_for("先学一条", "陈小雁")
    assert len(rows("SELECT 1 FROM learner")) == 2


def test_the_picker_lists_everybody_and_takes_newcomers() -> None:
    for name in (NAME, "王芳"):
        begin("--learner", name, "--seed", "7")
    with Terminal("drill", "--seed", "7") as terminal:
        terminal.wait_for("今天谁来练", f"1  {NAME}", "2  王芳", "3  我是新来的")
        terminal.enter("7")
        terminal.wait_for("请输入 1 到 3")
        terminal.enter("２")
        terminal.wait_for(ASKED, "王芳")
    with Terminal("drill") as terminal:
        terminal.wait_for("今天谁来练")
        terminal.enter("3")
        terminal.wait_for("怎么称呼您")
        terminal.enter("新来的小周")
        terminal.wait_for("先学一条", "新来的小周")
    assert len(rows("SELECT 1 FROM learner")) == 3


def test_when_nothing_is_due_there_is_an_offer() -> None:
    session = begin("--learner", NAME, "--seed", "7")
    run("drill", "--seed", "7", feed="\n".join(coming_lines(session)))
    with Terminal("drill") as terminal:
        terminal.wait_for("歇一歇", "1  ", "2  ", "3  ")
        terminal.enter("3")
        assert terminal.finish() == 0
    with Terminal("drill") as terminal:
        terminal.wait_for("歇一歇")
        terminal.enter("2")
        terminal.wait_for(ASKED)


@pytest.mark.parametrize("name", ["名" * 41, "\u2060", "   "], ids=["too long", "invisible", "blank"])
def test_unfit_names_on_the_first_run(name: str) -> None:
    """A slip at the first prompt must not throw a newcomer out."""
    with Terminal() as terminal:
        terminal.wait_for("怎么称呼您")
        terminal.enter(name)
        terminal.pause(0.5)
        terminal.enter(NAME)
        terminal.wait_for("先学一条", NAME)
    assert rows("SELECT name FROM learner") == [(NAME,)]


def test_the_picker_takes_names_and_lets_go() -> None:
    for name in ("小李", "小王"):
        begin("--learner", name, "--seed", "7")
    with Terminal("drill", "--seed", "7") as terminal:
        terminal.wait_for("今天谁来练")
        terminal.wait_for_prompt()
        terminal.enter("小王")
        terminal.wait_until(lambda text: "小王 · " in text, "his drill")
        terminal.type(CTRL_D)
        assert terminal.finish() == 0
    with Terminal("drill", "--seed", "7") as terminal:
        terminal.wait_for("今天谁来练")
        terminal.wait_for_prompt()
        terminal.enter("/退出")
        terminal.wait_for("好，下次见。")
        assert terminal.finish() == 0


def test_whoever_says_a_known_name_is_that_person() -> None:
    for name in ("小李", "小王"):
        begin("--learner", name, "--seed", "7")
    with Terminal("drill", "--seed", "7") as terminal:
        terminal.wait_for("今天谁来练")
        terminal.wait_for_prompt()
        terminal.enter("3")
        terminal.wait_for("怎么称呼您")
        terminal.wait_for_prompt()
        terminal.enter("小李")
        terminal.wait_until(lambda text: "小李 · " in text, "his drill")
        terminal.type(CTRL_C)
        assert terminal.finish() == 130
    assert len(rows("SELECT 1 FROM learner")) == 2


@pytest.mark.parametrize("right", [True, False])
def test_a_missed_question_says_that_it_comes_back(asked: tuple[Terminal, Question], right: bool) -> None:
    terminal, question = asked
    give(terminal, list(question.key) if right else wrong_picks(question))
    terminal.wait_for_prompt()
    assert ("这题过会儿再来" in "\n".join(terminal.lines())) != right
