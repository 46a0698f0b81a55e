"""A packed course from anywhere, opened as if by an enemy: everything is checked before anything is unpacked, and only in memory.

What other people's archives may do and what is made of it: a course zipped by hand in a file manager has one folder around everything,
which is taken off, and files that the system adds (`__MACOSX`, `.DS_Store`), which are left out. Everything else that is no part of a
course is refused, for whoever put it there meant something by it.
"""

from __future__ import annotations

import io
import stat
import struct
import unicodedata
import zlib
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from trainer.course.folder import HEAD_NAME, SIZE_MOST
from trainer.course.members import is_junk, is_member, is_plain, refuse_name
from trainer.course.problem import quote
from trainer.i18n import N_, Message

MEBI = 1024 * 1024
ARCHIVE_MOST = 20 * MEBI
UNPACKED_MOST = 50 * MEBI
MEMBERS_MOST = 2000
DIRECTORY_MOST = MEBI
"""Bytes of an archive's own list of files: 2,000 need a fifth of it. More would be read into memory before it could be counted."""
RATIO_MOST, RATIO_FROM = 200, 64 * 1024
"""How much smaller packing may make a file of so many bytes or more. Real courses come to a quarter; a bomb to a thousandth."""
_BEGIN, _END, _END_64 = b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x07"
_END_SHAPE = struct.Struct("<4s4H2LH")
_LOCAL_SHAPE = struct.Struct("<4s22x2H")
_END_64_BYTES = 20
_COMMENT_MOST = 65_535
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_REPARSE_POINT, _VOLUME = 0x400, 0x8
_FAILURES = (BadZipFile, LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError, struct.error, zlib.error, ValueError)
"""All that `zipfile` answers damage with; `OverflowError` and the like are among these."""
_DAMAGED = N_("文件不完整，或者损坏了")


class _Refused(Exception):
    def __init__(self, message: Message) -> None:
        super().__init__(message.template)
        self.message = message


def read_archive(content: bytes) -> dict[str, bytes] | Message:
    """Return the files of a packed course by name, or why it is refused. Nothing is written; at most 50 MB are held."""
    try:
        count, start = _check_end(content)
        with ZipFile(io.BytesIO(content), metadata_encoding="utf-8") as archive:
            infos = archive.infolist()
            if len(infos) != count:
                return _DAMAGED
            _check_all(infos, content, start)
            files = _choose_files(infos)
            return {name: _read_file(files[name], content, name) for name in sorted(files)}
    except _Refused as refused:
        return refused.message
    except UnicodeDecodeError:
        return N_("里面的文件名不是 UTF-8 编码")
    except (*_FAILURES, ArithmeticError, LookupError):
        return _DAMAGED


