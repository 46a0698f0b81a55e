"""What may be written where there is a choice, and what each choice means; the names of faults and moves are those on the screen."""

from __future__ import annotations

from trainer.reply.labels import NAMES

Choices = dict[str | int, str]

_FAULTS = {
    "refuse": "只说不行，停在那里",
    "dont_know": "用不知道作答",
    "disown": "说不归自己管，或者推给同事",
    "blame": "说是顾客的错",
    "interrogate": "像审人一样追问",
    "command": "命令他，或者说他早该怎样",
    "brush_off": "没空，让他等，又不说等到几时",
    "lecture": "居高临下讲道理",
    "dismiss": "说他不该有这样的感受，或者说自己全懂",
    "yes_but": "前半句认了，后半句收回去",
    "cost": "把价钱说成他非花不可的钱",
    "ask_age": "没有理由打听年龄",
    "ask_marriage": "没有理由打听婚恋、子女",
    "ask_income": "没有理由打听收入",
    "ask_address": "没有理由打听住址",
    "ask_history": "没有理由打听过去",
    "ask_religion": "没有理由打听信仰",
    "ask_body": "没有理由打听身材、身体",
}
_MOVES = {
    "greet": "打招呼，或者好好道别",
    "apologise": "说一声对不起",
    "explain": "说清楚为什么",
    "empathise": "说出他急在哪里",
    "solve": "说出怎么办",
    "commit": "保证以后怎么做，或者几时办好",
    "thank": "谢谢他",
    "clarify": "用自己的话说一遍，问对不对",
    "invite": "请他慢慢说",
    "request": "用“请”“麻烦您”来请他做",
    "refer": "请能做主的人来，或者带他去",
    "team": "说“我们一起”",
    "name": "叫出他的称呼",
    "i_statement": "说“我没说清楚”，不说“您没听懂”",
}
CATEGORY: Choices = {name: f"{NAMES[name].template}：{means}" for name, means in _FAULTS.items()}
MOVE: Choices = {name: f"{NAMES[name].template}：{means}" for name, means in _MOVES.items()}
ENDING: Choices = {
    "home": "回本垒：消了气，下回还来",
    "resolved": "办成了：事办好了，人还有点不高兴",
    "boundary": "守住界线：事不能办，或者人不讲理，您平静地划了线",
    "left": "走了：不吵，也不再来",
    "complained": "投诉：去找上面的人",
}
STRUCK: Choices = {
    "empathy": "有人懂他为什么急",
    "sorry": "道了歉",
    "again_sorry": "事情没往前走，又道歉",
    "eased": "还在火头上，又说到了他这件事",
    "named": "叫得出他的称呼",
    "listened": "请他说，或者复述他的话",
    "remembered": "说到了他这件事的细节",
    "heard_solution": "听完了再给办法，也对得上他的事",
    "early_solution": "还没听他说完就给办法",
    "hollow_solution": "只说会处理，没说怎么办",
    "excuse": "还没体谅就先解释",
    "explained_on": "解释得没完没了",
    "promise": "办法在前，再保证",
    "hollow_promise": "没有办法，光保证",
    "together": "说“我们一起”",
    "long": "说得太长",
    "nothing": "没接住他的话",
}
EFFECT: Choices = {
    "hurt_1": "有点扎人的话",
    "hurt_2": "惹人生气的话",
    "hurt_3": "一出口就吵架的话",
    "hurt_more": "一句话里不止一处惹他",
    "hurt_again": "惹过一次，又来一次",
    **STRUCK,
}
REACTION: Choices = {
    **{name: f"听到{NAMES[name].template}的话" for name in _FAULTS},
    **STRUCK,
    "silence": "您什么也没说",
    "noticed": "平平常常的一句，没好也没坏",
    "speechless": "别的话都说完了，放在哪里都合适的一句",
}
CHOICES: dict[str, Choices] = {
    "type": {
        "phrase": "一句别说的话",
        "pair": "一句坏话和它的换法",
        "principle": "一条原则，下面有几组 pair",
        "dont_ask": "别问的事：flag 是变着法儿问，pass 是有正当理由的问",
        "sequence": "有先后的步骤",
        "list": "一组要点，不分先后",
        "usage": "常用说法",
        "rule": "规矩",
        "number": "数字",
    },
    "tier": {"must": "第一班前要会，全课程最多 60 个", "useful": "有用", "background": "了解就行"},
    "standing": {"sound": "站得住", "dated": "过时", "disputed": "有争议", "policy": "看本店规定"},
    "category": CATEGORY,
    "move": MOVE,
    "severity": {1: "轻的：笑着说就过去了", 2: "一般：惹人不高兴", 3: "重的：一说就翻脸"},
    "level": {1: "容易", 2: "中等", 3: "难"},
    "channel": {"face": "当面", "phone": "电话", "chat": "聊天"},
    "quality": {"best": "最好：只有一句", "fair": "还行：没错，可也没说到他心里", "poor": "差：没接住", "bad": "坏：惹他生气"},
    "base": {0: "还没上垒", 1: "一垒：态度对了", 2: "二垒：需要问清了", 3: "三垒：需要满足了", 4: "本垒：下回还来"},
    "best": {"home": "消了气，下回还来", "boundary": "守住界线：看您怎么做，不看他消没消气"},
    "detail": {"": "不要求", "happened": "要说到出的事", "need": "要说到他的需要", "any": "哪一种都行"},
    "ending": {"": "不在这里结束", **ENDING},
    "Weight.name": EFFECT,
    "Rehearsal.name": {"golden": "最好：句句到位", "worst": "最坏：句句惹他", "recovery": "说错了又救回来", "beginner": "新手：磕磕绊绊"},
    "Scenario.endings": ENDING,
    "Scenario.weights": EFFECT,
    "Scenario.reactions": REACTION,
    "Shared.endings": ENDING,
    "Shared.reactions": REACTION,
}
"""By the name of the field, or of struct and field; `moves`, `goals`, `clears` and `violated` hold moves and faults too."""
CHOICES |= {"moves": CHOICES["move"], "goals": CHOICES["move"], "clears": CHOICES["category"], "violated": CHOICES["category"]}


def choices_for(struct: str, field: str) -> Choices:
    """Return the choices of a field with their meaning; empty where anything may be written."""
    return CHOICES.get(f"{struct}.{field}") or CHOICES.get(field, {})
