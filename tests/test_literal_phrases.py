"""The phrases that the course is about are found for certain, however they are typed: every one of them."""

from __future__ import annotations

from functools import cache

import pytest
from plain_driver import shipped_course

from trainer import paths
from trainer.check.mutations import vary_example
from trainer.check.rules import check_rules
from trainer.course.rulefile import load_rules
from trainer.reply.rules import RuleEngine

CATEGORIES = {
    "S15.1": "refuse", "S15.2": "refuse", "S15.3": "refuse", "S15.4": "dont_know", "S15.5": "refuse", "S15.6": "disown",
    "S15.7": "disown", "S15.8": "interrogate", "S15.9": "brush_off", "S15.10": "blame", "S15.11": "command", "S15.12": "command",
    "S15.13": "lecture", "S40.1.1": "blame", "S40.2.1": "blame", "S40.2.2": "blame", "S40.3.1": "command", "S40.3.2": "command",
    "S40.3.3": "command", "S40.4.1": "refuse", "S40.4.2": "disown", "S40.5.1": "blame", "S40.5.2": "yes_but", "S40.5.3": "cost",
    "S40.5.4": "interrogate", "S40.6.1": "dismiss", "S40.6.2": "dismiss", "S40.6.3": "dismiss", "S40.7.1": "blame",
    "S40.7.2": "dismiss", "S40.7.3": "blame", "S40.7.4": "interrogate", "S40.8.1": "refuse", "S40.8.2": "dismiss",
}  # fmt: skip
"""What each item of S15 and S40 is, by its number."""
GOES_ON = {
    "S15.1": "我不能给您退。", "S15.2": "我不应该替您做这个。", "S15.3": "我不会帮您改的。", "S15.4": "我不知道什么时候到货。",
    "S15.5": "我想我做不了这个主。", "S15.8": "你为什么不早点来？", "S15.11": "你应该先看说明书。", "S15.12": "你必须先登记。",
    "S15.13": "我跟你说，这种事多了。", "S40.3.1": "你必须到那边排队。", "S40.4.1": "我不能替您签字。",
    "S40.5.2": "你这里填对了，但是少了日期。",
    "S40.5.3": "你要花费三百块。", "S40.7.4": "你不是说过要蓝色的吗？",
}  # fmt: skip
"""How the phrases that end in dots go on."""
ASKED = [
    ("ask_age", "您多大年纪了？"),
    ("ask_marriage", "您结婚了吗？"),
    ("ask_income", "您一个月挣多少钱？"),
    ("ask_address", "您家住哪儿？"),
    ("ask_history", "您以前是做什么工作的？"),
    ("ask_religion", "您信什么教？"),
    ("ask_body", "您体重多少？"),
]


@cache
def engine() -> RuleEngine:
    return RuleEngine(load_rules(paths.content_dir() / "essentials").book)


def phrases() -> list[tuple[str, str]]:
    facts = [fact for fact in shipped_course().facts if fact.type in ("phrase", "pair")]
    literal = [(CATEGORIES[fact.source[0]], fact.trigger or fact.title) for fact in facts]
    return literal + [(CATEGORIES[item], text) for item, text in GOES_ON.items()] + ASKED


def test_every_item_is_asked_about() -> None:
    facts = [fact for fact in shipped_course().facts if fact.type in ("phrase", "pair")]
    assert {item for fact in facts for item in fact.source} >= set(CATEGORIES)


@pytest.mark.parametrize(("category", "phrase"), phrases())
def test_a_phrase_is_found_in_every_spelling(category: str, phrase: str) -> None:
    missed = [typed for typed in [phrase, *vary_example(phrase)] if category not in {one.rule.label for one in engine().find(typed)}]
    assert missed == []


def test_the_shipped_rules_are_sound() -> None:
    assert check_rules(load_rules(paths.content_dir() / "essentials")) == []
