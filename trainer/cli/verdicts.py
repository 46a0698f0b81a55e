"""Verdicts for programs: one JSON object a line in, one a line out, in the same order."""

from __future__ import annotations

from typing import Any, BinaryIO

import msgspec

from trainer.cli.judging import Said
from trainer.decoding import decode_json
from trainer.errors import TrainerError
from trainer.i18n import _, render
from trainer.reply.verdict import ReplyJudge

LINE_MOST = 65_536
"""Bytes of one line; a reply of 2,000 characters with its context takes a quarter of it."""


class _Context(msgspec.Struct, frozen=True):
    customer: str = ""
    purpose: str = ""


class _Asked(msgspec.Struct, frozen=True):
    text: str
    id: str | int | None = None
    context: _Context | None = None


class _Named(msgspec.Struct, frozen=True):
    id: str | int | None = None


def as_object(judge: ReplyJudge, name: str | int | None, said: Said) -> dict[str, Any]:
    """Return a verdict as the documented object; a purpose that the course does not know is named in it."""
    verdict = judge.judge(said.reply, said.customer, said.purpose)
    unknown = {"unknown_purpose": said.purpose} if said.purpose and not judge.engine.knows_purpose(said.purpose) else {}
    return {"id": name, "violations": verdict.violations, "moves": verdict.moves} | unknown


def judge_stream(judge: ReplyJudge, source: BinaryIO, target: BinaryIO) -> bool:
    """Judge every line; False when one of them could not be read, which is said in its place."""
    encoder, decoder = msgspec.json.Encoder(), msgspec.json.Decoder(_Asked)
    all_well = True
    while line := source.readline(LINE_MOST + 1):
        if not line.strip():
            continue
        result = _judge_line(judge, line, decoder)
        if len(line) > LINE_MOST:
            _skip_rest(source, line)
        all_well = all_well and "error" not in result
        target.write(encoder.encode(result) + b"\n")
    target.flush()
    return all_well


def _judge_line(judge: ReplyJudge, line: bytes, decoder: msgspec.json.Decoder[_Asked]) -> dict[str, Any]:
    if len(line) > LINE_MOST:
        return {"id": None, "error": _("这一行太长了，最多 {most} 个字节。", most=LINE_MOST)}
    try:
        asked = decoder.decode(line)
    except (ValueError, RecursionError) as failure:
        return {"id": _name_of(line), "error": _("这一行读不懂：{reason}", reason=str(failure))}
    context = asked.context or _Context()
    try:
        return as_object(judge, asked.id, Said(asked.text, context.customer, context.purpose))
    except TrainerError as failure:
        return {"id": asked.id, "error": render(failure.message)}


def _name_of(line: bytes) -> str | int | None:
    try:
        return decode_json(line, _Named).id
    except ValueError:
        return None


def _skip_rest(source: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = source.readline(LINE_MOST)
