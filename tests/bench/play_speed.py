"""How long a turn of a role-play takes at the terminal, and what the proof of all scenarios costs.

    python tests/bench/play_speed.py

prints the table and puts it into docs/performance.md. A turn is timed from Enter until the next prompt stands: reply judged, turn
played and stored, screen painted. The proof is what `trainer course check` takes longer than with `--no-proof`.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bench.course_speed import LEARNER, Place  # noqa: E402 (needs the path above)
from bench.document import refresh_block  # noqa: E402 (as above)
from bench.stopwatch import END, PATIENCE_S, Step, open_place, spawn, stop, time_imports, time_trainer, trainer_command  # noqa: E402 (as above)

from trainer.cli.knowing import NAME as SOUND  # noqa: E402 (as above)
from trainer.clock import now  # noqa: E402 (as above)

PLAYS, ROUNDS = 5, 5
SCENARIO = "shoe-no-receipt"
REPLIES = ("鞋才穿一天就开胶，换谁都急。", "您先坐。", "您是说明天要穿，对吗？", "这双鞋我看一下。", "您慢慢说，我记着。", "好的，您说。")
VIEW, PROMPT = "/退出", "您说 ›"


def time_turns(place: Place, seed: int) -> list[float]:
    """Return the seconds of every turn of one play but the first, which loads the judge."""
    screen = spawn(
        trainer_command(["roleplay", SCENARIO, "--mode", "type", "--seed", str(seed), "--learner", LEARNER]), place.environ, place.folder
    )
    try:
        found = []
        for reply in ("", *REPLIES):
            started = time.perf_counter()
            if reply:
                screen.send(f"{reply}\r")
            for mark in (VIEW, PROMPT):
                screen.expect_exact(mark, timeout=PATIENCE_S)
            found.append(time.perf_counter() - started)
        return found[2:]
    finally:
        stop(screen)


def time_check(place: Place, *options: str) -> float:
    """Return the seconds of checking the shipped course, nothing of it being known as sound."""
    Path(place.environ["XDG_CACHE_HOME"], "trainer", SOUND).unlink(missing_ok=True)
    return time_trainer(place, ["course", "check", *options], [Step(END)])[0]


def main() -> None:
    """Measure, print, and refresh the document."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder) / "shop", ROOT / "content" / "essentials")
        with open_place(place) as store:
            store.add_learner(LEARNER, now())
        time_turns(place, 0)
        time_check(place)
        turns = [1000 * seconds for seed in range(1, PLAYS + 1) for seconds in time_turns(place, seed)]
        rounds = [(time_imports(place), time_check(place), time_check(place, "--no-proof")) for _ in range(ROUNDS)]
    base = median(imports for imports, _check, _bare in rounds)
    proof = median(check - bare for _imports, check, bare in rounds)
    table = "\n".join(
        [
            "| what | ms | ratio to the imports | wanted |",
            "|---|---|---|---|",
            f"| a turn at the terminal ({len(turns)} turns; slowest {max(turns):.0f} ms) | {median(turns):.0f} | | ms ≤ 100 |",
            f"| the proof of all scenarios | {1000 * proof:.0f} | {proof / base:.1f} | ≤ 25 |",
        ]
    )
    print(table)
    refresh_block("play_speed.py", table)


if __name__ == "__main__":
    main()
