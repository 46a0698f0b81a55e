"""What was found sound before, by a digest of all that it depends on: only what changed is tried again."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from trainer.decoding import decode_json
from trainer.digest import blake2b

T = TypeVar("T")
BYTES_MOST = 8 << 20
"""What is kept takes no more: the rules of a course take 0.7 MB, everything else of it a few kB."""


class Proven:
    """Results by key. `kept`: those of earlier runs, what was needed longest ago first; `maker`: what tells this program from others."""

    def __init__(self, kept: dict[str, msgspec.Raw] | None = None, maker: str = "") -> None:
        self._kept = kept or {}
        self._used: dict[str, msgspec.Raw] = {}
        self._maker = maker
        self.is_changed = False
        """Whether something is known now that was not at first."""

    def key(self, *parts: Any) -> str:
        """Return what stands for structs, texts and numbers on which a result depends."""
        return blake2b(msgspec.json.encode([self._maker, *parts]), digest_size=16).hexdigest()

    def recall(self, key: str, kind: type[T]) -> T | None:
        """Return the result of a key; None where there is none."""
        if (raw := self._used.get(key) or self._kept.get(key)) is None:
            return None
        self._used[key] = raw
        try:
            return decode_json(bytes(raw), kind)
        except ValueError:  # somebody wrote into the cache
            return None

    def note(self, key: str, result: Any) -> None:
        """Remember the result of a key."""
        self._used[key] = msgspec.Raw(msgspec.json.encode(result))
        self.is_changed = True

    def dump(self) -> dict[str, msgspec.Raw]:
        """Return what is to be kept; where it is too much, without what was needed longest ago."""
        ordered = {key: raw for key, raw in self._kept.items() if key not in self._used} | self._used
        size, dumped = 0, []
        for key, raw in reversed(ordered.items()):
            size += len(raw)
            if size > BYTES_MOST:
                break
            dumped.append((key, raw))
        return dict(reversed(dumped))
