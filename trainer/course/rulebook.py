"""The rules of a course, kept as JSON in the cache folder: reading YAML takes longer than judging a hundred replies."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from trainer.course import rules
from trainer.course.compiled import cache_path, digest_files, write_cache
from trainer.course.folder import HEAD_NAME, layers_of, list_yaml
from trainer.course.rules import RuleBook
from trainer.decoding import decode_json

FORMAT = 4
"""Raised whenever what reading makes of the same YAML changes."""
RULES_NAME = "rules"
_MODEL = [kind.__struct_fields__ for kind in (rules.Rule, rules.Examples, rules.Macro, rules.Purpose, RuleBook)]


class _Kept(msgspec.Struct, frozen=True):
    digest: str
    book: RuleBook


def open_rulebook(folder: Path, cache: Path, read_sound: Callable[[Path], RuleBook]) -> RuleBook:
    """Return the rules of the course in `folder` that hold, from `cache` if they did not change, else by `read_sound`."""
    # A course that extends another may switch off rules of it in its head.
    files = [path for layer in layers_of(folder) for path in (layer / HEAD_NAME, *list_yaml(layer / RULES_NAME))]
    digest = digest_files(files, f"{FORMAT} {_MODEL}")
    path = cache_path(folder, cache, "-rules")
    if digest and (book := _read_kept(path, digest)):
        return book
    book = read_sound(folder)
    if digest:
        write_cache(path, msgspec.json.encode(_Kept(digest, book)))
    return book


def _read_kept(path: Path, digest: str) -> RuleBook | None:
    with suppress(OSError, ValueError):
        kept = decode_json(path.read_bytes(), _Kept)
        return kept.book if kept.digest == digest else None
    return None
