"""The kinds together: every fact can be asked on every rung, and the ladder goes from recognising to producing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import fact_of, make_course, make_fact, respond, sample_course

from trainer.course.read import read_course
from trainer.drill.kinds import KINDS, build_question, forms_at, grade_response, ladder_of, list_forms, load_kind
from trainer.drill.question import Response
from trainer.i18n import render
from trainer.memory import GRADED, PRODUCE, RECALL, RECOGNISE

COURSE = sample_course()
CONTENT = Path(__file__).parents[1] / "content" / "essentials"
EVERY = [(fact, form) for fact in COURSE.facts for form in list_forms(COURSE, fact)]
RUNG_OF = {
    **dict.fromkeys(("choose", "judge", "odd", "select", "match"), RECOGNISE),
    **dict.fromkeys(("order", "number", "recall", "spot", "cloze"), RECALL),
    **dict.fromkeys(("rewrite", "speak"), PRODUCE),
}


@pytest.mark.parametrize(
    ("type_name", "kinds"),
    [
        ("ph0", {"choose", "judge", "odd", "select", "spot", "cloze", "rewrite"}),
        ("pa0", {"choose", "judge", "match", "spot", "cloze", "rewrite"}),
        ("da0", {"choose", "judge", "select", "cloze", "rewrite"}),
        ("sq0", {"choose", "judge", "odd", "select", "match", "order", "recall", "cloze", "speak"}),
        ("ls0", {"choose", "judge", "odd", "select", "match", "recall", "cloze", "speak"}),
        ("us0", {"choose", "judge", "match", "cloze", "speak"}),
        ("nm0", {"choose", "number"}),
        ("ru0", {"choose", "judge", "spot", "cloze", "written", "rewrite"}),
    ],
)
def test_kinds_of_a_fact(type_name, kinds):
    forms = list_forms(COURSE, fact_of(COURSE, type_name))
    assert {form.kind for form in forms} == kinds
    assert all(form.rung == RUNG_OF[form.kind] for form in forms if form.kind != "written")
    assert [form.rung for form in forms] == sorted(form.rung for form in forms)
    assert len({(form.kind, form.name) for form in forms}) == len(forms)


@pytest.mark.parametrize(
    ("parts", "kinds_by_rung"),
    [
        ({}, [{"choose", "judge"}, {"cloze"}, {"rewrite"}]),
        ({"cloze": []}, [{"choose", "judge"}, {"choose", "judge"}, {"rewrite"}]),
        ({"scenes": []}, [{"judge"}, {"cloze"}, {"cloze"}]),
        ({"scenes": [], "cloze": []}, [{"judge"}, {"judge"}, {"judge"}]),
        ({"scenes": [], "flag": [], "ok": []}, [{"cloze"}, {"cloze"}, {"cloze"}]),
    ],
)
def test_the_ladder_falls_back_to_the_nearest_lower_rung_and_else_to_the_lowest(parts, kinds_by_rung):
    fact = make_fact("x", "rule", **parts)
    course = make_course(fact)
    assert [{form.kind for form in forms_at(course, fact, rung)} for rung in (RECOGNISE, RECALL, PRODUCE)] == kinds_by_rung


@given(st.sampled_from(EVERY), st.text(max_size=6))
def test_questions_are_pure_and_their_key_is_right(fact_and_form, seed):
    fact, form = fact_and_form
    question = build_question(COURSE, fact, form, seed)
    assert question == build_question(COURSE, fact, form, seed)
    assert (question.fact, question.form, question.kind) == (fact, form, form.kind)
    assert grade_response(COURSE, question, respond(question, "right")).grade == "right"
    assert grade_response(COURSE, question, respond(question, "wrong")).grade == "wrong"
    assert 1 <= len(question.hints) <= 3


@given(st.sampled_from(EVERY), st.text(max_size=30), st.data())
def test_every_response_gets_one_grade_and_a_good_sentence(fact_and_form, text, data):
    fact, form = fact_and_form
    question = build_question(COURSE, fact, form, "s")
    places = {"pick": st.integers(0, max(len(question.options) - 1, 0)).map(lambda pick: [pick]), "text": st.just([])}
    places["select"] = st.sets(st.integers(0, max(len(question.options) - 1, 0)), min_size=1).map(sorted)
    picks = data.draw(places.get(question.mode, st.permutations(range(len(question.options)))))
    response = Response(text=text, picks=picks)
    mark = grade_response(COURSE, question, response)
    assert mark == grade_response(COURSE, question, response)
    assert mark.grade in GRADED
    assert mark.say


def test_a_kind_is_found_by_its_own_name():
    assert all(load_kind(kind).__name__ == f"trainer.drill.{kind}" for kind in KINDS)


@pytest.mark.parametrize("standing", ["sound", "policy", "dated", "disputed"])
def test_doubtful_claims_are_asked_as_the_source_s_own(standing):
    course = make_course(*(msgspec.structs.replace(fact, standing=standing, note="别当定论。") for fact in COURSE.facts))
    framed = {}
    for fact in course.facts:
        for form in list_forms(course, fact):
            ask = render(build_question(course, fact, form, "s").ask)
            # A question written for a situation asks what to do there, not what the source says.
            variety = "situated" if form.kind == "written" and fact.questions[form.index].situation else form.variety
            framed.setdefault((form.kind, variety), set()).add(ask.startswith("按讲义的说法："))
    doubtful = standing in ("dated", "disputed")
    claims = {"odd", "select", "match", "order", "number", "recall", "written"}
    varieties = {"figure", "counts", "member", "next"}
    expected = {key: {doubtful and key[1] != "situated" and (key[0] in claims or key[1] in varieties)} for key in framed}
    assert framed == expected


@pytest.mark.parametrize(
    ("name", "changes", "rungs"),
    [
        ("ph0", {}, 3),
        ("ls0", {}, 3),
        ("ls0", {"scenes": []}, 2),
        ("sq0", {"scenes": []}, 2),
        ("nm0", {"scenes": []}, 2),
        ("ru0", {"scenes": []}, 3),
    ],
)
def test_a_ladder_has_a_top_where_there_is_something_to_say(name, changes, rungs):
    fact = msgspec.structs.replace(fact_of(COURSE, name), **changes)
    assert ladder_of(fact) == (RECOGNISE, RECALL, PRODUCE)[:rungs]


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_is_passed_over_for_a_fact_that_it_could_ask(kind):
    shipped = read_course(CONTENT)
    for course in (COURSE, shipped):
        for fact in course.facts:
            own = load_kind(kind).list_forms(course, fact)
            assert [form for form in list_forms(course, fact) if form.kind == kind] == sorted(own, key=lambda form: form.rung)


def test_the_first_question_does_not_wait_for_kinds_that_cannot_come():
    code = (
        "import sys; from pathlib import Path; from trainer.course.read import read_course; from trainer.drill.kinds import forms_at\n"
        "course = read_course(Path(sys.argv[1])); fact = next(f for f in course.facts if f.type == 'rule' and not f.questions)\n"
        "assert forms_at(course, fact, 0)\n"
        "print(*sorted(name for name in sys.modules if name.startswith(('trainer.drill.', 'trainer.reply.'))))"
    )
    shown = subprocess.run([sys.executable, "-c", code, str(CONTENT)], capture_output=True, text=True, check=True)
    loaded = {name.rpartition(".")[2] for name in shown.stdout.split()}
    assert {"choose", "judge"} <= loaded
    assert not loaded & {"odd", "select", "match", "number", "recall", "spot", "cloze", "rewrite", "speak", "numerals", "score"}
