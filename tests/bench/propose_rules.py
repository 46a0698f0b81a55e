"""How good are rules proposed from four examples? Each shipped rule is proposed anew from two of its sentences of either kind.

Then the proposal meets the rest of that rule's examples, the ordinary lines and lines that people labelled.
Run: python tests/bench/propose_rules.py [draws] [folder of labelled lines]
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from trainer import paths
from trainer.check.material import list_said
from trainer.check.mutations import vary_example
from trainer.course.read import read_course
from trainer.course.rulefile import load_rules
from trainer.course.rules import Examples, Rule, RuleBook
from trainer.course.scenariofile import load_scenarios
from trainer.reply.evidence import Evidence, Shelf
from trainer.reply.pieces import Kit
from trainer.reply.propose import Proposal, propose_rule, widen_rule
from trainer.reply.rules import RuleEngine

FOLDER = paths.content_dir() / "essentials"
LABELLED = Path(__file__).parents[1] / "scoring" / "data" / "train"
GIVEN = 2
SHORT = 25
"""Characters of a sentence as a trainer would write it down."""


class Outcome(NamedTuple):
    """One proposal: whether there is one, its time, and what it did with sentences that it had not seen."""

    fits: bool
    seconds: float
    caught: int = 0
    flags: int = 0
    spared: int = 0
    passes: int = 0
    alarms: int = 0
    right: int = 0
    hits: int = 0
    clean_hits: int = 0


def read_labelled(folder: Path) -> tuple[list[str], list[set[str]]]:
    """Return labelled lines and the categories of each."""
    rows = [json.loads(line) for path in sorted(folder.rglob("*.jsonl")) for line in path.open(encoding="utf-8")]
    return [row["text"] for row in rows], [set(row["violations"]) for row in rows]


def read_sides() -> tuple[list[str], list[str]]:
    """Return the course's good sentences and its bad ones."""
    course, scenarios = read_course(FOLDER), load_scenarios(FOLDER)
    good, bad = (list(dict.fromkeys(list_said(course, scenarios, good=side))) for side in (True, False))
    return good, bad


class Examiner:
    """Proposes rules and counts what they do. `ordinary` lines and `labelled` ones are never shown to a proposal."""

    def __init__(self, labelled: Path, *, is_wide: bool) -> None:
        self.is_wide = is_wide
        self.book = load_rules(FOLDER).book
        self.good, self.bad = read_sides()
        self.ordinary = paths.ordinary_file().read_text("utf-8").splitlines()
        texts, self.labels = read_labelled(labelled)
        self.shelf = Shelf(texts)
        self.kit = Kit(self.book.macros)

    def phrases(self) -> Iterator[tuple[Rule, list[str]]]:
        """Yield short sentences that say the same, each with its rule: one of the rule's own templates fires in all of them."""
        for rule in self.book.rules:
            texts = [
                *rule.examples.flag,
                *(text for text, labels in zip(self.shelf.texts, self.labels, strict=True) if rule.label in labels),
            ]
            shelf = Shelf([text for text in dict.fromkeys(texts) if len(text) <= SHORT])
            engine = RuleEngine(RuleBook([rule], self.book.macros))
            for pattern in engine.patterns[rule.id] if rule.category else []:
                said = [shelf.texts[place] for place in sorted(shelf.find(pattern))]
                if len(said) > 2 * GIVEN:
                    yield rule, said

    def examine_phrase(self, rule: Rule, said: list[str], chance: random.Random) -> Outcome:
        """Return the outcome of a proposal from two sentences that say the same."""
        like = msgspec.structs.replace(rule, examples=Examples(said, rule.examples.ok))
        return self.examine(like, chance, with_ordinary=True)

    def examine(self, rule: Rule, chance: random.Random, *, with_ordinary: bool) -> Outcome:
        """Return the outcome of one proposal from examples drawn by chance."""
        flag, ok = (chance.sample(texts, len(texts)) for texts in (rule.examples.flag, rule.examples.ok))
        engine = RuleEngine(RuleBook([rule], self.book.macros))
        unseen = [text for text in self.bad if not engine.find(text)]
        good = [text for text in self.good if text not in rule.examples.ok]
        shown = [*good, *(self.ordinary if with_ordinary else [])]
        started = time.perf_counter()
        given = Evidence(flag[:GIVEN], ok[:GIVEN], shown, unseen), self.book.macros, vary_example
        found = propose_rule(*given)
        if found and self.is_wide:
            found = widen_rule(found, *given) or found
        took = time.perf_counter() - started
        return Outcome(False, took) if found is None else self._count(found, rule, took, (flag[GIVEN:], ok[GIVEN:]))

    def _count(self, found: Proposal, rule: Rule, took: float, rest: tuple[list[str], list[str]]) -> Outcome:
        fields = {"say": found.say, "unless": found.unless, "unless_sentence": found.unless_sentence, "unless_reply": []}
        made = msgspec.structs.replace(rule, **fields)
        engine = RuleEngine(RuleBook([made], self.book.macros))
        flag, ok = rest
        patterns = engine.patterns[rule.id]
        places = sorted({place for pattern in patterns for place in self.shelf.find(pattern)})
        hit = [self.labels[place] for place in places if engine.find(self.shelf.texts[place])]
        return Outcome(
            True, took, caught=_count_found(engine, flag), flags=len(flag), spared=len(ok) - _count_found(engine, ok), passes=len(ok),
            alarms=_count_found(engine, self.ordinary), right=sum(rule.label in labels for labels in hit), hits=len(hit),
            clean_hits=sum(not labels for labels in hit),
        )  # fmt: skip


