"""One typed line → an answer, a command, or a reason to ask again. The same grammar on a terminal and on a pipe."""

from __future__ import annotations

import unicodedata
from typing import Literal

import msgspec

from trainer.drill.picks import LETTERS, example_of, join_picks, read_picks
from trainer.drill.question import Question
from trainer.i18n import N_, Message
from trainer.text import clean_text

CommandName = Literal["hint", "unsure", "flag", "appeal", "skip", "undo", "quit", "help"]

COMMANDS: dict[CommandName, str] = {
    "hint": "提示",
    "unsure": "不确定",
    "flag": "标记",
    "appeal": "不同意",
    "skip": "跳过",
    "undo": "撤销",
    "quit": "退出",
    "help": "帮助",
}
LONGEST = 300
"""Characters that one line may have."""

_PREFIXES = ("/", "、")
_KEYS: dict[str, CommandName] = {"?": "hint", "!": "appeal"}
"""Commands of one key, full or half width."""


class Typed(msgspec.Struct, frozen=True):
    """A complete answer: the line, the options picked (from 0), and whether the learner was sure."""

    text: str
    picks: list[int]
    certain: bool


class Command(msgspec.Struct, frozen=True):
    """A command instead of an answer. `note` is what followed it, used by `flag` and `appeal`."""

    name: CommandName
    note: str = ""


class Invalid(msgspec.Struct, frozen=True):
    """Neither; nothing is stored and the question stands."""

    reason: Message


Parsed = Typed | Command | Invalid


def parse_line(question: Question, line: str) -> Parsed:
    """Read one line. `/不确定 2` and `2?` answer without being sure; `?` alone asks for a hint, `!` disagrees, with a reason or without."""
    text = clean_text(line)
    if len(text) > LONGEST:
        return Invalid(N_("太长了，最多 {limit} 个字，请精简后再答。", limit=LONGEST))
    command = read_command(text)
    if isinstance(command, Command) and command.name == "unsure" and command.note:
        return _parse_answer(question, command.note, certain=False)
    return command or _parse_answer(question, text, certain=True)


def read_command(line: str) -> Command | Invalid | None:
    """Read a line as a command; None when it does not begin like one. The Chinese comma `、` is a slash too; behind `!` stands a reason."""
    text = clean_text(line)
    folded = unicodedata.normalize("NFKC", text)
    if folded in _KEYS:
        return Command(_KEYS[folded])
    if folded.startswith("!"):
        # Whoever disagrees writes the reason right behind it.
        return Command("appeal", text[1:].strip())
    if not folded.startswith(_PREFIXES):
        return None
    word, *rest = text[1:].split(maxsplit=1) or [""]
    if not word:
        return Invalid(N_("后面要写命令，例如：/提示 /不确定 /标记 /不同意 /跳过 /撤销 /退出 /帮助"))
    word = unicodedata.normalize("NFKC", word).lower()
    for name, chinese in COMMANDS.items():
        if word in (name, chinese):
            return Command(name, rest[0] if rest else "")
    return Invalid(N_("没有“{word}”这个命令。可以用：/提示 /不确定 /标记 /不同意 /跳过 /撤销 /退出 /帮助", word=word[:20]))


def _parse_answer(question: Question, text: str, certain: bool) -> Parsed:
    if not text:
        return Invalid(N_("还没作答：写下答案再按回车，想先放一放就写 /跳过。"))
    digits = unicodedata.normalize("NFKC", text)
    if question.mode == "text":
        return Invalid(N_("这题要打字作答，不是选数字。")) if digits.isdigit() else Typed(text, [], certain)
    if digits.endswith("?"):
        digits, certain = digits[:-1].strip(), False
    if question.mode == "number":
        return _parse_number(digits, certain)
    picks = read_picks(question, digits)
    return Invalid(_how_to_pick(question)) if picks is None else Typed(join_picks(picks), picks, certain)


def _how_to_pick(question: Question) -> Message:
    count, example = len(question.options), example_of(question)
    if question.mode == "select":
        return N_("请输入 1 到 {count} 中所有对的数字，例如 {example}。", count=count, example=example)
    if question.mode == "match":
        letters = list(LETTERS[:count])
        return N_("请按 {letters} 的顺序各写一个数字，不重复，例如 {example}。", letters=letters, example=example)
    if question.mode == "order":
        return N_("请把 1 到 {count} 各写一次，例如 {example}。", count=count, example="123456789"[:count])
    return N_("请输入 1 到 {count} 中的一个数字。", count=count)


def _parse_number(text: str, certain: bool) -> Parsed:
    from trainer.reply.numerals import parse_amount  # 4 ms that other questions need not wait for

    return Typed(text, [], certain) if parse_amount(text) else Invalid(N_("这题要写一个数字，如 82 或 5-6。"))
