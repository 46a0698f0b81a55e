"""What an 80-column screen has no room for. The ordinary check counts the characters of facts; here it is rows, of all that is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

import msgspec

from trainer.check.material import Material
from trainer.check.questions import steps_of
from trainer.check.rules import place_rule
from trainer.check.scenarios import SHARED_STEM, locate_part
from trainer.check.walk import Steps, name_of
from trainer.course.problem import Place, Problem, quote
from trainer.course.scenario import Scenario, Shared
from trainer.drill.feedback import compose_feedback
from trainer.drill.kinds import grade_response
from trainer.drill.question import Question, Response
from trainer.i18n import N_, _, render
from trainer.lines import break_lines, count_cells
from trainer.memory import AGAIN

WIDTH = 79
"""Cells of a row; the last of the 80 stays free."""
OPTION_LEAD, SPEAKER_LEAD, BETTER_LEAD = 3, 12, 12
"""Cells before an option, before what somebody says, and before a better sentence."""
FEEDBACK_ROWS = 5
ROW_TEXT = 36
"""Characters of a note that stand on one row, with what is said before it."""


class Shown(msgspec.Struct, frozen=True):
    """A text, where it stands, and its room: how many rows at most, of how many cells."""

    place: Place
    name: str
    text: str
    rows: int
    cells: int


def check_rows(material: Material) -> Iterator[Problem]:
    """Titles stand on part of a row, options on one, sentences on two."""
    for shown in _iterate_shown(material):
        rows = _count_rows(shown.text, shown.cells)
        if rows > shown.rows:
            figures = {"name": shown.name, "rows": rows, "most": shown.rows, "text": quote(shown.text)}
            message = N_("“{name}”太长，80 列的屏幕上要占 {rows} 行，最多 {most} 行：{text}", **figures)
            excess = max(1, ceil((count_cells(shown.text) - shown.rows * shown.cells) / 2))
            yield shown.place.problem("W908", message, N_("至少删掉 {count} 个字。", count=excess))


def check_feedback_rows(material: Material) -> Iterator[Problem]:
    """What is said after a wrong pick fits into the rows that it has: whatever does not is left out, what the customer hears first."""
    for one in material.asked:
        picked = [question for question in one.questions if question.mode == "pick"]
        heights = [(rows, question) for question in picked if (rows := _count_most(material, question)) > FEEDBACK_ROWS]
        if heights:
            fact, (rows, question) = one.fact, max(heights, key=lambda height: height[0])
            shown = {"count": len(heights), "rows": rows, "most": FEEDBACK_ROWS}
            message = N_("有 {count} 道题，答错以后要说 {rows} 行，80 列的屏幕只放 {most} 行，中间的会被省掉。", **shown)
            place = material.positions.find(fact, *(("note",) if fact.note else steps_of(question)))
            remedy = N_("把 note、why、hears 里最长的一句改到 {most} 个字以内，只占一行。", most=ROW_TEXT)
            yield place.problem("W909", message, remedy)


def _count_most(material: Material, question: Question) -> int:
    """Return the most rows that the feedback on a wrong pick takes."""
    most = 0
    for pick in set(range(len(question.options))) - set(question.key):
        response = Response(text="", picks=[pick])
        mark = grade_response(material.course, question, response)
        lines = [render(line) for line in compose_feedback(question.fact, mark, response, True, AGAIN).lines]
        verdict = "✗ " if mark.praise else "✗ " + _("这次没答对。") + " "
        most = max(most, sum(map(_count_rows, [verdict + lines[0], *lines[1:]])))
    return most


def _count_rows(line: str, cells: int = WIDTH) -> int:
    return 1 if count_cells(line) <= cells else len(break_lines(line, cells))


def _iterate_shown(material: Material) -> Iterator[Shown]:
    course, positions = material.course, material.positions
    for index, topic in enumerate(course.topics):
        yield Shown(positions.in_course("topics", index, "title"), "title", topic.title, 1, 20)
    for rule in material.rules.book.rules:
        for name, text in (("instead", rule.instead), ("why", rule.why)):
            yield Shown(place_rule(rule, material.rules, name), name, text, 2, WIDTH - BETTER_LEAD)
    loaded = material.scenarios
    for name, scenario in loaded.scenarios.items():
        for steps, text, (rows, cells) in _scenario_texts(scenario):
            yield Shown(locate_part(loaded, name, *steps), name_of(steps), text, rows, cells)
    for steps, text in _shared_texts(loaded.shared) if loaded.shared else ():
        yield Shown(locate_part(loaded, SHARED_STEM, *steps), name_of(steps), text, 2, WIDTH - SPEAKER_LEAD)


def _scenario_texts(scenario: Scenario) -> Iterator[tuple[Steps, str, tuple[int, int]]]:
    """Yield the steps of each text, itself, and its room in rows and cells."""
    said, told = (2, WIDTH - SPEAKER_LEAD), (2, WIDTH)
    yield ("title",), scenario.title, (1, 24)
    yield ("place",), scenario.place, (1, WIDTH)
    yield ("person", "happened"), scenario.person.happened, told
    yield from (((name,), text, told) for name, text in (("wants", scenario.wants), ("needs", scenario.needs)))
    yield from (_listed("offer", scenario.offer, (1, WIDTH)))
    yield from (_listed("says", scenario.says, said))
    yield ("reply",), scenario.reply, said
    for number, node in enumerate(scenario.nodes):
        for band in ("calm", "upset", "furious"):
            yield from (_listed(("nodes", number, "lines", band), getattr(node.lines, band), said))
        yield from (_listed(("nodes", number, "again"), node.again, said))
        yield ("nodes", number, "hint"), node.hint, told
        for place, option in enumerate(node.options):
            at: Steps = ("nodes", number, "options", place)
            yield (*at, "say"), option.say, (1, WIDTH - OPTION_LEAD)
            yield (*at, "why"), option.why, (2, WIDTH - BETTER_LEAD)
    for kind, lines in scenario.endings.items():
        yield from (_listed(("endings", kind), lines, said))
    for name, lines in scenario.reactions.items():
        yield from (_listed(("reactions", name), lines, said))


def _listed(steps: str | Steps, texts: Sequence[str], room: tuple[int, int]) -> Iterator[tuple[Steps, str, tuple[int, int]]]:
    before = (steps,) if isinstance(steps, str) else steps
    yield from (((*before, place), text, room) for place, text in enumerate(texts))


def _shared_texts(shared: Shared) -> Iterator[tuple[Steps, str]]:
    for field, pools in (("reactions", shared.reactions), ("endings", shared.endings)):
        for name, lines in pools.items():
            yield from (((field, name, place), line) for place, line in enumerate(lines))
    yield from ((("weights", place, "why"), weight.why) for place, weight in enumerate(shared.weights))
