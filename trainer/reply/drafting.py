"""Templates that may say what sentences have in common: cut from one clause, or where two clauses meet and where they part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import Match, SequenceMatcher
from itertools import combinations, pairwise

import msgspec

from trainer.reply.pieces import Clause, Kit, Piece
from trainer.reply.say import GAP

LEAST = 2.0
"""How much a template must pin down to be worth trying."""
SHARED_LEAST = 2.5
"""How much two sentences must share for it to be no chance."""
MIDDLE_LEAST = 1.5
"""The same of what stands between a choice and nothing."""
DENYING, LOST = frozenset("不没别无"), 0.6
"""What turns a sentence around, and how bad it is to lose it, as a cut through a word."""
LONGEST, EDGE, BLOCKS_MOST, PAIRS_MOST = 12, 2, 5, 30


class Draft(msgspec.Struct, frozen=True):
    """A template that was made, how much it pins down, how surely it cuts through a word, and whether two sentences share it."""

    template: str
    weight: float
    cut: float = 0.0
    shared: bool = False


def draft_templates(sentences: Sequence[str], kit: Kit) -> list[Draft]:
    """Return the templates worth trying for some sentences, each once, those seen in two sentences first."""
    cut = [kit.cut(sentence) for sentence in sentences]
    drafts: dict[str, Draft] = {}
    for draft in [*_draft_pairs(cut, kit), *(one for clauses in cut for clause in clauses for one in _draft_clause(clause, kit))]:
        if draft.weight >= LEAST or draft.template.startswith("^"):
            drafts.setdefault(draft.template, draft)
    return list(drafts.values())


def draft_whole(clause: Clause, kit: Kit) -> Draft:
    """Return the template of a whole clause with any particles at its end."""
    end = "？" if clause.asked else f"{kit.write('particle')}*$"
    return Draft(f"^{_join(clause.pieces)}{end}", kit.weigh(clause.pieces) + 2)


def _draft_clause(clause: Clause, kit: Kit) -> Iterator[Draft]:
    """Yield what can be cut from one clause: its runs, alone or with who speaks or is spoken to before a gap, and the whole."""
    yield draft_whole(clause, kit)
    pieces = clause.pieces
    heads = [piece for piece in pieces if piece.written in (kit.write("me"), kit.write("you"))]
    for start in range(len(pieces)):
        for stop in range(start + 1, min(len(pieces), start + LONGEST) + 1):
            run = pieces[start:stop]
            cut = max(_cut_strength(pieces, (start, stop), kit), LOST if _denies(pieces) and not _denies(run) else 0.0)
            yield Draft(_join(run), kit.weigh(run), cut)
            yield from (msgspec.structs.replace(draft, cut=cut) for draft in _anchored(run, clause, (start, stop), kit))
            for head in (head for head in heads[:1] if pieces.index(head) < start):
                yield Draft(f"{head.written}…{_join(run)}", head.weight + kit.weigh(run), cut)


def _anchored(run: Sequence[Piece], clause: Clause, span: tuple[int, int], kit: Kit) -> Iterator[Draft]:
    """Yield a run held to the end of its clause, and with adverbs let in behind whoever acts."""
    start, stop = span
    if stop == len(clause.pieces):
        end = "？" if clause.asked else f"{kit.write('particle')}*$"
        yield Draft(_join(run) + end, kit.weigh(run) + 0.5)
    if run[0].written == kit.write("me") and len(run) > 1:
        yield Draft(f"{run[0].written}{kit.write('adv')}*{_join(run[1:])}", kit.weigh(run))
    if start == 0:
        yield Draft("^" + _join(run), kit.weigh(run) + 0.5)


def _draft_pairs(cut: Sequence[Sequence[Clause]], kit: Kit) -> Iterator[Draft]:
    pairs = [(one, other) for left, right in combinations(cut, 2) for one in left for other in right]
    for one, other in pairs[:PAIRS_MOST]:
        yield from _draft_pair(one, other, kit)


def _draft_pair(one: Clause, other: Clause, kit: Kit) -> Iterator[Draft]:
    """Yield what two clauses share: their common runs, and what stands between and beside them as a choice, a macro or a gap."""
    left, right = ([piece.written for piece in clause.pieces] for clause in (one, other))
    found = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()[:-1][:BLOCKS_MOST]
    for first in range(len(found)):
        for last in range(first, len(found)):
            blocks = found[first : last + 1]
            runs = [one.pieces[block.a : block.a + block.size] for block in blocks]
            seams = [_seams(left[a.a + a.size : b.a], right[a.b + a.size : b.b], kit) for a, b in pairwise(blocks)]
            weight, cut = sum(map(kit.weigh, runs)), max(_cut_in(one, other, block, kit) for block in blocks)
            for text in _combine(runs, seams):
                yield Draft(text, weight, cut, weight >= SHARED_LEAST)
                yield from _with_edges(Draft(text, weight), (one, other), (blocks[0], blocks[-1]), kit)


def _combine(runs: Sequence[Sequence[Piece]], seams: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the runs joined: every seam as narrow as it can be, then every seam as a gap."""
    for choice in (0, -1):
        if all(seams):
            yield _join(runs[0]) + "".join(seam[choice] + _join(run) for seam, run in zip(seams, runs[1:], strict=True))


