"""Untrusted text: what comes from a file, a name or a learner, made safe for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable

_MISSPELT_MOST = 60
"""Characters; comparing a megabyte with every name takes half a second, and nobody meant one of them."""
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 controls; tab and newline are handled apart
    "\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # direction marks, invisible characters
    "\U000e0000-\U000e007f"  # invisible tags
    "\ud800-\udfff]"  # lone surrogates: undecodable bytes
)
ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
"""How the id of a course, a topic, a fact, a rule or a scenario is spelt: it goes into logs, file names and other systems."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet may run instead of show."""
_INNER = {"“": "‘", "”": "’"}


def clean_text(text: str) -> str:
    """Return the text on one line without control, direction and invisible characters, trimmed."""
    return _UNSAFE.sub("", text.replace("\t", " ").replace("\n", " ")).strip()


def has_unsafe(text: str) -> bool:
    """Tell whether a text holds characters that must not reach a screen."""
    return bool(_UNSAFE.search(text))


def guard_cell(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula: text on one line, with a quote before a dangerous beginning."""
    if not isinstance(value, str):
        return value
    text = clean_text(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def nest_quotes(text: str) -> str:
    """Return the text with quotes inside quotes as ‘ ’, as Chinese print has them. Quotes that do not pair stay as they are."""
    if text.count("“") < 2 or text.count("“") != text.count("”"):
        return text
    depth, out = 0, []
    for character in text:
        depth += character == "“"
        nested = depth > 1
        depth -= character == "”"
        out.append(_INNER.get(character, character) if nested else character)
    return "".join(out)


def find_nearest(wrong: str, known: Iterable[str]) -> str:
    """Return the one of the known words that a misspelt one was meant for; empty when nothing comes near."""
    from difflib import get_close_matches  # not at start-up: only who misspells pays for it

    near = get_close_matches(wrong, known, 1) if len(wrong) <= _MISSPELT_MOST else []
    return near[0] if near else ""
