"""How well replies are judged, measured on lines that the tagger was not trained on, by the code that ships.

    python tests/scoring/measure.py [--final] [--unseen FILE] [--print]

Five-fold cross-validation over dev and train: thresholds and weights come from the other folds; near-duplicates share a
fold. Of `extra/` only p and q, ordinary agents' lines, are held out and measured too. Rules are the shipped ones. With
--final also train/n and train/o, which nobody trained on; with --unseen also the lines after the first 1,500 of the whole
real_agents.jsonl.
Writes the tables into docs/scoring.md, but for --print. Development only: needs scikit-learn.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import tagger_data as data  # noqa: E402 (needs the path above)
import train_tagger as train  # noqa: E402 (as above)

from trainer.check.rules import keep_sound  # noqa: E402 (as above)
from trainer.course.rulefile import load_rules  # noqa: E402 (as above)
from trainer.course.rules import CATEGORIES, MOVES  # noqa: E402 (as above)
from trainer.reply.rules import RuleEngine  # noqa: E402 (as above)
from trainer.reply.tagger import Tagger  # noqa: E402 (as above)
from trainer.reply.verdict import ReplyJudge  # noqa: E402 (as above)

REPORT = ROOT / "docs" / "scoring.md"
START, END = "<!-- python tests/scoring/measure.py -->", "<!-- end of measure.py -->"
READ = Path(__file__).with_name("real_read.json")
"""What a person says of each line of real agents that was alarmed: right, wrong, or debatable."""
SHIPPED = ROOT / "trainer" / "reply" / "tagger.bin"


class Judged(NamedTuple):
    """What a line has, what was found in it, and which of that for certain."""

    line: data.Line
    found: frozenset[str]
    certain: frozenset[str]


class Rates(NamedTuple):
    """Counts over some labels."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


def judge_lines(lines: Sequence[data.Line], tagger: Tagger) -> list[Judged]:
    """Judge lines as `trainer score` does."""
    book = keep_sound(load_rules(ROOT / "content" / "essentials"))
    judge = ReplyJudge(RuleEngine(book), book.rules, tagger)
    judged = []
    for line in lines:
        verdict = judge.judge(line.text, line.customer, line.purpose)
        found = {one.category for one in verdict.violations} | {made.move for made in verdict.moves}
        certain = {one.category for one in verdict.violations if one.certainty == "certain"}
        judged.append(Judged(line, frozenset(found), frozenset(certain)))
    return judged


def count(judged: Sequence[Judged], labels: Sequence[str], *, certain: bool = False) -> Rates:
    """Count over lines and labels; with `certain` only what was found for certain."""
    wanted = set(labels)
    pairs = [((one.line.violations | one.line.moves) & wanted, (one.certain if certain else one.found) & wanted) for one in judged]
    return Rates(sum(len(t & f) for t, f in pairs), sum(len(f - t) for t, f in pairs), sum(len(t - f) for t, f in pairs))


def alarmed(judged: Sequence[Judged], *, certain: bool = False) -> float:
    """Return the share of clean lines in which a violation was found, with `certain` for certain."""
    clean = [one for one in judged if not one.line.violations]
    return sum(bool((one.certain if certain else one.found) & set(CATEGORIES)) for one in clean) / max(1, len(clean))


def cross_validate() -> list[Judged]:
    """Judge every line of dev and train, and of p and q, by a tagger that was trained without it."""
    prepared = train.prepare()
    jobs = [(fold, prepared) for fold in range(train.FOLDS)]
    with ProcessPoolExecutor(2) as pool:
        return [one for part in pool.map(_judge_fold, jobs) for one in part]


def _judge_fold(job: tuple[int, train.Prepared]) -> list[Judged]:
    fold, (lines, table, groups, folds, words) = job
    tagger = Tagger(train.build(table, folds != fold, groups, words))
    judged = np.isin(table.role, ["test", "ordinary"]) & (folds == fold)
    return judge_lines([lines[number] for number in np.where(judged)[0].tolist()], tagger)


