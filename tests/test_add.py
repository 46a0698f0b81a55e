"""`trainer course add`: asked on a pipe and on a terminal, written whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from course_samples import write_course
from plain_driver import data_folder, run
from terminal_driver import BACKSPACE, CTRL_C, CTRL_D, ENTER, Terminal

from trainer import paths
from trainer.check import check_course
from trainer.cli.addition import Change, find_faults
from trainer.cli.context import Context, describe_folder
from trainer.cli.filing import write_changes
from trainer.cli.itemasks import right_options
from trainer.course.amend import append_item
from trainer.course.compose import FactDraft, compose_fact
from trainer.course.model import Scene
from trainer.course.problem import Place, Problem
from trainer.course.read import read_course
from trainer.course.scenariofile import load_scenarios
from trainer.errors import TrainerError
from trainer.i18n import N_

pytestmark = pytest.mark.usefixtures("warm_rules")
SHIPPED = paths.content_dir() / "essentials"
NEW_TOPIC, WRITE, MEND, DROP = "3", "1", "2", "3"
SENTENCES = [
    "家电柜台，顾客抱着锅：“昨天买的，饭都是夹生的！”",
    "您是不是水放少了？",
    "这款卖得挺好，没人说夹生呀。",
    "您先拿去售后检测，开了单再来。",
    "饭夹生换我也急，我这就给您换一台。",
    "让您白忙一晚，我马上当场试给您看。",
    "真不好意思，我帮您换台新的，再教您调水。",
    "先接住他的急，再说怎么办；一上来就问用法，他只会更火。",
    "东西坏了，倒成我的错了。",
]
FACT = [NEW_TOPIC, "本店规矩", "饭夹生，先别问用法", *SENTENCES, "S15.1"]
FACT_ID = "fan-jia-sheng-xian-bie-wen-yong-fa"
QUESTION = ["夹生", "哪一种时候先别问用法？", "", "顾客抱着锅来退", "顾客打听新款", "", "1", "他急着用，先接住急再问。"]
SCENARIO = [
    "电饭煲夹生",
    "家电",
    *("昨天买的电饭煲，今天煮出来全是夹生的！", ""),
    "退货",
    "晚上家里来客人，我得有锅做饭。",
    *("换一台新的", "当场试给他看", ""),
    "煮出夹生饭，换我也急。晚上来客人是吧？我这就给您换一台。",
    *("1", "2"),
]
PAIR = [
    *("1", "1", "你自己看", "说明书在这儿，我翻给您看。", "", "家电柜台，顾客问：“这个键是干嘛的？”"),
    *("你自己看说明书就知道了。", "说明书上都写着呢，您翻翻。", "这个很简单的呀，您多按几次。", ""),
    *("这个键是预约用的，我按给您看。", "我给您演示一遍，您跟着按。"),
    *("“自己看”是把人推开；陪他看一遍，他才觉得买得值。", "问一句都嫌我烦。", "S40.1.1"),
]
SECOND = [
    *(
        "1",
        "网店客服，顾客：“这衣服能机洗吗？”",
        "你自己看吊牌上写的。",
        "亲，说明页面下面都有的。",
        "这个不好说，洗坏了我们不负责的。",
    ),
    *("能机洗，装进洗衣袋，选轻柔那一档。", "我帮您查了，冷水机洗就行。", "可以的，翻过来机洗，颜色更经穿。"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_course(tmp_path / "我的 课")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the shipped course, with shared lines and principles."""
    return Path(shutil.copytree(SHIPPED, tmp_path_factory.mktemp("whole") / "course"))


