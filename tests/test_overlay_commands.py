"""Every command with a course that stands on the shipped one: what it writes, shows, keeps and survives."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec
import pytest
from hostile_tables import book, csv_text, example, save
from plain_driver import count_answers, data_folder, replay_session, rows, run
from test_add import FACT, FACT_ID, SCENARIO, lines

from trainer import paths
from trainer.cli.context import Context
from trainer.cli.courses import choose_course
from trainer.cli.importplan import know_course, plan_changes
from trainer.course.amend import append_item
from trainer.course.columns import FACT as FACT_SHEET
from trainer.course.columns import QUESTION
from trainer.course.grid import read_grids
from trainer.course.importing import build_items
from trainer.course.members import read_members
from trainer.course.pack import make_archive
from trainer.course.read import load_with_positions, read_course
from trainer.course.rulefile import load_rules
from trainer.course.scenariofile import SHARED_NAME, load_scenarios
from trainer.course.shelf import OLD, place_course, stage_course
from trainer.course.starter import write_starter
from trainer.course.table import read_table
from trainer.course.tree import Tree, parse_tree

pytestmark = pytest.mark.usefixtures("warm_check")

BASE = paths.content_dir() / "essentials"
BARE = 'id: my-shop\ntitle: 我的店\nversion: "1"\nextends: essentials\n'
NEW_TOPIC = "13"
ASKED = "SELECT 1 FROM answer WHERE fact IN (?, ?)"
REPLACED = """\
rules:
- id: not-my-fault
  category: disown
  say: [谁卖的找谁]
  why: 是在推。
  instead: 我来帮您。
  examples: {flag: [谁卖的找谁。, 谁卖的找谁！, 谁卖的找谁], pass: [您好。, 谢谢。, 再见。]}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A course with an example of everything."""
    write_starter(tmp_path / "我的 店")
    return tmp_path / "我的 店"


def ok(*arguments: str, feed: str = "", **environ: str) -> str:
    """Run a command that must succeed and return what it said."""
    done = run(*arguments, feed=feed, **environ)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def refused(*arguments: str, feed: str = "", **environ: str) -> str:
    """Run a command that must fail and return what it said."""
    done = run(*arguments, feed=feed, **environ)
    assert done.returncode in (1, 2), done.stdout
    return done.stdout + done.stderr


def leave_out(folder: Path, *ids: str) -> None:
    head = folder / "course.yaml"
    kept = [line for line in head.read_text("utf-8").splitlines() if not line.startswith("without:")]
    head.write_text("\n".join([*kept, f"without: [{', '.join(ids)}]", ""]), "utf-8")


def test_an_installed_course_is_upgraded_mended_and_removed_with_the_history_kept(shop: Path, tmp_path: Path) -> None:
    name, shelf = read_course(shop).about.id, paths.courses_dir(os.environ)
    with stage_course(shelf, members_of(shop)) as staged:
        place_course(staged, shelf / name)
    ok("course", "use", name)
    ok("drill", "--learner", "小李", feed="1\n1\n")
    answered = count_answers()
    head = shop / "course.yaml"
    head.write_text(head.read_text("utf-8").replace('version: "1"', 'version: "2"'), "utf-8")
    (tmp_path / "new.zip").write_bytes(make_archive(members_of(shop)))
    assert "换成了 2" in ok("course", "install", str(tmp_path / "new.zip"))
    assert "接着上次的练习" in ok("drill", "--learner", "小李", feed="1\n") and count_answers() == answered + 1
    # A kill between two renamings: whoever wants the course brings it back.
    context = Context(environ=os.environ, learner="", plain=True)
    for way in (lambda: ok("drill", "--learner", "小李"), lambda: ok("course", "list"), lambda: str(choose_course(context.environ, name))):
        (shelf / name).rename(shelf / f"{OLD}{name}")
        assert OLD not in way()
        assert [path.name for path in shelf.iterdir()] == [name]
    assert f"* {name}" in ok("course", "list", TRAINER_COURSE=f"{shelf / name}/")
    assert "以后练自带的课程" in ok("course", "remove", name, "--yes")
    assert "* essentials" in ok("course", "list") and count_answers() == answered + 1


def members_of(folder: Path) -> dict[str, bytes]:
    found = read_members(folder)
    assert isinstance(found, dict)
    return found


def test_additions_stand_in_the_own_files_under_names_of_their_own(tmp_path: Path) -> None:
    folder = tmp_path / "我的 店"
    folder.mkdir()
    (folder / "course.yaml").write_text(BARE + f"without: [{FACT_ID}, dian-fan-bao-jia-sheng]\n", "utf-8")
    add, to = ("course", "add"), ("--to", str(folder), "--yes")
    ok(*add, "fact", *to, feed=lines(NEW_TOPIC, *FACT[1:-1]))
    course = read_course(folder)
    assert course.topics[-1].title == "本店规矩" and course.facts[-1].id == f"{FACT_ID}-2"
    ok(*add, "scenario", *to, feed=lines(*SCENARIO))
    found = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.yaml"))
    assert found == ["course.yaml", "facts/ben-dian-gui-ju-own.yaml", "scenarios/dian-fan-bao-jia-sheng-2.yaml"]


def test_a_question_for_a_fact_below_is_asked_of_a_copy(shop: Path) -> None:
    """The fact is copied into the course's own files once; after that, it is one of its own."""
    before, below = read_members(shop), read_course(BASE)
    fact, file = next(one for one in below.facts if one.title == "我不能……"), "facts/base-phrases-1.yaml"
    for number, ask in enumerate(("哪一种说法先说能做的？", "哪一句一开口就关了门？"), 1):
        feed = lines(fact.title, ask, "", "我能帮您先登记", "我不能退这一件", "", "1", "先说能做的，他才听得进去。")
        said = ok("course", "add", "question", "--to", str(shop), "--yes", feed=feed)
        assert ("抄了一份到 base-phrases-1.yaml" in said) == (number == 1)
        assert f"│   - ask: {ask}" in said.replace("      ", "   ") and "accept:" not in said  # of the copy, nothing new is shown
        found = read_course(shop)
        (copied,) = [one for one in found.facts if one.id == fact.id]
        assert copied.questions[-1].ask == ask
        assert copied == msgspec.structs.replace(fact, questions=[*fact.questions, *copied.questions[-number:]])
        assert {name: text for name, text in read_members(shop).items() if name != file} == before
    assert len(found.facts) == len(below.facts) + 1  # and the example of the shop
    topic = str([one.id for one in found.topics].index(fact.topic) + 1)
    ok("course", "add", "fact", "--to", str(shop), "--yes", feed=lines(topic, *FACT[2:-1]))
    assert (shop / "facts" / f"{fact.topic}-own.yaml").is_file()  # what is new does not go among the copies
    assert "没有错误，0 处提醒" in ok("course", "check", str(shop), "--no-proof")


