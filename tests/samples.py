"""Small courses, cards and rows for the tests of the pure core. Every sentence of a fact carries the fact's name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from trainer.course.model import About, Cloze, Course, Cut, Fact, Facts, Figure, Item, Line, Scene, Topic, Written
from trainer.drill import step
from trainer.drill.kinds import list_forms
from trainer.drill.question import Form, Mark, Question, Response
from trainer.drill.recall import items_asked
from trainer.drill.spot import blemish_of
from trainer.memory import Answer, Card

TODAY = date(2026, 3, 2)
TOPICS = ("phrases", "pairs", "asks", "steps")


def make_fact(name: str, type_: str = "phrase", **changes: Any) -> Fact:
    """Return a complete fact of a type, with changes."""
    fields: dict[str, Any] = {
        "id": name,
        "type": type_,
        "title": f"标题{name}",
        "tier": "must",
        "standing": "sound",
        "source": ["S15.1"],
        "why": f"原因{name}。",
        "hears": f"{name}不想帮我。",
        "instead": f"我马上帮您看{name}。",
        "lesson": [f"先说能做的{name}。"],
        "situation": f"店里，顾客问{name}。",
        "scenes": [make_scene(name, number) for number in range(3)],
        "flag": [Line(f"柜台{n}", f"{name}我不能办{n}。", f"关门{name}{n}。") for n in range(3)],
        "ok": [Line(f"门口{n}", f"{name}我来查查{n}。", f"在帮忙{name}{n}。") for n in range(3)],
        "cloze": [Cloze("顾客问退货", f"我【先帮您】看看{name}。", ["来帮您"]), Cloze("客满", f"{name}，【给您】排上号。")],
        "topic": "phrases",
        "avoid": ["不能", "没(法|办法)"],
        "unless": ["能不能"],
    }
    return Fact(**(fields | _parts_of(name, type_) | changes))


def make_scene(name: str, number: int) -> Scene:
    """Return one scene with three lines that are not the best."""
    return Scene(
        situation=f"情景{name}{number}",
        bad=f"{name}这个不能退的{number}。",
        wrong=[f"{name}公司规定如此{number}。", f"{name}您看那边告示{number}。"],
        say=f"{name}我先帮您问店长{number}。",
        also=[f"{name}我去给您问换货{number}。"],
        keys=[["帮您", "给您"], ["店长", "换货"]],
        hears=f"{name}在赶我走{number}。",
    )


def make_figure(name: str, number: int) -> Figure:
    """Return one figure; facts with other last digits, and other numbers, have other values."""
    value = 71 + 10 * int(f"0{name}"[-1]) + number if name[-1].isdigit() else 71 + number
    return Figure(f"{name}第{number}个比例", str(value), f"{name}里{value}%会回来{number}。", ["35", "52", "67", "98"], "%")


def make_marked(name: str) -> dict[str, Any]:
    """Return the parts that only some facts have: a line to mend, and questions written by hand."""
    options = [f"{name}看情况{n}" for n in "甲乙丙丁"]
    one = Written(f"{name}算哪种？", [options[0]], f"为了{name}。", options=options)
    several = Written(f"{name}有哪几种？", options[:2], f"因为{name}。", options=options)
    typed = Written(f"{name}靠什么？", ["耐心听", "倾听"], f"就靠{name}。", hint=f"两只耳朵{name}")
    number = Written(f"{name}几只耳朵？", ["2", "2-3"], f"有2只{name}。", situation="医院")
    cut = Cut(f"前台{name}", f"您【怎么又】填错{name}了。", f"先别怪{name}。", f"{name}我陪您再填一张。")
    return {"cut": [cut], "questions": [one, several, typed, number]}


def make_course(*facts: Fact, cap: int = 30) -> Course:
    """Return a course of these facts with the four topics."""
    about = About(id="sample", title="样课", version="1", topics=[Topic(id, id) for id in TOPICS], interval_cap_days=cap)
    return Course(about, Facts.of(facts))


def sample_course() -> Course:
    """Return a course with every type of fact, enough of each for every variety of question."""
    phrases = [make_fact(f"ph{n}", cold=n < 2, apart=["ph3"] if n == 2 else []) for n in range(6)]
    principles = [make_fact(f"pr{n}", "principle", topic="pairs") for n in range(4)]
    pairs = [make_fact(f"pa{n}", "pair", topic="pairs", principle=f"pr{n % 4}", cold=n == 5) for n in range(6)]
    asks = [make_fact(f"da{n}", "dont_ask", topic="asks", cold=n == 0) for n in range(5)]
    steps = [
        make_fact("sq0", "sequence", topic="steps"),
        make_fact("ls0", "list", topic="steps"),
        make_fact("ru0", "rule", topic="steps", **make_marked("ru0")),
    ]
    useful = [make_fact(f"us{n}", "usage", topic="steps", tier="useful") for n in range(3)]
    numbers = [make_fact(f"nm{n}", "number", topic="steps", tier="useful") for n in range(2)]
    return make_course(*phrases, *principles, *pairs, *asks, *steps, *useful, *numbers)


def fact_of(course: Course, name: str) -> Fact:
    """Return a fact by its id."""
    return next(fact for fact in course.facts if fact.id == name)


def form_of(course: Course, fact: Fact, name: str) -> Form:
    """Return a form by kind and name, e.g. `choose reply-0`."""
    return next(form for form in list_forms(course, fact) if f"{form.kind} {form.name}" == name)


def make_card(fact: Fact | str, due_in: int = 0, rung: int = 0, **changes: Any) -> Card:
    """Return a card that falls due so many days from today."""
    fields: dict[str, Any] = {
        "fact": fact if isinstance(fact, str) else fact.log_id,
        "rev": 1,
        "stability": 5.0,
        "difficulty": 5.0,
        "due_on": TODAY + timedelta(days=due_in),
        "last_on": TODAY - timedelta(days=5),
        "first_on": TODAY - timedelta(days=5),
        "rung": rung,
        "moved_on": None,
        "reps": 1,
        "lapses": 0,
        "confidently_wrong": False,
        "last_wrong": False,
    }
    return Card(**(fields | changes))


def cards_of(*cards: Card) -> dict[str, Card]:
    """Return the cards by fact."""
    return {card.fact: card for card in cards}


def fix_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a lesson cost 10 seconds, and a question 10, 20 or 40 by its rung."""
    monkeypatch.setattr(step, "TEACH_S", 10)
    monkeypatch.setattr(step, "ASK_S", {0: 10, 1: 20, 2: 40})


