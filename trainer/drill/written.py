"""A question written by hand: pick one option, select several, or type the answer."""

from __future__ import annotations

import re

from trainer.course.model import Course, Fact, Written
from trainer.drill.cloze import CLOSE
from trainer.drill.question import Form, Mark, Mode, Offer, Question, Response
from trainer.drill.variety import shuffled
from trainer.i18n import N_, Message
from trainer.memory import RECALL, RECOGNISE, Grade
from trainer.reply.listing import is_negated
from trainer.reply.normalise import squeeze
from trainer.reply.numerals import Amount, mask_amount, parse_amount
from trainer.reply.score import likeness
from trainer.reply.template import find_words

AROUND = 8
"""Characters that may stand around an accepted answer."""
_DIGITS = re.compile(r"[\d.]+(-[\d.]+)?")


def list_forms(course: Course, fact: Fact) -> list[Form]:
    """Return one form a question: recognised where options are given, else recalled."""
    rungs = [RECOGNISE if written.options else RECALL for written in fact.questions]
    return [Form("written", "question", index, rung, "catalyst") for index, rung in enumerate(rungs)]


def build_question(course: Course, fact: Fact, form: Form, seed: str) -> Question:
    """Build the question, its options in seeded order."""
    written = fact.questions[form.index]
    options = shuffled(written.options, seed, fact.id, form.name)
    key = [position for position, option in enumerate(options) if option in written.key]
    return Question(
        fact=fact,
        form=form,
        mode=_mode_of(written),
        context=[written.situation] if written.situation else [],
        ask=written.ask if options else N_("{ask}（打字）", ask=written.ask),
        options=list(options),
        key=key,
        hints=_hints(fact, written, key, seed),
    )


def grade_response(course: Course, question: Question, response: Response) -> Mark:
    """Mark picks against the key, and what was typed against every accepted answer."""
    fact = question.fact
    written = fact.questions[question.form.index]
    grade = _grade_picks(question, response) if question.options else _grade_typed(fact, written, response.text)
    if grade == "right":
        return Mark(grade="right", praise=N_("答对了。"), correction=written.why, say=fact.instead)
    if question.options:
        numbers = [position + 1 for position in question.key]
        correction = N_("该选 {numbers}：{why}", numbers=numbers, why=written.why)
    else:
        correction = N_("答案是“{answer}”：{why}", answer=written.key[0], why=written.why)
    return Mark(grade=grade, praise=N_("接近了。") if grade == "partial" else "", correction=correction, say=fact.instead)


def list_offer(course: Course, fact: Fact, form: Form) -> Offer:
    """Return what is offered."""
    written = fact.questions[form.index]
    return Offer(written.key, [option for option in written.options if option not in written.key])


def _mode_of(written: Written) -> Mode:
    if written.options:
        return "pick" if len(written.key) == 1 else "select"
    return "number" if _amounts(written) else "text"


def _amounts(written: Written) -> list[Amount]:
    """Return the accepted numbers; nothing unless every accepted answer is one, in digits."""
    amounts = [parse_amount(key) for key in written.key if _DIGITS.fullmatch(key)]
    return [amount for amount in amounts if amount] if len(amounts) == len(written.key) and all(amounts) else []


def _grade_picks(question: Question, response: Response) -> Grade:
    """Right for exactly the key; where several are to be selected, partial when one is missing or too many."""
    slips = set(response.picks) ^ set(question.key)
    if not slips:
        return "right"
    return "partial" if question.mode == "select" and len(slips) == 1 else "wrong"


def _grade_typed(fact: Fact, written: Written, text: str) -> Grade:
    amounts = _amounts(written)
    if amounts:
        return _grade_amount(parse_amount(text), amounts)
    typed = squeeze(text)
    accepted = [squeeze(key) for key in written.key]
    if typed in accepted:
        return "right"
    if find_words(text, fact.avoid, fact.unless) or any(_denies(typed, key) for key in accepted):
        return "wrong"
    if any(len(key) > 1 and key in typed and len(typed) <= len(key) + AROUND for key in accepted):
        return "right"
    return "partial" if len(typed) > 1 and max(likeness(typed, key) for key in accepted) >= CLOSE else "wrong"


def _grade_amount(typed: Amount | None, accepted: list[Amount]) -> Grade:
    if typed is None:
        return "wrong"
    if any(typed.equals(key) for key in accepted):
        return "right"
    return "partial" if any(typed.is_near(key) or typed.is_inside(key) for key in accepted) else "wrong"


def _denies(typed: str, key: str) -> bool:
    return key in typed and is_negated(typed, typed.index(key))


def _hints(fact: Fact, written: Written, key: list[int], seed: str) -> list[Message | str]:
    first = written.hint or fact.why
    if not written.options:
        return _typed_hints(written, first)
    if len(key) > 1:
        given = shuffled(key, seed, "given")[0]
        return [first, N_("该选的一共有 {count} 个。", count=len(key)), N_("{number} 要选。", number=given + 1)]
    wrong = [position + 1 for position in range(len(written.options)) if position not in key]
    struck = sorted(shuffled(wrong, seed, "strike")[: 2 if len(wrong) > 2 else 1])
    if len(struck) == 2:
        return [first, N_("可以排除 {first} 和 {second}。", first=struck[0], second=struck[1])]
    return [first, N_("可以排除 {number}。", number=struck[0])] if len(wrong) > 1 else [first]


def _typed_hints(written: Written, first: str) -> list[Message | str]:
    for amount in _amounts(written):
        first = mask_amount(first, amount)
    answer = written.key[0]
    if _amounts(written):
        return [first, N_("第一个数字是 {start}。", start=answer[0])] if len(answer) > 1 else [first]
    hints: list[Message | str] = [first, N_("一共 {count} 个字。", count=len(answer))]
    return [*hints, N_("第一个字是“{start}”。", start=answer[0])] if len(answer) > 1 else hints
