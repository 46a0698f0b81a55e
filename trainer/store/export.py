"""One person's history as files that people and programs can read, outside the data folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO

import msgspec

from trainer.clock import Moment
from trainer.errors import TrainerError
from trainer.i18n import N_, Message, render
from trainer.memory import Answer
from trainer.store import appeals, cards, learners, log, plays
from trainer.store.backup import local_time
from trainer.store.database import Store
from trainer.store.failures import explain_failures
from trainer.store.learners import History, Learner
from trainer.text import clean_text, guard_cell

ANSWERS, TABLE, LESSONS, FLAGS = "answers.jsonl", "answers.csv", "lessons.jsonl", "flags.jsonl"
APPEALS, PLAYS, CARDS, README = "appeals.jsonl", "plays.jsonl", "cards.jsonl", "README.txt"
GRADES = {"right": N_("对"), "partial": N_("部分对"), "wrong": N_("错"), "skipped": N_("跳过"), "undone": N_("撤销")}
COLUMNS = [
    *(N_("时间"), N_("课程"), N_("知识点"), N_("题目"), N_("选项"), N_("回答")),
    *(N_("结果"), N_("确定"), N_("提示次数"), N_("用时（秒）")),
]
YES_NO = {True: N_("是"), False: N_("否")}


def export_learner(store: Store, learner: Learner, folder: Path, moment: Moment) -> History:
    """Write everything about a person into a new or empty folder; return how much it was.

    Raises `TrainerError`, leaving nothing behind, when the folder lies in the data folder, holds something, or cannot be written.
    """
    with explain_failures(folder):
        _demand_outside(folder, store.path.parent)
        with _empty_folder(folder), store.reading() as connection:
            history = learners.count_history(connection, learner.id)
            _write_answers(folder, log.iterate_answers(connection, learner.id))
            _write_lines(folder / LESSONS, log.iterate_lessons(connection, learner.id))
            _write_lines(folder / FLAGS, log.iterate_flags(connection, learner.id))
            _write_lines(folder / APPEALS, appeals.iterate_appeals(connection, learner.id))
            _write_lines(folder / PLAYS, plays.iterate_plays(connection, learner.id))
            _write_lines(folder / CARDS, _iterate_cards(connection, learner.id))
            _write_readme(folder / README, learner, history, moment)
    return history


def _demand_outside(folder: Path, data: Path) -> None:
    """What lies in the data folder would be erased, backed up and shared with it."""
    place = folder.resolve()
    if any(parent.exists() and parent.samefile(data) for parent in (place, *place.parents)):
        raise TrainerError(
            N_("不能导出到放练习记录的文件夹里：{path}", path=folder), N_("换一个别处的文件夹，例如桌面或 U 盘上的新文件夹。")
        )


@contextmanager
def _empty_folder(folder: Path) -> Iterator[None]:
    """Make the folder, for its owner only; on failure take away what was written into it."""
    is_new = not folder.exists()
    if not is_new and (not folder.is_dir() or any(folder.iterdir())):
        another = folder.with_name(f"{folder.name}-2")
        raise TrainerError(N_("这里已经有东西了，没有动它：{path}", path=folder), N_("写一个新的文件夹名，例如：{path}", path=another))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        with suppress(OSError):  # cleaning up must not hide why the work failed
            for name in (ANSWERS, TABLE, LESSONS, FLAGS, APPEALS, PLAYS, CARDS, README):
                (folder / name).unlink(missing_ok=True)
            if is_new:
                folder.rmdir()
        raise


def _write_answers(folder: Path, answers: Iterable[Answer]) -> None:
    """Write each answer as a line for programs and as a row for people."""
    import csv

    with ExitStack() as files:
        lines = files.enter_context(_create(folder / ANSWERS))
        # Spreadsheets take a file for Chinese only when it begins with this mark.
        table = files.enter_context(_create(folder / TABLE, "utf-8-sig"))
        rows = csv.writer(table, quoting=csv.QUOTE_ALL)
        rows.writerow([render(column) for column in COLUMNS])
        for answer in answers:
            lines.write(_encode(answer))
            rows.writerow([guard_cell(cell) for cell in _row(answer)])


def _row(answer: Answer) -> list[Any]:
    """Return an answer's cells in the order of `COLUMNS`."""
    at = local_time(Moment(answer.answered_at, answer.offset_min))
    options = " | ".join(f"{number}. {option}" for number, option in enumerate(answer.options, 1))
    return [
        *(f"{at:%Y-%m-%d %H:%M:%S}", answer.course, answer.fact, answer.stem, options, answer.response),
        *(render(GRADES[answer.grade]), render(YES_NO[answer.certain]), answer.hints, round(answer.elapsed_ms / 1000, 1)),
    ]


def _iterate_cards(connection: sqlite3.Connection, learner_id: str) -> Iterator[dict[str, Any]]:
    for _learner, course in sorted(owner for owner in cards.select_owners(connection) if owner[0] == learner_id):
        for card in cards.select_cards(connection, learner_id, course).values():
            yield {"learner": learner_id, "course": course} | msgspec.structs.asdict(card)


def _write_lines(path: Path, rows: Iterable[object]) -> None:
    with _create(path) as file:
        file.writelines(map(_encode, rows))


def _write_readme(path: Path, learner: Learner, history: History, moment: Moment) -> None:
    with _create(path, "utf-8-sig") as file:
        file.writelines(render(line) + "\n" for line in _readme_lines(learner, history, moment))


def _readme_lines(learner: Learner, history: History, moment: Moment) -> list[Message | str]:
    return [
        N_("{name}的练习记录，{date} 从这台电脑导出。", name=clean_text(learner.name), date=f"{moment.on}"),
        N_(
            "回答 {answers} 条，看过的知识 {lessons} 条，标记的题目 {flags} 条，异议 {appeals} 条，情景对练 {plays} 次。",
            **msgspec.structs.asdict(history),
        ),
        "",
        N_("answers.csv    每次回答一行，用 Excel 或 WPS 打开看。开头是 = + - @ 的格子前面加了一个单引号，免得被当成公式。"),
        N_("answers.jsonl  同样的回答，一行一个 JSON，内容最全，给程序用。"),
        N_("lessons.jsonl  看过的知识点。"),
        N_("flags.jsonl    标记过的题目和留言。"),
        N_("appeals.jsonl  不同意的判定和理由。"),
        N_("plays.jsonl    情景对练：每一次、每一句。"),
        N_("cards.jsonl    每个知识点记得多牢、哪天复习；都是由回答算出来的。"),
        "",
        N_("answered_at、shown_at、flagged_at、appealed_at 是从 1970 年算起的毫秒数（UTC），offset_min 是当时的时区，单位是分钟。"),
        N_("这些文件没有加密，谁拿到都能看：请放在自己保管的地方。PIN 不在里面。"),
    ]


def _create(path: Path, encoding: str = "utf-8") -> TextIO:
    """Open a new file; one that exists is never overwritten."""
    return path.open("x", encoding=encoding, newline="")


def _encode(row: object) -> str:
    return msgspec.json.encode(row).decode() + "\n"