def seconds_of(planned: step.Step) -> int:
    """Return the estimated seconds of a step, lesson or question."""
    return step.TEACH_S if planned.action == "teach" else step.ask_seconds(planned.rung)


def respond(question: Question, how: str) -> Response:
    """Return a response that is right, wrong, partial (typed only), or right without being sure."""
    good = how in ("right", "unsure")
    if question.mode == "pick":
        picks = question.key if good else [(question.key[0] + 1) % len(question.options)]
    elif question.mode == "select":
        picks = question.key if good else [place for place in range(len(question.options)) if place not in question.key]
    elif question.mode == "match":
        picks = question.key if good else question.key[1:] + question.key[:1]
    else:
        picks = question.key if good else question.key[::-1]
    text = " ".join(str(pick + 1) for pick in picks) if picks else _typed(question, how)
    return Response(text=text, picks=list(picks), certain=how != "unsure")


def make_row(question: Question, response: Response, mark: Mark | None, rating: int, **changes: Any) -> Answer:
    """Return the log row of an answer; a skipped question has no mark."""
    fields: dict[str, Any] = {
        "uuid": "u",
        "device": "d",
        "seq": 1,
        "learner": "l",
        "course": "sample",
        "fact": question.fact.log_id,
        "rev": question.fact.rev,
        "session": "s",
        "kind": question.kind,
        "form": question.form.name,
        "rung": question.form.rung,
        "stem": "",
        "options": [],
        "response": response.text,
        "grade": mark.grade if mark else "skipped",
        "rating": rating,
        "certain": response.certain,
        "hints": response.hints,
        "findings": [],
        "elapsed_ms": 0,
        "grader": 1,
        "answered_at": 0,
        "offset_min": 480,
    }
    return Answer(**(fields | changes))


def take_back(row: Answer) -> Answer:
    """Return the row that takes another back."""
    return msgspec.structs.replace(row, grade="undone", rating=0, corrects=row.uuid)


def _typed(question: Question, how: str) -> str:
    if question.mode == "number":
        return _number(question, how)
    if how == "wrong":
        return "嗯"
    if question.kind == "recall":
        names = [item.name for item in items_asked(question.fact, question.form.index)]
        return "、".join(names if how != "partial" else names[1:])
    if question.kind == "spot":
        return "".join(blemish_of(question.fact, question.form).words) + ("" if how != "partial" else question.context[-1])
    if question.kind == "written":
        key = question.fact.questions[question.form.index].key[0]
        return key if how != "partial" else key[:-1] + "他"
    if question.kind == "cloze":
        cloze = question.fact.cloze[question.form.index]
        words = cloze.text[cloze.text.index("【") + 1 : cloze.text.index("】")]
        return words if how != "partial" else words[:-1] + "他"
    return question.fact.scenes[question.form.index].say if how != "partial" else "让我帮您看一看吧"


def _number(question: Question, how: str) -> str:
    if question.kind == "written":
        return {"wrong": "7", "partial": "2.1"}.get(how, "2")
    value = question.fact.figures[question.form.index].value
    return {"wrong": "7", "partial": str(int(value) + 1)}.get(how, value)


def _parts_of(name: str, type_: str) -> dict[str, Any]:
    if type_ == "pair":
        good = {"modern": f"{name}我再说明一遍好吗", "variants": [f"{name}我换个说法"], "original": [f"{name}原文换说法"]}
        return {"trigger": f"{name}你没听懂。", **good}
    if type_ in ("sequence", "list"):
        items = [Item(f"{name}第{n}步", f"做{n}。") for n in "甲乙丙丁戊己"]
        return {"items": items, "outsiders": [f"{name}外人{n}号" for n in "子丑寅卯"]}
    if type_ == "number":
        return {"figures": [make_figure(name, n) for n in range(2)], "scenes": [], "flag": [], "ok": [], "cloze": [], "hears": ""}
    # What one question must not ask is no business of the others.
    return {"avoid": [f"{name}我不能"]} if type_ == "dont_ask" else {}
