"""Archives made to hurt: the one table of what `trainer course install` must refuse, and what it says of each."""

from __future__ import annotations

import io
import random
import stat
import struct
import warnings
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile, ZipInfo

from course_samples import HEAD, PHRASES_FILE, STEPS_FILE, swap

GOOD: dict[str, bytes] = {
    "course.yaml": swap(HEAD, '"1"', '"2"').encode(),
    "facts/a.yaml": STEPS_FILE.encode(),
    "facts/b.yaml": PHRASES_FILE.encode(),
}
"""A newer version of the sample course."""
MEBI = 1024 * 1024
CENTRAL, LOCAL, END = b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"
LINK, PIPE, DEVICE = (kind << 16 for kind in (stat.S_IFLNK | 0o777, stat.S_IFIFO | 0o644, stat.S_IFBLK | 0o644))


class Hostile(NamedTuple):
    """An archive, built with a folder that it must not reach, and words of the refusal."""

    name: str
    build: Callable[[Path], bytes]
    says: str


def zip_up(entries: list[tuple[str | ZipInfo, bytes]], method: int = ZIP_DEFLATED) -> bytes:
    """Return an archive of these entries, doubles and all."""
    made = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), ZipFile(made, "w") as archive:
        for name, content in entries:
            archive.writestr(entry(name) if isinstance(name, str) else name, content, method)
    return made.getvalue()


def good_zip() -> bytes:
    """Return a sound archive as a file manager would make it."""
    return zip_up([*GOOD.items()])


def entry(name: str, attributes: int = 0, system: int = 3, extra: bytes = b"") -> ZipInfo:
    """Return the head of an entry."""
    info = ZipInfo()
    info.filename = name  # given at once, it would be mended
    info.external_attr, info.create_system, info.extra = attributes, system, extra
    return info


def _with(*more: tuple[str | ZipInfo, bytes]) -> bytes:
    return zip_up([*GOOD.items(), *more])


def _around(home: str) -> list[tuple[str | ZipInfo, bytes]]:
    return [(f"{home}/{name}", content) for name, content in GOOD.items()]


def _named(name: str) -> Callable[[Path], bytes]:
    return lambda outside: _with((name, b"x"))


def _renamed(old: bytes, new: bytes) -> bytes:
    """Return an archive whose third file is called otherwise, byte for byte, in both places."""
    assert len(old) == len(new)
    return _with((old.decode(), b"x")).replace(old, new)


def _patched(content: bytes, sign: bytes, name: bytes, offset: int, value: bytes) -> bytes:
    """Overwrite a field of one entry's central or local head."""
    heads = {CENTRAL: 46, LOCAL: 30}
    at = content.index(name, content.index(sign) + heads[sign]) - heads[sign]
    while content[at : at + 4] != sign:
        at = content.index(name, at + heads[sign] + 1) - heads[sign]
    return content[: at + offset] + value + content[at + offset + len(value) :]


def _end_patched(offset: int, value: bytes) -> bytes:
    content = good_zip()
    at = content.rindex(END) + offset
    return content[:at] + value + content[at + len(value) :]


def _flagged(flags: int) -> bytes:
    field = struct.pack("<H", flags)
    return _patched(_patched(good_zip(), CENTRAL, b"facts/a.yaml", 8, field), LOCAL, b"facts/a.yaml", 6, field)


def _shortened(outside: Path) -> bytes:
    """The list of files declares a part of the content only, with the sum of that part: the rest is unpacked by the careless."""
    size = 100
    content = _patched(good_zip(), CENTRAL, b"facts/b.yaml", 24, struct.pack("<L", size))
    return _patched(content, CENTRAL, b"facts/b.yaml", 16, struct.pack("<L", zlib.crc32(GOOD["facts/b.yaml"][:size])))


def _trailing(outside: Path) -> bytes:
    """A file goes on behind the end of its packed form."""
    content = zip_up([*GOOD.items()])
    size = struct.unpack_from("<L", content, content.index(b"facts/b.yaml") - 12)[0]
    content = content.replace(CENTRAL, bytes(5) + CENTRAL, 1)
    at = content.rindex(END) + 16
    content = content[:at] + struct.pack("<L", content.index(CENTRAL)) + content[at + 4 :]
    return _patched(content, CENTRAL, b"facts/b.yaml", 20, struct.pack("<L", size + 5))


def _overlapping(outside: Path) -> bytes:
    """Two entries share one file's bytes."""
    content = zip_up([*GOOD.items()], ZIP_STORED)
    start = content.index(LOCAL, 1)
    return _patched(content, CENTRAL, b"facts/b.yaml", 42, struct.pack("<L", start))


