"""The compiled course: what was read from YAML, kept as JSON in the cache folder, so that a drill starts at once.

One file a course folder: a line about the course, a line that indexes the facts, then a fact a line. It is used only
when it was made from exactly the present content, and only the facts that somebody asks for are decoded. Whatever is
wrong with it, the course is read from its own files again, and nobody hears of it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from mmap import ACCESS_READ, mmap
from pathlib import Path
from zlib import crc32

import msgspec

from trainer.course import model
from trainer.course.folder import SIZE_MOST, list_course_files
from trainer.course.model import About, Course, Fact, Facts, Head
from trainer.decoding import decode_json
from trainer.digest import blake2b
from trainer.errors import TrainerError

FORMAT = 2
"""Raised whenever the layout of the file, or what reading makes of the same YAML, changes."""
_MODEL = [kind.__struct_fields__ for kind in vars(model).values() if isinstance(kind, type) and issubclass(kind, msgspec.Struct)]
OPENING_MOST = 4 * 1024 * 1024
"""What has no end of line before this is not ours."""


class _Opening(msgspec.Struct, frozen=True):
    digest: str
    about: About
    index_bytes: int
    index_crc: int


class _Entry(msgspec.Struct, frozen=True, array_like=True):
    """Where a fact stands, counted from the end of the index, and its head."""

    start: int
    bytes: int
    crc: int
    head: Head


def open_compiled(folder: Path, cache: Path, fall_back: Callable[[TrainerError], None] | None = None) -> Course:
    """Return the course in `folder`, compiled in `cache` if possible. Raises `TrainerError` as `read_course` does.

    With `fall_back`, a course that cannot be read now is taken as it was compiled last, and the failure told there: somebody
    who edits a file must not keep the shop from practising.
    """
    digest = digest_folder(folder)
    path = cache_path(folder, cache)
    if digest and (course := _read_compiled(path, folder, digest)):
        return course
    try:
        course = _read_source(folder)
    except TrainerError as failure:
        if fall_back is None or (former := _read_compiled(path, folder)) is None:
            raise
        fall_back(failure)
        return former
    if digest:
        write_cache(path, _compile(digest, course))
    return course


def cache_path(folder: Path, cache: Path, suffix: str = "") -> Path:
    """Return where something made from a course folder is kept: two courses of one name do not meet."""
    return cache / f"{folder.name}-{_digest([os.path.realpath(folder).encode()])[:12]}{suffix}.json"


def digest_folder(folder: Path) -> str | None:
    """Return a digest of all files of a course; None when one of them cannot simply be read."""
    try:
        paths = list_course_files(folder)
    except OSError:
        return None
    return digest_files(paths, f"{FORMAT} {_MODEL}")


def digest_files(paths: list[Path], maker: str) -> str | None:
    """Return a digest of files and of what makes something of them; None when one of them cannot simply be read."""
    try:
        found = [path.stat() for path in paths]
        if not all(stat.S_ISREG(one.st_mode) and one.st_size <= SIZE_MOST for one in found):
            return None  # a pipe would wait for ever, an endless file fill the memory
        parts = [part for path in paths for part in (path.name.encode(), path.read_bytes())]
    except OSError:
        return None
    return _digest([maker.encode(), *parts])


def _digest(parts: list[bytes]) -> str:
    digest = blake2b(digest_size=16)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _read_source(folder: Path) -> Course:
    # PyYAML takes 20 ms to import: only when there is YAML to read.
    from trainer.course.read import read_course

    return read_course(folder)


def _read_compiled(path: Path, folder: Path, digest: str | None = None) -> Course | None:
    """Return what was compiled, from exactly the content of a digest if one is given; None where there is no such thing."""
    try:
        with path.open("rb") as file:
            # Mapped, not read: of a big course only a little is looked at, and reading all of it takes longer than decoding the index.
            content = mmap(file.fileno(), 0, access=ACCESS_READ)
        start = content.find(b"\n", 0, OPENING_MOST) + 1
        opening = decode_json(content[:start], _Opening)
        start_of_facts = start + opening.index_bytes
        index = content[start:start_of_facts]
        if (digest and opening.digest != digest) or crc32(index) != opening.index_crc:
            return None
        entries = decode_json(index, list[_Entry])
    except (OSError, ValueError):
        return None
    shelf = _Shelf(entries, content, start_of_facts, path, folder)
    return Course(opening.about, Facts([entry.head for entry in entries], shelf.fetch))


class _Shelf:
    """The facts of a cache file. One that does not read as it was written is taken from the course's own files."""

    def __init__(self, entries: list[_Entry], content: mmap, start: int, path: Path, folder: Path) -> None:
        self._entries = entries
        self._content = content
        self._start = start
        self._path = path
        self._folder = folder
        self._decoder = msgspec.json.Decoder(Fact)
        self._source: Course | None = None

    def fetch(self, position: int) -> Fact:
        """Return the fact at a position."""
        if self._source is not None:
            return self._source.facts[position]
        entry = self._entries[position]
        start = self._start + entry.start
        line = self._content[start : start + entry.bytes]
        if crc32(line) == entry.crc:
            with suppress(msgspec.MsgspecError):
                return self._decoder.decode(line)
        self._source = self._read_again()
        return self._source.facts[position]

    def _read_again(self) -> Course:
        source = _read_source(self._folder)
        self._content.close()  # Windows removes no file that is mapped
        with suppress(OSError):
            self._path.unlink()  # made anew by the next start
        return source


def write_cache(path: Path, content: bytes) -> None:
    """Put the cache file in place in one step. A folder that cannot be written costs time, nothing else."""
    import tempfile

    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.stem, suffix=".new", delete=False) as file:
            staged = Path(file.name)
            try:
                file.write(content)
                file.close()
                staged.replace(path)
            finally:  # a full disk, Ctrl-C
                staged.unlink(missing_ok=True)


def _compile(digest: str, course: Course) -> bytes:
    lines = [msgspec.json.encode(fact) for fact in course.facts]
    entries, start = [], 0
    for fact, line in zip(course.facts, lines, strict=True):
        entries.append(_Entry(start, len(line), crc32(line), _head_of(fact)))
        start += len(line) + 1
    index = msgspec.json.encode(entries) + b"\n"
    opening = msgspec.json.encode(_Opening(digest, course.about, len(index), crc32(index)))
    return opening + b"\n" + index + b"\n".join(lines) + b"\n"


def _head_of(fact: Fact) -> Head:
    return Head(**{name: getattr(fact, name) for name in Head.__struct_fields__})
