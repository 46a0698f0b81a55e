"""`say` templates → patterns of a linear-time engine.

Literal text; `(a|b)` one of them; `[x]` or nothing; `<macro>` a wording of the course's list; `…` up to eight characters of a
clause; `^` and `$` the start and end of a clause; `，` the border between two clauses; `？` the end of an asked one; `*` after a
macro or a group: any number of times. Anything else is a literal; width, case, spaces and traditional characters do not count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from trainer.course.rules import Macro
from trainer.i18n import N_, Message
from trainer.reply.reading import ASKED, COMMA, MASK, read_sentences, spell

GAP = 8
_TOKEN = re.compile(r"<[^<>]*>\*?|…+|[()\[\]|^$*，？]|[^<>…()\[\]|^$*，？]+")
_SIGNS = str.maketrans("（）｜［］＜＞＊", "()|[]<>*")
_FIXED = {
    "^": f"(?:^|[{COMMA}{ASKED}])",
    "$": f"(?:[{COMMA}{ASKED}]|$)",
    COMMA: f"[{COMMA}{ASKED}]",
    ASKED: ASKED,
    "|": "|",
    "(": "(?:",
    ")": ")",
    "[": "(?:",
    "]": ")?",
}
_CLOSES = {")": "(", "]": "["}


class UnfitTemplate(ValueError):
    """A template that cannot be read; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.template)
        self.message = message


def compile_macros(macros: Sequence[Macro]) -> dict[str, str]:
    """Return the pattern of each macro; one may use those before it. Raises `UnfitTemplate`."""
    patterns: dict[str, str] = {}
    for macro in macros:
        patterns[macro.name] = "(?:" + "|".join(compile_say(wording, patterns) for wording in macro.any) + ")"
    return patterns


def tokenize(template: str) -> list[str]:
    """Return the signs and the runs of words of a template, full-width signs as their half-width twins."""
    return _TOKEN.findall(template.translate(_SIGNS).replace(",", COMMA).replace("?", ASKED))


def compile_say(template: str, macros: Mapping[str, str]) -> str:
    """Return the pattern of a template. Raises `UnfitTemplate` for one that cannot be read."""
    pieces: list[str] = []
    opened: list[str] = []
    for token in tokenize(template):
        if token in "([":
            opened.append(token)
        elif token in _CLOSES and (not opened or opened.pop() != _CLOSES[token]):
            raise UnfitTemplate(N_("括号没有配对：{written}", written=template))
        pieces.append(_piece(token, pieces, macros, template))
    if opened:
        raise UnfitTemplate(N_("括号没有配对：{written}", written=template))
    return "".join(pieces)


def demand_words(template: str, macros: Mapping[str, str]) -> str:
    """Return the pattern of a template. Raises `UnfitTemplate` also for one that holds no words and would match everything."""
    pattern = compile_say(template, macros)
    parser: Any = re._parser  # type: ignore[attr-defined]  # undocumented, the same since 3.11; compiling takes four times as long
    if parser.parse(pattern).getwidth()[0] == 0 or not spell(re.sub(r"[^\w]", "", pattern)):
        raise UnfitTemplate(N_("这个写法什么句子都对得上：{written}", written=template))
    return pattern


def whole_clause(clause: str) -> str:
    """Return the template of a clause as it was read, and of nothing else."""
    return f"^{_as_template(clause)}" + ("" if clause.endswith(ASKED) else "$")


def quote_words(words: str) -> str:
    """Return the template of some words as they were typed."""
    return COMMA.join(_as_template(sentence.text) for sentence in read_sentences(words))


def _as_template(text: str) -> str:
    return re.sub(f"{MASK}+", "…", text).rstrip(COMMA)


def _piece(token: str, before: list[str], macros: Mapping[str, str], template: str) -> str:
    if token in _FIXED:
        return _FIXED[token]
    if token.startswith("…"):
        return f"[^{COMMA}{ASKED}]{{0,{GAP}}}?"
    if token == "*":
        if not before or before[-1] != ")":
            raise UnfitTemplate(N_("* 前面要有括号或 <宏>：{written}", written=template))
        return "*"
    if token.startswith("<"):
        name = token.rstrip("*")[1:-1]
        if name not in macros:
            raise UnfitTemplate(N_("macros.yaml 里没有“{name}”：{written}", name=name, written=template))
        return macros[name] + ("*" if token.endswith("*") else "")
    return re.escape(spell(token))
