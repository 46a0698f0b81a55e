"""One question while it is being answered."""

from __future__ import annotations

from trainer.drill.question import Question
from trainer.i18n import N_, Message
from trainer.screen.front import QuestionView


class Attempt:
    """One question while it is being answered: hints taken, certainty, and the newest remark."""

    def __init__(self, question: Question, started: float, hidden_ms: int) -> None:
        self.question = question
        self.started = started
        self.hidden_ms = hidden_ms
        self.hints = 0
        self.certain = True
        self.remark: Message | str = ""
        self.fresh = True
        self.settled = False

    def take_hint(self) -> None:
        """Give the next hint, if there is one."""
        available = len(self.question.hints)
        if self.hints < available:
            self.hints += 1
            self.remark = ""
        else:
            self.remark = N_("没有更多提示了，凭感觉答也行。")

    def view(self, topic: str, progress: tuple[int, int], extra: int = 0) -> QuestionView:
        """Return what to show: every hint so far, then the newest remark."""
        total = len(self.question.hints)
        hints = [N_("提示 {number}/{total}：{hint}", number=n, total=total, hint=hint) for n, hint in enumerate(self.question.hints, 1)]
        notes: list[Message | str] = [*hints[: self.hints], *([self.remark] if self.remark else [])]
        return QuestionView(
            question=self.question, topic=topic, progress=progress, extra=extra, notes=notes, certain=self.certain, fresh=self.fresh
        )
