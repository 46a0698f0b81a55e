"""The cache of what the checker found sound: a course is checked often, and little of it changes in between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

import trainer
from trainer import paths
from trainer.check.known import Known
from trainer.course.compiled import write_cache

NAME = "sound.json"
CODE = (".py", ".bin")
"""What decides a verdict: the program, and the weights of the tagger."""


@contextmanager
def recalled(environ: Mapping[str, str]) -> Iterator[Known]:
    """Give what is known, and keep what is found out meanwhile, however that ends."""
    path = paths.cache_dir(environ) / NAME
    kept: dict[str, msgspec.Raw] = {}
    with suppress(OSError, msgspec.MsgspecError):
        kept = msgspec.json.decode(path.read_bytes(), type=dict[str, msgspec.Raw])
    known = Known(kept, _describe_program())
    try:
        yield known
    finally:
        if known.is_changed:
            write_cache(path, msgspec.json.encode(known.dump()))


def _describe_program() -> str:
    """Return what changes with every change of the program."""
    root = Path(trainer.__file__).parent
    files = sorted(path for path in root.rglob("*") if path.suffix in CODE)
    return " ".join(f"{path.relative_to(root)} {(found := path.stat()).st_mtime_ns} {found.st_size}" for path in files)
