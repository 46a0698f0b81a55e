"""A generated course of any size: two numbers, one list, one sequence and one rule in every five facts, as short as sound facts are."""

from __future__ import annotations

from pathlib import Path

FILE_FACTS = 250
TOPICS = 20
TRADES = ("面馆", "药店", "银行", "酒店", "书店", "花店", "车行", "诊所", "邮局", "超市", "影院", "球馆")
VERBS = ("擦净", "摆好", "核对", "登记", "打包", "称重", "复述", "递上", "收起", "写明", "贴好", "数清")
THINGS = ("台面", "菜单", "单据", "姓名", "礼盒", "水果", "地址", "雨伞", "货架", "日期", "标签", "零钱")


def write_big_course(folder: Path, facts: int) -> Path:
    """Write a course of so many facts, a few hundred a file, and return its folder."""
    (folder / "facts").mkdir(parents=True)
    used = min(TOPICS, -(-facts // FILE_FACTS))
    topics = "".join(f"- {{id: topic-{number}, title: 主题{number}}}\n" for number in range(used))
    (folder / "course.yaml").write_text(f'id: big\ntitle: 大课\nversion: "1"\ntopics:\n{topics}', "utf-8")
    for start in range(0, facts, FILE_FACTS):
        file = start // FILE_FACTS
        body = "".join(_write_fact(number) for number in range(start, min(facts, start + FILE_FACTS)))
        (folder / "facts" / f"{file:03}.yaml").write_text(f"topic: topic-{file % TOPICS}\nfacts:\n{body}", "utf-8")
    return folder


def _write_fact(number: int) -> str:
    kinds = (_write_number, _write_list, _write_number, _write_sequence, _write_rule)
    return kinds[number % len(kinds)](number)


def _write_head(number: int, type_: str) -> str:
    tier = "must" if number < 60 else "useful"
    cold = "  cold: true\n" if type_ == "rule" and number < 20 else ""
    return f"""\
- id: fact-{number}
  type: {type_}
  title: {_trade(number)}第{number}条
  tier: {tier}
  standing: sound
  source: [S01.1]
{cold}  why: {_trade(number)}里第{number}条记牢了，客人少等一会儿。
  instead: 您稍等，{_thing(number)}我这就{_verb(number)}。
  lesson: [{_trade(number)}开门先看第{number}条。, 开口说：“{_thing(number)}我来{_verb(number)}。”]
  situation: {_trade(number)}，客人问起{_thing(number)}。
"""


def _write_number(number: int) -> str:
    value = 20 + number % 60
    wrong = f'"{value + 7}", "{value - 11}", "{value + 19}", "{value - 5}"'
    return f"""\
{_write_head(number, "number")}  figures:
  - name: {_trade(number)}第{number}条里要{_verb(number)}的{_thing(number)}
    value: "{value}"
    unit: 件
    means: 一次别{_verb(number)}太多。
    wrong: [{wrong}]
"""


def _write_items(number: int) -> str:
    things = [_thing(number + place * 5) for place in range(9)]
    names = [_verb(number + place) + thing for place, thing in enumerate(things)]
    turns = "一二三四"
    items = "".join(
        f"  - {{name: {names[place]}, text: 客人{turns[place]}回头就看得见, accept: [{things[place]}]}}\n" for place in range(len(turns))
    )
    outsiders = ", ".join(names[len(turns) :])
    return f"  items:\n{items}  outsiders: [{outsiders}]\n"


def _write_list(number: int) -> str:
    return _write_head(number, "list") + _write_items(number)


def _write_sequence(number: int) -> str:
    return _write_head(number, "sequence") + _write_items(number)


def _write_rule(number: int) -> str:
    thing, verb = _thing(number), _verb(number)
    return f"""\
{_write_head(number, "rule")}  hears: 第{number}回没人理我。
  scenes:
  - situation: {_trade(number)}，客人第{number}次来问{thing}。
    bad: {thing}的事别问我，找别人。
    wrong: [{thing}不归我管的呀。, 您自己看{thing}的牌子。]
    say: 我先帮您把{thing}{verb}。
    also: [我帮您去把{thing}{verb}。, 我来给您{verb}{thing}，您坐。]
    keys: [[帮您, 给您], [{verb}]]
  flag:
  - {{situation: 客人问{thing}, say: {thing}等会儿再说。, why: 没说等多久。, better: 我{verb}好{thing}就来。}}
  - {{situation: 客人催{thing}, say: 催{thing}也没用。, why: 像在嫌他烦。, better: {thing}马上{verb}好。}}
  pass:
  - {{situation: 客人问{thing}, say: {thing}我去{verb}。, why: 说了要做什么。}}
  - {{situation: 客人催{thing}, say: 再两分钟，{thing}就{verb}。, why: 说了等多久。}}
  cloze:
  - {{situation: 客人问{thing}, text: {thing}我【马上】{verb}。, accept: [这就]}}
  - {{situation: 客人催{thing}, text: 再【等两分钟】，{thing}就好。, accept: [两分钟]}}
"""


def _trade(number: int) -> str:
    return TRADES[number % len(TRADES)]


def _verb(number: int) -> str:
    return VERBS[number % len(VERBS)]


def _thing(number: int) -> str:
    return THINGS[number * 7 // 3 % len(THINGS)]
