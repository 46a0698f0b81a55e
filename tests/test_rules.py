"""Reading a reply, templates, and rules: what fires, where, and what clears it."""

from __future__ import annotations

import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.course.rules import Examples, Macro, Purpose, Rule, RuleBook
from trainer.i18n import render
from trainer.reply.reading import read_sentences, spell
from trainer.reply.rules import RuleEngine, compile_pattern
from trainer.reply.say import UnfitTemplate, compile_macros, compile_say, demand_words

MACROS = [Macro("me", ["我[们]", "小妹", "这边"]), Macro("cannot", ["不能", "没(法|办法)"]), Macro("tail", ["啊", "呢"])]

READ = [
    ("我不能给您退。", ["我不能给您退，"]),
    ("這個我真不能給您退！", ["这个我真不能给您退，"]),
    ("我 不 能 给 您 退", ["我不能给您退，"]),
    ("嗯，行不行？行。", ["行不行？", "行，"]),
    ("好的～没问题", ["好的，没问题，"]),
    ("您说“我不能”，我记下了", ["您说＊＊＊＊＊，我记下了，"]),
    ("您说“我不能", ["您说我不能，"]),  # a quotation mark that is not closed masks nothing
    ("ＯＫ，１号", ["ok，1号，"]),
    ("对不起起起", ["对不起起，"]),
    ("……", []),
    ("", []),
]


@pytest.mark.parametrize(("reply", "sentences"), READ)
def test_one_spelling(reply: str, sentences: list[str]) -> None:
    assert [sentence.text for sentence in read_sentences(reply)] == sentences


@given(st.text(max_size=80))
def test_every_character_knows_where_it_was_typed(reply: str) -> None:
    for sentence in read_sentences(reply):
        assert len(sentence.text) == len(sentence.places)
        assert all(0 <= place < len(reply) for place in sentence.places)
        assert sentence.places == sorted(sentence.places)


TEMPLATES = [
    ("不能", "我不能退", (1, 3)),
    ("<me>[真|实在]不能", "这边实在不能退", (0, 6)),
    ("<me>…退", "我今天真没有办法给您退", None),  # more than eight characters between
    ("<me>…退", "我不给您退", (0, 5)),
    ("<me>…退", "我在，退吧", None),  # not over the end of a clause
    ("我在，退", "我在。退吧", None),
    ("我在，退", "我在，退吧", (0, 4)),
    ("^不能<tail>*$", "不能啊呢啊", (0, 5)),
    ("^不能<tail>*$", "我不能啊", None),
    ("^不能$", "真的，不能，走吧", (3, 5)),
    ("(甲|乙)*丙", "甲乙甲丙", (0, 4)),
    ("懂吗？", "您懂吗？", (1, 3)),
    ("懂吗？", "您懂吗。", None),
    ("（甲｜乙）丙", "乙丙", (0, 2)),  # brackets as an input method writes them
    ("不 能。", "我不能", (1, 3)),
    ("a.c", "abc", None),  # no sign of regular expressions has a meaning
]


@pytest.mark.parametrize(("template", "reply", "span"), TEMPLATES)
def test_templates(template: str, reply: str, span: tuple[int, int] | None) -> None:
    pattern = compile_pattern(compile_say(template, compile_macros(MACROS)))
    found = [(sentence, match) for sentence in read_sentences(reply) if (match := pattern.search(sentence.text))]
    assert (found[0][0].span(*found[0][1].span()) if found else None) == span


@pytest.mark.parametrize("template", ["(甲", "甲)", "[甲)", "<nobody>", "*甲", "甲*", "…", "[甲]", "", "<tail>*", "，"])
def test_unfit_templates_say_why(template: str) -> None:
    with pytest.raises(UnfitTemplate) as unfit:
        demand_words(template, compile_macros(MACROS))
    assert render(unfit.value.message)


def rule(name: str, say: list[str], **fields: object) -> Rule:
    settings: dict[str, object] = {"id": name, "category": "refuse", "say": say, "examples": Examples([], [])} | fields
    return Rule(**settings)  # type: ignore[arg-type]


