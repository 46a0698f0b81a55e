"""Words that a pattern cannot do without: whatever it matches holds one of them."""

from __future__ import annotations

import pytest

from trainer import paths
from trainer.check.rules import keep_sound
from trainer.course.rulefile import load_rules
from trainer.reply.anchors import find_anchors
from trainer.reply.rules import SIFTED, RuleEngine
from trainer.reply.say import compile_macros, compile_say

MACROS = compile_macros([])
ANCHORS = [
    ("不能退", ["不能退"]),
    ("(甲|乙)丙", ["丙"]),
    ("(甲乙|丙丁)戊", ["丙丁", "甲乙"]),
    ("[甲]乙", ["乙"]),
    ("甲…乙丙", ["乙丙"]),
    ("(甲|乙)*丙", ["丙"]),
    ("(甲|)", []),
    ("^好$", ["好"]),
    ("(甲|[乙])丁", ["丁"]),
]


@pytest.mark.parametrize(("template", "words"), ANCHORS)
def test_the_words_a_pattern_needs(template: str, words: list[str]) -> None:
    assert find_anchors(compile_say(template, MACROS)) == words


def test_sifting_by_words_finds_what_the_prefilter_finds() -> None:
    """The first sentences are judged another way than the rest: both ways must agree on every example of every rule."""
    book = keep_sound(load_rules(paths.content_dir() / "essentials"))
    assert all(words for rules in book.anchors.values() for words in rules)
    shipped = RuleEngine(book)
    examples = [text for rule in book.rules for text in (*rule.examples.flag, *rule.examples.ok)]
    for _ in range(SIFTED):
        shipped.find("好")
    settled = [shipped.find(text) for text in examples]
    assert len([found for found in settled if found]) > len(examples) // 3
    for start in range(0, len(examples), SIFTED):
        fresh = RuleEngine(book)
        for place in range(start, min(start + SIFTED, len(examples))):
            assert fresh.find(examples[place]) == settled[place], examples[place]
