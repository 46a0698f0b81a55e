"""What is asked of a trainer who adds a fact or a pair: the questions, with examples, as data."""

from __future__ import annotations

from functools import partial

import msgspec

from trainer.check.references import describe_reference
from trainer.cli.asking import Answers, Ask, Choice, first_of
from trainer.cli.shelf import Shelf
from trainer.course.bounds import LIMITS
from trainer.i18n import N_, Message, render
from trainer.reply.normalise import squeeze

NEW = ""
"""The value of the choice that names no topic there is."""
SECOND = "_b"
"""How the names of answers about a second scene end."""
_OF_SCENE = ("bad", "wrong_1", "wrong_2", "say", "also_1", "also_2")
_SAID = ("trigger", "modern", *_OF_SCENE, *(f"{name}{SECOND}" for name in _OF_SCENE))
_MAY_AGREE = {frozenset(("trigger", "bad")), frozenset(("modern", "say"))}


def ask_fact(shelf: Shelf) -> list[Ask]:
    """Return the questions for a rule with one scene."""
    return [*_ask_topic(shelf), _ask_title(shelf), *_SCENE, *_WHY, _ask_source(shelf)]


def ask_pair(shelf: Shelf) -> list[Ask]:
    """Return the questions for a sentence that hurts and what to say instead of it."""
    defaults = {"bad": "trigger", "say": "modern"}
    scene = [_with_default(ask, defaults[ask.name]) if ask.name in defaults else ask for ask in _SCENE]
    title = _with_default(_ask_title(shelf), "trigger")
    return [*_ask_topic(shelf), _ask_principle(shelf), *_PAIR, title, *scene, *_WHY, _ask_source(shelf), *_ask_second()]


def _with_default(ask: Ask, name: str) -> Ask:
    """Offer another answer, as far as it fits, for Enter alone."""
    return msgspec.structs.replace(ask, default=lambda answers: first_of(answers, name)[: ask.most])


def _ask_topic(shelf: Shelf) -> list[Ask]:
    topics = [Choice(topic.id, topic.title) for topic in shelf.course.topics]
    titles = {topic.title for topic in shelf.course.topics}
    which = Ask(
        name="topic",
        short=N_("主题"),
        words=N_("放在哪个主题下面？"),
        choices=lambda answers: [*topics, Choice(NEW, N_("都不合适，新建一个主题"))],
    )
    new = Ask(
        name="topic_title",
        short=N_("新主题"),
        words=N_("新主题叫什么？"),
        example="本店规矩",
        most=10,
        wanted=lambda answers: answers.get("topic") == [NEW],
        refuse=lambda typed, answers: N_("已经有这个主题了，回到上一问选它。") if typed in titles else None,
    )
    return [which, new]


def _ask_title(shelf: Shelf) -> Ask:
    titles = {head.title for head in shelf.course.heads}
    return Ask(
        name="title",
        short=N_("名字"),
        words=N_("给这一条起个名字，一看就知道说的是什么。"),
        example="饭夹生，先别问用法",
        most=LIMITS["title"],
        refuse=lambda typed, answers: N_("已经有叫这个名字的知识点了，换一个。") if typed in titles else None,
    )


def _ask_principle(shelf: Shelf) -> Ask:
    heads = [head for head in shelf.course.heads if head.type == "principle"]
    return Ask(
        name="principle",
        short=N_("原则"),
        words=N_("说这句坏话，是忘了哪一条？"),
        choices=lambda answers: [Choice(head.id, head.title) for head in heads],
    )


def _ask_source(shelf: Shelf) -> Ask:
    """Return the question for the source: a course that stands on another need not cite anything."""
    return Ask(
        name="source",
        short=N_("出处"),
        words=N_("出自讲义哪一条？写编号。"),
        example="S15.1",
        most=20,
        wanted=lambda answers: shelf.base is None,
        refuse=lambda typed, answers: describe_reference(typed),
    )


def _ask_second() -> list[Ask]:
    """Return the questions for one more scene, which a pair should have, and the one that lets a trainer off."""
    again = [
        msgspec.structs.replace(
            ask,
            name=f"{ask.name}{SECOND}",
            refuse=partial(_refuse_twin, f"{ask.name}{SECOND}") if ask.refuse else None,
            shown=partial(_recall, SECOND) if ask.shown else None,
            wanted=lambda answers: answers.get("more") == ["yes"],
        )
        for ask in _SCENE
    ]
    return [_MORE, *again]


