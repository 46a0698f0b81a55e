"""Asking a trainer: questions as data, one after the other, with a way back. The same on a terminal and on a pipe."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from trainer.drill.respond import LONGEST, Command, read_command
from trainer.errors import EndOfInput
from trainer.i18n import N_, Message, render
from trainer.reply.normalise import fold_width

if TYPE_CHECKING:
    from trainer.screen.front import Front

Answers = dict[str, list[str]]
"""What was answered, by the name of the question; a choice is the value chosen, an answer left out an empty text."""
BACK_WORDS = ("/上", "/上一问", "/back", "、上", "、上一问")
GUIDE = N_("（/上 回到上一问，/退出 先不写了）")
LABEL = N_("输入 › ")


class Choice(msgspec.Struct, frozen=True):
    """One of the answers to choose from."""

    value: str
    label: Message | str


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """One question, in `words`; `short` is what it is called in a list."""

    name: str
    short: Message
    words: Message
    example: Message | str = ""
    shown: Callable[[Answers], Sequence[str]] | None = None
    """Gives lines to answer from."""
    most: int = LONGEST
    """Characters that are taken."""
    lines: tuple[int, int] = (1, 1)
    """How many answers, at least and at most, one a line."""
    fewest: int = 0
    """Fewer than these may not be written, if any are."""
    default: Callable[[Answers], str] | None = None
    """Gives what Enter alone means."""
    choices: Callable[[Answers], Sequence[Choice]] | None = None
    refuse: Callable[[str, Answers], Message | None] | None = None
    """Says what is wrong with an answer."""
    wanted: Callable[[Answers], bool] = lambda answers: True


class Back(Exception):
    """The question before this one is wanted again."""


class Interview:
    """Puts questions and keeps the answers in `answers`; what stands there already and still holds is not asked."""

    def __init__(self, front: Front, title: Message, asks: Sequence[Ask], answers: Answers) -> None:
        self.answers = answers
        self._front = front
        self._title = title
        self._asks = asks

    def run(self) -> None:
        """Ask until everything is answered. Raises `EndOfInput` when the trainer leaves."""
        place, is_back = 0, False
        while place < len(self._asks):
            ask = self._asks[place]
            if ask.wanted(self.answers) and (is_back or not self._is_answered(ask)):
                try:
                    self.put(ask)
                except Back:
                    place, is_back = self._before(place), True
                    continue
            place, is_back = place + 1, False

    def put(self, ask: Ask) -> None:
        """Ask one question and keep the answer. Raises `Back`."""
        if ask.choices:
            self.answers[ask.name] = [self._choose(ask, ask.choices(self.answers))]
        elif ask.lines == (1, 1):
            self.answers[ask.name] = [self._read_line(ask)]
        else:
            self.answers[ask.name] = self._read_lines(ask)

    def wanted(self) -> list[Ask]:
        """Return the questions that there are, as things were answered."""
        return [ask for ask in self._asks if ask.wanted(self.answers)]

    def _is_answered(self, ask: Ask) -> bool:
        """Tell whether there is an answer that holds: another answer may have been changed, or the course."""
        given = self.answers.get(ask.name)
        if given is None or not ask.lines[0] <= len(given) <= ask.lines[1]:
            return False
        if ask.choices:
            return given[0] in [choice.value for choice in ask.choices(self.answers)]
        return all((not text and ask.default is not None) or not self._fault(ask, text) for text in given)

    def _before(self, place: int) -> int:
        earlier = [number for number in range(place) if self._asks[number].wanted(self.answers)]
        return earlier[-1] if earlier else place

    def _head(self, ask: Ask) -> list[Message | str]:
        asked = self.wanted()
        shown = ask.shown(self.answers) if ask.shown else []
        counted = N_("{title} · 第 {number} 问，共 {all} 问", title=self._title, number=asked.index(ask) + 1, all=len(asked))
        return [counted, *shown, ask.words]

    def _choose(self, ask: Ask, choices: Sequence[Choice]) -> str:
        options = [choice.label for choice in choices]
        is_first = self.wanted()[0] is ask
        picked = pick(self._front, self._head(ask), options if is_first else [*options, N_("（回到上一问）")])
        if picked == len(choices):
            raise Back
        return choices[picked].value

    def _read_line(self, ask: Ask) -> str:
        default = ask.default(self.answers) if ask.default else None
        notes = self._notes(ask)
        if default is not None:
            notes.append(N_("直接按回车就是：{default}", default=default) if default else N_("没有就直接按回车。"))
        typed = first_of(self.answers, ask.name)
        wrong: Message | str = ""
        while True:
            typed = self._read([*notes, *([wrong] if wrong else [])], typed) or default or ""
            if typed == default == "":
                return typed
            wrong = self._fault(ask, typed)
            if not wrong:
                return typed

    def _read_lines(self, ask: Ask) -> list[str]:
        """Read answers one a line; an empty one ends."""
        found: list[str] = []
        wrong: Message | str = ""
        earlier = self.answers.get(ask.name, [])
        while len(found) < ask.lines[1]:
            written = [f"{number}. {text}" for number, text in enumerate(found, 1)]
            draft = earlier[len(found)] if len(found) < len(earlier) else ""
            typed = self._read([*self._notes(ask), *written, wrong or self._end_note(ask, found)], draft)
            if not typed and self._is_enough(ask, found):
                break
            wrong = (self._fault(ask, typed) if typed else self._short_of(ask, found)) or (N_("这一句写过了。") if typed in found else "")
            found += [] if wrong else [typed]
        return found

    def _is_enough(self, ask: Ask, found: Sequence[str]) -> bool:
        return len(found) >= ask.lines[0] and (not found or len(found) >= ask.fewest)

    def _short_of(self, ask: Ask, found: Sequence[str]) -> Message:
        """Say that the list cannot end yet."""
        least = max(ask.lines[0], ask.fewest if found else 0)
        if not found and least < 2:
            return N_("这里要写几个字。")
        return N_("至少要写 {least} 个，还差 {count} 个。", least=least, count=least - len(found))

    def _end_note(self, ask: Ask, found: Sequence[str]) -> Message:
        if not self._is_enough(ask, found):
            return N_("写第 {number} 个。", number=len(found) + 1)
        return N_("写第 {number} 个；写完了就直接按回车。", number=len(found) + 1) if found else N_("不写就直接按回车。")

    def _notes(self, ask: Ask) -> list[Message | str]:
        return [*self._head(ask), *([N_("例：{example}", example=ask.example)] if ask.example else [])]

    def _read(self, notes: list[Message | str], draft: str) -> str:
        line = self._front.read_text([*notes, GUIDE], LABEL, draft)
        # What stood there to be changed may stand before the command still.
        typed = line[len(draft) :].strip() if draft and line.startswith(draft) else line
        for said in (line, typed):
            if fold_width(said) in BACK_WORDS:
                raise Back
            if read_command(said) == Command("quit"):
                raise EndOfInput
        return line

    def _fault(self, ask: Ask, typed: str) -> Message | str:
        if not typed:
            return N_("这里要写几个字。")
        if len(typed) > ask.most:
            return N_("有 {count} 个字，最多 {most} 个，改短一点。", count=len(typed), most=ask.most)
        return (ask.refuse(typed, self.answers) if ask.refuse else None) or ""


def first_of(answers: Answers, name: str) -> str:
    """Return the one answer to a question; empty where there is none yet."""
    return next(iter(answers.get(name, [])), "")


def pick(front: Front, head: Sequence[Message | str], options: Sequence[Message | str]) -> int:
    """Return which option was chosen, from 0; where there is no menu, by its number on a line. Raises `EndOfInput`."""
    chosen = front.choose("\n".join(map(render, head)), list(options))
    numbered = [f"{number}. {render(option)}" for number, option in enumerate(options, 1)]
    notes = [*head, *numbered]
    while chosen is None:
        line = front.read_text(notes, LABEL)
        if read_command(line) == Command("quit"):
            raise EndOfInput
        chosen = _read_number(line, len(options))
        notes = [N_("请输入 1 到 {count} 中的一个数字。", count=len(options))]
    return chosen


def _read_number(line: str, count: int) -> int | None:
    digits = fold_width(line)
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else 0
    return number - 1 if 1 <= number <= count else None
