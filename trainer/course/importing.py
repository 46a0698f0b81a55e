"""The records of a table as what they add to a course, or what keeps them from being added. Pure, no I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from trainer.course.columns import FACT, FACT_KINDS, OPTION_COLUMNS, PAIR_COLUMNS, QUESTION, SCENARIO, Kind
from trainer.course.compose import propose_id
from trainer.course.drafting import (
    SHARED,
    FactItem,
    QuestionItem,
    Said,
    ScenarioItem,
    build_fact,
    build_question,
    build_scenario,
    split_list,
)
from trainer.course.grid import Fault, Grid, Record, Spot, missing, plain
from trainer.course.problem import quote
from trainer.i18n import N_, Message
from trainer.text import ID, find_nearest

LISTED_MOST = 20
"""Topics named in a message."""
_ANSWER_SIGNS = re.compile(r"[;；]+")


class Known(msgspec.Struct, frozen=True):
    """What the course has: titles by id, every id that a fact has or had, and which facts are principles."""

    topics: dict[str, str]
    facts: dict[str, str]
    scenarios: dict[str, str]
    taken: frozenset[str]
    principles: dict[str, str] = {}


class Items(msgspec.Struct, frozen=True):
    """Everything that a table adds, and what is wrong with it."""

    facts: list[FactItem]
    questions: list[QuestionItem]
    scenarios: list[ScenarioItem]
    faults: list[Fault]


def build_items(grids: Sequence[Grid], known: Known) -> Items:
    """Return what the grids add to a course. Raises `TrainerError` where an id has to be proposed and cannot be."""
    builder = _Builder(known)
    builder.add_facts(_records(grids, FACT))
    for record in _records(grids, QUESTION):
        builder.add_question(record)
    for record in _records(grids, SCENARIO):
        builder.add_scenario(record)
    return builder.items


def _records(grids: Sequence[Grid], kind: Kind) -> list[Record]:
    return [record for grid in grids if grid.kind == kind for record in grid.records]


class _Builder:
    """Adds one item after the other; the later ones know the earlier."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._taken, self._scenarios = set(known.taken), dict(known.scenarios)
        self._titles = {title: id_ for id_, title in known.facts.items()}
        self._ids = set(known.facts)
        self._principles = dict(known.principles)
        self.items = Items([], [], [], [])

    def add_facts(self, records: list[Record]) -> None:
        """Add the facts of all rows; rows of one name are the scenes of one fact."""
        groups: dict[str, list[Record]] = {}
        for record in records:
            if title := record.text("名字"):
                groups.setdefault(title, []).append(record)
        for title, group in groups.items():
            self._add_fact(title, group)

    def _add_fact(self, title: str, group: list[Record]) -> None:
        shared = self._share(group)
        topic = self._find_topic(*shared["主题"])
        type_ = FACT_KINDS.get(shared["种类"][0])
        self._check_pair(shared, is_pair=type_ == "pair")
        if title in self._titles:
            message = N_("课程里已经有叫这个名字的知识点（{id}）。", id=self._titles[title])
            self._refuse(group[0].spot("名字"), message, N_("换一个名字；要改原来的，就在课程文件里改。"))
        self._refuse_twins(group)
        id_ = self._choose_id(shared["编号"], title, self._taken)
        self._titles.setdefault(title, id_)
        self._ids.add(id_)
        if type_ == "principle":
            self._principles[id_] = title
        self.items.facts.append(build_fact((id_, title), topic, shared, group))

    def _share(self, group: list[Record]) -> dict[str, Said]:
        """Return what is said once for all rows of a fact, and where."""
        shared: dict[str, Said] = {}
        for name in SHARED:
            written = [record.filled([name])[0] for record in group if record.text(name)]
            shared[name] = written[0] if written else ("", group[0].spot(name))
            # A cell with something wrong in it was spoken of already.
            if not written and FACT.find(name).need == "first" and not any(name in record.texts for record in group):
                self.items.faults.append(missing(FACT.find(name), group[0].spot(name)))
            for text, spot in written[1:]:
                if text != written[0][0]:
                    message = N_("和第 {row} 行写的不一样，可名字是同一个。", row=written[0][1].row)
                    self._refuse(spot, message, N_("改成一样，或者空着；是两个知识点就各起一个名字。"))
        return shared

    def _refuse_twins(self, group: list[Record]) -> None:
        seen: dict[tuple[str, str], Record] = {}
        for record in group:
            first = seen.setdefault((record.text("场景"), record.text("该说的话")), record)
            if first is not record and record.text("场景"):
                message = N_("和第 {row} 行是同一个场景。", row=first.row.row)
                self._refuse(record.spot("场景"), message, N_("删掉一行，或者换一个场景。"))

    def _check_pair(self, shared: dict[str, Said], *, is_pair: bool) -> None:
        """A pair has its columns filled, with a principle that there is, which is left as its id; nothing else has them."""
        for name in PAIR_COLUMNS:
            text, spot = shared[name]
            if is_pair and not text:
                self.items.faults.append(missing(FACT.find(name), spot))
            elif text and not is_pair:
                self._refuse(spot, N_("只有好坏话才写这一格。"), N_("空着；要写的是好坏话，就把种类改成“好坏话”。"))
        text, spot = shared["原则"]
        found = _find_named(text, self._principles)
        if is_pair and text and not found:
            names = [*self._principles.values()]
            remedy = N_("可以写的有：{names}", names=names) if names else N_("先在种类是“原则”的一行里写上它。")
            self._refuse(spot, N_("课程里没有原则“{name}”。", name=quote(text)), remedy)
        shared["原则"] = found, spot

    def _find_topic(self, text: str, spot: Spot) -> str:
        topics = self._known.topics
        found = _find_named(text, topics)
        if text and not found:
            near = find_nearest(plain(text), topics.values())
            listed = N_("可以写的有：{topics}。要新的主题，先在 course.yaml 的 topics 里加上。", topics=[*topics.values()][:LISTED_MOST])
            self._refuse(
                spot, N_("课程里没有主题“{topic}”。", topic=quote(text)), N_("是不是想写“{near}”？", near=near) if near else listed
            )
        return found

    def _choose_id(self, written: Said, title: str, taken: set[str]) -> str:
        text, spot = written
        id_ = plain(text).lower() if text else propose_id(title, taken)
        if not ID.fullmatch(id_):
            self._refuse(
                spot, N_("编号“{id}”不合写法。", id=quote(text)), N_("用英文小写字母、数字和短横线，如 say-what-you-can；或者空着。")
            )
        elif id_ in taken:
            self._refuse(spot, N_("编号“{id}”已经有了。", id=quote(id_)), N_("换一个没用过的，或者空着。"))
        taken.add(id_)
        return id_

    def add_question(self, record: Record) -> None:
        """Add a question to a new fact, or to one of the course."""
        wanted = record.text("知识点")
        id_ = self._titles.get(wanted, wanted)
        if wanted and id_ not in self._ids:
            near = find_nearest(wanted, self._titles)
            remedy = N_("是不是想写“{near}”？", near=near) if near else N_("照知识点的名字写，一字不差。")
            self._refuse(record.spot("知识点"), N_("没有叫“{name}”的知识点。", name=quote(wanted)), remedy)
        self.items.questions.append(build_question(id_, self._find_key(record), record))

    def _find_key(self, record: Record) -> list[str]:
        """Return the right options as written, or the accepted answers."""
        text = record.text("答案")
        options = [option for option, _ in record.filled(OPTION_COLUMNS)]
        if not options or not text:
            return [part.strip() for part in _ANSWER_SIGNS.split(text) if part.strip()]
        if text in options:
            return [text]
        picked = list(dict.fromkeys(_pick(part, options) for part in split_list(text)))
        if "" in picked or not 0 < len(picked) < len(options):
            message = N_("答案“{key}”和选项对不上。", key=quote(text))
            self._refuse(record.spot("答案"), message, N_("写对的是第几项，如 1 或 1、3；也要有不是答案的选项。"))
        return picked

    def add_scenario(self, record: Record) -> None:
        """Add a scenario."""
        title = record.text("标题")
        if title and title in self._scenarios.values():
            self._refuse(record.spot("标题"), N_("已经有叫这个名字的情景。"), N_("换一个标题；要改原来的，就在它的文件里改。"))
        id_ = self._choose_id((record.text("编号"), record.spot("编号")), title or "scene", set(self._scenarios))
        self._scenarios[id_] = title
        self.items.scenarios.append(build_scenario(id_, record))

    def _refuse(self, spot: Spot, message: Message, remedy: Message) -> None:
        self.items.faults.append(spot.fault(message, remedy))


def _find_named(text: str, titles: Mapping[str, str]) -> str:
    """Return the id that a title or the id itself stands for; empty when there is none."""
    wanted = plain(text)
    return next((id_ for id_, title in titles.items() if wanted in (id_, plain(title))), "")


def _pick(part: str, options: list[str]) -> str:
    """Return the option that its number, a letter or its own words stand for; empty when there is none."""
    if part in options:
        return part
    sign = plain(part).upper().strip("().")
    place = "123456".find(sign) if sign.isdigit() else "ABCDEF".find(sign)
    return options[place] if len(sign) == 1 and 0 <= place < len(options) else ""
