"""Scoring typed replies. The interface is `ReplyScorer`; `LiteralScorer` stands behind it for now."""

from trainer.reply.score import LiteralScorer, ReplyScore, ReplyScorer

__all__ = ["LiteralScorer", "ReplyScore", "ReplyScorer"]
