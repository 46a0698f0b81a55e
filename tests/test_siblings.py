"""Which facts lend distractors, and how facts are found."""

from __future__ import annotations

import pytest
from samples import fact_of, make_course, make_fact, sample_course

from trainer.course.model import Course, Facts
from trainer.drill.siblings import NEAREST, find_fact, is_apart, pairs_of, siblings

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


@pytest.mark.parametrize("own", [0, 1, 50, 98, 99])
def test_of_many_the_nearest_lend_their_sentences(own):
    others = [make_fact(f"n{number}", apart=["n53"] if number == 50 else []) for number in range(100)]
    course = make_course(*others)
    found = [course.facts.position(fact.id) for fact in siblings(course, others[own])]
    assert len(found) == NEAREST
    assert found == sorted(found)
    fitting = [number for number in range(100) if number != own and (own, number) != (50, 53)]
    assert max(abs(number - own) for number in found) == sorted(abs(number - own) for number in fitting)[NEAREST - 1]
    assert not (own == 50 and 53 in found)


def test_only_the_facts_that_are_asked_for_are_fetched():
    fetched = []
    whole = make_course(*(make_fact(f"n{number}") for number in range(60)))

    def fetch(position):
        fetched.append(position)
        return whole.facts[position]

    course = Course(whole.about, Facts(list(whole.heads), fetch))
    assert len(siblings(course, find_fact(course, "n5"))) == NEAREST
    assert len(fetched) == len(set(fetched)) == NEAREST + 1
    assert [head.id for head in course.heads][59] == "n59"
    assert course.facts[-1].id == "n59"


def test_facts_are_a_sequence():
    facts = make_course(*(make_fact(f"n{number}", renamed_from=["n2"] if number == 4 else []) for number in range(5))).facts
    assert (len(facts), [fact.id for fact in facts[1:3]]) == (5, ["n1", "n2"])
    assert facts == Facts.of(list(facts))
    assert facts != Facts.of(facts[:4])
    assert hash(facts) == hash(Facts.of(list(facts)))
    # A present id wins over a former one.
    assert (facts.position("n2"), facts.position("n4"), facts.position("nowhere")) == (2, 4, None)
    with pytest.raises(IndexError):
        facts[5]
