"""How long `trainer doctor --rebuild` takes with 100,000 answers, and what an answer costs as the log grows.

    python tests/bench/rebuild_speed.py [--answers 100000]

prints a table. The answers are of four learners about 2,500 facts each, over three years.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from store_samples import DAY_MS, START, draft, later  # noqa: E402 (needs the path above)

from trainer.memory import Schedule, replay_answers  # noqa: E402 (as above)
from trainer.store import Store, check_integrity, open_store, rebuild_cards  # noqa: E402 (as above)
from trainer.store.log import insert_answer  # noqa: E402 (as above)

LEARNERS = 4
DAYS = 1_000
SCHEDULES = {"essentials": Schedule(30)}
GRADES = [("right", 3)] * 7 + [("right", 4), ("partial", 2), ("wrong", 1), ("wrong", 1)]
STORED = 200


def fill(store: Store, answers: int) -> None:
    """Write the log: everything but the answers is as the program would have it, and no card is made yet."""
    chance = random.Random(1)
    learners = [store.add_learner(f"学员{number}", START).id for number in range(LEARNERS)]
    facts = max(1, answers // LEARNERS // 10)
    sample = draft(learners[0])
    with store.writing() as connection:
        first = insert_answer(connection, sample, START)
        (shown,) = connection.execute("SELECT shown FROM answer").fetchone()
        connection.executemany(
            "INSERT INTO answer SELECT lower(hex(randomblob(16))), device, ?, ?, course, ?, rev, session, kind, form, ?, ?, response,"
            " ?, ?, ?, hints, findings, elapsed_ms, grader, ?, offset_min, corrects FROM answer WHERE uuid = ?",
            ((*row, first.uuid) for row in _rows(answers, learners, facts, shown, chance)),
        )
        connection.execute("UPDATE meta SET seq = ?", (answers + 1,))


def _rows(answers: int, learners: list[str], facts: int, shown: bytes, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    for number in range(2, answers + 1):
        grade, rating = chance.choice(GRADES)
        fact = f"fact-{chance.randrange(facts):05}"
        at_ms = START.at_ms + number * DAYS * DAY_MS // answers
        yield number, chance.choice(learners), fact, chance.randrange(3), shown, grade, rating, chance.random() < 0.8, at_ms


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def store_some(store: Store) -> float:
    """Return the median seconds that an answer takes to be stored."""
    learner = store.learners()[0].id
    times = []
    for number in range(STORED):
        row = draft(learner, fact=f"fact-{number:05}")
        moment = later(days=DAYS + 1, minutes=number)
        times.append(timed(lambda row=row, moment=moment: store.record_answer(row, moment, SCHEDULES["essentials"])))  # type: ignore[misc]
    return median(times)


def main() -> None:
    """Fill, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=100_000)
    answers = parser.parse_args().answers
    with TemporaryDirectory() as folder, open_store(Path(folder) / "trainer.db") as store:
        fill(store, answers)
        first = timed(lambda: rebuild_cards(store, SCHEDULES))
        again = timed(lambda: rebuild_cards(store, SCHEDULES))
        checked = timed(lambda: check_integrity(store))
        rows = store.answers(store.learners()[0].id, "essentials")
        replayed = timed(lambda: replay_answers(rows, SCHEDULES["essentials"])) / len(rows)
        print(f"| what, with {answers:,} answers | |\n|---|---|")
        print(f"| rebuild, no cards yet | {first:.1f} s |")
        print(f"| rebuild, all cards there | {again:.1f} s |")
        print(f"| `trainer doctor`, all cards checked | {checked:.1f} s |")
        print(f"| of it FSRS and folding, an answer | {replayed * 1e6:.0f} µs |")
        print(f"| an answer stored, median of {STORED} | {store_some(store) * 1e3:.1f} ms |")
        print(f"| peak memory | {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB |")


if __name__ == "__main__":
    main()
