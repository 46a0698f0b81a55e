"""Reading a course: what is well formed comes back in order, what is not is named with its place and a remedy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from course_samples import HEAD, PHRASES_FILE, STEPS_FILE, place_in, swap, write_course

from trainer.course.problem import Problem, quote
from trainer.course.read import load_course, load_with_positions, read_course
from trainer.course.schema import describe_mismatch
from trainer.course.tree import Tree, Unquoted, parse_tree
from trainer.errors import TrainerError
from trainer.i18n import render


def problems_of(folder: Path) -> list[Problem]:
    return load_course(folder)[1]


def test_reads_facts_in_order_of_topics_then_files(tmp_path: Path) -> None:
    course = read_course(write_course(tmp_path / "c"))
    assert [(fact.topic, fact.id) for fact in course.facts] == [("phrases", "phrase-cannot"), ("steps", "listen-steps")]
    assert course.facts[0].ok[0].say == "不能让您白等，先喝杯水。"


def test_keeps_order_of_files_and_of_facts_within_a_topic(tmp_path: Path) -> None:
    folder = write_course(tmp_path / "c")
    twice = PHRASES_FILE + PHRASES_FILE.removeprefix("topic: phrases\nfacts:\n").replace("phrase-cannot", "phrase-first")
    (folder / "facts" / "a-too.yaml").write_text(twice.replace("phrase-cannot", "phrase-zero"), "utf-8")
    assert [fact.id for fact in read_course(folder).facts] == ["phrase-zero", "phrase-first", "phrase-cannot", "listen-steps"]


@pytest.mark.parametrize(("start", "end"), [("\ufeff", "\n"), ("", "\r\n"), ("\ufeff", "\r\n"), ("", "\r")])
def test_accepts_bom_and_other_line_ends(tmp_path: Path, start: str, end: str) -> None:
    plain = read_course(write_course(tmp_path / "plain"))
    other = start + PHRASES_FILE.replace("\n", end)
    assert read_course(write_course(tmp_path / "other", phrases=other.encode())) == plain


# One break, its code, and the text in the broken file at which the problem points.
BREAKS = [
    ("missing field", "  title: 我不能……\n", "", "E201", "id: phrase-cannot"),
    ("missing in a line", "say: 我不能破例。, ", "", "E201", "{situation: 超市"),
    ("unknown field", "  title: 我", "  titel: 我", "E202", "titel"),
    ("unknown in a scene", "    say: 我先帮您问", "    sya: 我先帮您问", "E202", "sya"),
    ("topic inside a fact", "  tier: must", "  topic: steps\n  tier: must", "E202", "topic: steps"),
    ("a text for a list", "  source: [S15.1]", "  source: S15.1", "E203", "S15.1"),
    ("a list for a text", "  title: 我不能……", "  title: [我不能]", "E203", "[我不能]"),
    ("a text for a scene", "  - situation: 餐厅，客满。\n    bad:", "  - 餐厅\n  - situation: 客满。\n    bad:", "E203", "餐厅\n"),
    ("a word for a number", "  tier: must", "  rev: 二\n  tier: must", "E203", "二\n"),
    ("a text for a bool", "  cold: true", "  cold: 是", "E203", "是\n"),
    ("not a tier", "tier: must", "tier: most", "E204", "most"),
    ("not a type", "type: phrase", "type: phrases", "E204", "phrases\n  title"),
    ("empty", "  hears: 你连试都不想试。", "  hears:", "E205", None),
    ("a number in a list", "  - 先说手上能做的：“我先帮您看看。”", "  - 10", "E206", "10"),
    ("a decimal", "  title: 我不能……", "  title: 3.50", "E206", "3.50"),
    ("a time of day", "  title: 我不能……", "  title: 9:30", "E206", "9:30"),
    ("leading zeros", "  title: 我不能……", "  title: 01234567", "E206", "01234567"),
    ("no", "  title: 我不能……", "  title: no", "E206", "no\n"),
    *(
        (f"read as {what}", "  title: 我不能……", f"  title: {what}", "E206", f"{what}\n")
        for what in (
            "yes",
            "on",
            "Off",
            "true",
            "0x1F",
            "0b11",
            "12_000",
            "1_0.5",
            "+5",
            "-0",
            "2026-11-22",
            "2026-11-22 10:00:00",
            ".inf",
            "-.INF",
            ".nan",
            "1.5e+3",
            "1:59:59",
            "=",
            "<<",
            "017",
        )
    ),
    *((f"read as nothing: {what}", "  title: 我不能……", f"  title: {what}", "E205", f"{what}\n") for what in ("~", "null", "NULL")),
    ("nothing in a list", "  - 一开口就拒绝，顾客的耳朵就关上了。", "  - ~", "E205", "~"),
    ("yes for true", "  cold: true", "  cold: yes", "E203", "yes"),
    ("a leading zero in a number", "  tier: must", "  rev: 02\n  tier: must", "E203", "02"),
    ("an impossible date", "  title: 我不能……", "  title: 2026-13-45", "E206", "2026-13-45"),
    ("a number of 5000 digits", "  title: 我不能……", "  title: " + "9" * 5000, "E206", "9999"),
    ("duplicate key", "  tier: must", "  tier: must\n  tier: useful", "E114", "tier: useful"),
    ("duplicate in a flow map", "why: 是在请求。}", "why: 是在请求。, why: 是}", "E114", "why: 是}"),
    ("wide colon in a map", "  title: 我不能……", "  title：我不能……", "E117", "：我不能"),
    ("wide colon in a flow map", "{situation: 超市，过了退货期", "{situation：超市，过了退货期", "E117", "：超市"),
    (
        "Chinese name before a wide colon",
        "  - situation: 餐厅，客满。\n    bad:",
        "  - 提示：你好\n  - situation: 客满。\n    bad:",
        "E117",
        "：你好",
    ),
    ("field swallowed by a flow map", "why: 是在请求。}", "why: 是在请求。，better：请您等。}", "E117", "：请您等"),
    ("no space after a colon", "  title: 我不能……", "  title:我不能……", "E117", ":我不能"),
    ("no space in a flow map", "{situation: 超市，过了退货期", "{situation:超市，过了退货期", "E117", ":超市"),
    (
        "no space where fields were meant",
        "  - situation: 餐厅，客满。\n    bad:",
        "  - bad:满\n  - situation: 客。\n    bad:",
        "E117",
        ":满",
    ),
    ("an item swallowed by the one above", "    - 高峰期都这样，您多担待。", "      - 高峰期都这样，您多担待。", "E121", "- 高峰"),
    ("an em dash swallowed", "    - 高峰期都这样，您多担待。", "      — 高峰期都这样，您多担待。", "E121", "— 高峰"),
    (
        "a field swallowed by a quote",
        "    bad: 现在不能给您安排位子。\n",
        '    bad: "现在不能。\n    wrong: 给您"\n',
        "E121",
        'wrong: 给您"',
    ),
    ("a field swallowed by a block", "  hears: 你连试都不想试。", "  hears: |\n    你连试\n    why: 都不想试。", "E121", "why: 都"),
    ("a wide comma between references", "source: [S15.1]", "source: [S15.1，S15.2]", "E122", "，S15.2"),
    ("tab", "  title: 我不能……", "\ttitle: 我不能……", "E110", "\ttitle"),
    ("a second colon", "  title: 我不能……", "  title: 我: 不能", "E110", ": 不能"),
    ("bracket left open", "  source: [S15.1]", "  source: [S15.1", "E110", "[S15.1"),
    ("out of line", "  tier: must", " tier: must", "E110", "tier: must"),
    ("anchor", "  title: 我不能……", "  title: &a 我不能", "E111", "&a"),
    ("alias", "  title: 我不能……", "  title: *a", "E111", "*a"),
    ("tag", "  title: 我不能……", "  title: !!str 我", "E112", "!!str"),
    ("python tag", "  title: 我不能……", "  title: !!python/object/apply:os.system [ls]", "E112", "!!python"),
    ("a map for a key", "  title: 我不能……", "  ? {a: b}\n  : 我", "E116", "{a: b}"),
    ("a number for a key", "  title: 我不能……", "  7: 我", "E116", "7: 我"),
    ("merge key", "  title: 我不能……", "  <<: {title: 我}", "E116", "<<"),
    ("escape character", "  title: 我不能……", "  title: 我\x1b[2J", "E107", "\x1b"),
    ("written escape", "  title: 我不能……", '  title: "我\\e[2J"', "E107", '"我'),
    ("direction mark", "  title: 我不能……", "  title: 我\u202e不能", "E107", "\u202e"),
    ("NUL", "  title: 我不能……", "  title: 我\0不能", "E107", "\0"),
    ("second document", "  cold: true", "---\n  cold: true", "E115", "---"),
    ("unknown topic", "topic: phrases", "topic: phrase", "E301", "phrase\n"),
    ("unknown field of the file", "topic: phrases", "topik: phrases", "E202", "topik"),
    ("no facts", PHRASES_FILE.removeprefix("topic: phrases\n"), "facts: []\n", "E108", "topic"),
]


@pytest.mark.parametrize(("old", "new", "code", "mark"), [row[1:] for row in BREAKS], ids=[row[0] for row in BREAKS])
def test_names_what_is_wrong_and_where(tmp_path: Path, old: str, new: str, code: str, mark: str | None) -> None:
    text = swap(PHRASES_FILE, old, new)
    first, *_ = problems_of(write_course(tmp_path / "c", phrases=text))
    place = place_in(text, mark) if mark else place_in(text, "  instead")  # an empty value stands where the next line begins
    assert (first.code, first.severity) == (code, "error")
    assert Path(first.path).name == "b.yaml"
    assert (first.line, first.column) == place or mark is None and first.line in (place[0] - 1, place[0])
    assert "\x1b" not in render(first.message) + render(first.remedy)


# Whole files and where their one problem stands.
FILES = [
    ("empty", b"", "E108", 1, 1),
    ("comments only", "# 明天写\n".encode(), "E108", 1, 1),
    ("a list", b"- a\n- b\n", "E203", 1, 1),
    ("a word", b"\n\nhello\n", "E203", 3, 1),
    ("null", b"~\n", "E203", 1, 1),
    ("GBK", "topic: phrases\nfacts: 你好\n".encode("gbk"), "E106", 2, 1),
    ("Latin-1", "topic: phrases\nfacts: très cher\n".encode("latin-1"), "E109", 2, 1),
    ("UTF-8 with a broken byte", "topic: phrases\nfacts: 你好".encode()[:-1] + b"\n", "E109", 2, 1),
    ("UTF-16 without mark", "topic: phrases\n".encode("utf-16-le"), "E107", 1, 2),
    ("UTF-16", "topic: phrases\n".encode("utf-16"), "E106", 1, 1),
    ("facts is a text", b"topic: phrases\nfacts: x\n", "E203", 2, 8),
    ("a fact is a text", b"topic: phrases\nfacts:\n- x\n", "E203", 3, 3),
    ("a fact is a text with a wide colon", "topic: phrases\nfacts:\n- id：x\n".encode(), "E117", 3, 5),
    ("no topic", b"facts:\n- x\n", "E201", 1, 1),
    ("reserved start", b"topic: phrases\nfacts: @x\n", "E110", 2, 8),
    ("dash after a key", b"topic: - phrases\n", "E110", 1, 8),
    ("wrong escape", b'topic: "\\q"\n', "E110", 1, 9),
    ("quote left open", b'topic: "phrases\nfacts: x\n', "E110", 1, 8),
    ("text after a quote", b'topic: "a" b\n', "E110", 1, 12),
]


@pytest.mark.parametrize(("content", "code", "line", "column"), [row[1:] for row in FILES], ids=[row[0] for row in FILES])
def test_refuses_files_that_are_no_fact_files(tmp_path: Path, content: bytes, code: str, line: int, column: int) -> None:
    first, *_ = problems_of(write_course(tmp_path / "c", phrases=content))
    assert (first.code, first.line, first.column) == (code, line, column)


def test_one_bad_fact_hides_neither_the_others_nor_their_problems(tmp_path: Path) -> None:
    second = PHRASES_FILE.removeprefix("topic: phrases\nfacts:\n").replace("phrase-cannot", "phrase-second")
    third = swap(swap(second, "phrase-second", "phrase-third"), "cold: true", "cold: 9")
    text = swap(PHRASES_FILE, "tier: must", "tier: most") + second + third
    course, problems = load_course(write_course(tmp_path / "c", phrases=text))
    assert course is not None
    assert [fact.id for fact in course.facts] == ["phrase-second", "listen-steps"]
    assert [problem.code for problem in problems] == ["E204", "E203"]


def test_a_wrong_head_does_not_hide_bad_facts(tmp_path: Path) -> None:
    text = swap(swap(PHRASES_FILE, "topic: phrases", "topik: phrases"), "tier: must", "tier: most")
    assert [problem.code for problem in problems_of(write_course(tmp_path / "c", phrases=text))] == ["E202", "E204"]


def test_suggests_the_field_that_was_meant(tmp_path: Path) -> None:
    text = swap(PHRASES_FILE, "  title: 我", "  titel: 我")
    assert "title" in render(problems_of(write_course(tmp_path / "c", phrases=text))[0].remedy)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("id: sample\n", "", "E201"),
        ('"1"', "1", "E206"),
        ("title: 样课", "titel: 样课", "E202"),
        ("title: 样课", "title: 样课\nfacts: []", "E202"),
        ("- {id: steps, title: 步骤}", "- steps", "E203"),
        (HEAD, "", "E108"),
        (HEAD, "[", "E110"),
    ],
)
def test_an_unusable_course_file_gives_no_course(tmp_path: Path, old: str, new: str, code: str) -> None:
    course, problems = load_course(write_course(tmp_path / "c", head=swap(HEAD, old, new)))
    assert course is None
    assert [problem.code for problem in problems] == [code]
    assert problems[0].path.endswith("course.yaml")


def test_missing_folders_and_files(tmp_path: Path) -> None:
    assert [problem.code for problem in problems_of(tmp_path / "nowhere")] == ["E101"]
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "course.yaml").write_text(HEAD, "utf-8")
    assert [problem.code for problem in problems_of(tmp_path / "c")] == ["E101"]


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    folder = write_course(tmp_path / "c")
    (folder / "facts" / "z.yaml").mkdir()
    assert [problem.code for problem in problems_of(folder)] == ["E102"]


def test_warns_of_files_with_another_ending_and_ignores_hidden_ones(tmp_path: Path) -> None:
    folder = write_course(tmp_path / "c")
    for name in ("x.yml", ".hidden.yaml", "b.yaml~", "notes.txt"):
        (folder / "facts" / name).write_text("[", "utf-8")
    assert [(problem.code, problem.severity, Path(problem.path).name) for problem in problems_of(folder)] == [("W118", "warning", "x.yml")]
    assert read_course(folder).id == "sample"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX pipes and links")
def test_refuses_links_out_of_the_course_and_pipes(tmp_path: Path) -> None:
    folder = write_course(tmp_path / "c")
    (tmp_path / "outside.yaml").write_text(PHRASES_FILE, "utf-8")
    (folder / "facts" / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    (folder / "facts" / "loop.yaml").symlink_to("loop.yaml")
    (folder / "facts" / "nothing.yaml").symlink_to("nothing-there.yaml")
    os.mkfifo(folder / "facts" / "pipe.yaml")
    assert [(Path(problem.path).name, problem.code) for problem in problems_of(folder)] == [
        ("link.yaml", "E103"),
        ("loop.yaml", "E104"),
        ("nothing.yaml", "E101"),
        ("pipe.yaml", "E102"),
    ]


@pytest.mark.skipif(not hasattr(os, "symlink") or os.name == "nt", reason="needs POSIX links")
def test_a_course_folder_may_itself_be_a_link_and_hold_links_within(tmp_path: Path) -> None:
    folder = write_course(tmp_path / "real")
    (tmp_path / "link").symlink_to(folder)
    (folder / "facts" / "a.yaml").rename(folder / "kept.yaml")
    (folder / "facts" / "a.yaml").symlink_to("../kept.yaml")
    assert len(read_course(tmp_path / "link").facts) == 2


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root to become another user")
def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    folder = write_course(tmp_path / "c")
    for parent in [folder, *folder.parents][:-2]:
        parent.chmod(0o755)
    (folder / "facts" / "b.yaml").chmod(0o000)
    code = (
        "import os, sys; from pathlib import Path; from trainer.course.read import load_course\n"
        "load_course(Path(sys.argv[1]))\n"  # imports what the other user may not: codecs, the parser
        "os.setgid(65534); os.setuid(65534)\n"
        "print([(p.code, Path(p.path).name) for p in load_course(Path(sys.argv[1]))[1]])"
    )
    shown = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[('E104', 'b.yaml')]"


def test_read_course_names_the_first_problem_and_counts_the_others(tmp_path: Path) -> None:
    text = swap(PHRASES_FILE, "tier: must", "tier: most")
    steps = swap(STEPS_FILE, "tier: useful", "tier: usefull")
    folder = write_course(tmp_path / "c", phrases=text, steps=steps)
    with pytest.raises(TrainerError) as caught:
        read_course(folder)
    line, column = place_in(steps, "usefull")
    said = render(caught.value.message)
    assert f"{folder / 'facts' / 'a.yaml'}:{line}:{column}：" in said
    assert "1 处" in said
    assert caught.value.remedy is not None
    assert "trainer course check" in render(caught.value.remedy)


def test_read_course_with_one_problem_counts_nothing(tmp_path: Path) -> None:
    with pytest.raises(TrainerError) as caught:
        read_course(write_course(tmp_path / "c", head=""))
    assert "另外" not in render(caught.value.message)


def test_positions_point_at_every_part(tmp_path: Path) -> None:
    loaded = load_with_positions(write_course(tmp_path / "c"))
    assert loaded.course is not None
    fact = loaded.course.facts[0]
    for steps, mark in [
        (("scenes", 1, "wrong", 0), "您自己看"),
        (("pass", 0, "say"), "不能让您白等"),
        (("keys",), "id: phrase-cannot"),  # nothing there: the fact itself
        (("scenes", 0, "hears"), "situation: 服装店，吊牌已剪"),
        (("avoid", 1), '"没(法'),
    ]:
        place = loaded.positions.find(fact, *steps)
        assert (place.line, place.column) == place_in(PHRASES_FILE, mark)
    place = loaded.positions.in_course("topics", 1, "title")
    assert (place.line, place.column) == place_in(HEAD, "步骤")


def test_a_message_of_msgspec_that_nobody_foresaw_still_has_a_place() -> None:
    text = "a:\n- b: 1\n"
    tree = parse_tree(text, "x.yaml")
    assert isinstance(tree, Tree)
    problem = describe_mismatch("Something new - at `$.a[0].b`", tree.value, tree.spot, "x.yaml")
    assert (problem.code, problem.line, problem.column) == ("E200", 2, 6)


def test_values_are_read_as_written() -> None:
    tree = parse_tree("{a: 12, b: true, c: ~, d: '12', e: 是, f: -3, g: 0x1F, h: 1.5, i: yes, j: ''}", "x.yaml")
    assert isinstance(tree, Tree)
    odd = {"g": Unquoted("0x1F"), "h": Unquoted("1.5"), "i": Unquoted("yes")}
    assert tree.value == {"a": 12, "b": True, "c": None, "d": "12", "e": "是", "f": -3, **odd, "j": ""}


@pytest.mark.parametrize("written", ["1e3", "1e+3", "1.5e3", "y", "N", "0o17", "12:3x", "1,000", "-", "No.1", "12.5%", "10月1日"])
def test_what_only_looks_like_a_number_stays_text(written: str) -> None:
    tree = parse_tree(f"a: {written}" if written != "-" else "a: '-'", "x.yaml")
    assert isinstance(tree, Tree)
    assert tree.value == {"a": written}


def test_the_pure_parser_gives_the_same_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_course(tmp_path / "c")
    fast = load_with_positions(folder)
    monkeypatch.setattr("trainer.course.tree._Loader", yaml.SafeLoader)
    slow = load_with_positions(folder)
    assert fast.course is not None and slow.course == fast.course
    fact = fast.course.facts[0]
    assert slow.positions.find(slow.course.facts[0], "scenes", 2, "say") == fast.positions.find(fact, "scenes", 2, "say")


def test_quote_is_short_and_harmless() -> None:
    assert quote("a\x1b[2J\nb") == "a[2J b"
    assert len(quote("长" * 1000)) == 41
