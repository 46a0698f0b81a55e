"""`trainer progress`: on a pipe, as JSON, and on terminals of three widths."""

from __future__ import annotations

import io
import json
import re
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from plain_driver import data_folder, run, shipped_course
from rich.cells import cell_len
from rich.console import Console
from snapshot import check_snapshot
from store_samples import draft
from terminal_driver import CTRL_C, Terminal

from trainer import paths
from trainer.clock import Moment, now
from trainer.course.model import Topic
from trainer.memory import Schedule, replay_answers
from trainer.report.coming import DueDay
from trainer.report.plays import Plays, ScenarioStanding
from trainer.report.progress import WEEKS, Progress, SureMiss, first_day
from trainer.report.retention import Retention
from trainer.report.topics import Standing
from trainer.screen.calendar import calendar_rows, level
from trainer.screen.front import ProgressView
from trainer.screen.plain import PlainFront
from trainer.screen.report import MISSES_SHOWN, report_lines, retention_line
from trainer.screen.tables import fortnight_table, topic_table
from trainer.screen.terminal import TerminalFront
from trainer.store import SessionDraft, Store, open_store

SNAPSHOTS = Path(__file__).with_name("snapshots")
WIDTHS = (40, 80, 120)
TODAY = date(2026, 11, 20)
"""A Friday."""
DAY_MS = 86_400_000
SCHEDULE = Schedule(30)


def standing(title: str, steady: int, shaky: int, unseen: int, answers: int) -> Standing:
    return Standing(topic=Topic(title, title), steady=steady, shaky=shaky, unseen=unseen, unseen_must=0, answers=answers)


