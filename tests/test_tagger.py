"""The statistical tagger: its features, its file, and a handful of lines that nobody disputes."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import trainer.reply.tagger as module
from trainer.reply.tagger import Tagger, extract_features

MODEL = Path(module.__file__).with_name("tagger.bin")
LONG_LINE = "您好，欢迎光临。抱歉让您久等了，我马上帮您查。你问我我问谁？没见我正忙着呢！"


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load(MODEL)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("我不知道，你问别人去。", "dont_know"),
        ("这不归我管。", "disown"),
        ("您今年多大年纪了？", "ask_age"),
        ("您结婚了吗？", "ask_marriage"),
        ("您一个月工资多少？", "ask_income"),
        ("您信佛吗？", "ask_religion"),
        ("您得先花三百块。", "cost"),
        ("我跟你说，做人不能这样。", "lecture"),
        ("办不了，没办法。", "refuse"),
        ("非常抱歉，让您久等了。", "apologise"),
        ("谢谢您告诉我们。", "thank"),
        ("王女士，您好，欢迎光临！", "name"),
        ("我马上帮您换一件新的。", "solve"),
    ],
)
def test_obvious_lines(tagger: Tagger, text: str, label: str) -> None:
    assert label in {tag.label for tag in tagger.tag(text)}


@pytest.mark.parametrize(
    "text", ["好的。", "这款有三种颜色，价格是三百元。", "请问您的订单号是多少？", "今天营业到晚上九点。", "", "，。！", "a", "𠮷"]
)
def test_ordinary_lines_have_no_violation(tagger: Tagger, text: str) -> None:
    moves = {"apologise", "clarify", "commit", "empathise", "explain", "greet", "i_statement"}
    moves |= {"invite", "name", "refer", "request", "solve", "team", "thank"}
    assert {tag.label for tag in tagger.tag(text)} <= moves


def test_width_case_and_politeness_do_not_count(tagger: Tagger) -> None:
    assert tagger.score("您为什么不早说？") == tagger.score("你为什么不早说?")


def test_traditional_characters_are_read_as_simplified(tagger: Tagger) -> None:
    assert tagger.score("我不會讓您這樣辦。") == tagger.score("我不会让您这样办。")


def test_same_line_same_answer(tagger: Tagger) -> None:
    again = Tagger(MODEL.read_bytes())
    assert again.score(LONG_LINE, "人呢", "delivery", ["rule:refuse"]) == tagger.score(LONG_LINE, "人呢", "delivery", ["rule:refuse"])
    assert again.tag(LONG_LINE) == tagger.tag(LONG_LINE)


def test_span_is_the_clause_that_says_it(tagger: Tagger) -> None:
    text = "票给您打好了，慢走。您今年多大年纪了？"
    (tag,) = [tag for tag in tagger.tag(text) if tag.label == "ask_age"]
    assert text[tag.start : tag.end] == "您今年多大年纪了"


def test_spans_and_features_lie_within_the_text(tagger: Tagger) -> None:
    for text in [LONG_LINE, "…………", "？", "㎡½ﬃ，您信佛吗", "嗯。" * 50, "\ud800我不知道", "您信佛吗？" + "啊" * 300]:
        for tag in tagger.tag(text, "什么？", "kyc"):
            assert 0 <= tag.start < tag.end <= len(text)
        features = extract_features(text, "什么？", "kyc", ["rule:x"], tagger.words)
        assert [features.sentences[0].start, features.sentences[-1].end] == [0, len(text)] == [0, len(features.plain)]
        for sentence in features.sentences:
            assert all(sentence.start <= middle <= sentence.end for middle in sentence.features.values())


def test_a_text_spaced_word_by_word_is_read_without_its_spaces(tagger: Tagger) -> None:
    spaced = "票 给 您 打好 了 ，  慢走 。 您 今年 多大 年纪 了 ？"
    assert tagger.score(spaced) == tagger.score(spaced.replace(" ", ""))
    (tag,) = [tag for tag in tagger.tag(spaced) if tag.label == "ask_age"]
    assert spaced[tag.start : tag.end] == "您 今年 多大 年纪 了"
    assert tagger.score("您好，我们一直都在的 您说") != tagger.score("您好，我们一直都在的您说")


def test_hits_customer_and_purpose_hold_for_the_whole_line() -> None:
    features = extract_features("好。走吧。", "在吗在吗", "kyc", ["rule:refuse"])
    assert {"h:rule:refuse", "p:kyc", "u:在"} <= set(features.shared)
    assert len(set(features.shared)) == len(features.shared)
    assert not any(set(features.shared) & set(sentence.features) for sentence in features.sentences)


def test_a_feature_stands_where_it_is_first() -> None:
    (sentence,) = extract_features("不好不好").sentences
    assert [sentence.features[name] for name in ("^", "不", "不好", "好不", "好$", "$")] == [0, 0, 1, 2, 3, 4]


def test_what_a_rule_found_counts(tagger: Tagger) -> None:
    assert tagger.score("这个嘛。", hits=["rule:refuse"]) != tagger.score("这个嘛。")


@pytest.mark.parametrize("count", [1, 2, 3, 31, 255, 256, 257, 600])
def test_weights_add_up_whatever_their_number(tagger: Tagger, count: int) -> None:
    names = [name for name in tagger.words.classes if len(name) < 5 and tagger._rows.find([name]) != [-1]][:count]
    rows = [tagger._weights[32 * row : 32 * row + 32] for row in tagger._rows.find(names)]
    assert len(rows) == count
    assert tagger._add_up([*names, "never seen by anybody"]) == [sum(lane) - 128 * count for lane in zip(*rows, strict=True)]


def test_rows_are_the_same_after_they_were_forgotten(tagger: Tagger, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tagger.tag(LONG_LINE)
    monkeypatch.setattr(module, "_REMEMBERED", 0)
    assert tagger.tag(LONG_LINE) == before
    tagger.score("好")
    assert len(tagger._rows) < 20


def test_three_hundred_lines_take_less_than_a_second(tagger: Tagger) -> None:
    began = time.process_time()
    for _ in range(300):
        tagger.tag("抱歉让您久等了，我马上帮您查一下，十分钟内给您回话。", "怎么还没到？")
    assert time.process_time() - began < 0.6  # a quarter of it on an idle machine


def test_time_grows_no_faster_than_the_text(tagger: Tagger) -> None:
    def seconds(text: str) -> float:
        began = time.process_time()
        tagger.tag(text)
        return time.process_time() - began

    for piece in ("你问我我问谁？", "我不知道，", "啊", "不"):
        short = min(seconds(piece * 500) for _ in range(3))
        assert min(seconds(piece * 4000) for _ in range(3)) < 8 * 3 * max(short, 0.001)


def test_file_is_small_and_read_quickly() -> None:
    assert MODEL.stat().st_size <= 3_000_000
    data = MODEL.read_bytes()
    began = time.process_time()
    Tagger(data)
    assert time.process_time() - began < 0.05


@pytest.mark.parametrize("place", [0, 4, 8, 12, 16, 40, 5000, -5000, -1])
def test_a_changed_byte_is_noticed(place: int) -> None:
    data = bytearray(MODEL.read_bytes())
    data[place] ^= 0x55
    with pytest.raises(ValueError, match="tagger model"):
        Tagger(bytes(data))


@pytest.mark.parametrize("size", [0, 3, 20, 1000, -1])
def test_a_cut_file_is_noticed(size: int) -> None:
    with pytest.raises(ValueError, match="tagger model"):
        Tagger(MODEL.read_bytes()[:size])
