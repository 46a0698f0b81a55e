"""Files and folders made to hurt: the one table that the tests and tests/bench/hostile_files.py go by."""

from __future__ import annotations

import os
import random
import stat
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from course_samples import HEAD, PHRASES_FILE, write_course

MEBI = 1024 * 1024
ALIASES = "a: &a [x, x]\n" + "\n".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]" for n in range(24))
LAUGHS = 'a: &a ["lol"]\n' + "\n".join(f"b{n}: &b{n} [{', '.join(['*a'] * 9)}]" for n in range(9))
MERGES = "a: &a {x: 1}\n" + "\n".join(f"b{n}: &b{n}\n  <<: [{', '.join(['*a'] * 9)}]" for n in range(30))


class Unbuildable(Exception):
    """This machine does not let the case be made."""


class Hostile(NamedTuple):
    """A case: what to write into `facts/b.yaml`, or what to do to that path, and the code of its first problem."""

    name: str
    make: Callable[[Path], str | bytes | None]
    code: str


def write_hostile(folder: Path, case: Hostile) -> Path:
    """Write a sound course whose file `facts/b.yaml` is the hostile one; return its folder."""
    write_course(folder)
    path = folder / "facts" / "b.yaml"
    path.unlink()
    content = case.make(path)
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def _text(text: str) -> Callable[[Path], str]:
    return lambda path: text


def _link_out(path: Path) -> None:
    outside = path.parents[2] / "outside.yaml"
    outside.write_text(PHRASES_FILE, "utf-8")
    path.symlink_to(outside)


def _link_folder_out(path: Path) -> None:
    outside = path.parents[2] / "outside"
    path.parent.rename(outside)
    path.parent.symlink_to(outside)


def _device(path: Path) -> None:
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))  # /dev/zero
    except OSError as failure:
        raise Unbuildable("only root makes device files") from failure


def _unreadable(path: Path) -> None:
    path.write_text(PHRASES_FILE, "utf-8")
    path.chmod(0)


def _facts_file(path: Path) -> None:
    for other in path.parent.iterdir():
        other.unlink()
    path.parent.rmdir()
    path.parent.write_text("x", "utf-8")


def _course_folder(path: Path) -> None:
    (path.parents[1] / "course.yaml").unlink()
    (path.parents[1] / "course.yaml").mkdir()


def _course_bomb(path: Path) -> None:
    (path.parents[1] / "course.yaml").write_text(HEAD + "x: " + "[" * 30_000, "utf-8")


BOMBS = [
    Hostile("alias bomb", _text(ALIASES), "E111"),
    Hostile("billion laughs", _text(LAUGHS), "E111"),
    Hostile("merge key bomb", _text(MERGES), "E111"),
    Hostile("alias of itself", _text("a: &a [*a]"), "E111"),
    Hostile("merge of itself", _text("a: &a\n  <<: *a"), "E111"),
    Hostile("30,000 anchors", _text("&a " * 30_000), "E111"),
    Hostile("30,000 nested brackets", _text("facts: " + "[" * 30_000), "E113"),
    Hostile("30,000 nested brackets, closed", _text("facts: " + "[" * 30_000 + "]" * 30_000), "E113"),
    Hostile("30,000 nested braces", _text("facts: " + "{a: " * 30_000), "E113"),
    Hostile("30,000 nested dashes", _text("- " * 30_000), "E113"),
    Hostile("30,000 dashes in a line", _text("facts: " + "-" * 30_000), "E203"),
    Hostile("30,000 question marks", _text("? " * 30_000), "E113"),
    Hostile("30,000 colons", _text(": " * 30_000), "E110"),
    Hostile("1,000 levels of indentation", _text("\n".join(" " * depth + "a:" for depth in range(1_000))), "E113"),
    Hostile("100,000 documents", _text("---\na\n" * 100_000), "E115"),
    Hostile("35,000 wrong facts", _text("topic: phrases\nfacts:\n" + "- {titel: 1}\n" * 35_000), "E202"),
    Hostile("900,000 words for facts", lambda path: "topic: phrases\nfacts: [" + "a," * 900_000 + "]", "E120"),
    Hostile("100,000 duplicate keys", _text("{" + "a: 1, " * 100_000 + "}"), "E119"),
    Hostile("150,000 keys", lambda path: "{" + ",".join(f"a{n}: 1" for n in range(150_000)) + "}", "E120"),
    Hostile("60,000 tag directives", _text("".join(f"%TAG !{n}! tag:x\n" for n in range(60_000)) + "---\na"), "E110"),
    Hostile("100,000 swallowed fields", _text("topic: phrases\nfacts: [" + "a，say：b, " * 100_000 + "]"), "E203"),
]

