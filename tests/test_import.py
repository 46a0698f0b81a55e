"""A table becomes part of a course, all of it or nothing; what is wrong is said by row and column."""

from __future__ import annotations

import io
import os
import random
import shutil
import sys
from pathlib import Path

import pytest
from course_samples import write_course
from hostile_tables import TABLES, Table, book, csv_text, example, save, shared_book, shared_rows, whole_book
from openpyxl import load_workbook
from plain_driver import run as run_program

from trainer.check import check_course
from trainer.cli import filing, importplan
from trainer.cli.addition import Change
from trainer.cli.run import run
from trainer.course.blankbook import build_csv
from trainer.course.columns import FACT, KINDS, QUESTION, SCENARIO
from trainer.course.grid import read_grids
from trainer.course.read import read_course
from trainer.course.scenariofile import SHARED_NAME, load_scenarios
from trainer.course.sheet import column_letters
from trainer.course.table import read_table
from trainer.errors import TrainerError
from trainer.paths import content_dir

OWN = "facts/phrases-own.yaml"
SCENE = {"场景": "餐厅，客满，客人问还要等多久。", "顺口说错的话": "现在不能给您安排位子。", "该说的话": "我帮您留意，十分钟左右有空位。"}
SCENE |= {"听着行其实不行1": "您自己看，都坐满了呀。", "听着行其实不行2": "高峰期都这样，您多担待。"}
SCENE |= {
    "也可以说1": "我给您排上号，先坐这边歇会儿。",
    "也可以说2": "我帮您看看吧台有没有空位。",
    "关键字1": "帮您，给您",
    "关键字2": "空位 排上",
}


