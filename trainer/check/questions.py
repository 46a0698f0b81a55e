"""The questions that the course gives rise to: askable on every rung, with one key that only knowledge tells."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from trainer.course.model import Course, Fact
from trainer.course.positions import Positions
from trainer.course.problem import Problem, quote
from trainer.drill.kinds import build_question, ladder_of, list_forms
from trainer.drill.question import Form, Question
from trainer.i18n import N_, render
from trainer.memory import PRODUCE, RECALL, RECOGNISE
from trainer.reply.normalise import squeeze

COLD_FEWEST = 2
BIAS_MOST = 0.45
"""Share of reply questions whose key may be the longest, or the shortest, of its options; chance is 0.25."""
BIAS_FROM = 20
"""Reply questions from which a share says anything."""
STANDS_OUT = 1.5
"""How many times longer than the longest distractor (or shorter than the shortest) a key must be to give itself away."""
_SEED = "check"


class Asked(msgspec.Struct, frozen=True):
    """A question as built for the check, with the fact and the form it came from."""

    fact: Fact
    form: Form
    question: Question


def count_questions(course: Course) -> int:
    """Return how many different questions the course can ask."""
    return sum(len(list_forms(course, fact)) for fact in course.facts)


def check_rungs(course: Course, positions: Positions) -> Iterator[Problem]:
    """Every fact can be asked on every rung, or its card could not climb."""
    names = {RECOGNISE: N_("认出来（选择、判断）"), RECALL: N_("想起来（填空、排序）"), PRODUCE: N_("说出来（改写）")}
    for fact in course.facts:
        there = {form.rung for form in list_forms(course, fact)}
        for rung in ladder_of(fact):
            if rung not in there:
                message = N_("“{id}”在“{rung}”这一级没有题可出。", id=quote(fact.id), rung=names[rung])
                yield positions.find(fact, "id").problem("E601", message, N_("补上场景 scenes、填空 cloze 或判断句 flag、pass。"))


def check_options(course: Course, positions: Positions) -> Iterator[Problem]:
    """Options differ when read, there is one key, and its length does not give it away."""
    for asked in _iterate_asked(course):
        question = asked.question
        shown = [squeeze(render(option)) for option in question.options]
        place = positions.find(asked.fact, *_steps_of(asked))
        if len(set(shown)) < len(shown):
            message = N_("“{id}”的一道题里有两个一样的选项。", id=asked.fact.id)
            yield place.problem("E602", message, N_("把其中一句改得不一样。"))
        if question.mode == "pick" and len(question.key) != 1:
            yield place.problem("E603", N_("“{id}”的一道题不是恰好一个答案。", id=asked.fact.id), N_("检查这个知识点的选项。"))
        if asked.form.kind == "choose" and _stands_out(question):
            message = N_("正确选项的长短太显眼，不用懂也能猜中：{text}", text=quote(_key_text(question)))
            yield place.problem("W604", message, N_("把几个选项写得长短差不多。"))


def check_length_bias(course: Course, positions: Positions) -> Iterator[Problem]:
    """Over the course, neither “take the longest” nor “take the shortest” is a way of passing."""
    replies = [asked.question for asked in _iterate_asked(course) if asked.form.kind == "choose" and asked.form.variety == "reply"]
    for name, sign in ((N_("最长"), 1), (N_("最短"), -1)):
        hits = sum(_is_extreme(question, sign) for question in replies)
        if len(replies) >= BIAS_FROM and hits / len(replies) > BIAS_MOST:
            figures = {"hits": hits, "all": len(replies), "percent": round(100 * hits / len(replies)), "name": name}
            message = N_("{all} 道“哪一句最合适”里，有 {hits} 道（{percent}%）的答案是{name}的选项。", **figures)
            remedy = N_("挑一些场景，把 say 或 wrong 改得长短不同，到 {most}% 以下。", most=round(100 * BIAS_MOST))
            yield positions.course.problem("W605", message, remedy)


def check_cold(course: Course, positions: Positions) -> Iterator[Problem]:
    """A first session needs facts that common sense can judge, to stand between a lesson and its question."""
    cold = sum(fact.cold for fact in course.facts)
    if cold < COLD_FEWEST:
        message = N_("只有 {count} 个知识点写了 cold: true，第一次练习不好安排。", count=cold)
        yield positions.course.problem("W606", message, N_("挑几个凭常识就能判断的，加上 cold: true。"))


def _iterate_asked(course: Course) -> Iterator[Asked]:
    for fact in course.facts:
        for form in list_forms(course, fact):
            yield Asked(fact, form, build_question(course, fact, form, _SEED))


def _steps_of(asked: Asked) -> tuple[str | int, ...]:
    form = asked.form
    if form.variety == "reply":
        return "scenes", form.index, "say"
    named: dict[str, tuple[str | int, ...]] = {"hears": ("hears",), "catalyst": ("modern",), "spot": ("flag", form.index, "say")}
    return named.get(form.variety, ("id",))


def _key_text(question: Question) -> str:
    return render(question.options[question.key[0]])


def _other_lengths(question: Question) -> list[int]:
    return [len(render(option)) for position, option in enumerate(question.options) if position not in question.key]


def _stands_out(question: Question) -> bool:
    key, others = len(_key_text(question)), _other_lengths(question)
    # Below four characters nobody sees a difference, whatever the ratio.
    longer = key > max(others) * STANDS_OUT and key - max(others) >= 4
    return longer or (key * STANDS_OUT < min(others) and min(others) - key >= 4)


def _is_extreme(question: Question, sign: int) -> bool:
    return len(_key_text(question)) * sign > max(length * sign for length in _other_lengths(question))
