"""Safe repairs: slips are mended back to the very text they were made from; what is text stays as it is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from course_samples import HEAD, PHRASES_FILE, STEPS_FILE, swap
from hypothesis import given
from hypothesis import strategies as st

from trainer.course.encoding import COMMON_LEAST, decode
from trainer.course.factfile import read_fact_file
from trainer.course.mend import Mended, mend_bytes
from trainer.course.problem import Problem
from trainer.course.repair import repair_text
from trainer.course.slips import COLON, LINE_MOST, Slip, find_slip
from trainer.course.tree import Tree, parse_tree
from trainer.i18n import render

CONTENT = Path(__file__).parent.parent / "content" / "essentials"


def widen_indent(text: str) -> str:
    return "\n".join("　" * ((len(line) - len(line.lstrip())) // 2) + line.lstrip() for line in text.split("\n"))


# What a hand does to the whole sample. Every one of them must come back exactly.
WHOLE = [
    ("wide colons", lambda text: text.replace(": ", "：")),
    ("wide colons and spaces", lambda text: text.replace(": ", " ： ")),
    ("no space after colons", lambda text: text.replace(": ", ":")),
    ("wide hyphens", lambda text: text.replace("- ", "－ ")),
    ("em dashes in one list", lambda text: text.replace("    - ", "    — ")),
    ("minus signs", lambda text: text.replace("    - ", "    − ")),
    ("wide space after a dash", lambda text: text.replace("    - ", "    -　")),
    ("no space after dashes", lambda text: text.replace("- ", "-")),
    ("wide indentation", widen_indent),
    ("wide brackets", lambda text: text.translate(str.maketrans("[]{}", "［］｛｝"))),
    ("spaces at line ends", lambda text: text.replace("。\n", "。  \n")),
    ("tab at line ends", lambda text: text.replace("。\n", "。\t\n")),
    ("commas before fields", lambda text: text.replace(", say: ", "，say: ").replace(", why: ", "，why：")),
    ("commas between quotes", lambda text: text.replace('", "', '"，"')),
    ("several at once", lambda text: widen_indent(text.replace(", say: ", "，say：").replace(": ", "：").replace("- ", "－ "))),
]


@pytest.mark.parametrize("spoil", [row[1] for row in WHOLE], ids=[row[0] for row in WHOLE])
@pytest.mark.parametrize("text", [PHRASES_FILE, STEPS_FILE], ids=["phrases", "steps"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_slips_are_mended_back(spoil, text: str, end: str) -> None:
    spoilt, sound = spoil(text).replace("\n", end), text.replace("\n", end)
    mended = repair_text(spoilt, "b.yaml")
    assert mended.text == sound
    assert {repair.line for repair in mended.repairs} == differing_lines(spoil(text), text)
    assert repair_text(mended.text, "b.yaml").repairs == []


def differing_lines(one: str, other: str) -> set[int]:
    pairs = zip(one.split("\n"), other.split("\n"), strict=True)
    return {number for number, (first, second) in enumerate(pairs, 1) if first != second}


# One slip in one place: what stands there afterwards.
SINGLE = [
    ("a colon in a map", "  title: 我不能……", "  title：我不能……"),
    ("a colon in a flow map", "{situation: 超市，过了退货期", "{situation：超市，过了退货期"),
    ("a colon before a list", "  lesson:\n", "  lesson：\n"),
    ("a swallowed field", "why: 是在请求。}", "why: 是在请求。，better：请您等。}"),
    ("a comma between references", "source: [S15.1]", "source: [S15.1，S15.2]"),
    ("a comma between ids", "  tier: must", "  apart: [listen-steps，phrase-other]\n  tier: must"),
    ("one dash", "    - 您自己看，都坐满了呀。", "    -您自己看，都坐满了呀。"),
]


@pytest.mark.parametrize(("sound", "spoilt"), [row[1:] for row in SINGLE], ids=[row[0] for row in SINGLE])
def test_one_slip_is_one_repair(sound: str, spoilt: str) -> None:
    text = swap(PHRASES_FILE, sound, spoilt)
    assert problems_of(text)
    (repair,) = repair_text(text, "b.yaml").repairs
    assert repair.before == text.split("\n")[repair.line - 1]
    assert "：" not in repair.after or "：" in sound
    mended = repair_text(text, "b.yaml").text
    assert problems_of(mended) == []
    assert mended == swap(PHRASES_FILE, sound, spoilt.translate({ord("，"): ", ", ord("："): ": "})) or mended == PHRASES_FILE


def problems_of(text: str) -> list[Problem]:
    tree = parse_tree(text, "b.yaml")
    return read_fact_file(tree, "b.yaml").problems + tree.problems if isinstance(tree, Tree) else [tree]


# What must not be touched, in a file that has a slip elsewhere.
TEXTS = [
    ("a sentence that begins with a field name", "- 一开口就拒绝，顾客的耳朵就关上了。", "- say：先说，再做。"),
    ("a quoted text", "  why: 先说能做的，顾客才听得进去。", '  why: "title：先说，say：再做"'),
    ("a block of text", "  why: 先说能做的，顾客才听得进去。", "  why: |\n    say：先说\n    　　— 再做"),
    ("brackets in a text", "  why: 先说能做的，顾客才听得进去。", "  why: ［注］先说，再做｛笑｝"),
    ("brackets in a list", "    - [帮您, 我去]", "    - [帮您［注］, 我去]"),
    ("commas in a list of sentences", "  lesson:\n", "  variants: [先说，再做, 好的，马上]\n  lesson:\n"),
    ("a comma before a quote", "  lesson:\n", '  variants: [他说，"好"]\n  lesson:\n'),
    ("a dash that begins a sentence", "  - 一开口就拒绝，顾客的耳朵就关上了。", "  - ——一开口就拒绝。"),
    ("a minus", "  why: 先说能做的，顾客才听得进去。", "  why:\n    -5度也要说"),
    ("an unknown field", "  title: 我不能……", "  titel：我不能……\n  title: 我不能……"),
    ("a comment", "  title: 我不能……", "  # title：我\n  title: 我不能……"),
    ("spaces within a block of text", "  why: 先说能做的，顾客才听得进去。", "  why: |\n    先说  \n    再做"),
]


@pytest.mark.parametrize(("old", "new"), [row[1:] for row in TEXTS], ids=[row[0] for row in TEXTS])
def test_texts_are_left_alone(old: str, new: str) -> None:
    text = swap(PHRASES_FILE, old, new)
    assert repair_text(text, "b.yaml").text == text
    slip = swap(text, "  tier: must", "  tier：must")
    mended = repair_text(slip, "b.yaml")
    assert mended.text in (text, slip)


def test_repairs_go_as_far_as_the_file_can_be_read() -> None:
    """A quote left open stops the parser: what stands before it is mended, what stands behind it is not proven."""
    spoilt = swap(swap(PHRASES_FILE, "  title: 我", "  title：我"), "    bad: 过了", '    bad: "过了')
    spoilt = swap(spoilt, "  - {situation: 健身房", "  - {situation：健身房")
    mended = repair_text(spoilt, "b.yaml")
    assert [repair.line for repair in mended.repairs] == [5]
    assert repair_text(mended.text, "b.yaml").repairs == []
    whole = repair_text(mended.text.replace('"过了', "过了"), "b.yaml")
    assert whole.text == PHRASES_FILE


def test_a_slip_at_the_stop_is_mended_when_the_parser_gets_there_only_with_it() -> None:
    spoilt = swap(swap(PHRASES_FILE, "  tier: must", "  tier：must"), "  standing: sound", '  standing: "sound')
    assert [repair.line for repair in repair_text(spoilt, "b.yaml").repairs] == [6]


@pytest.mark.parametrize("text", [HEAD, HEAD + "interval_cap_days: 20\n"])
def test_the_course_file_is_mended_by_its_own_rules(text: str) -> None:
    mended = repair_text(text.replace(": ", "：").replace(", ", "，"), "x/course.yaml")
    assert mended.text == text


def test_the_shipped_course_needs_nothing_and_comes_back_from_slips() -> None:
    for path in sorted(CONTENT.rglob("*.yaml")):
        text = path.read_text("utf-8")
        assert repair_text(text, path.name).repairs == []
        spoilt = text.replace("\n- ", "\n－ ").replace("  why: ", "  why：")
        assert repair_text(spoilt, path.name).text == text


def test_refused_files_are_not_repaired() -> None:
    for text in ("a: &a [1]\nb：2", "x: !!str 1\ntitle：2", "[" * 50 + "title：1", "", "---\n---\n"):
        assert repair_text(text, "b.yaml").text == text


SECOND = PHRASES_FILE.removeprefix("topic: phrases\nfacts:\n").replace("phrase-cannot", "phrase-second")


def meddle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Suggest, besides what is sensible, to change a word of the text wherever it stands."""

    def suggest(number: int, line: str) -> Slip | None:
        return Slip(number, line.replace("店长", "经理"), [COLON], []) if "店长" in line else find_slip(number, line)

    monkeypatch.setattr("trainer.course.repair.find_slip", suggest)