def test_an_own_topic_that_is_called_like_a_copy_is_none(shop: Path, tmp_path: Path) -> None:
    head = shop / "course.yaml"
    head.write_text(head.read_text("utf-8").replace("topics:\n", "topics:\n- {id: base-care, title: 护理}\n"), "utf-8")
    table = tmp_path / "表.csv"
    table.write_bytes(csv_text(example(FACT_SHEET, 主题="护理", 出处="")).encode("utf-8-sig"))
    assert "抄了一份" not in ok("course", "import", str(table), "--to", str(shop))
    topic = str([one.id for one in read_course(shop).topics].index("base-care") + 1)
    ok("course", "add", "fact", "--to", str(shop), "--yes", feed=lines(topic, *FACT[2:-1]))
    assert [path.name for path in (shop / "facts").glob("base-care*")] == ["base-care-own.yaml"]


def test_a_table_of_questions_for_facts_below(shop: Path, tmp_path: Path) -> None:
    titles = [one.title for one in read_course(BASE).facts if one.topic == "phrases"][:2]
    table = tmp_path / "题.xlsx"
    asked = [("哪句先说能做的？", 0), ("哪句一开口就关门？", 1), ("哪句留了余地？", 0)]
    rows = [example(QUESTION, 知识点=titles[place], 问题=ask) for ask, place in asked]
    table.write_bytes(save(book((QUESTION.name, rows))))
    said = ok("course", "import", str(table), "--to", str(shop))
    assert "3 道手写题" in said and "抄了一份到 base-phrases-1.yaml" in said
    before = {one.id: len(one.questions) for one in read_course(BASE).facts}
    grown = {one.title: len(one.questions) - before[one.id] for one in read_course(shop).facts if one.id in before}
    assert {title: count for title, count in grown.items() if count} == {titles[0]: 2, titles[1]: 1}


