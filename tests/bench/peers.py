"""Time to the first question and peak memory beside other terminal quiz programs, in one run.

    python tests/bench/peers.py [--venvs DIR]

prints the table and puts it into docs/performance.md. Each program gets a virtual environment of its own and a quiz of one question
in its own format; --venvs keeps the environments for another time. All are run in turn in a pseudo-terminal.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

import msgspec

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bench.course_speed import LEARNER, Place  # noqa: E402 (needs the path above)
from bench.document import refresh_block  # noqa: E402 (as above)
from bench.stopwatch import QUESTION, Step, time_steps, trainer_command, weigh_steps  # noqa: E402 (as above)

ROUNDS = 20
# No digits: one of the programs colours them, which breaks the words apart.
ASK, OPTIONS, KEY = "Which city lies on the Seine?", ("Rome", "Paris", "Berlin", "Madrid"), "Paris"
QUIZ = "rivers"
ENTER = "\r"


class Bench(msgspec.Struct, frozen=True):
    """Where a peer is installed, and a home folder of its own."""

    venv: Path
    home: Path

    @property
    def environ(self) -> dict[str, str]:
        """The environment, without anything of this machine's user."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "PYTHON"))}
        # Nobody answers a request for the cursor's position here; a real terminal does at once.
        return {**kept, "HOME": str(self.home), "TERM": "xterm-256color", "LANG": "C.UTF-8", "PROMPT_TOOLKIT_NO_CPR": "1"}

    def run(self, *arguments: str, feed: str = "") -> None:
        """Run the peer to its end, to prepare a quiz."""
        program, *rest = arguments
        command = [str(self.venv / "bin" / program), *rest]
        subprocess.run(command, input=feed.encode(), env=self.environ, cwd=self.home, check=True, capture_output=True)


class Peer(msgspec.Struct, frozen=True):
    """A program: its package and version, how a quiz is prepared, what is typed, what to wait for, and what to say about it."""

    package: str
    version: str
    prepare: Callable[[Bench], None]
    command: tuple[str, ...]
    steps: tuple[Step, ...]
    note: str = ""


def prepare_memodeck(bench: Bench) -> None:
    """Add one multiple-choice card to a deck."""
    lines = ["choice", ASK, ",".join(OPTIONS), "b"]
    bench.run("memodeck", "add", QUIZ, feed="\n".join(lines) + "\n")


def prepare_quizr(bench: Bench) -> None:
    """Write the exercise where the program looks for it, in a folder beside its own package."""
    folder = Path(sysconfig.get_path("purelib", vars={"base": str(bench.venv)})) / "Exercises" / "Europe"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{QUIZ}.yaml").write_text(f'q_001:\n  prompt: "{ASK}"\n  answer: "{KEY}"\n', "utf-8")


def prepare_quizmd(bench: Bench) -> None:
    """Write a quiz in Markdown."""
    options = "\n".join(f"- {option}" for option in OPTIONS)
    text = f"# Rivers\n\n## Question 1\n{ASK}\n\n{options}\n\nAnswer: 2\nType: single\nTime: 60\nExplanation: Paris.\n"
    (bench.home / f"{QUIZ}.md").write_text(text, "utf-8")


def prepare_qm2(bench: Bench) -> None:
    """Write a category of one question into the program's data folder."""
    folder = bench.home / ".local" / "share" / "qm2" / "categories"
    folder.mkdir(parents=True, exist_ok=True)
    wrong = [option for option in OPTIONS if option != KEY]
    question = {"type": "multiple", "question": ASK, "correct": KEY, "wrong_answers": wrong}
    (folder / f"{QUIZ}.json").write_text(json.dumps([question]), "utf-8")


PEERS = (
    Peer("memodeck", "0.1.0", prepare_memodeck, ("memodeck", "study", QUIZ), (Step(ASK),)),
    Peer("quizr-cli", "1.0.0", prepare_quizr, ("quizr", "start", QUIZ), (Step(ASK),)),
    Peer(
        "quizmd",
        "2.4.4",
        prepare_quizmd,
        ("quizmd", f"{QUIZ}.md"),
        (Step("Press Enter"), Step(ASK, ENTER)),
        "Through a page of rules, left with Enter as soon as it stands there; counted.",
    ),
    Peer(
        "qm2",
        "1.1.0",
        prepare_qm2,
        ("qm2",),
        (Step("Exit"), Step("Back", ENTER), Step(ASK, ENTER)),
        "Through two menus, each left with Enter as soon as it stands there; counted.",
    ),
)


