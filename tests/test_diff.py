"""`trainer course diff`: what a change means for learners, and which stored answers and plays would come out otherwise."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from course_samples import HEAD, PHRASE, PHRASES_FILE, STEPS_FILE, swap, write_course
from plain_driver import data_folder, run, shipped_course
from samples import fact_of, form_of, make_course, make_fact, make_marked, make_row, make_scene, respond, sample_course
from store_samples import SCHEDULE, START, draft, later, undo
from test_roleplay import SHARED, shipped_stage
from test_roleplay_command import GOLDEN, SCENARIO

from trainer import paths
from trainer.check.rules import keep_sound
from trainer.cli.context import Context
from trainer.cli.judging import open_judge
from trainer.course.model import Course, Line
from trainer.course.rulefile import load_rules
from trainer.course.rules import Examples, Macro, Rule, RuleBook
from trainer.drill.kinds import build_question, grade_response, list_forms
from trainer.drill.picks import join_picks
from trainer.drill.question import Question, Response
from trainer.drill.shown import Asker, Shown
from trainer.i18n import render
from trainer.memory import Answer
from trainer.reply.rules import FIELDS, REASONS, RuleEngine
from trainer.reply.say import compile_macros, compile_say
from trainer.reply.verdict import ReplyJudge
from trainer.report.diff import Edit, list_edits
from trainer.report.regrade import Flip, Regraded, Regrader, Side
from trainer.report.replays import Played, Replayed, Theatre, replay_all
from trainer.report.rulechange import RuleChange
from trainer.roleplay.stage import Stage
from trainer.store import PlayDraft, PlayEnd, TurnRow, open_store

LEARNER = "赵小燕"
NO_RULES = RuleBook()


def shown_row(question: Question, response: Response, **changes: Any) -> Answer:
    """Return the row that the program would write."""
    row = make_row(question, response, grade_response(make_course(), question, response) if changes.pop("mark", False) else None, 3)
    stem = "\n".join([*question.context, render(question.ask)])
    options = [render(option) for option in question.options]
    return msgspec.structs.replace(row, stem=stem, options=options, grade="right", **changes)


def answered(course: Course, fact: str, form: str, picked: str = "", typed: str = "") -> Answer:
    """Return an answer to a question of a course, by the text of the option picked or as typed."""
    question = build_question(course, fact_of(course, fact), form_of(course, fact_of(course, fact), form), "seed")
    picks = [[render(option) for option in question.options].index(picked)] if picked else []
    return shown_row(question, Response(text=join_picks(picks) or typed, picks=picks))


def regrade(old: Course, new: Course, *answers: Answer, books: tuple[RuleBook, RuleBook] = (NO_RULES, NO_RULES)) -> Regraded:
    judges = [ReplyJudge(RuleEngine(book), book.rules) for book in books]
    sides = [Side(course, lambda judge=judge: judge) for course, judge in zip((old, new), judges, strict=True)]
    return Regrader(*sides, RuleChange(*books)).regrade(answers, lambda share: None)


def flip_of(found: Regraded) -> Flip:
    (flip,) = found.flips
    return flip


# A question as it was shown, graded again


@pytest.mark.parametrize("seed", ["a", "b"])
@pytest.mark.parametrize("how", ["right", "wrong", "partial"])
def test_today_s_course_grades_what_was_shown_as_it_did_then(seed: str, how: str) -> None:
    course = sample_course()
    asker, kinds = Asker(course), set()
    for fact in course.facts:
        for form in list_forms(course, fact):
            question = build_question(course, fact, form, seed)
            response = respond(question, how)
            options = tuple(render(option) for option in question.options)
            stem = "\n".join([*question.context, render(question.ask)])
            shown = Shown(form.kind, form.name, stem, options, tuple(response.picks), response.text)
            found = asker.find_form(fact, shown)
            assert found and (mark := asker.grade(fact, found, shown)), (fact.id, form)
            assert mark.grade == grade_response(course, question, response).grade, (fact.id, form)
            kinds.add(form.kind)
    assert len(kinds) >= 12


def test_the_same_course_flips_nothing_even_where_everything_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Regrader, "_is_touched", lambda *_: True)
    course = sample_course()
    questions = [build_question(course, fact, form, "s") for fact in course.facts for form in list_forms(course, fact)]
    rows = [shown_row(question, respond(question, how)) for question in questions for how in ("right", "wrong")]
    found = regrade(course, sample_course(), *rows)
    assert (found.total, found.flipped, found.gone, found.unknown) == (len(rows), 0, 0, 0)


# Flips


def marked(**changes: Any) -> Course:
    return make_course(make_fact("ru0", "rule", **(make_marked("ru0") | changes)), *(make_fact(f"ru{n}", "rule") for n in range(1, 4)))


def with_question(number: int, **changes: Any) -> Course:
    questions = make_marked("ru0")["questions"]
    return marked(questions=[*questions[:number], msgspec.structs.replace(questions[number], **changes), *questions[number + 1 :]])


def test_another_key_flips_both_ways() -> None:
    old, new = marked(), with_question(0, key=["ru0看情况乙"])
    rows = [answered(old, "ru0", "written question-0", picked=f"ru0看情况{n}") for n in "甲甲乙丙"]
    found = regrade(old, new, *rows)
    assert [(flip.before, flip.after, flip.said, flip.times) for flip in found.flips] == [
        ("right", "wrong", "ru0看情况甲", 2),
        ("wrong", "right", "ru0看情况乙", 1),
    ]
    assert (found.total, found.flipped, found.gone) == (4, 3, 0)
    assert render(found.flips[0].why) == "答案原来是“ru0看情况甲”，现在是“ru0看情况乙”"


def test_an_option_in_other_words_is_set_apart_and_no_flip() -> None:
    old, new = marked(), with_question(0, options=["ru0看情况甲", "ru0换了说法", "ru0看情况丙", "ru0看情况丁"])
    rows = [answered(old, "ru0", "written question-0", picked=f"ru0看情况{n}") for n in "甲乙"]
    assert regrade(old, new, *rows) == Regraded(2, 0, 1, 0, [])
    dotted = with_question(0, options=["ru0看情况甲。", *(f"ru0看情况{n}" for n in "乙丙丁")], key=["ru0看情况甲。"])
    assert regrade(old, dotted, *rows) == Regraded(2, 0, 0, 0, [])  # a full stop makes no other option


def test_figures_are_compared_with_their_signs() -> None:
    options = ["3.5", "35", "3", "5"]
    questions = [msgspec.structs.replace(make_marked("ru0")["questions"][0], options=options, key=[key]) for key in ("3.5", "35")]
    old, new = (marked(questions=[question]) for question in questions)
    assert flip_of(regrade(old, new, answered(old, "ru0", "written question-0", picked="35"))).after == "right"


def test_what_is_typed_is_graded_by_both() -> None:
    old, new = marked(), with_question(2, key=["耐心听", "倾听", "多听少说"])
    flip = flip_of(regrade(old, new, answered(old, "ru0", "written question-2", typed="多听少说")))
    assert (flip.before, flip.after, flip.said, flip.form) == ("wrong", "right", "多听少说", "written/question-2")
    assert render(flip.why) == "答案原来是“耐心听、倾听”，现在是“耐心听、倾听、多听少说”"


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({"id": "ru9", "renamed_from": ["ru0"]}, (1, 0)),  # a new name keeps the past, and the change still shows
        ({"id": "ru9"}, (0, 1)),  # without it, the fact is another one
        ({"questions": []}, (0, 1)),
        ({"questions": make_marked("ru0")["questions"][1:]}, (0, 1)),
    ],
)
def test_where_a_question_went(change: dict[str, Any], counts: tuple[int, int]) -> None:
    questions = with_question(0, key=["ru0看情况乙"]).facts[0].questions
    found = regrade(
        marked(), marked(**({"questions": questions} | change)), answered(marked(), "ru0", "written question-0", picked="ru0看情况甲")
    )
    assert (found.flipped, found.gone) == counts


def test_a_question_that_moved_is_found_again() -> None:
    questions = make_marked("ru0")["questions"]
    fresh = msgspec.structs.replace(questions[0], ask="别的一道题，问的是另一件事", key=["ru0看情况丁"])
    old, new = marked(), marked(questions=[fresh, *questions])
    assert regrade(old, new, answered(old, "ru0", "written question-0", picked="ru0看情况甲")) == Regraded(1, 0, 0, 0, [])
    # An answer from before the old course had the question at this place, too.
    late = msgspec.structs.replace(answered(old, "ru0", "written question-0", picked="ru0看情况甲"), form="question-1")
    changed = marked(questions=[msgspec.structs.replace(questions[0], key=["ru0看情况乙"]), *questions[1:]])
    assert flip_of(regrade(old, changed, late)).form == "written/question-0"


def test_an_answer_to_what_the_old_course_does_not_ask_either_is_unknown() -> None:
    old, new = marked(), with_question(0, key=["ru0看情况乙"])
    row = answered(old, "ru0", "written question-0", picked="ru0看情况甲")
    lost = [
        msgspec.structs.replace(row, fact="gone"),
        msgspec.structs.replace(row, kind="dance"),
        msgspec.structs.replace(row, stem="从前有过的一道完全不同的题目，谁也记不得了，问的是天气"),
        msgspec.structs.replace(row, response="9"),
    ]
    assert regrade(old, new, *lost) == Regraded(4, 0, 0, 4, [])


def test_a_line_that_may_be_said_after_all_flips_its_verdicts() -> None:
    old = sample_course()
    fact = fact_of(old, "ph0")
    moved = msgspec.structs.replace(fact, flag=fact.flag[1:], ok=[*fact.ok, Line("柜台0", "ph0我不能办0。", "其实没问题。")])
    new = make_course(*(moved if one.id == "ph0" else one for one in old.facts))
    judged = [answered(old, "ph0", "judge line-0", picked=label) for label in ("可以说", "别说")]
    assert {(flip.said, flip.before, flip.after) for flip in regrade(old, new, *judged).flips} == {
        ("可以说", "wrong", "right"),
        ("别说", "right", "wrong"),
    }


def test_a_distractor_that_becomes_a_good_answer_flips() -> None:
    old = sample_course()
    scene = make_scene("ph0", 0)
    good = msgspec.structs.replace(scene, wrong=[scene.wrong[1], "ph0您问总台去吧零零。"], also=[*scene.also, scene.wrong[0]])
    new = make_course(*(msgspec.structs.replace(one, scenes=[good, *one.scenes[1:]]) if one.id == "ph0" else one for one in old.facts))
    flip = flip_of(regrade(old, new, answered(old, "ph0", "choose reply-0", picked=scene.wrong[0])))
    assert (flip.before, flip.after) == ("wrong", "right")


def test_a_sibling_s_change_reaches_the_questions_that_borrow_from_it() -> None:
    old = sample_course()
    question = build_question(old, fact_of(old, "pa0"), form_of(old, fact_of(old, "pa0"), "match pairs-0"), "seed")
    row = shown_row(question, respond(question, "right"))
    new = make_course(*(msgspec.structs.replace(one, modern="完全换掉的一句话") if one.type == "pair" else one for one in old.facts))
    assert regrade(old, new, row).gone == 1


@pytest.mark.parametrize("field", ["why", "note", "mnemonic", "situation", "topic"])
def test_what_no_grade_depends_on_is_not_even_looked_at(field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Asker, "find_form", lambda *_: pytest.fail("asked again"))
    old, new = marked(), marked(**{field: "别的"})
    assert regrade(old, new, answered(old, "ru0", "written question-0", picked="ru0看情况甲")).flipped == 0


# Rules


def rule(*unless: str, id_: str = "cannot", severity: int = 2, ok: tuple[str, ...] = ()) -> Rule:
    examples = Examples(flag=["我不能退。"], ok=list(ok))
    return Rule(id=id_, category="refuse", say=["<me>不能"], unless=list(unless), severity=severity, examples=examples)  # type: ignore[arg-type]  # 1 to 3


def made(id_: str, move: str, say: str) -> Rule:
    return Rule(id=id_, move=move, say=[say], examples=Examples([], []))  # type: ignore[arg-type]  # a move


def book(*rules: Rule, me: str = "我") -> RuleBook:
    return compiled(RuleBook(list(rules), [Macro("me", [me, "咱"])]))


def compiled(found: RuleBook) -> RuleBook:
    macros = compile_macros(found.macros)

    def patterns(templates: list[str]) -> list[str]:
        return [compile_say(template, macros) for template in templates]

    made = {rule.id: {name: patterns(getattr(rule, name)) for name in FIELDS} for rule in found.rules}
    return msgspec.structs.replace(found, patterns=made | {"": {REASONS: patterns(found.reasons)}})


REPLY = "我不能马上退，先给您换一件。"


@pytest.mark.parametrize(
    ("old", "new", "reply", "is_touched"),
    [
        (book(rule()), book(rule("换")), REPLY, False),  # what clears stands in another clause
        (book(rule()), book(rule("马上")), REPLY, True),
        (book(rule()), book(rule("马上")), "您好，请坐。", False),
        (book(rule()), book(rule()), REPLY, False),
        (book(rule()), book(), REPLY, True),
        (book(), book(rule()), REPLY, True),
        (book(rule()), book(rule(severity=3)), REPLY, True),
        (book(rule()), book(rule(), me="本人"), REPLY, True),  # a macro changes every rule that is made of it
        (book(rule()), book(rule(), me="本人"), "咱不能退", False),
        (book(rule()), book(rule(ok=("慢慢说。",))), "慢慢说", True),  # what a trainer settled is not guessed again
        (book(rule()), msgspec.structs.replace(book(rule()), reasons=["因为"]), "您好", True),
    ],
)
def test_which_replies_a_change_of_rules_touches(old: RuleBook, new: RuleBook, reply: str, is_touched: bool) -> None:
    assert RuleChange(old, new).touches(reply) is is_touched


def test_a_rule_that_lets_more_pass_flips_what_it_held_against_people() -> None:
    course = make_course(make_fact("us0", "usage", avoid=[]))
    row = answered(course, "us0", "speak scene-0", typed="我不能马上退，us0我先帮您问店长0。")
    flip = flip_of(regrade(course, course, row, row, books=(book(rule()), book(rule("马上")))))
    assert (flip.before, flip.after, flip.times) == ("wrong", "right", 2)
    assert render(flip.why) == "原来查出：一口拒绝；现在查出：没有"


def test_a_rule_that_touches_a_model_answer_is_followed_up() -> None:
    """What a reply has to do is read from the model answer: a change there reaches replies that the rule itself does not touch."""
    moves = [made("help", "solve", "我先帮您"), made("ask", "refer", "店长")]
    course = make_course(make_fact("us0", "usage", avoid=[]))
    row = answered(course, "us0", "speak scene-0", typed="您坐着，us0我先帮您看看。")
    more, fewer = compiled(RuleBook(moves)), compiled(RuleBook(moves[:1]))
    assert not RuleChange(more, fewer).touches(row.response)
    flip = flip_of(regrade(course, course, row, books=(more, fewer)))
    assert (flip.before, flip.after) == ("partial", "right")


# Plays


@pytest.fixture
def judge(warm_rules: None) -> ReplyJudge:
    return open_judge(Context(environ=os.environ, learner="", plain=True))


def replay(judge: ReplyJudge, change: Callable[[Stage], Stage | None], *plays: Played) -> Replayed:
    old, new = shipped_stage(SCENARIO), change(shipped_stage(SCENARIO))
    theatres = [Theatre({SCENARIO: stage} if stage else {}, lambda: judge) for stage in (old, new)]
    return replay_all(plays, *theatres, lambda share: None)


GOLDEN_PLAY = Played(SCENARIO, "type", 3, tuple(GOLDEN.replies))


def with_changes(**changes: Any) -> Callable[[Stage], Stage]:
    assert SHARED is not None
    return lambda stage: Stage(stage.id, msgspec.structs.replace(stage.scenario, **changes), SHARED)


def test_a_play_that_comes_out_otherwise_is_named_with_the_sentence(judge: ReplyJudge) -> None:
    stage = shipped_stage(SCENARIO)
    harder = [*stage.nodes.values()]
    harder[1] = msgspec.structs.replace(harder[1], keys=[["说一个谁也没说过的词"]])
    found = replay(judge, with_changes(nodes=harder), GOLDEN_PLAY)
    (other,) = found.others
    assert (found.total, found.other_end, found.gone) == (1, 1, 0)
    assert (other.endings[0], other.endings[1]) == (GOLDEN.ending, "open")
    assert other.turn == 2 and other.reply == GOLDEN.replies[1]
    assert render(other.why) == "这句话原来过得了这一步，现在过不了"


def test_the_same_scenario_ends_the_same_and_another_weight_may_not(judge: ReplyJudge) -> None:
    assert replay(judge, lambda stage: stage, GOLDEN_PLAY) == Replayed(1, 0, 0, 0, [])
    person = msgspec.structs.replace(shipped_stage(SCENARIO).person, mood=1)
    assert replay(judge, with_changes(person=person), GOLDEN_PLAY).other_end == 0
    angry = Played(SCENARIO, "type", 3, (GOLDEN.replies[0], "嗯。", *GOLDEN.replies[1:]))
    (other,) = replay(judge, with_changes(weights={"nothing": 9}), angry).others
    assert other.endings == (GOLDEN.ending, "complained") and other.turn == 2
    assert "火气" in render(other.why)


def test_a_play_whose_scenario_or_option_is_gone_is_set_apart(judge: ReplyJudge) -> None:
    chosen = Played(SCENARIO, "choose", 3, ("这句话不在可选的里面",))
    assert replay(judge, lambda stage: None, GOLDEN_PLAY).gone == 1
    assert replay(judge, lambda stage: stage, chosen, Played(SCENARIO, "type", 3, ())).gone == 2


# What changed


@pytest.mark.parametrize(
    ("before", "after", "edits"),
    [
        ({"why": "甲"}, {"why": "乙"}, [Edit("why", "甲", "乙")]),
        ({"a": [{"say": "一"}, {"say": "二"}]}, {"a": [{"say": "零"}, {"say": "一"}, {"say": "二"}]}, [Edit("a 1", "", "零")]),
        ({"a": ["一", "二", "三"]}, {"a": ["一", "三"]}, [Edit("a 2", "二", "")]),
        ({"a": [{"say": "一", "why": "因"}]}, {"a": [{"say": "一", "why": "果"}]}, [Edit("a 1 why", "因", "果")]),
        ({"a": [["帮您"]]}, {"a": [["帮您", "给您"]]}, [Edit("a 1 2", "", "给您")]),
        ({}, {"n": 3}, [Edit("n", "", "3")]),
        ({"a": []}, {"a": []}, []),
    ],
)
def test_edits_say_where_and_what(before: Any, after: Any, edits: list[Edit]) -> None:
    assert list(list_edits(before, after)) == edits


SECOND = PHRASE.replace("phrase-cannot", "phrase-second").replace("title: 我不能……", "title: 我不会……")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ({}, {"phrases": PHRASES_FILE + SECOND}, ["新加 1 条", "· 我不会……（phrase-second）"]),
        ({"phrases": PHRASES_FILE + SECOND}, {}, ["不再问 1 条", "· 我不会……（phrase-second）"]),
        ({}, {"phrases": swap(PHRASES_FILE, "  tier: must", "  rev: 2\n  tier: must")}, ["要重学 1 条", "rev 1 → 2"]),
        ({"phrases": swap(PHRASES_FILE, "  tier: must", "  rev: 2\n  tier: must")}, {}, ["调低了 1 条", "rev 2 → 1"]),
        (
            {},
            {"phrases": swap(PHRASES_FILE, "先说能做的，顾客才听得进去。", "先说能做的，他才听得进去。")},
            ["改了内容 1 条", "why：“先说能做的，顾客才听得进去。” → “先说能做的，他才听得进去。”"],
        ),
        ({}, {"phrases": swap(PHRASES_FILE, "  tier: must", "  tier: useful")}, ["换了主题或级别 1 条", "tier：“must” → “useful”"]),
        (
            {},
            {"phrases": swap(PHRASES_FILE, "- id: phrase-cannot", "- id: phrase-no\n  renamed_from: [phrase-cannot]")},
            ["只换了名字 1 条", "id：“phrase-cannot” → “phrase-no”"],
        ),
        ({}, {"head": swap(HEAD, "title: 禁语", "title: 别这么说")}, ["课程本身改了 1 处", "topics phrases：“禁语” → “别这么说”"]),
        ({}, {"head": swap(HEAD, "id: sample", "id: other")}, ["id 不同（sample、other）"]),
        ({}, {"head": swap(HEAD, 'version: "1"', 'version: "2"')}, ["样课 1 → 样课 2", "两门课程一样"]),
        ({}, {"steps": STEPS_FILE}, ["两门课程一样，对学员没有影响。"]),
    ],
)
def test_what_changes_for_learners_is_said(tmp_path: Path, old: dict[str, str], new: dict[str, str], said: list[str]) -> None:
    folders = [write_course(tmp_path / name, **texts) for name, texts in (("old", old), ("new", new))]
    done = run("course", "diff", *map(str, folders))
    assert (done.returncode, done.stderr) == (0, "")
    for words in said:
        assert words in done.stdout
    assert not (data_folder() / paths.DATABASE_NAME).exists()


def test_where_nobody_has_practised_only_the_courses_are_compared(tmp_path: Path) -> None:
    new = write_course(tmp_path / "new", phrases=PHRASES_FILE + SECOND)
    done = run("course", "diff", str(write_course(tmp_path / "old")), str(new))
    assert "还没有人练过" in done.stdout and "改判" not in done.stdout
    assert json.loads(run("course", "diff", str(tmp_path / "old"), str(new), "--json").stdout)["answers"] is None
    with open_store(data_folder() / paths.DATABASE_NAME) as store:
        store.add_learner(LEARNER, START)
    assert "还没有人练过" in run("course", "diff", str(tmp_path / "old"), str(new)).stdout


def test_long_lists_are_cut_unless_all_is_wanted(tmp_path: Path) -> None:
    many = "".join(PHRASE.replace("phrase-cannot", f"phrase-{n}").replace("title: 我不能……", f"title: 第{n}句") for n in range(25))
    folders = [write_course(tmp_path / "old"), write_course(tmp_path / "new", phrases=PHRASES_FILE + many)]
    short, whole = (run("course", "diff", *map(str, folders), *more).stdout for more in ((), ("--all",)))
    assert "还有 5 行" in short and "第24句" not in short
    assert "第24句" in whole and "还有" not in whole.replace("还没有", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["essentials"], "同一门课程"),
        (["essentials", "essentials"], "同一门课程"),
        (["no-such", "essentials"], "找不到课程"),
        ([], "旧课程"),
    ],
)
def test_a_wrong_call_is_explained(arguments: list[str], words: str) -> None:
    done = run("course", "diff", *arguments)
    assert done.returncode == 2 and words in done.stderr


def test_a_course_with_errors_is_refused_with_the_place(tmp_path: Path) -> None:
    broken = write_course(tmp_path / "new", phrases=swap(PHRASES_FILE, "  tier: must", "  tier: most"))
    done = run("course", "diff", str(write_course(tmp_path / "old")), str(broken))
    assert done.returncode == 1 and "b.yaml:6" in done.stderr and done.stdout == ""


def test_one_folder_is_compared_with_the_course_in_use(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(paths.content_dir() / "essentials", tmp_path / "mine"))
    head = folder / "course.yaml"
    head.write_text(head.read_text("utf-8").replace("2026.11", "2027.1"), "utf-8")
    assert run("course", "diff", str(folder / "course.yaml")).stdout.startswith("优质顾客服务要点 2026.11 → 优质顾客服务要点 2027.1\n")


# The whole command


@pytest.fixture
def changed(tmp_path: Path, warm_rules: None) -> Path:
    """Return the shipped course with rules that let `换个办法` pass, and one scenario that cannot end well any more."""
    folder = Path(shutil.copytree(paths.content_dir() / "essentials", tmp_path / "mine"))
    rules = folder / "rules" / "refuse.yaml"
    rules.write_text(rules.read_text("utf-8").replace("    unless: [", "    unless: [换个办法, "), "utf-8")
    scenario = folder / "scenarios" / f"{SCENARIO}.yaml"
    scenario.write_text(swap(scenario.read_text("utf-8"), "  keys: [[面试, ", "  keys: [[谁也没说过的词], [面试, "), "utf-8")
    return folder


def practise(replies: dict[str, str]) -> None:
    """Store typed answers to one scene of a fact, one taken back among them, and a play."""
    course = shipped_course()
    with open_store(data_folder() / paths.DATABASE_NAME) as store:
        for number, (name, reply) in enumerate(replies.items()):
            learner = store.add_learner(name, START)
            fact = course.facts[course.facts.position("reason-internal-customer") or 0]
            question = build_question(course, fact, form_of(course, fact, "rewrite scene-1"), "x")
            row = shown_row(question, Response(text=reply))
            shared = {"course": course.id, "fact": fact.log_id, "kind": "rewrite", "form": "scene-1", "rung": 2, "options": []}
            given = draft(learner.id, stem=row.stem, response=reply, grade="wrong", **shared)
            store.record_answer(given, later(minutes=number), SCHEDULE)
            second, _card = store.record_answer(given, later(minutes=number + 5), SCHEDULE)
            store.record_answer(undo(second), later(minutes=number + 6), SCHEDULE)
            store.record_answer(msgspec.structs.replace(given, kind="roleplay", form=SCENARIO), later(minutes=number + 7), SCHEDULE)
            play = store.start_play(PlayDraft(learner=learner.id, course=course.id, scenario=SCENARIO, mode="type", seed=3), START)
            for turn, said in enumerate(GOLDEN.replies):
                store.record_turn(play, turn, TurnRow(said, "{}", START.at_ms))
            store.end_play(PlayEnd(play, "home", 90), [], later(minutes=9), SCHEDULE)
        store.start_play(PlayDraft(learner=learner.id, course=course.id, scenario=SCENARIO, mode="type", seed=3), START)


def test_a_changed_course_is_told_with_its_sentences_and_without_names(changed: Path) -> None:
    practise({LEARNER: "我没法给您换个办法退，我都记下来了，一会儿跟您说。", "钱大勇": "您慢走。"})
    done = run("course", "diff", str(changed))
    assert done.stderr == ""
    said = done.stdout
    assert "改动会让 2 次回答中的 1 次改判。" in said
    assert "内部客户是谁（reason-internal-customer · rewrite/scene-1）错 → " in said
    assert "  答：“我没法给您换个办法退，我都记下来了，一会儿跟您说。”" in said and "一口拒绝" in said
    assert "改动会让 2 场对练中的 2 场换一个结局。" in said and f"（{SCENARIO}）" in said
    assert GOLDEN.replies[1] in said
    document = json.loads(run("course", "diff", str(changed), "--json").stdout)
    assert document["answers"]["flipped"] == 1 and document["plays"]["other_end"] == 2
    assert document["answers"]["flips"][0]["why"].startswith("原来查出：一口拒绝")
    assert [rule["id"] for rule in document["changes"]["rules"] if rule["change"] == "changed"]
    assert set(document) == {"old", "new", "changes", "idle_rules", "answers", "plays"}
    for name in (LEARNER, "钱大勇"):
        assert name not in said and name not in json.dumps(document, ensure_ascii=False)


def test_rules_whose_examples_fail_are_named(tmp_path: Path) -> None:
    good = "rules:\n  - id: cannot\n    category: refuse\n    source: [S15.1]\n    say: [我不能]\n    instead: 好的。\n    why: 难听。\n"
    examples = "    examples:\n      flag: [我不能退。, 我不能换。, 我不能办。]\n      pass: [好。, 行。, 可以。]\n"
    old, new = write_course(tmp_path / "old"), write_course(tmp_path / "new")
    for folder, text in ((old, good + examples), (new, good + examples.replace("我不能办。", "随便。"))):
        (folder / "rules").mkdir()
        (folder / "rules" / "a.yaml").write_text(text, "utf-8")
    assert [one.id for one in keep_sound(load_rules(new)).rules] == []
    said = run("course", "diff", str(old), str(new)).stdout
    assert "例句不成立，没有用上：cannot" in said and "改了：一口拒绝（cannot）" in said


def test_hostile_course_text_stays_on_one_harmless_line(tmp_path: Path) -> None:
    new = write_course(tmp_path / "new", phrases=swap(PHRASES_FILE, "title: 我不能……", 'title: "红\\e[31m字\\u202e倒"'))
    said = run("course", "diff", str(write_course(tmp_path / "old")), str(new))
    assert "\x1b" not in said.stdout + said.stderr and "\u202e" not in said.stdout + said.stderr


def test_learners_who_have_to_begin_again_are_counted(tmp_path: Path) -> None:
    new = write_course(tmp_path / "new", phrases=swap(PHRASES_FILE, "  tier: must", "  rev: 2\n  tier: must"))
    old = write_course(tmp_path / "old")
    with open_store(data_folder() / paths.DATABASE_NAME) as store:
        for name in (LEARNER, "钱大勇"):
            learner = store.add_learner(name, START)
            store.record_answer(draft(learner.id, course="sample", fact="phrase-cannot"), START, SCHEDULE)
    assert "rev 1 → 2，2 人学过" in run("course", "diff", str(old), str(new)).stdout
