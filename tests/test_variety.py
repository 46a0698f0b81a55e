"""Seeded choices: reproducible, evenly spread, and of like length."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from trainer.drill.variety import like_length, seeded_rank, shuffled
from trainer.reply.normalise import squeeze

LINES = st.lists(st.text(st.sampled_from("我帮您换店长，。 aAＡ"), max_size=12), max_size=12)


@given(st.lists(st.integers(), max_size=20), st.text())
def test_shuffling_keeps_every_value_and_depends_on_the_seed_alone(values, seed):
    assert sorted(shuffled(values, seed)) == sorted(values)
    assert shuffled(values, seed, "a") == shuffled(values, seed, "a")


def test_every_order_of_three_comes_about_equally_often():
    counts = Counter(tuple(shuffled("abc", str(seed))) for seed in range(1200))
    assert len(counts) == 6
    assert all(140 <= count <= 265 for count in counts.values()), counts


def test_ranks_are_the_same_on_every_machine():
    assert seeded_rank("7", "fact", 2) == 14303879373084174765
    assert seeded_rank("7", "fact", 2) != seeded_rank("7", "fact2", "")
    assert seeded_rank("7", "ab", "c") != seeded_rank("7", "a", "bc")


@given(st.text(st.sampled_from("我帮您换店长，。"), min_size=1, max_size=12), LINES, st.text(max_size=4))
def test_distractors_differ_from_the_key_and_from_each_other(key, candidates, seed):
    chosen = like_length(key, candidates, 3, seed)
    assert len({squeeze(text) for text in [key, *chosen]}) == len(chosen) + 1
    assert all(text in candidates for text in chosen)
    different = {squeeze(text) for text in candidates} - {squeeze(key)}
    assert len(chosen) == min(3, len(different))
    assert chosen == like_length(key, candidates, 3, seed)


@given(st.text(max_size=6))
def test_like_lengths_come_first_and_then_the_nearest(seed):
    key, near = "十个字的一句话在这里了", ["甲" * 8, "乙" * 12]
    far = ["丙" * 40, "丁" * 22, "戊" * 30]
    chosen = like_length(key, [*far, *near], 3, seed)
    assert sorted(chosen[:2]) == sorted(near)
    assert chosen[2] == "丁" * 22


def test_the_choice_among_like_lengths_varies_with_the_seed():
    candidates = [f"第{n}句差不多长的话" for n in "甲乙丙丁戊己庚"]
    assert len({tuple(sorted(like_length("第零句差不多长的话", candidates, 3, str(seed)))) for seed in range(60)}) > 15
