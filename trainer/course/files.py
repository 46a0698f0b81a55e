"""A course file as text, or the one reason why it is refused."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from trainer.course.encoding import UTF8, Decoded, decode
from trainer.course.folder import SIZE_MOST
from trainer.course.problem import Place, Problem
from trainer.i18n import N_, Message
from trainer.text import has_unsafe

_REASONS = {
    errno.EACCES: N_("没有权限"),
    errno.EPERM: N_("没有权限"),
    errno.ELOOP: N_("链接绕回了自己"),
    errno.ENOSPC: N_("磁盘满了"),
    errno.EROFS: N_("磁盘是只读的"),
}


def read_text(path: Path, root: str) -> str | Problem:
    """Return a file's text with `\\n` line ends and without byte order mark. `root` is the course folder's real path."""
    content = read_bytes(path, root)
    return content if isinstance(content, Problem) else _decode(content, Place(str(path)))


def read_bytes(path: Path, root: str) -> bytes | Problem:
    """Return what a file holds. Links out of the course, pipes and endless files are refused before they are opened."""
    place = Place(str(path))
    try:
        return _read_bytes(path, root, place)
    except (FileNotFoundError, NotADirectoryError):
        return place.problem("E101", N_("找不到这个文件。"), N_("写课程文件夹（里面有 course.yaml 的那一层），或检查文件名和位置。"))
    except OSError as error:
        return place.problem("E104", N_("文件读不了：{reason}", reason=reason_of(error)), N_("检查文件权限，或请管理员帮忙。"))


def reason_of(error: OSError) -> Message | str:
    """Say in our words what trainers meet; the rest in the system's."""
    return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__


def find_unsafe(text: str, place: Place) -> Problem | None:
    """Return the problem of the first character that must not reach a screen."""
    return _refuse_unsafe(text, place) if has_unsafe(text) else None


def _read_bytes(path: Path, root: str, place: Place) -> bytes | Problem:
    real = os.path.realpath(path, strict=True)
    if not Path(real).is_relative_to(root):
        return place.problem("E103", N_("这是一个指向课程文件夹外面的链接。"), N_("把真正的文件复制到课程文件夹里。"))
    if not path.is_file():  # a directory, or a pipe that would wait for ever
        return place.problem("E102", N_("这里应该是一个文件，却不是。"), N_("删掉或改名，再放一个 .yaml 文件。"))
    with path.open("rb") as file:
        content = file.read(SIZE_MOST + 1)
    if len(content) > SIZE_MOST:
        return place.problem("E105", N_("文件超过 2 MB，太大了。"), N_("拆成几个小文件，放在同一个文件夹里。"))
    return content


def _decode(content: bytes, place: Place) -> str | Problem:
    decoded = decode(content)
    if decoded is None or decoded.encoding != UTF8:
        return refuse_encoding(content, place, decoded)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    return find_unsafe(text, place) or text


def refuse_encoding(content: bytes, place: Place, decoded: Decoded | None) -> Problem:
    """Return the problem of a file that is not UTF-8, on the line where it stops being so."""
    line = 1 + _count_lines_of_utf8(content)
    if decoded is None:
        message = N_("文件里有认不出来的字节，不是正常的文字文件。")
        remedy = N_("用编辑器打开看看：是乱码就换一份好的；看得懂就“另存为”，编码选 UTF-8。")
        return Place(place.path, line).problem("E109", message, remedy)
    message = N_("文件是 {encoding} 编码，要用 UTF-8。", encoding=decoded.encoding)
    remedy = N_("运行 trainer course fix {path} 转成 UTF-8，或者用编辑器“另存为”，编码选 UTF-8。", path=as_argument(place.path))
    return Place(place.path, line).problem("E106", message, remedy)


def _count_lines_of_utf8(content: bytes) -> int:
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return content.count(b"\n", 0, error.start)
    return 0


def as_argument(path: str) -> str:
    """Return a path as it can be typed: double quotes mean the same to every shell in use."""
    return f'"{path}"' if any(character.isspace() for character in path) else path


def _refuse_unsafe(text: str, place: Place) -> Problem:
    line, content = next((line, content) for line, content in enumerate(text.split("\n"), 1) if has_unsafe(content))
    column, character = next((column, character) for column, character in enumerate(content, 1) if has_unsafe(character))
    message = N_("这里有一个看不见的控制字符（U+{number}）。", number=f"{ord(character):04X}")
    return Place(place.path, line, column).problem("E107", message, N_("删掉这个字符，把这一行重新打一遍。"))
