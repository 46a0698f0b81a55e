"""The figures of the progress report and of the home screen, from cards and answers alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import fsrs
import msgspec
import pytest
from samples import TODAY, cards_of, fix_seconds, make_card, make_course, make_fact

from trainer.course.model import Course
from trainer.drill.plan import Wishes, compose_plan
from trainer.drill.routine import Routine
from trainer.memory import PRODUCE, RECALL, RECOGNISE, Answer, Card, Schedule, replay_answers
from trainer.report.coming import foresee_due
from trainer.report.document import compose_document
from trainer.report.progress import Practised, Progress, build_progress, first_day, list_sure_misses, sample_facts
from trainer.report.recall import decay_of, predict_recall
from trainer.report.retention import ANSWERS_LEAST, choose_sample, measure_retention
from trainer.report.today import summarise_today
from trainer.report.topics import ANSWERS_A_TOPIC, STEADY_RECALL, Standing, assess_topics, find_weakest, is_steady

SCHEDULE = Schedule(30)
NOON = 1_772_424_000_000  # 2026-03-02 12:00 in Shanghai: TODAY
DAY_MS = 86_400_000


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def sure_card(name: str, **changes: Any) -> Card:
    """Return a card that is steady unless changed."""
    fields = {"rung": RECALL, "stability": 20.0, "first_on": days_ago(30), "reps": 3}
    return make_card(name, **(fields | changes))


def answer(days: int, rating: int = 3, *, fact: str = "ph0", seq: int = 0, **changes: Any) -> Answer:
    """Return an answer so many days ago; a later `seq` is a later minute."""
    grade = {0: "undone", 1: "wrong", 2: "partial"}.get(rating, "right")
    fields: dict[str, Any] = {
        "uuid": f"{fact}/{days}/{seq}", "device": "d", "seq": (1000 - days) * 100 + seq, "learner": "l", "course": "sample", "fact": fact,
        "rev": 1, "session": "s", "kind": "choose", "form": "x", "rung": 0, "stem": "?", "options": [], "response": "1",
        "grade": grade, "rating": rating, "certain": True, "hints": 0, "findings": [], "elapsed_ms": 1, "grader": 1,
        "answered_at": NOON - days * DAY_MS + seq * 60_000, "offset_min": 480,
    }  # fmt: skip
    return Answer(**(fields | changes))


# The forgetting curve.


@pytest.mark.parametrize("days", [0, 1, 2, 9, 30, 400])
@pytest.mark.parametrize("stability", [0.4, 5.0, 37.2])
@pytest.mark.parametrize("decay", [None, 0.1, 0.5])
def test_the_curve_is_the_librarys(days: int, stability: float, decay: float | None) -> None:
    schedule = SCHEDULE if decay is None else msgspec.structs.replace(SCHEDULE, parameters=(*SCHEDULE.parameters[:-1], decay))
    card = make_card("x", stability=stability, last_on=days_ago(days))
    last = datetime(2026, 3, 2, tzinfo=UTC) - timedelta(days=days)
    theirs = fsrs.Card(card_id=1, state=fsrs.State.Review, stability=stability, difficulty=5.0, due=last, last_review=last)
    expected = fsrs.Scheduler(parameters=schedule.parameters).get_card_retrievability(theirs, datetime(2026, 3, 2, tzinfo=UTC))
    assert predict_recall(card, TODAY, decay_of(schedule)) == pytest.approx(expected)


def test_the_curve_reaches_nine_tenths_after_the_stability_and_never_rises_above_one() -> None:
    assert predict_recall(make_card("x", stability=5.0), TODAY) == pytest.approx(0.9)
    assert predict_recall(make_card("x", last_on=TODAY + timedelta(days=3)), TODAY) == 1.0


# Topics.


@pytest.mark.parametrize(
    ("changes", "steady"),
    [
        ({}, True),
        ({"rung": PRODUCE}, True),
        ({"rung": RECOGNISE}, False),
        ({"reps": 2}, False),
        ({"first_on": days_ago(5)}, False),  # all on one day
        ({"last_wrong": True}, False),
        ({"stability": 1.0, "last_on": days_ago(25)}, False),
    ],
)
def test_a_fact_is_steady_when_everything_speaks_for_it(changes: dict[str, Any], steady: bool) -> None:
    assert is_steady(sure_card("x", **changes), TODAY) is steady


def test_a_steady_fact_fades_when_nobody_asks_for_it() -> None:
    card = sure_card("x", stability=5.0)
    last_day = max(day for day in range(400) if is_steady(card, TODAY + timedelta(days=day)))
    assert (
        predict_recall(card, TODAY + timedelta(days=last_day)) >= STEADY_RECALL > predict_recall(card, TODAY + timedelta(days=last_day + 1))
    )
    assert 10 < last_day < 40


def phrases(count: int, **changes: Any) -> Course:
    return make_course(*(make_fact(f"ph{number}", **changes) for number in range(count)))


def standing_of(course: Course, *cards: Card) -> Standing:
    (standing,) = assess_topics(course, cards_of(*cards), TODAY)
    return standing


def test_facts_are_counted_once_and_answers_are_their_sample() -> None:
    cards = [sure_card("ph0"), sure_card("ph1", reps=7), make_card("ph2", reps=4)]
    standing = standing_of(phrases(6), *cards)
    assert (standing.steady, standing.shaky, standing.unseen, standing.answers, standing.seen) == (2, 1, 3, 14, 3)


@pytest.mark.parametrize(
    ("steady", "shaky", "facts", "verdict"),
    [
        (0, 0, 5, "unseen"),
        (1, 0, 5, "unknown"),  # three answers
        (4, 1, 5, "steady"),  # exactly four fifths
        (3, 2, 5, "shaky"),
        (4, 0, 6, "shaky"),  # two must-know facts were never seen
        (5, 0, 6, "steady"),
    ],
)
def test_verdict(steady: int, shaky: int, facts: int, verdict: str) -> None:
    cards = [sure_card(f"ph{number}") for number in range(steady)]
    cards += [make_card(f"ph{number}", reps=3) for number in range(steady, steady + shaky)]
    assert standing_of(phrases(facts), *cards).verdict == verdict


@pytest.mark.parametrize(("answers", "verdict"), [(ANSWERS_A_TOPIC - 1, "unknown"), (ANSWERS_A_TOPIC, "shaky")])
def test_too_few_answers_are_no_verdict(answers: int, verdict: str) -> None:
    assert standing_of(phrases(2), make_card("ph0", reps=answers)).verdict == verdict


def test_unseen_facts_that_need_not_be_known_do_not_hold_a_topic_back() -> None:
    course = make_course(*(make_fact(f"ph{number}", tier="must" if number < 2 else "useful") for number in range(9)))
    standing = standing_of(course, sure_card("ph0"), sure_card("ph1"))
    assert (standing.verdict, standing.unseen, standing.unseen_must) == ("steady", 7, 0)


@pytest.mark.parametrize("standing", ["dated", "disputed"])
def test_doubtful_facts_are_never_counted(standing: str) -> None:
    course = make_course(make_fact("ph0"), make_fact("ph1", standing=standing), make_fact("pa0", "pair", topic="pairs", standing=standing))
    cards = cards_of(sure_card("ph0"), make_card("ph1", reps=50), make_card("pa0", reps=50))
    (only,) = assess_topics(course, cards, TODAY)
    assert (only.topic.id, only.steady, only.shaky, only.unseen, only.answers) == ("phrases", 1, 0, 0, 3)


def test_a_revised_fact_is_unseen_again() -> None:
    assert standing_of(phrases(1, rev=2), sure_card("ph0")).verdict == "unseen"


def test_a_renamed_fact_keeps_its_card() -> None:
    assert standing_of(make_course(make_fact("new", renamed_from=["ph0"])), sure_card("ph0", reps=9)).steady == 1


def two_topics() -> Course:
    return make_course(*(make_fact(f"ph{n}") for n in range(4)), *(make_fact(f"pa{n}", "pair", topic="pairs") for n in range(4)))


def test_the_weakest_topic_has_the_largest_share_of_shaky_facts() -> None:
    course = two_topics()
    mixed = [sure_card("ph0"), make_card("ph1", reps=3), make_card("ph2", reps=3), sure_card("ph3")]
    worse = [sure_card("pa0"), make_card("pa1", reps=3), make_card("pa2", reps=3)]
    weakest = find_weakest(assess_topics(course, cards_of(*mixed, *worse), TODAY))
    assert weakest is not None
    assert weakest.id == "pairs"


def test_without_evidence_or_shaky_facts_no_topic_is_weakest() -> None:
    course = two_topics()
    for cards in ([], [make_card("ph0", reps=ANSWERS_A_TOPIC - 1)], [sure_card(f"ph{n}") for n in range(3)]):
        assert find_weakest(assess_topics(course, cards_of(*cards), TODAY)) is None


# The home screen.


def test_today_counts_what_is_due_and_the_minutes_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    fix_seconds(monkeypatch)
    course = phrases(6)
    cards = cards_of(make_card("ph0", -3, RECOGNISE), make_card("ph1", 0, PRODUCE), make_card("ph2", 1, PRODUCE), make_card("ph3", 9))
    today = summarise_today(course, cards, TODAY, Routine(), 4)
    assert (today.due, today.new_left, today.sessions_this_week, today.weakest_topic) == (2, 2, 4, None)
    assert today.minutes == 2  # 10 + 40 seconds due, 2 × 20 for what is new


@pytest.mark.parametrize(
    ("routine", "new_left", "minutes"),
    [
        (Routine(minutes=5, new_per_day=6), 6, 2),
        (Routine(minutes=1, new_per_day=6), 3, 1),
        (Routine(minutes=5, new_per_day=0), 0, 0),
        (Routine(minutes=30, new_per_day=20), 9, 3),
    ],
)
def test_new_facts_are_limited_by_the_day_the_minutes_and_the_course(
    monkeypatch: pytest.MonkeyPatch, routine: Routine, new_left: int, minutes: int
) -> None:
    fix_seconds(monkeypatch)
    today = summarise_today(phrases(9), {}, TODAY, routine, 0)
    assert (today.due, today.new_left, today.minutes) == (0, new_left, minutes)


def test_what_was_new_today_is_not_left_and_a_long_backlog_lets_nothing_in(monkeypatch: pytest.MonkeyPatch) -> None:
    fix_seconds(monkeypatch)
    course = phrases(20)
    learned = cards_of(*(make_card(f"ph{n}", 2, first_on=TODAY, last_on=TODAY) for n in range(4)))
    assert summarise_today(course, learned, TODAY, Routine(), 1).new_left == 2
    late = cards_of(*(make_card(f"ph{n}", -9, PRODUCE) for n in range(9)))
    assert summarise_today(course, late, TODAY, Routine(), 1).minutes == 5
    today = summarise_today(course, late, TODAY, Routine(minutes=20), 1)
    assert (today.due, today.new_left, today.minutes) == (9, 0, 6)


def test_useful_facts_are_never_new_by_themselves() -> None:
    assert summarise_today(phrases(9, tier="useful"), {}, TODAY, Routine(), 0).new_left == 0


def test_the_home_screen_promises_what_a_session_then_asks() -> None:
    course = phrases(12)
    for due in range(9):
        cards = cards_of(*(make_card(f"ph{n}", -1, RECALL) for n in range(due)), make_card("ph11", 5))
        today = summarise_today(course, cards, TODAY, Routine(), 0)
        plan = compose_plan(course, cards, TODAY, "1", Wishes.usual(Routine()))
        asked = {step.fact for step in plan.steps if step.action == "ask"}
        assert today.due == sum(card.due_on <= TODAY for card in cards.values())
        assert today.new_left == len(asked - set(cards))


# Two weeks.


def test_what_is_coming_stands_under_its_day_and_what_is_overdue_under_today(monkeypatch: pytest.MonkeyPatch) -> None:
    fix_seconds(monkeypatch)
    dues = [(-40, PRODUCE), (0, PRODUCE), (3, RECOGNISE), (13, RECALL), (14, RECALL)]
    cards = cards_of(*(make_card(f"ph{n}", due, rung) for n, (due, rung) in enumerate(dues)))
    coming = foresee_due(phrases(5), cards, TODAY)
    assert [day.on for day in coming] == [TODAY + timedelta(days=ahead) for ahead in range(14)]
    assert {(day.on - TODAY).days: (day.facts, day.minutes) for day in coming if day.facts} == {0: (2, 2), 3: (1, 1), 13: (1, 1)}


def test_nothing_is_coming_from_facts_that_the_course_dropped_or_revised() -> None:
    cards = cards_of(make_card("ph0"), make_card("gone"))
    assert sum(day.facts for day in foresee_due(phrases(1, rev=2), cards, TODAY)) == 0


# Sure and wrong.


def test_sure_misses_come_newest_first_with_the_good_sentence() -> None:
    pair = make_fact("pa0", "pair", topic="pairs")
    course = make_course(make_fact("ph0"), make_fact("ph1"), pair)
    cards = cards_of(
        make_card("ph0", confidently_wrong=True, last_on=days_ago(9)),
        make_card("ph1", confidently_wrong=False, last_wrong=True),
        make_card("pa0", confidently_wrong=True, last_on=days_ago(2)),
    )
    misses = list_sure_misses(course, cards)
    assert [(miss.fact, miss.answered_on, miss.say) for miss in misses] == [
        ("pa0", days_ago(2), pair.modern),
        ("ph0", days_ago(9), "我马上帮您看ph0。"),
    ]


# Retention.


def test_prediction_is_taken_before_the_answer_and_from_the_first_of_a_day() -> None:
    rows = []
    for number in range(ANSWERS_LEAST):
        fact = f"ph{number}"
        rows += [answer(8, fact=fact), answer(0, 3 if number % 3 else 1, fact=fact, seq=1), answer(0, 4, fact=fact, seq=2)]
    found = measure_retention(rows, SCHEDULE, days_ago(30))
    known = replay_answers([answer(8)], SCHEDULE)["ph0"]
    assert found.answers == ANSWERS_LEAST
    assert found.predicted == pytest.approx(predict_recall(known, TODAY))
    assert found.actual == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("rows", "counted"),
    [
        ([answer(9)], 0),  # the very first answer
        ([answer(9), answer(9, 1, seq=1)], 0),  # a retry of the same day
        ([answer(9), answer(5)], 1),
        ([answer(9), answer(5), answer(5, seq=1), answer(2)], 2),
        ([answer(9), answer(5, 0)], 0),  # not graded
        ([answer(9), answer(5, uuid="oops"), answer(5, 0, seq=1, corrects="oops")], 0),  # taken back
        ([answer(9), answer(5, rev=2)], 0),  # another fact, really
        ([answer(9, rev=2), answer(5, rev=1)], 0),  # an old revision
        ([answer(99), answer(90)], 0),  # before the calendar
        ([answer(99), answer(20)], 1),
    ],
)
def test_what_counts_as_a_trial(rows: list[Answer], counted: int) -> None:
    assert measure_retention(reversed(rows), SCHEDULE, days_ago(30)).answers == counted


def test_thin_evidence_says_nothing() -> None:
    rows = [row for number in range(ANSWERS_LEAST - 1) for row in (answer(8, fact=f"f{number}"), answer(0, fact=f"f{number}"))]
    found = measure_retention(rows, SCHEDULE, days_ago(30))
    assert (found.answers, found.predicted, found.actual, found.trust) == (ANSWERS_LEAST - 1, None, None, "unknown")


@pytest.mark.parametrize(
    ("days", "wrong", "trust"),
    [(2, 0, "better"), (2, 10, "agrees"), (2, 22, "worse"), (60, 34, "agrees"), (60, 0, "better"), (60, 60, "worse")],
)
def test_the_scheduler_is_trusted_within_two_standard_errors(days: int, wrong: int, trust: str) -> None:
    """A first good answer lasts about two days at 90 %: of 100, ten wrong ones are as expected, none or 22 are not."""
    rows = [row for n in range(100) for row in (answer(days, fact=f"f{n}"), answer(0, 1 if n < wrong else 2, fact=f"f{n}"))]
    assert measure_retention(rows, SCHEDULE, days_ago(80)).trust == trust


def test_a_long_log_is_measured_on_some_facts() -> None:
    cards = [make_card(f"f{n}", reps=10, first_on=days_ago(20)) for n in range(50)]
    chosen = choose_sample(cards, days_ago(30), most=100)
    assert len(chosen) == 10
    assert set(chosen) != set(sorted(card.fact for card in cards)[:10])  # files hold one topic each: the first ones would favour it
    assert choose_sample(reversed(cards), days_ago(30), most=100) == chosen
    assert len(choose_sample(cards, days_ago(30), most=3)) == 1
    assert choose_sample([make_card("once", first_on=days_ago(5)), make_card("old", first_on=days_ago(20))], days_ago(4)) == []


def test_doubtful_facts_are_no_sample() -> None:
    course = make_course(make_fact("ph0"), make_fact("ph1", standing="disputed"))
    cards = cards_of(*(make_card(f"ph{n}", first_on=days_ago(20)) for n in range(2)))
    assert sample_facts(course, cards, TODAY) == ["ph0"]


# The whole.


def test_the_calendar_begins_on_a_monday_eleven_weeks_back() -> None:
    assert first_day(date(2026, 3, 2)) == date(2025, 12, 15)  # a Monday itself
    assert first_day(date(2026, 3, 8)) == date(2025, 12, 15)
    assert first_day(date(2026, 3, 9)) == date(2025, 12, 22)


def whole(course: Course, *cards: Card, days: dict[date, int] | None = None) -> Progress:
    return build_progress(course, cards_of(*cards), Practised(days or {}, []), TODAY, SCHEDULE)


def test_days_before_the_calendar_and_after_today_are_left_out() -> None:
    days = {TODAY + timedelta(days=300): 5, TODAY: 3, first_day(TODAY): 2, first_day(TODAY) - timedelta(days=1): 9}
    assert list(whole(phrases(1), days=days).days.items()) == [(first_day(TODAY), 2), (TODAY, 3)]


def test_the_document_is_json_with_the_promised_keys() -> None:
    report = whole(two_topics(), make_card("ph0", confidently_wrong=True), sure_card("pa0", reps=8), days={TODAY: 3})
    document = msgspec.json.decode(msgspec.json.encode(compose_document(report, "陈小燕", "sample")))
    assert list(document) == [
        "learner",
        "course",
        "on",
        "topics",
        "sure_but_wrong",
        "coming",
        "practice",
        "retention",
        "role_plays",
        "under_pressure",
    ]
    thin, known = document["topics"]
    assert thin == {
        "id": "phrases",
        "title": "phrases",
        "verdict": "unknown",
        "answers": 1,
        "seen": 1,
        "unseen": 3,
        "steady": None,
        "shaky": None,
    }
    assert (known["verdict"], known["steady"], known["shaky"]) == ("shaky", 1, 0)
    assert document["sure_but_wrong"] == [
        {"fact": "ph0", "title": "标题ph0", "topic": "phrases", "answered_on": "2026-02-25", "say": "我马上帮您看ph0。"}
    ]
    assert len(document["coming"]) == 14
    assert document["coming"][0] == {"on": "2026-03-02", "facts": 2, "minutes": 1}
    assert document["practice"] == [{"on": "2026-03-02", "answers": 3}]
    assert document["retention"] == {"answers": 0, "predicted": None, "actual": None, "trust": "unknown"}
