"""Read a course folder: `course.yaml` and `facts/*.yaml` → `Course`. Bad content comes back as values, all of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from trainer.course.collector import without_collector
from trainer.course.factfile import read_fact_file
from trainer.course.files import read_text
from trainer.course.folder import FACTS_NAME, HEAD_NAME, list_fact_files, list_misnamed
from trainer.course.model import About, Course, Fact, Facts
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
        reader = _Reader(folder)
        course = reader.read(tick)
        source = reader.read_source()
        problems = sorted(reader.problems, key=lambda problem: (problem.path, problem.line, problem.column))
        return Loaded(course, source, reader.positions, problems)


def describe_misnamed(path: Path) -> Problem:
    """Return the problem of a file that is named so that it is not read."""
    message, remedy = N_("这个文件没有读：名字要以 .yaml 结尾。"), N_("改名，以 .yaml 结尾；不用了就移走。")
    return Place(str(path)).problem("W118", message, remedy)


def load_file(folder: Path, path: Path) -> Loaded:
    """Return a course as if one file of facts were all it had: quick, for whoever has just saved it."""
    with without_collector():
        reader = _Reader(folder)
        return Loaded(reader.read(lambda share: None, [path]), None, reader.positions, reader.problems)


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

    def read(self, tick: Callable[[float], None], only: list[Path] | None = None) -> Course | None:
        head = self._read_head()
        if head is None:
            return None
        ranks = {topic.id: rank for rank, topic in enumerate(head.topics)}
        paths = self._fact_files() if only is None else only
        facts = []
        for number, path in enumerate(paths, 1):
            facts += self._read_facts(path, ranks)
            tick(number / len(paths))
        return Course(head, Facts.of(sorted(facts, key=lambda fact: ranks.get(fact.topic, len(ranks)))))

    def _read_head(self) -> About | None:
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

    def _fact_files(self) -> list[Path]:
        try:
            paths, misnamed = list_fact_files(self._folder), list_misnamed(self._folder)
        except OSError:
            message, remedy = N_("找不到存放知识点的 facts 文件夹。"), N_("在课程文件夹里建一个 facts 文件夹，放进知识点文件。")
            self.problems.append(Place(str(self._folder / FACTS_NAME)).problem("E101", message, remedy))
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
