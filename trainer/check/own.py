"""What the course itself calls good, read by its own rules: a course must not teach what it marks as wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from trainer.check.proven import Proven
from trainer.check.rules import identify_book
from trainer.check.walk import Steps
from trainer.course.model import Course, Fact
from trainer.course.positions import Positions
from trainer.course.problem import Place, Problem, quote
from trainer.course.rulefile import LoadedRules
from trainer.course.rules import RuleBook
from trainer.course.tree import place_of
from trainer.i18n import N_
from trainer.reply.labels import NAMES
from trainer.reply.rules import RuleEngine
from trainer.reply.verdict import ReplyJudge, Violation


class GoodSentence(msgspec.Struct, frozen=True):
    """A sentence that the course calls good, where it stands in its fact, and the business reason that its situation gives."""

    steps: Steps
    text: str
    purpose: str


class Rules(NamedTuple):
    """The rules of a course as they were written, and those of them that hold."""

    loaded: LoadedRules
    book: RuleBook


def check_own_sentences(course: Course, positions: Positions, rules: Rules, proven: Proven) -> Iterator[Problem]:
    """Good sentences break no rule of the course; every reason that clears one stands in its table."""
    loaded, engine = rules.loaded, RuleEngine(rules.book)
    for fact in course.facts if loaded.book.purposes else []:
        for sentence in iterate_good(fact):
            if sentence.purpose and not engine.knows_purpose(sentence.purpose):
                message = N_("purposes.yaml 里没有“{purpose}”这个理由，写了也不管用。", purpose=quote(sentence.purpose))
                place = positions.find(fact, *sentence.steps)
                yield place.problem("E707", message, N_("换成表里的理由，或者在 purposes.yaml 里添上它放过哪几类。"))
    for fact, sentence, found in _recall_flagged(course, rules.book, engine, proven):
        shown = {"rule": quote(found.rule), "name": NAMES[found.category], "words": quote(sentence.text[found.start : found.end])}
        message = N_("这句好话会被规则“{rule}”判成“{name}”：{words}", **shown)
        remedy = N_("改句子；或者给这一处写 purpose，或在规则的 pass 里加上它、在 unless 里放过它。")
        place = positions.find(fact, *sentence.steps)
        if not is_own(place, positions):  # nobody edits the course below; the rule is what can be mended
            path, spot = loaded.places[f"Rule {found.rule}"]
            place = place_of(path, spot.mark)
        yield place.problem("W709", message, remedy)


def _recall_flagged(course: Course, book: RuleBook, engine: RuleEngine, proven: Proven) -> Iterator[tuple[Fact, GoodSentence, Violation]]:
    ground = identify_book(book, proven)
    for fact in course.facts:
        key = proven.key("good", list(iterate_good(fact)), ground)
        if proven.recall(key, bool):
            continue
        flagged = list(find_flagged([fact], engine))
        yield from flagged
        if not flagged:
            proven.note(key, True)


def is_own(place: Place, positions: Positions) -> bool:
    """Tell whether a place is in the course's own folder, not in that of the course on which it stands."""
    return Path(place.path).is_relative_to(Path(positions.course.path).parent)


def find_flagged(facts: Iterable[Fact], engine: RuleEngine) -> Iterator[tuple[Fact, GoodSentence, Violation]]:
    """Yield the good sentences of facts in which rules find something wrong."""
    judge = ReplyJudge(engine, [])
    for fact in facts:
        for sentence in iterate_good(fact):
            yield from ((fact, sentence, found) for found in judge.judge(sentence.text, "", sentence.purpose).violations)


def iterate_good(fact: Fact) -> Iterator[GoodSentence]:
    """Yield every sentence that a fact calls good."""
    for index, scene in enumerate(fact.scenes):
        yield GoodSentence(("scenes", index, "say"), scene.say, scene.purpose)
        yield from (GoodSentence(("scenes", index, "also", number), text, scene.purpose) for number, text in enumerate(scene.also))
    for index, line in enumerate(fact.flag):
        if line.better:
            yield GoodSentence(("flag", index, "better"), line.better, line.purpose)
    yield from (GoodSentence(("pass", index, "say"), line.say, line.purpose) for index, line in enumerate(fact.ok))
    for index, reply in enumerate(fact.replies):
        yield GoodSentence(("replies", index, "say"), reply.say, reply.purpose)
        yield from (GoodSentence(("replies", index, "also", number), text, reply.purpose) for number, text in enumerate(reply.also))