on_posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes, links and permissions are POSIX")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A small sound course that can be played, too."""
    folder = write_course(tmp_path / "course")
    shutil.copy(content_dir() / "essentials" / SHARED_NAME, folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def import_file(course: Path, path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    """Run the command and return its exit code and everything it said."""
    code = run(["course", "import", str(path), "--to", str(course)], os.environ)
    shown = capsys.readouterr()
    return code, (shown.out + shown.err).splitlines()


def import_rows(course: Path, capsys: pytest.CaptureFixture[str], *rows: dict[str, str]) -> tuple[int, list[str]]:
    """The same for rows of facts in a CSV file."""
    path = course.parent / "表.csv"
    path.write_bytes(csv_text(*rows).encode("utf-8-sig"))
    return import_file(course, path, capsys)


def put(path: Path, content: bytes) -> Path:
    """Write a file and return its path."""
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name, marks=on_posix if case.name == "a pipe" else ()) for case in TABLES])
def test_hostile_tables_are_refused_and_nothing_is_written(
    tmp_path: Path, course: Path, case: Table, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / case.file
    content = case.make(path)
    if content is not None:
        path.write_bytes(content)
    before = contents(course)
    code, lines = import_file(course, path, capsys)
    assert code in (1, 2)
    assert case.said in "\n".join(lines)
    assert lines[-1].startswith("→")
    assert len(lines) < 110 and all(len(line) < 500 and line.isprintable() for line in lines)
    assert contents(course) == before


def test_there_are_enough_hostile_tables_and_none_twice() -> None:
    assert len({case.name for case in TABLES}) == len(TABLES) >= 60


def test_damaged_tables_never_crash() -> None:
    chance = random.Random(7)
    sound = [save(whole_book()), shared_book(shared_rows(example(FACT))), csv_text(example(FACT)).encode("gbk")]
    for _round in range(400):
        content = bytearray(chance.choice(sound))
        for _change in range(chance.randint(1, 6)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        if chance.random() < 0.2:
            del content[chance.randrange(len(content)) :]
        try:
            read_grids(read_table(bytes(content)))
        except TrainerError:
            continue


def test_the_template_is_imported_as_it_stands_and_the_course_is_sound(
    tmp_path: Path, course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "课程模板.xlsx"
    assert run(["course", "import", "--template", str(path), "--to", str(course)], os.environ) == 0
    made = load_workbook(path)
    assert made.sheetnames == ["知识点", "手写题", "情景", "说明"]
    made["知识点"].cell(2, list_columns().index("出处") + 1).value = "S15.1"  # a course of its own wants a source
    made.save(path)
    code, lines = import_file(course, path, capsys)
    assert code == 0
    assert "加好了：1 个知识点、1 道手写题、1 个情景。" in lines
    report = check_course(course)
    assert report.errors == []
    fact = next(fact for fact in read_course(course).facts if fact.title == "先说能做的")
    assert (fact.topic, fact.id, len(fact.scenes), fact.questions[0].key) == ("phrases", "xian-shuo-neng-zuo-de", 1, ["先说能帮他做什么"])
    scenario = load_scenarios(course).scenarios["jia-sheng-de-mi-fan"]
    assert (scenario.title, scenario.trade, len(scenario.says), scenario.offer) == ("夹生的米饭", "家电", 2, ["换一台新的", "当场试给他看"])


def list_columns() -> list[str]:
    return [column.name for column in FACT.columns]


def test_the_template_explains_every_column_and_offers_the_topics(tmp_path: Path, course: Path) -> None:
    path = tmp_path / "t.xlsx"
    assert run(["course", "import", "--template", str(path), "--to", str(course)], os.environ) == 0
    made = load_workbook(path)
    notes = {(row[0].value, row[1].value) for row in made["说明"].iter_rows(min_row=2) if row[1].value}
    assert notes == {(kind.name, column.name) for kind in KINDS for column in kind.columns}
    assert [made["说明"].cell(row, 7).value for row in (2, 3)] == ["禁语", "步骤"]
    sheet = made["知识点"]
    assert sheet.freeze_panes == "A2" and sheet.column_dimensions["F"].number_format == "@"
    assert {rule.formula1 for rule in sheet.data_validations.dataValidation} >= {"'说明'!$G$2:$G$3", '"必会,有用,了解"'}


FORMS = {
    "UTF-8": lambda text: text.encode(),
    "with a byte order mark": lambda text: text.encode("utf-8-sig"),
    "GBK": lambda text: text.encode("gbk"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "line feeds alone": lambda text: text.replace("\r\n", "\n").encode(),
    "told separator": lambda text: ("sep=,\r\n" + text).encode("gbk"),
    "trailing blanks": lambda text: (text.replace("\r\n", ",,,\r\n") + ",,\r\n" * 30).encode(),
}
ROWS = (example(FACT), example(FACT, 名字="先说能做的", 主题="", 为什么="", 顾客心里的话="", 出处="") | SCENE)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What two rows come to."""
    course = write_course(tmp_path_factory.mktemp("expected") / "course")
    path = put(course.parent / "a.xlsx", save(book(("知识点", list(ROWS)))))
    assert run(["course", "import", str(path), "--to", str(course)], os.environ) == 0
    return (course / OWN).read_bytes()


@pytest.mark.parametrize("form", FORMS)
def test_every_encoding_gives_the_same_course(course: Path, expected: bytes, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = put(course.parent / "a.csv", FORMS[form](csv_text(*ROWS)))
    assert import_file(course, path, capsys)[0] == 0
    assert (course / OWN).read_bytes() == expected


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_every_separator_gives_the_same_course(course: Path, expected: bytes, delimiter: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = put(course.parent / "a.csv", csv_text(*ROWS, delimiter=delimiter).encode("gbk"))
    assert import_file(course, path, capsys)[0] == 0
    assert (course / OWN).read_bytes() == expected


def test_a_workbook_as_excel_and_wps_write_it_gives_the_same_course(
    course: Path, expected: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    path = put(course.parent / "a.xlsx", shared_book(shared_rows(*ROWS)))
    assert import_file(course, path, capsys)[0] == 0
    assert (course / OWN).read_bytes() == expected


def test_merged_titles_hidden_sheets_and_other_orders_are_read_as_they_are_meant(
    course: Path, expected: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    made = book(("知识点", [dict(reversed(row.items())) for row in ROWS]), ("草稿", [{"随便": "写写"}]))
    sheet = made["知识点"]
    at = list(reversed(ROWS[0])).index("名字") + 1
    sheet.cell(3, at).value = None
    letters = sheet.cell(3, at).column_letter
    sheet.merge_cells(f"{letters}2:{letters}3")
    sheet.insert_rows(1, 2)
    sheet.merged_cells.ranges.pop()
    sheet.merge_cells(f"{letters}4:{letters}5")
    sheet["A1"] = "某某店课程表"
    made["草稿"].sheet_state = "hidden"
    code, _lines = import_file(course, put(course.parent / "a.xlsx", save(made)), capsys)
    assert code == 0
    assert (course / OWN).read_bytes() == expected


def test_our_reading_agrees_with_openpyxl() -> None:
    content = save(whole_book())
    made = load_workbook(io.BytesIO(content))
    for sheet in read_table(content):
        theirs = {cell.coordinate: cell.value for row in made[sheet.name].iter_rows() for cell in row if cell.value is not None}
        ours = {made[sheet.name].cell(row.number, at).coordinate: cell.text for row in sheet.rows for at, cell in row.cells.items()}
        assert ours == theirs


WRONG = [
    (
        {"主题": "禁言"},
        "第 2 行“主题”（A 列）：课程里没有主题“禁言”。 → 可以写的有：禁语、步骤。要新的主题，先在 course.yaml 的 topics 里加上。",
    ),
    ({"种类": "常用说话"}, "第 2 行“种类”（B 列）：“常用说话”不能写在这里。 → 是不是想写“常用说法”？"),
    ({"种类": "数字"}, "第 2 行“种类”（B 列）：“数字”不能写在这里。 → 只能写：规矩、禁语、别问的事、常用说法、原则、好坏话"),
    ({"名字": ""}, "第 2 行“名字”（C 列）：这一格是空的。 → 写上内容，如：先说能做的"),
    ({"为什么": " "}, "第 2 行“为什么”（D 列）：这一格是空的。 → 写上内容，如：先听到能做的，顾客才听得进后面的限制。"),
    ({"场景": "　"}, "第 2 行“场景”（F 列）：这一格是空的。 → 写上内容，如：服装店，吊牌剪了，顾客问：“还能退吗？”"),
    ({"要紧": "有点"}, "第 2 行“要紧”（O 列）：“有点”不能写在这里。 → 只能写：必会、有用、了解"),
    ({"编号": "先说"}, "第 2 行“编号”（Q 列）：编号“先说”不合写法。 → 用英文小写字母、数字和短横线，如 say-what-you-can；或者空着。"),
    ({"编号": "ｐｈｒａｓｅ-cannot"}, "第 2 行“编号”（Q 列）：编号“phrase-cannot”已经有了。 → 换一个没用过的，或者空着。"),
    (
        {"名字": "我不能……"},
        "第 2 行“名字”（C 列）：课程里已经有叫这个名字的知识点（phrase-cannot）。 → 换一个名字；要改原来的，就在课程文件里改。",
    ),
    ({"出处": "S15"}, "第 2 行“出处”（P 列）：出处“S15”只写到节，没有写到条目。"),
    ({"关键字2": "月亮"}, "第 2 行“该说的话”（J 列）：好句子里没有这一组关键词（月亮）：我先帮您问问店长，看能不能换一件合身的。"),
    ({"不许说的字": "(店长"}, "第 2 行“不许说的字”（R 列）：“(店长”的写法不对。"),
]


@pytest.mark.parametrize(("changed", "said"), WRONG, ids=[",".join(changed) + str(number) for number, (changed, _) in enumerate(WRONG)])
def test_errors_name_row_and_column(course: Path, changed: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    names = [*(name for name in list_columns() if name in example(FACT)), "编号", "不许说的字"]
    row = {name: example(FACT).get(name, "") for name in names} | changed
    before = contents(course)
    code, lines = import_rows(course, capsys, row)
    assert code == 1
    assert any(line.startswith(f"表.csv：{said}") for line in lines), lines
    assert "什么都没有写进课程。" in lines[-2]
    assert contents(course) == before


def test_what_the_checker_finds_is_said_of_the_right_row(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    second = example(FACT) | SCENE | {"关键字1": "月亮"}
    code, lines = import_rows(course, capsys, example(FACT), second)
    assert code == 1
    assert lines[0].startswith("表.csv：第 3 行“该说的话”（J 列）：好句子里没有这一组关键词（月亮）")
    assert not any("第 2 行" in line or "/tmp" in line for line in lines)


def test_warnings_are_said_and_hinder_nothing(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = import_rows(course, capsys, example(FACT, 名字="这个名字长得一眼看不完，谁也记不住它"))
    assert code == 0
    assert any(line.startswith("提醒 表.csv：第 2 行“名字”（C 列）：“title”有 18 个字，超过 16 个。") for line in lines), lines


def test_what_came_in_is_named(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [example(FACT, 名字=f"第{number}条", 场景=f"第{number}家店，顾客问：“能退吗？”") for number in range(12)]
    assert f"新的有：{'、'.join(f'第{number}条' for number in range(10))}、……" in import_rows(course, capsys, *rows)[1]


def test_scenes_of_one_name_belong_together(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = example(FACT, 名字="另一个", 顾客心里的话="又来了。")
    assert import_rows(course, capsys, ROWS[0], other, ROWS[1])[0] == 0
    facts = {fact.title: fact for fact in read_course(course).facts}
    assert [scene.situation for scene in facts["先说能做的"].scenes] == [ROWS[0]["场景"], SCENE["场景"]]
    assert len(facts["另一个"].scenes) == 1


PAIR = {"种类": "好坏话", "名字": "你没有填对", "原则": "先说能做的", "坏话": "你没有填对", "换成怎么说": "这张表还差两处，我指给您看。"}

PRINCIPLE = example(FACT, 种类="原则", 原则="", 坏话="", 换成怎么说="")


def test_a_pair_hangs_on_a_principle_of_the_course_or_of_the_table(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [PRINCIPLE, example(FACT, **PAIR), SCENE | {"名字": PAIR["名字"]}]
    code, lines = import_rows(course, capsys, *rows)
    assert code == 0, lines
    facts = {fact.title: fact for fact in read_course(course).facts}
    principle, pair = facts["先说能做的"], facts[PAIR["名字"]]
    assert (pair.type, pair.principle, pair.trigger, pair.modern) == ("pair", principle.id, "你没有填对", PAIR["换成怎么说"])
    assert pair.original == [pair.modern] and pair.variants == pair.scenes[0].also
    assert len(pair.scenes) == 2
    assert import_rows(course, capsys, example(FACT, **PAIR | {"名字": "你又填错了"}))[0] == 0
    assert [fact.principle for fact in read_course(course).facts if fact.type == "pair"] == [principle.id] * 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"坏话": ""}, "第 3 行“坏话”（{}）：这一格是空的。 → 好坏话才写：顺口会说、却惹人生气的那几个字。"),
        ({"换成怎么说": ""}, "第 3 行“换成怎么说”（{}）：这一格是空的。"),
        ({"原则": ""}, "第 3 行“原则”（{}）：这一格是空的。"),
        ({"原则": "先说能做"}, "第 3 行“原则”（{}）：课程里没有原则“先说能做”。 → 可以写的有：先说能做的"),
        ({"种类": "规矩", "原则": "", "换成怎么说": ""}, "第 3 行“坏话”（{}）：只有好坏话才写这一格。"),
    ],
)
def test_only_a_pair_has_what_a_pair_has(course: Path, changed: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    before, row = contents(course), example(FACT, **PAIR) | changed
    code, lines = import_rows(course, capsys, PRINCIPLE, row)
    letters = column_letters(list(example(FACT, **PAIR)).index(next(name for name in PAIR if name in said)) + 1)
    assert code == 1
    assert lines[0].startswith(f"表.csv：{said.format(letters + ' 列')}"), lines
    assert contents(course) == before


def test_the_template_offers_the_principles(tmp_path: Path, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert import_rows(course, capsys, PRINCIPLE)[0] == 0
    path = tmp_path / "t.xlsx"
    assert run(["course", "import", "--template", str(path), "--to", str(course)], os.environ) == 0
    made = load_workbook(path)
    assert [made["说明"].cell(row, 8).value for row in (1, 2, 3)] == ["可以写的原则", "先说能做的", None]
    assert "'说明'!$H$2:$H$2" in {rule.formula1 for rule in made["知识点"].data_validations.dataValidation}


def test_without_a_principle_it_is_said_where_to_write_one(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = import_rows(course, capsys, example(FACT, **PAIR))
    assert code == 1
    assert "课程里没有原则“先说能做的”。 → 先在种类是“原则”的一行里写上它。" in lines[0]


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ({"为什么": "别的道理。"}, "第 3 行“为什么”（D 列）：和第 2 行写的不一样，可名字是同一个。"),
        ({"场景": ROWS[0]["场景"], "该说的话": ROWS[0]["该说的话"]}, "第 3 行“场景”（F 列）：和第 2 行是同一个场景。"),
    ],
)
def test_rows_of_one_name_must_agree(course: Path, second: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = import_rows(course, capsys, ROWS[0], ROWS[1] | second)
    assert code == 1
    assert lines[0].startswith(f"表.csv：{said}")


ANSWERS = [
    ("1", ["甲"]),
    ("B", ["乙"]),
    ("１、３", ["甲", "丙"]),
    ("乙", ["乙"]),
    ("甲,丙", ["甲", "丙"]),
    ("4", None),
    ("1、2、3", None),
    ("戊", None),
    ("1、戊", None),
]


@pytest.mark.parametrize(("answer", "key"), ANSWERS)
def test_answers_may_be_numbers_letters_or_words(
    course: Path, answer: str, key: list[str] | None, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"知识点": "我不能……", "问题": "哪一句？", "选项1": "甲", "选项2": "乙", "选项3": "丙", "答案": answer, "为什么": "就是它。"}
    code, lines = import_file(course, put(course.parent / "题.csv", csv_text(row).encode("gbk")), capsys)
    if key is None:
        assert code == 1
        assert lines[0].startswith(f"题.csv：第 2 行“答案”（F 列）：答案“{answer}”和选项对不上。")
    else:
        assert code == 0
        fact = next(fact for fact in read_course(course).facts if fact.id == "phrase-cannot")
        assert fact.questions[-1].key == key


def test_a_typed_answer_may_be_written_in_several_ways(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"知识点": "phrase-cannot", "问题": "先做什么？", "答案": "先听；先听完", "为什么": "听完才懂。"}
    assert import_file(course, put(course.parent / "题.csv", csv_text(row).encode()), capsys)[0] == 0
    fact = next(fact for fact in read_course(course).facts if fact.id == "phrase-cannot")
    assert fact.questions[0].key == ["先听", "先听完"]
    before = (course / "facts" / "b.yaml").read_text("utf-8")
    assert "questions:" in before and before.startswith("topic: phrases\nfacts:\n")


def test_a_question_of_an_unknown_fact_names_the_nearest(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = example(QUESTION, 知识点="倾听三部")
    code, lines = import_file(course, put(course.parent / "题.csv", csv_text(row).encode()), capsys)
    assert (code, lines[0]) == (1, "题.csv：第 2 行“知识点”（A 列）：没有叫“倾听三部”的知识点。 → 是不是想写“倾听三步”？")


def test_a_second_import_adds_to_the_same_file_and_keeps_its_remarks(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert import_rows(course, capsys, ROWS[0])[0] == 0
    remarked = (course / OWN).read_text("utf-8").replace("facts:\n", "facts:   # 老张写的\n")
    (course / OWN).write_text(remarked, "utf-8")
    rows = [example(FACT, 名字=f"第{name}个", 顾客心里的话=f"{name}，又来。") for name in "二三四"]
    assert import_rows(course, capsys, *rows)[0] == 0
    assert (course / OWN).read_text("utf-8").startswith(remarked.rstrip("\n"))
    assert [fact.title for fact in read_course(course).facts if fact.id not in ("phrase-cannot", "listen-steps")] == [
        "先说能做的",
        "第二个",
        "第三个",
        "第四个",
    ]


def test_importing_twice_is_refused(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = put(course.parent / "a.xlsx", save(whole_book()))
    assert import_file(course, path, capsys)[0] == 0
    before = contents(course)
    code, lines = import_file(course, path, capsys)
    assert code == 1
    assert lines[0].startswith("a.xlsx（知识点）：第 2 行“名字”（C 列）：课程里已经有叫这个名字的知识点")
    assert lines[1].startswith("a.xlsx（情景）：第 2 行“标题”（A 列）：已经有叫这个名字的情景。")
    assert contents(course) == before


def test_one_bad_row_at_the_end_keeps_all_others_out(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [example(FACT, 名字=f"第{number}个", 顾客心里的话=f"第{number}回了。") for number in range(30)]
    before = contents(course)
    code, lines = import_rows(course, capsys, *rows, example(FACT, 名字="最后", 该说的话=""))
    assert (code, len(lines)) == (1, 3)
    assert lines[0].startswith("表.csv：第 32 行“该说的话”（J 列）：这一格是空的。")
    assert contents(course) == before


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_when_a_write_fails_nothing_was_written(
    course: Path, failure: BaseException, fails_at: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert import_rows(course, capsys, example(FACT, 名字="早就有的"))[0] == 0
    before = contents(course)
    calls = []
    real = os.replace

    def replace(source: str | Path, target: str | Path) -> None:
        calls.append(target)
        if len(calls) == fails_at:
            raise failure
        real(source, target)

    made = whole_book()
    made["手写题"].append(["我不能……", "再来一题？", *["甲", "乙", "丙"], "1", "就是它。"])
    monkeypatch.setattr(filing.os, "replace", replace)
    code, lines = import_file(course, put(course.parent / "a.xlsx", save(made)), capsys)
    monkeypatch.undo()
    assert len(calls) >= fails_at
    assert code == (1 if isinstance(failure, OSError) else 130)
    assert contents(course) == before
    assert not (course / "scenarios").exists()
    if code == 1:
        assert lines[-2] == "写不进去：磁盘满了。什么都没有改。"


@on_posix
def test_files_changed_meanwhile_or_read_only_are_left_alone(tmp_path: Path) -> None:
    path, other = put(tmp_path / "a.yaml", b"new"), put(tmp_path / "b.yaml", b"old")
    with pytest.raises(TrainerError) as stale:
        filing.write_changes([Change(other, b"old", b"x"), Change(path, b"before", b"x")])
    assert "刚刚被别的程序改过" in stale.value.message.template
    with pytest.raises(TrainerError):
        filing.write_changes([Change(other, None, b"x")])
    path.chmod(0o444)
    with pytest.raises(TrainerError) as locked:
        filing.write_changes([Change(other, b"old", b"x"), Change(path, b"new", b"x")])
    assert "只读" in locked.value.message.template
    assert contents(tmp_path) == {"a.yaml": b"new", "b.yaml": b"old"}


@on_posix
def test_permissions_of_a_file_are_kept(tmp_path: Path) -> None:
    path = put(tmp_path / "a.yaml", b"old")
    path.chmod(0o640)
    filing.write_changes([Change(path, b"old", b"new")])
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o640)


def test_a_scenario_needs_what_scenarios_share(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (course / SHARED_NAME).unlink()
    path = put(course.parent / "a.csv", csv_text(example(SCENARIO)).encode())
    code, lines = import_file(course, path, capsys)
    assert (code, lines[0]) == (1, "这门课程没有 roleplay.yaml（大家共用的话），情景演不起来。")


def test_what_is_too_much_for_one_file_goes_into_several(
    course: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importplan, "FILE_MOST", 8_000)
    rows = [example(FACT, 名字=f"第{n}个", 顾客心里的话=f"第{n}回了。") for n in range(6)]
    assert import_rows(course, capsys, *rows)[0] == 0
    sizes = [path.stat().st_size for path in sorted(course.glob("facts/phrases-own*.yaml"))]
    assert len(sizes) > 1 and max(sizes) < 8_500
    assert len(read_course(course).facts) == 8


def test_errors_that_the_course_had_before_are_told_apart(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = course / "facts" / "b.yaml"
    path.write_text(path.read_text("utf-8").replace("- [换, 店长]", "- [月亮]"), "utf-8")
    code, lines = import_rows(course, capsys, example(FACT))
    assert code == 1
    assert lines[0].startswith(f"{path}:") and "E505" in lines[0]
    assert lines[-2] == "课程里原来就有错误，什么都没有写。"
    assert not (course / OWN).exists()


def test_the_template_never_takes_the_place_of_a_file(tmp_path: Path, course: Path) -> None:
    path = put(tmp_path / "课程模板.xlsx", b"mine")
    done = run_program("course", "import", "--template", str(path), "--to", str(course))
    assert (done.returncode, path.read_bytes()) == (1, b"mine")
    assert done.stderr.startswith("已经有这个文件了，没有动它")


def test_the_csv_template_opens_in_excel_and_is_imported(tmp_path: Path, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "模板.csv"
    assert run(["course", "import", "--template", str(path), "--to", str(course)], os.environ) == 0
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") and content.count(b"\r\n") == 2
    text = content.decode("utf-8-sig")
    assert text.splitlines()[0].split(",") == list_columns()
    path.write_text(text.replace(",有用,", ",有用,S15.1").replace("S15.1,", "S15.1,", 1), "utf-8")
    assert import_file(course, path, capsys)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "写要导入的表格"),
        (("a.xlsx", "--template", "b.xlsx"), 2, "写要导入的表格"),
        (("--template", "b.docx"), 2, "不知道要写成哪一种"),
        (("--template", "nowhere/b.csv"), 1, "写不进去"),
    ],
)
def test_wrong_calls_say_what_to_write(course: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = run_program("course", "import", *arguments, "--to", str(course))
    assert done.returncode == code
    assert done.stderr.startswith(said)


def test_the_shipped_course_is_not_written_into(tmp_path: Path) -> None:
    path = put(tmp_path / "a.xlsx", save(whole_book()))
    done = run_program("course", "import", str(path))
    assert done.returncode == 2
    assert done.stderr.startswith("自带的课程不在这里改")


def test_reading_needs_no_library_and_writing_says_which(
    tmp_path: Path, course: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path / "a.xlsx", save(whole_book()))
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert import_file(course, path, capsys)[0] == 0
    assert run(["course", "import", "--template", str(tmp_path / "t.xlsx"), "--to", str(course)], os.environ) == 1
    assert "pip install openpyxl" in capsys.readouterr().err


def test_a_topic_is_no_formula_in_a_table_to_fill_in_and_itself_when_read_back() -> None:
    content = build_csv({"主题": ["=1+1"]})
    (sheet,) = read_table(content)
    assert b"\n'=1+1," in content and sheet.rows[1].cells[1].text == "=1+1"


def test_five_hundred_rows_take_seconds(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [example(FACT, 名字=f"第{n}个", 顾客心里的话=f"第{n}回了。", 场景=f"第{n}家店，吊牌剪了。") for n in range(300)]
    code, lines = import_rows(course, capsys, *rows)
    assert code == 0
    assert "加好了：300 个知识点。" in lines
    assert len(lines) < 40
    assert len(read_course(course).facts) == 302


@on_posix
def test_a_file_that_is_a_link_is_written_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    real = put(tmp_path / "real" / "a.yaml", b"old")
    (tmp_path / "link.yaml").symlink_to(real)
    filing.write_changes([Change(tmp_path / "link.yaml", b"old", b"new")])
    assert (tmp_path / "link.yaml").is_symlink() and real.read_bytes() == b"new"
