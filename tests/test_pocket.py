"""The pocket card: found by topic or by words, best matches first."""

from __future__ import annotations

import msgspec
import pytest
from samples import make_course, make_fact

from trainer.course.model import About, Course, Topic
from trainer.drill.pocket import PocketCard, find_cards
from trainer.i18n import render

FACTS = [
    make_fact("one", topic="dont-ask", why="别让顾客退缩。"),
    make_fact("two", topic="dont-ask", instead="我马上帮您退。"),
    make_fact("three", topic="steps", title="退换货怎么说"),
    make_fact("four", "pair", topic="steps", trigger="您没退过吗", principle="p"),
]
SCENELESS = [msgspec.structs.replace(fact, scenes=[]) for fact in FACTS]
TOPICS = [Topic("dont-ask", "七不问"), Topic("steps", "六步骤 Steps")]
COURSE = Course(About("sample", "样课", "1", TOPICS), make_course(*SCENELESS).facts)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["标题one", "标题two", "退换货怎么说", "标题four"]),
        ("七不问", ["标题one", "标题two"]),
        ("不问", ["标题one", "标题two"]),
        ("dont-ask", ["标题one", "标题two"]),
        ("ＳＴＥＰＳ", ["退换货怎么说", "标题four"]),
        ("退", ["退换货怎么说", "标题four", "标题two", "标题one"]),
        ("退 顾客", ["标题one", "标题two", "退换货怎么说", "标题four"]),
        ("退！", ["退换货怎么说", "标题four", "标题two", "标题one"]),
        ("飞机", []),
    ],
)
def test_find(query, titles):
    assert [card.title for card in find_cards(COURSE, query)] == titles


def test_a_card_says_what_to_avoid_and_what_to_say():
    phrase, pair = find_cards(COURSE, "one")[0], find_cards(COURSE, "four")[0]
    said = ("one我不能办0。", "one不想帮我。", "别让顾客退缩。", "我马上帮您看one。")
    assert phrase == PocketCard("七不问", "标题one", *said, phrase.details)
    assert (pair.avoid, pair.say) == ("您没退过吗", "four我再说明一遍好吗")


def test_a_topic_that_is_not_listed_shows_its_id():
    assert find_cards(make_course(make_fact("x", topic="gone")), "")[0].topic == "gone"


def details_of(fact):
    return [render(detail) for detail in find_cards(make_course(fact), fact.title)[0].details]


def test_a_card_holds_the_situations_of_a_phrase():
    fact = make_fact("p")
    assert details_of(fact) == [f"{scene.situation} → {scene.say}" for scene in fact.scenes[:3]]


def test_a_card_holds_the_source_s_wording_of_a_pair():
    assert "原文：我无权。" in details_of(make_fact("p", "pair", trigger="不行", principle="q", original=["我无权。"]))


def test_a_card_numbers_the_steps_of_a_sequence():
    fact = make_fact("s", "sequence")
    assert details_of(fact)[: len(fact.items)] == [f"{n}. {item.name}：{item.text}" for n, item in enumerate(fact.items, 1)]


def test_a_card_of_a_private_topic_shows_what_may_be_asked():
    fact = make_fact("d", "dont_ask")
    details = details_of(fact)
    assert f"变着法问：{fact.flag[0].say}" in details
    assert f"可以问：{fact.ok[0].say}（{fact.ok[0].why}）" in details
