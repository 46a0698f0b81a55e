"""What the strict checks look at: a course without errors, read in every way, and the sentences in it that are not to be said."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from trainer.check.asked import AskedFact
from trainer.check.own import iterate_good
from trainer.check.walk import Steps, remove_marks
from trainer.course.model import Course, Fact
from trainer.course.positions import Positions
from trainer.course.rulefile import LoadedRules
from trainer.course.scenario import Scenario
from trainer.course.scenariofile import LoadedScenarios
from trainer.reply.verdict import LONGEST, ReplyJudge, Violation


class Material(msgspec.Struct, frozen=True):
    """A course without errors. `judge`: knows the rules that hold, and guesses nothing."""

    course: Course
    positions: Positions
    asked: list[AskedFact]
    rules: LoadedRules
    judge: ReplyJudge
    scenarios: LoadedScenarios

    def flag(self, text: str, purpose: str = "") -> list[Violation]:
        """Return what the rules say against a sentence in a situation that gives this business reason."""
        return self.judge.judge(text[:LONGEST], "", purpose).violations


def iterate_bad(fact: Fact) -> Iterator[tuple[Steps, str]]:
    """Yield every sentence of a fact that is not to be said, with its steps."""
    for index, scene in enumerate(fact.scenes):
        yield ("scenes", index, "bad"), scene.bad
        yield from ((("scenes", index, "wrong", place), text) for place, text in enumerate(scene.wrong))
    yield from ((("flag", index, "say"), line.say) for index, line in enumerate(fact.flag))
    yield from ((("cut", index, "say"), remove_marks(cut.say)) for index, cut in enumerate(fact.cut))
    if fact.trigger:
        yield ("trigger",), fact.trigger


def iterate_model(fact: Fact) -> Iterator[tuple[Steps, str]]:
    """Yield every sentence that a fact shows as the one to say, beside those that `iterate_good` has."""
    yield ("instead",), fact.instead
    yield from ((("original", index), text) for index, text in enumerate(fact.original))
    if fact.modern:
        yield ("modern",), fact.modern
    yield from ((("variants", index), text) for index, text in enumerate(fact.variants))
    yield from ((("cut", index, "better"), cut.better) for index, cut in enumerate(fact.cut))
    yield from ((("cloze", index, "text"), remove_marks(cloze.text)) for index, cloze in enumerate(fact.cloze))


def iterate_replies(scenario: Scenario, *, good: bool) -> Iterator[tuple[Steps, str]]:
    """Yield the replies of a scenario that are good, or those that are not, with their steps."""
    qualities = ("best", "fair") if good else ("poor", "bad")
    for number, node in enumerate(scenario.nodes):
        for place, option in enumerate(node.options):
            if option.quality in qualities:
                yield ("nodes", number, "options", place, "say"), option.say
    for number, play in enumerate(scenario.plays):
        if (play.name == "golden") == good:
            yield from ((("plays", number, "replies", place), text) for place, text in enumerate(play.replies))


def list_said(course: Course, scenarios: LoadedScenarios, *, good: bool) -> Iterator[str]:
    """Yield every sentence of a course that is said to a customer: the good ones, or the others."""
    for fact in course.facts:
        if good:
            yield from (sentence.text for sentence in iterate_good(fact))
        yield from (text for _steps, text in (iterate_model(fact) if good else iterate_bad(fact)))
    for scenario in scenarios.scenarios.values():
        yield from (text for _steps, text in iterate_replies(scenario, good=good))
