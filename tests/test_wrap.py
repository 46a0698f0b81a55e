"""Lines fit the terminal in cells, keep words whole, and never begin with a comma."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from trainer.screen.wrap import fit_rows, wrap_cells

CLOSING = "，。！？；：、”’）》】…—,.!?;:)]}%"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("   ", 10, [""]),
        ("您好", 10, ["您好"]),
        ("一二三四五", 10, ["一二三四五"]),
        ("一二三四五六", 10, ["一二三四五", "六"]),
        ("一二三四五，六", 10, ["一二三四", "五，六"]),
        ("一二三四“五六”", 10, ["一二三四", "“五六”"]),
        ("trainer drill", 8, ["trainer", "drill"]),
        ("再来 trainer 吧", 8, ["再来", "trainer", "吧"]),
        ("abcdefghijkl", 5, ["abcde", "fghij", "kl"]),
        ("价格 19.9 元", 8, ["价格", "19.9 元"]),
    ],
)
def test_lines(text, width, lines):
    assert wrap_cells(text, width) == lines


PIECES = ["我", "帮您", "，", "。", "“", "”", "drill", "2026-03-02", " ", "19.9%", "……", "（", "）", "é"]
TIDY = ["我", "帮您", "我们", "drill", "看，", "好。", "吗？”", "“好", "（见"]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.integers(8, 60))
def test_no_line_is_too_wide_and_no_character_is_lost(text, width):
    lines = wrap_cells(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.lists(st.sampled_from(TIDY), min_size=1, max_size=40), st.integers(12, 60))
def test_no_line_begins_with_a_closing_mark(pieces, width):
    lines = wrap_cells("".join(pieces), width)
    assert not any(line[0] in CLOSING for line in lines if line)


@pytest.mark.parametrize(
    ("lines", "width", "kept"),
    [
        (["甲", "乙", "丙", "丁", "末"], 80, "甲乙丙丁末"),
        (["甲", "乙" * 50, "丙", "丁", "末"], 80, "甲乙丙末"),
        (["甲", "乙" * 150, "丙", "丁", "末"], 80, "甲末"),
        (["甲" * 150, "乙" * 150, "丙", "末"], 80, "甲末"),
        (["甲" * 300, "末"], 80, "甲末"),
        (["甲" * 30, "乙" * 30, "丙" * 30, "丁" * 30, "末"], 40, "甲乙丙丁末"),
        (["甲" * 50, "乙" * 50, "丙" * 50, "丁" * 50, "末"], 40, "甲乙丙末"),
        ([], 80, ""),
    ],
)
def test_the_last_line_always_stays(lines, width, kept):
    assert "".join(line[0] for line in fit_rows(lines, width)) == kept
