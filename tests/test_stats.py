"""`trainer course stats`: Moodle's figures on small sets that can be worked out by hand, and what to mend first."""

from __future__ import annotations

import json
import statistics

import msgspec
import pytest
from plain_driver import data_folder, run, shipped_course
from store_samples import START, draft, later

from trainer import paths
from trainer.course.rules import Examples, Rule
from trainer.memory import Answer, Schedule
from trainer.report.rulestats import FIRED_LEAST, assess_rules
from trainer.report.stats import ANSWERS_LEAST, LEARNERS_LEAST, LEARNERS_SURE, OPTION_LEAST, Complaints, ItemStats, assess_items, correlate
from trainer.store import AppealDraft, FlagDraft, open_store

OPTIONS = ["不能退。", "我马上帮您看看。", "系统不让。", "您自己看。"]


def answer(learner: str, fact: str, grade: str, number: int = 0, **changes: object) -> Answer:
    fields = msgspec.structs.asdict(draft(learner, fact=fact, grade=grade, **changes))
    return Answer(**fields, uuid=f"{learner}{fact}{number}", device="d", seq=number, answered_at=START.at_ms, offset_min=480)


def one(items: list[ItemStats], fact: str) -> ItemStats:
    (found,) = [item for item in items if item.fact == fact]
    return found


def grid(marks: dict[str, list[str]]) -> list[Answer]:
    """Return answers of people to facts: of each fact the grades of the people in order."""
    return [answer(f"p{person:02}", fact, grade) for fact, grades in marks.items() for person, grade in enumerate(grades)]


def test_facility_is_the_mean_mark_once_there_is_enough() -> None:
    few = [answer(f"p{n}", "a", "right") for n in range(ANSWERS_LEAST - 1)]
    assert one(assess_items(few, {}), "a").facility is None
    more = [*few, answer("q", "a", "partial"), answer("r", "a", "wrong")]
    assert one(assess_items(more, {}), "a").facility == pytest.approx((ANSWERS_LEAST - 1 + 0.5) / (ANSWERS_LEAST + 1))


GOOD = ["right"] * 4 + ["wrong"] * 4
ODD = ["wrong", "right"] * 4


def test_discrimination_is_the_correlation_with_the_rest() -> None:
    items = assess_items(grid({"a": GOOD, "b": GOOD, "c": GOOD[::-1]}), {})
    # Of the rest, b agrees with a and c is its opposite: their mean is the same for everybody.
    assert one(items, "a").discrimination is None
    assert one(items, "c").discrimination == pytest.approx(-1)
    assert one(assess_items(grid({"a": GOOD, "b": ODD, "c": ODD}), {}), "a").discrimination == pytest.approx(0)
    mixed = one(assess_items(grid({"a": GOOD, "b": GOOD, "c": ODD}), {}), "a")
    marks, rest = [1.0] * 4 + [0.0] * 4, [0.5, 1, 0.5, 1, 0, 0.5, 0, 0.5]
    assert mixed.discrimination == pytest.approx(statistics.correlation(marks, rest))
    assert mixed.efficiency == pytest.approx(statistics.covariance(marks, rest) / statistics.covariance(sorted(marks), sorted(rest)))


def test_too_few_people_tell_nothing_of_discrimination() -> None:
    few = LEARNERS_LEAST - 1
    items = assess_items(grid({"a": GOOD[:few], "b": GOOD[:few]}), {})
    assert one(items, "a").discrimination is None and one(items, "a").efficiency is None


def test_somebody_who_answers_often_counts_once() -> None:
    often = [answer("p00", "a", "wrong", number) for number in range(1, 40)]
    with_rest = assess_items([*grid({"a": GOOD, "b": GOOD}), *often], {})
    assert one(with_rest, "a").learners == 8
    assert one(with_rest, "a").discrimination == pytest.approx(correlate([1 / 40, 1, 1, 1, 0, 0, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0]))


def test_an_option_that_nobody_picks_is_dead_once_it_was_offered_often() -> None:
    rows = [answer(f"p{n}", "a", "right", n, options=OPTIONS, response="2" if n else "1") for n in range(OPTION_LEAST)]
    assert one(assess_items(rows[:-1], {}), "a").dead == []
    assert one(assess_items(rows, {}), "a").dead == ["您自己看。", "系统不让。"]
    lost = [answer(f"p{n}", "b", "wrong", n, options=OPTIONS, response="1") for n in range(OPTION_LEAST)]
    assert one(assess_items(lost, {}), "b").dead == []  # the right one may be among them
    moved = [*rows, answer("z", "a", "wrong", 99, options=OPTIONS[::-1], response="2")]  # the same words elsewhere
    assert one(assess_items(moved, {}), "a").dead == ["您自己看。"]


def test_what_to_mend_first_stands_first() -> None:
    easy = [answer(f"p{n}", "easy", "right") for n in range(ANSWERS_LEAST)]
    hard = [answer(f"p{n}", "hard", "wrong", certain=False) for n in range(ANSWERS_LEAST)]
    sure = [answer(f"p{n}", "sure", "wrong" if n % 2 else "right") for n in range(ANSWERS_LEAST)]
    fine = [answer(f"p{n}", "fine", "wrong" if n % 3 == 0 else "right", certain=False) for n in range(ANSWERS_LEAST)]
    items = assess_items([*easy, *hard, *sure, *fine], {("flagged", "choose/x"): Complaints(flags=1)})
    assert [item.fact for item in items] == ["flagged", "sure", "hard", "easy", "fine"]
    assert [item.faults for item in items] == [["disputed"], ["misleading"], ["hard"], ["easy"], []]


