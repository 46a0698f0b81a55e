"""The questions that the course gives rise to: askable on every rung, with one key that only knowledge tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from trainer.check.asked import AskedFact
from trainer.course.positions import Positions
from trainer.course.problem import Problem, quote
from trainer.drill.kinds import ladder_of
from trainer.drill.question import Question
from trainer.i18n import N_, render
from trainer.memory import PRODUCE, RECALL, RECOGNISE
from trainer.reply.normalise import squeeze

BIAS_MOST = 0.45
"""Share of reply questions whose key may be the longest, or the shortest, of its options; chance is 0.25."""
BIAS_FROM = 20
"""Questions from which a share says anything."""
SAME_MOST = 0.65
"""Share of judged lines with the same answer; chance is 0.5."""
STANDS_OUT = 1.5
"""How many times longer than the longest distractor (or shorter than the shortest) a key must be to give itself away."""


def check_rungs(asked: list[AskedFact], positions: Positions) -> Iterator[Problem]:
    """Every fact can be asked on every rung of its ladder, or its card could not climb."""
    names = {RECOGNISE: N_("认出来（选择、判断）"), RECALL: N_("想起来（填空、排序）"), PRODUCE: N_("说出来（改写）")}
    for one in asked:
        there = {question.form.rung for question in one.questions}
        for rung in ladder_of(one.fact):
            if rung not in there:
                message = N_("“{id}”在“{rung}”这一级没有题可出。", id=quote(one.fact.id), rung=names[rung])
                yield positions.find(one.fact, "id").problem("E601", message, N_("补上场景 scenes、填空 cloze 或判断句 flag、pass。"))


def check_options(asked: list[AskedFact], positions: Positions) -> Iterator[Problem]:
    """Options differ when read, there is one key, and its length does not give it away."""
    for question in _iterate_questions(asked):
        fact = question.fact
        shown = [squeeze(render(option)) for option in question.options]
        place = positions.find(fact, *steps_of(question))
        if len(set(shown)) < len(shown):
            message = N_("“{id}”的一道题里有两个一样的选项。", id=fact.id)
            yield place.problem("E602", message, N_("把其中一句改得不一样。"))
        if question.mode == "pick" and len(question.key) != 1:
            yield place.problem("E603", N_("“{id}”的一道题不是恰好一个答案。", id=fact.id), N_("检查这个知识点的选项。"))
        is_choice = question.kind in ("choose", "odd", "written") and question.mode == "pick" and question.key
        if is_choice and stands_out(len(_key_text(question)), _other_lengths(question)):
            message = N_("正确选项的长短太显眼，不用懂也能猜中：{text}", text=quote(_key_text(question)))
            yield place.problem("W604", message, N_("把几个选项写得长短差不多。"))


def check_length_bias(asked: list[AskedFact], positions: Positions) -> Iterator[Problem]:
    """Over the course, neither “take the longest” nor “take the shortest” is a way of passing."""
    replies = [question for question in _iterate_questions(asked) if (question.kind, question.form.variety) == ("choose", "reply")]
    for name, sign in ((N_("最长"), 1), (N_("最短"), -1)):
        hits = sum(_is_extreme(question, sign) for question in replies)
        if len(replies) >= BIAS_FROM and hits / len(replies) > BIAS_MOST:
            figures = {"hits": hits, "all": len(replies), "percent": round(100 * hits / len(replies)), "name": name}
            message = N_("{all} 道“哪一句最合适”里，有 {hits} 道（{percent}%）的答案是{name}的选项。", **figures)
            remedy = N_("挑一些场景，把 say 或 wrong 改得长短不同，到 {most}% 以下。", most=round(100 * BIAS_MOST))
            yield positions.course.problem("W605", message, remedy)


def check_position_bias(asked: list[AskedFact], positions: Positions) -> Iterator[Problem]:
    """Over the course, neither of the two answers of judged lines is right too often. All other options are shuffled anew each time."""
    judged = [question for question in _iterate_questions(asked) if question.kind == "judge"]
    for key, hits in Counter(question.key[0] for question in judged).items():
        if len(judged) >= BIAS_FROM and hits / len(judged) > SAME_MOST:
            more, figures = ("flag", "pass")[key], {"all": len(judged), "hits": hits, "percent": round(100 * hits / len(judged))}
            message = N_("{all} 道判断题里，有 {hits} 道（{percent}%）的答案都是第 {number} 个。", number=key + 1, **figures)
            yield positions.course.problem("W607", message, N_("多写几句 {more}，让两种答案差不多一样多。", more=more))


def _iterate_questions(asked: list[AskedFact]) -> Iterator[Question]:
    return (question for one in asked for question in one.questions)


def steps_of(question: Question) -> tuple[str | int, ...]:
    """Return the steps to the part of a fact that a question is made of; to its id where it is made of many."""
    form = question.form
    named: dict[str, tuple[str | int, ...]] = {
        "reply": ("scenes", form.index, "say"),
        "hears": ("hears",),
        "catalyst": ("modern",),
        "spot": ("flag", form.index, "say"),
        "question": ("questions", form.index, "ask"),
        "line": _step_to_line(question),
    }
    return named.get(form.variety, ("id",))


def _step_to_line(question: Question) -> tuple[str | int, ...]:
    index, flagged = question.form.index, len(question.fact.flag)
    return ("flag", index, "say") if index < flagged else ("pass", index - flagged, "say")


def stands_out(key: int, others: Sequence[int]) -> bool:
    """Tell whether the length of the key gives it away among the lengths of the others, in characters."""
    # Below four characters nobody sees a difference, whatever the ratio.
    longer = key > max(others) * STANDS_OUT and key - max(others) >= 4
    return longer or (key * STANDS_OUT < min(others) and min(others) - key >= 4)


def _key_text(question: Question) -> str:
    return render(question.options[question.key[0]])


def _other_lengths(question: Question) -> list[int]:
    return [len(render(option)) for position, option in enumerate(question.options) if position not in question.key]


def _is_extreme(question: Question, sign: int) -> bool:
    return len(_key_text(question)) * sign > max(length * sign for length in _other_lengths(question))
