"""The labelled lines for the tagger, near-duplicates grouped, spread over folds. Development only."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix

EVAL = Path(__file__).with_name("data")
EXTRA = EVAL / "extra"
ORDINARY = frozenset({"p.jsonl", "q.jsonl"})
"""Files of extra/ with what ordinary agents say: held out with a fold, so that false alarms on such lines can be measured."""
FINAL_TEST = frozenset({"n.jsonl", "o.jsonl"})
"""Files of train/ that nobody reads before the final measurement."""
REAL_TRAINED = 1500
"""Lines of real_agents.jsonl that may be trained on; the rest is for measuring."""
NEAR = 0.6


@dataclass
class Line:
    """One labelled line; `role` is test (labelled), extra (training only), ordinary (agents' everyday) or real (unlabelled)."""

    id: str
    text: str
    customer: str = ""
    purpose: str = ""
    violations: frozenset[str] = frozenset()
    moves: frozenset[str] = frozenset()
    role: str = "test"
    fold: int = -1
    group: int = -1
    notes: dict[str, Any] = field(default_factory=dict)


def read_jsonl(path: Path) -> Iterable[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def to_line(row: dict[str, Any], role: str) -> Line:
    context = row.get("context") or {}
    return Line(
        row["id"],
        row["text"],
        context.get("customer", ""),
        context.get("purpose", ""),
        frozenset(row.get("violations", ())),
        frozenset(row.get("moves", ())),
        role,
    )


def load_labelled(eval_dir: Path = EVAL) -> list[Line]:
    files = [eval_dir / "dev.jsonl", *sorted(p for p in (eval_dir / "train").glob("*.jsonl") if p.name not in FINAL_TEST)]
    return [to_line(row, "test") for path in files for row in read_jsonl(path)]


def load_extra(extra_dir: Path = EXTRA) -> list[Line]:
    files = [(path, "ordinary" if path.name in ORDINARY else "extra") for path in sorted(extra_dir.glob("*.jsonl"))]
    return [to_line(row, role) for path, role in files for row in read_jsonl(path)]


def load_real(eval_dir: Path = EVAL) -> list[Line]:
    """Return the lines of real agents that are trained on."""
    return [to_line(row, "real") for row in read_jsonl(eval_dir / "real_agents.jsonl")][:REAL_TRAINED]


def load_unseen(path: Path) -> list[Line]:
    """Return the lines of real agents that are only measured on, from the whole file, which is not in this repository."""
    return [to_line(row, "real") for row in read_jsonl(path)][REAL_TRAINED:]


def load_final(eval_dir: Path = EVAL) -> list[Line]:
    """Return the labelled lines that nobody trains on."""
    return [to_line(row, "test") for name in sorted(FINAL_TEST) for row in read_jsonl(eval_dir / "train" / name)]


def group_near(lines: list[Line]) -> None:
    """Give lines whose character 3-grams overlap by more than NEAR the same group."""
    vocabulary: dict[str, int] = {}
    rows, columns, sizes = [], [], []
    for number, line in enumerate(lines):
        text = "^" + "".join(c for c in unicodedata.normalize("NFKC", line.text) if c.isalnum()) + "$"
        grams = {text[i : i + 3] for i in range(max(1, len(text) - 2))}
        sizes.append(len(grams))
        rows += [number] * len(grams)
        columns += [vocabulary.setdefault(g, len(vocabulary)) for g in sorted(grams)]
    matrix = csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=(len(lines), len(vocabulary)))
    shared = (matrix @ matrix.T).tocoo()
    size = np.array(sizes)
    near = shared.data / (size[shared.row] + size[shared.col] - shared.data) > NEAR
    parent = list(range(len(lines)))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, j in zip(shared.row[near].tolist(), shared.col[near].tolist(), strict=True):
        parent[find(i)] = find(j)
    for number, line in enumerate(lines):
        line.group = find(number)


def spread(lines: list[Line], folds: int, seed: int) -> np.ndarray:
    """Return a fold for every line: groups whole, labels even."""
    groups: dict[int, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        groups[line.group].append(number)
    total = Counter(label for line in lines for label in line.violations | line.moves)
    random = np.random.default_rng(seed)
    order = sorted(groups.values(), key=lambda g: (-len(g), random.random()))
    have = [Counter() for _ in range(folds)]
    count = [0] * folds
    out = np.zeros(len(lines), int)
    order.sort(key=lambda g: min((total[x] for i in g for x in lines[i].violations | lines[i].moves), default=10**9))
    for group in order:
        labels = Counter(x for i in group for x in lines[i].violations | lines[i].moves)
        cost = [sum(have[f][x] / total[x] * n for x, n in labels.items()) + 0.3 * count[f] / len(lines) * folds for f in range(folds)]
        best = int(np.argmin(cost))
        have[best] += labels
        count[best] += len(group)
        out[group] = best
    return out


def spread_all(lines: list[Line], folds: int, seed: int) -> np.ndarray:
    """Return a fold for every line; -1, always trained on, for extra lines that are near no line that is judged."""
    test = [line for line in lines if line.role == "test"]
    of_group = {line.group: crc32(str(line.group).encode()) % folds for line in lines if line.role == "ordinary"}
    of_group |= {line.group: int(fold) for line, fold in zip(test, spread(test, folds, seed), strict=True)}
    return np.array([of_group.get(line.group, -1) if line.role != "real" else crc32(line.id.encode()) % folds for line in lines])