LARGE = [
    Hostile("3 MiB", lambda path: "# " + "x" * 3 * MEBI, "E105"),
    Hostile("2 MiB of one plain word", lambda path: "topic: " + "x" * (2 * MEBI - 100), "E201"),
    Hostile("2 MiB of one quoted word, not closed", lambda path: "topic: '" + "x" * (2 * MEBI - 100), "E110"),
    Hostile("2 MiB of quotes", lambda path: "topic: " + '"' * (2 * MEBI - 100), "E110"),
    Hostile("2 MiB of line feeds", lambda path: "\n" * (2 * MEBI), "E108"),
    Hostile("2 MiB of one comment", lambda path: "#" * (2 * MEBI), "E108"),
    Hostile("2 MiB in a block of text", lambda path: "topic: |\n" + "  say: x\n" * 200_000, "E201"),
    Hostile("2 MiB of one key", lambda path: "? " + "k" * (2 * MEBI - 100) + "\n: 1", "E202"),
    Hostile("2 MiB of ids and Chinese commas", lambda path: "topic: " + "S15，" * 300_000, "E201"),
    Hostile("2 MiB of commas", lambda path: "topic: " + ", " * 1_000_000, "E110"),
    Hostile("2 MiB of full-width spaces", lambda path: "topic: x\n" + "　" * 690_000, "E110"),
    Hostile("a key of 2,000 characters", _text("k" * 2_000 + ": 1"), "E110"),
    Hostile("an integer of 5,000 digits", _text(f"topic: {'9' * 5_000}\nfacts: []"), "E206"),
    Hostile("an integer of 200,000 digits", _text(f"topic: {'9' * 200_000}\nfacts: []"), "E206"),
    Hostile("a binary integer of 200,000 digits", _text(f"topic: 0b{'1' * 200_000}\nfacts: []"), "E206"),
    Hostile("a sexagesimal number", _text(f"topic: 1{':59' * 20_000}\nfacts: []"), "E206"),
    Hostile("nearly a float", _text(f"topic: {'1_' * 100_000}x\nfacts: [x]"), "E301"),
    Hostile("an impossible date", _text("topic: 2026-13-45\nfacts: []"), "E206"),
]

BYTES = [
    Hostile("NUL", _text("topic: a\0b\nfacts: []"), "E107"),
    Hostile("100,000 NULs", _text("\0" * 100_000), "E107"),
    Hostile("terminal codes", _text("topic: \x1b]0;x\x07\nfacts: []"), "E107"),
    Hostile("C1 control", _text("topic: a\x9b2J\nfacts: []"), "E107"),
    Hostile("line separator", _text("topic: a\u2028b\nfacts: []"), "E107"),
    Hostile("direction mark", _text("topic: a\u202eb\nfacts: []"), "E107"),
    Hostile("byte order mark in the middle", _text("topic: a\ufeffb\nfacts: []"), "E107"),
    Hostile("terminal code written as an escape", _text('topic: "\\e[2J"\nfacts: []'), "E107"),
    Hostile("NUL written as an escape", _text('topic: "\\0"\nfacts: []'), "E107"),
    Hostile("direction mark written as an escape", _text('topic: "\\u202e"\nfacts: []'), "E107"),
    Hostile("surrogate written as an escape", _text('topic: "\\ud800"\nfacts: []'), "E110"),
    Hostile("lone surrogate", lambda path: b"topic: \xed\xa0\x80\nfacts: []", "E109"),
    Hostile("overlong UTF-8", lambda path: b"topic: \xc0\x80\nfacts: []", "E109"),
    Hostile("GBK", lambda path: PHRASES_FILE.encode("gbk"), "E106"),
    Hostile("UTF-16", lambda path: PHRASES_FILE.encode("utf-16"), "E106"),
    Hostile("UTF-32", lambda path: PHRASES_FILE.encode("utf-32"), "E109"),
    Hostile("UTF-16 without mark", lambda path: b"\0t\0o\0p\0i\0c", "E107"),
    Hostile("2 MiB of noise", lambda path: random.Random(1).randbytes(2 * MEBI), "E109"),
    Hostile("2 MiB of bytes 0xFF", lambda path: b"\xff" * (2 * MEBI), "E109"),
    Hostile("a program", lambda path: b"\x7fELF\x02\x01\x01" + bytes(9) + b"\xd0\xff", "E109"),
]

YAML = [
    Hostile("empty", _text(""), "E108"),
    Hostile("null", _text("~"), "E203"),
    Hostile("a list", _text("- a\n- b"), "E203"),
    Hostile("a word", _text("a"), "E203"),
    Hostile("directive", _text("%YAML 9.9\n---\ntopic: a"), "E110"),
    Hostile("tag directive", _text("%TAG ! tag:x,2000:\n---\n!y topic: a"), "E110"),
    Hostile("python object", _text("topic: !!python/object/apply:os.system ['true']"), "E112"),
    Hostile("a set", _text("topic: !!set {a, b}"), "E112"),
    Hostile("binary tag", _text("topic: !!binary AAAA"), "E112"),
    Hostile("a mapping for a key", _text("? {a: b}\n: c"), "E116"),
    Hostile("tabs", _text("topic: a\n\tfacts: []"), "E110"),
]

PLACES = [
    Hostile("a folder in place of the file", lambda path: path.mkdir(), "E102"),
    Hostile("a file in place of the folder", _facts_file, "E101"),
    Hostile("a folder in place of course.yaml", _course_folder, "E102"),
    Hostile("30,000 nested brackets in course.yaml", _course_bomb, "E113"),
    Hostile("a pipe", lambda path: os.mkfifo(path), "E102"),
    Hostile("a device", _device, "E102"),
    Hostile("a link to a device", lambda path: path.symlink_to("/dev/zero"), "E103"),
    Hostile("a link out of the course", _link_out, "E103"),
    Hostile("the folder a link out of the course", _link_folder_out, "E103"),
    Hostile("a link to itself", lambda path: path.symlink_to(path.name), "E104"),
    Hostile("a link to nothing", lambda path: path.symlink_to("nothing.yaml"), "E101"),
    Hostile("an unreadable file", _unreadable, "E104"),
]

HOSTILE = [*BOMBS, *LARGE, *BYTES, *YAML, *PLACES]