def state(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def lines(*answers: str) -> str:
    return "".join(f"{answer}\n" for answer in answers)


# On a pipe


def test_a_fact_and_a_question_of_it_are_written_and_checked(folder: Path) -> None:
    before = state(folder)
    done = run("course", "add", "fact", "--to", str(folder), feed=lines(*FACT, WRITE))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "检查过了，可以写。" in done.stdout
    assert f'trainer course preview {FACT_ID} "{folder}"' in done.stdout
    own = folder / "facts" / "ben-dian-gui-ju-own.yaml"
    assert state(folder).keys() - before.keys() == {"facts/ben-dian-gui-ju-own.yaml"}
    head = (folder / "course.yaml").read_text("utf-8")
    assert head == before["course.yaml"].decode() + "- {id: ben-dian-gui-ju, title: 本店规矩}\n"
    assert not check_course(folder).errors
    fact = read_course(folder).facts[-1]
    assert (fact.id, fact.title, fact.topic) == (FACT_ID, "饭夹生，先别问用法", "ben-dian-gui-ju")
    assert (fact.scenes[0].bad, fact.scenes[0].say, fact.hears) == (SENTENCES[1], SENTENCES[4], SENTENCES[8])

    text = own.read_text("utf-8")
    done = run("course", "add", "question", "--to", str(folder), "--yes", feed=lines(*QUESTION))
    assert done.returncode == 0, done.stdout + done.stderr
    assert own.read_text("utf-8").startswith(text.rstrip("\n"))
    question = read_course(folder).facts[-1].questions[0]
    assert (question.options, question.key) == (["顾客抱着锅来退", "顾客打听新款"], ["顾客抱着锅来退"])
    assert run("course", "preview", FACT_ID, str(folder), feed="/退出\n").returncode == 0


def test_a_scenario_is_proved_and_can_be_played(whole: Path) -> None:
    done = run("course", "add", "scenario", "--to", str(whole), feed=lines(*SCENARIO, WRITE))
    assert done.returncode == 0, done.stdout + done.stderr
    path = whole / "scenarios" / "dian-fan-bao-jia-sheng.yaml"
    assert "\n# place: " in path.read_text("utf-8")
    loaded = load_scenarios(whole, path)
    assert loaded.problems == []
    scenario = loaded.scenarios[path.stem]
    assert (scenario.offer, scenario.channel, scenario.needs) == (["换一台新的", "当场试给他看"], "phone", SCENARIO[5])
    assert "电饭煲夹生" in run("course", "preview", path.stem, str(whole), feed="/退出\n").stdout


@pytest.mark.parametrize(("second", "remark"), [(["2"], "“scenes”只有 1 个"), (SECOND, "检查过了，可以写。")])
def test_a_pair_hangs_on_a_principle(folder: Path, second: list[str], remark: str) -> None:
    path = folder / "facts" / "b.yaml"
    scene = Scene(*SENTENCES[:2], SENTENCES[2:4], SENTENCES[4], SENTENCES[5:7])
    rule = FactDraft(id="rule", type="principle", title="事不对人", why="事", hears=SENTENCES[8], scenes=[scene], source=["S40.1.1"])
    path.write_text(append_item(path.read_text("utf-8"), "facts", compose_fact(rule)), "utf-8")
    done = run("course", "add", "pair", "--to", str(folder), feed=lines(*PAIR, *second, DROP))
    assert done.returncode == 0, done.stdout + done.stderr
    assert remark in done.stdout
    assert "│   principle: rule" in done.stdout
    assert "│   title: 你自己看" in done.stdout  # Enter took the sentence itself
    assert '│   avoid: ["你自己看"]' in done.stdout
    assert "没有写进课程。" in done.stdout


@pytest.mark.parametrize("count", [0, 1, 5, len(FACT) - 1, len(FACT)])
def test_an_early_end_of_input_writes_nothing_and_says_so(folder: Path, count: int) -> None:
    before = state(folder)
    done = run("course", "add", "fact", "--to", str(folder), feed=lines(*FACT[:count]))
    assert done.returncode == 1
    assert "没有写进课程" in done.stderr
    assert state(folder) == before


def test_a_way_back_and_answers_refused_with_the_reason(folder: Path) -> None:
    answers = [*("5", "一"), "3", "本店规矩", "一" * 17, "我不能……", "写错的名字", "/上", "饭夹生，先别问用法", *SENTENCES[:2]]
    answers += [SENTENCES[1], *SENTENCES[2:], "S15", "S15.1", WRITE]
    done = run("course", "add", "fact", "--to", str(folder), feed=lines(*answers))
    assert done.returncode == 0, done.stdout + done.stderr
    for said in (
        "请输入 1 到 3 中的一个数字。",
        "有 17 个字，最多 16 个，改短一点。",
        "已经有叫这个名字的知识点了，换一个。",
        "这一句前面写过了，换一句不一样的。",
        "出处“S15”只写到节",
    ):
        assert said in done.stdout
    assert read_course(folder).facts[-1].title == "饭夹生，先别问用法"


def test_what_the_checker_calls_an_error_is_not_written_until_it_is_mended(folder: Path) -> None:
    before = state(folder)
    wrong = [*FACT]
    wrong[-3] = "先接住他的急：“您别急”，再说怎么办；他只会更火。"
    wrong[4] = "饭夹生换我也急，我这就给您换一台吧。"  # the bad sentence is nearly the good one
    done = run("course", "add", "fact", "--to", str(folder), "--yes", feed=lines(*wrong))
    assert done.returncode == 1
    assert "没有写进课程" in done.stderr and "→" in done.stderr
    assert state(folder) == before
    done = run("course", "add", "fact", "--to", str(folder), feed=lines(*wrong, "1", "5", SENTENCES[1], WRITE))
    assert "有错误，还不能写进去。" in done.stdout
    assert done.returncode == 0, done.stdout + done.stderr
    assert read_course(folder).facts[-1].scenes[0].bad == SENTENCES[1]


def test_facts_of_a_topic_go_where_its_own_facts_stand(folder: Path) -> None:
    text = (folder / "facts" / "b.yaml").read_text("utf-8")
    (folder / "facts" / "b.yaml").write_text("# 我的备注\n" + text, "utf-8")
    done = run("course", "add", "fact", "--to", str(folder), "--yes", feed=lines("1", *FACT[2:]))
    assert done.returncode == 0, done.stdout + done.stderr
    assert (folder / "facts" / "b.yaml").read_text("utf-8").startswith("# 我的备注\n" + text)
    assert (folder / "course.yaml").read_bytes() == state(folder)["course.yaml"]


@pytest.mark.parametrize(("kind", "said"), [("pair", "还没有原则"), ("scenario", "没有 roleplay.yaml")])
def test_a_course_that_is_not_fit_for_it_is_refused_before_anything_is_asked(folder: Path, kind: str, said: str) -> None:
    done = run("course", "add", kind, "--to", str(folder))
    assert done.returncode == 1 and said in done.stderr and done.stdout == ""


def test_the_shipped_course_is_left_alone() -> None:
    done = run("course", "add", "fact", feed=lines(*FACT, WRITE))
    assert done.returncode == 2 and "trainer course new" in done.stderr


# Writing


def test_all_files_are_written_or_none(tmp_path: Path) -> None:
    there, gone = tmp_path / "a.yaml", tmp_path / "b.yaml"
    there.write_bytes(b"a\n")
    gone.write_bytes(b"changed meanwhile\n")
    changes = [Change(tmp_path / "new" / "c.yaml", None, b"c\n"), Change(there, b"a\n", b"aa\n"), Change(gone, b"b\n", b"bb\n")]
    with pytest.raises(TrainerError):
        write_changes(changes)
    assert there.read_bytes() == b"a\n" and gone.read_bytes() == b"changed meanwhile\n"
    assert not (tmp_path / "new" / "c.yaml").exists()
    with pytest.raises(TrainerError):
        write_changes([Change(there, None, b"mine\n")])
    assert there.read_bytes() == b"a\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.yaml", "b.yaml"]


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX links")
def test_trying_a_change_leaves_a_linked_file_alone(folder: Path) -> None:
    path, real = folder / "facts" / "b.yaml", folder / "kept.yaml"
    path.rename(real)
    path.symlink_to(real)
    before = real.read_bytes()
    assert find_faults(folder, [Change(path, before, before + b"# one\n")], lambda course: []) == []
    assert real.read_bytes() == before