@pytest.mark.parametrize("people", [LEARNERS_SURE - 4, LEARNERS_SURE])
def test_a_question_that_tells_nobody_apart_is_named_once_it_cannot_be_chance(people: int) -> None:
    rest = [grade for grade in ("right", "wrong") for _person in range(people // 2)]
    items = assess_items(grid({"a": ["right", "wrong"] * (people // 2), "b": rest, "c": rest}), {})
    assert ("blunt" in one(items, "a").faults) == (people >= LEARNERS_SURE)
    assert "blunt" not in one(items, "b").faults


def test_the_command_lists_what_is_wrong_and_what_to_do() -> None:
    course = shipped_course()
    first, second = course.heads[:2]
    with open_store(data_folder() / paths.DATABASE_NAME) as store:
        people = [store.add_learner(f"学员{number}", START) for number in range(ANSWERS_LEAST)]
        for number, person in enumerate(people):
            for head, grade in ((first, "wrong"), (second, "right" if number % 2 else "wrong")):
                row = draft(person.id, course=course.id, fact=head.log_id, grade=grade, certain=head is first)
                store.record_answer(row, later(minutes=number), Schedule(30))
        flag = FlagDraft(
            learner=people[0].id, course=course.id, fact=second.log_id, rev=1, kind="choose", form="situation", stem="", options=[], note=""
        )
        store.record_flag(flag, START)
        store.record_appeal(AppealDraft(course=course.id, fact=second.log_id, form="choose/situation", reply="好", verdict="{}"), START)
    said = run("course", "stats").stdout
    assert said.startswith(f"{2 * ANSWERS_LEAST} 次回答，2 道题，其中 2 道该看看。")
    assert f"1. {second.title}" in said and "标记 1 次；不同意 1 次" in said and "trainer course flags" in said
    assert f"2. {first.title}" in said and "得分率 0%" in said and f"有把握却答错 {ANSWERS_LEAST} 次" in said
    listed = json.loads(run("course", "stats", "--json").stdout)["questions"]
    assert [item["fact"] for item in listed] == [second.log_id, first.log_id]
    assert listed[1]["facility"] == 0 and listed[1]["faults"] == ["misleading", "hard"]


REFUSED = ("这个我不能给您退。", "")
RULE = Rule(id="cannot", category="refuse", say=["不能"], examples=Examples([], []))


@pytest.mark.parametrize(
    ("fired", "outcomes", "is_bad"),
    [
        (100, [], False),
        (100, [""], False),  # one person's view
        (100, ["upheld", "upheld"], False),
        (100, ["corrected"], True),
        (100, ["", ""], True),
        (FIRED_LEAST, [""], True),  # often for so few
        (FIRED_LEAST - 1, [""], False),  # too few to say so
    ],
)
def test_a_rule_is_named_when_it_is_often_disputed(fired: int, outcomes: list[str], is_bad: bool) -> None:
    corrected = msgspec.structs.replace(RULE, examples=Examples([], [REFUSED[0]]))
    (found,) = assess_rules([corrected], lambda said: ["cannot"], {REFUSED: fired}, [(REFUSED, outcome) for outcome in outcomes])
    assert (found.fired, found.appeals, found.is_bad) == (fired, len(outcomes), is_bad)


def test_a_correction_is_counted_for_the_rule_that_was_changed() -> None:
    """It does not fire in that reply any more; another rule that still does was left as it is."""
    other = msgspec.structs.replace(RULE, id="other", examples=Examples([], [REFUSED[0]]))
    found = {one.rule: one for one in assess_rules([RULE, other], lambda said: ["cannot"], {REFUSED: 20}, [(REFUSED, "corrected")])}
    assert (found["other"].corrected, found["other"].is_bad) == (1, True)
    assert (found["cannot"].appeals, found["cannot"].is_bad) == (0, False)


def test_rules_are_counted_in_what_was_typed_with_its_reason() -> None:
    course = shipped_course()
    asked = next((head, number) for head in course.facts for number, reply in enumerate(head.replies) if reply.purpose == "delivery")
    with open_store(data_folder() / paths.DATABASE_NAME) as store:
        person = store.add_learner("小李", START)
        rows = [("rewrite", course.facts[0].log_id, "scene-0", REFUSED[0])] * 3 + [
            ("reply", asked[0].log_id, f"reply-{asked[1]}", "请问您住在哪里？")
        ]
        for number, (kind, fact, form, text) in enumerate(rows):
            row = draft(person.id, course=course.id, fact=fact, kind=kind, form=form, response=text, options=[])
            store.record_answer(row, later(minutes=number), Schedule(30))
        store.record_appeal(AppealDraft(course=course.id, reply=REFUSED[0], verdict="{}"), START)
    (found,) = json.loads(run("course", "stats", "--json").stdout)["rules"]
    assert (found["category"], found["fired"], found["appeals"]) == ("refuse", 3, 1)
    assert "判回答的规则" not in run("course", "stats").stdout  # one person's view of three
    assert f"{found['rule']}（一口拒绝）：指出 3 次，1 次有人不同意" in run("course", "stats", "--all").stdout


def test_nobody_yet_is_said() -> None:
    assert "还没有人练过" in run("course", "stats").stderr
