"""What a new rule stands on: the course's own rules and sentences, and ordinary lines of many trades."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from trainer import paths
from trainer.check.material import list_said
from trainer.course.model import Course
from trainer.course.read import load_with_positions, raise_errors
from trainer.course.rulefile import load_rules
from trainer.course.rules import CATEGORIES, Rule
from trainer.course.scenariofile import LoadedScenarios, load_scenarios
from trainer.i18n import N_, Message
from trainer.reply.evidence import Evidence
from trainer.reply.labels import NAMES
from trainer.reply.reading import spell
from trainer.reply.verdict import ReplyJudge


class Grounds:
    """A course that gets a rule. Raises `TrainerError` where it cannot be read."""

    def __init__(self, folder: Path, judge: ReplyJudge) -> None:
        loaded = load_with_positions(folder)
        if loaded.course is None:
            raise_errors(loaded.problems)
        assert loaded.course is not None  # or there would be an error
        self.folder = folder
        self.course: Course = loaded.course
        self.rules = load_rules(folder)
        self.judge = judge

    @cached_property
    def _scenarios(self) -> LoadedScenarios:
        return load_scenarios(self.folder)

    @cached_property
    def good(self) -> list[str]:
        """The sentences that the course calls good."""
        models = [scenario.reply for scenario in self._scenarios.scenarios.values()]
        return list(dict.fromkeys([*list_said(self.course, self._scenarios, good=True), *models]))

    @cached_property
    def bad(self) -> list[str]:
        """The sentences that the course calls bad."""
        return list(dict.fromkeys(list_said(self.course, self._scenarios, good=False)))

    @cached_property
    def ordinary(self) -> list[str]:
        """Harmless sentences of many trades."""
        return paths.ordinary_file().read_text("utf-8").splitlines()

    def evidence(self, category: str, flag: Sequence[str], ok: Sequence[str], *, strict: bool) -> Evidence:
        """Return what a rule of a category must flag and spare; where `strict`, also what other rules of that category spare."""
        spared = [text for rule in self.rules.book.rules if rule.category == category for text in rule.examples.ok]
        return Evidence(flag, [*ok, *(spared if strict else [])], [*self.good, *self.ordinary], self.bad)

    def rank_categories(self, flag: Sequence[str]) -> list[str]:
        """Return the categories, those first that the judge sees in the sentences."""
        seen = Counter(found.category for text in flag for found in self.judge.judge(text).violations)
        return sorted(CATEGORIES, key=lambda name: -seen[name])

    def find_catcher(self, category: str, flag: Sequence[str]) -> Rule | None:
        """Return the rule that catches all of the sentences already; None where there is no single one."""
        found = [{one.rule.id for one in self.judge.engine.find(text) if one.rule.category == category} for text in flag]
        common = sorted(set.intersection(*found)) if found else []
        return next((rule for rule in self.rules.book.rules if rule.id in common[:1]), None)

    def own_file(self, rule: Rule) -> Path | None:
        """Return the file of a rule; None for a rule that the course only takes over from another."""
        path = Path(self.rules.places[f"Rule {rule.id}"][0])
        return path if path.resolve().is_relative_to(self.folder.resolve()) else None

    def refuse_harmless(self, text: str, flag: Sequence[str]) -> Message | None:
        """Return why a sentence cannot stand for harmless ones."""
        if spell(text) in map(spell, flag):
            return N_("这一句上面写成了不该说的。")
        found = next((one.rule for one in self.judge.engine.find(text) if one.rule.category), None)
        if found is None:
            return None
        return N_("这一句现在就会判成“{name}”（规则 {rule}），换一句真没问题的。", name=NAMES[found.label], rule=found.id)

    def newly_caught(self, texts: Sequence[str]) -> Iterator[str]:
        """Yield the bad sentences in which no rule finds anything yet."""
        yield from (text for text in texts if not any(one.rule.category for one in self.judge.engine.find(text)))
