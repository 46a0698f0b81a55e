"""Where every part of every fact stands in its file."""

from __future__ import annotations

from trainer.course.model import Fact
from trainer.course.problem import Place
from trainer.course.schema import Step, find_spot
from trainer.course.tree import Spot, place_of


class Positions:
    """Places by fact. Facts are told apart as objects, since two of them may wrongly share an id."""

    def __init__(self, course_file: str) -> None:
        self.course = Place(course_file)
        self._course_spot: Spot | None = None
        self._source: tuple[str, Spot] | None = None
        self._topics: list[int | None] = []
        self._places: dict[int, tuple[Fact, str, Spot]] = {}

    def add(self, fact: Fact, path: str, spot: Spot) -> None:
        """Remember where a fact was read. It is kept alive here, so that its identity stays its own."""
        self._places[id(fact)] = (fact, path, spot)

    def stand_on(self, below: Positions, topics: list[int | None]) -> None:
        """Know the places of the facts of the course on which this one stands, too; `topics`: as of `place_topics`."""
        self._places = below._places | self._places
        self._topics = topics

    def add_course(self, spot: Spot) -> None:
        """Remember where the parts of `course.yaml` stand."""
        self._course_spot = spot

    def in_course(self, *steps: Step) -> Place:
        """Return the place of a part of `course.yaml`, e.g. `("topics", 0, "id")`."""
        if self._course_spot is None:
            return self.course
        if self._topics and steps[0] == "topics" and len(steps) > 1:
            own = self._topics[int(steps[1])]
            steps = ("topics",) if own is None else ("topics", own, *steps[2:])
        return place_of(self.course.path, find_spot(self._course_spot, list(steps)).mark)

    def add_source(self, path: str, spot: Spot) -> None:
        """Remember where the parts of `source.yaml` stand."""
        self._source = (path, spot)

    def in_source(self, *steps: Step) -> Place:
        """Return the place of a part of `source.yaml`, e.g. `("sections", 0, "id")`."""
        if self._source is None:
            return self.course
        path, spot = self._source
        return place_of(path, find_spot(spot, list(steps)).mark)

    def find(self, fact: Fact, *steps: Step) -> Place:
        """Return the place of a part of a fact, e.g. `("scenes", 0, "say")`; of the nearest whole when it is not written."""
        known = self._places.get(id(fact))
        if known is None:
            return self.course
        _, path, spot = known
        return place_of(path, find_spot(spot, list(steps)).mark)
