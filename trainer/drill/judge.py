"""Judge one line in its situation: say it or not, ask it or not."""

from __future__ import annotations

from trainer.course.model import Course, Fact, Line
from trainer.drill.question import Form, Mark, Question, Response
from trainer.i18n import N_, Message
from trainer.memory import RECOGNISE
from trainer.text import nest_quotes

ALLOWED, FORBIDDEN = 0, 1


def list_forms(course: Course, fact: Fact) -> list[Form]:
    """Return one form a line, the lines that may not be said first."""
    return [Form("judge", "line", index, RECOGNISE, "trigger") for index in range(len(fact.flag) + len(fact.ok))]


def build_question(course: Course, fact: Fact, form: Form, seed: str) -> Question:
    """Build the question. The two options keep their places, so that the keys become a habit."""
    line, key = _line(fact, form.index)
    asks = fact.type == "dont_ask"
    return Question(
        fact=fact,
        form=form,
        mode="pick",
        context=[line.situation, nest_quotes(f"“{line.say}”")],
        ask=N_("这句能问吗？") if asks else N_("这句能说吗？"),
        options=_labels(asks),
        key=[key],
        hints=[N_("想想：问这个，是眼前办事需要吗？") if asks else N_("想想：他是来求助的，听到这句会怎么想？")],
    )


def grade_response(course: Course, question: Question, response: Response) -> Mark:
    """Right or wrong, with the reason for this very line; a line that may be said is itself the good sentence."""
    fact = question.fact
    line, key = _line(fact, question.form.index)
    say = line.say if key == ALLOWED else line.better or fact.instead
    hears = line.hears or fact.hears if key == FORBIDDEN else ""
    if response.picks == question.key:
        return Mark(grade="right", praise=N_("判断对了。"), correction=line.why, hears=hears, say=say)
    verdict = N_("这句其实没问题：{why}", why=line.why) if key == ALLOWED else N_("这句要避开：{why}", why=line.why)
    return Mark(grade="wrong", correction=verdict, hears=hears, say=say)


def _line(fact: Fact, index: int) -> tuple[Line, int]:
    if index < len(fact.flag):
        return fact.flag[index], FORBIDDEN
    return fact.ok[index - len(fact.flag)], ALLOWED


def _labels(asks: bool) -> list[Message | str]:
    return [N_("可以问"), N_("别问")] if asks else [N_("可以说"), N_("别说")]