def sample_report() -> Progress:
    """Return a report with everything in it."""
    misses = [
        SureMiss(
            fact=f"f{n}",
            title="别说“这个我不清楚”" if n % 2 else "先说能做的",
            topic="禁语",
            answered_on=TODAY - timedelta(days=3 * n),
            say="我马上帮您问清楚，您稍等一分钟，我给您一个准话。" if n % 2 else "我先帮您看看。",
        )
        for n in range(MISSES_SHOWN + 2)
    ]
    facts = (31, 0, 4, 12, 0, 0, 7, 1, 0, 0, 3, 0, 9, 2)
    return Progress(
        on=TODAY,
        topics=[
            standing("禁语", 12, 1, 0, 140),
            standing("冲突与催化", 5, 9, 15, 61),
            standing("客户需要什么", 2, 0, 10, 5),
            standing("服务的道理", 0, 0, 33, 0),
            standing("一个由培训师自己写的、长得一行放不下的 VIP 主题", 3, 4, 100, 1234),
        ],
        sure_misses=misses,
        coming=[DueDay(TODAY + timedelta(days=n), count, -(-count * 24 // 60)) for n, count in enumerate(facts)],
        days={TODAY - timedelta(days=n): 4 + n % 13 for n in (75, 60, 50, 33, 31, 30, 16, 9, 5, 2, 1, 0)},
        retention=Retention(answers=120, predicted=0.9012, actual=0.858, trust="agrees"),
        plays=Plays(
            [ScenarioStanding("bank-form", "单子退了两回", 3, 41, 92), ScenarioStanding("hair-in-soup", "汤里的头发", 1, 66, 66)],
            [("blame", 4), ("lecture", 2), ("refuse", 1), ("command", 1)],
        ),
    )


def empty_report() -> Progress:
    """Return the report of somebody who has not answered anything."""
    coming = [DueDay(TODAY + timedelta(days=n), 0, 0) for n in range(14)]
    retention = Retention(answers=0, predicted=None, actual=None, trust="unknown")
    return Progress(on=TODAY, topics=[standing("禁语", 0, 0, 13, 0)], sure_misses=[], coming=coming, days={}, retention=retention)


class Reader:
    """Stands in for the keyboard: presses Enter, or types the lines given."""

    hidden_ms = 0

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)
        self.asked = 0

    def read_line(self, label: str, redraw: object) -> str:
        self.asked += 1
        return self.lines.pop(0) if self.lines else ""


def draw(report: Progress, columns: int, rows: int = 24, reader: Reader | None = None, **options: object) -> list[str]:
    """Return all that the terminal shows, page by page, without colours unless asked for."""
    out = io.StringIO()
    console = Console(file=out, width=columns, height=rows, highlight=False, emoji=False, markup=False, **options)  # type: ignore[arg-type]
    TerminalFront(console, reader or Reader(), "陈小燕").show_progress(ProgressView("陈小燕", report))  # type: ignore[arg-type]
    return out.getvalue().split("\n")[:-1]


# Drawing.


@pytest.mark.parametrize("columns", WIDTHS)
def test_the_report_looks_as_it_was_kept(columns: int) -> None:
    check_snapshot(SNAPSHOTS / f"progress-{columns}.txt", draw(sample_report(), columns, 100))


def test_the_lines_look_as_they_were_kept() -> None:
    out = io.StringIO()
    PlainFront(io.StringIO(), out).show_progress(ProgressView("陈小燕", sample_report()))
    check_snapshot(SNAPSHOTS / "progress-plain.txt", out.getvalue().split("\n")[:-1])


@pytest.mark.parametrize("columns", [*WIDTHS, 30, 61, 97])
@pytest.mark.parametrize("report", [sample_report(), empty_report()])
def test_no_row_is_wider_than_the_screen(columns: int, report: Progress) -> None:
    assert max(cell_len(line) for line in draw(report, columns, 100)) < columns


@pytest.mark.parametrize("width", [39, 59, 79, 96])
def test_columns_of_figures_stand_below_their_heads(width: int) -> None:
    """Counted in cells, whatever stands in the row; the further rows of a long title hold no figures."""
    head, *rows = [row.plain for row in topic_table(sample_report().topics, width)]
    ends = [cell_len(head[: match.end()]) for match in re.finditer(r"\S+", head)][1:]
    full = [row for row in rows if re.search(r"\d$", row)]
    assert len(full) == len(sample_report().topics)
    for row in full:
        places = [cell_len(row[: match.end()]) for match in re.finditer(r"(?<=\s)(\d+|还看不出来)(?=\s|$)", row)]
        assert places == (ends if "还看不出来" not in row else ends[1:]), row


@pytest.mark.parametrize("width", [39, 79])
def test_two_weeks_stand_side_by_side(width: int) -> None:
    rows = [row.plain for row in fortnight_table(sample_report().coming, width)]
    assert len(rows) == 7
    assert len({cell_len(row[: row.index(f"{TODAY + timedelta(days=7 + n):%m-%d}")]) for n, row in enumerate(rows)}) == 1


def test_a_screen_too_narrow_for_two_weeks_shows_one_below_the_other() -> None:
    assert len(fortnight_table(sample_report().coming, 30)) == 14


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 20), (120, 40)])
@pytest.mark.parametrize("report", [sample_report(), empty_report()])
def test_every_page_fits_and_nothing_is_lost(columns: int, rows: int, report: Progress) -> None:
    class Pages(Reader):
        def read_line(self, label: str, redraw: object) -> str:
            out.write(f"\f{label}\n")
            return super().read_line(label, redraw)

    out = io.StringIO()
    console = Console(file=out, width=columns, height=rows, highlight=False, emoji=False, markup=False)
    TerminalFront(console, Pages(), "陈小燕").show_progress(ProgressView("陈小燕", report))  # type: ignore[arg-type]
    pages = [re.sub(r"^.*› \n", "", page) for page in out.getvalue().split("\f")]
    assert all(page.count("\n") < rows and not page.startswith("\n") for page in pages)
    shown = [line for page in pages for line in page.split("\n") if line]
    assert shown == [line for line in draw(report, columns, 200) if line]


def test_leaving_early_leaves() -> None:
    reader = Reader("/退出")
    lines = draw(sample_report(), 80, 24, reader)
    assert reader.asked == 1
    assert not any("最近 12 周" in line for line in lines)


