"""What of a reply matters to the customer: a verdict of the judge, made into the few things that she reacts to."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from trainer.course.scenario import Details
from trainer.reply.reading import ASKED, read_sentences, spell
from trainer.reply.verdict import LONGEST, ReplyJudge, Verdict, Violation
from trainer.roleplay.stage import Stage, has_word

LONG = 90
"""Characters from which she stops listening: she is to talk four fifths of the time (S22)."""
LIKELY = 1
"""The degree of a violation that no rule is certain of."""
SHORTEST = 1
"""Characters of one spelling below which nothing was said."""


class Reading(msgspec.Struct, frozen=True):
    """A reply as the engine sees it. `hurts`: the violations with their severity (1 to 3), the worst first."""

    hurts: tuple[tuple[str, int], ...] = ()
    moves: frozenset[str] = frozenset()
    details: frozenset[str] = frozenset()
    words: str = ""
    """The whole reply in one spelling, for the keys of a node."""
    is_long: bool = False
    asks: bool = False
    """Whether it asks her something: a plain question is no move, and still no empty talk."""
    explains_on: bool = False
    """Whether more than one sentence explains."""
    offers: bool = False
    """Whether it names something that can be given here."""
    is_weak: bool = False
    """Whether its author calls it poor or bad: whatever moves are found in it, it moves nothing on."""

    @property
    def is_concrete(self) -> bool:
        """Tell whether a way out in it is one: it names the case, or something that can be given."""
        return self.offers or bool(self.details)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was said that a person could react to."""
        return not self.hurts and not self.moves and len(self.words) < SHORTEST


def hear_reply(reply: str, heard: str, stage: Stage, judge: ReplyJudge) -> Reading:
    """Return the reading of a reply to what was `heard` last."""
    reply, purpose = reply[:LONGEST], stage.scenario.purpose
    reading = read_reply(reply, judge.judge(reply, heard, purpose), stage.details, lambda one: _degree(one, judge))
    explains_on = "explain" in reading.moves and _explains_on(reply, heard, purpose, judge)
    return msgspec.structs.replace(reading, offers=has_word(reading.words, stage.offered), explains_on=explains_on)


def _degree(violation: Violation, judge: ReplyJudge) -> int:
    """Return how much a violation hurts; what is only likely hurts little: a guess may be wrong."""
    return judge.severity_of(violation) if violation.certainty == "certain" else LIKELY


def _explains_on(reply: str, heard: str, purpose: str, judge: ReplyJudge) -> bool:
    sentences = list(read_sentences(reply))
    spoken = [reply[one.places[0] : one.places[-1] + 1] for one in sentences] if len(sentences) > 1 else []
    explaining = (any(made.move == "explain" for made in judge.judge(one, heard, purpose).moves) for one in spoken)
    return sum(explaining) > 1


def read_reply(reply: str, verdict: Verdict, details: Details, severity_of: Callable[[Violation], int]) -> Reading:
    """Return the reading of a reply that was judged."""
    words = spell(reply)
    hurts = [(one.category, severity_of(one)) for one in verdict.violations]
    return Reading(
        hurts=tuple(sorted(hurts, key=lambda hurt: -hurt[1])),
        moves=frozenset(made.move for made in verdict.moves),
        details=frozenset(name for name, wanted in details.words.items() if any(spell(word) in words for word in wanted)),
        words=words,
        is_long=len(words) > LONG,
        asks=any(ASKED in sentence.text for sentence in read_sentences(reply)),
    )
