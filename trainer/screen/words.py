"""The words around content, shared by every front, as already translated text."""

from __future__ import annotations

from trainer.course.model import Fact
from trainer.drill.picks import LETTERS, example_of
from trainer.drill.pocket import PocketCard
from trainer.drill.question import Feedback, Question
from trainer.i18n import _, render
from trainer.screen.front import FeedbackView

DETAILED_MOST = 3
DOUBTFUL = ("dated", "disputed")
GRADE_MARKS = {"right": "✓", "partial": "◐", "wrong": "✗"}


def answer_hint(question: Question) -> str:
    """Say what to type."""
    if question.mode == "pick":
        return _("输入 1–{count}，不确定就在后面加 ?（如 2?）", count=len(question.options))
    if question.mode == "order":
        return _("依次输入序号，如 {example}；不确定就在后面加 ?", example="123456789"[: len(question.options)])
    if question.mode == "select":
        return _("输入所有对的序号，如 {example}；不确定就在后面加 ?", example=example_of(question))
    if question.mode == "match":
        letters = list(LETTERS[: len(question.options)])
        return _("按 {letters} 的顺序输入序号，如 {example}；不确定就在后面加 ?", letters=letters, example=example_of(question))
    if question.mode == "number":
        return _("直接写数字，如 82 或 5-6；不确定就在后面加 ?")
    return _("直接打字；不确定就写 /不确定 加答案")


def command_hint() -> str:
    """Name the commands, always in the same order."""
    return _("/提示  /不确定  /跳过  /撤销  /标记  /退出")


def after_hint(view: FeedbackView) -> str:
    """Name what can be done once the verdict is read; a typed answer may have been judged wrongly."""
    disputed = view.question.mode == "text" and view.feedback.mark.grade != "right"
    return _("回车继续 · !（不同意）  /撤销  /标记  /退出") if disputed else _("回车继续 · /撤销  /标记  /退出")


def help_lines() -> list[str]:
    """Explain the keys and commands."""
    return [
        _("选择题输入数字再回车；全角数字也行。"),
        _("/提示 或 ?：给一点提示，最多三步，评分随之降低。"),
        _("/不确定：这题拿不准；也可以写“/不确定 答案”。"),
        _("/跳过：这题先放一放。/撤销：收回上一题的回答，重新作答。"),
        _("/标记 原因：觉得题目有问题，告诉出题的人。/退出：保存并离开。"),
        _("看到结果后写 ! ：不同意对您这句话的判定；也可以写“/不同意 理由”。"),
        _("输入法开着时，“、”可以代替“/”。英文命令：/hint /unsure /skip /undo /flag /quit"),
    ]


def progress_text(progress: tuple[int, int], extra: int = 0) -> str:
    """Say which question this is, and how many of all came back."""
    behind, total = progress
    number = min(behind + 1, total)
    if extra:
        return _("第 {number} 题，共 {total} 题，重练 {extra}", number=number, total=total, extra=extra)
    return _("第 {number} 题，共 {total} 题", number=number, total=total)


def lesson_lines(fact: Fact) -> list[str]:
    """Return what is taught about a fact, how to remember it, and what to make of it; the sentence to say is the last."""
    *middle, last = fact.lesson
    note = [_("说明：{note}", note=fact.note)] if fact.standing in DOUBTFUL else []
    memory = [_("记法：{mnemonic}", mnemonic=fact.mnemonic)] if fact.mnemonic else []
    return [f"· {line}" for line in [*middle, *memory, *note, last]]


def feedback_lines(feedback: Feedback) -> list[str]:
    """Return the lines of a feedback, the grade's mark in front, so that colour is never needed."""
    grade = feedback.mark.grade
    words = {"partial": _("差一点。"), "wrong": _("这次没答对。")}
    verdict = GRADE_MARKS[grade] + (f" {words[grade]}" if grade in words and not feedback.mark.praise else "")
    first, *rest = [render(line) for line in feedback.lines]
    return [f"{verdict} {first}", *rest]


def card_lines(card: PocketCard, *, detailed: bool) -> list[str]:
    """Return a pocket card, the sentence to say last; with `detailed` also its steps and situations."""
    details = [f"  · {render(detail)}" for detail in [*card.claims, *(card.details if detailed else [])]]
    heard = _("（顾客听到：{hears}）", hears=card.hears) if card.hears else ""
    return [
        f"{card.topic} · {card.title}",
        *([_("  ✗ 别说：{avoid}", avoid=card.avoid) + heard] if card.avoid else []),
        _("  为什么：{why}", why=card.why),
        *details,
        _("  ✓ 这样说：{say}", say=card.say),
    ]


def is_detailed(cards: list[PocketCard]) -> bool:
    """Tell whether there are few enough cards to show everything about each."""
    return len(cards) <= DETAILED_MOST
