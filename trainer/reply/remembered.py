"""Judges that remember what they were asked last: whoever compares two courses asks both of them the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from trainer.course.rules import Rule
from trainer.reply.rules import RuleEngine
from trainer.reply.tagger import Tag, Tagger
from trainer.reply.verdict import ReplyJudge, Verdict

LAST = 256
"""Questions remembered."""


class RememberingTagger(Tagger):
    """A tagger that two judges share: with the same findings it need not think twice."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._known = lru_cache(maxsize=LAST)(super().tag)

    def tag(self, text: str, customer: str = "", purpose: str = "", hits: Sequence[str] = ()) -> list[Tag]:
        """Return the labels over their thresholds."""
        return self._known(text, customer, purpose, tuple(hits))


class RememberingJudge(ReplyJudge):
    """A judge that remembers its verdicts."""

    def __init__(self, engine: RuleEngine, rules: Sequence[Rule], tagger: Tagger | None = None) -> None:
        super().__init__(engine, rules, tagger)
        self._known = lru_cache(maxsize=LAST)(super().judge)

    def judge(self, reply: str, customer: str = "", purpose: str = "") -> Verdict:
        """Return the verdict. Raises `UsageError` for a reply that is too long."""
        return self._known(reply, customer, purpose)


class SuccessorJudge(RememberingJudge):
    """The judge by changed rules: of a reply that the change does not touch, it takes the word of the judge before it."""

    before: ReplyJudge
    touches: Callable[[str], bool]

    def judge(self, reply: str, customer: str = "", purpose: str = "") -> Verdict:
        """Return the verdict. Raises `UsageError` for a reply that is too long."""
        return super().judge(reply, customer, purpose) if self.touches(reply) else self.before.judge(reply, customer, purpose)
