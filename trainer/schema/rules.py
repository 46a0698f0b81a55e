"""Every field of the files under `rules/`, in Chinese; shaped as in `trainer.schema.facts`."""

from __future__ import annotations

from trainer.course.rules import Examples, Macro, Purpose, Rule
from trainer.schema.facts import Told
from trainer.schema.files import MacroFile, PurposeFile, RuleFile

RULES: Told = {
    RuleFile: {
        "": "规则文件：学员打的话，哪里惹人生气、哪里说得好。",
        "rules": "规则：一条规则一项，横线开头。",
    },
    Rule: {
        "": "规则：一种说法，自带例句；例句不成立的规则不会启用。",
        "id": "名字：英文小写，不能重复，如 not-my-job。",
        "category": "哪一类毛病：要避开的话写这一栏，好的做法写 move，两样只写一样。",
        "move": "哪一种好做法：好的做法写这一栏，要避开的话写 category，两样只写一样。",
        "source": "出处：讲义的条目，如 S15.6。",
        "say": "怎么说就算：一种说法一项。(甲|乙) 其中一个，[甲] 可有可无，<名字> 是一组说法（macros.yaml），… 隔几个字，^ $ 小句的头尾。",
        "unless": "同一小句里放过：小句里有这些就不算，写法跟 say 一样。",
        "unless_sentence": "同一句里放过：整句里有这些就不算。",
        "unless_reply": "整段里放过：整段回答里有这些就不算，例如下一句给了办法。",
        "context": "有理由就放过：有这些理由就不算，写 purposes.yaml 里的 name，如 delivery。",
        "severity": "多伤人：情景对练里顾客的火气按它涨。不写就是 2。",
        "instead": "该怎么说：换成哪一句。写了 category 的必须写。",
        "why": "为什么：这样说坏在哪里。写了 category 的必须写。",
        "examples": "例句：每次检查都真的跑一遍。",
    },
    Examples: {
        "": "例句：该抓的和该放过的，各三句以上。",
        "flag": "该抓的：一定要抓到的真话，三句以上。",
        "pass": "该放过的：很像、但不该抓的话，三句以上。",
    },
    MacroFile: {
        "": "宏文件：给一组说法起名字，规则里写 <名字> 就等于写了整组。",
        "macros": "宏：一个宏里可以用写在它前面的宏。",
    },
    Macro: {
        "": "宏：意思一样的一组说法。",
        "name": "名字：英文小写，如 me，规则里写成 <me>。",
        "any": "说法：意思一样的各种说法，如 [我[们], 咱[们], 小妹]。",
    },
    PurposeFile: {
        "": "理由文件：哪些业务上的理由，放过哪几类话。",
        "purposes": "理由：一个理由一项。",
        "reasons": "怎样才算讲了理由：写了 needs_reason 的理由，回答里要有这些说法之一才放过，如 为了保护。",
    },
    Purpose: {
        "": "理由：业务上正当的理由。没列出的理由什么也不放过。",
        "name": "名字：英文小写，如 delivery。题目和情景里的 purpose 写它，或者写 title。",
        "title": "中文名：如 送货。",
        "clears": "放过哪几类：有这个理由时，这几类话不算毛病。",
        "needs_reason": "要讲出来：写 true 的，回答里真的讲了理由、也没有别的毛病，才放过。",
    },
}
