"""The columns of the tables that `trainer course import` takes: one list for the template, its explanation and the reading.

The names are the format: the same in every language of the interface, so that a table stays readable.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from trainer.i18n import N_, Message

Need = Literal["always", "first", "no"]
SOME_ROW: Need = "first"
"""Needed in the first row of a thing that takes several rows; the others may leave it blank."""
FACT_KINDS = {"规矩": "rule", "禁语": "phrase", "别问的事": "dont_ask", "常用说法": "usage", "原则": "principle", "好坏话": "pair"}
"""The kinds of facts that a row of a table can hold; lists, sequences and numbers have parts that need a file."""
PAIR_COLUMNS = ("原则", "坏话", "换成怎么说")
"""What only a pair has, and every pair."""
TIERS = {"必会": "must", "有用": "useful", "了解": "background"}
LEVELS = {"1": 1, "2": 2, "3": 3}
CHANNELS = {"当面": "face", "电话": "phone", "聊天": "chat"}
NOTES_NAME = "说明"
OPTION_COLUMNS = [f"选项{number}" for number in range(1, 7)]


class Column(msgspec.Struct, frozen=True):
    """One column: what is written there, an example, whether it is needed, and what alone may stand there.

    `bound`: the field of the course whose length it may have.
    """

    name: str
    help: Message
    example: str = ""
    need: Need = "no"
    choices: tuple[str, ...] = ()
    bound: str = ""


class Kind(msgspec.Struct, frozen=True):
    """One sort of sheet."""

    name: str
    columns: tuple[Column, ...]

    def find(self, name: str) -> Column:
        """Return the column of that name."""
        return next(column for column in self.columns if column.name == name)


FACT = Kind(
    "知识点",
    (
        Column("主题", N_("放在哪个主题下面，要和课程里的主题一样。"), "", SOME_ROW),
        Column("种类", N_("规矩、禁语、别问的事、常用说法、原则或好坏话；不写就是规矩。"), "规矩", choices=tuple(FACT_KINDS)),
        Column("名字", N_("这个知识点叫什么。一个知识点写几个场景，就用同一个名字写几行。"), "先说能做的", "always", bound="title"),
        Column(
            "为什么",
            N_("道理，具体、有人味。第一行写了，下面几行可以空着。"),
            "先听到能做的，顾客才听得进后面的限制。",
            SOME_ROW,
            bound="why",
        ),
        Column("顾客心里的话", N_("顾客听到说错的话，心里怎么想。"), "你连试都不想试。", SOME_ROW, bound="hears"),
        Column(
            "场景", N_("在哪里，出了什么事，顾客怎么说。"), "服装店，吊牌剪了，顾客问：“还能退吗？”", "always", bound="scenes.situation"
        ),
        Column("顺口说错的话", N_("最容易脱口而出的那一句。"), "吊牌剪了，我不能给您退。", "always", bound="scenes.bad"),
        Column("听着行其实不行1", N_("听着客气，其实还是不行的一句。"), "不好意思，公司规定一律不退。", "always", bound="scenes.wrong"),
        Column("听着行其实不行2", N_("再来一句，毛病不一样。"), "非常抱歉，这个真的爱莫能助哦。", "always", bound="scenes.wrong"),
        Column("听着行其实不行3", N_("还有就写。"), bound="scenes.wrong"),
        Column("该说的话", N_("示范的一句，完整、口语。"), "我先帮您问问店长，看能不能换一件合身的。", "always", bound="scenes.say"),
        Column("也可以说1", N_("另一句也好的。"), "我帮您看看能换哪些款，您稍等我一下。", bound="scenes.say"),
        Column("也可以说2", N_("再来一句。"), "您给我两分钟，我去问店长能换什么。", bound="scenes.say"),
        Column("关键字1", N_("打字题里至少要说到其中一个，用顿号隔开；不写就由程序来定。"), "帮您、给我、我去"),
        Column("关键字2", N_("还要说到其中一个。"), "换、店长"),
        Column("不许说的字", N_("禁语才写：出现就算错的字，用顿号隔开；不写就由程序来定。")),
        Column("原则", N_("好坏话才写：说这句坏话，是忘了哪一条原则；写那条原则的名字。")),
        Column("坏话", N_("好坏话才写：顺口会说、却惹人生气的那几个字。"), bound="scenes.bad"),
        Column("换成怎么说", N_("好坏话才写：换成怎么说才好，完整的一句。"), bound="modern"),
        Column("要紧", N_("必会（第一班前要会）、有用或了解；不写就是有用。"), "有用", choices=tuple(TIERS)),
        Column("出处", N_("讲义的条目，如 S15.1；自己写的可以空着。")),
        Column("编号", N_("英文小写和短横线；不写就由程序来起。")),
    ),
)
QUESTION = Kind(
    "手写题",
    (
        Column("知识点", N_("这道题考哪个知识点：写它的名字。"), "先说能做的", "always"),
        Column("问题", N_("怎么问。"), "顾客要退剪了吊牌的衣服，第一句先说什么？", "always", bound="questions.ask"),
        Column("情境", N_("在哪里，出了什么事；可以不写。"), bound="questions.situation"),
        *(
            Column(name, N_("给学员选的一项；一项都不写，就是打字题。"), example, bound="questions.options")
            for name, example in zip(OPTION_COLUMNS, ("先说能帮他做什么", "先说公司的规定", "先请他看吊牌", "", "", ""), strict=True)
        ),
        Column("答案", N_("对的是第几项，几项都对就用顿号隔开；打字题写出答案，几种写法用分号隔开。"), "1", "always"),
        Column("为什么", N_("为什么对。"), "先听到能做的，他才听得进后面的限制。", "always", bound="questions.why"),
        Column("提示", N_("卡住的时候看的；可以不写。"), bound="questions.hint"),
    ),
)
SCENARIO = Kind(
    "情景",
    (
        Column("标题", N_("这个情景叫什么。"), "夹生的米饭", "always", bound="title"),
        Column("行业", N_("哪一行。"), "家电"),
        Column("顾客怎么说1", N_("顾客怎么开口。"), "昨天买的电饭煲，今天煮出来全是夹生的！", "always"),
        Column("顾客怎么说2", N_("换一种开口，每次练都不一样。"), "你们这电饭煲，煮的饭能吃吗？"),
        Column("顾客怎么说3", N_("还有就写。")),
        Column("嘴上要什么", N_("他嘴上要什么。"), "退货", "always"),
        Column("真正需要什么", N_("他真正需要什么，用他的口气写。"), "晚上家里来客人，我得有锅做饭。", "always"),
        Column("能给什么1", N_("您能给什么。"), "换一台新的", "always"),
        Column("能给什么2", N_("还能给什么。"), "当场试给他看"),
        Column("能给什么3", N_("还有就写。")),
        Column("好回答", N_("一句好的回答，说到这件事。"), "煮出夹生饭，换我也急。晚上来客人是吧？我这就给您换一台。", "always"),
        Column("难度", N_("1 容易，2 一般，3 难；不写就是 1。"), "1", choices=tuple(LEVELS)),
        Column("渠道", N_("当面、电话或聊天；不写就是当面。"), "当面", choices=tuple(CHANNELS)),
        Column("编号", N_("英文小写和短横线，也是文件名；不写就由程序来起。")),
    ),
)
KINDS = (FACT, QUESTION, SCENARIO)