def test_only_what_is_new_is_held_against_an_addition(folder: Path) -> None:
    path = folder / "facts" / "b.yaml"
    before = path.read_bytes()
    change = Change(path, before, before + b"# one\n# two\n")
    count = before.count(b"\n")

    def look(place: Path) -> list[Problem]:
        def at(line: int, code: str) -> Problem:
            return Place(str(place / "facts" / "b.yaml"), line).problem(code, N_("{path}", path=place), N_("改好。"))

        news = [at(2, "E9")] if place != folder else []
        return [at(1, "W1"), at(1, "E1"), at(count + 1, "W2"), at(count + 2, "E2"), *news]

    assert [problem.code for problem in find_faults(folder, [change], look)] == ["W2", "E2", "E9"]


# On a terminal


def begin_fact(terminal: Terminal) -> None:
    terminal.wait_for("放在哪个主题下面？")
    terminal.wait_for_prompt()
    terminal.type("1" + ENTER)
    answer(terminal, "起个名字", "饭夹生，先别问用法")


def answer(terminal: Terminal, question: str, text: str) -> None:
    terminal.wait_for(question)
    terminal.wait_for_prompt()
    terminal.type(text + ENTER)


def test_going_back_twice_and_thinking_long_lose_nothing(folder: Path) -> None:
    with Terminal("course", "add", "fact", "--to", str(folder), TRAINER_IDLE_SECONDS="1") as terminal:
        begin_fact(terminal)
        answer(terminal, "在哪儿", SENTENCES[0])
        terminal.wait_for("顺口会说错")
        terminal.wait_for_prompt()
        terminal.pause(1.5)  # longer than a learner's screen would stay
        terminal.type("/上" + ENTER)
        terminal.wait_for("在哪儿", SENTENCES[0])
        terminal.wait_for_prompt()
        terminal.type("/上" + ENTER)  # what was answered stands before it, to be changed
        terminal.wait_for("起个名字", "饭夹生，先别问用法")
        terminal.wait_for_prompt()
        terminal.type("/退出" + ENTER)
        assert terminal.finish() == 0
    kept = json.loads((data_folder() / "unfinished-fact.json").read_text("utf-8"))["answers"]
    assert (kept["title"], kept["situation"]) == (["饭夹生，先别问用法"], [SENTENCES[0]])


