"""A course as one file to hand on: the same content always gives the same bytes."""

from __future__ import annotations

import io
import re
import stat
import unicodedata
import warnings
from collections.abc import Mapping
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import msgspec

from trainer.course.bounds import ID_MOST
from trainer.course.encoding import UTF8, decode
from trainer.course.folder import HEAD_NAME
from trainer.course.members import refuse_name
from trainer.course.problem import Problem, quote
from trainer.course.tree import parse_tree
from trainer.digest import blake2b
from trainer.i18n import N_, Message
from trainer.text import ID

VERSION_MOST = 40
"""Characters."""
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._+-]*")
_DATE = (1980, 1, 1, 0, 0, 0)
_MODE = (stat.S_IFREG | 0o644) << 16
_UNIX = 3
_PARTS = re.compile(r"\d+|[A-Za-z]+")


class Identity(msgspec.Struct, frozen=True):
    """What `course.yaml` says the course is. `extends` is the shipped course that it stands on, if any."""

    id: str
    title: str
    version: str
    extends: str = ""


def make_archive(members: Mapping[str, bytes]) -> bytes:
    """Return a ZIP of the files by name. Stored, not deflated: another zlib would give other bytes, and a megabyte of text is small."""
    made = io.BytesIO()
    named = sorted((unicodedata.normalize("NFC", name), content) for name, content in members.items())
    # Two spellings of one accent become one name: who reads the archive back finds it twice, and says so in our words.
    with warnings.catch_warnings(action="ignore"), ZipFile(made, "w", ZIP_STORED) as archive:
        for name, content in named:
            entry = ZipInfo(name, _DATE)
            entry.create_system, entry.external_attr = _UNIX, _MODE
            archive.writestr(entry, content)
    return made.getvalue()


def name_archive(identity: Identity) -> str:
    """Return the file name of a packed course."""
    return f"{identity.id}-{identity.version}.zip"


def identify(members: Mapping[str, bytes]) -> Identity | Message:
    """Return which course the files are, or why that cannot be said or must not be believed."""
    decoded = decode(members.get(HEAD_NAME, b""))
    tree = parse_tree(decoded.text.replace("\r\n", "\n"), HEAD_NAME) if decoded and decoded.encoding == UTF8 else None
    if tree is None or isinstance(tree, Problem) or not isinstance(tree.value, dict):
        return N_("里面的 course.yaml 读不懂")
    found = {name: tree.value.get(name, "") for name in Identity.__struct_fields__}
    if not all(isinstance(value, str) for value in found.values()):
        return N_("course.yaml 里的 id、title、version 要写成文字，放进双引号里")
    return _refuse_words(found) or Identity(**found)


def is_course_id(text: str) -> bool:
    """Tell whether a text may be the id of a course, and so the name of its folder on every system."""
    return len(text) <= ID_MOST and bool(ID.fullmatch(text)) and refuse_name(text) is None


def is_older(version: str, than: str) -> bool:
    """Tell whether one version comes before another: numbers by their size, words by the alphabet, `1.0-beta` before `1.0`."""
    return _rank(version) < _rank(than)


def digest_members(members: Mapping[str, bytes]) -> str:
    """Return what tells two courses apart, byte for byte."""
    digest = blake2b(digest_size=16)
    for name in sorted(members):
        for part in (name.encode(), members[name]):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _refuse_words(found: Mapping[str, str]) -> Message | None:
    if not is_course_id(found["id"]):
        written = quote(found["id"])
        return N_("course.yaml 里的 id“{id}”用不了：要用英文小写字母、数字和短横线，不超过 {most} 个字", id=written, most=ID_MOST)
    if len(found["version"]) > VERSION_MOST or not _VERSION.fullmatch(found["version"]):
        written = quote(found["version"])
        return N_("course.yaml 里的 version“{version}”用不了：只用数字、英文字母和点，如 1.2", version=written)
    if found["extends"] and not is_course_id(found["extends"]):
        return N_("course.yaml 里的 extends“{id}”不是课程的名字", id=quote(found["extends"]))
    return None


def _rank(version: str) -> list[tuple[int, int, str]]:
    # The end of a version ranks between a word and a number: 1.0-beta < 1.0 < 1.0.1.
    parts = [(2, int(part), "") if part.isdigit() else (0, 0, part.lower()) for part in _PARTS.findall(version)]
    return [*parts, (1, 0, "")]
