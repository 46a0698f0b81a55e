"""What role-plays show of one learner: how each scenario went from the first time to the best, and what slips out under pressure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec


class PlayRecord(msgspec.Struct, frozen=True):
    """One play that ended: its scenario, its score (0 to 100), and the category of every violation in it."""

    scenario: str
    score: int
    categories: list[str]


class ScenarioStanding(msgspec.Struct, frozen=True):
    """One scenario's plays."""

    scenario: str
    title: str
    plays: int
    first: int
    best: int


class Plays(msgspec.Struct, frozen=True):
    """The scenarios played, the newest first, and how often each category of violation slipped out, the commonest first."""

    scenarios: list[ScenarioStanding] = []
    pressure: list[tuple[str, int]] = []


def sum_up_plays(records: Sequence[PlayRecord], titles: Mapping[str, str]) -> Plays:
    """Sum up plays, oldest first. `titles`: of the scenarios that there are; another is called by its id."""
    newest_first = list(dict.fromkeys(record.scenario for record in reversed(records)))
    return Plays(
        [_sum_up(name, titles.get(name, name), [one.score for one in records if one.scenario == name]) for name in newest_first],
        Counter(category for record in records for category in record.categories).most_common(),
    )


def _sum_up(name: str, title: str, scores: list[int]) -> ScenarioStanding:
    return ScenarioStanding(name, title, len(scores), scores[0], max(scores))