def _quoted(outside: Path) -> bytes:
    """One file's bytes are the next file, head and all, with every sum and size right: thus the flattest bombs are made."""
    content = zip_up([("course.yaml", GOOD["course.yaml"]), ("facts/b.yaml", GOOD["facts/b.yaml"])], ZIP_STORED)
    inner, end = content.index(LOCAL, 1), content.index(CENTRAL)
    around = zip_up([("facts/a.yaml", content[inner:end])], ZIP_STORED)
    head, listed = around[: around.index(LOCAL, 1)], around[around.index(CENTRAL) : around.index(END)]
    listed = listed[:42] + struct.pack("<L", inner) + listed[46:]
    content = content[:inner] + head + content[inner : content.index(END)] + listed
    content = _patched(content, CENTRAL, b"facts/b.yaml", 42, struct.pack("<L", inner + len(head)))
    begin = content.index(CENTRAL)
    return content + struct.pack("<4s4H2LH", END, 0, 0, 3, 3, len(content) - begin, begin, 0)


def _many_megabytes(outside: Path) -> bytes:
    dice = random.Random(7)
    block = dice.randbytes(20_000) + bytes(1_900_000)
    return _with(*((f"facts/{number}.yaml", block) for number in range(30)))


def _many_files(count: int) -> Callable[[Path], bytes]:
    return lambda outside: zip_up([*GOOD.items(), *((f"facts/{number}.yaml", b"") for number in range(count))], ZIP_STORED)


def _zip64(outside: Path) -> bytes:
    """A second list of files, to be believed instead of the first."""
    content = good_zip()
    at = content.rindex(END)
    begin = content.index(CENTRAL)
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, len(GOOD), len(GOOD), at - begin, begin)
    return content[:at] + record + struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1) + content[at:]


def _long_list(outside: Path) -> bytes:
    return zip_up([(entry(f"facts/{number}.yaml", extra=struct.pack("<HH", 0x9999, 60_000) + bytes(60_000)), b"") for number in range(20)])


def _other_path(outside: Path) -> bytes:
    """An extra field gives the file another name, which some programs believe."""
    other = b"../evil.yaml"
    field = struct.pack("<BL", 1, zlib.crc32(b"facts/c.yaml")) + other
    return _with((entry("facts/c.yaml", extra=struct.pack("<HH", 0x7075, len(field)) + field), b"x"))


def _headed(old: str, new: str) -> Callable[[Path], bytes]:
    return lambda outside: zip_up([*(GOOD | {"course.yaml": swap(GOOD["course.yaml"].decode(), old, new).encode()}).items()])


def _holding(name: str, content: bytes) -> Callable[[Path], bytes]:
    return lambda outside: zip_up([*(GOOD | {name: content}).items()])


def _special(attributes: int, system: int = 3, name: str = "facts/c.yaml") -> Callable[[Path], bytes]:
    return lambda outside: _with((entry(name, attributes, system), b"../../../../etc/passwd"))


OUT, SYSTEM_NAME, DAMAGED, HIDDEN = "跑到课程", "Windows", "不完整，或者损坏", "看不见的字符"

