"""Put the steps of a sequence in order, typed as digits: `3 1 2` or `312`."""

from __future__ import annotations

from trainer.course.model import Course, Fact
from trainer.drill.question import Form, Mark, Question, Response
from trainer.drill.variety import shuffled
from trainer.i18n import N_, Message
from trainer.memory import RECALL


def list_forms(course: Course, fact: Fact) -> list[Form]:
    """Return the one form of a sequence; nothing for other facts."""
    return [Form("order", "steps", 0, RECALL, "catalyst")] if fact.type == "sequence" else []


def build_question(course: Course, fact: Fact, form: Form, seed: str) -> Question:
    """Build the question with the steps shuffled, never already in order."""
    names = [item.name for item in fact.items]
    options = shuffled(names, seed, fact.id)
    if options == names:
        options = names[1:] + names[:1]
    key = [options.index(name) for name in names]
    hints = [N_("开头是：{steps}", steps=" → ".join(names[:count])) for count in range(1, min(3, len(names) - 1) + 1)]
    return Question(
        fact=fact,
        form=form,
        mode="order",
        context=[],
        ask=_ask(fact),
        options=list(options),
        key=key,
        hints=list(hints),
    )


def grade_response(course: Course, question: Question, response: Response) -> Mark:
    """Right when all stand in their places; partial when one neighbouring swap away or when half the start is right."""
    fact = question.fact
    steps = " → ".join(item.name for item in fact.items)
    if response.picks == question.key:
        return Mark(grade="right", praise=N_("顺序全对。"), correction=fact.why, say=fact.instead)
    start = _right_from_start(response.picks, question.key)
    praise = N_("前 {count} 步对了，后面的再调一调。", count=start) if start else ""
    close = _is_one_swap(response.picks, question.key) or start * 2 >= len(question.key)
    correction = N_("正确的顺序：{steps}", steps=steps)
    return Mark(grade="partial" if close else "wrong", praise=praise, correction=correction, say=fact.instead)


def _ask(fact: Fact) -> Message:
    if fact.standing == "policy":  # elsewhere the order may be another one
        return N_("按讲义的先后排好“{title}”，依次输入序号。", title=fact.title)
    return N_("按先后排好“{title}”，依次输入序号。", title=fact.title)


def _right_from_start(picks: list[int], key: list[int]) -> int:
    pairs = zip(picks, key, strict=False)
    return next((position for position, (pick, right) in enumerate(pairs) if pick != right), len(key))


def _is_one_swap(picks: list[int], key: list[int]) -> bool:
    wrong = [position for position, (pick, right) in enumerate(zip(picks, key, strict=True)) if pick != right]
    return len(wrong) == 2 and wrong[1] == wrong[0] + 1
