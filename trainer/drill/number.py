"""Type a number of the source. Writing it another way never counts, and size counts for more than the last digit."""

from __future__ import annotations

from trainer.course.model import Course, Fact, Figure
from trainer.drill.figures import show_figure
from trainer.drill.question import Form, Mark, Question, Response
from trainer.drill.variety import shuffled
from trainer.i18n import N_, Message
from trainer.memory import RECALL
from trainer.reply.numerals import Amount, mask_amount, parse_amount


def list_forms(course: Course, fact: Fact) -> list[Form]:
    """Return one form a figure."""
    readable = [index for index, figure in enumerate(fact.figures) if parse_amount(figure.value)]
    return [Form("number", "figure", index, RECALL, "catalyst") for index in readable]


def build_question(course: Course, fact: Fact, form: Form, seed: str) -> Question:
    """Build the question: what is counted, and in which unit."""
    figure = fact.figures[form.index]
    ask = N_("{name}是多少？（{unit}）", name=figure.name, unit=figure.unit) if figure.unit else N_("{name}是多少？", name=figure.name)
    return Question(fact=fact, form=form, mode="number", context=[], ask=ask, key=[], hints=_hints(figure, seed))


def grade_response(course: Course, question: Question, response: Response) -> Mark:
    """Right for the same amount, and for one of its size where the source is in doubt; else that is partial."""
    fact = question.fact
    figure = fact.figures[question.form.index]
    typed, key = parse_amount(response.text), _key(figure)
    shown = show_figure(figure)
    if typed and typed.equals(key):
        return Mark(grade="right", praise=N_("数字对了。"), correction=figure.means, say=fact.instead)
    if typed and typed.is_near(key):
        if fact.standing in ("dated", "disputed"):
            return Mark(grade="right", praise=N_("大小对了，讲义上是 {value}。", value=shown), correction=figure.means, say=fact.instead)
        correction = N_("准确的是 {value}：{means}", value=shown, means=figure.means)
        return Mark(grade="partial", praise=N_("很接近了。"), correction=correction, say=fact.instead)
    if typed and typed.is_inside(key):
        correction = N_("要说出整个范围，{value}：{means}", value=shown, means=figure.means)
        return Mark(grade="partial", praise=N_("在范围里。"), correction=correction, say=fact.instead)
    return Mark(grade="wrong", correction=N_("是 {value}：{means}", value=shown, means=figure.means), say=fact.instead)


def _hints(figure: Figure, seed: str) -> list[Message | str]:
    """Come closer in three steps: what it means, on which side of a wrong value it lies, one of two."""
    key = _key(figure)
    hints: list[Message | str] = [mask_amount(figure.means, key)]
    bound, rival = _pick_rivals(figure, key, seed)
    if limit := parse_amount(bound):
        shown = show_figure(figure, bound)
        hints.append(N_("比 {value} 大。", value=shown) if key.middle > limit.middle else N_("比 {value} 小。", value=shown))
    if rival:
        one, other = (show_figure(figure, value) for value in shuffled([figure.value, rival], seed, "two"))
        hints.append(N_("不是 {one}，就是 {other}。", one=one, other=other))
    return hints


def _pick_rivals(figure: Figure, key: Amount, seed: str) -> tuple[str, str]:
    """Return a wrong value to compare with, and one that this comparison does not rule out."""
    values = {value: parse_amount(value) for value in shuffled(figure.wrong, seed, figure.name)}
    middles = {value: amount.middle for value, amount in values.items() if amount and amount.middle != key.middle}
    for bound, limit in middles.items():
        for rival, middle in middles.items():
            if (middle - limit) * (key.middle - limit) > 0:
                return bound, rival
    return next(iter(middles), ""), ""


def _key(figure: Figure) -> Amount:
    key = parse_amount(figure.value)
    assert key, "forms are listed for figures that are numbers only"
    return key