CANNOT = rule("cannot", ["<me>…不能"], unless=["不能让"], unless_sentence=["如果"], unless_reply=["我替您问"])
BOOK = RuleBook(
    [CANNOT, rule("where", ["您住哪"], category="ask_address"), rule("sorry", ["对不起"], category=None, move="apologise")],
    MACROS,
    [Purpose("delivery", "送货", ["ask_address"]), Purpose("privacy", "隐私", ["refuse"], needs_reason=True)],
    ["为了"],
)
ENGINE = RuleEngine(BOOK)

FOUND = [
    ("我不能退。", [("refuse", 0, 3)]),
    ("對不起，我真的不能退", [("apologise", 0, 3), ("refuse", 4, 9)]),
    ("我不能让您白跑。", []),  # cleared in its clause
    ("我不能让您白跑，可我不能退。", [("refuse", 9, 12)]),  # and in no other
    ("如果您不来，我不能送。", []),  # cleared in the sentence
    ("如果您不来。我不能送。", [("refuse", 6, 9)]),
    ("我不能退。我不能换。", [("refuse", 0, 3), ("refuse", 5, 8)]),
    ("他说“我不能退”。", []),
    ("我不能退。天不好。我替您问问厂家。", []),  # help that follows later in the reply
    ("我替您问过了，我不能退。", []),
    ("他帐上写妳不能退，我不能退", [("refuse", 9, 12)]),
]


@pytest.mark.parametrize(("reply", "found"), FOUND)
def test_where_rules_fire(reply: str, found: list[tuple[str, int, int]]) -> None:
    assert [(one.rule.label, one.start, one.end) for one in ENGINE.find(reply)] == found


CLEARED = [
    ("delivery", "您住哪？", {"ask_address"}, {"ask_address"}),
    ("delivery", "您住哪？", {"ask_address", "refuse"}, {"ask_address"}),
    ("picnic", "您住哪？", {"ask_address"}, set()),
    ("", "您住哪？", {"ask_address"}, set()),
    ("privacy", "为了保护客人，我不能说。", {"refuse"}, {"refuse"}),
    ("privacy", "我不能说。", {"refuse"}, set()),
    ("privacy", "为了保护客人，我不能说，你烦不烦。", {"refuse", "dismiss"}, set()),
]


@pytest.mark.parametrize(("purpose", "reply", "labels", "cleared"), CLEARED)
def test_a_purpose_clears_what_it_needs(purpose: str, reply: str, labels: set[str], cleared: set[str]) -> None:
    assert ENGINE.cleared(reply, purpose, labels) & labels == cleared
    assert ENGINE.knows_purpose(purpose) == (purpose in ("delivery", "privacy"))


SLIPPED = [("记账", "记帐"), ("你的", "妳的"), ("他的", "她的"), ("他的", "它的"), ("做好", "作好"), ("好像", "好象")]


@pytest.mark.parametrize(("meant", "typed"), SLIPPED)
def test_slips_of_the_pen_are_the_same_words(meant: str, typed: str) -> None:
    for one, other in ((meant, typed), (typed, meant)):
        found = RuleEngine(RuleBook([rule("x", [one])])).find(f"啊{other}")
        assert [(finding.start, finding.end) for finding in found] == [(1, 3)]


def test_a_rule_says_how_much_it_hurts() -> None:
    assert rule("x", ["甲"]).severity == 2
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"id": "x", "say": ["甲"], "severity": 4, "examples": {"flag": [], "pass": []}}, Rule)


def test_no_rules_find_nothing() -> None:
    assert RuleEngine(RuleBook()).find("我不能退。") == []


def test_time_grows_with_the_length() -> None:
    engine = RuleEngine(RuleBook([rule("slow", ["<me>…<cannot>…退", "(我|我们)*…不能…"])], MACROS))
    engine.find("我")  # compiled before the clock starts

    def seconds(characters: int) -> float:
        def once() -> float:
            start = time.process_time()
            engine.find("我们今天不行" * (characters // 6))
            return time.process_time() - start

        return min(once() for _ in range(5))

    assert seconds(20_000) < 40 * max(seconds(1_000), 1e-4)


def test_spelling_drops_marks() -> None:
    assert spell("我，不 能！") == "我不能"
