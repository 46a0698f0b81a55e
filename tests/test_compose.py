"""Items composed from a few answers, and appended to files that stay as they were."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from course_samples import HEAD, PHRASES_FILE, write_course
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer import paths
from trainer.check import check_course
from trainer.check.ids import check_spelling
from trainer.check.scenes import check_keys, check_scores
from trainer.course.amend import append_item, start_file, write_mapping
from trainer.course.bounds import ID_MOST, LIMITS
from trainer.course.compose import (
    FactDraft,
    compose_fact,
    compose_question,
    compose_scenario,
    cut_text,
    propose_id,
    wrap_text,
)
from trainer.course.fragments import propose_avoid, propose_keys
from trainer.course.model import About, Course, Fact, Facts, Scene, Written
from trainer.course.positions import Positions
from trainer.course.read import read_course
from trainer.course.scenario import Scenario
from trainer.course.tree import Tree, parse_tree
from trainer.errors import TrainerError
from trainer.i18n import render

SHIPPED = paths.content_dir() / "essentials"
SCENE = Scene(
    "家电柜台，顾客抱着锅：“昨天买的，饭都是夹生的！”",
    "您是不是水放少了？",
    ["这款卖得挺好，没人说夹生呀。", "您先拿去售后检测，开了单再来。"],
    "饭夹生换我也急，我这就给您换一台。",
    ["让您白忙一晚，我马上当场试给您看。", "真不好意思，我帮您换台新的，再教您调水。"],
)
DRAFT = FactDraft(
    id="rice-raw",
    title="饭夹生，先别问用法",
    why="先接住他的急，再说怎么办；一上来就问用法，他只会更火。",
    hears="东西坏了，倒成我的错了。",
    scenes=[SCENE],
    source=["S15.1"],
)
PAIR = msgspec.structs.replace(
    DRAFT,
    type="pair",
    principle="principle-issue",
    trigger="水放少了",
    modern="饭夹生换我也急，我先给您看看锅。",
    original=["饭夹生换我也急，我先给您看看锅。"],
    variants=SCENE.also,
)


def shipped_texts() -> list[Any]:
    return [pytest.param(path.read_text("utf-8"), id=path.stem) for path in sorted((SHIPPED / "facts").glob("*.yaml"))]


def values_of(text: str) -> Any:
    tree = parse_tree(text, "")
    assert isinstance(tree, Tree), tree
    return tree.value


# Composing


@pytest.mark.parametrize("draft", [DRAFT, msgspec.structs.replace(PAIR, scenes=[SCENE, SCENE], principle="own-rule")])
def test_a_fact_from_one_scene_passes_the_checker(tmp_path: Path, draft: FactDraft) -> None:
    folder = write_course(tmp_path / "course")
    rule = compose_fact(msgspec.structs.replace(DRAFT, id="own-rule", type="principle", title="先接住急"))
    text = (folder / "facts" / "b.yaml").read_text("utf-8")
    (folder / "facts" / "b.yaml").write_text(append_item(append_item(text, "facts", rule), "facts", compose_fact(draft)), "utf-8")
    before = {(problem.code, render(problem.message)) for problem in check_course(write_course(tmp_path / "before")).problems}
    found = [problem for problem in check_course(folder).problems if (problem.code, render(problem.message)) not in before]
    assert [problem for problem in found if problem.severity == "error"] == []
    assert [(problem.code, render(problem.message)) for problem in found if problem.code != "W309"] == []


def test_the_parts_stand_in_the_order_of_the_shipped_files() -> None:
    order = [field.encode_name for field in msgspec.structs.fields(Fact)]
    shipped = values_of((SHIPPED / "facts" / "pairs-1.yaml").read_text("utf-8"))["facts"][1]
    made = [name for name in compose_fact(PAIR) if name in shipped]
    assert made == [name for name in shipped if name in made]
    assert set(compose_fact(PAIR)) <= set(order)
    assert all(compose_fact(PAIR).values())  # nothing empty is written


def test_the_lesson_ends_with_the_sentence_to_say_and_fits() -> None:
    long_why = "先接住他的急，再说怎么办；一上来就问用法，他只会更火，后面说什么都听不进去了，等于白说一场。"
    lesson = compose_fact(msgspec.structs.replace(DRAFT, why=long_why[: LIMITS["why"]]))["lesson"]
    assert len(lesson) <= 3
    assert lesson[-1] == "试试：“饭夹生换我也急，我这就给您换一台。”"
    assert all(len(line) <= LIMITS["lesson"] for line in lesson)


@given(st.text("先说能做的，。；a", max_size=120), st.integers(6, 40))
def test_cutting_and_wrapping_hold_the_bound_and_lose_nothing_else(text: str, most: int) -> None:
    assert len(cut_text(text, most)) <= most
    assert all(len(line) <= most for line in wrap_text(text, most))
    assert "".join(wrap_text(text, most)).replace(" ", "") == text


def test_proposed_keys_tell_every_shipped_scene_from_its_bad_sentences() -> None:
    course = read_course(SHIPPED)
    for fact in course.facts:
        scenes = [
            msgspec.structs.replace(scene, keys=propose_keys([scene.say, *scene.also], [scene.bad, *scene.wrong], scene.situation))
            for scene in fact.scenes
        ]
        told = Course(course.about, Facts.of([msgspec.structs.replace(fact, scenes=scenes)]))
        positions = Positions("course.yaml")
        positions.add(fact, "facts.yaml", parse_tree("a: b", "").spot)  # type: ignore[union-attr]  # it is sound
        assert [render(problem.message) for problem in check_keys(told, positions)] == []
        assert [render(problem.message) for problem in check_scores(told, positions)] == []
        assert all(len(scene.keys) == 2 for scene in scenes)


def test_what_must_not_be_typed_is_in_the_bad_sentences_only() -> None:
    found = propose_avoid("看说明", ["您自己看说明书就知道了。", "自己翻翻，我忙着呢。"], ["说明书在这儿，我翻给您看。"])
    assert found[0] == "看说明"
    assert len(found) == 2


def test_a_question_and_a_scenario_leave_out_what_is_empty() -> None:
    question = compose_question(Written(ask="问什么？", key=["甲"], options=["甲", "乙"], why="因为。"))
    assert list(question) == ["ask", "options", "key", "why"]
    scenario = compose_scenario(Scenario(says=["喂！"], wants="退", needs="快", offer=["换"], reply="好。", title="急"))
    assert scenario == {
        "title": "急",
        "level": 1,
        "channel": "face",
        "says": ["喂！"],
        "wants": "退",
        "needs": "快",
        "offer": ["换"],
        "reply": "好。",
    }


@pytest.mark.parametrize(
    ("title", "taken", "wanted"),
    [
        ("我不能……", (), "wo-bu-neng"),
        ("我不能……", ("wo-bu-neng", "wo-bu-neng-2"), "wo-bu-neng-3"),
        ("24小时内回电话", (), "no-24-xiao-shi-nei-hui-dian-hua"),
        ("A款 VIP", (), "a-kuan-vip"),
        ("……", (), "item"),
        ("CON", (), "con-2"),
        ("绿色", (), "lv-se"),
    ],
)
def test_an_id_is_pinyin_and_new(title: str, taken: tuple[str, ...], wanted: str) -> None:
    assert propose_id(title, taken) == wanted


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_any_title_gives_an_id_that_the_checker_takes(title: str) -> None:
    first = propose_id(title, ())
    second = propose_id(title, (first,))
    assert first != second and max(len(first), len(second)) <= ID_MOST
    for one in (first, second):
        about = Course(About(id=one, title="课", version="1", topics=[]), Facts.of([]))
        assert list(check_spelling(about, Positions("course.yaml"))) == []


# Appending

AWKWARD = {
    "ask": "哪一种: 好 #1？",
    "options": ["no", "9:30", "甲, 乙", "[丙]", "0123", " "],
    "key": ["no"],
    "why": "“引号”: *星*，why：好",
}


@pytest.mark.parametrize("text", shipped_texts())
def test_every_shipped_file_stays_as_it_was_but_for_the_new_item(text: str) -> None:
    item = compose_fact(DRAFT)
    written = append_item(text, "facts", item)
    assert written.startswith(text)
    assert values_of(written)["facts"] == [*values_of(text)["facts"], item]


@pytest.mark.parametrize("text", shipped_texts())
def test_a_question_goes_into_its_fact_and_every_other_line_stays(text: str) -> None:
    before = values_of(text)
    for number in (0, len(before["facts"]) - 1):
        written = append_item(text, "questions", AWKWARD, before["facts"][number]["id"])
        facts = values_of(written)["facts"]
        assert facts[number]["questions"] == [*before["facts"][number].get("questions", []), AWKWARD]
        kept = written.split("\n")
        for line in text.split("\n"):
            assert line in kept
            kept = kept[kept.index(line) + 1 :]


TOPIC = {"id": "own", "title": "本店"}
ROW = "- {id: own, title: 本店}"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (HEAD, HEAD + ROW + "\n"),
        ("id: a\nextends: essentials\n", f"id: a\nextends: essentials\ntopics:\n{ROW}\n"),
        ("# 我的\nid: a  # 编号\n# 尾\n", f"# 我的\nid: a  # 编号\n# 尾\ntopics:\n{ROW}\n"),
        ("id: a", f"id: a\ntopics:\n{ROW}\n"),
        (
            "id: a\ntopics:\n  - {id: x, title: y}  # 第一\n    # 它的备注\n\n# 版本\nversion: '1'\n",
            f"id: a\ntopics:\n  - {{id: x, title: y}}  # 第一\n    # 它的备注\n  {ROW}\n\n# 版本\nversion: '1'\n",
        ),
        ("id: a\r\ntopics:\r\n- {id: x, title: y}\r\n", f"id: a\r\ntopics:\r\n- {{id: x, title: y}}\r\n{ROW}\r\n"),
        ("id: a\ntopics: [{id: x, title: y}]  # 一行\n", "id: a\ntopics: [{id: x, title: y}, {id: own, title: 本店}]  # 一行\n"),
        ("topics: []  # 空的\nid: a\n", "topics: [{id: own, title: 本店}]  # 空的\nid: a\n"),
        ("\ufeffid: a\ntopics:\n- {id: x, title: y}\n", "\ufeffid: a\ntopics:\n- {id: x, title: y}\n" + ROW + "\n"),
    ],
)
def test_an_item_is_written_as_the_file_is(text: str, wanted: str) -> None:
    assert append_item(text, "topics", TOPIC) == wanted


def test_facts_with_empty_lines_between_them_get_one_more() -> None:
    item = compose_fact(DRAFT)
    spaced = PHRASES_FILE + "\n" + PHRASES_FILE.split("facts:\n")[1].replace("id: phrase-cannot", "id: other")
    assert append_item(spaced, "facts", item).startswith(spaced + "\n- id: rice-raw\n")
    close = PHRASES_FILE + PHRASES_FILE.split("facts:\n")[1].replace("id: phrase-cannot", "id: other")
    assert append_item(close, "facts", item).startswith(close + "- id: rice-raw\n")


def test_a_block_of_text_at_the_end_keeps_its_lines() -> None:
    text = "facts:\n- id: a\n  note: |\n    第一行\n    第二行\n"
    assert append_item(text, "facts", {"id": "b"}) == text + "\n- id: b\n"


@pytest.mark.parametrize("text", ["- a\n- b\n", "facts: 好\n", "facts:\n- id: x\n", "a: [\n", "facts: {a: b}\n", "facts:\n"])
def test_what_cannot_be_added_to_is_refused(text: str) -> None:
    with pytest.raises(TrainerError):
        append_item(text, "questions" if "id: x" in text else "facts", {"id": "a"}, "nobody" if "id: x" in text else "")


@given(st.recursive(st.text(max_size=12), lambda inner: st.lists(inner, min_size=1, max_size=3), max_leaves=6))
@settings(max_examples=150, deadline=None)
def test_any_text_comes_back_as_it_was_or_is_refused(value: Any) -> None:
    item = {"id": "a", "say": value}
    try:
        written = append_item("# 我的\nfacts:\n- id: x\n", "facts", item)
    except TrainerError:
        return
    assert values_of(written)["facts"] == [{"id": "x"}, item]


def test_a_new_file_begins_with_the_schema_for_editors() -> None:
    text = start_file("facts", {"topic": "phrases"}, "facts", compose_fact(DRAFT))
    assert text.startswith("# yaml-language-server: $schema=../schema/facts.schema.json\ntopic: phrases\nfacts:\n- id: rice-raw\n")
    scenario = write_mapping("scenario", {"title": "急", "offer": ["换"]}, "# 备注\n")
    assert scenario == "# yaml-language-server: $schema=../schema/scenario.schema.json\ntitle: 急\noffer: [换]\n# 备注\n"


@pytest.mark.parametrize(
    ("module", "work"), [("pypinyin", lambda: propose_id("试", ())), ("ruamel.yaml", lambda: append_item("", "facts", {}))]
)
def test_a_missing_library_is_named_with_the_way_to_get_it(module: str, work: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(TrainerError) as missing:
        work()
    assert missing.value.remedy and f"pip install {module}" in render(missing.value.remedy)
