"""A list written from memory: any order, other wordings, slips, any separators; nothing counts twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import make_course, make_fact

from trainer.course.model import Item
from trainer.drill import recall
from trainer.drill.question import Response
from trainer.i18n import render
from trainer.reply.listing import Thing, find_things, is_negated, is_slip
from trainer.reply.normalise import squeeze

ITEMS = [
    Item("先道歉", "a", ["道歉", "致歉", "说对不起"]),
    Item("说明原因", "b", ["解释缘由", "讲原因"]),
    Item("表示理解", "c", ["体谅", "同理心"]),
    Item("给办法就办", "d", ["解决", "马上办"]),
    Item("再致歉谈改进", "e", ["承诺改进"]),
    Item("不争辩", "f", ["不顶嘴"]),
]
OUTSIDERS = ["点名怪同事", "争清谁对谁错", "表示怀疑", "说明立场"]
FACT = make_fact("sq", "sequence", title="六步", items=ITEMS, outsiders=OUTSIDERS, mnemonic="歉因解办谢")
COURSE = make_course(FACT)
NAMES = [item.name for item in ITEMS]


def build(fact=FACT, index=0):
    return recall.build_question(COURSE, fact, recall.list_forms(COURSE, fact)[index], "s")


def grade(text, fact=FACT, index=0):
    return recall.grade_response(COURSE, build(fact, index), Response(text=text))


FOUND = [
    ("先道歉 说明原因 表示理解", "012"),
    ("先道歉说明原因表示理解", "012"),
    ("表示理解、先道歉", "02"),
    ("1.先道歉；2.说明原因", "01"),
    ("先道歉,说明原因/表示理解|给办法就办", "0123"),
    ("先 道 歉", "0"),
    ("“先道歉”", "0"),
    ("道歉", "0"),
    ("道歉，致歉，先道歉", "0"),
    ("说对不起然后讲原因再体谅他", "012"),
    ("解决不争辩", "35"),
    ("再致歉谈改进", "4"),
    ("再致歉谈改进 致歉", "04"),
    ("承诺改进体谅", "24"),
    ("说明缘音", ""),  # two slips
    ("说明源因", "1"),
    ("说明原音", "1"),
    ("说明原", "1"),
    ("说明原因因", "1"),
    ("说原明因", "1"),
    ("再致欠谈改进", "4"),
    ("给办法就搬，说明圆因", "13"),
    ("先道谦表示理解", "02"),
    ("同里心", "2"),
    ("表示", ""),
    ("体量", ""),  # two characters stand no slip
    ("争辩", ""),
    ("要争辩", ""),  # a slip that drops the no
    ("不顶嘴", "5"),
    ("不道歉", ""),
    ("不要道歉", ""),
    ("先不道歉", ""),
    ("没解决", ""),
    ("不争辩道歉", "05"),
    ("道表示理解歉", "2"),
    ("表示怀疑", "8"),
    ("说明立场", "9"),
    ("点名怪同事争清谁对谁错", "67"),
    ("点名怪同事 道歉", "06"),
    ("争清谁对谁措", "7"),
    ("微笑", ""),
    ("", ""),
    ("，。", ""),
    ("不", ""),
]


@pytest.mark.parametrize(("text", "places"), FOUND)
def test_what_a_text_names(text, places):
    things = [Thing(item.name, [item.name, *item.accept]) for item in ITEMS] + [Thing(name, [name]) for name in OUTSIDERS]
    assert find_things(text, things) == [int(place) for place in places]


def test_a_slip_that_leads_to_two_things_leads_to_none():
    things = [Thing("第甲步", ["第甲步"]), Thing("第乙步", ["第乙步"])]
    assert find_things("第申步", things) == []
    assert find_things("第甲步骤", things) == [0]
    assert find_things("第乙步", things) == [1]


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("先道歉", "先道谦", True),
        ("先道歉", "道歉", True),
        ("先道歉", "先道", True),
        ("先道歉", "先道歉了", True),
        ("先道歉", "要先道歉", True),
        ("先道歉", "道先歉", True),
        ("先道歉", "先歉道", True),
        ("先道歉", "先道歉", False),
        ("先道歉", "歉道先", False),
        ("先道歉", "歉", False),
        ("先道歉", "后谢歉", False),
        ("先道歉", "要先道歉了", False),
        ("", "一", True),
        ("", "", False),
    ],
)
def test_one_slip(one, other, slip):
    assert is_slip(one, other) == is_slip(other, one) == slip


@pytest.mark.parametrize(
    ("text", "start", "negated"), [("道歉", 0, False), ("不道歉", 1, True), ("先道歉", 1, False), ("不要道歉", 2, True)]
)
def test_negation(text, start, negated):
    assert is_negated(text, start) == negated


GRADES = [
    ("先道歉说明原因表示理解给办法就办再致歉谈改进不争辩", "right", "6 项全写出来了。", "原因sq。"),
    ("不争辩 再致歉谈改进 解决 体谅 讲原因 道歉", "right", "6 项全写出来了。", "原因sq。"),
    ("不争辩 再致歉谈改进 解决 体谅 讲原因 道歉 点名怪同事", "right", "6 项全写出来了。", "不属于这里：点名怪同事"),
    ("先道歉，说明原因，表示理解，解决，不争辩", "partial", "写对了 5 项。", "还差：再致歉谈改进"),
    ("先道歉，说明原因，表示理解", "partial", "写对了 3 项。", "还差：给办法就办、再致歉谈改进、不争辩"),
    ("先道歉，说明原因", "wrong", "写对了 2 项。", "还差：表示理解、给办法就办、再致歉谈改进、不争辩"),
    ("道歉，表示怀疑", "wrong", "写对了 1 项。", "还差：说明原因、表示理解、给办法就办、再致歉谈改进、不争辩。不属于这里：表示怀疑"),
    ("微笑", "wrong", "", "还差：先道歉、说明原因、表示理解、给办法就办、再致歉谈改进、不争辩"),
]


@pytest.mark.parametrize(("text", "expected", "praise", "correction"), GRADES)
def test_grades_and_what_is_said(text, expected, praise, correction):
    mark = grade(text)
    assert (mark.grade, render(mark.praise), render(mark.correction), mark.say) == (expected, praise, correction, "我马上帮您看sq。")


def long_fact(count):
    return make_fact(
        "ls", "list", title="长单", items=[Item(f"{n}号规矩", "t") for n in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰"[:count]], outsiders=[]
    )


@pytest.mark.parametrize(("count", "sizes"), [(3, [3]), (7, [7]), (8, [4, 4]), (10, [5, 5]), (14, [7, 7]), (15, [5, 5, 5])])
def test_a_long_list_is_asked_in_even_parts(count, sizes):
    fact = long_fact(count)
    forms = recall.list_forms(COURSE, fact)
    parts = [recall.items_asked(fact, form.index) for form in forms]
    assert [len(part) for part in parts] == sizes
    assert [item for part in parts for item in part] == fact.items


def test_the_other_part_is_shown_and_does_not_count():
    fact = long_fact(8)
    question = build(fact, 1)
    assert question.context == ["✓ 甲号规矩、乙号规矩、丙号规矩、丁号规矩"]
    assert render(question.ask) == "“长单”还差 4 项，都写出来，不分先后。（打字）"
    assert grade("戊号规矩己号规矩庚号规矩辛号规矩", fact, 1).grade == "right"
    mark = grade("甲号规矩乙号规矩丙号规矩戊号规矩", fact, 1)
    assert (mark.grade, render(mark.correction)) == ("wrong", "还差：己号规矩、庚号规矩、辛号规矩")


def test_a_slip_is_never_an_item_that_is_shown():
    items = [Item(name, "t") for name in ("微笑点头", "递茶", "让座", "问好", "微笑摇头", "送客", "开门", "撑伞")]
    fact = make_fact("ls", "list", items=items, outsiders=["推销"])
    mark = grade("微笑点头，推销，送客", fact, 1)
    assert mark.correction.values == {"missing": ["微笑摇头", "开门", "撑伞"], "names": ["推销"]}
    assert grade("微笑摇", fact, 1).correction.values == {"missing": ["送客", "开门", "撑伞"]}


def test_a_short_list_is_asked_whole():
    question = build()
    assert (question.context, render(question.ask)) == ([], "“六步”一共 6 项，都写出来，不分先后。（打字）")
    assert (question.mode, question.form.rung, question.form.side, question.key) == ("text", 1, "catalyst", [])
    assert [render(hint) for hint in question.hints] == [
        "歉因解办谢",
        "每项的第一个字：先、说、表、给、再、不",
        "其中有：先道歉、说明原因、表示理解",
    ]
    assert len(build(make_fact("x", "list")).hints) == 2


@pytest.mark.parametrize("type_", ["phrase", "rule", "number"])
def test_other_facts_have_no_list(type_):
    assert recall.list_forms(COURSE, make_fact("x", type_)) == []


@given(st.permutations(NAMES), st.sampled_from(["", " ", "、", "，", "\n", " -> ", "；  "]), st.integers(0, 6))
def test_any_order_and_separator_counts_the_same(names, between, count):
    mark = grade(between.join(names[:count]))
    assert mark.grade == ("right" if count == 6 else "partial" if count >= 3 else "wrong")
    missing = mark.correction.values.get("missing", []) if count < 6 else []
    assert missing == [name for name in NAMES if name not in names[:count]]


@given(st.text(st.sampled_from("".join(NAMES) + "不 、,"), max_size=30))
def test_never_more_things_than_pieces_of_text(text):
    things = [Thing(item.name, [item.name]) for item in ITEMS]
    found = find_things(text, things)
    assert sum(len(NAMES[place]) - 1 for place in found) <= len(squeeze(text))
