"""What clears a clause or a sentence in which a new rule would fire wrongly: words that only the harmless sentences have."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import msgspec

from trainer.reply.evidence import DRAFT_ID, Bench, Shelf
from trainer.reply.pieces import Clause
from trainer.reply.say import UnfitTemplate

CLEARING = ("suppose", "help")
"""Macros of a course that clear: what is only supposed, and help that is offered."""
LONGEST, USUAL = 6, 3.0
MACRO, CLAUSE, TOGETHER, CUT = 1.5, 0.7, 1.5, 2.0


class _Way(msgspec.Struct, frozen=True):
    """One exception: where it is looked for, and its template."""

    is_sentence: bool
    template: str
    weight: float
    cut: float = 0.0


def find_exceptions(bench: Bench, say: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the `unless` and `unless_sentence` that spare what these templates must not flag, as far as words can be found."""
    unless: list[str] = []
    unless_sentence: list[str] = []
    engine = bench.open_engine(say)
    for text in bench.evidence.ok:
        if not engine.find(text):
            continue
        clauses, sentences = engine.fired_in(DRAFT_ID, text)
        ways = sorted(_list_ways(bench, clauses, text), key=lambda way: -_value(way, bench))
        wholes = [_Way(False, clause, 0) for clause in clauses] + [_Way(True, sentence, 0) for sentence in sentences]
        for way in [*ways, *wholes]:
            tried = ([*unless, way.template], unless_sentence) if not way.is_sentence else (unless, [*unless_sentence, way.template])
            if _clears(bench, say, tried, text):
                unless, unless_sentence = tried
                engine = bench.open_engine(say, *tried)
                break
    return unless, unless_sentence


def _clears(bench: Bench, say: Sequence[str], tried: tuple[list[str], list[str]], text: str) -> bool:
    engine = bench.open_engine(say, *tried)
    return not engine.find(text) and all(map(engine.find, bench.evidence.flag)) and all(map(engine.find, bench.variants))


def _list_ways(bench: Bench, clauses: Sequence[str], text: str) -> Iterator[_Way]:
    """Yield the macros and the runs of a harmless sentence, those of the clauses that were hit first."""
    flagged = Shelf(bench.evidence.flag)
    hit = {clause.strip("^$？") for clause in clauses}
    seen: set[tuple[bool, str]] = set()
    for clause in bench.kit.cut(text):
        is_sentence = not any(clause.text in part for part in hit)
        for way in _cut_ways(bench, clause, is_sentence=is_sentence):
            if (is_sentence, way.template) not in seen and not _is_found(bench, flagged, way.template):
                seen.add((is_sentence, way.template))
                yield way


def _cut_ways(bench: Bench, clause: Clause, *, is_sentence: bool) -> Iterator[_Way]:
    own = Shelf([clause.text])
    for name in CLEARING:
        if name in bench.kit.patterns and own.find(bench.kit.patterns[name]):
            yield _Way(is_sentence, f"<{name}>", USUAL)
    for start in range(len(clause.pieces)):
        for stop in range(start + 2, min(len(clause.pieces), start + LONGEST) + 1):
            run = clause.pieces[start:stop]
            cut = max(bench.kit.cut_strength(clause.pieces, place) for place in (start, stop))
            yield _Way(is_sentence, "".join(piece.written for piece in run), sum(piece.weight for piece in run), cut)


def _is_found(bench: Bench, shelf: Shelf, template: str) -> bool:
    try:
        return bool(shelf.find(bench.compile(template)))
    except UnfitTemplate:
        return True


def _value(way: _Way, bench: Bench) -> float:
    """Return how well an exception tells good sentences from bad ones."""
    pattern = bench.compile(way.template)
    good, bad = len(bench.harmless.find(pattern)), len(bench.bad.find(pattern))
    value = math.log((1 + good) / (1 + bad)) + TOGETHER * len(bench.ok.find(pattern)) - abs(way.weight - USUAL) - CUT * way.cut
    return value + MACRO * way.template.startswith("<") + CLAUSE * (not way.is_sentence)
