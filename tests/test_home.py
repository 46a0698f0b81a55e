"""Home: who sees it, what stands on it, and choosing from it with digits, arrows and Enter on a real pseudo-terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from plain_driver import begin, coming_lines, count_answers, replay_session, rows, run, shipped_course
from rich.cells import cell_len
from samples import fact_of, fix_seconds, sample_course
from store_samples import SCHEDULE, draft

from trainer.cli.desk import Desk
from trainer.cli.home import ENTRIES, view_home
from trainer.cli.morning import describe_today
from trainer.cli.opening import Intention
from trainer.clock import Moment
from trainer.course.model import Topic
from trainer.drill.plan import Wishes
from trainer.drill.routine import Routine
from trainer.i18n import render
from trainer.report.today import Today
from trainer.screen.menu import Menu
from trainer.store import SessionDraft, Store, open_store

NAME, OTHER = "陈小燕", "王芳"
MENU = ["今日练习", "随便看看", "专项", "错题本", "情景对练", "我的进度", "换人"]
DAY_MS = 86_400_000
WEDNESDAY = Moment(1_772_582_400_000, 480)  # 2026-03-04 08:00 in Shanghai


def today_of(**changes: Any) -> Today:
    """Return a morning on which nothing is due."""
    return msgspec.structs.replace(Today(due=0, new_left=0, minutes=0, sessions_this_week=0, weakest_topic=None), **changes)


DAYS = [
    ({}, False, ["今天该练的都练完了，歇一歇吧。"]),
    ({"due": 12, "minutes": 4}, False, ["今天有 12 条到期：练一次约 4 分钟。"]),
    ({"new_left": 6, "minutes": 5}, False, ["今天没有到期的，可以学 6 条新的：约 5 分钟。"]),
    ({"due": 2, "new_left": 3, "minutes": 3}, False, ["今天有 2 条到期，还可以学 3 条新的：练一次约 3 分钟。"]),
    ({"sessions_this_week": 3}, False, ["今天该练的都练完了，歇一歇吧。", "本周练了 3 次。"]),
    ({"weakest_topic": Topic("asks", "七不问")}, False, ["今天该练的都练完了，歇一歇吧。", "可以多看看：七不问"]),
    ({}, True, ["上次的练习还没做完，可以接着来。"]),
    ({"due": 1, "minutes": 1}, True, ["上次的练习还没做完，可以接着来。", "今天有 1 条到期：练一次约 1 分钟。"]),
]


@pytest.mark.parametrize(("changes", "is_interrupted", "lines"), DAYS)
def test_the_lines_of_a_day(changes: dict[str, Any], is_interrupted: bool, lines: list[str]) -> None:
    assert [render(line) for line in describe_today(today_of(**changes), is_interrupted)] == lines


def desk_at(store: Store, moment: Moment = WEDNESDAY, **changes: Any) -> Desk:
    """Return a desk in the sample course. The front is never met: what is shown is looked at as a value."""
    learner = store.find_learner(NAME) or store.add_learner(NAME, moment)
    fields: dict[str, Any] = {"store": store, "course": sample_course(), "learner": learner, "front": None, "backups": Path()}
    return Desk(**(fields | {"clock": lambda: moment} | changes))


def practised(desk: Desk, days_ago: int, *, ended: bool = True, minutes_ago: int = 0, grade: str = "wrong") -> None:
    """Put a session with one answer into the log."""
    moment = Moment(WEDNESDAY.at_ms - days_ago * DAY_MS - minutes_ago * 60_000, WEDNESDAY.offset_min)
    kept = SessionDraft(learner=desk.learner.id, course="sample", plan="{}", seed=1)
    session = desk.store.start_session(kept, moment)
    row = draft(desk.learner.id, course="sample", fact="ph0", session=session, grade=grade)
    desk.store.record_answer(row, moment, SCHEDULE)
    if ended:
        desk.store.end_session(session, moment)


def lines_of(desk: Desk) -> list[str]:
    return [render(line) for line in view_home(desk).lines]


def test_home_says_who_what_and_how_often(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fix_seconds(monkeypatch)
    with open_store(tmp_path / "t.db") as store:
        desk = desk_at(store)
        for days_ago in (9, 3, 2, 1, 0):  # Monday is two days ago
            practised(desk, days_ago)
        view = view_home(desk)
        assert [render(option) for option in view.options] == MENU
        assert view.default == 0
        assert lines_of(desk)[0] == f"{NAME}，您好！"
        assert "本周练了 3 次。" in lines_of(desk)
        assert lines_of(desk)[1].startswith("今天没有到期的，可以学 6 条新的")  # answered today, so due again tomorrow
        tomorrow = desk_at(store, Moment(WEDNESDAY.at_ms + DAY_MS, 480), routine=Routine(new_per_day=0))
        assert "今天有 1 条到期：练一次约 1 分钟。" in lines_of(tomorrow)
        sunday = desk_at(store, Moment(WEDNESDAY.at_ms + 4 * DAY_MS, 480), routine=Routine(rest_days=(6,)))
        assert "今天是休息日，想练再练。" in lines_of(sunday)
        assert "本周练了 3 次。" in lines_of(sunday)
        monday = desk_at(store, Moment(WEDNESDAY.at_ms + 5 * DAY_MS, 480), routine=Routine(rest_days=(6,)))
        assert not [line for line in lines_of(monday) if "休息" in line or "本周" in line]


@pytest.mark.parametrize(
    ("days_ago", "minutes_ago", "ended", "first"),
    [
        (0, 5, False, "接着练"),
        (0, 5, True, "今日练习"),
        (0, 9 * 60, False, "今日练习"),  # 23:00 the day before: too long ago to be over midnight
        (1, 0, False, "今日练习"),
    ],
)
def test_an_interrupted_session_is_the_first_thing_to_do(tmp_path: Path, days_ago: int, minutes_ago: int, ended: bool, first: str) -> None:
    with open_store(tmp_path / "t.db") as store:
        desk = desk_at(store)
        practised(desk, days_ago, minutes_ago=minutes_ago, ended=ended)
        options = [render(option) for option in view_home(desk).options]
        assert options == [first, *MENU[1:]]
        assert ("上次的练习还没做完，可以接着来。" in lines_of(desk)) == (first != MENU[0])


def test_the_topic_to_look_at_needs_evidence(tmp_path: Path) -> None:
    course = sample_course()
    topic = next(topic for topic in course.topics if topic.id == fact_of(course, "ph0").topic)
    with open_store(tmp_path / "t.db") as store:
        desk = desk_at(store)
        practised(desk, 1)
        assert not [line for line in lines_of(desk) if "多看看" in line]
        for _again in range(9):
            practised(desk, 1)
        assert f"可以多看看：{topic.title}" in lines_of(desk)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("1", 1),
        ("２", 2),
        (" 3 ", 3),
        ("4", 0),
        ("0", 0),
        ("", 0),
        ("专项", 1),
        ("我的 AB", 2),
        ("我的 ＡＢ", 2),
        ("12", 0),
        ("1.", 0),
    ],
)
def test_an_option_is_meant_by_digits_of_any_width_or_by_its_words(line: str, number: int) -> None:
    assert Menu([], ["专项", "我的 AB", "c"]).number_of(line) == number


@pytest.mark.parametrize(
    ("pointed", "moves", "typed", "now"),
    [
        (0, [1], "", 1),
        (0, [-1], "", 2),
        (2, [1], "", 0),
        (None, [1], "", 0),
        (None, [-1], "", 2),
        (0, [1, 1, -1], "", 1),
        (0, [1], "２", 2),
        (0, [-1], "2", 0),
        (1, [1], "x", 2),
    ],
)
def test_the_pointer_goes_round_from_where_it_is_or_from_what_is_typed(pointed: int | None, moves: list[int], typed: str, now: int) -> None:
    menu = Menu([], ["a", "b", "c"], pointed)
    for by in moves:
        menu.move(by, typed)
    assert menu.pointed == now


def test_the_rows_of_a_menu_fit_and_show_the_pointer() -> None:
    menu = Menu([("陈" * 40 + "，您好！", "bold")], [*"abcdefghij", "长" * 40], 1)
    menu.note = "请输入一个数字" * 5
    for width in (20, 39, 79):
        rows_ = menu.rows(width, roomy=True, typed="")
        assert all(cell_len(text) <= width for text, _style in rows_)
        assert [text for text, _style in rows_ if text.startswith(">")] == [">  2  b"]
    assert [text for text, _style in menu.rows(79, roomy=True, typed="１０") if text.startswith(">")] == ["> 10  j"]
    assert ("", "") not in menu.rows(79, roomy=False)


def test_names_cannot_touch_the_screen() -> None:
    menu = Menu([("\x1b[2J小\u202e李", "")], ["\x1b]8;;x\x07换人"])
    text = "".join(text for text, _style in menu.rows(60, roomy=True))
    assert "\x1b" not in text and "\u202e" not in text and "\x07" not in text


@pytest.mark.parametrize("arguments", [(), ("--plain",)])
def test_off_a_terminal_the_drill_starts_at_once(arguments: tuple[str, ...]) -> None:
    practise(NAME)
    done = run(*arguments)
    assert done.returncode == 0
    assert "您好" not in done.stdout
    assert "[第 " in done.stdout


def practise(name: str, answers: int = 1, *, right: bool = True) -> None:
    """Answer some questions of a drill and break it off."""
    session = begin("--learner", name, "--seed", "7")
    lines = [line for line, _n in zip(coming_lines(session, right=right), range(answers), strict=False)]
    run("drill", "--learner", name, "--seed", "7", feed="\n".join(lines))


def finish_session() -> None:
    """Let whatever is open be done with."""
    from contextlib import closing

    from plain_driver import data_folder

    from trainer import paths

    with closing(open_store(data_folder() / paths.DATABASE_NAME)) as store:
        store.connection.execute("UPDATE session SET ended_at = started_at WHERE ended_at IS NULL")


pytestmark_terminal = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
if sys.platform != "win32":
    from terminal_driver import BACKSPACE, CTRL_C, CTRL_D, ENTER, ESC, Terminal

UP, DOWN = "\x1b[A", "\x1b[B"
NEUTRAL = "按回车返回"
ASKED = "Esc 遮屏"
BACK = "回车回到主页"
SIZES = pytest.mark.parametrize("size", [(80, 24), (40, 20)], ids=lambda size: f"{size[0]}x{size[1]}")


def at_home(terminal: Terminal, name: str = NAME) -> None:
    """Wait for the whole menu, with its prompt."""
    terminal.wait_for(f"{name}，您好！", "换人", "输入数字")
    terminal.wait_for_prompt()
    assert terminal.screen.too_wide == []
    assert terminal.scrolled() == 0


def pointed(terminal: Terminal) -> str:
    """Return the option that the pointer stands at; nothing while the screen is being drawn."""
    lines = [line for line in terminal.lines() if line.startswith("> ")]
    return lines[0].split()[-1] if len(lines) == 1 else ""


@pytestmark_terminal
@SIZES
@pytest.mark.parametrize("digit", ["2", "２", "随便看看"])
def test_digits_of_any_width_and_words_choose(size: tuple[int, int], digit: str) -> None:
    practise(NAME)
    with Terminal(size=size) as terminal:
        at_home(terminal)
        terminal.enter(digit)
        terminal.wait_for("想看哪个主题", shipped_course().topics[0].title, "回主页")
        terminal.wait_for_prompt()
        terminal.enter("１")
        terminal.wait_for("为什么", "这样说", "回车看下一页")
        terminal.wait_for_prompt()
        assert terminal.scrolled() == 0
        terminal.enter("/退出")
        at_home(terminal)
        terminal.enter("/退出")
        terminal.wait_for("好，下次见。")
        assert terminal.finish() == 0
        assert terminal.echoes()
        assert terminal.screen.too_wide == []


@pytestmark_terminal
@SIZES
def test_arrows_and_enter_choose(size: tuple[int, int]) -> None:
    practise(NAME)
    with Terminal(size=size) as terminal:
        at_home(terminal)
        assert pointed(terminal) == "接着练"
        for key, title in ((DOWN, "随便看看"), (DOWN, "专项"), (UP, "随便看看"), (UP, "接着练"), (UP, "换人"), (DOWN, "接着练")):
            terminal.type(key)
            terminal.wait_until(lambda text, title=title: pointed(terminal) == title, title)  # type: ignore[misc]
        terminal.type("６")
        terminal.wait_until(lambda text: pointed(terminal) == "我的进度", "the pointer follows what is typed")
        terminal.type(UP)
        terminal.wait_until(lambda text: pointed(terminal) == "情景对练" and "６" not in text, "and goes on from there")
        terminal.type(DOWN + DOWN + UP + UP + UP + UP)  # pressed faster than a screen is drawn
        terminal.wait_until(lambda text: pointed(terminal) == "专项", "专项")
        terminal.enter()
        terminal.wait_for("专练哪个主题")
        terminal.wait_for_prompt()
        assert not [line for line in terminal.lines() if line.startswith("> ")]
        terminal.enter()
        terminal.wait_for("请输入 1 到 13")
        terminal.type(UP + ENTER)  # the last one: back home
        at_home(terminal)
        terminal.type(CTRL_D)
        assert terminal.finish() == 0


@pytestmark_terminal
def test_enter_alone_starts_todays_drill_and_comes_back() -> None:
    practise(NAME)
    finish_session()
    answers = count_answers()
    with Terminal() as terminal:
        at_home(terminal)
        assert pointed(terminal) == "今日练习"
        terminal.enter()
        terminal.wait_until(lambda text: "看明白了按回车" in text or ASKED in text and " 题" in text, "the drill")
        terminal.wait_for_prompt()
        terminal.enter("/退出")
        terminal.wait_for(BACK)
        terminal.wait_for_prompt()
        terminal.enter()
        at_home(terminal)
        assert pointed(terminal) == "接着练"
        terminal.type(CTRL_D)
        assert terminal.finish() == 0
    assert count_answers() == answers


@pytestmark_terminal
@SIZES
def test_an_interrupted_drill_is_gone_on_with_to_its_summary(size: tuple[int, int]) -> None:
    practise(NAME, answers=99)  # everything but the retries of nothing: all right
    session = begin("--learner", OTHER, "--seed", "7")
    lines = list(coming_lines(session))
    run("drill", "--learner", OTHER, "--seed", "7", feed="\n".join(lines[:-1]))
    with Terminal("--learner", OTHER, size=size) as terminal:
        at_home(terminal, OTHER)
        terminal.enter()
        terminal.wait_for("接着上次的练习", ASKED)
        terminal.wait_for_prompt()
        terminal.enter(list(coming_lines(replay_session()))[-1])
        terminal.wait_for("您的回答")
        terminal.wait_for_prompt()
        terminal.enter()
        terminal.wait_for("今天的练习完成了", BACK)
        terminal.wait_for_prompt()
        assert terminal.screen.too_wide == []
        terminal.enter()
        at_home(terminal, OTHER)
        assert pointed(terminal) == "今日练习"
        assert "本周练了 1 次。" in terminal.text()
        terminal.enter()
        terminal.wait_for("歇一歇", "今天就到这里")
        terminal.wait_for_prompt()
        terminal.enter("3")
        at_home(terminal, OTHER)  # at once: there was nothing to read
        terminal.type(CTRL_C)
        terminal.wait_for("已停止")
        assert terminal.finish() == 130
        assert terminal.echoes()


@pytestmark_terminal
def test_wrong_input_is_explained_and_the_menu_stays() -> None:
    practise(NAME)
    with Terminal() as terminal:
        at_home(terminal)
        for line in ("8", "０", "九", "/没有", "好" * 60):
            terminal.enter(line)
            terminal.wait_until(lambda text, line=line: "请输入 1 到 7" in text and line not in text, "the remark")  # type: ignore[misc]
            at_home(terminal)
        terminal.type("9" + BACKSPACE + ENTER)  # what was taken back was never typed
        terminal.wait_for("接着上次的练习")


@pytestmark_terminal
def test_escape_and_idleness_hide_home_and_keep_the_draft() -> None:
    practise(NAME)
    with Terminal(TRAINER_IDLE_SECONDS="4") as terminal:
        at_home(terminal)
        terminal.type(DOWN + "４")
        terminal.wait_until(lambda text: pointed(terminal) == "错题本", "错题本")
        before = terminal.lines()
        terminal.type(ESC)
        terminal.wait_until(lambda text: text == NEUTRAL, "the neutral screen")
        terminal.type(ENTER)
        terminal.wait_until(lambda text: terminal.lines() == before, "home as before")
        terminal.wait_until(lambda text: text == NEUTRAL, "the neutral screen by itself")
        terminal.type(CTRL_D)
        assert terminal.finish() == 0
        assert terminal.echoes()


@pytestmark_terminal
@SIZES
def test_the_book_of_mistakes_and_practising_it(size: tuple[int, int]) -> None:
    practise(NAME, answers=3, right=False)
    missed = {fact for (fact,) in rows("SELECT fact FROM answer WHERE grade = 'wrong'")}
    with Terminal(size=size) as terminal:
        at_home(terminal)
        terminal.enter("4")
        pages = terminal.wait_for("您的回答：", "可以这样说：")
        while "就这些，按回车" not in terminal.text():
            terminal.wait_for_prompt()
            assert terminal.scrolled() == 0
            before = terminal.lines()
            terminal.enter()
            pages += terminal.wait_until(lambda text, before=before: terminal.lines() != before and "›" in text, "a page")  # type: ignore[misc]
        assert pages.count("您的回答：") == len(missed)
        terminal.wait_for_prompt()
        terminal.enter()
        terminal.wait_for(f"错题本里有 {len(missed)} 条")
        terminal.wait_for_prompt()
        assert pointed(terminal) == "现在就练"
        terminal.enter()
        terminal.wait_for(ASKED)
        assert terminal.screen.too_wide == []
        terminal.type(CTRL_C)
        assert terminal.finish() == 130
    assert {step.fact for step in replay_session().plan.steps if step.action == "ask" and not step.recap} == missed


@pytestmark_terminal
def test_no_mistakes_are_said_on_the_home_screen() -> None:
    practise(NAME)
    with Terminal() as terminal:
        at_home(terminal)
        terminal.enter("4")
        terminal.wait_for("没有要重练的错题，真不错。", f"{NAME}，您好！")
        terminal.wait_for_prompt()
        terminal.enter("9")
        terminal.wait_until(lambda text: "请输入" in text and "真不错" not in text, "the menu without it")


@pytestmark_terminal
@SIZES
def test_a_topic_is_drilled_by_itself(size: tuple[int, int]) -> None:
    practise(NAME)
    topic = shipped_course().topics[4]
    with Terminal(size=size) as terminal:
        at_home(terminal)
        terminal.enter("3")
        terminal.wait_for("专练哪个主题", topic.title)
        terminal.wait_for_prompt()
        terminal.enter("5")
        terminal.wait_until(lambda text: "看明白了按回车" in text or ASKED in text and " 题" in text, "the drill")
        terminal.wait_for_prompt()
        terminal.enter("/退出")
        terminal.wait_for(BACK)
        terminal.type(CTRL_D)
        at_home(terminal)
        terminal.type(CTRL_D)
        assert terminal.finish() == 0
    ((plan,),) = rows("SELECT plan FROM session ORDER BY rowid DESC LIMIT 1")
    assert msgspec.json.decode(str(plan), type=Intention).wishes == Wishes(topic=topic.id)


@pytestmark_terminal
@SIZES
def test_progress_is_shown_and_left(size: tuple[int, int]) -> None:
    practise(NAME)
    with Terminal(size=size) as terminal:
        at_home(terminal)
        terminal.enter("6")
        terminal.wait_for("进度", shipped_course().topics[0].title)
        terminal.wait_for_prompt()
        terminal.enter("/退出")
        at_home(terminal)


@pytestmark_terminal
@SIZES
def test_somebody_else_takes_over_and_the_first_comes_back(size: tuple[int, int]) -> None:
    for name in (NAME, OTHER):
        practise(name)
    with Terminal("--learner", NAME, size=size) as terminal:
        at_home(terminal)
        terminal.enter("7")
        terminal.wait_for("今天谁来练", NAME, OTHER, "我是新来的")
        terminal.wait_for_prompt()
        terminal.type(DOWN + DOWN + ENTER)
        at_home(terminal, OTHER)
        terminal.enter("1")
        terminal.wait_for(OTHER, ASKED)
        terminal.wait_for_prompt()
        terminal.enter("/退出")
        terminal.wait_for(BACK)
        terminal.wait_for_prompt()
        terminal.enter()
        at_home(terminal, OTHER)
        terminal.enter("７")
        terminal.wait_for("今天谁来练")
        terminal.wait_for_prompt()
        terminal.enter("/退出")  # nobody else after all
        at_home(terminal, OTHER)
        terminal.enter("7")
        terminal.wait_for("今天谁来练")
        terminal.wait_for_prompt()
        terminal.enter(NAME)
        at_home(terminal)


@pytestmark_terminal
def test_a_newcomer_learns_first_and_then_has_a_home() -> None:
    practise(NAME)
    with Terminal() as terminal:
        at_home(terminal)
        terminal.enter("7")
        terminal.wait_for("今天谁来练", NAME, "2  我是新来的")
        terminal.wait_for_prompt()
        terminal.enter("2")
        terminal.wait_for("怎么称呼您")
        terminal.wait_for_prompt()
        terminal.enter("小周")
        terminal.wait_for("先学一条", "小周")
        terminal.wait_for_prompt()
        terminal.enter("/退出")
        terminal.wait_for(BACK)
        terminal.wait_for_prompt()
        terminal.enter()
        at_home(terminal, "小周")


@pytestmark_terminal
def test_before_the_first_answer_there_is_no_menu() -> None:
    begin("--learner", NAME, "--seed", "7")  # a lesson was seen, nothing answered
    with Terminal() as terminal:
        terminal.wait_for(ASKED, f"{NAME}，开始吧。不是您？")
        terminal.wait_for_prompt()
        terminal.enter("/退出")
        assert terminal.finish() == 0
        assert "您好！" not in "".join(terminal.seen)


@pytestmark_terminal
def test_a_refused_pin_leaves_the_first_learner_at_home() -> None:
    for name in (NAME, OTHER):
        practise(name)
    assert run("learner", "pin", OTHER, "--pin-from-stdin", feed="2468\n").returncode == 0
    with Terminal("--learner", NAME) as terminal:
        at_home(terminal)
        terminal.enter("7")
        terminal.wait_for("今天谁来练")
        terminal.wait_for_prompt()
        terminal.enter(OTHER)
        for left in (2, 1, 0):
            terminal.wait_for("PIN ›")
            terminal.wait_for_prompt()
            terminal.enter("1111")
            if left:
                terminal.wait_for(f"还可以试 {left} 次")
        terminal.wait_for("PIN 三次都不对")
        at_home(terminal)


def test_the_words_of_the_menu() -> None:
    assert [render(title) for title, _action in ENTRIES] == MENU


def test_nothing_slow_is_loaded_before_home_is_drawn(tmp_path: Path) -> None:
    """questionary and prompt_toolkit take longer than all the rest."""
    import subprocess

    script = (
        "import sys\n"
        "from trainer.screen import terminal, menu\n"
        "import trainer.cli.app, trainer.cli.home, trainer.cli.morning\n"
        "print([name for name in ('questionary', 'prompt_toolkit', 'yaml', 'fsrs', 'asyncio') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "[]\n"
