"""Type the turning phrase that is missing from a good sentence."""

from __future__ import annotations

import re

from trainer.course.model import Cloze, Course, Fact
from trainer.drill.question import Form, Mark, Question, Response
from trainer.i18n import N_, Message
from trainer.memory import RECALL
from trainer.reply.normalise import squeeze
from trainer.reply.score import likeness
from trainer.reply.template import find_words

BLANK = "____"
CLOSE = 0.5
"""Likeness to an accepted wording from which an answer is on the way."""
_MARKED = re.compile(r"【([^】]+)】")


def list_forms(course: Course, fact: Fact) -> list[Form]:
    """Return one form a marked sentence."""
    return [Form("cloze", "blank", index, RECALL, "catalyst") for index in range(len(fact.cloze))]


def build_question(course: Course, fact: Fact, form: Form, seed: str) -> Question:
    """Build the question: the situation and the sentence with a blank."""
    cloze = fact.cloze[form.index]
    return Question(
        fact=fact,
        form=form,
        mode="text",
        context=[cloze.situation, _MARKED.sub(BLANK, cloze.text)],
        ask=N_("空格里填什么？（打字）"),
        key=[],
        hints=_hints(missing_words(cloze)),
    )


def grade_response(course: Course, question: Question, response: Response) -> Mark:
    """Right for any accepted wording, also inside the whole sentence; partial when most of it is there."""
    fact = question.fact
    cloze = fact.cloze[question.form.index]
    say = full_sentence(cloze)
    typed = squeeze(response.text)
    wordings = [missing_words(cloze), *cloze.accept]
    accepted = [squeeze(wording) for wording in wordings]
    if typed in accepted or any(_covers_blank(typed, cloze, wording) for wording in accepted):
        return Mark(grade="right", praise=N_("填对了。"), correction=fact.why, say=say)
    correction = N_("这里填“{answer}”。{why}", answer=missing_words(cloze), why=fact.why)
    if find_words(response.text, fact.avoid, fact.unless):
        return Mark(grade="wrong", correction=correction, say=say)
    if len(typed) > 1 and max(likeness(typed, wording) for wording in accepted) >= CLOSE:
        return Mark(grade="partial", praise=N_("意思接近了。"), correction=correction, say=say)
    return Mark(grade="wrong", correction=correction, say=say)


def _covers_blank(typed: str, cloze: Cloze, wording: str) -> bool:
    """Tell whether what was typed is a piece of the sentence with the whole blank in it: the words beside it do no harm."""
    before, after = map(squeeze, _MARKED.split(cloze.text, maxsplit=1)[::2])
    sentence, start = before + wording + after, len(before)
    ends = (start - len(typed) + len(wording), start + 1)
    return bool(typed) and any(sentence.startswith(typed, place) for place in range(max(0, ends[0]), ends[1]))


def missing_words(cloze: Cloze) -> str:
    """Return the words inside 【】."""
    found = _MARKED.search(cloze.text)
    return found.group(1) if found else ""


def full_sentence(cloze: Cloze) -> str:
    """Return the sentence with its words in place."""
    return _MARKED.sub(r"\1", cloze.text)


def _hints(answer: str) -> list[Message | str]:
    hints: list[Message | str] = [N_("一共 {count} 个字。", count=len(answer))]
    if len(answer) > 1:
        hints.append(N_("第一个字是“{start}”。", start=answer[0]))
    if len(answer) > 2:
        hints.append(N_("就差最后一个字：“{start}…”。", start=answer[:-1]))
    return hints
