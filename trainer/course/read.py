"""Read a course folder: `course.yaml` and `facts/*.yaml` → `Course`. Bad content comes back as values, all of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from trainer.course.collector import without_collector
from trainer.course.factfile import read_fact_file
from trainer.course.files import read_text
from trainer.course.folder import FACTS_NAME, HEAD_NAME, base_of, list_fact_files, list_misnamed
from trainer.course.model import About, Course, Fact, Facts, Topic
from trainer.course.overlay import extend_course, place_topics, stack_topics
from trainer.course.positions import Positions
from trainer.course.problem import Place, Problem, quote
from trainer.course.schema import convert_item
from trainer.course.source import SOURCE_NAME, Source
from trainer.course.tree import Tree, parse_tree, place_of
from trainer.errors import TrainerError
from trainer.i18n import N_, Message
from trainer.text import clean_text


class Loaded(msgspec.Struct, frozen=True):
    """What could be read of a course folder: the facts that fit, where they stand, and everything that did not fit."""

    course: Course | None
    source: Source | None
    positions: Positions
    problems: list[Problem]
    base: Path | None = None
    """The folder of the shipped course on which this one stands."""


def read_course(folder: Path) -> Course:
    """Return the course. Raises `TrainerError` naming the first error and how many more there are."""
    course, problems = load_course(folder)
    raise_errors(problems)
    assert course is not None  # or there would be an error
    return course


def raise_errors(problems: list[Problem]) -> None:
    """Raise `TrainerError` with the first error and how many more there are; warnings pass."""
    if errors := [problem for problem in problems if problem.severity == "error"]:
        raise TrainerError(_summarise(errors), N_("运行 trainer course check 可以看到全部问题和改法。"))


def load_course(folder: Path) -> tuple[Course | None, list[Problem]]:
    """Return the course with every fact that fits, and all problems. None when `course.yaml` itself is unusable."""
    loaded = load_with_positions(folder)
    return loaded.course, loaded.problems


def load_with_positions(folder: Path, tick: Callable[[float], None] = lambda share: None) -> Loaded:
    """Return the course as `load_course` does, with its source, and the line and column of every part of every fact.

    `tick` is told the share of the files that was read.
    """
    with without_collector():
        base = base_of(folder)
        below = _Reader(base) if base else None
        reader = _Reader(folder)
        course = reader.read(tick, below=below.read(tick) if below else None)
        source = reader.read_source()
        if below:
            reader.positions.stand_on(below.positions, place_topics(below.topics, reader.topics))
        problems = sorted(reader.problems, key=lambda problem: (problem.path, problem.line, problem.column))
        return Loaded(course, source, reader.positions, (below.problems if below else []) + problems, base)


def describe_misnamed(path: Path) -> Problem:
    """Return the problem of a file that is named so that it is not read."""
    message, remedy = N_("这个文件没有读：名字要以 .yaml 结尾。"), N_("改名，以 .yaml 结尾；不用了就移走。")
    return Place(str(path)).problem("W118", message, remedy)


def load_head(folder: Path) -> About | None:
    """Return what a course says of itself; None where that cannot be read."""
    return _Reader(folder).read_head()


def read_left_out(folder: Path) -> set[str]:
    """Return the ids that a course leaves out of the one on which it stands; none where its head cannot be read."""
    head = load_head(folder)
    return set(head.without) if head else set()


def load_file(folder: Path, path: Path) -> Loaded:
    """Return a course as if one file of facts were all it had: quick, for whoever has just saved it."""
    with without_collector():
        base = base_of(folder)
        reader = _Reader(folder)
        below = _Reader(base).read(lambda share: None, []) if base else None
        return Loaded(reader.read(lambda share: None, [path], below), None, reader.positions, reader.problems, base)


def _summarise(errors: list[Problem]) -> Message:
    first = errors[0]
    place = f"{clean_text(first.path)}:{first.line}:{first.column}"
    if len(errors) == 1:
        return N_("课程有问题：{place}：{what} → {remedy}", place=place, what=first.message, remedy=first.remedy)
    found = {"place": place, "what": first.message, "remedy": first.remedy, "more": len(errors) - 1}
    return N_("课程有问题：{place}：{what} → {remedy}（另外还有 {more} 处）", **found)


class _Reader:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._root = os.path.realpath(folder)
        self._head = folder / HEAD_NAME
        self.positions = Positions(str(self._head))
        self.problems: list[Problem] = []
        self.topics: list[Topic] = []
        """Those that the course itself names."""

    def read(self, tick: Callable[[float], None], only: list[Path] | None = None, below: Course | None = None) -> Course | None:
        """Read the facts of the folder, or of some files; with a course below, put them on top of it."""
        head = self.read_head()
        if head is None:
            return None
        if head.extends and below is None:
            self.problems.append(self._no_base(head.extends))
            return None
        self.topics = head.topics
        topics = stack_topics(below.topics if below else [], head.topics)
        ranks = {topic.id: rank for rank, topic in enumerate(topics)}
        paths = self._fact_files(is_needed=below is None) if only is None else only
        facts = []
        for number, path in enumerate(paths, 1):
            facts += self._read_facts(path, ranks)
            tick(number / len(paths))
        if below:
            return extend_course(below, head, facts)
        return Course(head, Facts.of(sorted(facts, key=lambda fact: ranks.get(fact.topic, len(ranks)))))

    def _no_base(self, name: str) -> Problem:
        message = N_("找不到自带的课程“{name}”，不能接在它上面。", name=quote(name))
        return self.positions.in_course("extends").problem(
            "E319", message, N_("单独写一行，如 extends: essentials；自成一门就删掉这一行。")
        )

    def read_head(self) -> About | None:
        """Read what the course says of itself."""
        tree = self._read_tree(self._head)
        if tree is None:
            return None
        path = str(self._head)
        if (facts := tree.spot.children) and isinstance(facts, dict) and "facts" in facts:
            place = place_of(path, facts["facts"].key or facts["facts"].mark)
            self.problems.append(place.problem("E202", N_("course.yaml 里不写知识点。"), N_("把知识点放进 facts 文件夹里的文件。")))
            return None
        about = convert_item(tree.value, tree.spot, path, About)
        if isinstance(about, Problem):
            self.problems.append(about)
            return None
        self.positions.add_course(tree.spot)
        return about

    def read_source(self) -> Source | None:
        """Read what the course says of the text it was built from; None when it says nothing."""
        path = self._folder / SOURCE_NAME
        if not os.path.lexists(path):
            return None
        tree = self._read_tree(path)
        if tree is None:
            return None
        source = convert_item(tree.value, tree.spot, str(path), Source)
        if isinstance(source, Problem):
            self.problems.append(source)
            return None
        self.positions.add_source(str(path), tree.spot)
        return source

    def _fact_files(self, *, is_needed: bool) -> list[Path]:
        within = self._folder / FACTS_NAME
        if not is_needed and not within.exists():
            return []
        try:
            paths, misnamed = list_fact_files(self._folder), list_misnamed(within)
        except OSError:
            message, remedy = N_("找不到存放知识点的 facts 文件夹。"), N_("在课程文件夹里建一个 facts 文件夹，放进知识点文件。")
            self.problems.append(Place(str(within)).problem("E101", message, remedy))
            return []
        for path in misnamed:
            self.problems.append(describe_misnamed(path))
        return paths

    def _read_facts(self, path: Path, ranks: dict[str, int]) -> list[Fact]:
        tree = self._read_tree(path)
        if tree is None:
            return []
        file = read_fact_file(tree, str(path))
        self.problems += file.problems
        if file.topic and file.topic not in ranks:
            message = N_("course.yaml 里没有主题“{topic}”。", topic=quote(file.topic))
            self.problems.append(
                file.topic_at.problem("E301", message, N_("可以写的有：{topics}", topics=[quote(rank) for rank in list(ranks)[:20]]))
            )
        for fact, spot in file.facts:
            self.positions.add(fact, file.path, spot)
        return [fact for fact, _ in file.facts]

    def _read_tree(self, path: Path) -> Tree | None:
        text = read_text(path, self._root)
        tree = text if isinstance(text, Problem) else parse_tree(text, str(path))
        if isinstance(tree, Problem):
            self.problems.append(tree)
            return None
        self.problems += tree.problems
        return tree
