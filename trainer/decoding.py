"""JSON that somebody else may have written into."""

from __future__ import annotations

from typing import TypeVar

import msgspec

T = TypeVar("T")


def decode_json(content: bytes | str, kind: type[T]) -> T:
    """Return a JSON document as a value of some type. Raises ValueError for any other document, and for what is none."""
    try:
        return msgspec.json.decode(content, type=kind)
    except RecursionError as failure:
        raise ValueError("nested too deeply") from failure
