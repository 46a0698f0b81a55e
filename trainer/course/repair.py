"""Safe repairs of a course file: text → repaired text and what was done to it. Pure; `trainer.cli.fix` writes.

Every suggestion of `trainer.course.slips` is tried, and kept only when the file reads better with it: the parser gets
further or a problem is gone, no new problem stands on its line, and what was changed is syntax, not part of a text.
"""

from __future__ import annotations

import re

import msgspec

from trainer.course.reading import Reading, is_better, is_inside, list_suspects, list_texts, read_lines, stop_of
from trainer.course.slips import Slip, find_slip
from trainer.course.tree import Tree
from trainer.i18n import N_, Message

TRAILING = N_("去掉行尾空格")
ROUNDS_MOST = 5
"""One repair can make room for another; more than two rounds have not been seen."""
SLIPS_MOST = 5_000
READS_MOST, CHARACTERS_MOST = 60, 12_000_000
"""How often, and how many characters in all, a file is read while repairing it: a few seconds."""
_OUR_FAULT = ("E114", "E116", "E117", "E202", "E203")
"""What a wrong repair brings about on its own line. A value that is missing or wrong was so before."""


class Repair(msgspec.Struct, frozen=True):
    """One mended line, counted from 1."""

    line: int
    what: list[Message]
    before: str
    after: str


class Repaired(msgspec.Struct, frozen=True):
    """The text with every safe repair; the same text when there is none."""

    text: str
    repairs: list[Repair]


def repair_text(text: str, path: str) -> Repaired:
    """Return a file's text with its slips mended, line ends kept."""
    pieces = re.split("(\r\n|\r|\n)", text)
    mender = _Mender(pieces[::2], path)
    mender.mend()
    repairs = [
        Repair(number + 1, mender.kinds[number], before, after)
        for number, (before, after) in enumerate(zip(pieces[::2], mender.lines, strict=True))
        if before != after
    ]
    pieces[::2] = mender.lines
    return Repaired("".join(pieces), repairs)


class _Mender:
    def __init__(self, lines: list[str], path: str) -> None:
        self.lines = lines
        self.kinds: dict[int, list[Message]] = {}
        self._path = path
        self._reads = max(4, min(READS_MOST, CHARACTERS_MOST // (1 + sum(map(len, lines)))))

    def mend(self) -> None:
        """Mend slips until no more are found, then what stands behind the lines."""
        state = self._read(self.lines)
        for _round in range(ROUNDS_MOST):
            slips = self._mend_slips(state)
            if not slips:
                break
            self._keep(slips)
            state = self._read(self.lines)
        if state.tree:
            self._strip(state.tree)

    def _keep(self, slips: list[Slip]) -> None:
        self.lines = _apply(self.lines, slips)
        for slip in slips:
            known = self.kinds.setdefault(slip.line, [])
            known += [kind for kind in slip.kinds if kind not in known]

    def _mend_slips(self, before: Reading) -> list[Slip]:
        """Return the slips that make the file better: drop wrong ones until none is wrong."""
        slips = self._find_slips(before)
        while slips and self._reads > 0:
            lines = _apply(self.lines, slips)
            after = self._read(lines)
            wrong = _find_wrong(slips, before, after, lines)
            if not wrong:
                return self._prove(slips, after) if is_better(before, after) else []
            slips = [slip for slip in slips if slip.line not in wrong]
        return []

    def _prove(self, slips: list[Slip], state: Reading) -> list[Slip]:
        """Where the parser still stops, drop what stands behind, and what stands at the stop unless it is needed to get there."""
        if state.tree:
            return slips
        stop = stop_of(state)
        clear = [slip for slip in slips if slip.line < stop - 1]
        if clear and stop_of(self._read(_apply(self.lines, clear))) >= stop:
            return clear
        return [slip for slip in slips if slip.line <= stop]

    def _find_slips(self, state: Reading) -> list[Slip]:
        suspects = list_suspects(state, len(self.lines))
        found = (find_slip(number, self.lines[number]) for number in suspects)
        return [slip for slip in found if slip][:SLIPS_MOST]

    def _strip(self, tree: Tree) -> None:
        """Remove spaces at the ends of lines, but for lines that go on in a text."""
        within = {line for start, end in list_texts(self.lines) for line in range(start[0], end[0])}
        slips = [
            Slip(number, line.rstrip(" \t"), [TRAILING], [])
            for number, line in enumerate(self.lines)
            if line.endswith((" ", "\t")) and number not in within
        ]
        if slips:
            stripped = self._read(_apply(self.lines, slips)).tree
            if stripped and stripped.value == tree.value:
                self._keep(slips)

    def _read(self, lines: list[str]) -> Reading:
        self._reads -= 1
        return read_lines(lines, self._path)


def _apply(lines: list[str], slips: list[Slip]) -> list[str]:
    mended = list(lines)
    for slip in slips:
        mended[slip.line] = slip.after
    return mended


def _find_wrong(slips: list[Slip], before: Reading, after: Reading, lines: list[str]) -> set[int]:
    """Return the lines whose repair does harm: the parser stops there, the text is changed, or a new problem stands there."""
    if after.tree is None and not is_better(before, after):
        stop = stop_of(after)
        passed = [slip.line for slip in slips if slip.line <= stop]
        # The parser stops on the line of the fault or after it.
        return {line for line in passed if line >= stop - 1} or set(passed[-1:]) or {slip.line for slip in slips}
    spans = list_texts(lines)
    inside = {slip.line for slip in slips for column in slip.columns if is_inside((slip.line, column), spans)}
    known = {(problem.code, problem.line) for problem in before.problems}
    blamed = {found.line - 1 for found in after.problems if found.code in _OUR_FAULT and (found.code, found.line) not in known}
    return inside | (blamed & {slip.line for slip in slips} if after.tree else set())