def _check_end(content: bytes) -> tuple[int, int]:
    """Return how many files the archive says it holds and where its list of them begins. Raises `_Refused`."""
    if len(content) > ARCHIVE_MOST:
        raise _Refused(N_("文件超过 {most} MB，太大了", most=ARCHIVE_MOST // MEBI))
    if not content.startswith(_BEGIN):
        raise _Refused(N_("这不是课程包，也不是 zip 文件"))
    at = content.rfind(_END, max(0, len(content) - _END_SHAPE.size - _COMMENT_MOST))
    if at < 0 or at + _END_SHAPE.size > len(content):
        raise _Refused(_DAMAGED)
    _sign, disk, first_disk, here, count, size, _offset, comment = _END_SHAPE.unpack_from(content, at)
    if disk or first_disk or here != count or at + _END_SHAPE.size + comment != len(content):
        raise _Refused(_DAMAGED)
    if count > MEMBERS_MOST or size > DIRECTORY_MOST:
        raise _Refused(_too_many())
    # A second, larger list of files would be believed instead of the one that was just measured.
    if content[max(0, at - _END_64_BYTES) : at].startswith(_END_64) or size > at:
        raise _Refused(_DAMAGED)
    return count, at - size


def _check_all(infos: list[ZipInfo], content: bytes, start: int) -> None:
    if len(infos) > MEMBERS_MOST:
        raise _Refused(_too_many())
    for info in infos:
        _check_entry(info)
    if sum(info.file_size for info in infos) > UNPACKED_MOST:
        raise _Refused(N_("全部打开来超过 {most} MB，太大了", most=UNPACKED_MOST // MEBI))
    counts = Counter(_key(info.filename) for info in infos)
    if doubled := next((info.filename for info in infos if counts[_key(info.filename)] > 1), ""):
        raise _Refused(_about(doubled, N_("有两份，大小写不同也算")))
    _check_layout(infos, content, start)


def _check_entry(info: ZipInfo) -> None:
    # They differ where a NUL cut the name, or an extra field puts another in its place.
    if info.filename != info.orig_filename:
        raise _Refused(_about(info.orig_filename, N_("文件名自相矛盾")))
    if reason := refuse_name(unicodedata.normalize("NFC", info.filename.removesuffix("/"))):
        raise _Refused(_about(info.filename, reason))
    if info.flag_bits & _ENCRYPTED:
        raise _Refused(_about(info.filename, N_("加了密码")))
    if _is_special(info):
        raise _Refused(_about(info.filename, N_("是链接或设备，不是文件")))
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise _Refused(_about(info.filename, N_("压缩的办法不认识")))
    if info.is_dir() and info.file_size:
        raise _Refused(_about(info.filename, N_("是文件夹，却装着内容")))
    if info.file_size > SIZE_MOST:
        raise _Refused(_about(info.filename, N_("超过 {most} MB，太大了", most=SIZE_MOST // MEBI)))
    if info.file_size >= RATIO_FROM and info.file_size > RATIO_MOST * info.compress_size:
        raise _Refused(_about(info.filename, N_("压缩得反常，打开来会大得出奇")))


def _is_special(info: ZipInfo) -> bool:
    # Whatever system it says it comes from: others look at the same bits.
    kind = stat.S_IFMT(info.external_attr >> 16)
    expected = stat.S_IFDIR if info.is_dir() else stat.S_IFREG
    return kind not in (0, expected) or bool(info.external_attr & (_REPARSE_POINT | _VOLUME))


def _check_layout(infos: list[ZipInfo], content: bytes, start: int) -> None:
    """Every file must have bytes of its own: shared ones make a small archive unfold to petabytes."""
    spans = sorted((info.header_offset, _begin_of(info, content) + info.compress_size) for info in infos)
    if any(end > begin for (_, end), (begin, _) in pairwise([*spans, (start, start)])):
        raise _Refused(_DAMAGED)


def _begin_of(info: ZipInfo, content: bytes) -> int:
    """Return where an entry's bytes begin, behind its own head, which must tell the same name as the archive's list."""
    sign, length, extra = _LOCAL_SHAPE.unpack_from(content, info.header_offset)
    named = info.header_offset + _LOCAL_SHAPE.size
    if info.header_offset < 0 or sign != _BEGIN or content[named : named + length] != info.orig_filename.encode():
        raise _Refused(_DAMAGED)
    return int(named + length + extra)


def _choose_files(infos: list[ZipInfo]) -> dict[str, ZipInfo]:
    """Return the files of the course by their names inside it."""
    named = {unicodedata.normalize("NFC", info.filename): info for info in infos if not info.is_dir()}
    kept = {name: info for name, info in named.items() if not is_junk(name)}
    outer = _find_outer(kept)
    files = {name.removeprefix(outer): info for name, info in kept.items()}
    if stranger := next((name for name in files if not is_member(name)), ""):
        raise _Refused(_about(stranger, N_("课程里没有这样的文件")))
    return files


def _find_outer(kept: Mapping[str, ZipInfo]) -> str:
    """Return the folder, with its slash, that a file manager put around everything; empty where there is none."""
    if HEAD_NAME in kept:
        return ""
    outer = next(iter(kept), "").partition("/")[0] + "/"
    if outer + HEAD_NAME not in kept or not all(name.startswith(outer) for name in kept):
        raise _Refused(N_("里面没有 course.yaml，不是课程"))
    return outer


def _read_file(info: ZipInfo, content: bytes, name: str) -> bytes:
    # Not `ZipFile.open`: it stops at the size that is claimed, and never says that there was more.
    begin = _begin_of(info, content)
    unpacked = packed = content[begin : begin + info.compress_size]
    if info.compress_type == ZIP_DEFLATED:
        engine = zlib.decompressobj(-zlib.MAX_WBITS)
        unpacked = engine.decompress(packed, info.file_size + 1)
        if not engine.eof or engine.unused_data:
            raise _Refused(_DAMAGED)
    if len(unpacked) != info.file_size or zlib.crc32(unpacked) != info.CRC:
        raise _Refused(_DAMAGED)
    if not is_plain(name, unpacked):
        raise _Refused(_about(name, N_("不是 UTF-8 编码的文字文件")))
    return unpacked


def _key(name: str) -> str:
    """Return what file systems that ignore capitals and accents' spelling take a name for."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name.removesuffix("/")).casefold())


def _about(name: str, reason: Message) -> Message:
    return N_("里面的“{name}”：{reason}", name=quote(name), reason=reason)


def _too_many() -> Message:
    return N_("里面的文件超过 {most} 个，太多了", most=MEMBERS_MOST)