def describe(title: str, judged: Sequence[Judged]) -> list[str]:
    """Return the overall rows of a set of lines."""
    certain = count(judged, CATEGORIES, certain=True)
    rows = [("violations", count(judged, CATEGORIES)), ("“certain” alone", certain), ("moves", count(judged, MOVES))]
    lines = [f"**{title}**, {len(judged):,} lines; clean lines alarmed {alarmed(judged):.1%}", ""]
    lines += ["| | precision | recall | micro-F1 |", "|---|---|---|---|"]
    return lines + [f"| {name} | {rates.precision:.3f} | {rates.recall:.3f} | {rates.f1:.3f} |" for name, rates in rows] + [""]


def describe_each(judged: Sequence[Judged]) -> list[str]:
    """Return a row for every category and move."""
    lines = ["| label | lines | precision | recall | F1 | found for certain: precision | recall |", "|---|---|---|---|---|---|---|"]
    for label in (*CATEGORIES, *MOVES):
        rates, sure = count(judged, [label]), count(judged, [label], certain=True)
        certain = f"{sure.precision:.3f} | {sure.recall:.3f}" if label in CATEGORIES else " | "
        all_found = f"{rates.precision:.3f} | {rates.recall:.3f} | {rates.f1:.3f}"
        lines.append(f"| `{label}` | {rates.right + rates.missed} | {all_found} | {certain} |")
    return [*lines, ""]


def describe_ordinary(judged: Sequence[Judged]) -> list[str]:
    """Return how ordinary agents' lines fare, for each of the files."""
    lines = ["**Ordinary agents, cross-validated too**", ""]
    lines += ["| lines | clean ones | certain finding | any | F1 of all labels | F1 of violations |", "|---|---|---|---|---|---|"]
    for name, start in (("shops (p)", "xp-"), ("estate agents (q)", "xq-"), ("both", "x")):
        part = [one for one in judged if one.line.id.startswith(start)]
        clean = sum(not one.line.violations for one in part)
        alarms = f"{alarmed(part, certain=True):.1%} | {alarmed(part):.1%}"
        every, wrong = count(part, [*CATEGORIES, *MOVES]), count(part, CATEGORIES)
        lines.append(f"| {name}, {len(part):,} | {clean:,} | {alarms} | {every.f1:.3f} | {wrong.f1:.3f} |")
    return [*lines, ""]


def describe_unseen(judged: Sequence[Judged]) -> list[str]:
    """Return how many ordinary lines are alarmed, with every one of them."""
    wrong = [one for one in judged if one.found & set(CATEGORIES)]
    sure = sum(bool(one.certain) for one in wrong)
    lines = [f"**Real agents, {len(judged):,} lines never trained on**: {sure} with a certain finding, {len(wrong)} with any.", ""]
    read = json.loads(READ.read_text("utf-8"))
    lines += ["| line | found | read by a person |", "|---|---|---|"]
    for one in wrong:
        found = sorted(f"{label}{' (certain)' if label in one.certain else ''}" for label in one.found & set(CATEGORIES))
        lines.append(f"| {one.line.text} | {', '.join(found)} | {read.get(one.line.text, 'not yet')} |")
    return [*lines, ""]


def main() -> None:
    """Measure, print, and refresh the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--final", action="store_true")
    parser.add_argument("--unseen", type=Path)
    parser.add_argument("--print", action="store_true", dest="is_printed", help="only print, and leave the report as it is")
    arguments = parser.parse_args()
    everything = cross_validate()
    judged = [one for one in everything if one.line.role == "test"]
    block = describe("Cross-validated over dev and train (without n and o)", judged) + describe_each(judged)
    block += describe_ordinary([one for one in everything if one.line.role == "ordinary"])
    if arguments.final:
        block += describe("train/n and train/o, never trained on", judge_lines(data.load_final(), Tagger.load(SHIPPED)))
    if arguments.unseen:
        block += describe_unseen(judge_lines(data.load_unseen(arguments.unseen), Tagger.load(SHIPPED)))
    text = "\n".join(block).rstrip()
    print(text)
    if arguments.is_printed:
        return
    before, _, rest = REPORT.read_text("utf-8").partition(START)
    REPORT.write_text(f"{before}{START}\n{text}\n{END}{rest.partition(END)[2]}", "utf-8")


if __name__ == "__main__":
    main()
