"""The checker: a sound course has nothing against it; every check finds its break, at its place, and only that."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from course_samples import HEAD, PHRASES_FILE, STEPS_FILE, place_in, swap, write_course

from trainer.check import check_course, format_problem, format_summary
from trainer.check.asked import ask_everything, count_distinct
from trainer.check.course import COURSE_CHECKS, FACT_CHECKS, QUESTION_CHECKS, READING
from trainer.course.model import Course, Fact, Scene
from trainer.course.problem import Place
from trainer.course.read import load_course
from trainer.drill.kinds import build_question
from trainer.drill.question import Form, Question
from trainer.i18n import N_
from trainer.reply.score import ReplyScore

LONG = "长" * 60
PAIR = """\
- id: pair-must
  type: pair
  title: 你必须……
  tier: must
  standing: sound
  source: [S40.3.1]
  why: 请求比命令好接受。
  hears: 他在命令我。
  instead: 请您填一下这一栏。
  lesson: [先请，再说：“麻烦您……”]
  situation: 银行，表没填完。
  avoid: ["必须"]
  principle: principle-orders
  trigger: 你必须……
  original: [请你……]
  modern: 请您把这一栏填一下。
  variants: [麻烦您填一下这里。, 您填好这栏我就能办。]
  scenes:
  - situation: 银行，表没填完。
    bad: 您必须先填好表。
    wrong: [没填完就别过来排队。, 我们规定要先填好的。]
    say: 请您把这一栏填一下。
    also: [麻烦您填一下这里。, 请您再填一栏就好了。]
    keys: [[请您, 麻烦您], [填]]
  - situation: 诊所，没量体温。
    bad: 您必须先量体温。
    wrong: [量了体温再来找我说。, 怎么没量就进来了？]
    say: 请您先量个体温，一分钟。
    also: [麻烦您量一下体温。, 请您来这边量体温。]
    keys: [[请您, 麻烦您], [体温]]
  flag:
  - {situation: 银行, say: 你必须签字。, why: 是命令。}
  - {situation: 诊所, say: 你去那边排队。, why: 是命令。}
  pass:
  - {situation: 银行, say: 请您签个字。, why: 是请求。}
  - {situation: 诊所, say: 麻烦您排一下队。, why: 是请求。}
  cloze:
  - {situation: 银行, text: 【请您】签个字。, accept: [麻烦您]}
  - {situation: 诊所, text: 【请您】量个体温。, accept: [麻烦您]}
