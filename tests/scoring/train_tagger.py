"""Train the reply tagger and write its file.

    python tests/scoring/train_tagger.py [--out FILE]

Development only: needs scikit-learn. The same lines and seed give the same file, byte for byte; measure.py measures it.
"""

from __future__ import annotations

import argparse
import json
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import msgspec
import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import tagger_data as data  # noqa: E402 (needs the path above)

from trainer.check.rules import keep_sound  # noqa: E402 (needs the path above)
from trainer.course.rulefile import load_rules  # noqa: E402 (as above)
from trainer.reply import tagger  # noqa: E402 (as above)
from trainer.reply.rules import RuleEngine  # noqa: E402 (as above)

SEED = 1
FOLDS = 5
INNER = 4
C = 0.015
ROWS = 77_000
"""Features kept: as many as fit into the file's 3 MB with room to spare."""
ALARMED = 0.04
ALARMED_ORDINARY = 0.012
"""Shares of the clean labelled lines and of the clean ordinary ones that may be given a violation: they set the threshold."""
ORDINARY_COUNTS = 3.0
"""How often an ordinary line counts when margins are turned into probabilities: labels that misfire on such lines get lower ones."""
LOPSIDED = 0.5
"""How much a feature counts for a move by how much likelier it is with it or without it; the rest counts evenly."""
WEIGHT_OF_KIND = {"c:": 0.5, "p:": 2.0, "u:": 0.5}
WORDS = Path(__file__).with_name("tagger_words.json")
VIOLATIONS = [
    "ask_address",
    "ask_age",
    "ask_body",
    "ask_history",
    "ask_income",
    "ask_marriage",
    "ask_religion",
    "blame",
    "brush_off",
    "command",
    "cost",
    "dismiss",
    "disown",
    "dont_know",
    "interrogate",
    "lecture",
    "refuse",
    "yes_but",
]
MOVES = [
    "apologise",
    "clarify",
    "commit",
    "empathise",
    "explain",
    "greet",
    "i_statement",
    "invite",
    "name",
    "refer",
    "request",
    "solve",
    "team",
    "thank",
]
LABELS = [*VIOLATIONS, *MOVES]
NOT_ORDINARY = frozenset(json.loads(Path(__file__).with_name("tagger_skip.json").read_text("utf-8")))
"""Ids of real agents' lines that do violate something, and so are no negatives."""


def read_words(path: Path = WORDS) -> tagger.Words:
    """Return the word classes, from `class: words` to `word: classes`."""
    raw = json.loads(path.read_text("utf-8"))
    classes: dict[str, list[str]] = {}
    for name, words in raw["classes"].items():
        for word in words.split():
            classes.setdefault(word, []).append(name)
    simplified = dict(zip(raw["traditional"], raw["simplified"], strict=True))
    return tagger.Words({word: tuple(names) for word, names in classes.items()}, simplified)


@dataclass
class Table:
    """One row per sentence: its features, and the line it stands in."""

    matrix: csr_matrix
    keys: np.ndarray
    scale: np.ndarray
    owner: np.ndarray
    lines: int
    truth: np.ndarray
    fired: np.ndarray
    role: np.ndarray


def tabulate(lines: Sequence[data.Line], words: tagger.Words) -> Table:
    """Extract every line's features with the code that ships."""
    column: dict[str, int] = {}
    starts, cells, owner = [0], [], []
    for number, line in enumerate(lines):
        features = tagger.extract_features(line.text, line.customer, line.purpose, line.notes.get("hits", ()), words)
        for sentence in features.sentences:
            cells += [column.setdefault(name, len(column)) for name in (*sentence.features, *features.shared)]
            starts.append(len(cells))
            owner.append(number)
    matrix = csr_matrix((np.ones(len(cells), np.float32), np.array(cells, np.int32), np.array(starts)), shape=(len(owner), len(column)))
    scale = np.array([WEIGHT_OF_KIND.get(n[:2], 1.5 if len(n) == 2 else 1.0) for n in column], np.float32)
    keys = np.array([crc32(name.encode()) for name in column], np.uint32)
    truth = np.array([[label in line.violations or label in line.moves for label in LABELS] for line in lines])
    fired = np.array([[f"rule:{label}" in line.notes["hits"] for label in LABELS] for line in lines])
    return Table(matrix, keys, scale, np.array(owner), len(lines), truth, fired, np.array([line.role for line in lines]))


def loudest(margins: np.ndarray, owner: np.ndarray, lines: int) -> np.ndarray:
    """Return each line's highest margin."""
    out = np.full((lines, *margins.shape[1:]), -9.0)
    np.maximum.at(out, owner, margins)
    return out


