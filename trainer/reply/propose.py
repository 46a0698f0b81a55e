"""A rule proposed from examples: templates that flag some sentences, spare others like them, and alarm as little else as can be."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from trainer.course.rules import Macro
from trainer.reply.drafting import Draft, draft_templates, draft_whole
from trainer.reply.evidence import Bench, Evidence
from trainer.reply.exceptions import find_exceptions
from trainer.reply.pieces import Kit
from trainer.reply.reading import read_sentences
from trainer.reply.say import UnfitTemplate, whole_clause

TRIED_MOST = 1_500
"""Templates looked at in one proposal."""


REACH, ALARM, SPARE, VARIANT = 0.6, 2.0, 2.0, 0.3
"""What counts for a template: how many bad sentences it catches (their logarithm); and against it: a harmless sentence flagged,
one of the trainer's own to let pass, another spelling missed. Measured with tests/bench/propose_rules.py: rather too narrow."""
BRIEF, WORDY, CUT = 1.0, 0.1, 2.0
"""Against it, too: a character too few (the second one counts double, and so on), one more, a cut through a word."""
ENOUGH, ENOUGH_SHARED = 4.5, 3.5
"""What a template must pin down to need no luck; less where two sentences share it."""
TOGETHER = 1.5
"""How much better one template for two sentences is than two."""


class Proposal(msgspec.Struct, frozen=True):
    """The templates of a proposed rule, the harmless sentences that it would flag, and the bad ones that it would catch."""

    say: list[str]
    unless: list[str]
    unless_sentence: list[str]
    alarms: list[str]
    caught: list[str]


class _Trial(msgspec.Struct, frozen=True):
    """What a draft finds: numbers of the sentences to flag, how good it is otherwise, and whether it spares all it must."""

    draft: Draft
    flags: frozenset[int]
    worth: float
    spares: bool


def propose_rule(evidence: Evidence, macros: Sequence[Macro], vary: Callable[[str], Iterable[str]]) -> Proposal | None:
    """Return a rule that flags and spares what it must; None where none can: the same words stand on both sides, or no words."""
    kit = Kit(macros, [*evidence.flag, *evidence.ok, *evidence.harmless, *evidence.bad])
    bench = Bench(evidence, kit, vary)
    for say in _choose_sets(bench):
        unless, unless_sentence = find_exceptions(bench, say)
        engine = bench.open_engine(say, unless, unless_sentence)
        if bench.holds(engine):
            alarms = [text for text in evidence.harmless if engine.find(text)]
            caught = [text for text in evidence.bad if engine.find(text)]
            return Proposal(say, unless, unless_sentence, alarms, caught)
    return None


def _choose_sets(bench: Bench) -> Iterator[list[str]]:
    """Yield sets of templates that flag all they must: the best, those that need no exception, whole clauses, whole sentences."""
    drafts = draft_templates(bench.evidence.flag, bench.kit)[:TRIED_MOST]
    trials = [trial for draft in drafts if (trial := _try(draft, bench))]
    wholes = [draft_whole(clause, bench.kit) for text in bench.evidence.flag for clause in bench.kit.cut(text)]
    narrow = [trial for draft in wholes if (trial := _try(draft, bench))]
    for choice in (trials, [trial for trial in trials if trial.spares], narrow):
        if chosen := _cover(choice, len(bench.evidence.flag)):
            yield chosen
    sentences = [whole_clause(sentence.text) for text in bench.evidence.flag for sentence in read_sentences(text)]
    if exact := _cover([trial for text in sentences if (trial := _try(Draft(text, 0), bench)) and trial.spares], len(bench.evidence.flag)):
        yield exact


def _try(draft: Draft, bench: Bench) -> _Trial | None:
    try:
        pattern = bench.compile(draft.template)
        flags = bench.flag.find(pattern)
        if not flags:
            return None
        spared = len(bench.ok.find(pattern))
        alarms, caught = len(bench.harmless.find(pattern)), len(bench.bad.find(pattern))
        missed = len(bench.variants) * len(flags) / len(bench.flag.texts) - len(bench.varied.find(pattern))
    except UnfitTemplate:
        return None
    worth = REACH * math.log2(1 + caught) - ALARM * alarms - SPARE * spared - VARIANT * max(0.0, missed) / len(flags)
    lacking = max(0.0, (ENOUGH_SHARED if draft.shared else ENOUGH) - draft.weight)
    worth -= BRIEF * lacking * (1 + lacking) / 2 + WORDY * draft.weight + CUT * draft.cut
    return _Trial(draft, frozenset(flags), worth, not spared)


def _cover(trials: Sequence[_Trial], count: int) -> list[str]:
    """Return the best templates that together flag everything; empty where they cannot."""
    chosen: list[_Trial] = []
    left = set(range(count))
    while left:
        open_trials = [trial for trial in trials if left & trial.flags]
        best = max(open_trials, key=lambda one: (TOGETHER * len(left & one.flags) + one.worth, one.draft.template), default=None)
        if best is None:
            return []
        chosen.append(best)
        left -= best.flags
    return [one.draft.template for one in _drop_needless(chosen)]


def _drop_needless(chosen: Sequence[_Trial]) -> list[_Trial]:
    """Return the templates without those whose sentences the others flag as well."""
    kept = list(chosen)
    for one in chosen:
        others = [other for other in kept if other is not one]
        if one.flags <= {flag for other in others for flag in other.flags}:
            kept = others
    return kept
