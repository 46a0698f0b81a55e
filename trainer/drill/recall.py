"""Write a list from memory: in any order, with anything between the items or nothing, and with a slip here and there."""

from __future__ import annotations

from trainer.course.model import Course, Fact, Item
from trainer.drill.belong import LISTS, item_names
from trainer.drill.question import Form, Mark, Question, Response
from trainer.i18n import N_, Message
from trainer.memory import RECALL, Grade
from trainer.reply.listing import Thing, find_things

ASKED_MOST = 7
"""Items asked at once: more are no question but an ordeal."""


def list_forms(course: Course, fact: Fact) -> list[Form]:
    """Return one form for every seven items, or part of seven."""
    parts = -(-len(fact.items) // ASKED_MOST) if fact.type in LISTS else 0
    return [Form("recall", "items", index, RECALL, "catalyst") for index in range(parts)]


def build_question(course: Course, fact: Fact, form: Form, seed: str) -> Question:
    """Build the question; the items that another form asks are shown."""
    asked = items_asked(fact, form.index)
    shown = [name for name in item_names(fact) if name not in {item.name for item in asked}]
    if shown:
        ask = N_("“{title}”还差 {count} 项，都写出来，不分先后。（打字）", title=fact.title, count=len(asked))
    else:
        ask = N_("“{title}”一共 {count} 项，都写出来，不分先后。（打字）", title=fact.title, count=len(asked))
    context = [f"✓ {'、'.join(shown)}"] if shown else []
    return Question(fact=fact, form=form, mode="text", context=context, ask=ask, key=[], hints=_hints(fact, asked))


def grade_response(course: Course, question: Question, response: Response) -> Mark:
    """Right when every item asked is there, partial from half of them; what does not belong is named."""
    fact = question.fact
    asked = items_asked(fact, question.form.index)
    others = [item for item in fact.items if item not in asked]
    things = [*map(_as_thing, asked), *map(_as_thing, others), *(Thing(name, [name]) for name in fact.outsiders)]
    named = find_things(response.text, things)
    missing = [item.name for place, item in enumerate(asked) if place not in named]
    strangers = [things[place].name for place in named if place >= len(fact.items)]
    found = len(asked) - len(missing)
    if not missing:
        correction = N_("不属于这里：{names}", names=strangers) if strangers else fact.why
        return Mark(grade="right", praise=N_("{count} 项全写出来了。", count=found), correction=correction, say=fact.instead)
    praise = N_("写对了 {count} 项。", count=found) if found else ""
    grade: Grade = "partial" if found * 2 >= len(asked) else "wrong"
    return Mark(grade=grade, praise=praise, correction=_correction(missing, strangers), say=fact.instead)


def items_asked(fact: Fact, index: int) -> list[Item]:
    """Return the items that a form asks: an even share of a long list."""
    parts = -(-len(fact.items) // ASKED_MOST)
    return fact.items[index * len(fact.items) // parts : (index + 1) * len(fact.items) // parts]


def _as_thing(item: Item) -> Thing:
    return Thing(item.name, [item.name, *item.accept])


def _correction(missing: list[str], strangers: list[str]) -> Message:
    if strangers:
        return N_("还差：{missing}。不属于这里：{names}", missing=missing, names=strangers)
    return N_("还差：{missing}", missing=missing)


def _hints(fact: Fact, asked: list[Item]) -> list[Message | str]:
    names = [item.name for item in asked]
    hints: list[Message | str] = [fact.mnemonic] if fact.mnemonic else []
    hints.append(N_("每项的第一个字：{starts}", starts=[name[0] for name in names]))
    if len(names) > 1:
        hints.append(N_("其中有：{names}", names=names[: len(names) // 2]))
    return hints
