"""A verdict that somebody disagrees with: kept with the reply, ruled on by a trainer, and a correction that stays."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from plain_driver import begin, coming_lines, data_folder, next_question, replay_session, right_line, rows, run, wrong_line
from store_samples import START, filled_store, later

from trainer import paths
from trainer.check import check_course
from trainer.check.proven import Proven
from trainer.cli.appeals import rule_on_appeals
from trainer.cli.judging import judge_course
from trainer.cli.knowing import recalled
from trainer.course.amend import accept_wording, amend_rule
from trainer.course.model import Course
from trainer.course.read import read_course
from trainer.course.starter import write_starter
from trainer.errors import TrainerError
from trainer.i18n import N_, render
from trainer.reply.labels import NAMES
from trainer.reply.verdict import ReplyJudge
from trainer.store import Appeal, AppealDraft, Store, open_store

pytestmark = pytest.mark.usefixtures("warm_rules")
WRONGLY = "这不归我管，您先坐，我请同事来。"
UPHELD, LATER = "判得对，维持", "先放着，下次再说"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "trainer.db"


@pytest.fixture(scope="module")
def course() -> Course:
    return read_course(paths.content_dir() / "essentials")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the shipped course that may be changed."""
    return Path(shutil.copytree(paths.content_dir() / "essentials", tmp_path / "course"))


def appealed(reply: str, **changes: Any) -> AppealDraft:
    return AppealDraft(course="essentials", reply=reply, verdict="{}", **changes)


