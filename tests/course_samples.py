"""A small sound course to break in one place at a time."""

from __future__ import annotations

from pathlib import Path

HEAD = """\
id: sample
title: 样课
version: "1"
topics:
- {id: phrases, title: 禁语}
- {id: steps, title: 步骤}
"""

PHRASE = """\
- id: phrase-cannot
  type: phrase
  title: 我不能……
  tier: must
  standing: sound
  source: [S15.1]
  cold: true
  why: 先说能做的，顾客才听得进去。
  hears: 你连试都不想试。
  instead: 我先帮您看看能怎么办。
  lesson:
  - 一开口就拒绝，顾客的耳朵就关上了。
  - 先说手上能做的：“我先帮您看看。”
  situation: 服装店，顾客问能不能退。
  avoid: ["不能", "没(法|办法)"]
  unless: ["能不能", "不能让您"]
  scenes:
  - situation: 服装店，吊牌已剪。
    bad: 这个我真的不能给您退。
    wrong:
    - 不好意思，公司规定一律不退。
    - 非常抱歉，这个爱莫能助哦。
    say: 我先帮您问问店长能怎么换。
    also:
    - 我帮您看看能换哪些款。
    - 我去问店长，马上回您换货的事。
    keys:
    - [帮您, 我去]
    - [换, 店长]
  - situation: 餐厅，客满。
    bad: 现在不能给您安排位子。
    wrong:
    - 您自己看，都坐满了呀。
    - 高峰期都这样，您多担待。
    say: 我帮您留意，十分钟左右有空位。
    also:
    - 我给您排上号，先坐这边歇会儿。
    - 我帮您看看吧台有没有空位。
    keys:
    - [帮您, 给您]
    - [空位, 排上, 歇]
  - situation: 酒店，想要早餐延时。
    bad: 过了十点不能供应早餐。
    wrong:
    - 早餐到十点，墙上写着的。
    - 您下次早一点下来就有了。
    say: 我给您做一份热的送到房间。
    also:
    - 我帮您留了一份热粥和面包。
    - 我给您热一份面包和牛奶，好吗？
    keys:
    - [给您, 帮您]
    - [热, 送]
  flag:
  - {situation: 网店，改地址, say: 小妹这边没法修改订单呢。, why: 客客气气地关门，还是关门。}
  - {situation: 银行，忘带证件, say: 没证件就不能办。, why: 只说了不行。}
  - {situation: 超市，过了退货期, say: 我不能破例。, why: 只说了不行。}
  - {situation: 影院，迟到, say: 开场了不能进。, why: 只说了不行。}
  pass:
  - {situation: 餐厅排队, say: 不能让您白等，先喝杯水。, why: 是对顾客的保证。}
  - {situation: 药店, say: 能不能麻烦您等一下？, why: 是在请求。}
  - {situation: 书店, say: 我帮您查一下库存。, why: 说的是能做的。}
  - {situation: 健身房, say: 我先给您登记。, why: 说的是能做的。}
  cloze:
  - {situation: 顾客问能不能退, text: 我【先帮您】问问店长。, accept: [来帮您]}
  - {situation: 客满, text: 我【给您】排上号。, accept: [帮您]}
"""

SEQUENCE = """\
- id: listen-steps
  type: sequence
  title: 倾听三步
  tier: useful
  standing: policy
  note: 这是本店的做法。
  source: [S36.1-3]
  cold: true
  why: 听完再说，顾客才觉得被重视。
  hears: 你在念稿子。
  instead: 您慢慢说，我记下来。
  lesson: [先听完，再复述，最后问一句：“我这样理解对吗？”]
  situation: 电话里，顾客说得很急。
  apart: [phrase-cannot]
  items:
  - {name: 先听完, text: 不打断。}
  - {name: 再复述, text: 用自己的话说一遍。}
  - {name: 后确认, text: 问是不是这样。}
  outsiders: [先辩解, 先推荐, 先挂断, 先转接]
  scenes:
  - situation: 电话里，顾客说完了经过。
    bad: 行，知道了，还有别的事吗？
    wrong:
    - 您说的这些我都清楚，等着吧。
    - 这种情况我们每天都遇到的。
    say: 我复述一遍，您看对不对。
    also:
    - 我跟您确认一下，是周三送到的，对吗？
    - 我重复一遍您的意思，您听听对不对。
    keys:
    - [复述, 确认, 重复]
    - [对不对, 对吗]
  flag:
  - {situation: 电话里, say: 您说重点行吗？, why: 是在打断。}
  - {situation: 柜台前, say: 知道了知道了。, why: 是在敷衍。}
  pass:
  - {situation: 电话里, say: 您慢慢说。, why: 给了时间。}
  - {situation: 柜台前, say: 您接着说，我记着。, why: 表示在听。}
  cloze:
  - {situation: 听完以后, text: 我【复述】一遍您听听。, accept: [重复]}
  - {situation: 没听清, text: 【麻烦您】再说一遍。, accept: [请您]}
"""

PHRASES_FILE = "topic: phrases\nfacts:\n" + PHRASE
STEPS_FILE = "topic: steps\nfacts:\n" + SEQUENCE


def write_course(folder: Path, *, head: str = HEAD, phrases: str | bytes = PHRASES_FILE, steps: str = STEPS_FILE) -> Path:
    """Write a course with two fact files, `facts/a.yaml` (steps) and `facts/b.yaml` (phrases), and return its folder."""
    (folder / "facts").mkdir(parents=True)
    (folder / "course.yaml").write_text(head, "utf-8")
    # Named against the order of the topics, so that a test sees that topics come first.
    (folder / "facts" / "a.yaml").write_text(steps, "utf-8")
    (folder / "facts" / "b.yaml").write_bytes(phrases if isinstance(phrases, bytes) else phrases.encode())
    return folder


def place_in(text: str, mark: str) -> tuple[int, int]:
    """Return line and column, from 1, of the first occurrence of `mark`."""
    start = text.index(mark)
    return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)


def swap(text: str, old: str, new: str) -> str:
    """Replace exactly one passage; a table row that no longer fits the sample fails here."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the sample"
    return text.replace(old, new)
