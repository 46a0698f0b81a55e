"""Untrusted text loses what a terminal would act on, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.text import clean_text, has_unsafe, nest_quotes


@pytest.mark.parametrize(
    ("text", "clean", "unsafe"),
    [
        ("我帮您看看。", "我帮您看看。", False),
        ("  a b  ", "a b", False),
        ("a\tb\nc", "a b c", False),
        ("\x1b[31mred\x07", "[31mred", True),
        ("a\x9b31mb", "a31mb", True),
        ("a\rb", "ab", True),
        ("\x7fdel", "del", True),
        ("left\u202eright\u2066", "leftright", True),
        ("\ufeff\u200bx\u2028", "x", True),
        ("\udc80x\ud800", "x", True),
        ("表情😀é ñ", "表情😀é ñ", False),
        ("[/usd] {x}", "[/usd] {x}", False),
    ],
)
def test_cleaning(text, clean, unsafe):
    assert (clean_text(text), has_unsafe(text)) == (clean, unsafe)


@given(st.text())
def test_clean_text_is_one_safe_line_and_stays_so(text):
    clean = clean_text(text)
    assert not has_unsafe(clean)
    assert "\n" not in clean and "\t" not in clean
    assert clean_text(clean) == clean == clean.strip()


@given(st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd", "Po", "So"]), max_size=30))
def test_letters_digits_and_signs_stay(text):
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("text", "nested"),
    [
        ("他说“好”。", "他说“好”。"),
        ("“他说“好”。”", "“他说‘好’。”"),
        ("“五个“多一点””属于哪里？", "“五个‘多一点’”属于哪里？"),
        ("“甲”和“乙”", "“甲”和“乙”"),
        ("““““深””””", "“‘‘‘深’’’”"),
        ("“只开“不关”", "“只开“不关”"),
        ("”反“了”“", "”反“了”“"),
        ("", ""),
    ],
)
def test_quotes_inside_quotes(text, nested):
    assert nest_quotes(text) == nested