def test_what_mends_nothing_is_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    meddle(monkeypatch)
    text = swap(PHRASES_FILE, "  tier: must", "  tier: most")
    assert repair_text(text, "b.yaml").text == text


def test_facts_without_a_problem_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    meddle(monkeypatch)
    text = swap(PHRASES_FILE.replace("店长", "主管"), "{situation: 超市，过", "{situation：超市，过") + SECOND
    mended = repair_text(text, "b.yaml")
    assert mended.text == PHRASES_FILE.replace("店长", "主管") + SECOND


BLOCK = swap(PHRASES_FILE, "  why: 先说能做的，顾客才听得进去。", "  why: |\n    先说  \n    再做")


def test_spaces_go_where_they_mean_nothing_and_stay_where_they_are_text(monkeypatch: pytest.MonkeyPatch) -> None:
    spoilt = BLOCK.replace("  tier: must\n", "  tier: must  \n")
    assert repair_text(spoilt, "b.yaml").text == BLOCK
    # Even if it could not be told where texts stand, none would be changed.
    monkeypatch.setattr("trainer.course.repair.list_texts", lambda lines: [])
    assert repair_text(spoilt, "b.yaml").text == spoilt


def test_long_lines_are_left_alone() -> None:
    text = swap(PHRASES_FILE, "  title: 我不能……", "  title：" + "我" * LINE_MOST)
    assert repair_text(text, "b.yaml").text == text


