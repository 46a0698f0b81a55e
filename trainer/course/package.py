"""The parts of an .xlsx file: a zip archive of XML, opened so that neither a zip bomb nor an XML bomb can cost anything.

Only the parts that are asked for are unpacked, in pieces, and never more than they may be. The XML goes straight through
expat without a tree; a document type declaration, which no spreadsheet program writes, is refused where it begins.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat

from trainer.errors import TrainerError
from trainer.i18n import N_

PART_MOST = 24 * 1024 * 1024
"""Bytes of one part, unpacked: a million empty rows that a program drew borders around stay below."""
PIECE = 64 * 1024
PARTS_MOST = 5000
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What spreadsheet programs use; others fail in ways of their own, or ask for gigabytes."""
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, expat.ExpatError)
"""What the standard library raises on a damaged, encrypted or oddly packed archive, and on XML that is none."""

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


class TooMuch(Exception):
    """A part is larger than any honest one."""


class Package:
    """An opened archive. Raises `TrainerError` for what cannot be read."""

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            infos = self._archive.infolist()
        except _UNREADABLE as failure:
            raise damaged() from failure
        if len(infos) > PARTS_MOST or any(info.compress_type not in PACKINGS for info in infos):
            raise damaged()
        # Some programs write other capitals than they refer to.
        self._names = {info.filename.replace("\\", "/").lstrip("/").lower(): info.filename for info in infos}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def parse(self, name: str, start: Start, end: End | None = None, text: Text | None = None) -> None:
        """Feed one part to handlers; names come without their namespace. Raises `TrainerError`."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = lambda tag, attributes: start(_local(tag), {_local(name): value for name, value in attributes.items()})
        if end is not None:
            parser.EndElementHandler = lambda tag: end(_local(tag))
        if text is not None:
            parser.CharacterDataHandler = text
        try:
            self._feed(name, parser)
        except TooMuch as failure:
            message = N_("这个表格展开以后太大了。")
            raise TrainerError(message, N_("只留要导入的行和列，多余的工作表、边框和空行都删掉，再保存一次。")) from failure
        except _UNREADABLE as failure:
            raise damaged() from failure

    def _feed(self, name: str, parser: expat.XMLParserType) -> None:
        if name not in self:
            raise damaged()
        left = PART_MOST
        with self._archive.open(self._names[name.lower()]) as part:
            while piece := part.read(PIECE):
                left -= len(piece)
                if left < 0:
                    raise TooMuch
                parser.Parse(piece, False)
            parser.Parse(b"", True)


def damaged() -> TrainerError:
    """Return the failure of a file that is no whole spreadsheet."""
    message = N_("这个 Excel 文件读不了：不完整，或者不是正常保存的。")
    return TrainerError(message, N_("用 Excel 或 WPS 打开，“另存为”选“Excel 工作簿（.xlsx）”，再导入一次。"))


def read_relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Return what a part refers to: by id the kind (the end of its type) and the name of the other part."""
    folder, base = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[attributes.get("Id", "")] = (attributes.get("Type", "").rsplit("/", 1)[-1], path)

    package.parse(posixpath.join(folder, "_rels", f"{base}.rels"), start)
    return found


def _refuse_doctype(name: str, system: str | None, public: str | None, has_subset: bool) -> None:
    raise ValueError("document type")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
