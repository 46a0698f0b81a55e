"""What an editor is told of a course: every field described in Chinese, and JSON Schema that completes and checks while one types.

The descriptions are content for Chinese trainers, as the course itself is, and not part of the interface's catalogue.
"""

from __future__ import annotations

from trainer.schema.document import make_document, make_documents
from trainer.schema.folder import write_schemas
from trainer.schema.kinds import FOLDER, KINDS, Kind, find_kind, modeline

__all__ = ["FOLDER", "KINDS", "Kind", "find_kind", "make_document", "make_documents", "modeline", "write_schemas"]
