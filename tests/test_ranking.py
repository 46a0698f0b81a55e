"""Better replies leave her calmer, scenario by scenario, and docs/roleplay.md shows the figures of this very state."""

from __future__ import annotations

from collections import Counter
from statistics import median

import pytest
from bench.document import read_block
from bench.rank_plays import POINTS, QUALITIES, REPORT, rank_all, rank_correlation, read_replies, table_of

from trainer import paths
from trainer.course.folder import list_yaml

AIM = 0.8


@pytest.fixture(scope="module")
def rankings():
    return rank_all()


def test_better_replies_leave_her_calmer(rankings):
    near = {name: one.near for name, one in rankings.items()}
    assert median(near.values()) >= 0.9
    assert sum(rho >= AIM for rho in near.values()) >= 16
    assert min(near.values()) >= 0.49
    for one in rankings.values():
        assert one.anger[0] > one.anger[3] >= 0


def test_the_document_shows_these_figures(rankings):
    assert read_block("rank_plays.py", REPORT).strip() == table_of(rankings), "run: python tests/bench/rank_plays.py --write"


def test_every_scenario_has_twenty_replies_of_known_quality():
    replies = read_replies()
    assert sorted(replies) == [path.stem for path in list_yaml(paths.content_dir() / "essentials" / "scenarios")]
    assert all(sorted(point) == list(QUALITIES) for points in replies.values() for point in points)
    said = Counter(reply for points in replies.values() for point in points for reply in point.values())
    assert len(said) == len(replies) * POINTS * len(QUALITIES)


def test_the_coefficient_is_that_of_spearman():
    assert rank_correlation([1, 2, 3, 4], [10, 20, 30, 40]) == pytest.approx(1)
    assert rank_correlation([1, 2, 3, 4], [9, 7, 7, 1]) == pytest.approx(-0.9486833)
    assert rank_correlation([1, 2, 3, 4, 5], [2, 1, 4, 3, 5]) == pytest.approx(0.8)