def test_the_calendar_shows_each_day_in_its_place() -> None:
    days = {TODAY: 12, TODAY - timedelta(days=7): 3, first_day(TODAY): 1}
    _months, *rows, _key = [row.plain for row in calendar_rows(days, TODAY, 39, coloured=False)]
    cells = [[row[3 + 2 * week : 5 + 2 * week] for week in range(WEEKS)] for row in rows]  # after “周一 ”
    found = {(weekday, week): cell.strip() for weekday, row in enumerate(cells) for week, cell in enumerate(row)}
    assert {place: cell for place, cell in found.items() if cell not in ("", ".")} == {
        (4, WEEKS - 1): "#",
        (4, WEEKS - 2): "o",
        (0, 0): "o",
    }
    assert [row[-1].strip() for row in cells] == [".", ".", ".", ".", "#", "", ""]  # the week is not over


@pytest.mark.parametrize(("answers", "expected"), [(0, 0), (1, 1), (9, 1), (10, 2), (99, 2)])
def test_levels(answers: int, expected: int) -> None:
    assert level(answers) == expected


def test_colours_are_never_needed() -> None:
    """Blocks are coloured blanks; without colours, signs stand in their places."""
    coloured = draw(sample_report(), 80, 100, force_terminal=True, color_system="256")
    grey = draw(sample_report(), 80, 100, force_terminal=True, color_system="256", no_color=True)
    assert any("\x1b[102m" in line for line in coloured)
    assert any("\x1b[42m" in line for line in coloured)
    assert not any("#" in line for line in coloured)
    assert any("#" in line and "o" in line for line in grey)


@pytest.mark.parametrize("month", range(1, 13))
def test_month_names_never_run_into_each_other(month: int) -> None:
    for day in range(1, 29):
        months = calendar_rows({}, date(2026, month, day), 39, coloured=False)[0].plain
        assert re.fullmatch(r"\s*(\d+月\s+){2,3}\d+月", months), months
        assert f"{month}月" in months or day < 7


@pytest.mark.parametrize(
    ("retention", "words"),
    [
        (Retention(answers=29, predicted=None, actual=None, trust="unknown"), ["还看不出来", "29"]),
        (Retention(answers=50, predicted=0.9, actual=0.7, trust="worse"), ["90%", "70%", "50", "差"]),
        (Retention(answers=50, predicted=0.9, actual=1.0, trust="better"), ["100%", "好"]),
    ],
)
def test_retention_is_told_with_its_sample(retention: Retention, words: list[str]) -> None:
    assert all(word in retention_line(retention) for word in words)


def test_names_from_files_are_cleaned() -> None:
    report = msgspec.structs.replace(sample_report(), topics=[standing("禁\x1b[31m语\u202e", 1, 1, 1, 9)])
    shown = "\n".join(draw(report, 80, 100))
    assert "禁[31m语" in shown
    assert not re.search("[\x1b\u202e]", shown)


def test_a_report_of_nothing_is_kind() -> None:
    text = "\n".join(report_lines("小李", empty_report()))
    for words in ("禁语：没见过（13 条）", "接下来两周没有到期的。", "最近 12 周还没有练习记录。", "还看不出来"):
        assert words in text


# The command.


def practise(store: Store, name: str = "陈小燕", days: int = 12) -> None:
    """Let somebody answer twelve facts a day, three of them wrong, over some days up to today."""
    learner = store.add_learner(name, now())
    course = shipped_course()
    heads = [head for head in course.heads if head.standing == "sound"][:12]
    today = now()
    for ago in range(days - 1, -1, -1):
        moment = Moment(today.at_ms - ago * DAY_MS, today.offset_min)
        session = store.start_session(SessionDraft(learner=learner.id, course=course.id, plan="{}", seed=1), moment)
        for place, head in enumerate(heads):
            grade = "wrong" if place < 3 else "right"
            row = draft(learner.id, course=course.id, fact=head.log_id, rev=head.rev, grade=grade, rung=2, session=session)
            store.record_answer(row, Moment(moment.at_ms + place, moment.offset_min), SCHEDULE)


@pytest.fixture
def practised() -> None:
    with open_store(data_folder() / paths.DATABASE_NAME) as store:
        practise(store)


