"""What of a scenario, or of what all scenarios share, cannot be meant: words without a letter, names that nothing has, pools left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import get_args

from trainer.course.problem import Place, Problem, quote
from trainer.course.rules import CATEGORIES
from trainer.course.scenario import MOOD_MOST, Branch, EffectName, EndingKind, Shared
from trainer.i18n import N_
from trainer.reply.reading import spell
from trainer.reply.verdict import ReplyJudge
from trainer.roleplay.reading import hear_reply
from trainer.roleplay.stage import Stage

Locate = Callable[..., Place]
"""Gives the place of a part of a file by the steps that lead to it."""
EFFECTS: tuple[str, ...] = get_args(EffectName)
STRUCK = (*(name for name in EFFECTS if not name.startswith("hurt_")), *CATEGORIES, "silence", "noticed")
"""The pools of what she says first."""
POOLS = (*STRUCK, "speechless")


def check_shared(shared: Shared, locate: Locate) -> Iterator[Problem]:
    """What scenarios share is whole: every weight, every pool of lines, every ending, and nodes for a scenario that has none."""
    endings: tuple[EndingKind, ...] = get_args(EndingKind)
    missing: dict[str, set[str]] = {
        "weights": {*EFFECTS} - {weight.name for weight in shared.weights},
        "reactions": {name for name in POOLS if not shared.reactions.get(name)},
        "endings": {name for name in endings if not shared.endings.get(name)},
        "nodes": set() if shared.nodes else {"id"},
    }
    for field, names in missing.items():
        if names:
            message = N_("{field} 里少了：{names}", field=field, names=sorted(names))
            yield locate(field).problem("E813", message, N_("照自带课程的 roleplay.yaml 补上。"))


def check_words(stage: Stage, locate: Locate) -> Iterator[Problem]:
    """Words to look for hold something to look for, ids are not given twice, names and figures are those there can be."""
    scenario = stage.scenario
    if not scenario.says:
        yield locate("says").problem("E814", N_("says 是空的，顾客没有开口的话。"), N_("写一句顾客怎么开口。"))
    counted = Counter(node.id for node in scenario.nodes)
    for number, node in enumerate(scenario.nodes):
        if counted[node.id] > 1:
            message = N_("“{name}”这个名字用了两次。", name=quote(node.id))
            yield locate("nodes", number, "id").problem("E302", message, N_("换一个名字，或者删掉一处。"))
    for steps, word in _words(stage):
        if not spell(word):
            message = N_("“{word}”里没有字，怎么回答都算说到了。", word=quote(word))
            yield locate(*steps).problem("E815", message, N_("写顾客听得出来的字，或者删掉。"))
    for number, branch in enumerate(scenario.branches):
        if _is_idle(branch):
            yield locate("branches", number).problem("E818", N_("这条岔路没写怎样才走。"), N_("写 mood_least、violated 或 said。"))
    yield from _check_names(stage, locate)


def _check_names(stage: Stage, locate: Locate) -> Iterator[Problem]:
    scenario = stage.scenario
    known: dict[str, tuple[str, ...]] = {"weights": EFFECTS, "reactions": POOLS}
    for field, names in (("weights", scenario.weights), ("reactions", scenario.reactions)):
        for name in sorted(set(names) - set(known[field])):
            message = N_("{field} 里没有叫“{name}”的。", field=field, name=quote(name))
            yield locate(field, name).problem("E816", message, N_("可以写：{known}", known=list(known[field])))
    for name, value in scenario.weights.items():
        if name.startswith("hurt_") and value < 1:
            message = N_("{name} 是 {value}：说伤人的话反而不惹他生气。", name=name, value=value)
            yield locate("weights", name).problem("E817", message, N_("写 1 或者更大的数。"))
    if not 0 <= scenario.person.mood < MOOD_MOST:
        message = N_("进门时的火气 mood 是 {value}。", value=scenario.person.mood)
        yield locate("person", "mood").problem("E817", message, N_("火气写 0 到 9；到 10 就已经走人了。"))


def check_reply(stage: Stage, locate: Locate, judge: ReplyJudge) -> Iterator[Problem]:
    """The one good reply that an author gives hurts nobody, and is about this case."""
    reading = hear_reply(stage.scenario.reply, stage.scenario.says[0], stage, judge)
    if reading.hurts:
        message = N_("示范的 reply 自己就有伤人的话。")
        yield locate("reply").problem("W819", message, N_("运行 trainer score 加这句话，看是哪几个字。"))
    elif not reading.is_concrete:
        message = N_("示范的 reply 没说到这件事，像是背出来的。")
        yield locate("reply").problem("W819", message, N_("说出出了什么事、他要什么，或者您能给什么。"))
    elif not reading.moves and not reading.offers:
        message = N_("示范的 reply 听不出在帮他：没道歉、没体谅，也没给办法。")
        yield locate("reply").problem("W819", message, N_("先接住他的急，再说您这就怎么办。"))


def _is_idle(branch: Branch) -> bool:
    return branch.mood_least > MOOD_MOST and not branch.violated and not branch.said


def _words(stage: Stage) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield every word that a reply is searched for, with the steps that lead to it."""
    scenario = stage.scenario
    for name, words in scenario.details.words.items():
        yield from ((("details", name, place), word) for place, word in enumerate(words))
    for number, node in enumerate(scenario.nodes):
        for group, words in enumerate(node.keys):
            yield from ((("nodes", number, "keys", group, place), word) for place, word in enumerate(words))
    for number, branch in enumerate(scenario.branches):
        yield from ((("branches", number, "said", place), word) for place, word in enumerate(branch.said))
