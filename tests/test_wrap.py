"""Lines fit the terminal in cells, keep words whole, and never begin with a comma."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from trainer.screen.wrap import wrap_cells

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


PIECES = st.lists(st.sampled_from(["我", "帮您", "，", "。", "“", "”", "drill", "2026-03-02", " ", "19.9%", "……", "（", "）", "é"]), max_size=40)


@given(PIECES.map("".join), st.integers(8, 60))
def test_no_line_is_too_wide_and_no_character_is_lost(text, width):
    lines = wrap_cells(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.lists(st.sampled_from(["我", "帮您", "我们", "drill", "看，", "好。", "吗？”", "“好", "（见"]), min_size=1, max_size=40), st.integers(12, 60))
def test_no_line_begins_with_a_closing_mark(pieces, width):
    lines = wrap_cells("".join(pieces), width)
    assert not any(line[0] in CLOSING for line in lines if line)