def test_a_pipe_gets_lines(practised: None) -> None:
    done = run("progress")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.split("\n")
    assert lines[0] == f"陈小燕的进度 · {now().on}"
    assert "禁语：稳 9，还不稳 3，没见过 1（答过 144 题）" in lines
    today = f"{now().on:%m-%d}"
    assert re.search(rf"^  {today} 周. 12 题$", done.stdout, re.M)
    assert re.search(rf"^  {today} 禁语 · .*\n  ✓ 这样说：", done.stdout, re.M)
    assert "隔天再问还记得多少：估计 " in lines[-2]
    assert "\x1b" not in done.stdout


def test_json_is_one_object_in_utf8_whatever_the_locale(practised: None) -> None:
    done = run("progress", "--json", PYTHONIOENCODING="gb18030")
    document = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert (document["learner"], document["course"], document["on"]) == ("陈小燕", "essentials", str(now().on))
    phrases = document["topics"][0]
    assert (phrases["title"], phrases["steady"], phrases["shaky"], phrases["unseen"], phrases["answers"]) == ("禁语", 9, 3, 1, 144)
    assert [miss["answered_on"] for miss in document["sure_but_wrong"]] == [str(now().on)] * 3
    assert [day["answers"] for day in document["practice"]] == [12] * 12
    assert document["retention"]["answers"] == 11 * 12
    assert document["retention"]["actual"] == 0.75
    assert document["retention"]["trust"] == "worse"


def test_before_anybody_practised_nothing_is_created() -> None:
    for arguments in ((), ("--json",), ("--learner", "小李")):
        done = run("progress", *arguments)
        assert (done.returncode, done.stdout) == (1, "")
        assert "trainer drill" in done.stderr
    assert not data_folder().exists()


def test_an_unknown_name_is_nobody_new(practised: None) -> None:
    done = run("progress", "--learner", "小王")
    assert (done.returncode, done.stdout) == (2, "")
    assert "小王" in done.stderr
    assert "陈小燕" in done.stderr
    assert json.loads(run("progress", "--json", "--learner", "陈小燕").stdout)["learner"] == "陈小燕"


