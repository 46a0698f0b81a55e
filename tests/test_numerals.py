"""Amounts as people type them, and which of them count as the same, near, or inside a range."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.reply.numerals import Amount, mask_amount, parse_amount

SINGLE = [
    ("82", 82),
    ("82%", 82),
    ("８２", 82),
    ("８２％", 82),
    (" 82 % ", 82),
    ("百分之八十二", 82),
    ("百分之82", 82),
    ("82个百分点", 82),
    ("八成二", 82),
    ("8成2", 82),
    ("八成", 80),
    ("8.2成", 82),
    ("八成半", 85),
    ("十成", 100),
    ("百分百", 100),
    ("百分之百", 100),
    ("一半", 50),
    ("每一万人", 10000),
    ("这一半", 50),
    ("半数", 50),
    ("三分之一", 100 / 3),
    ("十分之三", 30),
    ("1/4", 25),
    ("十倍", 10),
    ("十二", 12),
    ("二十", 20),
    ("八二", 82),
    ("二〇", 20),
    ("二五", 25),
    ("一二三", 123),
    ("一十二", 12),
    ("九十九万九千", 999000),
    ("一亿两千万", 120000000),
    ("一万亿", 1000000000000),
    ("万", 10000),
    ("两", 2),
    ("两百", 200),
    ("二百零五", 205),
    ("一百二", 120),
    ("两千五", 2500),
    ("一万零二", 10002),
    ("1万", 10000),
    ("1.5万", 15000),
    ("一万元", 10000),
    ("1万2", 12000),
    ("10k", 10000),
    ("1W", 10000),
    ("10,000", 10000),
    ("10，000", 10000),
    ("10 000元", 10000),
    ("1,000,000", 1000000),
    ("两亿", 200000000),
    ("八点五", 8.5),
    ("8.5", 8.5),
    ("两倍半", 2.5),
    ("约25个", 25),
    ("25 人左右", 25),
    ("大概一定是25吧", 25),
    ("82（82%）", 82),
    ("95%以上", 95),
    ("二点五万", 25000),
    ("0", 0),
]
RANGES = [
    ("5-6", 5, 6),
    ("5~6", 5, 6),
    ("５～６", 5, 6),
    ("5—6倍", 5, 6),
    ("5 到 6 倍", 5, 6),
    ("5倍到6倍", 5, 6),
    ("五到六倍", 5, 6),
    ("五至六", 5, 6),
    ("五六倍", 5, 6),
    ("五、六倍", 5, 6),
    ("5、6", 5, 6),
    ("五万、六万", 50000, 60000),
    ("5，6倍", 5, 6),
    ("5或6", 5, 6),
    ("6-5", 5, 6),
    ("90–95%", 90, 95),
    ("90%-95%", 90, 95),
    ("百分之九十到百分之九十五", 90, 95),
    ("百分之九十至九十五", 90, 95),
    ("九成到九成五", 90, 95),
    ("七八成", 70, 80),
    ("三到四成", 30, 40),
    ("七、八成", 70, 80),
    ("十五六", 15, 16),
    ("二三十", 20, 30),
    ("三四百", 300, 400),
    ("一到二十", 1, 20),
    ("一到一百", 1, 100),
    ("一到两百", 100, 200),
    ("1到2万", 10000, 20000),
    ("30万-50万", 300000, 500000),
    ("90到100", 90, 100),
    ("十几", 10, 20),
    ("80多", 80, 90),
    ("一百多", 100, 200),
    ("五——六倍", 5, 6),
]
NONE = [
    "",
    "没有",
    "多少",
    "几十",
    "几百万",
    "abc",
    "第一",
    "一般",
    "一定",
    "5 6",
    "3，82",
    "2024年82%",
    "9个人里有8个",
    "七十、八十八",
    "1" * 13,
    "。",
    "半天",
]


@pytest.mark.parametrize(("text", "value"), SINGLE)
def test_a_number_in_many_spellings(text, value):
    amount = parse_amount(text)
    assert amount == Amount(pytest.approx(value), pytest.approx(value))


@pytest.mark.parametrize(("text", "low", "high"), RANGES)
def test_a_range_in_many_spellings(text, low, high):
    assert parse_amount(text) == Amount(low, high)


@pytest.mark.parametrize("text", NONE)
def test_no_number_vague_ones_and_two_different_ones_are_no_amount(text):
    assert parse_amount(text) is None


WRONG = [
    ("82", "28"),
    ("八成二", "8.2"),
    ("5-6", "56"),
    ("五六倍", "56"),
    ("1万", "1000"),
    ("两千五", "2005"),
    ("一百二", "102"),
    ("10,000", "10"),
]


@pytest.mark.parametrize(("text", "other"), WRONG)
def test_spellings_that_must_not_be_confused(text, other):
    assert not parse_amount(text).equals(parse_amount(other))


@pytest.mark.parametrize(
    ("typed", "key", "equal", "near", "inside"),
    [
        ("82", "82", True, True, False),
        ("80", "82", False, True, False),
        ("90", "82", False, True, False),
        ("90.3", "82", False, False, False),
        ("73.8", "82", False, True, False),
        ("73", "82", False, False, False),
        ("80-90", "82", False, True, False),
        ("70-90", "82", False, False, False),
        ("5-6", "5-6", True, True, False),
        ("5", "5-6", False, False, True),
        ("6", "5-6", False, False, True),
        ("5.5", "5-6", False, True, True),
        ("7", "5-6", False, False, False),
        ("5-7", "5-6", False, False, False),
        ("91-95", "90-95", False, True, False),
        ("9", "10", False, True, False),
        ("8", "9", False, True, False),  # one off, though more than a tenth
        ("一成", "9%", False, True, False),
        ("7", "9", False, False, False),
        ("5", "4", False, False, False),  # of so few, one is much
        ("0", "0", True, True, False),
        ("1", "0", False, False, False),
    ],
)
def test_same_near_and_inside(typed, key, equal, near, inside):
    one, other = parse_amount(typed), parse_amount(key)
    assert (one.equals(other), one.is_near(other), one.is_inside(other)) == (equal, near, inside)


@pytest.mark.parametrize(
    ("text", "key", "masked"),
    [
        ("82%的人会回来", "82", "＿＿%的人会回来"),
        ("百分之八十二会回来", "82", "百分之＿＿会回来"),
        ("八成多都回来", "82", "＿＿都回来"),
        ("花五到六倍的钱", "5-6", "花＿＿倍的钱"),
        ("花五倍的钱，等1天", "5-6", "花＿＿倍的钱，等1天"),
        ("一万元就是10,000元", "10000", "＿＿元就是＿＿元"),
        ("一定先道歉", "1", "一定先道歉"),
        ("把下一位照样招呼好", "1-5", "把下一位照样招呼好"),
        ("只跟一位说", "1-5", "只跟一位说"),
        ("只跟两位说", "1-5", "只跟＿＿位说"),
        ("多一倍", "1", "多＿＿倍"),
        ("别办一半", "54", "别办一半"),
        ("有一半人", "50", "有＿＿人"),
        ("182人里35人", "82", "182人里35人"),
        ("没有数", "82", "没有数"),
    ],
)
def test_masking_hides_what_gives_the_number_away(text, key, masked):
    assert mask_amount(text, parse_amount(key)) == masked


def chinese(value: int) -> str:
    """Return a number below ten thousand as it is read aloud."""
    digits, units, words = "零一二三四五六七八九", ["千", "百", "十", ""], ""
    for digit, unit in zip(f"{value:04d}", units, strict=True):
        words += digits[int(digit)] + unit if digit != "0" else "零"
    while "零零" in words:
        words = words.replace("零零", "零")
    return words.strip("零") or "零"


@given(st.integers(0, 9999))
def test_every_number_reads_the_same_in_digits_and_words(value):
    assert parse_amount(str(value)) == parse_amount(f"{value}个") == parse_amount(chinese(value)) == Amount(value, value)


@given(
    st.integers(0, 999), st.integers(1, 99), st.sampled_from(["-", "~", "到", "至", " – ", "个到"]), st.sampled_from(["", "%", "倍", " 人"])
)
def test_every_range_reads_the_same(low, more, between, unit):
    assert parse_amount(f"{low}{between}{low + more}{unit}") == Amount(low, low + more)


@given(st.text(st.sampled_from("0123456789一二两三五十百千万亿成半几多分之点个倍年%,./-~到、 □abckw"), max_size=24))
def test_every_text_is_an_amount_or_none(text):
    amount = parse_amount(text)
    assert amount is None or 0 <= amount.low <= amount.high
    assert len(mask_amount(text, Amount(5, 6))) <= 2 * len(text) + 2