class Trainer:
    """A front that answers each choice by the beginning of an option, each question with the next text; `told` is what it was shown."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.told: list[str] = []

    def choose(self, title: object, options: list[Any]) -> int | None:
        shown = [render(option) for option in options]
        self.told += [render(title), *shown]
        if not self.answers:
            return None
        wanted = self.answers.pop(0)
        return next(number for number, option in enumerate(shown) if wanted in option)

    def ask_text(self, notes: Any, label: object) -> str:
        self.told += [render(note) for note in notes]
        return self.answers.pop(0)

    def announce(self, note: object) -> None:
        self.told.append(render(note))

    show_note = announce

    def show_blocks(self, blocks: Any) -> None:
        self.told += [line for block in blocks for line in block]


def settle(store: Store, folder: Path, *answers: str) -> Trainer:
    front = Trainer(*answers)
    with recalled(os.environ) as proven:
        rule_on_appeals(store, folder, front, proven)  # type: ignore[arg-type]  # what is used of a front
    return front


def judge_now(folder: Path) -> ReplyJudge:
    """The judge by the rules of a course as its files are now."""
    with recalled(os.environ) as proven:
        return judge_course(folder, proven)


def found_in(folder: Path, reply: str) -> set[str]:
    return {one.category for one in judge_now(folder).judge(reply).violations}


# What is kept


def test_appeals_wait_in_order_until_they_are_ruled_on(path: Path) -> None:
    with filled_store(path) as (store, learner):
        second = store.record_appeal(appealed("后", learner=learner.id, note="理由"), later(minutes=2))
        first = store.record_appeal(appealed("先"), later(minutes=1))
        store.record_appeal(AppealDraft(course="other", reply="x", verdict="{}"), START)
        assert store.open_appeals("essentials") == [first, second]
        assert (first.learner, second.learner, second.note, second.outcome) == ("", learner.id, "理由", "")
        store.record_ruling(first.uuid, "upheld", START)
        store.record_ruling(first.uuid, "corrected", START)
        assert store.connection.execute("SELECT outcome FROM ruling").fetchall() == [("upheld",)]
        assert store.open_appeals("essentials") == [second]
        assert store.history(learner.id).appeals == 1
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            store.connection.execute("UPDATE appeal SET reply = 'x'")


def test_a_store_from_before_gets_room_for_appeals(path: Path) -> None:
    with filled_store(path) as (store, _learner):
        for name in ("appeal_no_update", "appeal_no_delete"):
            store.connection.execute(f"DROP TRIGGER {name}")
        store.connection.executescript("DROP TABLE turn; DROP TABLE play; DROP TABLE ruling; DROP TABLE appeal; PRAGMA user_version = 3")
    with open_store(path) as store:
        store.record_appeal(appealed("好"), START)
        assert [one.reply for one in store.open_appeals("essentials")] == ["好"]


def test_a_typed_answer_in_a_drill_can_be_disputed_and_nothing_else() -> None:
    first = begin("--learner", "小李", "--seed", "7", "--topic", "禁语")
    said = run("drill", "--learner", "小李", feed="".join(f"{line}\n!\n" for line in coming_lines(first))).stdout
    assert "“不同意”说的是上一句打字的回答" in said
    with closing(sqlite3.connect(data_folder() / paths.DATABASE_NAME)) as connection, connection:
        connection.execute("UPDATE card SET rung = 2, due_on = '2026-01-01'")  # due, and asked to be typed
    run("drill", "--learner", "小李", "--seed", "7")
    while (question := next_question(replay_session())) is not None and question.mode != "text":
        run("drill", "--learner", "小李", feed=f"{right_line(question)}\n")
    assert question is not None, "no typed question in the whole drill"
    wrong = wrong_line(question)
    said = run("drill", "--learner", "小李", feed=f"!\n{wrong}\n/不同意 我们店就这么说\n").stdout
    assert said.index("“不同意”说的是上一句打字的回答") < said.index("记下了，谢谢！")
    ((name, reply, grade, form, note),) = rows(
        "SELECT learner.name, reply, grade, form, note FROM appeal JOIN learner ON learner.id = appeal.learner"
    )
    assert (name, reply, grade, note) == ("小李", wrong, "wrong", "我们店就这么说")
    assert form == f"{question.kind}/{question.form.name}"


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_one_key_disputes_what_was_typed_last_outside_a_drill() -> None:
    from terminal_driver import Terminal

    with Terminal("score", "--customer", "谁管？") as terminal:
        terminal.wait_for_prompt()
        terminal.enter("!")
        terminal.wait_for("先打一句话")
        terminal.wait_for_prompt()
        terminal.enter("这不归我管。")
        terminal.wait_for("推卸责任", "您怎么说")
        terminal.wait_for_prompt()
        terminal.enter("！")
        terminal.wait_for("记下了，谢谢！")
        terminal.wait_for_prompt()
        terminal.enter("/退出")
        assert terminal.finish() == 0
    ((learner, reply, customer, verdict),) = rows("SELECT learner, reply, customer, verdict FROM appeal")
    assert (learner, reply, customer) == (None, "这不归我管。", "谁管？")
    assert json.loads(str(verdict))["violations"][0]["category"] == "disown"
    assert "这【不归我管】" in run("course", "appeals").stdout


# What a trainer makes of it


def test_without_appeals_there_is_nothing_to_do(path: Path, folder: Path) -> None:
    with filled_store(path) as (store, _learner):
        assert settle(store, folder).told == ["没有等着看的异议。"]


def test_a_verdict_is_upheld_or_left_for_later_and_the_course_stays_as_it_is(path: Path, folder: Path) -> None:
    before = {file: file.read_bytes() for file in folder.rglob("*.yaml")}
    with filled_store(path) as (store, _learner):
        store.record_appeal(appealed(WRONGLY, note="我说了请同事"), START)
        store.record_appeal(appealed("我不知道。"), START)
        told = settle(store, folder, UPHELD, LATER).told
        assert any("【不归我管】" in line and "我说了请同事" in line for line in told)
        assert [one.reply for one in store.open_appeals("essentials")] == ["我不知道。"]
    assert {file: file.read_bytes() for file in folder.rglob("*.yaml")} == before


def test_a_wrong_alarm_in_a_clause_of_its_own_clears_the_clause(path: Path, folder: Path) -> None:
    reply = "公园的花您必须得看，正开着呢。"
    assert "command" in found_in(folder, reply)
    with filled_store(path) as (store, _learner):
        store.record_appeal(appealed(reply), START)
        settle(store, folder, "在这里不算“下命令”")
    engine = judge_now(folder).engine
    assert [found.rule.category for found in engine.find("公园的树您必须得看。")] == ["command"]
    assert engine.find("现在好了，公园的花您必须得看。") == []
    assert '"^公园的花您必须得看$"' in (folder / "rules" / "command.yaml").read_text("utf-8")


def test_a_wrong_alarm_becomes_an_example_that_passes_and_the_rule_still_fires(path: Path, folder: Path) -> None:
    assert "disown" in found_in(folder, WRONGLY)
    with filled_store(path) as (store, _learner):
        store.record_appeal(appealed(WRONGLY), START)
        told = settle(store, folder, "在这里不算“推卸责任”").told
        assert store.open_appeals("essentials") == []
    assert any("已经写进" in line and "disown.yaml" in line for line in told)
    assert found_in(folder, WRONGLY) == set()
    assert "disown" in found_in(folder, "这事不归我管。")
    text = (folder / "rules" / "disown.yaml").read_text("utf-8")
    assert f'"{WRONGLY}"' in text
    assert changed_lines(paths.content_dir() / "essentials" / "rules" / "disown.yaml", text) <= 3


def changed_lines(original: Path, text: str) -> int:
    before = original.read_text("utf-8").splitlines()
    return sum(one not in before for one in text.splitlines())


def test_a_guess_that_was_wrong_is_never_made_again(path: Path, folder: Path) -> None:
    judge = judge_now(folder)
    lines = (json.loads(line)["text"] for line in (Path(__file__).parent / "scoring/data/train/k.jsonl").open(encoding="utf-8"))
    verdicts = ((text, judge.judge(text).violations) for text in lines)
    reply, (guess,) = next((text, found) for text, found in verdicts if len(found) == 1 and found[0].certainty == "likely")
    with filled_store(path) as (store, _learner):
        store.record_appeal(appealed(reply), START)
        settle(store, folder, f"在这里不算“{render(NAMES[guess.category])}”")
    assert guess.category not in found_in(folder, reply)
    assert guess.category not in found_in(folder, reply.rstrip("。") + "！")


def test_what_was_missed_becomes_an_example_that_fires(path: Path, folder: Path) -> None:
    reply = "这碗面里的事您问厨子的祖宗去。"
    assert found_in(folder, reply) == set()
    with filled_store(path) as (store, _learner):
        store.record_appeal(appealed(reply), START)
        told = settle(store, folder, "漏判了", "推卸责任", "厨师的祖宗", "问厨子的祖宗去").told
        assert any("没有“厨师的祖宗”" in line for line in told)
        assert store.open_appeals("essentials") == []
    assert "disown" in found_in(folder, reply)
    assert "disown" in found_in(folder, "您得問廚子的祖宗去")


@pytest.mark.parametrize("words", ["我", "我们"])
def test_a_correction_that_would_spoil_a_rule_is_taken_back(path: Path, folder: Path, words: str) -> None:
    before = {file: file.read_bytes() for file in folder.rglob("*.yaml")}
    with filled_store(path) as (store, _learner):
        store.record_appeal(appealed("我们这就给您拿。"), START)
        told = settle(store, folder, "漏判了", "一口拒绝", words).told
        assert any("没有改成" in line for line in told)
        assert len(store.open_appeals("essentials")) == 1
    assert {file: file.read_bytes() for file in folder.rglob("*.yaml")} == before


def test_a_good_answer_becomes_an_accepted_one(path: Path, course: Course, folder: Path) -> None:
    fact = next(fact for fact in course.facts if fact.replies)
    reply = "一句谁也没想到的好回答。"
    with filled_store(path) as (store, _learner):
        store.record_appeal(appealed(reply, fact=fact.log_id, form="reply/customer-0", grade="partial"), START)
        settle(store, folder, "这样说就对")
    assert reply in next(one for one in read_course(folder).facts if one.id == fact.id).replies[0].also


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Return a course of one's own that stands on the shipped one, which nobody may change."""
    write_starter(tmp_path / "shop")
    return tmp_path / "shop"


