"""The cache of what the checker found sound: a course is checked often, and little of it changes in between."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path

import msgspec

import trainer
from trainer import paths
from trainer.check.proven import Proven
from trainer.course.compiled import write_cache
from trainer.decoding import decode_json
from trainer.digest import blake2b

NAME = "sound.json"
CODE = (".py", ".bin")
"""What decides a verdict: the program, and the weights of the tagger."""


@contextmanager
def recalled(environ: Mapping[str, str]) -> Iterator[Proven]:
    """Give what was found sound before, and keep what is found out meanwhile, however that ends."""
    path = paths.cache_dir(environ) / NAME
    kept: dict[str, msgspec.Raw] = {}
    with suppress(OSError, ValueError):
        kept = decode_json(path.read_bytes(), dict[str, msgspec.Raw])
    proven = Proven(kept, _digest_program())
    try:
        yield proven
    finally:
        if proven.is_changed:
            write_cache(path, msgspec.json.encode(proven.dump()))


def _digest_program() -> str:
    """Return what changes with everything that decides a verdict: this program and what it reads with."""
    root = Path(trainer.__file__).parent
    digest = blake2b(digest_size=16)
    digest.update(" ".join([sys.version, msgspec.__version__, version("google-re2")]).encode())
    for path in sorted(path for path in root.rglob("[!.]*") if path.suffix in CODE):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
