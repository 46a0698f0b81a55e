"""How long starting takes, as ratios to importing what every command needs, in one run.

    python tests/bench/start_up.py

prints the table and puts it into docs/performance.md. The learner has practised the shipped course for two weeks, so that a
session begins with a question that is due. Every measure is repeated in turn with the others.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bench.course_speed import IMPORTS, LEARNER, Place  # noqa: E402 (needs the path above)
from bench.document import refresh_block  # noqa: E402 (as above)
from bench.practised import Habit, Past  # noqa: E402 (as above)
from bench.stopwatch import END, Step, open_place, time_imports, time_question, time_trainer  # noqa: E402 (as above)

from trainer.clock import now  # noqa: E402 (as above)
from trainer.course.compiled import open_compiled  # noqa: E402 (as above)
from trainer.memory import Schedule  # noqa: E402 (as above)

ROUNDS = 20
COURSE = "essentials"
TWO_WEEKS = Habit(days=14, per_day=20, new_per_day=6)
HOME = "7  换人"
"""The last entry of the menu."""
ROWS = (
    ("first question visible", "visible", "≤ 1.3"),
    ("first question answerable", "answerable", "≤ 2.6"),
    ("`trainer --help`, to its end", "help", "≤ 1.2"),
    ("home (`trainer`) visible", "home", "≤ 1.4"),
)


def open_shop(folder: Path) -> Place:
    """Return a place with the shipped course and a learner of two weeks; modules and course are compiled."""
    place = Place(folder, ROOT / "content" / COURSE)
    course = open_compiled(ROOT / "content" / COURSE, folder / "elsewhere")
    must = [fact.log_id for fact in course.heads if fact.tier == "must"]
    with open_place(place) as store:
        learner = store.add_learner(LEARNER, now())
        Past(store, learner.id, course.id, Schedule(course.interval_cap_days)).write(must, TWO_WEEKS)
    for _ in range(2):
        time_once(place)
    return place


def time_once(place: Place) -> dict[str, float]:
    """Return the seconds of every measure, each taken once."""
    base = time_imports(place)
    visible, answerable = time_question(place, COURSE)
    (help_,) = time_trainer(place, ["--help"], [Step(END)])
    (home,) = time_trainer(place, [], [Step(HOME)])
    return {"base": base, "visible": visible, "answerable": answerable, "help": help_, "home": home}


def table_of(rounds: list[dict[str, float]]) -> str:
    """Return the table in Markdown."""
    medians = {name: median(seconds[name] for seconds in rounds) for name in rounds[0]}
    lines = ["| what | median (ms) | ratio to the imports | wanted |", "|---|---|---|---|"]
    lines.append(f"| `python -c '{IMPORTS}'` | {1000 * medians['base']:.0f} | 1 | |")
    for words, name, wanted in ROWS:
        lines.append(f"| {words} | {1000 * medians[name]:.0f} | {medians[name] / medians['base']:.2f} | {wanted} |")
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and refresh the document."""
    with tempfile.TemporaryDirectory() as folder:
        place = open_shop(Path(folder) / "shop")
        table = table_of([time_once(place) for _ in range(ROUNDS)])
    print(table)
    refresh_block("start_up.py", f"Medians of {ROUNDS} rounds.\n\n{table}")


if __name__ == "__main__":
    main()