def test_of_several_people_one_must_be_named_on_a_pipe(practised: None) -> None:
    with open_store(data_folder() / paths.DATABASE_NAME) as store:
        practise(store, "阿明", days=1)
    for arguments in ((), ("--json",)):
        done = run("progress", *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert "--learner" in done.stderr
    assert run("progress", "--learner", "阿明").stdout.startswith("阿明的进度")


def test_somebody_new_sees_an_empty_report() -> None:
    with open_store(data_folder() / paths.DATABASE_NAME) as store:
        store.add_learner("小李", now())
    done = run("progress")
    assert done.returncode == 0
    assert "禁语：没见过（13 条）" in done.stdout


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
def test_pages_on_a_terminal(practised: None, size: tuple[int, int]) -> None:
    with Terminal("progress", size=size) as terminal:
        page = terminal.wait_for("陈小燕的进度", "禁语", "回车看下一页")
        while "回车看下一页" in page:
            terminal.wait_for_prompt()
            terminal.enter()
            page = terminal.wait_until(lambda text, last=page: text != last and ("看下一页" in text or "实际" in text))  # type: ignore[misc]
        assert terminal.finish() == 0
        assert terminal.screen.too_wide == []
        assert terminal.scrolled() == 0
        assert any("最近 12 周：练了 12 天，144 题。" in "".join(seen.split("\n")) for seen in terminal.seen)


def test_leaving_after_the_first_page(practised: None) -> None:
    with Terminal("progress", size=(80, 24)) as terminal:
        terminal.wait_for("回车看下一页")
        terminal.wait_for_prompt()
        terminal.enter("/退出")
        assert terminal.finish() == 0
        assert "最近 12 周" not in terminal.text()


def test_on_a_terminal_several_people_are_asked_who_they_are(practised: None) -> None:
    with open_store(data_folder() / paths.DATABASE_NAME) as store:
        practise(store, "阿明", days=1)
    with Terminal("progress", size=(80, 24)) as terminal:
        terminal.wait_for("您是哪一位", "陈小燕", "阿明")
        terminal.wait_for_prompt()
        terminal.enter("2")
        terminal.wait_for("阿明的进度")


def test_a_pin_guards_the_report(practised: None) -> None:
    with open_store(data_folder() / paths.DATABASE_NAME) as store:
        store.set_pin(store.learners()[0].id, "1357")
    for arguments in ((), ("--json",)):
        done = run("progress", *arguments)
        assert (done.returncode, done.stdout) == (1, "")
    assert run("progress", TRAINER_PIN="1357").stdout.startswith("陈小燕的进度")


def test_ctrl_c_between_pages_is_an_interruption(practised: None) -> None:
    with Terminal("progress", size=(40, 20)) as terminal:
        terminal.wait_for("回车看下一页")
        terminal.wait_for_prompt()
        terminal.type(CTRL_C)
        assert terminal.finish() == 130
        assert terminal.echoes()


# What the store counts.


def test_answers_are_counted_on_the_day_of_their_own_clock(tmp_path: Path) -> None:
    with open_store(tmp_path / "x.db") as store:
        learner = store.add_learner("小李", now())
        midnight = 1_795_132_800_000  # 2026-11-20 00:00 UTC

        def record(at_ms: int, offset_min: int, **changes: object) -> str:
            row = draft(learner.id, **changes)
            return store.record_answer(row, Moment(at_ms, offset_min), SCHEDULE)[0].uuid

        record(midnight - 1, 480)  # 07:59 on the 20th in Shanghai
        record(midnight - 2, 480)
        record(midnight - 1, 0)  # the 19th in London
        record(midnight + 60_000, -480)  # the 19th in Los Angeles
        record(midnight, 0, grade="skipped")
        taken_back = record(midnight, 0, fact="other")
        record(midnight + 1, 0, fact="other", grade="undone", corrects=taken_back)
        record(midnight, 0, course="another")
        assert store.answer_days(learner.id, "essentials", date(2026, 11, 19)) == {date(2026, 11, 19): 2, date(2026, 11, 20): 2}
        assert store.answer_days(learner.id, "essentials", date(2026, 11, 20)) == {date(2026, 11, 20): 2}
        assert store.answer_days("nobody", "essentials", date(2026, 11, 1)) == {}


def test_sessions_count_when_something_was_answered_in_them(tmp_path: Path) -> None:
    with open_store(tmp_path / "x.db") as store:
        learner = store.add_learner("小李", now())
        monday = 1_794_758_400_000  # 2026-11-16 00:00 in Shanghai
        sittings = {-1: ["right"], 0: ["wrong", "right"], DAY_MS: [], 2 * DAY_MS: ["skipped"]}
        for after_ms, grades in sittings.items():
            at_ms = monday + after_ms
            moment = Moment(at_ms, 480)
            session = store.start_session(SessionDraft(learner=learner.id, course="essentials", plan="{}", seed=1), moment)
            for grade in grades:
                store.record_answer(draft(learner.id, session=session, grade=grade), moment, SCHEDULE)
        assert store.sessions_since(learner.id, "essentials", date(2026, 11, 16)) == 1
        assert store.sessions_since(learner.id, "essentials", date(2026, 11, 15)) == 2
        assert store.sessions_since(learner.id, "another", date(2026, 11, 15)) == 0


def test_histories_hold_what_a_scheduler_needs(tmp_path: Path) -> None:
    with open_store(tmp_path / "x.db") as store:
        learner = store.add_learner("小李", now())
        for number in range(6):
            row = draft(learner.id, fact=f"f{number % 3}", grade="wrong" if number == 4 else "right", rung=number % 2)
            store.record_answer(row, Moment(1_795_132_800_000 + number * DAY_MS, 480), SCHEDULE)
        whole = [answer for answer in store.answers(learner.id, "essentials") if answer.fact != "f2"]
        found = sorted(store.histories(learner.id, "essentials", ["f0", "f1"]), key=lambda answer: answer.seq)
        assert len(found) == 4
        assert replay_answers(found, SCHEDULE) == replay_answers(whole, SCHEDULE)
        assert [(row.uuid, row.corrects, row.certain) for row in found] == [(row.uuid, row.corrects, row.certain) for row in whole]
        assert store.histories(learner.id, "essentials", []) == []