HOSTILE = [
    Hostile("climbs out", _named("../evil.yaml"), OUT),
    Hostile("climbs out from inside", _named("facts/../../evil.yaml"), OUT),
    Hostile("climbs out as a folder", _named("../evil/"), OUT),
    Hostile(
        "climbs out under a name taken off", lambda outside: zip_up([(f"x/{name}", GOOD[name]) for name in GOOD] + [("x/../y", b"")]), OUT
    ),
    Hostile("stays where it is", _named("facts/./c.yaml"), OUT),
    Hostile("empty part", _named("facts//c.yaml"), OUT),
    Hostile("empty name", lambda outside: _with((entry(""), b"x")), OUT),
    Hostile("absolute", lambda outside: _with(((outside / "evil.yaml").as_posix(), b"x")), OUT),
    Hostile("drive", _named("C:/evil.yaml"), OUT),
    Hostile("drive without a slash", _named("C:evil.yaml"), OUT),
    Hostile("backslashes", _named("..\\evil.yaml"), SYSTEM_NAME),
    Hostile("network share", _named("\\\\host\\share\\evil.yaml"), SYSTEM_NAME),
    Hostile("alternate stream", _named("facts/c.yaml:evil"), SYSTEM_NAME),
    Hostile("device", _named("facts/aux.yaml"), SYSTEM_NAME),
    Hostile("device in capitals", _named("NUL"), SYSTEM_NAME),
    Hostile("device with a blank", _named("facts/con .yaml"), SYSTEM_NAME),
    Hostile("device with a small digit", _named("facts/COM¹.yaml"), SYSTEM_NAME),
    Hostile("device as a folder", _named("prn/a.yaml"), SYSTEM_NAME),
    Hostile("trailing full stop", _named("course.yaml."), SYSTEM_NAME),
    Hostile("trailing blank", _named("facts /c.yaml"), SYSTEM_NAME),
    Hostile("NUL byte", lambda outside: _renamed(b"facts/c.yaml", b"facts/c\0.yml"), "自相矛盾"),
    Hostile("escape", _named("facts/\x1b[2J.yaml"), HIDDEN),
    Hostile("newline", _named("facts/a\nb.yaml"), HIDDEN),
    Hostile("right to left", _named("facts/\u202elmay.yaml"), HIDDEN),
    Hostile("name in GBK", lambda outside: _renamed(b"facts/cccc.yaml", b"facts/\xd6\xd0\xce\xc4.yaml"), "不是 UTF-8"),
    Hostile("name falsely UTF-8", lambda outside: _with(("facts/中.yaml", b"x")).replace("中".encode(), b"\xff\xfe\xfd"), ""),
    Hostile("another name in a field", _other_path, ""),
    Hostile("long name", _named("facts/" + "长" * 100 + ".yaml"), "太长"),
    Hostile("deep folders", _named("a/" * 20 + "b.yaml"), "太深"),
    Hostile("twice", lambda outside: _with(("facts/a.yaml", b"x")), "两份"),
    Hostile("twice but for capitals", lambda outside: _with(("facts/A.YAML", b"x")), "两份"),
    Hostile("twice but for the spelling", lambda outside: _with(("facts/é.yaml", b"x"), ("facts/e\u0301.yaml", b"y")), "两份"),
    Hostile("link", _special(LINK), "链接"),
    Hostile("link from another system", _special(LINK, system=0), "链接"),
    Hostile("link as a folder", _special(LINK, name="facts/"), "链接"),
    Hostile("Windows link", _special(0x400, system=0), "链接"),
    Hostile("pipe", _special(PIPE), "链接或设备"),
    Hostile("disk", _special(DEVICE), "链接或设备"),
    Hostile("folder with content", lambda outside: _with((entry("facts/"), b"x")), "文件夹"),
    Hostile("file too large", _holding("facts/b.yaml", b"#" * (2 * MEBI + 1)), "2 MB"),
    Hostile("bomb", _holding("facts/b.yaml", b"#" * (2 * MEBI - 1)), "大得出奇"),
    Hostile("bomb of many files", _many_megabytes, "50 MB"),
    Hostile("bomb that claims to be small", _shortened, DAMAGED),
    Hostile("bomb behind the end", _trailing, DAMAGED),
    Hostile("bytes shared", _overlapping, DAMAGED),
    Hostile("bytes quoted", _quoted, DAMAGED),
    Hostile("2,001 files", _many_files(1998), "太多"),
    Hostile("70,000 files", _many_files(70_000), "太多"),
    Hostile("endless list of files", _long_list, "太多"),
    Hostile("claims many files", lambda outside: _end_patched(8, struct.pack("<HH", 0xFFFF, 0xFFFF)), "太多"),
    Hostile("claims fewer files", lambda outside: _end_patched(8, struct.pack("<HH", 2, 2)), DAMAGED),
    Hostile("several disks", lambda outside: _end_patched(4, struct.pack("<HH", 1, 1)), DAMAGED),
    Hostile("list beyond the end", lambda outside: _end_patched(12, struct.pack("<LL", 900_000, 0)), DAMAGED),
    Hostile("list elsewhere", lambda outside: _end_patched(16, struct.pack("<L", 2**32 - 1)), DAMAGED),
    Hostile("second list", _zip64, DAMAGED),
    Hostile("password", lambda outside: _flagged(0x1), "密码"),
    Hostile("hidden heads", lambda outside: _flagged(0x2000), "密码"),
    Hostile("bzip2", lambda outside: zip_up([*GOOD.items()], ZIP_BZIP2), "压缩的办法"),
    Hostile("lzma", lambda outside: zip_up([*GOOD.items()], ZIP_LZMA), "压缩的办法"),
    Hostile("unknown method", lambda outside: _patched(good_zip(), CENTRAL, b"facts/a.yaml", 10, b"\x63\0"), "压缩的办法"),
    Hostile("from the future", lambda outside: _patched(good_zip(), CENTRAL, b"facts/a.yaml", 6, b"\xff\0"), DAMAGED),
    Hostile("wrong sum", lambda outside: _patched(good_zip(), CENTRAL, b"facts/a.yaml", 16, b"1234"), DAMAGED),
    Hostile("two names for one file", lambda outside: _patched(good_zip(), LOCAL, b"facts/a.yaml", 30, b"facts/z.yaml"), DAMAGED),
    Hostile("head before the beginning", lambda outside: _patched(good_zip(), CENTRAL, b"facts/a.yaml", 42, b"\xff\xff\xff\x7f"), DAMAGED),
    Hostile("cut off", lambda outside: good_zip()[:-40], DAMAGED),
    Hostile("half of it", lambda outside: good_zip()[: len(good_zip()) // 2], DAMAGED),
    Hostile("something behind", lambda outside: good_zip() + b"x" * 100, DAMAGED),
    Hostile("program in front", lambda outside: b"MZ" + bytes(500) + good_zip(), "也不是 zip 文件"),
    Hostile("no archive", lambda outside: b"Rar!\x1a\x07\x01\0" + bytes(100), "也不是 zip 文件"),
    Hostile("empty file", lambda outside: b"", "也不是 zip 文件"),
    Hostile("empty archive", lambda outside: zip_up([]), "也不是 zip 文件"),
    Hostile("only the beginning", lambda outside: LOCAL, DAMAGED),
    Hostile("too large", lambda outside: LOCAL + bytes(20 * MEBI), "20 MB"),
    Hostile("program inside", _named("setup.py"), "没有这样的文件"),
    Hostile("hidden file", _named("facts/.evil.yaml"), "没有这样的文件"),
    Hostile("receipt of an installation", _named(".installed"), "没有这样的文件"),
    Hostile("folder of its own", _named("bin/a.yaml"), "没有这样的文件"),
    Hostile("archive inside", lambda outside: _with(("facts/c.zip", good_zip())), "没有这样的文件"),
    Hostile("no course", lambda outside: zip_up([("facts/a.yaml", b"x")]), "没有 course.yaml"),
    Hostile("two courses", lambda outside: zip_up([*_around("a"), *_around("b")]), "没有 course.yaml"),
    Hostile("id leads out", _headed("id: sample", "id: ../../evil"), "id“../../evil”"),
    Hostile("id is a device", _headed("id: sample", "id: con"), "id“con”"),
    Hostile("id has no end", _headed("id: sample", "id: " + "a" * 5000), "用不了"),
    Hostile("id of the shipped course", _headed("id: sample", "id: essentials"), "自带课程"),
    Hostile("version leads out", _headed('"2"', '"../2"'), "version“../2”"),
    Hostile("version is a number", _headed('"2"', "2"), "双引号"),
    Hostile("stands on nothing", _headed("id: sample", "id: sample\nextends: nowhere"), "nowhere"),
    Hostile("stands on a folder outside", _headed("id: sample", "id: sample\nextends: ../x"), "extends"),
    Hostile("head is a bomb", _holding("course.yaml", b"a: &a [x, x]\nb: [*a, *a]\n"), "读不懂"),
    Hostile("head is in GBK", _holding("course.yaml", GOOD["course.yaml"].decode().encode("gbk")), "读不懂"),
    Hostile("head is deep", _holding("course.yaml", b"[" * 5000), "读不懂"),
    Hostile("facts in GBK", _holding("facts/b.yaml", PHRASES_FILE.encode("gbk")), "这门课程有错误"),
    Hostile("facts no text", _holding("facts/b.yaml", b"\x89PNG\r\n\x1a\n\xff\xfe"), "这门课程有错误"),
    Hostile("facts a bomb", _holding("facts/b.yaml", b"a: &a [x]\nb: *a\n"), "这门课程有错误"),
    Hostile("read-me for a terminal", lambda outside: _with(("README.md", b"\x1b]0;evil\x07")), "README.md"),
]


def mutate(content: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    """Return the archive with passages, given as (start, bytes to drop, what to put in), replaced."""
    for start, drop, put in changes:
        at = start % (len(content) + 1)
        content = content[:at] + put + content[at + drop :]
    return content


stored_zip: Callable[[], bytes] = partial(zip_up, [("course.yaml", b"id: tiny\n"), ("facts/a.yaml", b"x")], ZIP_STORED)
"""A small archive: most of its bytes are heads."""