def _count_found(engine: RuleEngine, texts: Iterable[str]) -> int:
    return sum(bool(engine.find(text)) for text in texts)


def examine_all(draws: int, examiner: Examiner, *, with_ordinary: bool) -> Iterator[Outcome]:
    """Yield the outcomes of all violation rules that have more examples than are given away."""
    for draw in range(draws):
        chance = random.Random(draw)
        for rule in examiner.book.rules:
            if rule.category:
                yield examiner.examine(rule, chance, with_ordinary=with_ordinary)


def describe(outcomes: list[Outcome], clean: int) -> list[str]:
    """Return the figures in lines."""
    fit = [one for one in outcomes if one.fits]
    total = {name: sum(getattr(one, name) for one in fit) for name in Outcome._fields[2:]}
    times = sorted(one.seconds for one in outcomes)
    return [
        f"proposals that fit their four examples: {len(fit)} of {len(outcomes)}",
        f"held-out sentences to flag that are caught: {total['caught']} of {total['flags']} ({total['caught'] / total['flags']:.1%})",
        f"held-out sentences to pass that are spared: {total['spared']} of {total['passes']} ({total['spared'] / total['passes']:.1%})",
        f"ordinary lines flagged: {total['alarms'] / len(fit):.3f} a rule",
        f"labelled lines hit: {total['hits'] / len(fit):.1f} a rule, {total['right'] / max(1, total['hits']):.1%} of that very category, "
        f"{total['clean_hits'] / max(1, total['hits']):.1%} clean ({total['clean_hits'] / len(fit):.2f} a rule, of {clean} clean lines)",
        f"rules that hit at most one clean line: {sum(one.clean_hits <= 1 for one in fit) / len(fit):.1%}",
        f"seconds a proposal: median {statistics.median(times):.2f}, worst {times[-1]:.2f}",
    ]


if __name__ == "__main__":
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else LABELLED
    clean = sum(not labels for labels in read_labelled(folder)[1])
    for name in ("narrow", "wide"):
        examiner = Examiner(folder, is_wide=name == "wide")
        print(f"\n{name}: two random sentences of a rule, the ordinary lines held out")
        print("\n".join(describe(list(examine_all(draws, examiner, with_ordinary=False)), clean)))
        print(f"\n{name}: the same, the ordinary lines shown")
        print("\n".join(describe(list(examine_all(draws, examiner, with_ordinary=True)), clean)))
        print(f"\n{name}: two sentences that say the same, the others of their kind held out")
        print("\n".join(describe([examiner.examine_phrase(rule, said, random.Random(0)) for rule, said in examiner.phrases()], clean)))