def test_a_correction_of_the_shipped_course_goes_into_ones_own(path: Path, course: Course, shop: Path) -> None:
    fact, reply = next(fact for fact in course.facts if fact.replies), "一句谁也没想到的好回答。"
    shipped = {file: file.read_bytes() for file in (paths.content_dir() / "essentials").rglob("*.yaml")}
    with filled_store(path) as (store, _learner):
        store.record_appeal(appealed(WRONGLY), START)
        store.record_appeal(appealed(reply, fact=fact.log_id, form="reply/customer-0", grade="partial"), later(minutes=1))
        settle(store, shop, "在这里不算“推卸责任”", "这样说就对")
        assert store.open_appeals("essentials") == []
    assert found_in(shop, WRONGLY) == set() and "disown" in found_in(shop, "这事不归我管。")
    assert reply in next(one for one in read_course(shop).facts if one.id == fact.id).replies[0].also
    assert (shop / "rules" / "base-disown.yaml").is_file() and check_course(shop, is_proved=False).problems == []
    assert {file: file.read_bytes() for file in shipped} == shipped


def test_two_corrections_of_one_shipped_fact_make_one_copy(path: Path, course: Course, shop: Path) -> None:
    fact = next(fact for fact in course.facts if fact.replies)
    replies = ["一句谁也没想到的好回答。", "又一句谁也没想到的好回答。"]
    with filled_store(path) as (store, _learner):
        for minutes, reply in enumerate(replies):
            given = appealed(reply, fact=fact.log_id, form="reply/customer-0", grade="partial")
            store.record_appeal(given, later(minutes=minutes))
        told = settle(store, shop, *["这样说就对"] * 2).told
    assert sum("抄了一份" in line for line in told) == 1
    assert set(replies) <= set(next(one for one in read_course(shop).facts if one.id == fact.id).replies[0].also)
    assert check_course(shop, is_proved=False).problems == []


