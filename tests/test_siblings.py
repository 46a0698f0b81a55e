"""Which facts lend distractors, and how facts are found."""

from __future__ import annotations

import pytest
from samples import fact_of, make_course, make_fact, sample_course

from trainer.drill.siblings import find_fact, is_apart, pairs_of, siblings

COURSE = sample_course()


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("ph2", "ph3", True), ("ph3", "ph2", True), ("ph2", "ph4", False), ("ph4", "ph2", False)],
)
def test_apart_holds_whichever_says_so(one, other, apart):
    assert is_apart(fact_of(COURSE, one), fact_of(COURSE, other)) is apart


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ph2", ["ph0", "ph1", "ph4", "ph5"]),
        ("ph3", ["ph0", "ph1", "ph4", "ph5"]),
        ("ph0", ["ph1", "ph2", "ph3", "ph4", "ph5"]),
        ("da1", ["da0", "da2", "da3", "da4"]),
        ("sq0", []),
    ],
)
def test_siblings_are_of_the_same_type_and_not_apart(name, expected):
    assert [fact.id for fact in siblings(COURSE, fact_of(COURSE, name))] == expected


def test_pairs_of_a_principle():
    assert [fact.id for fact in pairs_of(COURSE, fact_of(COURSE, "pr0"))] == ["pa0", "pa4"]


def test_a_fact_is_found_by_any_name_it_ever_had():
    fact = make_fact("new", renamed_from=["first", "second"])
    course = make_course(make_fact("other"), fact)
    assert [find_fact(course, name) for name in ("new", "first", "second", "third")] == [fact, fact, fact, None]
    assert fact.log_id == "first"
    assert make_fact("plain").log_id == "plain"