def test_a_table_adds_to_topics_below_in_own_files_without_sources(shop: Path) -> None:
    loaded = load_with_positions(shop)
    grids, faults = read_grids(read_table(csv_text(example(FACT_SHEET, 出处="")).encode("utf-8-sig")))
    items = build_items(grids, know_course(loaded, load_scenarios(shop)))
    assert not faults and not items.faults
    assert [change.path for change in plan_changes(shop, items, loaded)] == [shop / "facts" / "phrases-own.yaml"]


@pytest.mark.parametrize("topics", ["", "topics: []\n"])
def test_a_topic_is_added_where_there_was_none(topics: str) -> None:
    written = append_item(BARE + topics, "topics", {"id": "own", "title": "本店"})
    tree = parse_tree(written, "course.yaml")
    assert isinstance(tree, Tree) and tree.value["topics"] == [{"id": "own", "title": "本店"}]


def test_preview_finds_own_and_base_things_by_file_id_and_title(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ok("course", "use", str(shop))
    leave = "/退出\n"
    assert "本店 · 下雨天，先递一句" in ok("course", "preview", "下雨天，先递一句", feed=leave)
    assert "夹生的电饭煲" in ok("course", "preview", str(shop / "scenarios" / "own-rice-cooker.yaml"), feed=leave)
    assert "禁语 · 我不会" in ok("course", "preview", "phrase-wont", feed=leave)
    monkeypatch.chdir(shop / "facts")
    assert "下雨天，先递一句" in ok("course", "preview", "own.yaml", feed=leave)
    assert "写 facts、scenarios 或 rules" in refused("course", "preview", str(shop))


def test_looking_at_a_course_that_has_no_source_and_no_history(shop: Path) -> None:
    ok("course", "use", str(shop))
    assert "没有 source.yaml" in refused("course", "coverage")
    assert "没有可以放心代劳的修改" in ok("course", "fix")
    assert "夹生的电饭煲" in ok("course", "map", "own-rice-cooker")
    assert "下雨天，先递一句" in ok("look", "下雨")
    assert "没有等着看的异议" in ok("course", "appeals")


def test_what_is_left_out_is_told_once(shop: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(shop, tmp_path / "other"))
    leave_out(other, "phrase-wont", "bank-form")
    ok("course", "use", str(shop))
    said = ok("course", "diff", str(other), "--all")
    assert "不再问 1 条" in said and "我不会……（phrase-wont）" in said and "去掉：单子退了两回" in said
    assert "改了内容" not in said and "改了：" not in said


def test_a_replaced_rule_judges_at_once_and_a_left_out_name_is_free(shop: Path) -> None:
    ok("course", "use", str(shop))
    (shop / "rules" / "mine.yaml").write_text(REPLACED, "utf-8")
    for out in ((), ("not-my-fault",)):
        leave_out(shop, *out)
        rules = [rule for rule in load_rules(shop).book.rules if rule.id == "not-my-fault"]
        assert [rule.say for rule in rules] == [["谁卖的找谁"]]
    assert "谁卖的找谁】" in ok("score", "谁卖的找谁。")
    (shop / "rules" / "mine.yaml").unlink()
    assert "not-my-fault" not in {rule.id for rule in load_rules(shop).book.rules}


def test_own_macros_and_shared_lines_take_the_place_of_those_below(shop: Path) -> None:
    (shop / "rules" / "macros.yaml").write_text("macros:\n- {name: kettle, any: [铁壶, 铜壶]}\n", "utf-8")
    own_rule = REPLACED.replace("not-my-fault", "own-kettle").replace("[谁卖的找谁]", '["<kettle>…找谁", 谁卖的找谁]')
    (shop / "rules" / "kettle.yaml").write_text(own_rule, "utf-8")
    shared = (BASE / SHARED_NAME).read_text("utf-8")
    (shop / SHARED_NAME).write_text(shared.replace("这话有点扎人，他记下了。", "这话刺耳。"), "utf-8")
    ok("course", "use", str(shop))
    assert "铜壶坏了找谁】" in ok("score", "铜壶坏了找谁。")
    own = load_scenarios(shop).shared
    assert own and own.weights[0].why == "这话刺耳。"
    (shop / SHARED_NAME).write_text("nonsense: 1\n", "utf-8")
    assert SHARED_NAME in refused("roleplay", "bank-form", "--learner", "小李")
    ok("drill", "--learner", "小李", feed="1\n")


def test_a_session_goes_on_in_another_course_without_what_that_leaves_out(shop: Path) -> None:
    ok("course", "use", str(shop))
    ok("drill", "--learner", "小李", "--topic", "own", feed="1\n1\n")
    planned = {step.fact for step in replay_session().plan.steps}
    assert "own-rain" in {row[0] for row in rows("SELECT fact FROM answer")} | planned
    ok("course", "use", "essentials")
    ok("drill", "--learner", "小李", feed="1\n")
    ok("drill", "--learner", "小王", feed="1\n")
    left = [step.fact for step in replay_session(learner="小王").plan.steps]
    ok("course", "use", str(shop))
    gone = sorted(set(left) - {left[0]})[:2]
    leave_out(shop, *gone)
    answered = len(rows(ASKED, *gone))
    assert "接着上次的练习" in ok("drill", "--learner", "小王", feed="1\n" * 60)
    assert len(rows(ASKED, *gone)) == answered
    for command in (["mistakes"], ["progress"], ["course", "flags"]):
        ok(*command, "--learner", "小王") if command[0] != "course" else ok(*command)
    before = count_answers()
    assert "重算好了" in ok("doctor", "--rebuild")
    ok("doctor", "--backup")
    newest = max((data_folder() / "backups").iterdir(), key=lambda path: path.stat().st_mtime)
    ok("doctor", "--restore", str(newest))
    assert count_answers() == before


def test_a_play_survives_that_its_scenario_is_replaced_or_left_out(shop: Path) -> None:
    ok("course", "use", str(shop))
    ok("roleplay", "bank-form", "--learner", "小李", feed="1\n")
    own = shop / "scenarios" / "bank-form.yaml"
    own.write_text((shop / "scenarios" / "own-rice-cooker.yaml").read_text("utf-8").replace("夹生的电饭煲", "换过的"), "utf-8")
    said = ok("roleplay", "bank-form", "--learner", "小李", feed="您自己看。\n" * 20)
    assert "换过的" in said and "接着上次没演完的" in said and "总分" in said
    own.unlink()
    assert ok("roleplay", "replay", "--learner", "小李")
    leave_out(shop, "bank-form")
    assert "“bank-form”" in refused("roleplay", "bank-form", "--learner", "小李")
    assert "现在这门课程里没有它" in refused("roleplay", "replay", "--learner", "小李")
    ok("progress", "--learner", "小李")


def test_a_course_that_was_moved_is_said_and_used_again_from_there(shop: Path) -> None:
    ok("course", "use", str(shop))
    ok("drill", "--learner", "小李", feed="1\n")
    moved = shop.rename(shop.with_name("新店"))
    for command in (["drill"], ["roleplay"], ["look"], ["course", "check"], ["course", "add", "fact"], ["score", "您好"]):
        assert "trainer course use essentials" in refused("--learner", "小李", *command) if command[0] == "drill" else refused(*command)
    assert "- essentials" in ok("course", "list")
    ok("course", "use", str(moved))
    assert "接着上次的练习" in ok("drill", "--learner", "小李", feed="1\n")