def test_a_correction_that_would_spoil_a_rule_leaves_nothing_in_ones_own(path: Path, shop: Path) -> None:
    before = {file: file.read_bytes() for file in shop.rglob("*.yaml")}
    with filled_store(path) as (store, _learner):
        store.record_appeal(appealed("我们这就给您拿。"), START)
        told = settle(store, shop, "漏判了", "一口拒绝", "我").told
    assert any("没有改成" in line and "base-refuse.yaml" not in line for line in told)  # a file that is gone mends nothing
    assert {file: file.read_bytes() for file in shop.rglob("*.yaml")} == before


def test_other_words_of_the_same_kind_do_not_stop_a_correction(path: Path, shop: Path) -> None:
    rule = """\
- id: own-machine
  category: refuse
  say: [冰…是机器打]
  instead: 我给您舀出来一半。
  why: 听着像在说机器比人大。
  examples:
    flag: [冰都是机器打的, 冰是机器打的没办法, 这冰是机器打的]
    pass: [冰我给您换, 我给您舀出来, 机器停了]
"""
    rules, reply = shop / "rules" / "own.yaml", "冰是机器打的，真改不了"
    rules.write_text(rules.read_text("utf-8") + rule, "utf-8")
    with filled_store(path) as (store, _learner):
        store.record_appeal(appealed(reply), START)
        words = next(iter(judge_now(shop).judge(reply).violations))
        told = settle(store, shop, f"“{reply[words.start : words.end]}”在这里不算").told
        assert store.open_appeals("essentials") == []
    assert "还有别的字算“一口拒绝”" in told[-3] and len(judge_now(shop).judge(reply).violations) == 1


def test_who_finds_no_fitting_kind_leaves_it_for_later(path: Path, folder: Path) -> None:
    with filled_store(path) as (store, _learner):
        store.record_appeal(appealed("我们这就给您拿。"), START)
        settle(store, folder, "漏判了", "都不是")
        assert len(store.open_appeals("essentials")) == 1


