"""Schema files in a folder, each of them whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

from trainer.course.replacement import replace_file
from trainer.schema.demands import Schema
from trainer.schema.document import make_documents
from trainer.schema.kinds import KINDS


def format_schema(schema: Schema) -> str:
    """Return a schema as it is printed and written: Chinese as it is read, the same every time."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def write_schemas(folder: Path) -> list[Path]:
    """Write the schema of every kind of file into a folder, which is made where it is missing. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    documents = make_documents()
    return [_write(folder / kind.file_name, format_schema(documents[kind.name])) for kind in KINDS]


def _write(path: Path, text: str) -> Path:
    replace_file(path, text.encode())
    return path
