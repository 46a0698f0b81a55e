"""The book of mistakes: what stands in it, how a wrong answer is shown beside what is better, and the command."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from plain_driver import coming_lines, data_folder, replay_session, rows, run, shipped_course
from samples import fact_of, form_of, make_course, make_fact, make_row, respond, sample_course
from store_samples import SCHEDULE, draft, later, undo
from store_samples import START as MORNING

from trainer import paths
from trainer.course.model import Course, Fact
from trainer.drill.kinds import build_question, grade_response, list_forms
from trainer.drill.picks import say_picks
from trainer.drill.question import Form, Question
from trainer.i18n import render
from trainer.memory import Answer
from trainer.report.mistakes import Asked, Mistake, describe_mistake, head_of
from trainer.screen.mistakes import mistake_lines
from trainer.screen.pages import split_pages
from trainer.store import SessionDraft, open_store

SEED = 41
ASKED = Asked(SEED, 9)
NAME = "陈小燕"

LOGS: list[tuple[str, list[tuple[float, str]], list[str]]] = [
    ("nothing", [], []),
    ("right", [(0, "right")], []),
    ("wrong", [(0, "wrong")], ["0"]),
    ("only partly wrong", [(0, "partial")], []),
    ("skipped", [(0, "skipped")], []),
    ("wrong twice: the newer one", [(0, "wrong"), (1, "wrong")], ["1"]),
    ("put right on the same day, minutes after its correction was read", [(0, "wrong"), (0.01, "right")], ["0"]),
    ("put right on another day", [(0, "wrong"), (1, "right")], []),
    ("wrong again later", [(0, "wrong"), (1, "right"), (2, "wrong")], ["2"]),
    ("wrong before and after midnight", [(0, "wrong"), (0.5, "wrong"), (1, "partial")], ["1"]),
]


@pytest.mark.parametrize(("log", "listed"), [case[1:] for case in LOGS], ids=[case[0] for case in LOGS])
def test_what_was_last_answered_wrong_is_listed(tmp_path: Path, log: list[tuple[float, str]], listed: list[str]) -> None:
    with open_store(tmp_path / "t.db") as store:
        learner = store.add_learner(NAME, MORNING)
        for number, (days, grade) in enumerate(log):
            store.record_answer(draft(learner.id, grade=grade, response=str(number)), later(days=days), SCHEDULE)
        assert [miss.answer.response for miss in store.misses(learner.id, "essentials")] == listed


def test_newest_first_one_a_fact_and_nobody_elses(tmp_path: Path) -> None:
    with open_store(tmp_path / "t.db") as store:
        learner, other = (store.add_learner(name, MORNING) for name in (NAME, "王芳"))
        for number, fact in enumerate(["a", "b", "c", "b"]):
            store.record_answer(draft(learner.id, fact=fact, grade="wrong", response=f"{number}"), later(minutes=number), SCHEDULE)
        store.record_answer(draft(other.id, fact="d", grade="wrong"), later(minutes=9), SCHEDULE)
        store.record_answer(draft(learner.id, fact="e", grade="wrong", course="another"), later(minutes=9), SCHEDULE)
        assert [(miss.answer.fact, miss.answer.response) for miss in store.misses(learner.id, "essentials")] == [
            ("b", "3"),
            ("c", "2"),
            ("a", "0"),
        ]


def test_the_newest_is_what_was_written_last_whatever_the_clock_showed(tmp_path: Path) -> None:
    with open_store(tmp_path / "t.db") as store:
        learner = store.add_learner(NAME, MORNING)
        for number, (fact, days) in enumerate([("a", 400), ("b", 0), ("a", 1), ("c", -300)]):
            store.record_answer(draft(learner.id, fact=fact, grade="wrong", response=f"{number}"), later(days=days), SCHEDULE)
        assert [miss.answer.response for miss in store.misses(learner.id, "essentials")] == ["3", "2", "1"]


def test_an_answer_taken_back_is_no_mistake(tmp_path: Path) -> None:
    with open_store(tmp_path / "t.db") as store:
        learner = store.add_learner(NAME, MORNING)
        store.record_answer(draft(learner.id, grade="wrong", response="1"), MORNING, SCHEDULE)
        slip, _card = store.record_answer(draft(learner.id, grade="wrong", response="2"), later(minutes=1), SCHEDULE)
        store.record_answer(undo(slip), later(minutes=2), SCHEDULE)
        assert [miss.answer.response for miss in store.misses(learner.id, "essentials")] == ["1"]


def test_a_mistake_knows_how_its_question_was_made(tmp_path: Path) -> None:
    with open_store(tmp_path / "t.db") as store:
        learner = store.add_learner(NAME, MORNING)
        kept = SessionDraft(learner=learner.id, course="essentials", plan="{}", seed=SEED)
        session = store.start_session(kept, MORNING)
        for fact, grade in (("c", "right"), ("a", "skipped"), ("a", "wrong")):
            store.record_answer(draft(learner.id, fact=fact, grade=grade, session=session), MORNING, SCHEDULE)
        store.record_answer(draft(learner.id, fact="b", grade="wrong", session="elsewhere"), later(minutes=1), SCHEDULE)
        assert [(miss.seed, miss.before) for miss in store.misses(learner.id, "essentials")] == [(None, 0), (SEED, 2)]


def wrong_row(course: Course, fact: Fact, form_: Form, number: int = 0, **changes: Any) -> tuple[Question, Answer]:
    """Return a question as a session asks it, and the row of a wrong answer to it, with changes."""
    question = build_question(course, fact, form_, f"{SEED}:{number}")
    response = respond(question, "wrong")
    shown = {
        "stem": "\n".join([*question.context, render(question.ask)]),
        "options": [render(option) for option in question.options],
        "answered_at": MORNING.at_ms,
    }
    row = make_row(question, response, grade_response(course, question, response), 1, **shown)
    return question, structs.replace(row, **changes)


def described(course: Course, row: Answer, asked: Asked | None = ASKED) -> Mistake:
    mistake = describe_mistake(course, row, asked)
    assert mistake is not None
    return mistake


def every_form() -> list[tuple[str, str]]:
    """Return one form of each kind and variety in the sample course."""
    course, kept = sample_course(), {}
    for fact in course.facts:
        for form in list_forms(course, fact):
            kept.setdefault((form.kind, form.variety, len(build_question(course, fact, form, "1").options) > 0), (fact.id, form))
    return [(fact, f"{form.kind} {form.name}") for fact, form in kept.values()]


@pytest.mark.parametrize("number", [0, 7])
@pytest.mark.parametrize(("name", "way"), every_form(), ids=lambda value: str(value))
def test_every_kind_shows_the_question_the_answer_and_what_is_better(name: str, way: str, number: int) -> None:
    course = sample_course()
    fact = fact_of(course, name)
    question, row = wrong_row(course, fact, form_of(course, fact, way), number)
    mistake = described(course, row)
    response = respond(question, "wrong")
    mark = grade_response(course, question, response)
    assert mistake.asked == row.stem.split("\n")
    assert (mistake.title, mistake.on.isoformat()) == (fact.title, "2026-01-01")
    assert mistake.say == mark.say
    if question.options:
        assert mistake.response == say_picks(question.mode, [str(render(question.options[pick])) for pick in response.picks])
        key = say_picks(question.mode, [str(render(question.options[place])) for place in question.key])
        assert render(mistake.right) in (f"该选：{key}", "" if key == mark.say else None)
    else:
        assert mistake.response == response.text
        assert mistake.right == mark.correction
    *_rest, last = mistake_lines(mistake)
    assert last == f"  ✓ 可以这样说：{mark.say}"


def test_picks_are_words_and_the_key_is_not_repeated() -> None:
    course = sample_course()
    fact = fact_of(course, "ph0")
    question, row = wrong_row(course, fact, form_of(course, fact, "choose reply-0"))
    mistake = described(course, row)
    assert mistake.response in [str(option) for option in question.options]
    assert not mistake.response.isdigit()
    assert mistake.right == ""
    assert mistake_lines(mistake)[-2:] == [f"  ✗ 您的回答：{mistake.response}", f"  ✓ 可以这样说：{fact.scenes[0].say}"]


@pytest.mark.parametrize("change", [{"options": ["甲", "乙", "丙", "丁"], "response": "2"}, {"stem": "换过的题"}, {}])
def test_a_key_is_shown_only_for_the_very_question_that_was_asked(change: dict[str, Any]) -> None:
    course = sample_course()
    fact = fact_of(course, "ls0")
    _question, row = wrong_row(course, fact, form_of(course, fact, "choose member-0"), **change)
    assert bool(described(course, row).right) == (not change)
    assert described(course, row, None).right == ""
    assert described(course, row).say == described(course, row, None).say == fact.instead


def test_a_question_beyond_what_the_session_had_asked_is_another_one() -> None:
    course = sample_course()
    fact = fact_of(course, "ls0")
    _question, row = wrong_row(course, fact, form_of(course, fact, "select all-0"), 7)
    assert described(course, row, Asked(SEED, 7)).right
    assert not described(course, row, Asked(SEED, 6)).right


@pytest.mark.parametrize("response", ["9", "0", "x", "", "1 9", "二"])
def test_an_answer_that_is_no_option_is_shown_as_it_stands(response: str) -> None:
    course = sample_course()
    fact = fact_of(course, "ph0")
    _question, row = wrong_row(course, fact, form_of(course, fact, "choose reply-0"), response=response)
    assert described(course, row).response == response


def test_a_way_of_asking_that_is_gone_leaves_the_facts_own_sentence() -> None:
    course = sample_course()
    pair, phrase = fact_of(course, "pa0"), fact_of(course, "ph0")
    for fact, way, say in ((pair, "choose catalyst-0", pair.modern), (phrase, "choose reply-0", phrase.instead)):
        _question, row = wrong_row(course, fact, form_of(course, fact, way), form="gone-0")
        assert (described(course, row).right, described(course, row).say) == ("", say)


def test_what_today_would_be_right_is_not_corrected() -> None:
    course = sample_course()
    fact = fact_of(course, "ph0")
    _question, row = wrong_row(course, fact, form_of(course, fact, "cloze blank-0"), response="先帮您")
    assert described(course, row).right == ""


def test_facts_that_the_course_dropped_or_revised_are_left_out_and_renamed_ones_found() -> None:
    course = make_course(make_fact("ph0"), make_fact("new", renamed_from=["old"]), make_fact("other", rev=2))
    row = wrong_row(course, fact_of(course, "ph0"), form_of(course, fact_of(course, "ph0"), "choose reply-0"))[1]
    for fact, rev, title in (
        ("ph0", 1, "标题ph0"),
        ("old", 1, "标题new"),
        ("other", 1, None),
        ("other", 2, "标题other"),
        ("gone", 1, None),
    ):
        changed = structs.replace(row, fact=fact, rev=rev)
        head, mistake = head_of(course, changed), describe_mistake(course, changed, Asked(SEED, 0))
        assert (head.title if head else None) == (mistake.title if mistake else None) == title


def answer_wrong(count: int, name: str = NAME, **changes: Any) -> None:
    """Put wrong answers to so many facts of the shipped course into the log, the last one newest."""
    course = shipped_course()
    data_folder().mkdir(parents=True, exist_ok=True)
    with open_store(data_folder() / paths.DATABASE_NAME) as store:
        learner = store.find_learner(name) or store.add_learner(name, MORNING)
        for number, fact in enumerate([course.facts[place] for place in range(count)]):
            form = list_forms(course, fact)[0]
            row = wrong_row(course, fact, form, number)[1]
            fields = {field: getattr(row, field) for field in draft("x").__struct_fields__}
            mine = {"learner": learner.id, "course": course.id, "session": "s"} | changes
            store.record_answer(draft(**(fields | mine)), later(minutes=number), SCHEDULE)


def titles(output: str) -> list[str]:
    """Return the head lines of the mistakes."""
    return [line for line in output.splitlines() if line.startswith("2026-")]


def test_the_command_lists_what_a_drill_got_wrong_and_drill_wrong_asks_it() -> None:
    run("drill", "--learner", NAME, "--seed", "7")
    run("drill", "--learner", NAME, "--seed", "7", feed="\n".join(coming_lines(replay_session(), right=False)))
    done = run("mistakes")
    assert done.returncode == 0
    blocks = done.stdout.split("\n\n")[:-1]
    missed = {fact for (fact,) in rows("SELECT DISTINCT fact FROM answer WHERE grade = 'wrong'")}
    assert len(blocks) == len(missed) > 3
    for block in blocks:
        lines = block.splitlines()
        assert any(line.startswith("  ✗ 您的回答：") for line in lines)
        assert lines[-1].startswith("  ✓ 可以这样说：")
    assert any("  该选：" in block for block in blocks)
    assert f"一共 {len(missed)} 条。想再练这些：trainer drill --wrong" in done.stdout
    run("drill", "--wrong", "--minutes", "30")
    assert {step.fact for step in replay_session().plan.steps if step.action == "ask" and not step.recap} >= missed


def test_twenty_are_printed_unless_all_are_wanted() -> None:
    answer_wrong(23)
    some, whole = run("mistakes"), run("mistakes", "--all")
    assert len(titles(some.stdout)) == 20
    assert "还有 3 条：加上 --all 全部列出来。" in some.stdout
    assert len(titles(whole.stdout)) == 23
    assert "--all" not in whole.stdout
    assert titles(whole.stdout)[:20] == titles(some.stdout)
    newest = shipped_course().facts[22].title
    assert titles(some.stdout)[0].endswith(newest)
    answer_wrong(0)
    assert len(titles(run("mistakes", "--learner", NAME).stdout)) == 20


def test_what_was_typed_cannot_touch_the_screen() -> None:
    answer_wrong(1, response="\x1b[2J\u202e坏\n字", options=[])
    out = run("mistakes").stdout
    assert "坏 字" in out
    assert "\x1b" not in out and "\u202e" not in out


@pytest.mark.parametrize("arguments", [(), ("--learner", NAME)])
def test_looking_adds_nobody(arguments: tuple[str, ...]) -> None:
    done = run("mistakes", *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert "还没有人练过" in done.stderr and "→ " in done.stderr
    assert not data_folder().exists()
    answer_wrong(1, "王芳")
    done = run("mistakes", "--learner", NAME)
    assert done.returncode == 2
    assert "王芳" in done.stderr
    assert rows("SELECT name FROM learner") == [("王芳",)]


def test_a_pin_guards_the_mistakes() -> None:
    answer_wrong(1)
    assert run("learner", "pin", NAME, "--pin-from-stdin", feed="2468\n").returncode == 0
    assert (run("mistakes").returncode, run("mistakes").stdout) == (1, "")
    assert len(titles(run("mistakes", TRAINER_PIN="2468").stdout)) == 1


def test_no_mistakes_are_said_kindly() -> None:
    answer_wrong(1, grade="right", rating=3)
    assert run("mistakes").stdout == "没有要重练的错题，真不错。\n"


@pytest.mark.parametrize("height", range(1, 9))
def test_pages_hold_every_row_in_order_and_cut_no_block_that_fits(height: int) -> None:
    blocks = [[f"{number}.{row}" for row in range(size)] for number, size in enumerate([3, 1, 5, 2, 2, 7, 1, 1])]
    pages = list(split_pages(blocks, height, [""]))
    assert [row for page, _is_last in pages for row in page if row] == [row for block in blocks for row in block]
    assert all(0 < len(page) <= height and page[-1] for page, _is_last in pages)
    assert [is_last for _page, is_last in pages] == [False] * (len(pages) - 1) + [True]
    for block in blocks:
        assert len(block) > height or any(set(block) <= set(page) for page, _is_last in pages)


def test_pages_are_made_when_they_are_wanted() -> None:
    made = []
    pages = split_pages((made.append(number) or ["row", "row"] for number in range(100)), 4, [])
    next(pages)
    assert len(made) < 8
    assert list(split_pages([], 4, [])) == []


LAST = "想再练这些"


def _is_page(text: str) -> bool:
    return "回车看下一页" in text or LAST in text


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
@pytest.mark.parametrize("size", [(80, 24), (40, 20)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_on_a_terminal_enter_turns_the_pages(size: tuple[int, int]) -> None:
    from terminal_driver import Terminal

    answer_wrong(7)
    wanted = titles(run("mistakes").stdout)
    with Terminal("mistakes", size=size) as terminal:
        seen: list[str] = []
        while not seen or LAST not in seen[-1]:
            before = terminal.lines()[:2]
            seen.append(terminal.wait_until(lambda text, before=before: terminal.lines()[:2] != before and _is_page(text)))  # type: ignore[misc]
            if LAST not in seen[-1]:
                terminal.wait_for_prompt()
                assert terminal.scrolled() == 0
                terminal.enter()
        assert terminal.finish() == 0
        assert terminal.screen.too_wide == []
        assert terminal.echoes()
    assert len(seen) > 1
    assert [title for page in seen for title in wanted if title in page] == wanted


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_a_hidden_page_comes_back_with_the_pin_only() -> None:
    from terminal_driver import ESC, Terminal

    answer_wrong(9)
    assert run("learner", "pin", NAME, "--pin-from-stdin", feed="2468\n").returncode == 0
    with Terminal("mistakes") as terminal:
        terminal.wait_for("PIN ›")
        terminal.wait_for_prompt()
        terminal.enter("2468")
        terminal.wait_for("回车看下一页")
        terminal.wait_for_prompt()
        terminal.type(ESC)
        terminal.wait_until(lambda text: "您的回答" not in text, "the neutral screen")
        terminal.enter()
        terminal.pause(1)
        assert "您的回答" not in terminal.text()
        terminal.enter("2468")
        terminal.wait_for("您的回答", "回车看下一页")


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_on_a_terminal_one_may_stop_reading_or_have_everything_at_once() -> None:
    from terminal_driver import Terminal

    answer_wrong(9)
    with Terminal("mistakes") as terminal:
        terminal.wait_for("回车看下一页")
        terminal.wait_for_prompt()
        terminal.enter("/退出")
        terminal.wait_for("trainer drill --wrong")
        assert terminal.finish() == 0
    with Terminal("mistakes", "--all", size=(80, 200)) as terminal:
        terminal.wait_for("一共 9 条")
        assert terminal.finish() == 0
        assert len(titles("\n".join(terminal.lines()))) == 9