class Runner(msgspec.Struct, frozen=True):
    """A program ready to be run: its name for the table, how to start it, and what to wait for."""

    name: str
    command: list[str]
    environ: dict[str, str]
    folder: Path
    steps: tuple[Step, ...]
    note: str = ""

    def time(self) -> float:
        """Return the seconds until its first question is visible."""
        return time_steps(self.command, self.environ, self.folder, self.steps)[-1]

    def weigh(self) -> float:
        """Return its peak memory in MB, the question being on the screen."""
        return weigh_steps(self.command, self.environ, self.folder, self.steps)


def set_up_peer(peer: Peer, venvs: Path, homes: Path) -> Runner:
    """Install a peer unless it is there, and give it its quiz."""
    bench = Bench(venvs / peer.package, homes / peer.package)
    bench.home.mkdir()
    if not (bench.venv / "bin" / peer.command[0]).exists():
        subprocess.run([sys.executable, "-m", "venv", str(bench.venv)], check=True)
        requirement = f"{peer.package}=={peer.version}"
        subprocess.run([str(bench.venv / "bin" / "pip"), "install", "--quiet", requirement], check=True)
    peer.prepare(bench)
    program, *arguments = peer.command
    command = [str(bench.venv / "bin" / program), *arguments]
    return Runner(f"{peer.package} {read_version(bench.venv, peer.package)}", command, bench.environ, bench.home, peer.steps, peer.note)


def set_up_trainer(folder: Path) -> Runner:
    """Return our own program with the shipped course, after the first answer of a first run."""
    place = Place(folder, ROOT / "content" / "essentials")
    place.run("drill", "--plain", "--learner", LEARNER, feed="1\n")
    command = trainer_command(["drill", "--learner", LEARNER])
    return Runner("trainer, this checkout", command, place.environ, place.folder, (Step(QUESTION),))


def read_version(venv: Path, package: str) -> str:
    """Return the version that is really installed."""
    program = f"from importlib.metadata import version; print(version({package!r}))"
    return subprocess.run([str(venv / "bin" / "python"), "-c", program], check=True, capture_output=True, text=True).stdout.strip()


def table_of(runners: list[Runner]) -> str:
    """Measure everything in turn and return the table in Markdown with its footnotes."""
    for runner in runners:  # compiles modules, and is whatever else a first run is
        runner.time()
    rounds = [[runner.time() for runner in runners] for _ in range(ROUNDS)]
    lines = ["| program | first question visible (ms) | peak memory (MB) |", "|---|---|---|"]
    notes: list[str] = []
    for place, runner in enumerate(runners):
        mark = ""
        if runner.note:
            notes.append(f"{len(notes) + 1}. {runner.note}")
            mark = f" ({len(notes)})"
        seconds = median(taken[place] for taken in rounds)
        lines.append(f"| {runner.name}{mark} | {1000 * seconds:.0f} | {runner.weigh():.0f} |")
    return "\n".join([*lines, "", *notes])


def main() -> None:
    """Measure, print, and refresh the document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--venvs", type=Path, help="keep the virtual environments here")
    asked = parser.parse_args().venvs
    with tempfile.TemporaryDirectory() as folder:
        homes, venvs = Path(folder) / "homes", asked.resolve() if asked else Path(folder) / "venvs"
        homes.mkdir()
        runners = [set_up_trainer(Path(folder) / "trainer"), *(set_up_peer(peer, venvs, homes) for peer in PEERS)]
        table = table_of(runners)
    print(table)
    python = ".".join(map(str, sys.version_info[:3]))
    refresh_block("peers.py", f"Medians of {ROUNDS} rounds in turn, Python {python}; memory once.\n\n{table}")


if __name__ == "__main__":
    main()
