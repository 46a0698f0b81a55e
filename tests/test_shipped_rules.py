"""What the shipped rules make of how people really talk: dropped and dialect subjects, questions, reassurance, third parties."""

from __future__ import annotations

from functools import cache

import pytest

from trainer import paths
from trainer.check.rules import keep_sound
from trainer.course.rulefile import load_rules
from trainer.reply.rules import RuleEngine
from trainer.reply.verdict import ReplyJudge

FLAGGED = [
    # dropped, dialect and other first persons
    ("小妹这边没办法给您退的呢", "refuse"),
    ("这边改不了的哈", "refuse"),
    ("咱们店不能退。", "refuse"),
    ("客服不清楚呢", "dont_know"),
    ("不归俺管", "disown"),
    # full width, spaces, traditional, fillers
    ("我 不 知 道 。", "dont_know"),
    ("這不關我的事", "disown"),
    ("呃，这不归我管。", "disown"),
    # a question that accuses or demands
    ("您怎么不早说？", "interrogate"),
    ("是不是您自己弄坏的？", "blame"),
    ("您必须先登记。", "command"),
    ("您本来应该带发票的。", "command"),
    # grant, then take back
    ("您说得对，但是规定就这样。", "yes_but"),
    ("您要花三百块。", "cost"),
]
HARMLESS = [
    # reassurance and negation
    "我不会让您久等。",
    "不能让您白跑一趟，我这就补办。",
    "您不必排队。",
    "您不用先交钱。",
    # A-not-A and polite requests
    "能不能麻烦您等一下？",
    "可不可以请您再说一遍？",
    # embedded questions
    "不知道您方便什么时间？",
    "想问问您是不是要换大一号？",
    # epistemic 应该
    "应该明天就到。",
    "这个点应该没货了，我去看看。",
    # third parties
    "他说他不知道，我去问清楚。",
    "那位先生弄错了楼层，已经带他上去了。",
    "我今年也三十了。",
    # quoted speech
    "您刚才说“你必须退款”，我记下了。",
    "我们不允许员工说“我不知道”。",
    # one's own fault, and conditions
    "是我没说清楚。",
    "您没有错。",
    "如果您不能来，我给您送去。",
    "这确实是我们的错。",
    "我们必须向您道歉。",
    "价格是三百元。",
]


@cache
def judge() -> ReplyJudge:
    book = keep_sound(load_rules(paths.content_dir() / "essentials"))
    return ReplyJudge(RuleEngine(book), book.rules)


@pytest.mark.parametrize(("reply", "category"), FLAGGED)
def test_certainly_wrong(reply: str, category: str) -> None:
    assert category in {one.category for one in judge().judge(reply).violations}


@pytest.mark.parametrize("reply", HARMLESS)
def test_certainly_not(reply: str) -> None:
    assert judge().judge(reply).violations == []


BOUNDARY = "为了保护客人隐私，房号我不方便透露，我可以替您打到房间。"


@pytest.mark.parametrize(
    ("reply", "purpose", "found"),
    [
        (BOUNDARY, "privacy", set()),
        ("房号我不能告诉您。", "privacy", {"refuse"}),
        ("请问送货地址是哪里？您住哪个小区？", "delivery", set()),
        ("您住哪个小区？结婚了吗？", "delivery", {"ask_marriage"}),
    ],
)
def test_a_purpose_clears_what_it_needs_and_nothing_more(reply: str, purpose: str, found: set[str]) -> None:
    assert {one.category for one in judge().judge(reply, "", purpose).violations} == found
