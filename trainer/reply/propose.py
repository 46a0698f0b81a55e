"""A rule proposed from examples: templates that flag some sentences, spare others like them, and alarm as little else as can be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from trainer.course.rules import Macro
from trainer.reply.drafting import Draft, draft_templates, draft_whole
from trainer.reply.evidence import Bench, Evidence
from trainer.reply.exceptions import find_exceptions
from trainer.reply.pieces import Kit
from trainer.reply.reading import read_sentences
from trainer.reply.say import UnfitTemplate, tokenize, whole_clause

TRIED_MOST = 1_500
"""Templates looked at in one proposal."""


ALARM, SPARE, VARIANT = 2.0, 2.0, 0.3
"""What counts against a template: a harmless sentence flagged, one of the trainer's own to let pass, another spelling missed.
That it catches other bad sentences of the course counts for nothing: those say something else, and templates that reach them
fit less well what was meant. Measured with tests/bench/propose_rules.py."""
BRIEF, WORDY, CUT = 1.0, 0.1, 2.0
"""Against it, too: a character too few (the second one counts double, and so on), one more, a cut through a word."""
TOGETHER = 1.5
"""How much better one template for two sentences is than two."""


class Care(msgspec.Struct, frozen=True):
    """What a template must pin down to need no luck; less where two sentences share it."""

    enough: float
    enough_shared: float


NARROW, WIDE = Care(4.5, 3.5), Care(3.0, 2.5)
"""Sure of what it says; and half as much again found, for whoever looks at what else that flags."""


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
    bench = _open_bench(evidence, macros, vary)
    return next((found for say in _choose_sets(bench, NARROW) if (found := _prove(bench, say))), None)


def widen_rule(narrow: Proposal, evidence: Evidence, macros: Sequence[Macro], vary: Callable[[str], Iterable[str]]) -> Proposal | None:
    """Return a rule that finds all that a proposed one does, and more of its kind; None where there is no such rule."""
    bench = _open_bench(evidence, macros, vary)
    say = next(_choose_sets(bench, WIDE), [])
    # Bare words are found wherever others are that stand in them; of anything else that cannot be told.
    words = [template for template in say if len(tokenize(template)) == 1]
    kept = [one for one in narrow.say if len(tokenize(one)) > 1 or not any(word in one for word in words)]
    whole = list(dict.fromkeys([*say, *kept]))
    # Whole clauses find hardly more than the sentence that they were cut from.
    is_wider = any(not one.startswith("^") for one in whole if one not in narrow.say)
    return _prove(bench, whole) if is_wider else None


def _open_bench(evidence: Evidence, macros: Sequence[Macro], vary: Callable[[str], Iterable[str]]) -> Bench:
    return Bench(evidence, Kit(macros, [*evidence.flag, *evidence.ok, *evidence.harmless, *evidence.bad]), vary)


def _prove(bench: Bench, say: list[str]) -> Proposal | None:
    """Return the rule of some templates, with the exceptions that it takes; None where it does not hold all the same."""
    unless, unless_sentence = find_exceptions(bench, say)
    engine = bench.open_engine(say, unless, unless_sentence)
    if not bench.holds(engine):
        return None
    alarms = [text for text in bench.evidence.harmless if engine.find(text)]
    caught = [text for text in bench.evidence.bad if engine.find(text)]
    return Proposal(say, unless, unless_sentence, alarms, caught)


def _choose_sets(bench: Bench, care: Care) -> Iterator[list[str]]:
    """Yield sets of templates that flag all they must: the best, those that need no exception, whole clauses, whole sentences."""
    drafts = draft_templates(bench.evidence.flag, bench.kit)[:TRIED_MOST]
    trials = [trial for draft in drafts if (trial := _try(draft, bench, care))]
    wholes = [draft_whole(clause, bench.kit) for text in bench.evidence.flag for clause in bench.kit.cut(text)]
    sentences = [Draft(whole_clause(sentence.text), 0) for text in bench.evidence.flag for sentence in read_sentences(text)]
    clauses, exact = ([trial for draft in some if (trial := _try(draft, bench, care))] for some in (wholes, sentences))
    for choice in (trials, _sparing(trials), clauses, _sparing(exact)):
        if chosen := _cover(choice, len(bench.evidence.flag)):
            yield chosen


def _sparing(trials: Iterable[_Trial]) -> list[_Trial]:
    return [trial for trial in trials if trial.spares]


def _try(draft: Draft, bench: Bench, care: Care) -> _Trial | None:
    try:
        pattern = bench.compile(draft.template)
        flags = bench.flag.find(pattern)
        if not flags:
            return None
        spared = len(bench.ok.find(pattern))
        alarms = len(bench.harmless.find(pattern))
        missed = len(bench.variants) * len(flags) / len(bench.flag.texts) - len(bench.varied.find(pattern))
    except UnfitTemplate:
        return None
    worth = -ALARM * alarms - SPARE * spared - VARIANT * max(0.0, missed) / len(flags)
    lacking = max(0.0, (care.enough_shared if draft.shared else care.enough) - draft.weight)
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
