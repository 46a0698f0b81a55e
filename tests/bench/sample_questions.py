"""Print a seeded sample of the shipped course's questions as a learner meets them, for reading.

    python tests/bench/sample_questions.py [--count 150] [--seed 3] [--keys]

Every kind has its share of at least `LEAST`; the rest goes by how many questions a kind has. Without `--keys` nothing
tells what is right. The same seed gives the same sample as long as the course stays as it is.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

from trainer.course.model import Course  # noqa: E402 (needs the path above)
from trainer.course.read import read_course  # noqa: E402 (as above)
from trainer.drill.kinds import build_question, grade_response, list_forms  # noqa: E402 (as above)
from trainer.drill.question import Question, Response  # noqa: E402 (as above)
from trainer.drill.variety import seeded_rank  # noqa: E402 (as above)
from trainer.i18n import render, set_language  # noqa: E402 (as above)

LEAST = 8


def sample_questions(course: Course, count: int, seed: str) -> list[Question]:
    """Return so many questions, every kind among them, in the order of the course."""
    by_kind = defaultdict(list)
    for place, fact in enumerate(course.facts):
        for form in list_forms(course, fact):
            by_kind[form.kind].append((seeded_rank(seed, fact.id, form.kind, form.name), place, form))
    chosen = [found for group in by_kind.values() for found in sorted(group)[:LEAST]]
    rest = sorted(found for group in by_kind.values() for found in sorted(group)[LEAST:])
    chosen += rest[: count - len(chosen)]
    ordered = sorted(chosen, key=lambda found: (found[1], found[0]))[:count]
    return [build_question(course, course.facts[place], form, seed) for _rank, place, form in ordered]


def question_lines(number: int, question: Question) -> list[str]:
    """Return a question as a block of lines."""
    lines = [f"## {number}  {question.fact.id}  {question.kind} {question.form.name}", *question.context, render(question.ask)]
    lines += [f"  {position + 1}  {render(option)}" for position, option in enumerate(question.options)]
    return lines


def key_line(course: Course, question: Question) -> str:
    """Return what is right, as the feedback says it."""
    mark = grade_response(course, question, Response(text="", picks=question.key))
    return f"  KEY {[position + 1 for position in question.key]} · {render(mark.correction)} · {mark.say}"


def main() -> None:
    """Print the sample."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--count", type=int, default=150)
    arguments.add_argument("--seed", default="3")
    arguments.add_argument("--keys", action="store_true")
    wanted = arguments.parse_args()
    set_language("zh")
    course = read_course(ROOT / "content" / "essentials")
    for number, question in enumerate(sample_questions(course, wanted.count, wanted.seed), 1):
        lines = question_lines(number, question)
        print("\n".join([*lines, *([key_line(course, question)] if wanted.keys else [])]), end="\n\n")


if __name__ == "__main__":
    main()