"""


def codes_of(folder: Path) -> set[str]:
    return {problem.code for problem in check_course(folder).problems}


def test_a_sound_course_has_no_problems(tmp_path: Path) -> None:
    report = check_course(write_course(tmp_path / "c"))
    assert report.problems == []
    assert report.facts == 2
    assert report.questions > 20


def test_counts_the_questions(tmp_path: Path) -> None:
    folder = write_course(tmp_path / "c")
    course, _ = load_course(folder)
    assert course is not None
    assert check_course(folder).questions == count_distinct(ask_everything(course))


# A break, its code, and the text in the broken phrase file at which the problem points.
BREAKS = [
    ("id in capitals", "id: phrase-cannot", "id: Phrase_Cannot", "E305", "Phrase_Cannot"),
    ("former id of another fact", "  tier: must", "  renamed_from: [listen-steps]\n  tier: must", "E304", "[listen-steps"),
    ("its own former id", "  tier: must", "  renamed_from: [phrase-cannot]\n  tier: must", "E304", "[phrase-cannot"),
    ("revision nought", "  tier: must", "  rev: 0\n  tier: must", "E314", "0\n"),
    ("apart from itself", "  tier: must", "  apart: [phrase-cannot]\n  tier: must", "E306", "phrase-cannot]"),
    ("apart from nothing", "  tier: must", "  apart: [listen-step]\n  tier: must", "E307", "listen-step]"),
    ("unknown principle", "  tier: must", "  principle: fair\n  tier: must", "E308", "fair"),
    ("principle of another type", "  tier: must", "  principle: listen-steps\n  tier: must", "E308", "listen-steps"),
    ("principle without pairs", "type: phrase", "type: principle", "W309", "phrase-cannot"),
    ("no source", "source: [S15.1]", "source: []", "E310", "[]"),
    ("bare section", "source: [S15.1]", "source: [S15.1, S25]", "E311", "S25"),
    ("range upside down", "source: [S15.1]", "source: [S25.6-1]", "E311", "S25.6-1"),
    ("range of one", "source: [S15.1]", "source: [S25.2-2]", "E311", "S25.2-2"),
    ("item nought", "source: [S15.1]", "source: [S15.0]", "E311", "S15.0"),
    ("too deep", "source: [S15.1]", "source: [S15.1.1.1]", "E311", "S15.1.1.1"),
    ("small letter", "source: [S15.1]", "source: [s15.1]", "E311", "s15.1"),
    ("not a reference", "source: [S15.1]", "source: [讲义第三页]", "E311", "讲义"),
    ("empty text", "  why: 先说能做的，顾客才听得进去。", '  why: ""', "E401", '""'),
    ("blank text", "  why: 先说能做的，顾客才听得进去。", '  why: "　 "', "E401", '"　'),
    ("two lines", "  hears: 你连试都不想试。", "  hears: |\n    你连试\n    都不想试。", "E402", "|"),
    ("long title", "title: 我不能……", f"title: {LONG}", "W403", LONG),
    ("long why", "why: 先说能做的，顾客才听得进去。", f"why: {LONG}", "W403", LONG),
    ("long hears", "hears: 你连试都不想试。", f"hears: {LONG}", "W403", LONG),
    ("long instead", "instead: 我先帮您看看能怎么办。", f"instead: {LONG}", "W403", LONG),
    ("long lesson", "- 一开口就拒绝，顾客的耳朵就关上了。", f"- {LONG}", "W403", LONG),
    ("long line", "say: 我不能破例。", f"say: 不能{LONG}", "W403", "不能长"),
    ("long reason of a line", "why: 是在请求。", f"why: {LONG}", "W403", LONG),
    ("no sentence at the end", "  - 先说手上能做的：“我先帮您看看。”", "  - 先说手上能做的。", "W409", "先说手上能做的。"),
    ("four lines", "  - 一开口就拒绝，顾客的耳朵就关上了。", "  - 一\n  - 二\n  - 三", "E404", "- 一\n"),
    ("one wrong reply", "    - 非常抱歉，这个爱莫能助哦。\n", "", "E405", "- 不好意思"),
    ("one other good reply", "    - 我帮您看看能换哪些款。\n", "", "W406", "- 我去问店长"),
    ("one group of keys", "    - [换, 店长]\n", "", "W406", "- [帮您, 我去]"),
    ("three flags", "  - {situation: 影院，迟到, say: 开场了不能进。, why: 只说了不行。}\n", "", "W406", "- {situation: 网店"),
    ("one cloze", "  - {situation: 客满, text: 我【给您】排上号。, accept: [帮您]}\n", "", "W406", "- {situation: 顾客问"),
    ("no avoid", '  avoid: ["不能", "没(法|办法)"]\n', "", "E405", "id: phrase-cannot"),
    ("no blank", "text: 我【给您】排上号。", "text: 我给您排上号。", "E407", "我给您排上号。"),
    ("two blanks", "text: 我【给您】排上号。", "text: 我【给您】【排】上号。", "E407", "我【给您】【排】"),
    ("empty blank", "text: 我【给您】排上号。", "text: 我【】排上号。", "E407", "我【】"),
    ("long blank", "text: 我【给您】排上号。", "text: 【我这就先给您把号排】上。", "E407", "【我这就"),
    ("no note", "standing: sound", "standing: dated", "E408", "dated"),
    ("open choice", '"没(法|办法)"', '"没(法|办法"', "E501", '"没(法'),
    ("empty choice", '"没(法|办法)"', '"没(法|)", "没法"', "E501", '"没(法'),
    ("wide brackets", '"没(法|办法)"', '"没（法|办法）", "没法"', "E501", '"没（法'),
    ("only a gap", '"没(法|办法)"', '"…", "没法"', "E501", '"…"'),
    ("macro", '"没(法|办法)"', '"<cannot>", "没法"', "E501", '"<cannot>'),
    ("avoid misses a scene", "bad: 现在不能给您安排位子。", "bad: 现在没位子。", "E502", "现在没位子"),
    ("avoid misses a flag", "say: 我不能破例。", "say: 这个破例不了。", "E502", "这个破例不了"),
    ("avoid hits a pass", "say: 我帮您查一下库存。", "say: 我没法不帮您查。", "E503", "我没法不帮"),
    ("avoid hits a model answer", "say: 我先帮您问问店长能怎么换。", "say: 不能退，我帮您问店长怎么换。", "E503", "不能退，我帮"),
    ("avoid hits another answer", "- 我帮您看看能换哪些款。", "- 不能退，我帮您换。", "E503", "不能退，我帮"),
    ("avoid hits instead", "instead: 我先帮您看看能怎么办。", "instead: 我不能办，先帮您看。", "E503", "我不能办"),
    ("four groups of keys", "    - [帮您, 我去]\n", "    - [帮您, 我去]\n    - [我]\n    - [我]\n", "W504", "- [帮您, 我去]"),
    ("answer without key", "- 我帮您看看能换哪些款。", "- 我帮您看看别的办法。", "E505", "我帮您看看别的"),
    ("bad with all keys", "- 非常抱歉，这个爱莫能助哦。", "- 这个换也要店长来，我去也没用。", "E506", "这个换也要"),
    ("wrong like a good one", "- 您自己看，都坐满了呀。", "- 我帮您留意，十分钟左右有空位！", "E508", "我帮您留意，十分钟左右有空位！"),
    ("key stands out", "say: 我先帮您问问店长能怎么换。", "say: 我先帮您问问店长能怎么换，要大一号还是别的款式？", "W604", "我先帮您问问"),
    ("too few cold", "  cold: true\n", "", "W606", None),
]


@pytest.mark.parametrize(("old", "new", "code", "mark"), [row[1:] for row in BREAKS], ids=[row[0] for row in BREAKS])
def test_each_check_finds_its_break_at_its_place(tmp_path: Path, old: str, new: str, code: str, mark: str | None) -> None:
    text = swap(PHRASES_FILE, old, new)
    found = [problem for problem in check_course(write_course(tmp_path / "c", phrases=text)).problems if problem.code == code]
    if mark is None:
        assert [(Path(problem.path).name, problem.line, problem.column) for problem in found] == [("course.yaml", 1, 1)]
        return
    assert [(Path(problem.path).name, (problem.line, problem.column)) for problem in found] == [("b.yaml", place_in(text, mark))]
    assert found[0].severity == ("error" if code.startswith("E") else "warning")


# Breaks of the pair that is added for them.
PAIR_BREAKS = [
    ("no trigger", "  trigger: 你必须……\n", "", "E405"),
    ("no catalyst", "  modern: 请您把这一栏填一下。\n", "", "E405"),
    ("no original", "  original: [请你……]\n", "", "E405"),
    ("one variant", ", 您填好这栏我就能办。]", "]", "W406"),
    ("avoid hits the catalyst", "  modern: 请您把这一栏填一下。", "  modern: 您必须填一下。", "E503"),
    ("long catalyst", "  modern: 请您把这一栏填一下。", f"  modern: {LONG}", "W403"),
]


@pytest.mark.parametrize(("old", "new", "code"), [row[1:] for row in PAIR_BREAKS], ids=[row[0] for row in PAIR_BREAKS])
def test_pairs_have_their_parts(tmp_path: Path, old: str, new: str, code: str) -> None:
    sound = codes_of(write_course(tmp_path / "sound", phrases=PHRASES_FILE + PAIR))
    broken = codes_of(write_course(tmp_path / "broken", phrases=PHRASES_FILE + swap(PAIR, old, new)))
    assert code in broken - sound


def test_a_pair_may_not_say_nothing_about_its_principle(tmp_path: Path) -> None:
    assert codes_of(write_course(tmp_path / "c", phrases=PHRASES_FILE + PAIR)) == {"E308"}


# Breaks of the other fact file.
STEP_BREAKS = [
    ("two steps", "  - {name: 后确认, text: 问是不是这样。}\n", "", "E405"),
    ("two outsiders", ", 先挂断, 先转接]", "]", "E405"),
    ("three outsiders", ", 先转接]", "]", "W406"),
    ("two steps of one name", "name: 再复述", "name: 先听完", "E602"),
    ("long name", "name: 再复述", "name: 用自己的话再复述一遍给他听", "W403"),
]


@pytest.mark.parametrize(("old", "new", "code"), [row[1:] for row in STEP_BREAKS], ids=[row[0] for row in STEP_BREAKS])
def test_sequences_have_their_parts(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert code in codes_of(write_course(tmp_path / "c", steps=swap(STEPS_FILE, old, new)))


HEAD_BREAKS = [
    ("id with a space", "id: sample", "id: my sample", "E305", "my sample"),
    ("topic id in Chinese", "{id: steps, title: 步骤}", "{id: steps, title: 步骤}\n- {id: 别的, title: 别的}", "E305", "别的"),
    ("topic twice", "{id: steps, title: 步骤}", "{id: steps, title: 步骤}\n- {id: steps, title: 步}", "E302", "steps, title: 步}"),
    ("topic without facts", "{id: steps, title: 步骤}", "{id: steps, title: 步骤}\n- {id: more, title: 更多}", "W303", "more"),
    ("no days", "title: 样课", "title: 样课\ninterval_cap_days: 0", "E313", "0\n"),
    ("too many days", "title: 样课", "title: 样课\ninterval_cap_days: 9999", "E313", "9999"),
]


@pytest.mark.parametrize(("old", "new", "code", "mark"), [row[1:] for row in HEAD_BREAKS], ids=[row[0] for row in HEAD_BREAKS])
def test_the_course_file_is_checked(tmp_path: Path, old: str, new: str, code: str, mark: str) -> None:
    head = swap(HEAD, old, new)
    found = [problem for problem in check_course(write_course(tmp_path / "c", head=head)).problems if problem.code == code]
    assert [(Path(problem.path).name, (problem.line, problem.column)) for problem in found] == [("course.yaml", place_in(head, mark))]


def test_the_later_of_two_facts_with_one_id_is_named(tmp_path: Path) -> None:
    report = check_course(write_course(tmp_path / "c", phrases=swap(PHRASES_FILE, "id: phrase-cannot", "id: listen-steps")))
    assert [(Path(problem.path).name, problem.line) for problem in report.errors if problem.code == "E304"] == [("a.yaml", 3)]


def many(text: str, count: int) -> str:
    """Return the phrase file with so many copies of its fact."""
    fact = text.removeprefix("topic: phrases\nfacts:\n")
    return text + "".join(fact.replace("phrase-cannot", f"phrase-{number}") for number in range(count - 1))


def test_sixty_must_facts_are_enough(tmp_path: Path) -> None:
    assert "W312" not in codes_of(write_course(tmp_path / "sixty", phrases=many(PHRASES_FILE, 60)))
    more = many(PHRASES_FILE, 61)
    found = [problem for problem in check_course(write_course(tmp_path / "more", phrases=more)).problems if problem.code == "W312"]
    assert [problem.line for problem in found] == [more.split("phrase-59")[0].count("\n") + 4]


MORE_FLAGS = "".join(f"  - {{situation: 柜台{n}, say: 我不能办{n}。, why: 只说了不行。}}\n" for n in "甲乙丙丁戊")
LOPSIDED = swap(PHRASES_FILE, "  flag:\n", f"  flag:\n{MORE_FLAGS}")


def test_the_same_answer_to_most_judged_lines_is_noticed(tmp_path: Path) -> None:
    assert "W607" not in codes_of(write_course(tmp_path / "even", phrases=many(PHRASES_FILE, 10)))
    assert "W607" not in codes_of(write_course(tmp_path / "few", phrases=LOPSIDED))
    report = check_course(write_course(tmp_path / "many", phrases=many(LOPSIDED, 3)))
    (found,) = [problem for problem in report.problems if problem.code == "W607"]
    assert (found.message.values["hits"], found.message.values["all"], found.message.values["number"]) == (29, 43, 2)
    assert found.remedy.values == {"more": "pass"}


SHORT = {
    "我先帮您问问店长能怎么换。": "我去问店长换。",
    "我帮您留意，十分钟左右有空位。": "我给您排上。",
    "我给您做一份热的送到房间。": "我给您热好。",
}


# The sample's own answers are the longest in two of three phrase questions.
@pytest.mark.parametrize(("replies", "name", "hits"), [({}, "最长", 20), (SHORT, "最短", 31)])
def test_the_key_is_not_given_away_by_length_over_the_course(tmp_path: Path, replies: dict[str, str], name: str, hits: int) -> None:
    phrases = PHRASES_FILE
    for usual, other in replies.items():
        phrases = swap(phrases, f"say: {usual}", f"say: {other}")
    few = codes_of(write_course(tmp_path / "few", phrases=many(phrases, 3)))
    assert "W605" not in few
    report = check_course(write_course(tmp_path / "many", phrases=many(phrases, 10)))
    found = [problem.message.values for problem in report.problems if problem.code == "W605"]
    assert [values["name"].template for values in found] == [name]
    assert (found[0]["hits"], found[0]["all"]) == (hits, 31)


def test_warnings_alone_are_no_errors(tmp_path: Path) -> None:
    report = check_course(write_course(tmp_path / "c", phrases=swap(PHRASES_FILE, "  cold: true\n", "")))
    assert report.errors == []
    assert report.questions > 0
    assert "1 处提醒" in format_summary(report)


def test_a_broken_fact_is_not_held_against_those_that_refer_to_it(tmp_path: Path) -> None:
    report = check_course(write_course(tmp_path / "c", phrases=swap(PHRASES_FILE, "tier: must", "tier: most")))
    assert [problem.code for problem in report.problems] == ["E204"]
    assert report.questions == 0
    assert "1 处错误" in format_summary(report)


def test_facts_that_could_be_read_are_checked_all_the_same(tmp_path: Path) -> None:
    steps = swap(STEPS_FILE, "source: [S36.1-3]", "source: [S36]")
    assert codes_of(write_course(tmp_path / "c", phrases="[", steps=steps)) == {"E110", "E311"}


def test_an_unusable_course_is_reported(tmp_path: Path) -> None:
    report = check_course(tmp_path / "nowhere")
    assert [problem.code for problem in report.problems] == ["E101"]
    assert (report.facts, report.questions) == (0, 0)


def test_problems_come_in_reading_order_and_once(tmp_path: Path) -> None:
    text = swap(swap(PHRASES_FILE, "why: 是在请求。", f"why: {LONG}"), "source: [S15.1]", "source: [S15]")
    found = check_course(write_course(tmp_path / "c", phrases=text)).problems
    assert [problem.code for problem in found] == ["E311", "W403"]


def test_a_scorer_that_refuses_a_good_sentence_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Strict:
        def score_reply(self, text: str, fact: Fact, scene: Scene) -> ReplyScore:
            return ReplyScore("partial" if text != scene.say else "right", "", scene.say)

    monkeypatch.setattr("trainer.check.scenes.LiteralScorer", Strict)
    found = [problem for problem in check_course(write_course(tmp_path / "c")).problems if problem.code == "E507"]
    assert len(found) == 8  # the two other answers of each of four scenes


def test_a_question_of_two_keys_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def build_twofold(course: Course, fact: Fact, form: Form, seed: str) -> Question:
        question = build_question(course, fact, form, seed)
        return msgspec.structs.replace(question, key=[0, 1]) if form.kind == "judge" else question

    monkeypatch.setattr("trainer.check.asked.build_question", build_twofold)
    assert codes_of(write_course(tmp_path / "c")) == {"E603"}


def test_every_check_says_what_it_is_for() -> None:
    checks = [*FACT_CHECKS, *COURSE_CHECKS, *QUESTION_CHECKS]
    assert all(check.__doc__ for check in checks)
    assert len(set(checks)) == len(checks)


def test_a_problem_is_one_harmless_line() -> None:
    problem = Place("a\x1b/b.yaml", 3, 7).problem("E101", N_("坏了：{text}", text="x\ny\x1b[2J"), N_("修好。"))
    assert format_problem(problem) == "a/b.yaml:3:7: E101 坏了：x y[2J → 修好。"


def test_the_guide_for_trainers_shows_a_sound_example_and_real_codes(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent
    guide = (root / "docs" / "writing-facts.zh-CN.md").read_text("utf-8")
    example = guide.split("```yaml\n")[1].split("```")[0]
    # The guide shortens its example and says so; what is there must be right.
    assert codes_of(write_course(tmp_path / "c", phrases=example)) == {"E307", "W406"}
    written = "".join(path.read_text("utf-8") for folder in ("course", "check") for path in (root / "trainer" / folder).glob("*.py"))
    assert [code for code in re.findall(r"\b[EW]\d{3}\b", guide) if f'"{code}"' not in written] == []


def test_a_phrase_without_scenes_is_named_and_breaks_nothing(tmp_path: Path) -> None:
    start, end = PHRASES_FILE.index("  scenes:"), PHRASES_FILE.index("  flag:")
    report = check_course(write_course(tmp_path / "c", phrases=PHRASES_FILE[:start] + PHRASES_FILE[end:]))
    assert [problem.code for problem in report.errors] == ["E405"]
    assert report.questions == 0


def test_the_share_done_is_told_and_never_falls(tmp_path: Path) -> None:
    shares: list[float] = []
    check_course(write_course(tmp_path / "c"), shares.append)
    assert shares == sorted(shares)
    assert (0 < shares[0] < READING) and shares[-1] == 1.0
    assert len(shares) >= 5
