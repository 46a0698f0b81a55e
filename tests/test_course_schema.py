"""Schema files: what the checker takes passes, what it cannot take is refused at its place, and every field is described."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import fields_doc
import msgspec
import pytest
import yaml
from authoring_doc import PAGE
from check_examples import EXAMPLES, MACROS, PURPOSES, RULES, SCENARIO, Example
from course_samples import HEAD, PHRASES_FILE, STEPS_FILE, swap, write_course
from jsonschema import Draft7Validator, ValidationError
from msgspec import inspect
from plain_driver import run
from test_check import PAIR

from trainer import paths
from trainer.check import check_course
from trainer.course import factfile, rulefile
from trainer.course.model import Fact, FactType
from trainer.schema import FOLDER, KINDS, find_kind, make_document, make_documents, modeline
from trainer.schema.choices import CHOICES
from trainer.schema.demands import needs_of_type
from trainer.schema.fields import HIDDEN, TOLD, element_of, list_fields
from trainer.schema.files import FactFile, MacroFile, PurposeFile, RuleFile
from trainer.schema.folder import format_schema, write_schemas

SHIPPED = paths.content_dir() / "essentials"
FILES = sorted(SHIPPED.rglob("*.yaml"))
STRUCTS = list(dict.fromkeys(struct for kind in KINDS for struct in fields_doc.parts_of(kind.root)))


@cache
def validator(kind: str) -> Draft7Validator:
    return Draft7Validator(make_documents()[kind] if kind != "any" else make_document())


class YamlOfToday(yaml.SafeLoader):
    """YAML 1.2, as editors read it where nobody asks for 1.1: `yes` and `no` are texts."""


YamlOfToday.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def errors_in(folder: Path, loader: type[yaml.SafeLoader] = yaml.SafeLoader) -> Iterator[ValidationError]:
    for path in sorted(folder.rglob("*.yaml")):
        if path.is_file() and (kind := find_kind(path.relative_to(folder))):
            yield from validator(kind.name).iter_errors(yaml.load(path.read_text("utf-8"), loader))


# Descriptions.


@pytest.mark.parametrize("struct", STRUCTS, ids=lambda struct: struct.__name__)
def test_every_field_is_described_and_nothing_else(struct: type[msgspec.Struct]) -> None:
    names = {field.encode_name for field in msgspec.structs.fields(struct) if (struct, field.encode_name) not in HIDDEN}
    assert set(TOLD[struct]) == names | {""}
    wrong = [text for text in TOLD[struct].values() if not re.fullmatch(r"[^：，。]{1,14}：[^：].*[。”]", text)]
    assert not wrong, "a name, a full-width colon, a sentence"


def test_everything_described_is_written_somewhere() -> None:
    assert set(TOLD) == set(STRUCTS)


def test_every_choice_of_the_model_is_described_and_nothing_else() -> None:
    used: set[int] = set()
    for struct in STRUCTS:
        for field in list_fields(struct):
            element = element_of(field.type)
            if isinstance(element, inspect.LiteralType):
                assert set(field.choices) == set(element.values), f"{struct.__name__}.{field.name}"
            used |= {id(choices) for name, choices in CHOICES.items() if name in (field.name, f"{struct.__name__}.{field.name}")}
    assert used == {id(choices) for choices in CHOICES.values()}


@pytest.mark.parametrize(
    ("whole", "head"),
    [
        (FactFile, factfile._Head),
        (RuleFile, rulefile._RuleFile),
        (MacroFile, rulefile._MacroFile),
        (PurposeFile, rulefile._PurposeFile),
    ],
)
def test_whole_files_have_the_heads_that_the_readers_take(whole: type[msgspec.Struct], head: type[msgspec.Struct]) -> None:
    told = [[(field.name, field.required) for field in msgspec.structs.fields(one)] for one in (whole, head)]
    assert told[0] == told[1]


def test_the_reference_is_fresh_and_holds_every_field() -> None:
    text = fields_doc.make_reference()
    assert text in PAGE.read_text("utf-8"), "run: python tests/authoring_doc.py"
    assert text.count("\n| `") == sum(len(list_fields(struct)) for struct in STRUCTS) + sum(map(len, fields_doc.LONG.values()))


# The documents.


@pytest.mark.parametrize("kind", [*(kind.name for kind in KINDS), "any"])
def test_documents_are_schemas_in_readable_chinese(kind: str) -> None:
    schema = validator(kind).schema
    Draft7Validator.check_schema(schema)
    text = format_schema(dict(schema))
    assert "\\u" not in text
    assert json.loads(text) == schema
    patterns = re.findall(r'"pattern": (".*")', text)
    assert all(re.compile(json.loads(pattern)) for pattern in patterns)


def test_the_shipped_schema_files_are_fresh(tmp_path: Path) -> None:
    written = {path.name: path.read_bytes() for path in write_schemas(tmp_path / "new" / "deep")}
    shipped = {path.name: path.read_bytes() for path in (SHIPPED / FOLDER).iterdir()}
    assert shipped == written, "run: trainer course schema --out content/essentials/schema"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SHIPPED).as_posix())
def test_every_shipped_file_names_its_schema_and_fits_it(path: Path) -> None:
    kind = find_kind(path.relative_to(SHIPPED))
    assert kind
    text = path.read_text("utf-8")
    first = text.split("\n", 1)[0]
    assert first == modeline(kind)
    assert (path.parent / first.partition("$schema=")[2]).resolve() == (SHIPPED / FOLDER / kind.file_name).resolve()
    assert not list(validator(kind.name).iter_errors(yaml.safe_load(text)))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("course.yaml", "course"),
        ("source.yaml", "source"),
        ("roleplay.yaml", "roleplay"),
        ("facts/a.yaml", "facts"),
        ("facts/course.yaml", "facts"),
        ("rules/macros.yaml", "macros"),
        ("rules/purposes.yaml", "purposes"),
        ("rules/refuse.yaml", "rules"),
        ("scenarios/macros.yaml", "scenario"),
        ("facts/deep/a.yaml", None),
        ("notes.yaml", None),
        ("facts/a.txt", None),
    ],
)
def test_the_kind_of_a_file_is_told_by_its_place(path: str, kind: str | None) -> None:
    found = find_kind(Path(path))
    assert (found.name if found else None) == kind


# A file of every kind, small, for the document that takes any of them.
SMALL = {
    "course": HEAD,
    "facts": STEPS_FILE,
    "rules": RULES,
    "macros": MACROS,
    "purposes": PURPOSES,
    "source": "title: 讲义\nsections:\n- {id: S01, title: 甲, items: 3}\n",
    "scenario": SCENARIO + "facts: [a]\nweights: {named: -2}\n",
}


@pytest.mark.parametrize("kind", SMALL)
def test_the_one_document_takes_any_file_and_knows_which_it_is(kind: str) -> None:
    value = yaml.safe_load(SMALL[kind])
    assert not list(validator("any").iter_errors(value))
    errors = list(validator("any").iter_errors(value | {"odd": 1}))
    assert [(list(error.absolute_path), error.validator) for error in errors] == [([], "additionalProperties")]


def test_the_one_document_takes_the_shared_file_and_nothing_strange() -> None:
    assert not list(validator("any").iter_errors(yaml.safe_load((SHIPPED / "roleplay.yaml").read_text("utf-8"))))
    assert list(validator("any").iter_errors({"hello": 1}))
    assert list(validator("any").iter_errors([]))


# What is refused: the sample, a break, the place, and words of the message.
IN_FACTS = [
    ("  title: 我不能……\n", "", [], "缺少“title”"),
    ("  title: 我不能……", "  titel: 我不能……", [], "栏名只能是：id、type、title"),
    ("id: phrase-cannot", "id: Phrase_Cannot", ["id"], "短横线"),
    ("tier: must", "tier: most", ["tier"], "只能写：must、useful、background"),
    ("type: phrase", "type: phrases", ["type"], "只能写：phrase"),
    ("source: [S15.1]", "source: S15.1", ["source"], "列表"),
    ("source: [S15.1]", "source: [S15]", ["source", 0], "写到条目"),
    ("title: 我不能……", "title: 9:30", ["title"], "双引号"),
    ("title: 我不能……", "title: no", ["title"], "双引号"),
    ("title: 我不能……", "title: 2026-11-22", ["title"], "双引号"),
    ("title: 我不能……", "title:", ["title"], "删掉这一行"),
    ('  avoid: ["不能", "没(法|办法)"]\n', "", [], "种类是 phrase：缺少“avoid”"),
    ("  hears: 你连试都不想试。\n", "", [], "缺少“hears”"),
    ("hears: 你连试都不想试。", 'hears: " "', ["hears"], "不能空着"),
    ("why: 先说能做的，顾客才听得进去。", 'why: ""', ["why"], "不能空着"),
    ("instead: 我先帮您看看能怎么办。", 'instead: "我先\\n看看"', ["instead"], "换行"),
    ("standing: sound", "standing: dated", [], "缺少“note”"),
    ("  cold: true", "  cold: 是", ["cold"], "true"),
    ("  cold: true", "  cold: true\n  rev: 二", ["rev"], "整数"),
    ("  cold: true", "  cold: true\n  rev: 0", ["rev"], None),
    ("  cold: true", "  cold: true\n  topic: steps", [], "栏名只能是"),
    ("  - 一开口就拒绝，顾客的耳朵就关上了。", "  - 一\n  - 二\n  - 三", ["lesson"], None),
    ("    - 非常抱歉，这个爱莫能助哦。\n", "", ["scenes", 0, "wrong"], None),
    ("    keys:\n    - [帮您, 我去]\n    - [换, 店长]\n", "", ["scenes", 0], "缺少“keys”"),
    ("text: 我【给您】排上号。", "text: 我给您排上号。", ["cloze", 1, "text"], "一处【答案】"),
    ("text: 我【给您】排上号。", "text: 我【给您】【排】上号。", ["cloze", 1, "text"], "一处【答案】"),
    ("say: 我不能破例。, ", "", ["flag", 2], "缺少“say”"),
    ("say: 我不能破例。", "sya: 我不能破例。, say: 不行", ["flag", 2], "栏名只能是：situation、say"),
]


@pytest.mark.parametrize(("old", "new", "place", "said"), IN_FACTS, ids=[row[1].strip()[:30] or row[0].strip()[:30] for row in IN_FACTS])
def test_a_wrong_fact_is_refused_at_its_place(old: str, new: str, place: list[str | int], said: str | None) -> None:
    refused(validator("facts"), swap(PHRASES_FILE, old, new), ["facts", 0, *place], said)


OTHER = [
    ("course", HEAD, "id: sample", "id: 样课", ["id"], "短横线"),
    ("course", HEAD, 'version: "1"', "version: 1.0", ["version"], "双引号"),
    ("course", HEAD, "title: 样课", "title: 样课\ninterval_cap_days: 400", ["interval_cap_days"], None),
    ("course", HEAD, "title: 样课", "title: 样课\nfacts: []", [], "栏名只能是"),
    ("course", HEAD, "- {id: steps, title: 步骤}", "- steps", ["topics", 1], "栏名只能是：id、title"),
    ("rules", RULES, "category: refuse", "category: refuze", ["rules", 0, "category"], "只能写：refuse"),
    ("rules", RULES, "  category: refuse\n", "", ["rules", 0], "category 或 move"),
    ("rules", RULES, "category: refuse", "category: refuse\n  move: solve", ["rules", 0], "只写一个"),
    ("rules", RULES, "  why: 先说能做的，顾客才听得进去。\n", "", ["rules", 0], "写了 category：缺少“why”"),
    ("rules", RULES, "我不能退。, 我们不能退。, 我真的不能退。", "我不能退。", ["rules", 0, "examples", "flag"], None),
    ("rules", RULES, "source: [S15.1]", "severity: 4", ["rules", 0, "severity"], "只能写：1、2、3"),
    ("macros", MACROS, "any:", "all:", ["macros", 0], "缺少“any”"),
    ("purposes", PURPOSES, "[ask_address]", "[address]", ["purposes", 0, "clears", 0], "只能写"),
    ("source", SMALL["source"], "S01", "S1", ["sections", 0, "id"], "S01"),
    ("source", SMALL["source"], "items: 3", "items: 0", ["sections", 0, "items"], None),
    ("scenario", SCENARIO, "says: [昨天买的凉鞋，今天就开胶了！]", "says: []", ["says"], None),
    ("scenario", SCENARIO, "goals: [[solve]]", "goals: [solve]", ["nodes", 1, "goals", 0], "列表"),
    ("scenario", SCENARIO, "goals: [[solve]]", "goals: [[solved]]", ["nodes", 1, "goals", 0, 0], "只能写"),
    ("scenario", SCENARIO, "plays:\n", "person: {mood: 10}\nplays:\n", ["person", "mood"], None),
    ("scenario", SCENARIO, "plays:\n", "weights: {emphaty: -2}\nplays:\n", ["weights"], "empathy"),
    ("scenario", SCENARIO, "plays:\n", "weights: {hurt_2: 0}\nplays:\n", ["weights", "hurt_2"], None),
    ("scenario", SCENARIO, "plays:\n", "endings: {boundry: [好]}\nplays:\n", ["endings"], "boundary"),
    ("scenario", SCENARIO, "plays:\n", "branches:\n- {from: upset, to: close}\nplays:\n", ["branches", 0], "怎样才走"),
    (
        "scenario",
        SCENARIO,
        "plays:\n",
        "branches:\n- {from: a, to: b, violated: [blam]}\nplays:\n",
        ["branches", 0, "violated", 0],
        "blame",
    ),
    ("scenario", SCENARIO, "ending: home", "ending: good", ["plays", 0, "ending"], "home"),
]


@pytest.mark.parametrize(("kind", "text", "old", "new", "place", "said"), OTHER, ids=[f"{row[0]} {row[3].strip()[:30]}" for row in OTHER])
def test_another_wrong_file_is_refused_at_its_place(
    kind: str, text: str, old: str, new: str, place: list[str | int], said: str | None
) -> None:
    assert not list(validator(kind).iter_errors(yaml.safe_load(text)))
    refused(validator(kind), swap(text, old, new), place, said)


def refused(schema: Draft7Validator, text: str, place: list[str | int], said: str | None) -> None:
    errors = [error for error in schema.iter_errors(yaml.safe_load(text)) if list(error.absolute_path) == place]
    assert errors
    if said is None:  # a count or a size: editors have their own words for that
        assert {error.validator for error in errors} <= {"minItems", "maxItems", "minimum", "maximum"}
    else:
        assert said in "\n".join(_message(error) for error in errors)


def _message(error: ValidationError) -> str:
    if error.schema is False:  # the message stands one level up, and so does the place
        return "只写一个"
    assert isinstance(error.schema, dict)
    own = error.schema.get("patternErrorMessage") if error.validator == "pattern" else None
    return str(own or error.schema["errorMessage"])


# The schema and the checker agree.
REFUSED = ["E200", "E201", "E202", "E203", "E204", "E205", "E206", "E305", "E313", "E314", "E317", "E401", "E402", "E404", "E405", "E407"]
REFUSED += ["E408", "E410", "E411", "E413", "E702", "E703", "E706", "E814", "E816", "E817", "E818"]
"""Codes that an editor shows too; the others need the whole course, or the program."""


@pytest.mark.parametrize("code", REFUSED)
def test_what_the_checker_calls_an_error_an_editor_does_too(tmp_path: Path, code: str) -> None:
    examples = [example for example in EXAMPLES if example.code == code]
    assert examples
    for number, example in enumerate(examples):
        folder = example.write_wrong(tmp_path / str(number))
        assert list(errors_in(folder)) or list(errors_in(folder, YamlOfToday)), example.wrong


SOUND = [example for example in EXAMPLES if example.code != "W118"]


@pytest.mark.parametrize("example", SOUND, ids=[f"{example.code}-{number}" for number, example in enumerate(SOUND)])
def test_what_the_checker_takes_an_editor_takes(tmp_path: Path, example: Example) -> None:
    assert not list(errors_in(example.write_right(tmp_path / "right")))
    if example.code.startswith("W"):
        assert not list(errors_in(example.write_wrong(tmp_path / "wrong")))


FACT = {
    **yaml.safe_load(STEPS_FILE)["facts"][0],
    **yaml.safe_load(PAIR)[0],
    "id": "everything",
    "principle": "everything",
    "apart": [],
    "figures": [{"name": "回来的顾客", "value": "82", "means": "多数。", "wrong": ["64", "45", "91"]}],
}


@pytest.mark.parametrize("type_", get_args(FactType))
def test_what_a_type_of_fact_needs_is_what_the_checker_needs(tmp_path: Path, type_: str) -> None:
    for name in sorted(set(FACT) - {"id", "type"}):
        part = {key: value for key, value in FACT.items() if key != name} | {"type": type_}
        demanded = {"facts": [part], "topic": "phrases"}
        (folder := tmp_path / name).mkdir()
        write_course(folder / "c", phrases=yaml.safe_dump(demanded, allow_unicode=True))
        problems = [problem for problem in check_course(folder / "c").problems if problem.code in ("E201", "E404", "E405")]
        assert bool(problems) == bool(list(validator("facts").iter_errors(demanded))), name
    assert set(needs_of_type(type_)) <= set(FACT)


# Skeletons.


SKELETONS = [
    (kind, name, snippet)
    for kind, document in make_documents().items()
    for name, schema in [("", document), *document["definitions"].items()]
    for snippet in schema.get("defaultSnippets", [])
]


def write_lines(value: Any) -> list[str]:
    """Write a skeleton as the yaml-language-server does: texts as they are, without quotes, the first choice of several."""
    match value:
        case dict():
            return [line for key, inner in value.items() for line in _write_field(key, inner)]
        case list():
            return [f"{'  ' if number else '- '}{line}" for inner in value for number, line in enumerate(write_lines(inner))]
    return [re.sub(r"\$\{\d+(?:\|([^,|]*)[^}]*|:([^}]*))\}", lambda found: found[1] or found[2], value)]


def _write_field(key: str, value: Any) -> list[str]:
    lines = write_lines(value)
    return [f"{key}: {lines[0]}"] if isinstance(value, str) else [f"{key}:", *(f"  {line}" for line in lines)]


@pytest.mark.parametrize(("kind", "name", "snippet"), SKELETONS, ids=[f"{kind} {snippet['label']}" for kind, _, snippet in SKELETONS])
def test_a_skeleton_is_sound_as_it_stands(kind: str, name: str, snippet: dict[str, Any]) -> None:
    value = yaml.safe_load("\n".join(write_lines(snippet["body"])))
    schema = make_documents()[kind]
    root = schema["definitions"][name] if name else schema
    found = list(Draft7Validator({**root, "definitions": schema["definitions"]}).iter_errors(value))
    assert not found, found[0].message
    numbers = re.findall(r"\$\{(\d+)", json.dumps(snippet))
    assert len(numbers) == len(set(numbers))


def test_there_is_a_skeleton_for_every_type_of_fact() -> None:
    labels = [snippet["label"] for kind, name, snippet in SKELETONS if (kind, name) == ("facts", "Fact")]
    assert [label.split()[-1] for label in labels] == list(CHOICES["type"])


# The command.


def test_prints_one_document() -> None:
    done = run("course", "schema")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == make_document()


def test_prints_chinese_for_everybody() -> None:
    done = run("--lang", "en", "course", "schema")
    assert json.loads(done.stdout) == make_document()


def test_writes_a_file_a_kind_and_says_what(tmp_path: Path) -> None:
    done = run("course", "schema", "--out", str(tmp_path / "schema"))
    assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in (tmp_path / "schema").iterdir())
    assert names == sorted(kind.file_name for kind in KINDS)
    assert all(name in done.stdout for name in names)
    assert modeline(KINDS[1]) in done.stdout
    if os.name != "nt":
        assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "schema").iterdir()} == {0o644}


def test_says_what_to_do_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    done = run("course", "schema", "--out", str(tmp_path / "file"))
    assert done.returncode == 1
    assert str(tmp_path / "file") in done.stderr and "→" in done.stderr
    assert (tmp_path / "file").read_text("utf-8") == "x"


def test_a_failed_write_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = write_schemas(tmp_path)[0]
    before = first.read_bytes()

    def fail(source: object, target: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_schemas(tmp_path)
    assert first.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == len(KINDS)


def test_other_commands_load_nothing_of_it() -> None:
    code = (
        "import sys; from trainer.cli import main\n"
        "sys.argv = ['trainer', 'course', '--help']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([name for name in sys.modules if name.startswith('trainer.schema')], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "schema" in done.stdout


def test_the_facts_of_a_course_are_described_for_the_model_of_today() -> None:
    assert {field.name for field in list_fields(Fact)} == set(make_documents()["facts"]["definitions"]["Fact"]["properties"])
