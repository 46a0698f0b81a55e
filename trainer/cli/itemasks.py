"""What is asked of a trainer who adds a question or a scenario: the questions, with examples, as data."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from trainer.cli.asking import Answers, Ask, Choice, first_of
from trainer.cli.casting import LEVELS
from trainer.cli.shelf import Shelf
from trainer.course.bounds import LIMITS
from trainer.course.model import Fact
from trainer.i18n import N_, Message, render
from trainer.reply.normalise import fold_width

FACTS_SHOWN = 12
"""Facts to choose among: more do not fit the screen."""
TITLES_SHOWN = 5


def ask_question(shelf: Shelf) -> list[Ask]:
    """Return the questions for a question written by hand."""
    first, *rest = _QUESTION

    def recall(answers: Answers) -> list[str]:
        """Say which fact was meant: the words may have fitted just one."""
        facts = shelf.find_facts(first_of(answers, "words"))
        fact = next((fact for fact in facts if fact.id == first_of(answers, "fact")), facts[0])
        return [render(_offer(fact, shelf).label)]

    return [*_ask_which(shelf), msgspec.structs.replace(first, shown=recall), *rest]


def ask_scenario(shelf: Shelf) -> list[Ask]:
    """Return the questions for a customer to practise with."""
    return [*_SCENARIO]


def right_options(typed: str, answers: Answers) -> list[str]:
    """Return the options whose numbers were typed; none where the numbers make no sense or leave nothing wrong."""
    options = answers.get("options", [])
    picks = {int(digit) - 1 for digit in fold_width(typed) if digit.isdecimal()}
    is_sound = picks and all(0 <= one < len(options) for one in picks) and len(picks) < len(options)
    return [options[one] for one in sorted(picks)] if is_sound else []


def _ask_which(shelf: Shelf) -> list[Ask]:
    words = Ask(
        name="words",
        short=N_("知识点"),
        words=N_("给哪个知识点加题？写它名字里的几个字。"),
        refuse=lambda typed, answers: _refuse_words(shelf, typed),
    )
    which = Ask(
        name="fact",
        short=N_("哪一个"),
        words=N_("是哪一个？"),
        choices=lambda answers: [_offer(fact, shelf) for fact in shelf.find_facts(first_of(answers, "words"))],
        wanted=lambda answers: len(shelf.find_facts(first_of(answers, "words"))) > 1,
    )
    return [words, which]


def _offer(fact: Fact, shelf: Shelf) -> Choice:
    return Choice(fact.id, fact.title if shelf.owns(fact) else N_("{title}（自带课程的，会抄一份来改）", title=fact.title))


def _refuse_words(shelf: Shelf, typed: str) -> Message | None:
    found = shelf.find_facts(typed)
    if len(found) > FACTS_SHOWN:
        return N_("有 {count} 个知识点的名字里有这几个字，多写几个字。", count=len(found))
    if found:
        return None
    titles = [fact.title for fact in sorted(shelf.course.facts, key=lambda fact: not shelf.owns(fact))][:TITLES_SHOWN]
    return N_("没有哪个知识点的名字里有这几个字。有的如：{titles}", titles=titles)


def _list_options(answers: Answers) -> Sequence[str]:
    return [f"{number}. {text}" for number, text in enumerate(answers.get("options", []), 1)]


def _refuse_right(typed: str, answers: Answers) -> Message | None:
    return None if right_options(typed, answers) else N_("照着上面的号码写，也要留下不对的选项。")


_QUESTION = (
    Ask(name="ask", short=N_("问题"), words=N_("问什么？"), example="哪一种时候该收起笑容？", most=LIMITS["questions.ask"]),
    Ask(
        name="situation",
        short=N_("情境"),
        words=N_("问题发生在什么场合？"),
        example="顾客来办亲人的销户手续，眼圈红着",
        most=LIMITS["questions.situation"],
        default=lambda answers: "",
    ),
    Ask(
        name="options",
        short=N_("选项"),
        words=N_("给学员选什么？一次写一个，两到六个，长短差不多。要学员自己打字，就一个也不写，直接按回车。"),
        example="轻声慢办，不笑",
        most=LIMITS["questions.options"],
        lines=(0, 6),
        fewest=2,
    ),
    Ask(
        name="right",
        short=N_("答案"),
        words=N_("哪个是对的？写号码；对的不止一个，就都写上，如 13。"),
        shown=_list_options,
        wanted=lambda answers: bool(answers.get("options")),
        refuse=_refuse_right,
    ),
    Ask(
        name="key",
        short=N_("答案"),
        words=N_("正确答案是什么？几种写法都算对的，一次写一种。"),
        example="轻声慢办",
        most=LIMITS["questions.options"],
        lines=(1, 8),
        wanted=lambda answers: not answers.get("options"),
    ),
    Ask(
        name="why",
        short=N_("为什么"),
        words=N_("为什么是这个答案？"),
        example="他正难过，笑会刺人；放轻声音才是体贴。",
        most=LIMITS["questions.why"],
    ),
)
_SCENARIO = (
    Ask(name="title", short=N_("名字"), words=N_("给这个情景起个名字。"), example="电饭煲夹生", most=LIMITS["title"]),
    Ask(name="trade", short=N_("行业"), words=N_("哪一行的事？"), example="家电", most=10),
    Ask(
        name="says",
        short=N_("顾客开口"),
        words=N_("顾客怎么开口？照他的原话写，一次写一种说法，两三种更好。"),
        example="昨天买的电饭煲，今天煮出来全是夹生的！",
        most=60,
        lines=(1, 4),
    ),
    Ask(name="wants", short=N_("嘴上要什么"), words=N_("他嘴上要什么？"), example="退货", most=40),
    Ask(
        name="needs",
        short=N_("真正需要什么"),
        words=N_("他真正需要的是什么？用他的口气写。"),
        example="晚上家里来客人，我得有锅做饭。",
        most=60,
    ),
    Ask(name="offer", short=N_("能给什么"), words=N_("您能给他什么？一次写一样。"), example="换一台新的", most=40, lines=(1, 4)),
    Ask(
        name="reply",
        short=N_("好的回答"),
        words=N_("一句好的回答：先接住他的急，再说怎么办，要说到这件事。"),
        example="煮出夹生饭，换我也急。晚上来客人是吧？我这就给您换一台。",
        most=80,
    ),
    Ask(
        name="level",
        short=N_("难度"),
        words=N_("这位顾客有多难？"),
        choices=lambda answers: [Choice(str(level), label) for level, label in LEVELS.items()],
    ),
    Ask(
        name="channel",
        short=N_("怎么谈的"),
        words=N_("怎么谈的？"),
        choices=lambda answers: [Choice("face", N_("当面")), Choice("phone", N_("电话")), Choice("chat", N_("聊天（打字）"))],
    ),
)
