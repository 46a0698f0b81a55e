"""A course file as text, or the one reason why it is refused."""

from __future__ import annotations

import os
from pathlib import Path

from trainer.course.problem import Place, Problem
from trainer.i18n import N_
from trainer.text import has_unsafe

SIZE_MOST = 2 * 1024 * 1024
"""Bytes; the shipped course's largest file has 80 KB."""


def read_text(path: Path, root: str) -> str | Problem:
    """Return a file's text with `\\n` line ends and without byte order mark. `root` is the course folder's real path."""
    place = Place(str(path))
    try:
        content = _read_bytes(path, root, place)
    except FileNotFoundError:
        return place.problem("E101", N_("找不到这个文件。"), N_("写课程文件夹（里面有 course.yaml 的那一层），或检查文件名和位置。"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return place.problem("E104", N_("文件读不了：{reason}", reason=reason), N_("检查文件权限，或请管理员帮忙。"))
    return content if isinstance(content, Problem) else _decode(content, place)


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
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = N_("文件不是 UTF-8 编码，可能是旧记事本存的 GBK。")
        return Place(place.path, line).problem("E106", message, N_("用编辑器“另存为”，编码选 UTF-8。"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _refuse_unsafe(text, place) if has_unsafe(text) else text


def _refuse_unsafe(text: str, place: Place) -> Problem:
    line, content = next((line, content) for line, content in enumerate(text.split("\n"), 1) if has_unsafe(content))
    column, character = next((column, character) for column, character in enumerate(content, 1) if has_unsafe(character))
    message = N_("这里有一个看不见的控制字符（U+{number}）。", number=f"{ord(character):04X}")
    return Place(place.path, line, column).problem("E107", message, N_("删掉这个字符，把这一行重新打一遍。"))