def test_a_correction_that_is_interrupted_before_it_is_proved_is_taken_back(
    path: Path, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def judge_once(folder: Path, proven: Proven) -> ReplyJudge:
        monkeypatch.setattr("trainer.cli.appeals.judge_course", interrupt)
        return judge_course(folder, proven)

    def interrupt(folder: Path, proven: Proven) -> None:
        assert set(shop.rglob("*.yaml")) - before.keys()
        raise KeyboardInterrupt

    before = {file: file.read_bytes() for file in shop.rglob("*.yaml")}
    monkeypatch.setattr("trainer.cli.appeals.judge_course", judge_once)
    with filled_store(path) as (store, _learner):
        store.record_appeal(appealed("我们这就给您拿。"), START)
        with pytest.raises(KeyboardInterrupt):
            settle(store, shop, "漏判了", "一口拒绝", "我")
    assert {file: file.read_bytes() for file in shop.rglob("*.yaml")} == before


def test_the_shipped_course_is_changed_only_by_who_names_it(path: Path, folder: Path) -> None:
    def refuse() -> None:
        raise TrainerError(N_("自带的课程不在这里改。"), N_("先建自己的课程。"))

    before = {file: file.read_bytes() for file in folder.rglob("*.yaml")}
    with filled_store(path) as (store, _learner):
        store.record_appeal(appealed(WRONGLY), START)
        front = Trainer("在这里不算“推卸责任”")
        rule_on_appeals(store, folder, front, Proven(), refuse)  # type: ignore[arg-type]  # what is used of a front
        assert any("先建自己的课程" in line for line in front.told) and len(store.open_appeals("essentials")) == 1
    assert {file: file.read_bytes() for file in folder.rglob("*.yaml")} == before


def test_another_course_has_its_own_appeals(path: Path, folder: Path) -> None:
    head = folder / "course.yaml"
    head.write_text(head.read_text("utf-8").replace("id: essentials", "id: ours", 1), "utf-8")
    with filled_store(path) as (store, _learner):
        store.record_appeal(appealed(WRONGLY), START)
        assert settle(store, folder, UPHELD).told == ["没有等着看的异议。"]
        store.record_appeal(AppealDraft(course="ours", reply=WRONGLY, verdict="{}"), START)
        settle(store, folder, UPHELD)
        assert (len(store.open_appeals("essentials")), store.open_appeals("ours")) == (1, [])


def test_where_nobody_can_be_asked_they_are_listed(path: Path, folder: Path) -> None:
    with filled_store(path) as (store, _learner):
        store.record_appeal(appealed(WRONGLY, customer="谁管这事？", purpose="送货"), START)
        told = settle(store, folder).told
        assert any("谁管这事？" in line for line in told)
        assert "请在终端里运行" in told[-1]
        assert len(store.open_appeals("essentials")) == 1


def test_a_long_appeal_leaves_room_for_the_choice(path: Path, folder: Path) -> None:
    with filled_store(path) as (store, _learner):
        store.record_appeal(appealed("好" * 2000, customer="问" * 900, note="因" * 900), START)
        told = settle(store, folder, LATER).told
    assert len(told[0]) < 800
    assert told[0].count("……") == 3


def test_a_read_only_course_is_not_touched(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise PermissionError

    monkeypatch.setattr("trainer.cli.filing._replace_all", refuse)
    with filled_store(path) as (store, _learner):
        store.record_appeal(appealed(WRONGLY), START)
        told = settle(store, folder, "在这里不算").told
        assert any("只读" in line for line in told)
        assert len(store.open_appeals("essentials")) == 1


def test_a_fact_that_is_gone_is_said(path: Path, folder: Path) -> None:
    with filled_store(path) as (store, _learner):
        store.record_appeal(appealed("好的", fact="no-such-fact", form="rewrite/scene-0", grade="wrong"), START)
        told = settle(store, folder, "这样说就对").told
    assert any("no-such-fact" in line for line in told)


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_what_came_of_the_last_decision_is_told_too(folder: Path) -> None:
    from terminal_driver import Terminal

    with open_store(data_folder() / paths.DATABASE_NAME) as store:
        store.record_appeal(appealed("我不知道。"), START)
    with Terminal("course", "appeals", str(folder)) as terminal:
        terminal.wait_for("第 1 条，共 1 条", "在这里不算“一句不知道”")
        terminal.wait_for_prompt()
        terminal.enter("2")
        terminal.wait_for("没有改成", "看完了")
        assert terminal.finish() == 0


# What is written

RULES = """\
# 先读这里
rules:
- id: one   # 第一条
  category: refuse
  say: ["<me>不能"]
  instead: 我来办。
  examples:
    flag: [我不能]
    pass:
    - 能
"""


def test_only_what_is_added_changes() -> None:
    written = amend_rule(RULES, "one", {"unless": ["^不能不$"], "flag": ["no"], "pass": ["9:30"], "say": ["<me>不能"]})
    wanted = RULES.replace("  instead", '  unless: ["^不能不$"]\n  instead').replace("[我不能]", '[我不能, "no"]') + '    - "9:30"\n'
    assert written == wanted


def test_a_fact_file_keeps_its_shape() -> None:
    text = (paths.content_dir() / "essentials" / "facts" / "pairs-1.yaml").read_text("utf-8")
    fact = text.split("- id: ", 1)[1].split("\n")[0]
    written = accept_wording(text, fact, "scenes", 0, "加的一句")
    assert [line for line in written.splitlines() if line not in text.splitlines()] == ['    - "加的一句"']


def test_an_unknown_id_and_a_missing_library_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TrainerError, match="文件里没有"):
        amend_rule(RULES, "two", {})
    monkeypatch.setitem(sys.modules, "ruamel.yaml", None)
    with pytest.raises(TrainerError, match=r"ruamel\.yaml"):
        amend_rule(RULES, "one", {})


def test_clauses_are_quoted_as_templates_that_match_them_alone(folder: Path) -> None:
    fired_in = judge_now(folder).engine.fired_in
    clauses, sentences = fired_in("not-my-fault", "请坐，“嗯”，这不归我管？那也不归我管！")
    assert (clauses, sentences) == (["^这不归我管？", "^那也不归我管$"], ["^请坐，…，这不归我管？", "^那也不归我管$"])
    assert fired_in("not-my-fault", "请坐。") == ([], [])


def test_the_ruling_goes_with_the_appeal(path: Path) -> None:
    from trainer.store.erase import erase_learner

    with filled_store(path) as (store, learner):
        appeal: Appeal = store.record_appeal(appealed("她的话", learner=learner.id), START)
        store.record_ruling(appeal.uuid, "upheld", START)
        kept = store.record_appeal(appealed("别人的话"), START)
        erase_learner(store, learner)
        assert store.connection.execute("SELECT count(*) FROM ruling").fetchone() == (0,)
        assert store.open_appeals("essentials") == [kept]
