"""What categories and moves are called on the screen."""

from __future__ import annotations

from trainer.i18n import N_, Message

NAMES: dict[str, Message] = {
    "refuse": N_("一口拒绝"),
    "dont_know": N_("一句不知道"),
    "disown": N_("推卸责任"),
    "blame": N_("怪顾客"),
    "interrogate": N_("质问"),
    "command": N_("下命令"),
    "brush_off": N_("敷衍打发"),
    "lecture": N_("教训人"),
    "dismiss": N_("否定感受"),
    "yes_but": N_("先认后驳"),
    "cost": N_("说成要他花钱"),
    "ask_age": N_("问年龄"),
    "ask_marriage": N_("问婚恋子女"),
    "ask_income": N_("问收入"),
    "ask_address": N_("问住址"),
    "ask_history": N_("问经历"),
    "ask_religion": N_("问信仰"),
    "ask_body": N_("问身体"),
    "greet": N_("问候"),
    "apologise": N_("道歉"),
    "explain": N_("说明原因"),
    "empathise": N_("体谅"),
    "solve": N_("给办法"),
    "commit": N_("承诺改进"),
    "thank": N_("感谢"),
    "clarify": N_("复述确认"),
    "invite": N_("请他说"),
    "request": N_("客气地请"),
    "refer": N_("请人来帮"),
    "team": N_("一起办"),
    "name": N_("叫得出称呼"),
    "i_statement": N_("揽到自己身上"),
}

MEANINGS: dict[str, Message] = {
    "refuse": N_("只说不能、不行，没给办法"),
    "dont_know": N_("一句不知道就算回答了"),
    "disown": N_("不是我的事，怪同事、怪别家"),
    "blame": N_("说顾客错了、弄错了"),
    "interrogate": N_("盘问、反问，要顾客解释"),
    "command": N_("你必须、你应该、在这儿等着"),
    "brush_off": N_("我忙着呢，等会儿再说"),
    "lecture": N_("你听我说，我告诉你"),
    "dismiss": N_("至于吗、想多了，不把他的感受当真"),
    "yes_but": N_("您说得对，但是……"),
    "cost": N_("把价钱说成您要花多少"),
    "ask_age": N_("无缘无故问年纪"),
    "ask_marriage": N_("无缘无故问对象、孩子"),
    "ask_income": N_("无缘无故问挣多少、家底"),
    "ask_address": N_("无缘无故问住哪儿"),
    "ask_history": N_("无缘无故问学历、工作、往事"),
    "ask_religion": N_("无缘无故问信什么"),
    "ask_body": N_("无缘无故问胖瘦、病痛"),
}
"""What each category is about, in a few words: for people who must choose one."""
