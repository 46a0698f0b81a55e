"""Rules proposed from examples: they flag and spare what they must, stay narrow, and are told in words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer import paths
from trainer.check.mutations import vary_example
from trainer.course.rulefile import load_rules
from trainer.course.rules import Examples, Macro, Rule, RuleBook
from trainer.i18n import render
from trainer.reply.describe import describe_template
from trainer.reply.evidence import Evidence, Shelf
from trainer.reply.pieces import Kit
from trainer.reply.propose import Proposal, propose_rule, widen_rule
from trainer.reply.reading import spell
from trainer.reply.rules import RuleEngine
from trainer.reply.say import compile_say, tokenize

FOLDER = paths.content_dir() / "essentials"
MACROS = load_rules(FOLDER).book.macros
ORDINARY = paths.ordinary_file().read_text("utf-8").splitlines()
NOT_MINE = ["这不归我管。", "那个不归我们管，你问别人。"], ["这事归我管。", "不归您操心，我来办。"]
IF_DEAR = ["嫌贵别买", "嫌远你别来啊"], ["您要是嫌贵，我帮您看看活动款。", "别买大了，先试试。"]
SO_IT_IS = ["系统就这样，我有什么办法。", "规定就这样，我也没招"], ["系统今天有点慢，我帮您登记。", "规定是这样，不过我帮您想个办法。"]
HELP_FOLLOWS = ["这事不归我管。", "不归我管"], ["这事不归我管，我请同事来帮您。", "不归我管的事我也帮您问。"]
NOTHING_SHARED = ["爱买不买。", "关门了，快点儿"], ["您爱吃辣还是不吃辣？", "门我来关，您慢点儿。"]
NOTHING_WIDER = [NOT_MINE, IF_DEAR]
VARIED = [
    variant for flag, _ok in (NOT_MINE, IF_DEAR, SO_IT_IS, HELP_FOLLOWS, NOTHING_SHARED) for text in flag for variant in vary_example(text)
]
SETS = [NOT_MINE, IF_DEAR, SO_IT_IS, HELP_FOLLOWS, NOTHING_SHARED]


def propose(
    flag: Sequence[str], ok: Sequence[str], macros: Sequence[Macro] = MACROS, harmless: Sequence[str] = ORDINARY
) -> Proposal | None:
    return propose_rule(Evidence(flag, ok, harmless), macros, vary_example)


def engine_of(proposal: Proposal, macros: Sequence[Macro] = MACROS) -> RuleEngine:
    fields = {"say": proposal.say, "unless": proposal.unless, "unless_sentence": proposal.unless_sentence}
    rule = Rule(id="own", category="refuse", examples=Examples([], []), **fields)  # type: ignore[arg-type]  # lists of templates, all three
    return RuleEngine(RuleBook([rule], list(macros)))


@pytest.mark.parametrize("macros", [MACROS, []], ids=["with macros", "without"])
@pytest.mark.parametrize(("flag", "ok"), SETS)
def test_it_flags_and_spares_what_it_must_and_no_ordinary_line(flag: list[str], ok: list[str], macros: list[Macro]) -> None:
    proposal = propose(flag, ok, macros)
    assert proposal is not None
    find = engine_of(proposal, macros).find
    assert all(map(find, flag))
    assert not any(map(find, ok))
    assert proposal.alarms == [text for text in ORDINARY if find(text)] == []


@pytest.mark.parametrize(("flag", "ok"), SETS)
def test_other_spellings_of_what_must_be_flagged_are_flagged(flag: list[str], ok: list[str]) -> None:
    proposal = propose(flag, ok)
    assert proposal is not None
    find = engine_of(proposal).find
    missed = [variant for text in flag for variant in vary_example(text) if not find(variant)]
    assert missed == []


@pytest.mark.parametrize(
    ("sentences", "more"),
    [
        (NOT_MINE, ["您的行李不归咱们管。", "不归我们管呢"]),
        (IF_DEAR, ["嫌慢您别来呀。", "嫌吵就别买。"]),
    ],
)
def test_what_is_said_alike_is_caught_too(sentences: tuple[list[str], list[str]], more: list[str]) -> None:
    proposal = propose(*sentences)
    assert proposal is not None
    assert len(proposal.say) == 1
    assert [text for text in more if not engine_of(proposal).find(text)] == []


@pytest.mark.parametrize(("flag", "ok"), SETS)
def test_a_wider_one_finds_all_that_the_narrow_one_does_and_still_spares(flag: list[str], ok: list[str]) -> None:
    narrow = propose(flag, ok)
    assert narrow is not None
    wide = widen_rule(narrow, Evidence(flag, ok, ORDINARY), MACROS, vary_example)
    assert (wide is None) == ((flag, ok) in NOTHING_WIDER)
    if wide is None:
        return
    assert wide.say != narrow.say
    find, find_narrow = engine_of(wide).find, engine_of(narrow).find
    assert all(map(find, flag)) and not any(map(find, ok))
    assert wide.alarms == [text for text in ORDINARY if find(text)]
    assert [text for text in VARIED if find_narrow(text) and not find(text)] == []


def test_a_wider_one_finds_more() -> None:
    flag, ok = ["您瞎转悠啥呢", "您又瞎转悠"], ["您随便转转，不买也没事。", "您转转看，有事叫我。"]
    narrow = propose(flag, ok)
    assert narrow is not None
    wide = widen_rule(narrow, Evidence(flag, ok, ORDINARY), MACROS, vary_example)
    assert wide is not None
    assert engine_of(wide).find("您又来转悠") and not engine_of(narrow).find("您又来转悠")


def test_help_that_follows_clears_by_the_course_s_own_macro() -> None:
    proposal = propose(*HELP_FOLLOWS)
    assert proposal is not None
    assert "<help>" in [*proposal.unless, *proposal.unless_sentence]


def test_harmless_sentences_make_it_narrower() -> None:
    flag, ok = ["您自己看着办吧。", "你自己看说明书去。"], ["请坐。", "好的，马上来。"]
    harmless = ["您自己看一眼也放心。", "您自己看着挑就行。"]
    wide, narrow = propose(flag, ok, harmless=[]), propose(flag, ok, harmless=harmless)
    assert wide is not None
    assert narrow is not None
    assert any(map(engine_of(wide).find, harmless))
    assert not any(map(engine_of(narrow).find, harmless))


@pytest.mark.parametrize(
    ("flag", "ok"),
    [
        (["不行。", "不可以。"], ["不行！", "好的。"]),  # the same sentence on both sides
        (["……", "！！"], ["好的。", "行。"]),  # nothing to read
        (["“不行”", "「没门」"], ["好的。", "行。"]),  # only quoted
    ],
)
def test_where_there_is_no_such_rule_none_is_proposed(flag: list[str], ok: list[str]) -> None:
    assert propose(flag, ok) is None


texts = st.text(st.sampled_from("我您你们不能没的了这个退换管吗呢，。？！…“”()[]<>|*^$ 0a嗯ｅ【】囍＊（）"), max_size=14) | st.text(
    max_size=8
)


@settings(max_examples=150, deadline=None)
@given(st.lists(texts, min_size=1, max_size=3), st.lists(texts, min_size=1, max_size=3))
def test_whatever_the_text_a_proposal_holds(flag: list[str], ok: list[str]) -> None:
    proposal = propose(flag, ok, harmless=[])
    if proposal is None:
        return
    find = engine_of(proposal).find
    assert all(map(find, flag))
    assert not any(map(find, ok))


def test_a_shelf_finds_what_the_engine_finds_and_nothing_across_its_borders() -> None:
    texts = ["我不能退，您看。那个也不能退", "好。", "", "您看我", "不能退吗？"]
    shelf = Shelf(texts)
    for template in ("不能退", "^不能退", "不能退$", "<me>不能", "看…不", "您看，那个", "退？", "<me>，不", "^好$"):
        kit = Kit(MACROS)
        engine = engine_of(Proposal([template], [], [], [], []))
        found = shelf.find(compile_say(template, kit.patterns))
        assert found == {number for number, text in enumerate(texts) if engine.find(text)}, template


# The ordinary lines


def test_ordinary_lines_are_many_all_different_and_none_is_flagged() -> None:
    engine = RuleEngine(load_rules(FOLDER).book)
    assert len(ORDINARY) >= 400
    assert len(set(map(spell, ORDINARY))) == len(ORDINARY)
    assert [text for text in ORDINARY if any(found.rule.category for found in engine.find(text))] == []
    for word in ("不能", "没有", "不行", "必须", "规定", "不用", "按规定"):
        assert sum(word in text for text in ORDINARY) >= 2, word


# In words

SMALL = [Macro("me", ["我[们]", "咱"]), Macro("end", ["啊", "呀", "呢", "吧", "哦"]), Macro("both", ["<me>"])]


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("不管", "一句话里，说“不管”"),
        ("(系统|规定)就这样", "一句话里，说“系统”或“规定”，紧接着说“就这样”"),
        ("爱…不买", "一句话里，说“爱”，中间最多隔 8 个字，说“不买”"),
        ("^不[太]行$", "一句话里，从一小句的开头起，说“不”，紧接着可以带上“太”，没有也行，紧接着说“行”，到这里这一小句就说完了"),
        ("不行<end>*$", "一句话里，说“不行”，紧接着可以带上“啊”、“呀”、“呢”这样的词（5 种），几个都行，没有也行，到这里这一小句就说完了"),
        ("没错，但是", "一句话里，说“没错”，到下一小句，说“但是”"),
        ("懂吗?", "一句话里，说“懂吗”，到这里以问号结束"),
        ("（甲|乙[丙]）好", "一句话里，说“甲”或“乙”或“乙丙”，紧接着说“好”"),
        ("(不…退|没)好", "一句话里，说〔说“不”，中间最多隔 8 个字，说“退”〕或“没”，紧接着说“好”"),
        ("甲|乙…", "一句话里，说“甲”或〔说“乙”，中间最多隔 8 个字〕"),
    ],
)
def test_a_template_in_words(template: str, words: str) -> None:
    assert render(describe_template(template, SMALL)) == words


def test_every_shipped_template_can_be_told_and_names_its_own_words() -> None:
    book = load_rules(FOLDER).book
    for rule in book.rules:
        for template in [*rule.say, *rule.unless, *rule.unless_sentence]:
            told = render(describe_template(template, book.macros))
            first = next((token for token in tokenize(template) if token[0] not in "<([^$…，？|*)]"), "")
            assert told.startswith("一句话里，")
            assert first in told or len(template) > 20, (template, told)
