"""For every code of the checker, the sample course broken in one place, and the sound original: the source of docs/authoring.md.

A new code needs one more row here, then `python tests/authoring_doc.py`. Rows of the checker's own tests are used again by name.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import msgspec
import test_check
import test_course
from course_samples import HEAD, PHRASES_FILE, STEPS_FILE, swap, write_course

from trainer import paths
from trainer.drill.kinds import build_question
from trainer.reply.score import ReplyScore

SNIPPET_MOST = 6
"""Lines shown of either side; whoever pastes a long one has lost the reader."""


class Example(NamedTuple):
    """A code, what is wrong and what is right as shown, and what writes either into an empty folder."""

    code: str
    wrong: str
    right: str
    write_wrong: Callable[[Path], Path]
    write_right: Callable[[Path], Path]
    also: frozenset[str] = frozenset()
    """Codes that cannot but come along."""
    during: Callable[[], AbstractContextManager[Any]] = nullcontext
    """For codes that only a fault of the program itself brings about: that fault."""

    @property
    def is_strict(self) -> bool:
        """Whether the code is found only when asked for."""
        return self.code[1] == "9"


FILES = {"head": ("course.yaml", HEAD), "phrases": ("facts/b.yaml", PHRASES_FILE), "steps": ("facts/a.yaml", STEPS_FILE)}


def in_file(code: str, part: str, old: str, wrong: str, right: str | None = None, also: tuple[str, ...] = ()) -> Example:
    """A passage of one file of the sample; `right` when the sample itself does not have what goes wrong."""
    _, text = FILES[part]
    broken, sound = swap(text, old, wrong), swap(text, old, old if right is None else right)
    shown = _cut(broken, sound)
    return Example(code, *shown, _writer(**{part: broken}), _writer(**{part: sound}), frozenset(also))


def in_source(code: str, old: str, wrong: str, part: str = "source") -> Example:
    """The same in a course that has a `source.yaml` which it covers."""
    sound = {"source": "title: 讲义\nsections:\n- {id: S15, title: 禁语, items: 1}\n- {id: S36, title: 倾听, items: 3}\n"}
    sound |= {"phrases": PHRASES_FILE}
    broken = sound | {part: swap(sound[part], old, wrong)}
    return Example(code, *_cut(broken[part], sound[part]), _writer(**broken), _writer(**sound))


RULES = """\
rules:
- id: cannot
  category: refuse
  source: [S15.1]
  say: ["<me>…不能退"]
  unless: [能不能]
  why: 先说能做的，顾客才听得进去。
  instead: 我马上帮您看看。
  examples:
    flag: [我不能退。, 我们不能退。, 我真的不能退。]
    pass: [能不能退我去问。, 他不能退。, 我能退。]
"""
MACROS = "macros:\n- {name: me, any: [我, 我们]}\n"

PURPOSES = "purposes:\n- {name: delivery, title: 送货, clears: [ask_address]}\n"
SAID = "say: 我给您做一份热的送到房间。"


def in_rules(code: str, old: str, wrong: str) -> Example:
    """A passage of a rule."""
    broken = swap(RULES, old, wrong)
    return Example(code, *_cut(broken, RULES), _rule_writer(broken), _rule_writer(RULES))


def in_purposes(code: str, wrong: str, right: str) -> Example:
    """A reason in a scene that the course's table has, or has not."""

    def writer(scene: str) -> Callable[[Path], Path]:
        def write(folder: Path) -> Path:
            written = _rule_writer(RULES)(folder)
            (written / "rules" / "purposes.yaml").write_text(PURPOSES, "utf-8")
            (written / "facts" / "b.yaml").write_text(scene, "utf-8")
            return written

        return write

    broken, sound = (swap(PHRASES_FILE, SAID, f"{SAID}\n    purpose: {purpose}") for purpose in (wrong, right))
    return Example(code, *_cut(broken, sound), writer(broken), writer(sound))


def in_reasons(code: str, wrong: str, right: str) -> Example:
    """A wording by which a reason is given."""

    def writer(reason: str) -> Callable[[Path], Path]:
        def write(folder: Path) -> Path:
            written = _rule_writer(RULES)(folder)
            (written / "rules" / "purposes.yaml").write_text(f"{PURPOSES}reasons: [{reason}]\n", "utf-8")
            return written

        return write

    return Example(code, f"reasons: [{wrong}]", f"reasons: [{right}]", writer(wrong), writer(right))