@pytest.mark.parametrize("spoilt", [b'{"answers": "\xff', b"[" * 100_000])
def test_unfinished_answers_that_cannot_be_read_are_forgotten(folder: Path, spoilt: bytes) -> None:
    data_folder().mkdir(parents=True)
    (data_folder() / "unfinished-fact.json").write_bytes(spoilt)
    with Terminal("course", "add", "fact", "--to", str(folder)) as terminal:
        terminal.wait_for("放在哪个主题下面？")
        terminal.type(CTRL_C)
        assert terminal.finish() == 130


def test_a_person_is_interrupted_goes_on_and_mends_one_answer(folder: Path) -> None:
    before = state(folder)
    with Terminal("course", "add", "fact", "--to", str(folder)) as terminal:
        begin_fact(terminal)
        answer(terminal, "在哪儿", SENTENCES[0])
        terminal.wait_for("顺口会说错")
        terminal.wait_for_prompt()
        terminal.type(CTRL_C)
        terminal.wait_for("没有写进课程。", "再运行一次就接着来")
        assert terminal.finish() == 130
    assert state(folder) == before
    with Terminal("course", "add", "fact", "--to", str(folder)) as terminal:
        answer(terminal, "答过 3 问", "1")
        terminal.wait_for("场景：家电柜台", "顺口会说错")  # what was said stands above the question
        for number, question in enumerate(["顺口会说错", "第一句", "第二句", "该怎么说", "第一种", "第二种", "为什么要", "心里是什么"], 1):
            answer(terminal, question, SENTENCES[number] if number != 4 else "这一句实在太长" * 6)
            if number == 4:
                terminal.wait_for("改短一点", "› ", "这一句实在太长" * 6)  # it stands there to be shortened
                terminal.type(BACKSPACE * 42 + SENTENCES[4] + ENTER)
        answer(terminal, "出自讲义哪一条", "S15.1")
        for _page in range(4):
            text = terminal.wait_until(lambda shown: "按回车 ›" in shown or "看下一页" in shown or "写进去" in shown)
            terminal.wait_for_prompt()
            if "写进去" in text:
                break
            terminal.type(ENTER)
        answer(terminal, "改一处", "2")
        answer(terminal, "改哪一处？", "2")
        terminal.wait_for("起个名字", "饭夹生，先别问用法")
        terminal.wait_for_prompt()
        terminal.type("！" + ENTER)
        terminal.wait_for_prompt()
        terminal.wait_for("看下一页")
        answer(terminal, "看下一页", "/退出")  # enough was seen: nothing is lost by it
        answer(terminal, "写进去", "1")
        answer(terminal, "先不看", "2")
        terminal.wait_for("写好了：", "trainer course check")
    assert read_course(folder).facts[1].title == "饭夹生，先别问用法！"
    with Terminal("course", "add", "fact", "--to", str(folder)) as terminal:
        terminal.wait_for("放在哪个主题下面？")  # nothing of it is left over
        terminal.wait_for_prompt()
        terminal.type(CTRL_D)
        terminal.wait_for("没有写进课程。")


def test_what_comes_next_names_the_folder_as_it_is_typed_even_when_the_course_in_use_is_gone(tmp_path: Path) -> None:
    own = write_course(tmp_path / "我的 店")
    for used, shown in ((own, ""), (tmp_path / "gone", f' "{own}"')):
        context = Context(environ={"TRAINER_COURSE": str(used)}, learner="", plain=True)
        assert describe_folder(context, own) == shown


@pytest.mark.parametrize(
    ("typed", "right"), [("1", ["甲"]), ("１，３", ["甲", "丙"]), ("①", ["甲"]), ("፩", []), ("4", []), ("123", []), ("甲", [])]
)
def test_right_options_are_told_by_their_numbers(typed: str, right: list[str]) -> None:
    assert right_options(typed, {"options": ["甲", "乙", "丙"]}) == right