SWAPS = [(": ", "："), (": ", ":"), ("- ", "-"), ("- ", "— "), ("[", "［"), (", ", "，"), ("  ", "　"), (" ", "")]


@given(st.randoms(use_true_random=False), st.integers(1, 12))
def test_whatever_slips_repairing_twice_changes_nothing_more(chance: random.Random, count: int) -> None:
    """Nor does it ever make a sound line worse: a text without slips comes back as it was."""
    lines = PHRASES_FILE.split("\n")
    for _ in range(count):
        number = chance.randrange(len(lines))
        old, new = chance.choice(SWAPS)
        lines[number] = chance.choice([lines[number].replace(old, new), lines[number].replace(old, new, 1), lines[number] + " "])
    once = repair_text("\n".join(lines), "b.yaml").text
    assert repair_text(once, "b.yaml").repairs == []


def test_encodings_are_recognised() -> None:
    text = PHRASES_FILE
    for encoding, name in [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gbk", "GBK"), ("gb18030", "GBK"), ("utf-16", "UTF-16")]:
        decoded = decode(text.encode(encoding))
        assert decoded is not None
        assert (decoded.text, decoded.encoding) == (text, name)
    big_endian = decode(b"\xfe\xff" + text.encode("utf-16-be"))
    assert big_endian is not None and big_endian.text == text


FOREIGN = [
    ("Big5", "顧客說：我馬上幫您看看有沒有別的辦法，請稍等。".encode("big5")),
    ("Shift JIS", "お客様は神様です。少々お待ちください。".encode("shift_jis")),
    ("Latin-1", "café très cher, à bientôt".encode("latin-1")),
    ("UTF-32", PHRASES_FILE.encode("utf-32")),
    ("UTF-16 without mark", PHRASES_FILE.encode("utf-16-le")),
    ("one broken byte", PHRASES_FILE.encode().replace("我".encode(), b"\xe6\x88", 1)),
    ("a picture", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xfe"),
    ("noise", random.Random(1).randbytes(5000)),
    ("GBK with control codes", "你好\x1b[2J世界".encode("gbk")),
]


@pytest.mark.parametrize("content", [row[1] for row in FOREIGN], ids=[row[0] for row in FOREIGN])
def test_other_bytes_are_no_text(content: bytes) -> None:
    assert decode(content) is None
    assert getattr(mend_bytes(content, "b.yaml"), "code", "") == "E109"


def test_rare_characters_are_welcome_among_common_ones() -> None:
    assert decode("title: 我先帮您看看镕基、犇犇怎么写。".encode("gb18030")) is not None
    assert decode("犇骉麤龘鱻".encode("gb18030")) is None
    assert 0.5 < COMMON_LEAST < 1


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_a_file_is_turned_into_utf8_and_mended_in_one_go(encoding: str) -> None:
    mended = mend_bytes(swap(PHRASES_FILE, "  title: 我", "  title：我").replace("\n", "\r\n").encode(encoding), "b.yaml")
    assert isinstance(mended, Mended)
    assert mended.content == PHRASES_FILE.replace("\n", "\r\n").encode()
    first, second = mended.repairs
    assert (first.before, first.line, second.line) == ("GBK" if encoding == "gbk" else "UTF-16", 5, 5)
    assert "title：我不能……" in first.after
    assert render(first.what[0]) == "改用 UTF-8 编码"
    again = mend_bytes(mended.content, "b.yaml")
    assert isinstance(again, Mended) and again.repairs == [] and again.content == mended.content


def test_a_byte_order_mark_stays() -> None:
    content = "\ufeff".encode() + swap(PHRASES_FILE, "  title: 我", "  title：我").encode()
    mended = mend_bytes(content, "b.yaml")
    assert isinstance(mended, Mended) and mended.content == "\ufeff".encode() + PHRASES_FILE.encode()


def test_control_characters_are_named_with_their_place() -> None:
    found = mend_bytes("topic: x\r\nfacts：\x1b\n".encode(), "b.yaml")
    assert isinstance(found, Problem)
    assert (found.code, found.line, found.column) == ("E107", 2, 7)