def _rule_writer(rules: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        write_course(folder)
        (folder / "rules").mkdir()
        (folder / "rules" / "macros.yaml").write_text(MACROS, "utf-8")
        (folder / "rules" / "refuse.yaml").write_text(rules, "utf-8")
        return folder

    return write


def at_place(code: str, wrong: str, right: str, spoil: Callable[[Path], object], also: tuple[str, ...] = ()) -> Example:
    """Something about files and folders, told in words."""

    def write_wrong(folder: Path) -> Path:
        write_course(folder)
        spoil(folder)
        return folder

    return Example(code, wrong, right, write_wrong, write_course, frozenset(also))


def by_fault(code: str, words: str, during: Callable[[], AbstractContextManager[Any]], **parts: str) -> Example:
    """A safety net: nothing that a trainer writes leads here."""
    return Example(code, words, "", _writer(**parts), write_course, during=during)


def _writer(source: str = "", **parts: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        write_course(folder, **parts)
        if source:
            (folder / "source.yaml").write_text(source, "utf-8")
        return folder

    return write


def _cut(broken: str, sound: str) -> tuple[str, str]:
    """Return the lines in which two texts differ, with the line above where one side has nothing to show."""
    wrong, right = broken.split("\n"), sound.split("\n")
    same = next((n for n, (one, other) in enumerate(zip(wrong, right, strict=False)) if one != other), min(len(wrong), len(right)))
    tail = next(n for n in range(len(wrong) + len(right)) if n >= min(len(wrong), len(right)) - same or wrong[-1 - n] != right[-1 - n])
    if same in (len(wrong) - tail, len(right) - tail):
        same, tail = same - 1, tail - 1
    return _shorten(wrong[same : len(wrong) - tail]), _shorten(right[same : len(right) - tail])


def _shorten(lines: list[str]) -> str:
    kept = lines if len(lines) <= SNIPPET_MOST else [*lines[:SNIPPET_MOST], "# ……"]
    return "\n".join(line if len(line) <= 100 else line[:100] + "……" for line in kept)


def _reuse() -> list[Example]:
    tables = [
        ("phrases", test_course.BREAKS),
        ("phrases", test_check.BREAKS),
        ("steps", test_check.STEP_BREAKS),
        ("head", test_check.HEAD_BREAKS),
    ]
    rows = {row[0]: (part, row) for part, table in tables for row in table}
    return [in_file(code, rows[name][0], *rows[name][1][1:3]) for code, names in REUSED.items() for name in names]


REUSED = {
    "E107": ["direction mark"],
    "E108": ["no facts"],
    "E110": ["a second colon", "out of line", "bracket left open", "tab"],
    "E111": ["alias"],
    "E112": ["tag"],
    "E114": ["duplicate key"],
    "E115": ["second document"],
    "E116": ["a number for a key"],
    "E117": ["wide colon in a map", "no space after a colon", "field swallowed by a flow map"],
    "E201": ["missing field"],
    "E202": ["unknown field"],
    "E203": ["a text for a list", "a list for a text", "yes for true"],
    "E204": ["not a tier"],
    "E205": ["empty"],
    "E206": ["a time of day", "no", "leading zeros"],
    "E301": ["unknown topic"],
    "E302": ["topic twice"],
    "E304": ["former id of another fact"],
    "E305": ["id with a space"],
    "E306": ["apart from itself"],
    "E307": ["apart from nothing"],
    "E308": ["unknown principle"],
    "E310": ["no source"],
    "E311": ["bare section", "range upside down"],
    "E313": ["too many days"],
    "E314": ["revision nought"],
    "E401": ["empty text"],
    "E402": ["two lines"],
    "E404": ["four lines"],
    "E405": ["one wrong reply"],
    "E407": ["no blank"],
    "E408": ["no note"],
    "E501": ["wide brackets"],
    "E502": ["avoid misses a scene"],
    "E503": ["avoid hits a pass"],
    "E505": ["answer without key"],
    "E506": ["bad with all keys"],
    "E602": ["two steps of one name"],
    "W303": ["topic without facts"],
    "W309": ["principle without pairs"],
    "W403": ["long why"],
    "W406": ["one other good reply"],
    "W409": ["no sentence at the end"],
    "W504": ["four groups of keys"],
    "W604": ["key stands out"],
    "W606": ["too few cold"],
}
"""Rows of tests/test_course.py and tests/test_check.py, by name."""

SCENES = STEPS_FILE[STEPS_FILE.index("  scenes:") : STEPS_FILE.index("  flag:")]
CUT = "  cut:\n  - {situation: 药店, say: 您%s填错了。, why: 是在责备。, better: 我帮您改一下。}\n  tier: must"
FIGURES = "  figures:\n  - {name: 挽回的顾客, value: %s, unit: 人, means: 马上处理就留得住。, wrong: [%s]}\n  tier: must"
WRITTEN = "  questions:\n  - {ask: 先说什么？, key: [%s], options: [%s], why: 能做的先说。}\n  tier: must"


def _link_out(folder: Path) -> None:
    (folder.parent / "outside.yaml").write_text(PHRASES_FILE, "utf-8")
    (folder / "facts" / "c.yaml").symlink_to(folder.parent / "outside.yaml")


def _put(name: str, content: str | bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


GBK = PHRASES_FILE.encode("gbk")
MANY_WORDS = "facts: [" + "a," * 150_000 + "]"
PLACES = [
    at_place(
        "E101",
        "课程文件夹里没有 course.yaml，或者命令后面写错了文件夹。",
        "trainer course check 后面写 course.yaml 所在的那个文件夹。",
        lambda folder: (folder / "course.yaml").unlink(),
    ),
    at_place("E102", "facts 里有一个名叫 c.yaml 的文件夹。", "facts 里只放文件。", lambda folder: (folder / "facts" / "c.yaml").mkdir()),
    at_place("E103", "facts/c.yaml 是一个链接，指向桌面上的文件。", "把那个文件复制到 facts 里。", _link_out),
    at_place(
        "E104",
        "没有权限读这个文件；或者它是一个指向自己的链接。",
        "文件属于您，而且没有设成“只读”或“禁止访问”。",
        lambda folder: (folder / "facts" / "c.yaml").symlink_to("c.yaml"),
    ),
    at_place("E105", "一个 3 MB 的文件。", "分成几个文件，每个不到 2 MB。", _put("facts/b.yaml", "#" * 3 * 1024 * 1024)),
    at_place(
        "E106",
        "用旧记事本存的文件（编码是 ANSI，也就是 GBK）。",
        "另存为，编码选 UTF-8。",
        _put("facts/b.yaml", PHRASES_FILE.encode("gbk")),
    ),
    at_place("E109", "把图片、Word 文件改名成 b.yaml；或者文件坏了。", "文字文件，编码是 UTF-8。", _put("facts/b.yaml", b"\x89PNG\xff")),
    at_place("E113", "几十个方括号一层套一层。", "两三层就够了。", _put("facts/b.yaml", "facts: " + "[" * 50 + "]" * 50)),
    at_place("E119", "同一个毛病出现了一百多处。", "改好前面的，再检查。", _put("facts/b.yaml", "{" + "a: 1, " * 200 + "}")),
    at_place("E120", "一个文件里有二十多万个词。", "一个主题一个文件，几十个知识点。", _put("facts/b.yaml", MANY_WORDS)),
    at_place("W118", "facts 里的文件叫 c.yml。", "文件叫 c.yaml。", _put("facts/c.yml", "x")),
]

OTHERS = [
    in_file("E121", "phrases", "    - 高峰期都这样，您多担待。", "      - 高峰期都这样，您多担待。", also=("E405",)),
    in_file("E121", "phrases", "    bad: 现在不能给您安排位子。", '    bad: "不能。\n    say: 给您"', None),
    in_file(
        "E122",
        "phrases",
        "  tier: must",
        "  renamed_from: [phrase-no，phrase-not]\n  tier: must",
        "  renamed_from: [phrase-no, phrase-not]\n  tier: must",
    ),
    in_source("E315", "source: [S15.1]", "source: [S15.1, S15.2]", "phrases"),
    in_source("W316", "items: 1}", "items: 2}"),
    in_source("E317", "items: 1}", "items: 0}"),
    in_source("E318", "id: S36", "id: S15"),
    in_file("W312", "phrases", PHRASES_FILE, test_check.many(PHRASES_FILE, 61), also=("W605",))._replace(
        wrong="六十一个知识点都写了 tier: must。", right="最要紧的六十个写 tier: must，其余的写 tier: useful。"
    ),
    in_file("E410", "phrases", "  tier: must", CUT % "怎么又", CUT % "【怎么又】"),
    in_file("E411", "phrases", "  tier: must", FIGURES % ("八成", '"50", "60", "70"'), FIGURES % ('"80"', '"50", "60", "70"')),
    in_file("E412", "phrases", "  tier: must", FIGURES % ('"80"', '"80", "60", "70"'), FIGURES % ('"80"', '"50", "60", "70"')),
    in_file("E413", "phrases", "  tier: must", WRITTEN % ("", "能做的, 规定"), WRITTEN % ("能做的", "能做的, 规定")),
    in_file("E414", "phrases", "  tier: must", WRITTEN % ("能办的", "能做的, 规定"), WRITTEN % ("能做的", "能做的, 规定")),
    in_file("E508", "phrases", "- 您自己看，都坐满了呀。", "- 我帮您留意，十分钟左右有空位！", also=("E506",)),
    in_file("W607", "phrases", PHRASES_FILE, test_check.many(test_check.LOPSIDED, 3))._replace(
        wrong="三道判断题里有两道多的答案都是“别说”，闭着眼睛答“别说”也能对大半。", right="flag 和 pass 差不多一样多。"
    ),
    in_file("W605", "phrases", PHRASES_FILE, test_check.many(PHRASES_FILE, 10))._replace(
        wrong="大半的题，答案是最长的一句，闭着眼睛挑也能对。", right="有三成左右的答案比别的选项短，长短没有规律。"
    ),
]


class _Strict:
    def score_reply(self, text: str, fact: object, scene: object) -> ReplyScore:
        return ReplyScore("partial", "", "")


def _build_twofold(*arguments: Any) -> Any:
    question = build_question(*arguments)
    return msgspec.structs.replace(question, key=[0, 1]) if question.kind == "judge" else question


NETS = [
    by_fault(
        "E200",
        "这份说明里没有的毛病。看提示里的原话，照旁边写好的知识点改；改不动就发给维护程序的人。",
        lambda: patch("trainer.course.schema._MESSAGES", ()),
        phrases=swap(PHRASES_FILE, "tier: must", "tier: most"),
    ),
    by_fault("E507", "示范句打出来不算对：多半是 avoid 或 keys 写得太死。", lambda: patch("trainer.check.scenes.LiteralScorer", _Strict)),
    by_fault(
        "E601",
        "知识点缺了场景、填空或判断句，有一级出不了题。先改好同一个知识点的 E405。",
        lambda: patch("trainer.check.questions.ladder_of", lambda fact: (0, 1, 2)),
        steps=swap(STEPS_FILE, SCENES, ""),
    ),
    by_fault("E603", "选项里不是恰好一个答案。", lambda: patch("trainer.check.asked.build_question", _build_twofold)),
]

OVERLAY = """\
id: my-shop
title: 我的店
version: "1"
extends: essentials
without: [bank-form]
"""


def in_overlay(code: str, old: str, wrong: str) -> Example:
    """A passage in the head of a course that stands on the shipped one."""

    def writer(head: str) -> Callable[[Path], Path]:
        def write(folder: Path) -> Path:
            folder.mkdir(parents=True)
            (folder / "course.yaml").write_text(head, "utf-8")
            return folder

        return write

    broken = swap(OVERLAY, old, wrong)
    return Example(code, *_cut(broken, OVERLAY), writer(broken), writer(OVERLAY))


OVERLAYS = [
    in_overlay("E319", "extends: essentials", "extends: essential"),
    in_overlay("W320", "[bank-form]", "[bank-from]"),
    in_overlay("E321", "[bank-form]", "[principle-buffer]"),
]

RULE_EXAMPLES = [
    in_rules("E701", "<me>", "<us>"),
    in_reasons("E701", "（为了", "（为了）"),
    in_rules("E702", "  category: refuse\n", ""),
    in_rules("E703", "我不能退。, 我们不能退。, 我真的不能退。", "我不能退。"),
    in_rules("E704", "我真的不能退。", "真的退不了。"),
    in_rules("E705", "他不能退。", "我不能退这件。"),
    in_rules("E706", "  why: 先说能做的，顾客才听得进去。\n", ""),
    in_purposes("E707", "闲聊", "送货"),
    in_rules("W708", "<me>…不能退", "<me>…不能退$"),
    in_rules("W709", "<me>…不能退", '<me>…不能退", "送到房间'),
]

SHARED = (paths.content_dir() / "essentials" / "roleplay.yaml").read_text("utf-8")
SCENARIO = """\
says: [昨天买的凉鞋，今天就开胶了！]
wants: 退钱
needs: 明天妹妹婚礼要穿。
offer: [换一双]
reply: 对不起，我这就给您换一双。
details: {happened: [开胶, 凉鞋], need: [婚礼]}
nodes:
- id: upset
  base: 1
  lines: {upset: [才穿一天！]}
  again: [你懂我为什么急吗？]
  goals: [[empathise, apologise]]
  next: close
  options:
  - {say: 刚穿一天就开胶，换我也急，真对不起。, quality: best, why: 先接住了气。}
  - {say: 先生您好，欢迎光临，鞋子在二楼。, quality: poor, why: 没接住。}
- id: close
  base: 4
  lines: {upset: [那怎么办？]}
  goals: [[solve]]
  detail: need
plays:
- name: golden
  replies: [真对不起，刚买就开胶，难怪您着急。, 明天婚礼要穿是吧？我这就给您换一双新的。]
  moods: [2, 0]
  ending: home
"""


WAY_OUT = """\
- id: cold
  base: 1
  lines: {upset: [不用说了。]}
  goals: [[thank]]
  next: gone
- id: gone
  base: 1
  lines: {upset: [再见。]}
  ending: complained
"""


def in_scenario(code: str, old: str, wrong: str, also: tuple[str, ...] = ()) -> Example:
    """A passage of a scenario."""

    def writer(scenario: str) -> Callable[[Path], Path]:
        def write(folder: Path) -> Path:
            write_course(folder)
            (folder / "roleplay.yaml").write_text(SHARED, "utf-8")
            (folder / "scenarios").mkdir()
            (folder / "scenarios" / "shoe.yaml").write_text(scenario, "utf-8")
            return folder

        return write

    broken = swap(SCENARIO, old, wrong)
    return Example(code, *_cut(broken, SCENARIO), writer(broken), writer(SCENARIO), frozenset(also))


def in_shared(code: str, old: str, wrong: str) -> Example:
    """A passage of what the scenarios share."""

    def writer(shared: str) -> Callable[[Path], Path]:
        def write(folder: Path) -> Path:
            write_course(folder)
            (folder / "roleplay.yaml").write_text(shared, "utf-8")
            return folder

        return write

    broken = swap(SHARED, old, wrong)
    return Example(code, *_cut(broken, SHARED), writer(broken), writer(SHARED))


SCENARIO_EXAMPLES = [
    in_scenario("E801", "next: close", "next: closing"),
    in_scenario("E802", "moods: [2, 0]", "moods: [3, 9]"),
    in_scenario("W803", "  goals: [[solve]]\n  detail: need\n", "  goals: [[apologise]]\n", ("E802",)),
    in_scenario("E803", "plays:\n", "- id: thanks\n  base: 4\n  lines: {upset: [谢谢。]}\n  goals: [[thank]]\nplays:\n"),
    in_scenario("E804", "plays:\n", f"{WAY_OUT}branches:\n- {{from: upset, to: cold, violated: [blame]}}\nplays:\n"),
    in_scenario("E805", "  base: 4\n", "  base: 3\n  next: upset\n", ("E802",)),
    in_scenario(
        "W806",
        "换我也急，真对不起。, quality: best, why: 先接住了气。}\n  - {say: 先生您好，欢迎光临，鞋子在二楼。",
        "真对不起。, quality: best, why: 先接住了气。}\n  - {say: 凉鞋刚穿就开胶，难怪您着急，真对不起。",
    ),
    in_scenario("E807", "  goals: [[empathise, apologise]]\n", "  goals: [[solve]]\n", ("E802",)),
    in_scenario("W808", "plays:\n", "endings: {boundary: [那就按规矩来。]}\nplays:\n"),
    in_scenario("W809", "plays:\n", "reactions: {speechless: [唉……]}\nplays:\n"),
    in_scenario("W810", "again: [你懂我为什么急吗？]", "again: [才穿一天！]"),
    in_scenario("W811", "  next: close\n", "  next: close\n  point_of_no_return: 鞋已经坏了。\n"),
    in_shared("E813", "- {name: nothing, value: 1,", "- {name: named, value: 1,"),
    in_scenario("E814", "says: [昨天买的凉鞋，今天就开胶了！]", "says: []"),
    in_scenario("E815", "need: [婚礼]", "need: [婚礼, ！]"),
    in_scenario("E816", "plays:\n", "weights: {emphaty: -2}\nplays:\n"),
    in_scenario("E817", "plays:\n", "weights: {hurt_2: -2}\nplays:\n"),
    in_scenario("E818", "plays:\n", "branches:\n- {from: upset, to: close}\nplays:\n"),
    in_scenario("W819", "reply: 对不起，我这就给您换一双。", "reply: 非常抱歉，马上为您处理。"),
    in_scenario("W819", "reply: 对不起，我这就给您换一双。", "reply: 凉鞋开胶，婚礼明天。"),
    in_scenario("E812", "offer: [换一双]\n", "offer: [换一双]\nfacts: [shoes]\n"),
]

ASKED = "  questions:\n  - {ask: 顾客要退货，先说什么？, key: [先说能做的], options: [先说能做的, %s], why: 他才听得进去。}\n  tier: must"
FLAGGED = swap(PHRASES_FILE, "say: 我不能破例。", "say: 我不能退给您。")
NOTELESS = swap(swap(STEPS_FILE, "policy", "sound"), "  note: 这是本店的做法。\n", "")
LONG_NOTE = "这是本店的做法。" + "听的时候手上别忙别的，记下日期和单号，说完再念一遍给他听。" * 4
TALK = """\
says: [昨天买的凉鞋，今天就开胶了！]
wants: 退钱
needs: 明天妹妹婚礼要穿。
offer: [换一双]
reply: 对不起，我这就给您换一双。
details: {happened: [开胶, 凉鞋], need: [婚礼]}
nodes:
- id: upset
  base: 1
  lines: {upset: [才穿一天！]}
  again: [你懂我为什么急吗？]
  goals: [[empathise, apologise]]
  options:
  - {say: 刚穿一天就开胶，换我也急，真对不起。, quality: best, why: 先接住了气。}
  - {say: 先生您好，欢迎光临，鞋子在二楼。, quality: poor, why: 没接住。}
- id: need
  base: 2
  lines: {upset: [明天还有事呢！]}
  again: [你听见了吗？]
  goals: [[clarify]]
  detail: need
  options:
  - {say: 您是说明天婚礼要穿，对吗？, quality: best, why: 复述了。}
  - {say: 好的好的，您说的我都记下了，放心。, quality: poor, why: 记了什么？}
- id: close
  base: 4
  lines: {upset: [那怎么办？]}
  goals: [[solve]]
  detail: need
  options:
  - {say: 婚礼要穿，我这就给您换一双。, quality: best, why: 办法有了。}
  - {say: 那您先回去等等电话吧。, quality: poor, why: 没有准话。}
"""


def in_parts(code: str, part: str, wrong: dict[str, str], right: dict[str, str], also: tuple[str, ...] = ()) -> Example:
    """Several files of the sample; the one in which wrong and right differ is shown."""
    return Example(code, *_cut(wrong[part], right[part]), _writer(**wrong), _writer(**right), frozenset(also))


def in_rules_beside(code: str, part: str, wrong: dict[str, str], right: dict[str, str]) -> Example:
    """A rule, and the facts in which it is set off."""

    def writer(parts: dict[str, str]) -> Callable[[Path], Path]:
        def write(folder: Path) -> Path:
            _rule_writer(parts["rules"])(folder)
            (folder / "facts" / "b.yaml").write_text(parts["phrases"], "utf-8")
            return folder

        return write

    return Example(code, *_cut(wrong[part], right[part]), writer(wrong), writer(right))


def in_talk(code: str, old: str, right: str) -> Example:
    """A passage of a scenario with a choice at each of three steps, as it is and as it should be."""

    def writer(scenario: str) -> Callable[[Path], Path]:
        def write(folder: Path) -> Path:
            in_scenario("", "退钱", "退款").write_right(folder)
            (folder / "scenarios" / "shoe.yaml").write_text(scenario, "utf-8")
            return folder

        return write

    sound = swap(TALK, old, right)
    return Example(code, *_cut(TALK, sound), writer(TALK), writer(sound))


TWINS = test_check.many(PHRASES_FILE, 2)
PEOPLE = FIGURES % ('"80"', '"50", "60", "70"')
FEWER = FIGURES % ('"40"', '"50", "60", "70"')
TOLD = swap(PHRASES_FILE, "  tier: must", PEOPLE)
STRICT_EXAMPLES = [
    in_file("W901", "phrases", "  tier: must", ASKED % "先讲规定, 以上都是", ASKED % "先讲规定, 先请他等"),
    in_file("W902", "phrases", "say: 我先帮您问问店长能怎么换。", "say: 吊牌已剪，我先帮您问问怎么换。"),
    in_file("W903", "phrases", "  tier: must", ASKED % "一律不退, 从来不换", ASKED % "先说不退, 先说不换"),
    in_scenario("W904", "先生您好，欢迎光临，鞋子在二楼。", "先生您好。"),
    in_talk("W905", "那您先回去等等电话吧。", "那您先回去等等，过两天我们给您打电话吧。"),
    in_file("W906", "phrases", PHRASES_FILE, TWINS, swap(TWINS, "id: phrase-0\n", "id: phrase-0\n  apart: [phrase-cannot]\n"))._replace(
        wrong="两个知识点的 instead、lesson 都一样，只是名字不同。", right="合成一个；或者给后一个写上 apart: [phrase-cannot]。"
    ),
    in_rules_beside(
        "W907",
        "rules",
        {"rules": swap(RULES, "instead: 我马上帮您看看。", "instead: 我不能退，可以换。"), "phrases": FLAGGED},
        {"rules": RULES, "phrases": FLAGGED},
    ),
    in_file("W908", "head", "{id: steps, title: 步骤}", "{id: steps, title: 听顾客说话一步一步怎么做}"),
    in_file("W909", "steps", "note: 这是本店的做法。", f"note: {LONG_NOTE}"),
    in_file("W910", "steps", SCENES, "")._replace(
        wrong="“步骤”这个主题里只有要点和顺序，没有 scenes，也没有 replies。", right="给其中一个知识点写一个 scenes。"
    ),
    in_rules_beside("W911", "phrases", {"rules": RULES, "phrases": PHRASES_FILE}, {"rules": RULES, "phrases": FLAGGED}),
    in_parts(
        "W912",
        "steps",
        {"phrases": TOLD, "steps": swap(NOTELESS, "  tier: useful", FEWER.replace("must", "useful"))},
        {"phrases": TOLD, "steps": swap(NOTELESS, "  tier: useful", PEOPLE.replace("must", "useful"))},
    ),
    in_parts(
        "W913",
        "phrases",
        {"phrases": swap(TOLD, "一开口就拒绝，顾客的耳朵就关上了。", "马上处理，一百人里能挽回 90 人。")},
        {"phrases": swap(TOLD, "一开口就拒绝，顾客的耳朵就关上了。", "马上处理，一百人里能挽回 80 人。")},
    ),
    in_file("W914", "phrases", "- 先说手上能做的：“我先帮您看看。”", "- 先说手上能做的，别说“我不能破例。”"),
    in_scenario("W915", "quality: best, why: 先接住了气。", "quality: best, why: 比一句“我不能破例。”强。"),
]

EXAMPLES = sorted(
    [*PLACES, *_reuse(), *OTHERS, *NETS, *OVERLAYS, *RULE_EXAMPLES, *SCENARIO_EXAMPLES, *STRICT_EXAMPLES],
    key=lambda example: (example.code[1:], example.code),
)
