"""The course that is added to, as it is: what there is to choose from, and what is taken."""

from __future__ import annotations

from pathlib import Path

from trainer.course.folder import base_of
from trainer.course.model import Course, Fact
from trainer.course.positions import Positions
from trainer.course.read import load_with_positions, raise_errors
from trainer.reply.normalise import squeeze


class Shelf:
    """A course folder with what could be read of it."""

    def __init__(self, folder: Path, course: Course, positions: Positions) -> None:
        self.folder = folder
        self.course = course
        self.base = base_of(folder)
        """The folder of the course under it; None where it stands alone."""
        self._positions = positions

    @property
    def left_out(self) -> list[str]:
        """The ids that the course leaves out of the one under it: something new of that name would get the answers to the old."""
        return self.course.about.without

    def path_of(self, fact: Fact) -> Path:
        """Return the file in which a fact stands."""
        return Path(self._positions.find(fact, "id").path)

    def owns(self, fact: Fact) -> bool:
        """Tell whether a fact stands in a file of this very folder, not in the course under it."""
        return self.path_of(fact).resolve().is_relative_to(self.folder.resolve())

    def find_facts(self, words: str) -> list[Fact]:
        """Return the facts with this id or title, or else those whose title holds these words; the course's own come first."""
        facts = sorted(self.course.facts, key=lambda fact: not self.owns(fact))
        named = [fact for fact in facts if words in (fact.id, fact.title)]
        return named or [fact for fact in facts if squeeze(words) and squeeze(words) in squeeze(fact.title)]


def open_shelf(folder: Path) -> Shelf:
    """Return the course that is added to. Raises `TrainerError` where it cannot be read."""
    loaded = load_with_positions(folder)
    if loaded.course is None:
        raise_errors(loaded.problems)
    assert loaded.course is not None  # or there would be an error
    return Shelf(folder, loaded.course, loaded.positions)
