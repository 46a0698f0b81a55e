"""What `trainer course diff` takes over 10,000 stored answers and 100 plays: after one rule changed, and after everything did.

    python tests/bench/diff_speed.py

prints the table and puts it into docs/performance.md. The answers are those of real questions of the shipped course on the rungs that
cards reach; what is typed to a customer comes from the lines of tests/scoring/data. A changed rule may touch every such reply, and
every change is one that the program has never seen: its rules are compiled anew, as after every edit of a trainer.
"""

from __future__ import annotations

import itertools
import json
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

import msgspec
import pexpect

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bench.course_speed import IMPORTS, LEARNER, Place  # noqa: E402 (needs the path above)
from bench.document import refresh_block  # noqa: E402 (as above)
from bench.learner import Learner, Traits  # noqa: E402 (as above)
from bench.practised import Habit, Past  # noqa: E402 (as above)
from bench.stopwatch import open_place, spawn, trainer_command  # noqa: E402 (as above)

from trainer.clock import now  # noqa: E402 (as above)
from trainer.course.model import Course  # noqa: E402 (as above)
from trainer.course.read import read_course  # noqa: E402 (as above)
from trainer.drill.kinds import build_question, forms_at  # noqa: E402 (as above)
from trainer.drill.picks import join_picks  # noqa: E402 (as above)
from trainer.drill.question import Form, Question  # noqa: E402 (as above)
from trainer.i18n import render  # noqa: E402 (as above)
from trainer.memory import AnswerDraft, Schedule  # noqa: E402 (as above)
from trainer.store import PlayDraft, PlayEnd, Store, TurnRow  # noqa: E402 (as above)

SHIPPED = ROOT / "content" / "essentials"
HABIT = Habit(days=52, per_day=250, new_per_day=25)
PLAYS, TURNS = 100, 6
ROUNDS = 3
PATIENCE_S = 600
TO_CUSTOMERS = ("rewrite", "speak", "reply")
MODEL_SHARE = 0.3
"""Share of the replies that are a sentence of the course itself; the others are lines that somebody typed."""
CHANGED_RULE = ("unless: [我可不会, ", "unless: [换个办法, 我可不会, ")


class Answered(Past):
    """A past of real questions and real replies."""

    def __init__(self, store: Store, learner: str, course: Course) -> None:
        super().__init__(store, learner, course.id, Schedule(course.interval_cap_days))
        self._course = course
        self._facts = {fact.log_id: fact for fact in course.facts}
        self._forms: dict[tuple[str, int], list[Form]] = {}
        self._mind = Learner(course, Traits(), "diff")
        self._lines = list(itertools.islice(_typed_lines(), 20_000))
        self.kinds: dict[str, int] = {}

    def draft(self, session: str, fact: str) -> AnswerDraft:
        """Return an answer to a real question about the fact, graded by chance as in any past."""
        draft = super().draft(session, fact)
        key = (fact, draft.rung)
        if key not in self._forms:
            self._forms[key] = forms_at(self._course, self._facts[fact], draft.rung)
        form = self.chance.choice(self._forms[key])
        question = build_question(self._course, self._facts[fact], form, str(self.chance.random()))
        self.kinds[form.kind] = self.kinds.get(form.kind, 0) + 1
        return msgspec.structs.replace(
            draft,
            kind=form.kind,
            form=form.name,
            stem="\n".join([*question.context, render(question.ask)]),
            options=[render(option) for option in question.options],
            response=self._respond(question),
        )

    def _respond(self, question: Question) -> str:
        if question.kind in TO_CUSTOMERS and self.chance.random() >= MODEL_SHARE:
            return self.chance.choice(self._lines)
        response, _seconds = self._mind.respond(question, 0)
        return join_picks(response.picks) if response.picks else response.text


