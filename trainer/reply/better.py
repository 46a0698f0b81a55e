"""A better version of somebody's own reply: what is well said stays, what would hurt is replaced."""

from __future__ import annotations

from trainer.reply.reading import read_sentences
from trainer.reply.verdict import Verdict


def improve_reply(reply: str, verdict: Verdict) -> str:
    """Return the reply with each sentence that holds a violation replaced by what its rule says instead; empty when nothing is wrong."""
    if not verdict.violations:
        return ""
    pieces: list[str] = []
    for sentence in read_sentences(reply):
        start, end = sentence.span(0, len(sentence.text))
        faults = [one for one in verdict.violations if one.start < end and start < one.end]
        piece = faults[0].instead if faults else reply[start:end] + "。"
        if piece and piece not in pieces:
            pieces.append(piece)
    return "".join(pieces)
