"""Ninety days of simulated learners on the shipped course: does the backlog clear, and what does a day cost?

    python tests/bench/simulate_learning.py [--learners 12] [--seed 1]

prints the tables of docs/learning.md. The same seed gives the same figures. Only the pure parts of the program take part.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import mean, median

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bench.practice import DAYS, Day, Habit, Reply, remember_forms, simulate, weekly_backlog  # noqa: E402 (needs the path above)

from trainer.course.read import read_course  # noqa: E402 (as above)
from trainer.drill.kinds import KINDS  # noqa: E402 (as above)
from trainer.drill.step import ASK_S, TEACH_S  # noqa: E402 (as above)

MUST = 60
BACK = 49
HABITS = [
    Habit(name="4 fixed days, 8 min", again=True),
    Habit(name="4 random days, 8 min", weekdays="random", again=True),
    Habit(name="4 fixed days, one 5 min session"),
    Habit(name="every day, one 5 min session", weekdays="daily"),
    Habit(name="4 random days, 8 min, forgets twice as fast", weekdays="random", again=True, half_life=5.0),
    Habit(name="4 random days, 8 min, useful facts too", weekdays="random", again=True, useful=True),
]
ABSENCES = [
    Habit(name="4 fixed days, 8 min", again=True, away=(28, BACK)),
    Habit(name="4 fixed days, one 5 min session", away=(28, BACK)),
    Habit(name="every day, one 5 min session", weekdays="daily", away=(28, BACK)),
]
BACKLOG_COLUMNS = (
    "habit|0 left after the week's last day|cleared in the week|left: mean / most|minutes a day: mean / p95 / most"
    "|all must facts by day: median (range)|useful"
)
RETENTION_COLUMNS = "habit|right when new|recognise|recall|produce|held on day 30|day 60|day 90"
KIND_COLUMNS = "kind|of the first questions|lucky chance|of all questions|right / partial|seconds"
ABSENCE_COLUMNS = (
    "habit|due on return: mean / most|facts asked on the first day|minutes a day until cleared: mean / most"
    "|days of practice until cleared: median / most|calendar days: median / most"
)
Run = list[Day]


def print_table(title: str, columns: str, rows: list[list[str]]) -> None:
    """Print a Markdown table; `columns` are parted by |."""
    heads = columns.split("|")
    lines = [heads, ["---"] * len(heads), *rows]
    print(f"\n### {title}\n", *("| " + " | ".join(map(str.strip, line)) + " |" for line in lines), sep="\n")


def backlog_row(name: str, runs: list[Run]) -> list[str]:
    """How often the backlog clears, what a day costs, and how soon everything is introduced."""
    left = [count for run in runs for count in weekly_backlog(run).values()]
    weeks = [[day.left for day in run if day.day // 7 == week] for run in runs for week in weekly_backlog(run)]
    minutes = sorted(day.minutes for run in runs for day in run)
    done = sorted(first_day(run, lambda day: day.seen == MUST) for run in runs)
    late = sum(day > DAYS for day in done)
    return [
        name,
        f"{share(count == 0 for count in left)}",
        f"{share(min(week) == 0 for week in weeks)}",
        f"{mean(left):.1f} / {max(left)}",
        f"{mean(minutes):.1f} / {minutes[int(0.95 * len(minutes))]:.1f} / {minutes[-1]:.1f}",
        f"{median(done):.0f} ({done[0]}–{done[-1] if not late else f'>{DAYS}: {late} of {len(done)}'})",
        f"{mean(run[-1].seen_useful for run in runs):.0f}",
    ]


def retention_row(name: str, runs: list[Run]) -> list[str]:
    """What was right when asked, and what the simulated heads really hold."""
    replies = [reply for run in runs for day in run for reply in day.replies]
    reviews = [reply for reply in replies if not reply.new and not reply.retry]
    graded = [f"{share(reply.grade == 'right' for reply in reviews if reply.rung == rung)}" for rung in ASK_S]
    held = [f"{mean(latest(run, day).strength for run in runs):.0%}" for day in (29, 59, DAYS - 1)]
    return [name, share(reply.grade == "right" for reply in replies if reply.new), *graded, *held]


def ladder_rows(runs: list[Run]) -> list[list[str]]:
    """Mean numbers of must facts not yet seen and on each rung."""
    rows = []
    for day in (7, 14, 30, 45, 60, 90):
        states = [latest(run, day - 1) for run in runs]
        rungs = [f"{mean(state.rungs[rung] for state in states):.0f}" for rung in range(3)]
        rows.append([str(day), f"{MUST - mean(state.seen for state in states):.0f}", *rungs])
    return rows


def cost_row(name: str, runs: list[Run]) -> list[str]:
    """Mean minutes on a day of practice, by stretch of weeks."""
    stretches = [(0, 14), (14, 28), (28, 56), (56, DAYS)]
    return [name, *(f"{mean(day.minutes for run in runs for day in run if low <= day.day < high):.1f}" for low, high in stretches)]


def absence_row(name: str, runs: list[Run]) -> list[str]:
    """What waits after three weeks, what the days then cost, and when nothing is left over."""
    back = [[day for day in run if day.day >= BACK] for run in runs]
    cleared = [next(index for index, day in enumerate(run, 1) if day.left == 0) for run in back]
    days = [run[index - 1].day - run[0].day + 1 for run, index in zip(back, cleared, strict=True)]
    minutes = [day.minutes for run, index in zip(back, cleared, strict=True) for day in run[:index]]
    due = [run[0].due_before for run in back]
    return [
        name,
        f"{mean(due):.0f} / {max(due)}",
        f"{mean(len({reply.fact for reply in run[0].replies}) for run in back):.0f}",
        f"{mean(minutes):.1f} / {max(minutes):.1f}",
        f"{median(cleared):.0f} / {max(cleared)}",
        f"{median(days):.0f} / {max(days)}",
    ]


def seconds_rows(runs: list[Run]) -> list[list[str]]:
    """What a question took, against what the plan reckons with."""
    replies = [reply for run in runs for day in run for reply in day.replies]
    names = ("recognise", "recall", "produce")
    again = share(reply.retry for reply in replies)
    lesson = ["lesson", "–", f"{mean(seconds for run in runs for day in run for seconds in day.lessons_s):.1f}", str(TEACH_S)]
    rows = []
    for rung, reckoned in ASK_S.items():
        asked = [reply for reply in replies if reply.rung == rung]
        own, assumed = mean(reply.seconds for reply in asked), mean(reply.assumed_s for reply in asked)
        rows.append([names[rung], f"{own:.1f}", f"{assumed:.1f}", str(reckoned)])
    return [lesson, *rows, ["asked again on the same day", again, "", "not reckoned with"]]


def kind_rows(runs: list[Run]) -> list[list[str]]:
    """How often each kind was asked, of new facts and in all, how lucky a guess at it is, and how it went."""
    replies = [reply for run in runs for day in run for reply in day.replies]
    new = [reply for reply in replies if reply.new]
    rows = []
    for kind in KINDS:
        if asked := [reply for reply in replies if reply.kind == kind]:
            first = [reply.luck for reply in asked if reply.new]
            luck = f"{mean(first):.2f}" if first else "–"
            rows.append([kind, f"{len(first) / len(new):.0%}", luck, f"{len(asked) / len(replies):.0%}", *_outcome(asked)])
    return [*rows, ["all", "100%", f"{mean(reply.luck for reply in new):.2f}", "100%", *_outcome(replies)]]


def _outcome(replies: list[Reply]) -> list[str]:
    right, partial = (share(reply.grade == grade for reply in replies) for grade in ("right", "partial"))
    return [f"{right} / {partial}", f"{mean(reply.seconds for reply in replies):.0f}"]


def first_day(run: Run, holds: Callable[[Day], bool]) -> int:
    """Return the first day (from 1) on which something holds, or the day after the last."""
    return next((day.day + 1 for day in run if holds(day)), DAYS + 1)


def latest(run: Run, day: int) -> Day:
    """Return the last practised day up to a day."""
    return [one for one in run if one.day <= day][-1]


def share(flags: Iterable[bool]) -> str:
    """Return the percentage of true values."""
    values = list(flags)
    return f"{mean(values):.0%}" if values else "–"


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    remember_forms()
    course = read_course(ROOT / "content" / "essentials")

    def run_all(habit: Habit) -> list[Run]:
        return [simulate(course, habit, number, wanted.seed) for number in range(wanted.learners)]

    runs = {habit.name: run_all(habit) for habit in HABITS}
    print_table("Backlog and cost", BACKLOG_COLUMNS, [backlog_row(*item) for item in runs.items()])
    print_table("Right answers and what is held", RETENTION_COLUMNS, [retention_row(*item) for item in runs.items()])
    print_table("Minutes on a day of practice", "habit|weeks 1–2|3–4|5–8|9–13", [cost_row(*item) for item in runs.items()])
    random_days = runs[HABITS[1].name]
    print_table(f"Ladder, must facts ({HABITS[1].name})", "day|not seen|recognise|recall|produce", ladder_rows(random_days))
    print_table(f"Seconds a question ({HABITS[1].name})", "|simulated|at the assumed pace|reckoned", seconds_rows(random_days))
    every_kind = HABITS[-1].name
    print_table(f"Questions by kind ({every_kind})", KIND_COLUMNS, kind_rows(runs[every_kind]))
    rows = [absence_row(habit.name, run_all(habit)) for habit in ABSENCES]
    print_table("Back after three weeks away (days 29–49)", ABSENCE_COLUMNS, rows)


if __name__ == "__main__":
    main()