def write_plays(store: Store, learner: str, course: Course) -> None:
    """Play `PLAYS` role-plays of what people answered in their steps."""
    rows = [json.loads(line) for line in (ROOT / "tests/bench/role_replies.jsonl").read_text("utf-8").splitlines()]
    said: dict[str, list[str]] = {}
    for row in rows:
        said.setdefault(row["scenario"], []).append(row["reply"])
    for number, scenario in enumerate(itertools.islice(itertools.cycle(sorted(said)), PLAYS)):
        play = store.start_play(PlayDraft(learner=learner, course=course.id, scenario=scenario, mode="type", seed=number), now())
        for turn, reply in enumerate(itertools.islice(itertools.cycle(said[scenario]), number % 7, number % 7 + TURNS)):
            store.record_turn(play, turn, TurnRow(reply, "{}", now().at_ms))
        store.end_play(PlayEnd(play, "left", 40), [], now(), Schedule(course.interval_cap_days))


def change_rule(folder: Path) -> None:
    """Let one rule pass some more words."""
    rewrite(folder / "rules" / "refuse.yaml", *CHANGED_RULE)


def change_macro(folder: Path) -> None:
    """Change the words that nearly every rule is made of."""
    rewrite(folder / "rules" / "macros.yaml", "any: [", "any: [甲乙丙丁, ")


def change_everything(folder: Path) -> None:
    """Change every scene and the rules: each answer to a scene is asked again and judged twice."""
    change_macro(folder)
    for path in folder.glob("facts/*.yaml"):
        path.write_text(path.read_text("utf-8").replace("    bad: ", "    bad: 亲，"), "utf-8")


def rewrite(path: Path, old: str, new: str) -> None:
    """Replace a passage wherever it stands."""
    text = path.read_text("utf-8")
    assert old in text, f"{path} has changed"
    path.write_text(text.replace(old, new), "utf-8")


CHANGES = {"one rule": change_rule, "a word of nearly every rule": change_macro, "every scene, and nearly every rule": change_everything}


def time_diff(place: Place, folder: Path, change: Callable[[Path], None]) -> tuple[float, float]:
    """Return the median seconds of the imports and of a comparison with a course that was changed just now."""
    rounds = []
    for number in range(ROUNDS):
        changed = folder / f"{change.__name__}-{number}"
        shutil.copytree(SHIPPED, changed)
        change(changed)
        seconds = time_processor(place, trainer_command(["course", "diff", "essentials", str(changed)]))
        rounds.append((time_processor(place, [sys.executable, "-c", IMPORTS]), seconds))
    return median(base for base, _ in rounds), median(one for _, one in rounds)


def time_processor(place: Place, command: list[str]) -> float:
    """Return the seconds of processor time that a program in a pseudo-terminal takes: others on this machine do not count."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    screen = spawn(command, place.environ, place.folder)
    screen.expect(pexpect.EOF, timeout=PATIENCE_S)
    screen.close()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _typed_lines() -> itertools.chain[str]:
    files = sorted((ROOT / "tests" / "scoring" / "data").rglob("*.jsonl"))
    return itertools.chain.from_iterable(
        [text for row in map(json.loads, file.read_text("utf-8").splitlines()) if (text := row.get("text") or row.get("reply"))]
        for file in files
    )


def main() -> None:
    """Measure, print, and refresh the document."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder) / "shop", SHIPPED)
        course = read_course(SHIPPED)
        with open_place(place) as store:
            learner = store.add_learner(LEARNER, now())
            past = Answered(store, learner.id, course)
            past.write([fact.log_id for fact in course.heads], HABIT)
            write_plays(store, learner.id, course)
            answers = store.history(learner.id).answers
        time_diff(place, Path(folder) / "first", change_rule)  # modules and the shipped course's rules are compiled
        times = {name: time_diff(place, Path(folder), change) for name, change in CHANGES.items()}
    typed = sum(past.kinds.get(kind, 0) for kind in (*TO_CUSTOMERS, "spot"))
    head = f"{answers:,} answers, {typed:,} of them judged by the rules; {PLAYS} plays of {TURNS} replies."
    head += f" Seconds of one processor, medians of {ROUNDS}."
    rows = [f"| {name} | {one:.1f} | {one / base:.0f} | s ≤ 15 |" for name, (base, one) in times.items()]
    table = "\n".join([head, "", "| what changed | s | ratio to the imports | wanted |", "|---|---|---|---|", *rows])
    print(table)
    refresh_block(Path(__file__).name, table)


if __name__ == "__main__":
    main()
