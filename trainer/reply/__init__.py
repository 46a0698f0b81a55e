"""Scoring typed replies. The interface is `score.ReplyScorer`; `score.LiteralScorer` stands behind it for now."""
