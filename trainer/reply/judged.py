"""The full scorer in the drill: what would hurt is wrong, what does what the course's own answer does is on the way or right."""

from __future__ import annotations

from typing import Literal

import msgspec

from trainer.course.model import Fact, Reply, Scene
from trainer.reply.normalise import squeeze
from trainer.reply.score import RELATED, SHORTEST, LiteralScorer, ReplyScore, likeness
from trainer.reply.verdict import LONGEST, ReplyJudge, Verdict, Violation


class JudgedScorer:
    """Scores by verdicts, beside what the author of a scene wrote."""

    def __init__(self, judge: ReplyJudge) -> None:
        self._judge = judge
        self._literal = LiteralScorer()
        self._wanted: dict[str, set[str]] = {}

    def score_reply(self, text: str, fact: Fact, scene: Scene) -> ReplyScore:
        """Return the literal score, made worse by a certain violation and better by the moves of the model answer."""
        score = self._literal.score_reply(text, fact, scene)
        if score.finding or squeeze(text) == squeeze(score.nearest):
            return score
        verdict = self._judge.judge(text[:LONGEST], scene.situation, scene.purpose)
        if certain := _first_certain(verdict):
            return ReplyScore("wrong", text[certain.start : certain.end], score.nearest, why=certain.why)
        wanted = self._moves_of(scene.say)
        if verdict.violations or not wanted or not wanted <= _moves(verdict) or len(squeeze(text)) < SHORTEST:
            return score
        return msgspec.structs.replace(score, grade=self._raise(score, text))

    def score_answer(self, text: str, reply: Reply) -> ReplyScore:
        """Return wrong where something would hurt, right with every move that is needed, partial with some of them."""
        if any(squeeze(text) == squeeze(good) for good in (reply.say, *reply.also)):
            return ReplyScore("right", "", reply.say)
        verdict = self._judge.judge(text[:LONGEST], reply.customer, reply.purpose)
        if certain := _first_certain(verdict):
            return ReplyScore("wrong", text[certain.start : certain.end], reply.say, why=certain.why)
        missing: list[str] = [move for move in reply.moves if move not in _moves(verdict)]
        likely = verdict.violations[0] if verdict.violations else None
        if likely:
            return ReplyScore("partial", text[likely.start : likely.end], reply.say, missing, why=likely.why)
        if missing:
            return ReplyScore("partial" if len(missing) < len(reply.moves) else "wrong", "", reply.say, missing)
        return ReplyScore("right", "", reply.say)

    def hurtful_words(self, line: str) -> list[str]:
        """Return what the rules find in a line, each stretch once."""
        found = [one for one in self._judge.judge(line[:LONGEST]).violations if one.certainty == "certain"]
        return list(dict.fromkeys(line[one.start : one.end] for one in found))

    def _raise(self, score: ReplyScore, text: str) -> Literal["right", "partial", "wrong"]:
        if score.grade == "partial" and likeness(squeeze(text), squeeze(score.nearest)) >= RELATED:
            return "right"
        return "partial" if score.grade == "wrong" else score.grade

    def _moves_of(self, say: str) -> set[str]:
        if say not in self._wanted:
            self._wanted[say] = _moves(self._judge.judge(say))
        return self._wanted[say]


def _first_certain(verdict: Verdict) -> Violation | None:
    return next((one for one in verdict.violations if one.certainty == "certain"), None)


def _moves(verdict: Verdict) -> set[str]:
    return {made.move for made in verdict.moves}