def _seams(one: Sequence[str], other: Sequence[str], kit: Kit) -> list[str]:
    """Return how the different middles of two clauses can be written, the narrowest first; nothing where they are too far apart."""
    texts = ["".join(one), "".join(other)]
    if max(map(len, texts)) > GAP or any("<" in text or "…" in text or "(" in text for text in texts):
        return ["…"] if max(len(one), len(other)) <= GAP // 2 else []
    macro = kit.common_macro(*texts)
    known = [text for text in texts if text]
    return [macro or (f"({'|'.join(known)})" if len(known) > 1 else f"[{known[0]}]"), "…"]


def _with_edges(middle: Draft, clauses: tuple[Clause, Clause], ends: tuple[Match, Match], kit: Kit) -> Iterator[Draft]:
    """Yield a shared middle with what stands before or behind it in either clause as a choice."""
    if middle.weight < MIDDLE_LEAST:
        return
    first, last = ends
    sides = [clause.pieces for clause in clauses]
    for size in range(1, EDGE + 1):
        before = [(start - size, start) for start in (first.a, first.b)]
        behind = [(stop, stop + size) for stop in (last.a + last.size, last.b + last.size)]
        for spans, make in ((before, "{0}{1}"), (behind, "{1}{0}")):
            runs = [side[max(0, start) : stop] for side, (start, stop) in zip(sides, spans, strict=True)]
            if all(len(run) == size and not set("…<(") & set(_join(run)) for run in runs):
                weight, cut = middle.weight + size / 4, max(map(_cut_strength, sides, spans, (kit, kit)))
                choice = "|".join(dict.fromkeys(map(_join, runs)))
                yield Draft(make.format(f"({choice})", middle.template), weight, cut, weight >= SHARED_LEAST)


def _denies(pieces: Sequence[Piece]) -> bool:
    """Tell whether a run holds a “not”: what is left without it says the opposite."""
    return any(piece.written in DENYING for piece in pieces)


def _cut_strength(pieces: Sequence[Piece], span: tuple[int, int], kit: Kit) -> float:
    return max(kit.cut_strength(pieces, place) for place in span)


def _cut_in(one: Clause, other: Clause, block: Match, kit: Kit) -> float:
    left = _cut_strength(one.pieces, (block.a, block.a + block.size), kit)
    return max(left, _cut_strength(other.pieces, (block.b, block.b + block.size), kit))


def _join(pieces: Sequence[Piece]) -> str:
    return "".join(piece.written for piece in pieces)
