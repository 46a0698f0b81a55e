"""Rules and tagger together: what wins, what is cleared, how it is shown, and a better version of one's own reply."""

from __future__ import annotations

import msgspec
import pytest
from test_rules import BOOK

from trainer.course.model import Reply
from trainer.course.rules import CATEGORIES, MOVES, Examples, Rule
from trainer.errors import UsageError
from trainer.reply.better import improve_reply
from trainer.reply.judged import JudgedScorer
from trainer.reply.labels import NAMES
from trainer.reply.rules import RuleEngine
from trainer.reply.tagger import Tag
from trainer.reply.verdict import LONGEST, ReplyJudge
from trainer.screen.verdict import mark_words, verdict_lines


class StubTagger:
    """Finds fixed words; `seen` is what it was given."""

    def __init__(self, *words: tuple[str, str]) -> None:
        self.words = words
        self.seen: list[tuple[str, str, str, list[str]]] = []

    def tag(self, text: str, customer: str, purpose: str, hits: list[str]) -> list[Tag]:
        self.seen.append((text, customer, purpose, hits))
        return [Tag(label, 0.9, text.index(word), text.index(word) + len(word)) for label, word in self.words if word in text]


WORDS = (("refuse", "办不了"), ("blame", "填错"), ("ask_address", "哪里"), ("solve", "这就换"), ("apologise", "抱歉"))
RULES = [
    Rule(
        id=f"r-{category}",
        category=category,
        source=["S15.1"],
        say=["从来不出现"],
        instead=f"换{number}。",
        why=f"因{number}。",
        examples=Examples([category], []),
    )
    for number, category in enumerate(("refuse", "blame", "ask_address"))
]


SAYING = [msgspec.structs.replace(rule, instead="我帮您看看。", why="先说能做的。") for rule in BOOK.rules]
ENGINE = RuleEngine(msgspec.structs.replace(BOOK, rules=SAYING))


def judge_of(*words: tuple[str, str]) -> ReplyJudge:
    return ReplyJudge(ENGINE, [*SAYING, *RULES], StubTagger(*(words or WORDS)))  # type: ignore[arg-type]


VERDICTS = [
    # reply, purpose, violations with certainty and span, moves
    ("我不能退。", "", [("refuse", "certain", 0, 3)], []),
    ("办不了。", "", [("refuse", "likely", 0, 3)], []),
    ("我不能退，办不了。", "", [("refuse", "certain", 0, 3)], []),  # the rule wins
    ("我不能退。我不能换。", "", [("refuse", "certain", 0, 3), ("refuse", "certain", 5, 8)], []),
    ("抱歉，您填错了。", "", [("blame", "likely", 4, 6)], [("apologise", 0, 2)]),
    ("对不起，抱歉，这就换。", "", [], [("apologise", 0, 3), ("solve", 7, 10)]),
    ("您住哪里？", "", [("ask_address", "certain", 0, 3)], []),
    ("您住哪里？", "delivery", [], []),
    ("送到哪里？", "delivery", [], []),
    ("送到哪里？您填错了。", "delivery", [("blame", "likely", 6, 8)], []),
    ("送到哪里？", "picnic", [("ask_address", "likely", 2, 4)], []),
    ("为了保护客人，这事办不了。", "privacy", [], []),
    ("", "", [], []),
]


@pytest.mark.parametrize(("reply", "purpose", "violations", "moves"), VERDICTS)
def test_verdicts(reply: str, purpose: str, violations: list[object], moves: list[object]) -> None:
    verdict = judge_of().judge(reply, purpose=purpose)
    assert [(one.category, one.certainty, one.start, one.end) for one in verdict.violations] == violations
    assert [(one.move, one.start, one.end) for one in verdict.moves] == moves


def test_what_is_likely_is_explained_by_the_nearest_example() -> None:
    (found,) = judge_of(("blame", "blam")).judge("blam").violations
    assert (found.rule, found.source, found.instead, found.why) == ("r-blame", ["S15.1"], "换1。", "因1。")


def test_the_tagger_hears_the_customer_and_what_rules_found() -> None:
    tagger = StubTagger()
    ReplyJudge(ENGINE, [], tagger).judge("对不起，我不能退。", "退不退？", "delivery")  # type: ignore[arg-type]
    assert tagger.seen == [("对不起，我不能退。", "退不退？", "delivery", ["rule:apologise", "rule:refuse"])]


def test_too_long_a_reply_is_refused() -> None:
    assert judge_of().judge("好" * LONGEST)
    with pytest.raises(UsageError):
        judge_of().judge("好" * (LONGEST + 1))


@pytest.mark.parametrize(
    ("reply", "marked"),
    [
        ("我不能退。", "【我不能】退。"),
        ("抱歉，您填错了。", "抱歉，您【填错】了。"),
        ("好的。", "好的。"),
        ("我不能退，您填错了。", "【我不能】退，您【填错】了。"),
    ],
)
def test_words_are_marked_where_they_stand(reply: str, marked: str) -> None:
    assert mark_words(reply, judge_of().judge(reply).violations) == marked


def test_the_lines_end_with_the_good_sentence() -> None:
    verdict = judge_of().judge("对不起，您填错了。")
    better = improve_reply("对不起，您填错了。", verdict)
    assert verdict_lines("对不起，您填错了。", verdict, better, ["填错了"]) == [
        "您说的：对不起，您【填错】了。",
        "◐ 可能是怪顾客：因1。",
        "  换一种说法：换1。",
        "  依据：和学过的说法相近，最像规则 r-blame 的例句“填错了”（讲义 S15.1）",
        "做得好：[道歉]",
        "可以这样说：换1。",
    ]
    assert verdict_lines("好的。", judge_of().judge("好的。"), "") == ["您说的：好的。", "✓ 没有会惹顾客生气的话。"]


@pytest.mark.parametrize(
    ("reply", "better"),
    [
        ("好的。", ""),
        ("对不起！我不能退。", "对不起。我帮您看看。"),
        ("我不能退。我不能换。", "我帮您看看。"),
        ("对不起，我不能退。这就换！", "我帮您看看。这就换。"),
    ],
)
def test_what_was_well_said_stays(reply: str, better: str) -> None:
    assert improve_reply(reply, judge_of().judge(reply)) == better


def test_every_label_has_a_name() -> None:
    assert set(NAMES) == {*CATEGORIES, *MOVES}


REPLY = Reply(situation="店里", customer="能退吗？", moves=["apologise", "solve"], say="对不起，我马上问。", also=["抱歉，这就换一个。"])


@pytest.mark.parametrize(
    ("typed", "grade", "finding", "missing"),
    [
        ("对不起，我马上问。", "right", "", []),  # as authored, whatever is found in it
        ("抱歉，这就换。", "right", "", []),
        ("抱歉。", "partial", "", ["solve"]),
        ("嗯。", "wrong", "", ["apologise", "solve"]),
        ("抱歉，这就换，我不能退。", "wrong", "我不能", []),
        ("抱歉，这就换，您填错了。", "partial", "填错", []),
    ],
)
def test_an_answer_needs_its_moves(typed: str, grade: str, finding: str, missing: list[str]) -> None:
    score = JudgedScorer(judge_of()).score_answer(typed, REPLY)
    assert (score.grade, score.finding, score.missing) == (grade, finding, missing)