def _refuse_twin(name: str, typed: str, answers: Answers) -> Message | None:
    """Refuse a sentence that stands as another one already: two equal options are no question."""
    for other in _SAID:
        is_twin = bool(squeeze(typed)) and squeeze(typed) == squeeze(first_of(answers, other))
        if other != name and is_twin and frozenset((name, other)) not in _MAY_AGREE:
            return N_("这一句前面写过了，换一句不一样的。")
    return None


def _recall(suffix: str, answers: Answers) -> list[str]:
    """Return what was said of the scene so far: nobody keeps it all in mind."""
    told = ((N_("场景：{text}"), "situation"), (N_("顺口说错：{text}"), "bad"), (N_("该说的话：{text}"), "say"))
    given = [(message, first_of(answers, f"{name}{suffix}")) for message, name in told]
    return [render(msgspec.structs.replace(message, values={"text": text})) for message, text in given if text]


def _ask_said(name: str, short: Message, words: Message, example: str) -> Ask:
    kind = name.partition("_")[0]
    return Ask(
        name=name,
        short=short,
        words=words,
        example=example,
        most=LIMITS["scenes.say" if kind == "also" else f"scenes.{kind}"],
        shown=partial(_recall, ""),
        refuse=partial(_refuse_twin, name),
    )


_PAIR = (
    Ask(
        name="trigger",
        short=N_("坏话"),
        words=N_("顺口会说、却惹人生气的那句话是什么？只写最短的几个字。"),
        example="你没有填对",
        most=LIMITS["scenes.bad"],
    ),
    Ask(
        name="modern",
        short=N_("换成怎么说"),
        words=N_("换成怎么说才好？写完整的一句。"),
        example="这张表还差两处，我指给您看。",
        most=LIMITS["modern"],
        refuse=partial(_refuse_twin, "modern"),
    ),
)
_SCENE = (
    Ask(
        name="situation",
        short=N_("场景"),
        words=N_("在哪儿，出了什么事，顾客说了什么？"),
        example="家电柜台，顾客抱着锅：“昨天买的，饭都是夹生的！”",
        most=LIMITS["scenes.situation"],
    ),
    _ask_said("bad", N_("顺口说错"), N_("这时候，顺口会说错的是哪一句？"), "您是不是水放少了？"),
    _ask_said("wrong_1", N_("也不行的话一"), N_("还有哪句，听着还行，其实也不行？（第一句）"), "这款卖得挺好，没人说夹生呀。"),
    _ask_said("wrong_2", N_("也不行的话二"), N_("再写一句听着还行、其实也不行的。（第二句）"), "您先拿去售后检测，开了单再来。"),
    _ask_said("say", N_("该说的话"), N_("该怎么说？写完整、顺口的一句。"), "饭夹生换我也急，我这就给您换一台。"),
    _ask_said("also_1", N_("好说法一"), N_("同一个意思，再换一种好的说法。（第一种）"), "让您白忙一晚，我马上当场试给您看。"),
    _ask_said("also_2", N_("好说法二"), N_("再换一种好的说法。（第二种）"), "真不好意思，我帮您换台新的，再教您调水。"),
)
_WHY = (
    Ask(
        name="why",
        short=N_("为什么"),
        words=N_("为什么要这样说？像跟同事讲道理那样写。"),
        example="先接住他的急，再说怎么办；一上来就问用法，他只会更火。",
        most=LIMITS["why"],
        shown=partial(_recall, ""),
    ),
    Ask(
        name="hears",
        short=N_("顾客听到的"),
        words=N_("顺口说错的那句，顾客听在心里是什么意思？用他的口气写。"),
        example="东西坏了，倒成我的错了。",
        most=LIMITS["hears"],
        shown=partial(_recall, ""),
    ),
)
_MORE = Ask(
    name="more",
    short=N_("第二个场景"),
    words=N_("一组好坏话，最好有两个不同行业的场景。再写一个吗？"),
    choices=lambda answers: [Choice("yes", N_("再写一个")), Choice("no", N_("先这样，以后再补"))],
)
