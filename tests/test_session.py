"""The session as a value machine: teaching, asking, coming back, taking back, and going on from the log."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import TODAY, cards_of, fact_of, make_card, make_course, make_fact, make_row, respond, sample_course, take_back

from trainer.drill.kinds import forms_at, grade_response, list_forms
from trainer.drill.plan import Plan, Wishes, compose_plan
from trainer.drill.question import Question, Response
from trainer.drill.session import GENTLE, RETRIES, Lesson, Session
from trainer.drill.step import Step
from trainer.i18n import render
from trainer.memory import RECOGNISE

COURSE = sample_course()
HOWS = ["right", "wrong", "unsure", "partial"]


def make_plan(seed="s", known=6, course=COURSE, **wishes):
    cards = [make_card(fact, due_in=-1, rung=n % 3) for n, fact in enumerate(course.facts[:known])]
    return compose_plan(course, cards_of(*cards), TODAY, seed, Wishes(**wishes))


def ask_only(name, rung=0, seed="s", **changes):
    return Plan([Step("ask", name, rung, **changes)], seed, 0)


class Driver:
    """Answers like a learner, keeping the log that a store would keep."""

    def __init__(self, plan, course=COURSE, log=()):
        self.session = Session(course, plan)
        self.log = []
        self.trail = []
        for event in log:
            self.replay(event)

    def replay(self, event):
        if isinstance(event, str):
            self.session.recall_lesson(event)
            return
        assert self.session.apply(event)
        self.trail.pop() if event.grade == "undone" else self.trail.append(event)

    def see_lessons(self):
        while isinstance(task := self.session.next(), Lesson):
            self.log.append(task.fact.log_id)
            self.session.seen()
        return task

    def do(self, how):
        """Do one thing at the next question; False where there is nothing to do."""
        if how == "undo":
            return self.undo()
        question = self.see_lessons()
        if question is None:
            return False
        if how == "skip":
            self.session.skip()
            row = make_row(question, Response(text=""), None, 0)
        else:
            response = respond(question, how)
            feedback = self.session.answer(response)
            row = make_row(question, response, feedback.mark, feedback.rating)
        self.log.append(msgspec.structs.replace(row, uuid=str(len(self.log))))
        self.trail.append(self.log[-1])
        return True

    def undo(self):
        assert self.session.can_undo == bool(self.trail)
        if not self.trail:
            return False
        self.session.undo()
        self.log.append(take_back(self.trail.pop()))
        return True

    def finish(self, how="right"):
        """Answer to the end; return what was asked on the way."""
        asked = []
        while (question := self.see_lessons()) is not None:
            asked.append(question)
            self.do(how)
        return asked


EVENTS = st.lists(st.sampled_from([*HOWS, "wrong", "skip", "undo"]), max_size=30)
SEEDS = st.integers(0, 10**6).map(str)
KNOWN = st.integers(0, 12)


def run(plan, events, course=COURSE):
    driver = Driver(plan, course)
    for event in events:
        driver.do(event)
    return driver


# Teaching


@given(SEEDS, KNOWN, EVENTS)
def test_a_lesson_is_shown_before_its_fact_is_asked_and_only_cold_facts_are_asked_without(seed, known, events):
    driver, plan = run(make_plan(seed, known), events), make_plan(seed, known)
    new = {step.fact for step in plan.steps if step.new}
    seen = set()
    for event in driver.log:
        if not isinstance(event, str) and event.fact in new - seen:
            assert fact_of(COURSE, event.fact).cold
            assert event.kind == "judge"
        seen.add(event if isinstance(event, str) else event.fact)


@given(SEEDS, KNOWN)
def test_between_a_lesson_and_its_question_stand_two_others(seed, known):
    driver = Driver(make_plan(seed, known))
    driver.finish()
    for place, event in enumerate(driver.log):
        if isinstance(event, str):
            between = [row.fact for row in driver.log[place:] if not isinstance(row, str)]
            assert between.index(event) >= 2


def test_the_same_task_comes_until_it_is_dealt_with():
    session = Session(COURSE, make_plan(known=0))
    lesson = session.next()
    assert isinstance(lesson, Lesson) and session.next() == lesson
    session.seen()
    question = session.next()
    assert isinstance(question, Question) and session.next() == question
    assert question.fact != lesson.fact


def test_a_lesson_shown_before_an_interruption_is_not_shown_again():
    course = make_course(make_fact("new", renamed_from=["old"]))
    session = Session(course, Plan([Step("teach", "new", 0, new=True), Step("ask", "new", 0, new=True)], "s", 0))
    session.recall_lesson("other")
    assert isinstance(session.next(), Lesson)
    session.recall_lesson("old")
    assert isinstance(session.next(), Question)


# One side


@given(SEEDS, KNOWN, EVENTS)
def test_a_new_fact_is_asked_on_one_side_only(seed, known, events):
    plan = make_plan(seed, known)
    driver = run(plan, events)
    driver.finish("wrong")
    new = {step.fact for step in plan.steps if step.new}
    sides = {}
    for row in driver.log:
        if not isinstance(row, str) and row.fact in new:
            forms = list_forms(COURSE, fact_of(COURSE, row.fact))
            side = next(form.side for form in forms if (form.kind, form.name) == (row.kind, row.form))
            assert sides.setdefault(row.fact, side) == side


def test_both_sides_come_up_over_many_seeds_but_cold_ones_are_judged():
    def first(seed, **changes):
        question = Session(COURSE, ask_only("ph0", seed=str(seed), new=True, **changes)).next()
        return question.form.side, question.kind

    assert {first(seed)[0] for seed in range(40)} == {"trigger", "catalyst"}
    assert {first(seed, cold=True) for seed in range(40)} == {("trigger", "judge")}


def test_where_a_side_has_no_form_the_other_is_asked():
    course = make_course(make_fact("x", flag=[], ok=[], scenes=make_fact("x").scenes[:1]))
    for seed in range(10):
        assert Session(course, ask_only("x", seed=str(seed), new=True, cold=True)).next().kind == "choose"


# The ladder


LOWEST = {"choose", "judge", "odd", "select", "match"}


@pytest.mark.parametrize(("rung", "kinds"), [(0, LOWEST), (1, {"cloze", "order", "recall"}), (2, {"speak"})])
def test_a_card_is_asked_at_its_rung(rung, kinds):
    first = [Session(COURSE, ask_only("sq0", rung, str(seed))).next().kind for seed in range(60)]
    if rung == 2:  # Now and then the ear is tested instead.
        ear = [kind for kind in first if kind in LOWEST]
        assert 5 <= len(ear) <= 27
        first = [kind for kind in first if kind not in ear]
    assert set(first) == kinds


@pytest.mark.parametrize("seed", range(12))
def test_a_wrong_answer_comes_back_a_rung_lower_each_time(seed):
    driver = Driver(ask_only("ph0", 2, str(seed)))
    asked = driver.finish("wrong")
    rungs = [question.form.rung for question in asked]
    assert rungs in ([2, 1, 0], [0, 0, 0])


# Coming back


@given(SEEDS, st.sampled_from(COURSE.facts), st.integers(0, 2), st.booleans())
def test_a_wrong_answer_comes_back_at_most_twice_each_time_in_another_form(seed, fact, rung, new):
    asked = Driver(ask_only(fact.id, 0 if new else rung, seed, new=new)).finish("wrong")
    forms = [question.form for question in asked]
    assert len(forms) == 1 + RETRIES
    assert len(set(forms)) == len(forms)


@given(SEEDS, KNOWN, st.lists(st.sampled_from(HOWS), min_size=40, max_size=40))
def test_no_form_is_asked_twice_running(seed, known, hows):
    asked = {}
    driver = run(make_plan(seed, known), hows)
    for row in driver.log:
        if not isinstance(row, str):
            asked.setdefault(row.fact, []).append((row.kind, row.form))
    assert all(one != other for forms in asked.values() for one, other in pairwise(forms))


@pytest.mark.parametrize(
    ("how", "times", "comes_back"),
    [("right", 1, [False]), ("wrong", 3, [True, True, False]), ("unsure", 3, [True, True, False]), ("skip", 1, [])],
)
def test_what_comes_back(how, times, comes_back):
    driver = Driver(ask_only("ru0"))
    told = []
    for _round in range(times):
        question = driver.see_lessons()
        if how == "skip":
            driver.session.skip()
        else:
            told.append(driver.session.answer(respond(question, how)).comes_back)
    assert driver.session.next() is None
    assert told == comes_back


def test_partial_answers_do_not_come_back():
    driver = Driver(ask_only("ph0", 1))
    assert driver.session.answer(respond(driver.see_lessons(), "partial")).mark.grade == "partial"
    assert driver.session.next() is None


def test_it_comes_back_after_three_other_steps_or_at_the_end():
    names = ["ph0", "ph1", "ph2", "ph4", "ph5"]
    driver = Driver(Plan([Step("ask", name, 0) for name in names], "s", 0))
    driver.do("wrong")
    assert [question.fact.id for question in driver.finish()] == ["ph1", "ph2", "ph4", "ph0", "ph5"]
    driver = Driver(Plan([Step("ask", name, 0) for name in names[:2]], "s", 0))
    driver.do("wrong")
    assert [question.fact.id for question in driver.finish()] == ["ph1", "ph0"]


def test_a_cold_question_that_was_wrong_may_come_back_as_another_kind_on_the_same_side():
    forms = [question.form for question in Driver(ask_only("ph0", new=True, cold=True)).finish("wrong")]
    assert {form.side for form in forms} == {"trigger"}
    assert forms[0].kind == "judge" != forms[1].kind


def test_a_fact_with_a_single_form_comes_back_in_that_form():
    course = make_course(make_fact("x", "rule", scenes=[], cloze=[], ok=[], flag=make_fact("x").flag[:1]))
    asked = Driver(ask_only("x"), course).finish("wrong")
    assert [question.form.name for question in asked] == ["line-0"] * 3


def test_all_forms_take_turns_when_a_fact_comes_often():
    course = make_course(make_fact("x", "rule", scenes=[], cloze=[]))
    plan = Plan([Step("ask", "x", 0) for _time in range(6)] * 2, "s", 0)
    counts = Counter(question.form.name for question in Driver(plan, course).finish())
    assert set(counts.values()) == {2}


# Taking back


@given(SEEDS, KNOWN, EVENTS, st.sampled_from([*HOWS, "skip"]), st.sampled_from([*HOWS, "skip"]))
def test_taken_back_and_answered_anew_is_as_if_answered_so_at_first(seed, known, events, first, second):
    plan = make_plan(seed, known)
    changed, straight = run(plan, events), run(plan, events)
    if not changed.do(first):
        return
    assert changed.do("undo")
    changed.do(second)
    straight.do(second)
    assert_same(changed, straight)


@given(SEEDS, KNOWN, EVENTS)
def test_everything_can_be_taken_back_to_the_start(seed, known, events):
    driver = run(make_plan(seed, known), events)
    first = Driver(make_plan(seed, known)).see_lessons()
    while driver.do("undo"):
        pass
    assert not driver.session.can_undo
    assert driver.session.done == ()
    assert driver.session.progress[0] == 0
    assert driver.see_lessons() == first


def test_a_lesson_seen_is_not_shown_again_after_taking_back():
    plan = Plan([Step("ask", "ph1", 0), Step("teach", "ph0", 0, new=True), Step("ask", "ph0", 0, new=True)], "s", 0)
    driver = Driver(plan)
    driver.do("right")
    assert driver.see_lessons().fact.id == "ph0"
    driver.do("undo")
    driver.do("right")
    assert isinstance(driver.session.next(), Question)
    assert driver.log.count("ph0") == 1


# Going on from the log


def assert_same(one, other):
    assert one.session.done == other.session.done
    assert one.session.progress == other.session.progress
    assert one.session.next() == other.session.next()
    assert one.finish() == other.finish()
    while one.session.can_undo or other.session.can_undo:
        one.session.undo()
        other.session.undo()
        assert one.session.progress == other.session.progress


@given(SEEDS, KNOWN, EVENTS)
def test_the_log_brings_back_exactly_the_session(seed, known, events):
    plan = make_plan(seed, known)
    driver = run(plan, events)
    assert_same(Driver(plan, log=driver.log), driver)


@given(SEEDS, KNOWN, EVENTS, st.integers(0, 60))
def test_an_interruption_anywhere_changes_nothing(seed, known, events, cut):
    plan = make_plan(seed, known)
    straight = run(plan, events)
    stopped = run(plan, events[:cut])
    resumed = Driver(plan, log=stopped.log)
    for event in events[cut:]:
        resumed.do(event)
    assert_same(resumed, straight)


def test_without_its_lessons_a_log_still_finds_its_questions():
    driver = run(make_plan(known=0), ["right", "wrong", "right"])
    resumed = Driver(make_plan(known=0), log=[event for event in driver.log if not isinstance(event, str)])
    assert resumed.session.done == driver.session.done


@pytest.mark.parametrize("how", ["right", "wrong", "partial", "unsure"])
@pytest.mark.parametrize("rung", [0, 1, 2])
def test_the_sentences_to_say_today_survive_an_interruption(how, rung):
    plan = ask_only("pa0", rung, "seed")
    driver = Driver(plan)
    driver.do(how)
    assert Driver(plan, log=driver.log).session.done[0].say == driver.session.done[0].say != ""


def test_a_row_that_cannot_be_read_any_more_ends_on_the_sentence_of_its_fact():
    driver = Driver(ask_only("ph0"))
    driver.do("right")
    session = Session(COURSE, ask_only("ph0"))
    assert session.apply(msgspec.structs.replace(driver.log[0], response="7"))
    assert session.done[0].say == fact_of(COURSE, "ph0").instead


def test_rows_of_a_fact_that_left_the_course_change_nothing():
    names = ["ph0", "ph1", "ph2"]
    plan = Plan([Step("ask", name, 0) for name in names], "s", 0)
    driver = run(plan, ["right", "right"])
    smaller = make_course(*(fact for fact in COURSE.facts if fact.id != "ph1"))
    session = Session(smaller, plan)
    assert [session.apply(row) for row in driver.log] == [True, False]
    assert not session.apply(take_back(driver.log[1]))
    assert session.progress == (1, 2)
    assert session.apply(take_back(driver.log[0]))
    assert not session.apply(take_back(driver.log[0]))
    assert not session.can_undo
    gone = Session(make_course(), plan)
    assert gone.next() is None
    assert not gone.apply(driver.log[0])
    gone.recall_lesson("ph0")
    assert gone.progress == (0, 0)


def test_a_renamed_fact_goes_on_where_it_stopped():
    plan = ask_only("old")
    old = Driver(plan, make_course(make_fact("old")))
    old.do("wrong")
    course = make_course(make_fact("new", renamed_from=["old"]))
    assert Driver(plan, course, old.log).session.progress == (1, 2)


# Questions


def test_the_same_seed_asks_the_same_and_another_seed_something_else():
    def forms(seed):
        return [(question.fact.id, question.form, question.options) for question in Driver(make_plan(seed)).finish()]

    assert forms("1") == forms("1")
    assert len({str(forms(str(seed))) for seed in range(10)}) == 10


@given(SEEDS, st.integers(0, 12), st.lists(st.sampled_from(HOWS), max_size=60))
def test_feedback_ends_on_a_good_sentence_in_at_most_five_lines(seed, known, hows):
    driver = Driver(make_plan(seed, known))
    for how in hows:
        if (question := driver.see_lessons()) is None:
            break
        response = respond(question, how)
        feedback = driver.session.answer(response)
        assert len(feedback.lines) <= 5
        assert render(feedback.lines[-1]) == f"可以这样说：{feedback.mark.say}"
        assert feedback.mark == grade_response(COURSE, question, response)
        assert "不能" not in feedback.mark.say


@given(SEEDS, KNOWN, EVENTS)
def test_progress_counts_what_is_behind_and_what_is_left(seed, known, events):
    driver = run(make_plan(seed, known), events)
    behind, total = driver.session.progress
    rows = [event for event in driver.log if not isinstance(event, str)]
    undone = sum(row.grade == "undone" for row in rows)
    assert behind == len(rows) - 2 * undone
    assert total - behind == sum(step.action == "ask" for step in driver.session._state.queue)
    assert (driver.session.next() is None) == (total == behind)


def test_a_miss_at_the_end_comes_back_after_two_other_questions():
    names = ["ph0", "da0", "ru0", "pr0"]
    driver = Driver(Plan([Step("ask", name, 0) for name in names], "s", 0), COURSE)
    for _name in names[:-1]:
        driver.do("right")
    driver.do("wrong")
    asked = [question.fact.id for question in driver.finish("right")]
    assert asked == ["ph0", "da0", "pr0"]


def test_questions_that_only_fill_a_gap_do_not_come_back():
    driver = Driver(Plan([Step("ask", "ph0", 0), Step("ask", "da0", 0)], "s", 0), COURSE)
    driver.do("right")
    asked = [question.fact.id for question in driver.finish("wrong")]
    assert asked.count("da0") == 3
    assert len(asked) <= 6


def test_a_fact_renamed_meanwhile_is_still_asked_on_one_side_and_in_other_forms():
    plan = Plan([Step("ask", "ph0", 0, new=True)] * 3, "s", 0)
    renamed = make_course(*(msgspec.structs.replace(f, id="neu", renamed_from=["ph0"]) if f.id == "ph0" else f for f in COURSE.facts))
    forms = [question.form for question in Driver(plan, renamed).finish()]
    assert len(set(forms)) == 3
    assert len({form.side for form in forms}) == 1


@pytest.mark.parametrize("name", ["ph0", "da0", "ls0", "us0", "pa0"])
def test_the_first_question_of_a_fact_is_a_gentle_one_and_later_ones_need_not_be(name):
    first, second = set(), set()
    for seed in range(40):
        driver = Driver(ask_only(name, seed=str(seed), new=True))
        first.add(driver.see_lessons().kind)
        driver.session.answer(respond(driver.session.next(), "wrong"))
        while (question := driver.see_lessons()) is not None and question.fact.id != name:
            driver.session.answer(respond(question, "right"))
        second.add(question.kind)
    assert first <= set(GENTLE)
    assert not second <= set(GENTLE)


def test_kinds_take_turns_however_many_forms_they_have():
    """A list has four forms to choose among, and one matching each of its halves: both kinds are met equally often."""
    kinds = Counter()
    for seed in range(200):
        session = Session(COURSE, Plan([Step("ask", "ls0", RECOGNISE)], str(seed), 0))
        kinds[session.next().kind] += 1
    offered = {form.kind for form in forms_at(COURSE, fact_of(COURSE, "ls0"), RECOGNISE)}
    assert set(kinds) == offered
    assert min(kinds.values()) > 0.5 * 200 / len(offered)
