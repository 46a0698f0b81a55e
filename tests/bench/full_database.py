"""What 10,000 facts and 100,000 answers cost, beside a fresh database, in one run.

    python tests/bench/full_database.py

prints the table and puts it into docs/performance.md. The answers are one learner's of 400 days (`practised.py` writes them). Fresh
is the same course with a learner of ten facts: somebody on the third day, whose session begins with a question too.
Every start is that of a new session, which reads all cards.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import msgspec
import pexpect

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bench.big_course import write_big_course  # noqa: E402 (needs the path above)
from bench.course_speed import LEARNER, Place  # noqa: E402 (as above)
from bench.document import refresh_block  # noqa: E402 (as above)
from bench.practised import Habit, Past  # noqa: E402 (as above)
from bench.stopwatch import (  # noqa: E402 (as above)
    END,
    PROMPT,
    Step,
    database_file,
    open_place,
    spawn,
    time_question,
    time_trainer,
)

from trainer.clock import now  # noqa: E402 (as above)
from trainer.course.compiled import open_compiled  # noqa: E402 (as above)
from trainer.memory import Schedule  # noqa: E402 (as above)

ROUNDS = 20
FACTS = 10_000
FULL = Habit(days=400, per_day=250, new_per_day=25)
THIRD_DAY = Habit(days=2, per_day=5, new_per_day=5)
STORED = 200
ANSWERED = 5
TIMES = (
    ("first question visible", "visible", "≤ 1.3"),
    ("first question answerable", "answerable", ""),
    ("`trainer progress`, to its end", "progress", "≤ 3"),
)
NOTHING_CHANGED = "改动 0 张卡片"
PAUSES = ("看明白了按回车", "回车继续")
"""Below a lesson, and below what an answer was worth."""
DRILL = """
import atexit, re, runpy, sys
from pathlib import Path
@atexit.register
def tell():
    Path("peak").write_text(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
sys.argv[1:] = ["drill", "--learner", sys.argv[1]]
runpy.run_module("trainer", run_name="__main__", alter_sys=True)
"""
"""A drill that says at its end how much memory it took at the most, the day's backup included."""


class Shop(msgspec.Struct, frozen=True):
    """A place with a practised learner, and what was practised."""

    place: Place
    course: str
    schedule: Schedule


def open_shop(folder: Path, course_folder: Path, habit: Habit) -> Shop:
    """Return a place with a course and a learner of these habits; modules and course are compiled."""
    place = Place(folder, course_folder)
    course = open_compiled(course_folder, folder / "elsewhere")
    schedule = Schedule(course.interval_cap_days)
    with open_place(place) as store:
        learner = store.add_learner(LEARNER, now())
        Past(store, learner.id, course.id, schedule).write([fact.log_id for fact in course.heads if fact.tier != "background"], habit)
    shop = Shop(place, course.id, schedule)
    for _ in range(2):
        time_once(shop)
    return shop


def time_once(shop: Shop) -> dict[str, float]:
    """Return the seconds of every measure, each taken once."""
    visible, answerable = time_question(shop.place, shop.course)
    (progress,) = time_trainer(shop.place, ["progress"], [Step(END)])
    return {"visible": visible, "answerable": answerable, "progress": progress}


def time_answers(shop: Shop) -> float:
    """Return the median seconds that an answer takes to be stored, each in a durable transaction of its own."""
    seconds = []
    with open_place(shop.place) as store:
        learner = store.find_learner(LEARNER)
        assert learner is not None
        past = Past(store, learner.id, shop.course, shop.schedule)
        past.cards = store.cards(learner.id, shop.course)
        facts = sorted(past.cards)
        for fact in (facts[number * len(facts) // STORED] for number in range(STORED)):
            began = time.perf_counter()
            store.record_answer(past.draft("0" * 32, fact), now(), shop.schedule)
            seconds.append(time.perf_counter() - began)
    return median(seconds)


def weigh_drill(place: Place) -> float:
    """Return the peak memory in MB of a drill of five answers in a pseudo-terminal, from its start to after the day's backup."""
    screen = spawn([sys.executable, "-c", DRILL, LEARNER], place.environ, place.folder)
    asked = 0
    while found := screen.expect_exact([pexpect.EOF, PROMPT, *PAUSES]):
        asked += found == 1
        screen.send("/退出\r" if asked > ANSWERED else "1\r" if found == 1 else "\r")
    screen.close()
    return int((place.folder / "peak").read_text()) / 1024


def time_rebuild(place: Place) -> float:
    """Return the seconds of a rebuild, which must find every card as it was."""
    return time_trainer(place, ["doctor", "--rebuild"], [Step(NOTHING_CHANGED), Step(END)])[-1]


def measure(folder: Path) -> dict[str, dict[str, float]]:
    """Return the figures of each shop: medians in seconds, memory in MB, what was counted; the costly ones of the full shop alone."""
    course = write_big_course(folder / "course", FACTS)
    shops = {
        "shipped": open_shop(folder / "shipped", ROOT / "content" / "essentials", THIRD_DAY),
        "fresh": open_shop(folder / "fresh", course, THIRD_DAY),
        "full": open_shop(folder / "full", course, FULL),
    }
    full = shops["full"]
    counted = {"answers": count_answers(full), "size": database_file(full.place).stat().st_size / 1024**2}
    rounds = [{name: time_once(shop) for name, shop in shops.items()} for _ in range(ROUNDS)]
    figures = {name: {what: median(taken[name][what] for taken in rounds) for what in rounds[0][name]} for name in shops}
    figures["full"] |= counted | {"rebuild": time_rebuild(full.place)}
    for name, shop in shops.items():
        figures[name] |= {"stored": time_answers(shop), "peak": weigh_drill(shop.place)}
    return figures


def count_answers(shop: Shop) -> int:
    """Return how many answers the learner has."""
    with open_place(shop.place) as store:
        learner = store.find_learner(LEARNER)
        assert learner is not None
        return store.history(learner.id).answers


def table_of(figures: dict[str, dict[str, float]]) -> str:
    """Return the table in Markdown."""
    lines = ["| what | fresh, shipped course | fresh | full | ratio full to fresh | wanted |", "|---|---|---|---|---|---|"]
    for words, what, wanted in TIMES:
        shipped, fresh, full = (1000 * figures[name][what] for name in ("shipped", "fresh", "full"))
        lines.append(f"| {words} (ms) | {shipped:.0f} | {fresh:.0f} | {full:.0f} | {full / fresh:.2f} | {wanted} |")
    stored = " | ".join(f"{1000 * figures[name]['stored']:.1f}" for name in ("shipped", "fresh", "full"))
    lines.append(f"| an answer stored (ms) | {stored} | | full ≤ 5 |")
    peaks = " | ".join(f"{figures[name]['peak']:.0f}" for name in ("shipped", "fresh", "full"))
    lines.append(f"| peak memory of a drill (MB) | {peaks} | | full < 120 |")
    lines.append(f"| `trainer doctor --rebuild` (s) | | | {figures['full']['rebuild']:.1f} | | full < 20 |")
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and refresh the document."""
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder))
    note = (
        f"Full: {FACTS:,} facts, {figures['full']['answers']:,.0f} answers, a database of {figures['full']['size']:.0f} MB."
        f" Medians of {ROUNDS} rounds in turn; {STORED} answers stored; rebuild and memory once. The rebuild changed no card."
    )
    table = table_of(figures)
    print(note, table, sep="\n\n")
    refresh_block("full_database.py", f"{note}\n\n{table}")


if __name__ == "__main__":
    main()
