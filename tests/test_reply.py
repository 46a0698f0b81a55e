"""Normalising, templates and the literal scorer."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import make_fact

from trainer.course.model import Scene
from trainer.reply.normalise import fold_width, split_clauses, squeeze
from trainer.reply.score import LiteralScorer, ReplyScore, accepted_replies, likeness
from trainer.reply.template import compile_template, find_template, find_words

WORDS = st.text(st.sampled_from("我不能帮您换abc12"), min_size=1, max_size=8)
MARKS = st.text(st.sampled_from(" ，。！？；：、,.!?;:…　“”（）()—-~_\t"), max_size=4)


@pytest.mark.parametrize(
    ("text", "folded", "squeezed"),
    [
        ("Ａ１？", "a1?", "a1"),
        ("您 好，　ＯＫ！", "您 好, ok!", "您好ok"),
        ("“不、能_退”……", "“不、能_退”......", "不能退"),
        ("㈠①", "(一)1", "一1"),
        ("", "", ""),
        ("——…", "——...", ""),
    ],
)
def test_width_case_and_punctuation(text, folded, squeezed):
    assert (fold_width(text), squeeze(text)) == (folded, squeezed)


@given(st.lists(WORDS, max_size=4), MARKS)
def test_marks_between_words_never_count(words, marks):
    assert squeeze(marks.join(words)) == squeeze("".join(words)) == squeeze(squeeze("".join(words)))


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("我帮您看，能不能退。", ["我帮您看", "能不能退"]),
        ("Ａ!b？c；d:e、f…g", ["a", "b", "c", "d", "e", "f", "g"]),
        ("“不 能”退\n真的", ["不能退", "真的"]),
        ("，。！", []),
        ("", []),
    ],
)
def test_clauses(text, clauses):
    assert split_clauses(text) == clauses


@pytest.mark.parametrize(
    ("template", "text", "words"),
    [
        ("不能", "这个不能退", "不能"),
        ("不能", "这个不 能退", "不能"),
        ("不能", "这个不，能退", ""),
        ("……不能……", "这个不能退", "不能"),
        ("不…退", "这个不能给您退", "不能给您退"),
        ("不…退", "不退", "不退"),
        ("不…退", "不一二三四五六七八退", "不一二三四五六七八退"),
        ("不…退", "不一二三四五六七八九退", ""),
        ("不…退", "不行，退", ""),
        ("没(法|办法)", "真没办法呢", "没办法"),
        ("没(法|办法)…(退|换)", "没法给您换", "没法给您换"),
        ("(您|你)错", "你错了", "你错"),
        ("(您|你)错", "他错了", ""),
        ("ＯＫ", "那就ok吧", "ok"),
        ("a.c", "abc", ""),
        ("a+", "aa+", "a"),
        ("！", "什么！都行", ""),
        ("…", "什么都行", ""),
        ("", "什么都行", ""),
    ],
)
def test_templates(template, text, words):
    assert find_words(text, [template], []) == words
    assert find_template(text, [template], []) == (template if words else None)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("能不能等等", None),
        ("您能不能帮我看看不能退的", None),
        ("能不能等等，这个不能退", "不能"),
        ("这个不能退。能不能等等", "不能"),
        ("不能让您白等", None),
        ("不能让他等，没辙", "没辙"),
    ],
)
def test_unless_is_looked_for_in_the_clause(text, found):
    assert find_template(text, ["不能", "没辙"], ["能不能", "不能让(您|他)"]) == found


def test_the_first_template_of_the_first_clause_is_named():
    assert find_template("乙甲，甲", ["甲", "乙"], []) == "甲"
    assert find_template("乙，甲", ["甲", "乙"], []) == "乙"


@given(WORDS, WORDS, MARKS)
def test_a_plain_template_is_found_wherever_it_stands(words, around, marks):
    assert find_template(f"{marks}{around}{words}{around}{marks}", [words], []) == words
    assert re.fullmatch(compile_template(words), squeeze(words))


KEYS = [["帮您", "给您"], ["换", "店长"]]
GOOD = Scene("店里", "这个不能退。", ["规定一律不退的呀。", "b"], "我先帮您问问店长。", ["我给您换一件吧。"], KEYS)
PAIR = make_fact("x", "pair", scenes=[GOOD], modern="我再说一遍好吗", variants=["我换个说法"], original=["让我重新讲讲"])


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("我先帮您问问店长！", ReplyScore("right", "", "我先帮您问问店长。")),
        ("我给您换一件", ReplyScore("right", "", "我给您换一件吧。")),
        ("让我重新讲讲", ReplyScore("right", "", "让我重新讲讲")),
        ("我再说一遍好吗？", ReplyScore("right", "", "我再说一遍好吗")),
        ("店长会帮您的", ReplyScore("right", "", "我先帮您问问店长。")),
        ("店长在后面忙着呢", ReplyScore("partial", "", "我先帮您问问店长。", ["帮您", "给您"])),
        ("规定一律不退的", ReplyScore("wrong", "", "我给您换一件吧。")),
        ("我给您换，不能退", ReplyScore("wrong", "不能", "我给您换一件吧。")),
    ],
)
def test_scores(text, score):
    assert LiteralScorer().score_reply(text, PAIR, GOOD) == score


def test_accepted_replies_begin_with_the_model_answer():
    wanted = ["我先帮您问问店长。", "我给您换一件吧。", "我再说一遍好吗", "我换个说法", "让我重新讲讲"]
    assert accepted_replies(PAIR, GOOD) == wanted
    assert accepted_replies(make_fact("x"), GOOD) == wanted[:2]


@given(st.sampled_from(accepted_replies(PAIR, GOOD)), MARKS, MARKS)
def test_every_authored_sentence_is_right_in_any_punctuation(sentence, before, after):
    assert LiteralScorer().score_reply(before + sentence + after, PAIR, GOOD).grade == "right"


@given(WORDS, WORDS)
def test_likeness_lies_between_nothing_and_the_same(one, other):
    assert likeness(one, one) == 1.0
    assert 0.0 <= likeness(one, other) <= 1.0
    assert (likeness(one, other) == 1.0) == (one == other)
