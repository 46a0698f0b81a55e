"""Words that a pattern cannot do without: whatever it matches holds one of them."""

from __future__ import annotations

import msgspec
import pytest

from trainer import paths
from trainer.check.rules import keep_sound
from trainer.course.rulefile import load_rules
from trainer.reply.anchors import find_anchors
from trainer.reply.rules import RuleEngine
from trainer.reply.say import compile_macros, compile_say

MACROS = compile_macros([])
ANCHORS: list[tuple[str, list[list[str]]]] = [
    ("不能退", [["不能退"]]),
    ("(甲|乙)丙", [["丙"], ["乙", "甲"]]),
    ("(甲乙|丙丁)戊", [["丙丁", "甲乙"], ["戊"]]),
    ("[甲]乙", [["乙"]]),
    ("甲…乙丙", [["乙丙"], ["甲"]]),
    ("(甲|乙)*丙", [["丙"]]),
    ("(甲|)", []),
    ("^好$", [["好"]]),
    ("(甲|[乙])丁", [["丁"]]),
    ("一二三四五", [["一二三四"]]),
]


@pytest.mark.parametrize(("template", "words"), ANCHORS)
def test_the_words_a_pattern_needs(template: str, words: list[list[str]]) -> None:
    assert find_anchors(compile_say(template, MACROS)) == words


def test_sifting_by_words_misses_nothing() -> None:
    """With the anchors and without them every example of every rule, and their variants, give the same findings."""
    book = keep_sound(load_rules(paths.content_dir() / "essentials"))
    assert all(groups for rules in book.anchors.values() for groups in rules)
    nothing: dict[str, list[list[list[str]]]] = {rule.id: [[] for _ in rule.say] for rule in book.rules}
    sifted, plain = RuleEngine(book), RuleEngine(msgspec.structs.replace(book, anchors=nothing))
    examples = [text for rule in book.rules for text in (*rule.examples.flag, *rule.examples.ok)]
    examples = examples[::3]  # without the sieve every pattern is tried
    found = [sifted.find(text) for text in examples]
    assert found == [plain.find(text) for text in examples]
    assert len([one for one in found if one]) > len(examples) // 3
