"""What `trainer course diff` takes over 10,000 stored answers and 100 plays: after one rule changed, and after everything did.

    python tests/bench/diff_speed.py

prints the table and puts it into docs/performance.md. The answers are those of real questions of the shipped course on the rungs that
cards reach; what is typed to a customer comes from the lines of tests/scoring/data. A changed rule touches every such reply, and its
course is compiled anew, as after every edit; in the last row every fact was changed, too, so that each answer is asked again twice.
"""

from __future__ import annotations

import itertools
import json
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

import msgspec

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bench.course_speed import LEARNER, Place  # noqa: E402 (needs the path above)
from bench.document import refresh_block  # noqa: E402 (as above)
from bench.learner import Learner, Traits  # noqa: E402 (as above)
from bench.practised import Habit, Past  # noqa: E402 (as above)
from bench.stopwatch import END, Step, open_place, time_imports, time_trainer  # noqa: E402 (as above)

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
TO_CUSTOMERS = ("rewrite", "speak", "reply")
MODEL_SHARE = 0.3
"""Share of the replies that are a sentence of the course itself; the others are lines that somebody typed."""
CHANGED_RULE = ("unless: [不能不, ", "unless: [不能不, 换个办法, ")


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


def write_changes(folder: Path, *, facts: bool) -> Path:
    """Return a copy of the shipped course with one rule changed, and every fact if wanted."""
    shutil.copytree(SHIPPED, folder)
    rule = folder / "rules" / "refuse.yaml"
    text = rule.read_text("utf-8")
    assert CHANGED_RULE[0] in text
    rule.write_text(text.replace(*CHANGED_RULE, 1), "utf-8")
    for path in folder.glob("facts/*.yaml") if facts else ():
        path.write_text(path.read_text("utf-8").replace("\n  why: ", "\n  why: 其实，"), "utf-8")
    return folder


def time_diff(place: Place, folder: Path, *, facts: bool) -> tuple[float, float]:
    """Return the median seconds of the imports and of a comparison with a course that was changed just now."""
    rounds = []
    for number in range(ROUNDS):
        changed = write_changes(folder / f"{facts}-{number}", facts=facts)
        (seconds,) = time_trainer(place, ["course", "diff", "essentials", str(changed)], [Step(END)])
        rounds.append((time_imports(place), seconds))
    return median(base for base, _ in rounds), median(one for _, one in rounds)


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
        time_trainer(place, ["course", "diff", "essentials", str(write_changes(Path(folder) / "first", facts=False))], [Step(END)])
        rule, everything = (time_diff(place, Path(folder), facts=facts) for facts in (False, True))
    typed = sum(past.kinds.get(kind, 0) for kind in (*TO_CUSTOMERS, "spot"))
    table = "\n".join(
        [
            f"{answers:,} answers, {typed:,} of them judged by the rules; {PLAYS} plays of {TURNS} replies. Medians of {ROUNDS}.",
            "",
            "| what changed | s | ratio to the imports | wanted |",
            "|---|---|---|---|",
            f"| one rule | {rule[1]:.1f} | {rule[1] / rule[0]:.0f} | s ≤ 15 |",
            f"| one rule and every fact | {everything[1]:.1f} | {everything[1] / everything[0]:.0f} | s ≤ 15 |",
        ]
    )
    print(table)
    refresh_block(Path(__file__).name, table)


if __name__ == "__main__":
    main()
