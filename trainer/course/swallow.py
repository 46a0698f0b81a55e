"""Fields and list items that vanished without a syntax error: YAML took them for the rest of the text before them."""

from __future__ import annotations

import re
from typing import Any

from trainer.course.fields import NAMES
from trainer.course.problem import Place, Problem, quote
from trainer.course.syntax import wide_colon
from trainer.i18n import N_

_WITHIN = re.compile(rf"[，,；;]\s*(?:{NAMES})(?=[：:])")
_ITEM_OR_FIELD = re.compile(rf"\s*(?:[-－—–] +\S|(?:{NAMES})\s*[：:])")
_FIELD = re.compile(rf"\s*(?:{NAMES}):(?:\s|$)")
_IDS = re.compile(r"[A-Za-z][A-Za-z0-9.-]*\s*([，、])\s*[A-Za-z][A-Za-z0-9.-]*")
# Not `_IDS` itself: searching two megabytes of one word for it would take hours.
_BETWEEN_ASCII = re.compile(r"[A-Za-z0-9]\s*[，、]\s*[A-Za-z]")
_BLOCK = ("|", ">")


class Swallowed:
    """Looks through the scalars of one text. Where nothing suspicious stands in the text it costs next to nothing."""

    def __init__(self, text: str, path: str) -> None:
        self._path = path
        self._lines = text.split("\n")
        self._is_suspect = any(pattern.search(text) for pattern in (_WITHIN, _BETWEEN_ASCII))

    def find(self, event: Any) -> Problem | None:
        """Return the problem of a scalar that holds more than its text."""
        first, last = event.start_mark.line, event.end_mark.line
        if last > first:
            return self._find_in_lines(event, first + 1, last)
        return self._find_in_text(event) if self._is_suspect and event.implicit[0] else None

    def _find_in_text(self, event: Any) -> Problem | None:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if found := _WITHIN.search(event.value):
            return wide_colon(Place(self._path, line, column + found.end()))
        if found := _IDS.match(event.value):
            message, remedy = N_("两项之间用了中文的“{sign}”。", sign=found[1]), N_("改成英文逗号加空格，如 [S15.1, S15.2]。")
            return Place(self._path, line, column + found.start(1)).problem("E122", message, remedy)
        return None

    def _find_in_lines(self, event: Any, first: int, last: int) -> Problem | None:
        # A dash may begin a line of a text that was meant to have several; a field name may not.
        pattern = _ITEM_OR_FIELD if event.implicit[0] else _FIELD
        end = last if event.style in _BLOCK else last + 1
        for number in range(first, min(end, len(self._lines))):
            line = self._lines[number]
            if pattern.match(line):
                column = 1 + len(line) - len(line.lstrip())
                message = N_("这一行被接到了上一行的文字后面：{text}", text=quote(line))
                remedy = N_("和同一层的横线或字段上下对齐；前面开了引号的，先补上收尾的引号。")
                return Place(self._path, number + 1, column).problem("E121", message, remedy)
        return None
