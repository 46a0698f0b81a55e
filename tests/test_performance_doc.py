"""docs/performance.md keeps its promises: every figure with a bound beside it is within it. Nothing is measured here."""

from __future__ import annotations

import re

import pytest
from bench.document import REPORT, read_block

PROMISED = ("start_up.py", "full_database.py", "course_speed.py", "score_speed.py", "play_speed.py", "diff_speed.py")
BOUND = re.compile(r"^(?P<column>[a-z]*) ?(?P<sign>[≤<]) (?P<limit>[\d.]+)$")
NUMBER = re.compile(r"^[\d.]+")


def read_rows(block):
    """Return the rows of a block's table as dicts by the words of its head."""
    lines = [line.strip().strip("|").split("|") for line in block.splitlines() if line.startswith("|")]
    table = [[cell.strip() for cell in line] for line in lines]
    return [dict(zip(table[0], row, strict=True)) for row in table[2:]] if table else []


def is_kept(row):
    """Tell whether a row keeps its promise; the figure stands in the column that the bound names, else in that of the ratios."""
    bound = BOUND.match(row["wanted"])
    assert bound, row["wanted"]
    column = bound["column"] or next(name for name in row if name.startswith("ratio"))
    figure, limit = float(NUMBER.match(row[column])[0]), float(bound["limit"])
    return figure < limit if bound["sign"] == "<" else figure <= limit


def promises():
    return [(name, row) for name in PROMISED for row in read_rows(read_block(name)) if row["wanted"]]


@pytest.mark.parametrize(("name", "row"), promises())
def test_every_promise_is_kept(name, row):
    assert is_kept(row), (name, row)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("start_up.py", 4),
        ("full_database.py", 5),
        ("course_speed.py", 3),
        ("score_speed.py", 4),
        ("play_speed.py", 2),
        ("diff_speed.py", 3),
    ],
)
def test_every_promise_stands_there(name, count):
    assert sum(found == name for found, _row in promises()) == count


def test_peers_are_in_one_table():
    programs = [row["program"].split()[0].rstrip(",") for row in read_rows(read_block("peers.py"))]
    assert programs == ["trainer", "memodeck", "quizr-cli", "quizmd", "qm2"]


@pytest.mark.parametrize("script", re.findall(r"<!-- python tests/bench/(\S+) -->", REPORT.read_text("utf-8")))
def test_every_block_has_its_script(script):
    assert (REPORT.parents[1] / "tests" / "bench" / script).is_file()
    assert f"<!-- end of {script} -->" in REPORT.read_text("utf-8")


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        ({"what": "a", "ratio to the imports": "1.30", "wanted": "≤ 1.3"}, True),
        ({"what": "a", "ratio to the imports": "1.31", "wanted": "≤ 1.3"}, False),
        ({"what": "a", "full": "120", "ratio": "", "wanted": "full < 120"}, False),
        ({"what": "a", "full": "119", "ratio": "9", "wanted": "full < 120"}, True),
        ({"what": "a", "ratio to the imports": "1.31 to one another", "wanted": "≤ 1.3"}, False),
    ],
)
def test_bounds_are_read_as_written(row, kept):
    assert is_kept(row) is kept
