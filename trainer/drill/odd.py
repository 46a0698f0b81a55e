"""The odd one out of four: what does not belong to a list, or the only line that may be said."""

from __future__ import annotations

from trainer.course.model import Course, Fact, Line
from trainer.drill.belong import LISTS, flags_of, item_names, passes_of, reason_for, true_outsiders, without
from trainer.drill.question import Form, Mark, Offer, Question, Response
from trainer.drill.siblings import siblings
from trainer.drill.variety import is_like_length, like_length, shuffled
from trainer.i18n import N_, Message
from trainer.memory import RECOGNISE

INSIDERS = 3
"""Options that are alike; the odd one is the fourth."""
FORMS = 4


def list_forms(course: Course, fact: Fact) -> list[Form]:
    """Return one form an outsider of a list, or one a line that may be said."""
    if fact.type in LISTS and len(item_names(fact)) >= INSIDERS:
        return [Form("odd", "outsider", index, RECOGNISE, "catalyst") for index in range(len(true_outsiders(fact)[:FORMS]))]
    if fact.type != "phrase":
        return []
    enough = [index for index, line in enumerate(fact.ok) if len(_forbidden(course, fact, line, "")) == INSIDERS]
    return [Form("odd", "allowed", index, RECOGNISE, "trigger") for index in enough]


def build_question(course: Course, fact: Fact, form: Form, seed: str) -> Question:
    """Build the question: the odd one and three of the others, of like length, in seeded order."""
    is_outsider = form.variety == "outsider"
    odd = _odd_one(fact, form)
    alike = like_length(odd, item_names(fact), INSIDERS, seed) if is_outsider else _forbidden(course, fact, fact.ok[form.index], seed)
    options = shuffled([odd, *alike], seed, fact.id, form.name)
    first, second = sorted(options.index(text) for text in shuffled(alike, seed, "strike")[:2])
    ask = N_("哪一项不属于“{title}”？", title=fact.title) if is_outsider else N_("只有一句可以说，是哪一句？")
    return Question(
        fact=fact,
        form=form,
        mode="pick",
        context=[],
        ask=ask,
        options=list(options),
        key=[options.index(odd)],
        hints=[fact.why, N_("可以排除 {first} 和 {second}。", first=first + 1, second=second + 1)],
    )


def grade_response(course: Course, question: Question, response: Response) -> Mark:
    """Right or wrong; a wrong pick is told why it is like the others."""
    fact = question.fact
    is_outsider = question.form.variety == "outsider"
    odd = _odd_one(fact, question.form)
    say = fact.instead if is_outsider else odd
    if response.picks == question.key:
        reason = fact.why if is_outsider else fact.ok[question.form.index].why
        return Mark(grade="right", praise=N_("找对了。"), correction=reason, say=say)
    picked = str(question.options[response.picks[0]])
    hears = fact.hears if picked in flags_of([fact]) else ""
    number, reason = question.key[0] + 1, reason_for(course, fact, picked)
    return Mark(grade="wrong", correction=_correct(number, picked, reason, is_outsider), hears=hears, say=say)


def list_offer(course: Course, fact: Fact, form: Form) -> Offer:
    """Return what may be offered."""
    alike = item_names(fact) if form.variety == "outsider" else flags_of([fact, *siblings(course, fact)])
    return Offer([_odd_one(fact, form)], alike)


def _correct(number: int, picked: str, reason: str, is_outsider: bool) -> Message:
    if is_outsider:
        return N_("该选 {number}。“{picked}”是其中一项：{reason}", number=number, picked=picked, reason=reason)
    return N_("该选 {number}。您选的那句要避开：{reason}", number=number, reason=reason)


def _odd_one(fact: Fact, form: Form) -> str:
    return true_outsiders(fact)[form.index] if form.variety == "outsider" else fact.ok[form.index].say


def _forbidden(course: Course, fact: Fact, line: Line, seed: str) -> list[str]:
    """Return lines that may not be said: the fact's own where their length fits, then its siblings', then its own of any length."""
    family = [fact, *siblings(course, fact)]
    may = passes_of(family)
    own, lent = without(flags_of([fact]), may), without(flags_of(family[1:]), may)
    fitting = [like_length(line.say, _near(line.say, lines), INSIDERS, seed) for lines in (own, lent)]
    return without([*fitting[0], *fitting[1], *like_length(line.say, own + lent, INSIDERS, seed)], [])[:INSIDERS]


def _near(key: str, lines: list[str]) -> list[str]:
    return [text for text in lines if is_like_length(key, text)]
