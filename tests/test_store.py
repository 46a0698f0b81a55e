"""The store's interface, on the real SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from store_samples import SCHEDULE, START, draft, filled_store, later, said, undo

from trainer.errors import TrainerError
from trainer.memory import replay_answers
from trainer.store import FlagDraft, Learner, LessonDraft, SessionDraft, Store, check_integrity, open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "folder" / "trainer.db"


@pytest.fixture
def opened(path: Path) -> Iterator[tuple[Store, Learner]]:
    with filled_store(path, answers=0) as pair:
        yield pair


def test_pragmas(opened: tuple[Store, Learner]) -> None:
    store, _ = opened
    found = {name: store.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")}
    assert found == {"journal_mode": "delete", "synchronous": 3, "foreign_keys": 1}


def test_every_table_is_strict(opened: tuple[Store, Learner]) -> None:
    store, _ = opened
    tables = {row[1]: row[5] for row in store.connection.execute("PRAGMA table_list") if not row[1].startswith("sqlite_")}
    assert set(tables) == {
        "meta",
        "learner",
        "session",
        "shown",
        "answer",
        "lesson",
        "flag",
        "appeal",
        "ruling",
        "play",
        "turn",
        "card",
        "card_cap",
        "fit",
    }
    assert all(tables.values())


NAMES = [
    ("小李", "小李"),
    ("  小  李\t", "小 李"),
    ("Ｌｉ", "Li"),
    ("\x1b[31m红\x07", "[31m红"),
    ("a\u202eb\u2066c", "abc"),
    ("零\u200b宽", "零宽"),
    ("e\u200b\u0301", "é"),
    ("a \u200b b", "a b"),
    ("x" * 40, "x" * 40),
    ("坏\udce4", "坏"),
]


@pytest.mark.parametrize(("typed", "kept"), NAMES)
def test_names_are_cleaned(opened: tuple[Store, Learner], typed: str, kept: str) -> None:
    store, first = opened
    if kept == first.name:
        assert store.find_learner(typed) == first
        return
    added = store.add_learner(typed, START)
    assert added.name == kept
    assert store.find_learner(typed) == store.find_learner(kept) == added
    assert store.learners() == sorted([first, added], key=lambda learner: learner.name.casefold())


@pytest.mark.parametrize("typed", ["", "   ", "\u200b\u202e", "\x00", "长" * 41])
def test_unfit_names_are_refused(opened: tuple[Store, Learner], typed: str) -> None:
    store, _ = opened
    with pytest.raises(TrainerError) as caught:
        store.add_learner(typed, START)
    assert "1 到 40" in said(caught.value)
    assert store.find_learner(typed) is None


@pytest.mark.parametrize(("first", "second"), [("Anna", "aNNA"), ("straße", "STRASSE"), ("Ｗang", "wang"), ("小 李", "小　李")])
def test_names_are_unique_whatever_the_case(opened: tuple[Store, Learner], first: str, second: str) -> None:
    store, _ = opened
    store.add_learner(first, START)
    with pytest.raises(TrainerError, match="已经有叫"):
        store.add_learner(second, START)


def test_an_answer_comes_back_as_it_was(opened: tuple[Store, Learner], path: Path) -> None:
    store, learner = opened
    given = draft(learner.id, response="１\n“'; DROP TABLE answer;--\x00", findings=["cannot", "坏\udce4"], stem="\udce4问", certain=False)
    answer, card = store.record_answer(given, START, SCHEDULE)
    assert (answer.findings, answer.stem) == (["cannot", "坏\ufffd"], "\ufffd问")
    assert (answer.answered_at, answer.offset_min, answer.seq, len(answer.uuid)) == (START.at_ms, 480, 1, 32)
    assert msgspec.structs.replace(given, stem=answer.stem, findings=answer.findings) == type(given)(
        **{name: getattr(answer, name) for name in given.__struct_fields__}
    )
    with open_store(path, read_only=True) as other:  # another connection sees it: committed before it was returned
        assert other.answers(learner.id, "essentials") == [answer]
        assert card is not None
        assert other.cards(learner.id, "essentials") == {card.fact: card}


def test_undoing_the_only_answer_removes_the_card(opened: tuple[Store, Learner]) -> None:
    store, learner = opened
    answer, card = store.record_answer(draft(learner.id), START, SCHEDULE)
    assert card is not None
    row, card = store.record_answer(undo(answer), later(minutes=1), SCHEDULE)
    assert (row.grade, row.rating, row.corrects, card) == ("undone", 0, answer.uuid, None)
    assert store.cards(learner.id, "essentials") == {}


def test_a_correction_must_name_an_answer_of_the_same_fact(opened: tuple[Store, Learner]) -> None:
    store, learner = opened
    answer, _ = store.record_answer(draft(learner.id), START, SCHEDULE)
    for changes in ({"corrects": "nobody"}, {"corrects": answer.uuid, "fact": "other"}, {"corrects": answer.uuid, "course": "other"}):
        with pytest.raises(ValueError, match="correction"):
            store.record_answer(draft(learner.id, **changes), START, SCHEDULE)
    assert len(store.answers(learner.id, "essentials")) == 1


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"grade": "skipped", "rating": 3}, sqlite3.IntegrityError),
        ({"grade": "right", "rating": 0}, sqlite3.IntegrityError),
        ({"rating": 5}, sqlite3.IntegrityError),
        ({"learner": "nobody"}, TrainerError),
    ],
)
def test_impossible_rows_are_refused_whole(opened: tuple[Store, Learner], changes: dict[str, object], refusal: type[Exception]) -> None:
    store, learner = opened
    with pytest.raises(refusal):
        store.record_answer(draft(**({"learner": learner.id} | changes)), START, SCHEDULE)  # type: ignore[arg-type]  # on purpose
    answer, _ = store.record_answer(draft(learner.id), START, SCHEDULE)
    assert answer.seq == 1, "the number of a row that failed is not used up"


@pytest.mark.parametrize("table", ["answer", "lesson", "flag", "shown"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {0} SET {1} = {1}", "INSERT OR REPLACE INTO {0} SELECT * FROM {0}"])
def test_the_log_is_append_only(opened: tuple[Store, Learner], table: str, statement: str) -> None:
    store, learner = opened
    store.record_answer(draft(learner.id), START, SCHEDULE)
    store.record_lesson(LessonDraft(learner=learner.id, course="c", fact="f", rev=1, session="s"), START)
    store.record_flag(flag_draft(learner.id), START)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        store.connection.execute(statement.format(table, "content" if table == "shown" else "device"))


def flag_draft(learner: str) -> FlagDraft:
    return FlagDraft(
        learner=learner,
        course="essentials",
        fact="f",
        rev=2,
        kind="judge",
        form="say",
        stem="题",
        options=["对", "错"],
        note="看不懂\udce4",
    )


def test_flags_keep_the_question_as_shown(opened: tuple[Store, Learner]) -> None:
    store, learner = opened
    flag = store.record_flag(flag_draft(learner.id), START)
    assert store.flags("essentials") == [flag]
    assert (flag.stem, flag.options, flag.note, flag.flagged_at) == ("题", ["对", "错"], "看不懂\ufffd", START.at_ms)
    assert store.flags("other") == []


def test_events_of_a_session_stand_in_the_order_they_happened(opened: tuple[Store, Learner]) -> None:
    store, learner = opened
    session = store.start_session(SessionDraft(learner=learner.id, course="essentials", plan="{}", seed=7), START)
    lesson = LessonDraft(learner=learner.id, course="essentials", fact="a", rev=1, session=session)
    happened = [
        store.record_lesson(lesson, START),
        store.record_answer(draft(learner.id, session=session), START, SCHEDULE)[0],
        store.record_lesson(lesson, START),
        store.record_answer(draft(learner.id, session=session), later(minutes=1), SCHEDULE)[0],
    ]
    store.record_answer(draft(learner.id), START, SCHEDULE)  # of another session
    late = store.record_answer(draft(learner.id, session=session), later(minutes=-1), SCHEDULE)[0]
    assert [event.seq for event in happened] == [1, 2, 3, 4]
    assert store.session_events(session) == [late, *happened]


def test_sessions_open_until_ended(opened: tuple[Store, Learner]) -> None:
    store, learner = opened
    assert store.open_session(learner.id, "essentials") is None
    plan = SessionDraft(learner=learner.id, course="essentials", plan='{"题": 1}', seed=7)
    first, second = store.start_session(plan, START), store.start_session(plan, START)
    row = store.open_session(learner.id, "essentials")
    assert row is not None
    assert (row.id, row.plan, row.seed, row.started_at, row.offset_min, len(row.device)) == (second, plan.plan, 7, START.at_ms, 480, 32)
    store.end_session(second, later(minutes=5))
    row = store.open_session(learner.id, "essentials")
    assert row is not None
    assert row.id == first
    store.end_session(first, later(minutes=5))
    assert store.open_session(learner.id, "essentials") is None


def test_a_row_stays_small(opened: tuple[Store, Learner], path: Path) -> None:
    """Bytes an answer costs on disk, indexes and free pages included, when questions repeat as they do (measured: 590)."""
    store, learner = opened
    empty = path.stat().st_size
    for number in range(1000):
        changes = {"fact": f"say-number-{number % 60}", "stem": f"第 {number % 180} 题" + "顾客站在柜台前。" * 12}
        store.record_answer(draft(learner.id, response="我马上帮您看看怎么办最快。", **changes), later(minutes=number), SCHEDULE)
    assert (path.stat().st_size - empty) / 1000 < 700
    assert store.connection.execute("SELECT count(*) FROM shown").fetchone() == (180,)


def test_the_whole_is_sound(opened: tuple[Store, Learner]) -> None:
    store, learner = opened
    for number in range(5):
        store.record_answer(draft(learner.id, fact=f"f{number}"), START, SCHEDULE)
    assert check_integrity(store) == []
    assert store.cards(learner.id, "essentials") == replay_answers(store.answers(learner.id, "essentials"), SCHEDULE)


def test_a_closed_store_may_be_closed_again(path: Path) -> None:
    store = open_store(path)
    store.close()
    store.close()