def lopsided(matrix: csr_matrix, truth: np.ndarray) -> np.ndarray:
    """Return for every feature how much likelier or unlikelier it is with a label than without, one on the average."""
    having, lacking = (np.asarray(matrix[rows].sum(0)).ravel() + 1 for rows in (truth, ~truth))
    ratio = np.abs(np.log((having / having.sum()) / (lacking / lacking.sum())))
    return (1 - LOPSIDED) + LOPSIDED * ratio / ratio.mean()


def fit_label(matrix: csr_matrix, owner: np.ndarray, truth: np.ndarray) -> LinearSVC:
    """Return a model of one label. Of a line that has it only the likeliest sentence is an example of it."""
    alone = np.bincount(owner)[owner] == 1
    chosen = alone | ~truth
    model = LinearSVC(C=C, tol=1e-2, intercept_scaling=3, random_state=SEED).fit(matrix[chosen], truth[chosen])
    margins = model.decision_function(matrix)
    chosen = ~truth | (margins >= loudest(margins, owner, int(owner.max()) + 1)[owner] - 1e-9)
    return model.fit(matrix[chosen], truth[chosen])


def fit(table: Table, use: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return columns, weights and biases: fitted to all features that were seen twice, then to those that weighed most."""
    seen = np.asarray(table.matrix[use[table.owner]].sum(0)).ravel()
    columns = np.where(seen >= 2)[0]
    worth = np.abs(fit_columns(table, use, columns)[0]).max(1) * np.sqrt(np.minimum(seen[columns], 30))
    columns = columns[np.sort(np.argsort(-worth, kind="stable")[:ROWS])]
    return columns, *fit_columns(table, use, columns)


def fit_columns(table: Table, use: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return weights and biases."""
    rows = use[table.owner]
    plain, owner = table.matrix[rows][:, columns], table.owner[rows]
    scaled = csr_matrix(plain @ diags(table.scale[columns]))
    labelled = table.role[owner] != "real"  # real lines' moves are not labelled
    weights, biases = np.zeros((len(columns), len(LABELS)), np.float32), np.zeros(len(LABELS))
    for number, label in enumerate(LABELS):
        truth = table.truth[owner, number]
        if label in VIOLATIONS:
            scale, model = 1.0, fit_label(scaled, owner, truth)
        else:
            scale = lopsided(plain[labelled], truth[labelled])
            model = fit_label(csr_matrix(scaled[labelled] @ diags(scale)), owner[labelled], truth[labelled])
        weights[:, number], biases[number] = model.coef_[0] * scale * table.scale[columns], model.intercept_[0]
    return weights, biases


def margins_of(table: Table, model: tuple[np.ndarray, np.ndarray, np.ndarray]) -> np.ndarray:
    columns, weights, biases = model
    return loudest(table.matrix[:, columns] @ weights + biases, table.owner, table.lines)


def calibrate(margins: np.ndarray, truth: np.ndarray, counts: np.ndarray) -> tuple[float, float]:
    """Return slope and offset of the logistic curve from margin to probability."""
    curve = LogisticRegression(C=1e3).fit(margins[:, None], truth, counts)
    return float(curve.coef_[0, 0]), float(curve.intercept_[0])


def best_cut(chance: np.ndarray, truth: np.ndarray, prior: float) -> float:
    """Return the probability with the best F1, drawn towards the prior: seventy examples choose badly by themselves."""
    cuts = np.arange(0.15, 0.91, 0.01)
    score = []
    for cut in cuts:
        got = chance >= cut
        score.append(2 * (got & truth).sum() / max(1, got.sum() + truth.sum()) - 1.0 * abs(cut - prior))
    return float(cuts[int(np.argmax(score))])


def calm_cut(chance: np.ndarray, table: Table, judged: np.ndarray, ordinary: np.ndarray) -> float:
    """Return the probability of a violation that few enough clean lines reach; what a rule has found is no alarm of the tagger."""
    family = slice(len(VIOLATIONS))
    loudest_one = np.where(table.fired[:, family], 0, chance[:, family]).max(1)
    clean = ~table.truth[:, family].any(1)
    shares = ((judged, ALARMED), (ordinary, ALARMED_ORDINARY))
    return max(float(np.quantile(loudest_one[clean & lines], 1 - share)) for lines, share in shares)


def hold_out(table: Table, use: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return the margins of lines, each from a training without it."""
    part = np.random.default_rng(SEED).integers(0, INNER, int(groups.max()) + 1)[groups]
    held = np.zeros((table.lines, len(LABELS)))
    for inner in range(INNER):
        out = use & (part == inner)
        held[out] = margins_of(table, fit(table, use & (part != inner)))[out]
    return held


def settle(table: Table, use: np.ndarray, groups: np.ndarray) -> list[tuple[float, float, float]]:
    """Return slope, offset and threshold per label, found on lines held out from an inner training."""
    held = hold_out(table, use, groups)
    judged, ordinary = (use & (table.role == role) for role in ("test", "ordinary"))
    counts = np.where(ordinary, ORDINARY_COUNTS, 1.0)
    curves = []
    for number, label in enumerate(LABELS):
        lines = judged | ordinary if label in VIOLATIONS else judged
        curves.append(calibrate(held[lines, number], table.truth[lines, number], counts[lines]))
    chance = np.column_stack([1 / (1 + np.exp(-(a * held[:, n] + b))) for n, (a, b) in enumerate(curves)])
    calm = calm_cut(chance, table, judged, ordinary)
    moves = slice(len(VIOLATIONS), None)
    prior = best_cut(chance[judged, moves].ravel(), table.truth[judged, moves].ravel(), 0.4)
    cuts = [calm if label in VIOLATIONS else best_cut(chance[judged, n], table.truth[judged, n], prior) for n, label in enumerate(LABELS)]
    return [(*curve, cut) for curve, cut in zip(curves, cuts, strict=True)]


def export(
    table: Table, model: tuple[np.ndarray, np.ndarray, np.ndarray], cuts: list[tuple[float, float, float]], words: tagger.Words
) -> bytes:
    """Return the model file: weights of one byte."""
    columns, weights, biases = model
    span = np.maximum(np.abs(weights).max(0), 1e-6) / 127
    kept = np.argsort(table.keys[columns], kind="stable")
    keys = table.keys[columns[kept]]
    kept, keys = kept[np.r_[True, keys[1:] != keys[:-1]]], np.unique(keys)  # of two features with one key the first stays
    lanes = np.full((len(kept), 32), 128, np.uint8)
    lanes[:, : len(LABELS)] = np.clip(np.rint(weights[kept] / span), -127, 127) + 128
    labels = [tagger.Label(name, float(span[n]), float(biases[n]), *cuts[n]) for n, name in enumerate(LABELS)]
    head = msgspec.json.encode({"labels": labels, "words": words})
    starts = np.searchsorted(keys, np.arange((1 << 32 - tagger._SHIFT) + 1, dtype=np.int64) << tagger._SHIFT)
    body = head + array("I", starts.tolist()).tobytes() + array("I", keys.tolist()).tobytes() + lanes.tobytes()
    return tagger._HEAD.pack(tagger.MAGIC, tagger.VERSION, 0, len(head), len(kept), crc32(body)) + body


def build(table: Table, use: np.ndarray, groups: np.ndarray, words: tagger.Words) -> bytes:
    return export(table, fit(table, use), settle(table, use, groups), words)


class Prepared(NamedTuple):
    """Everything that training needs: the lines, their features, and how they are spread."""

    lines: list[data.Line]
    table: Table
    groups: np.ndarray
    folds: np.ndarray
    words: tagger.Words


def note_hits(lines: Sequence[data.Line]) -> None:
    """Put down which rules fire on the lines, as the judge tells the tagger."""
    engine = RuleEngine(keep_sound(load_rules(ROOT / "content" / "essentials")))
    for line in lines:
        line.notes["hits"] = sorted({f"rule:{one.rule.label}" for one in engine.find(line.text)})


def prepare() -> Prepared:
    """Read the lines; near-duplicates share a group, and a group a fold."""
    real = [line for line in data.load_real() if line.id not in NOT_ORDINARY]
    lines = [*data.load_labelled(), *data.load_extra(), *real]
    data.group_near(lines)
    note_hits(lines)
    groups = np.array([line.group for line in lines])
    words = read_words()
    return Prepared(lines, tabulate(lines, words), groups, data.spread_all(lines, FOLDS, SEED), words)


def main() -> None:
    """Train on all lines and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "trainer" / "reply" / "tagger.bin")
    out = parser.parse_args().out
    lines, table, groups, _folds, words = prepare()
    out.write_bytes(build(table, np.ones(len(lines), bool), groups, words))
    print(f"{out}: {out.stat().st_size:,} bytes from {len(lines):,} lines")


if __name__ == "__main__":
    main()
