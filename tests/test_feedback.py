"""From mark to rating, and to at most five lines that end on the good sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import fact_of, form_of, make_fact, sample_course

from trainer.drill.feedback import compose_feedback, rate_response
from trainer.drill.kinds import build_question
from trainer.drill.question import Mark, Response
from trainer.i18n import render

COURSE = sample_course()
AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4


def ask(name, form):
    fact = fact_of(COURSE, name)
    return build_question(COURSE, fact, form_of(COURSE, fact, form), "s")


CHOOSE, JUDGE, CLOZE = ask("ph0", "choose reply-0"), ask("ph0", "judge line-0"), ask("ph0", "cloze blank-0")
SELECT, MATCH = ask("ls0", "select all-0"), ask("ls0", "match items-0")
ORDER, REWRITE = ask("sq0", "order steps-0"), ask("ph0", "rewrite scene-0")


@pytest.mark.parametrize(
    ("question", "grade", "hints", "certain", "rating"),
    [
        (CHOOSE, "right", 0, True, GOOD),
        (JUDGE, "right", 0, True, GOOD),
        (CLOZE, "right", 0, True, GOOD),
        (ORDER, "right", 0, True, GOOD),
        (REWRITE, "right", 0, True, EASY),
        (CHOOSE, "right", 1, True, HARD),
        (CHOOSE, "right", 2, True, AGAIN),
        (CLOZE, "right", 1, True, HARD),
        (CLOZE, "right", 3, True, AGAIN),
        (REWRITE, "right", 1, True, GOOD),
        (REWRITE, "right", 2, True, HARD),
        (REWRITE, "right", 3, True, AGAIN),
        (CHOOSE, "right", 0, False, AGAIN),
        (JUDGE, "right", 0, False, AGAIN),
        (ORDER, "right", 0, False, HARD),
        (SELECT, "right", 0, False, HARD),
        (MATCH, "right", 0, False, HARD),
        (SELECT, "partial", 0, True, HARD),
        (CLOZE, "right", 0, False, HARD),
        (REWRITE, "right", 0, False, HARD),
        (REWRITE, "right", 3, False, AGAIN),
        (CLOZE, "partial", 0, True, HARD),
        (ORDER, "partial", 0, False, HARD),
        (REWRITE, "partial", 1, True, HARD),
        (CLOZE, "partial", 2, True, AGAIN),
        (REWRITE, "partial", 3, True, AGAIN),
        (CHOOSE, "wrong", 0, True, AGAIN),
        (REWRITE, "wrong", 0, True, AGAIN),
        (CLOZE, "wrong", 0, False, AGAIN),
    ],
)
def test_the_rating_follows_grade_hints_and_certainty(question, grade, hints, certain, rating):
    response = Response(text="x", hints=hints, certain=certain)
    assert rate_response(question, Mark(grade=grade, say="好"), response) == rating


QUESTIONS = st.sampled_from([CHOOSE, JUDGE, CLOZE, ORDER, REWRITE])
GRADES = st.sampled_from(["right", "partial", "wrong"])


@given(QUESTIONS, GRADES, st.integers(0, 3), st.booleans(), st.integers(0, 10**9))
def test_elapsed_time_never_matters_and_help_never_raises_a_rating(question, grade, hints, certain, elapsed):
    def rate(**changes):
        response = Response(**({"text": "x", "hints": hints, "certain": certain} | changes))
        return rate_response(question, Mark(grade=grade, say="好"), response)

    assert rate(elapsed_ms=elapsed) == rate()
    assert rate(hints=hints + 1) <= rate() <= rate(certain=True)
    assert AGAIN <= rate() <= EASY


TEXTS = st.text(max_size=20)


@given(GRADES, TEXTS, TEXTS, TEXTS, st.text(min_size=1), TEXTS, st.sampled_from(["sound", "dated", "disputed", "policy"]), st.booleans())
def test_at_most_five_lines_and_the_good_sentence_last(grade, praise, correction, hears, say, note, standing, certain):
    mark = Mark(grade=grade, praise=praise, correction=correction, hears=hears, say=say)
    feedback = compose_feedback(make_fact("x", note=note, standing=standing), mark, Response(text="x", certain=certain), False, 1)
    lines = [render(line) for line in feedback.lines]
    assert 1 <= len(lines) <= 5
    assert lines[-1] == f"可以这样说：{say}"
    assert feedback.mark.say == say


@pytest.mark.parametrize(
    ("standing", "between"),
    [
        ("sound", ["顾客听到的是：“你不管我。”"]),
        ("policy", ["顾客听到的是：“你不管我。”", "说明：注。"]),
        # What a narrow screen must not leave out stands further in front.
        ("dated", ["说明：注。", "顾客听到的是：“你不管我。”"]),
    ],
)
def test_praise_then_correction_then_what_is_heard_then_the_sentence(standing, between):
    mark = Mark(grade="partial", praise="前两步对了。", correction="第三步错了。", hears="你不管我。", say="我来。")
    feedback = compose_feedback(make_fact("x", standing=standing, note="注。"), mark, Response(text="x"), True, 2)
    assert [render(line) for line in feedback.lines] == ["前两步对了。", "第三步错了。", *between, "可以这样说：我来。"]
    assert (feedback.comes_back, feedback.rating, feedback.mark) == (True, 2, mark)


@pytest.mark.parametrize(
    ("standing", "grade", "shown"),
    [
        ("sound", "wrong", False),
        ("dated", "right", True),
        ("dated", "wrong", True),
        ("disputed", "right", True),
        ("policy", "right", False),
        ("policy", "partial", True),
        ("policy", "wrong", True),
    ],
)
def test_when_the_note_is_shown(standing, grade, shown):
    feedback = compose_feedback(make_fact("x", standing=standing, note="注"), Mark(grade=grade, say="好"), Response(text="x"), False, 1)
    assert ("说明：注" in [render(line) for line in feedback.lines]) == shown
    bare = compose_feedback(make_fact("x", standing=standing), Mark(grade=grade, say="好"), Response(text="x"), False, 1)
    assert not any(render(line).startswith("说明") for line in bare.lines)


@pytest.mark.parametrize(("certain", "first"), [(True, "选对了。"), (False, "选对了。您说不确定，以后会再问您一次，练练就稳了。")])
def test_a_lucky_guess_is_told_that_it_comes_again(certain, first):
    mark = Mark(grade="right", praise="选对了。", say="好")
    feedback = compose_feedback(make_fact("x"), mark, Response(text="1", certain=certain), False, 1)
    assert render(feedback.lines[0]) == first


def test_a_wrong_answer_that_was_not_sure_is_not_told_so():
    feedback = compose_feedback(make_fact("x"), Mark(grade="wrong", correction="错", say="好"), Response(text="1", certain=False), False, 1)
    assert [render(line) for line in feedback.lines] == ["错", "可以这样说：好"]
