"""Schema files in a folder, whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from trainer.schema.demands import Schema
from trainer.schema.document import make_documents
from trainer.schema.kinds import KINDS

_MODE = 0o644
"""A temporary file is its owner's alone; a course is read by everybody at the counter."""


def format_schema(schema: Schema) -> str:
    """Return a schema as it is printed and written: Chinese as it is read, the same every time."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def write_schemas(folder: Path) -> list[Path]:
    """Write the schema of every kind of file into a folder, which is made where it is missing. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    documents = make_documents()
    return [_write(folder / kind.file_name, format_schema(documents[kind.name])) for kind in KINDS]


def _write(path: Path, text: str) -> Path:
    handle, name = tempfile.mkstemp(prefix=".schema-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(_MODE)
        os.replace(name, path)  # noqa: PTH105  # a Path of `name` would say nothing more
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()
    return path
