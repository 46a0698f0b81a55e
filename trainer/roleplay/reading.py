"""What of a reply matters to the customer: a verdict of the judge, made into the few things that she reacts to."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from trainer.course.scenario import Details
from trainer.reply.reading import spell
from trainer.reply.verdict import Verdict, Violation

LONG = 90
"""Characters from which she stops listening: she is to talk four fifths of the time (S22)."""
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

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was said that a person could react to."""
        return not self.hurts and not self.moves and len(self.words) < SHORTEST


def read_reply(reply: str, verdict: Verdict, details: Details, severity_of: Callable[[Violation], int]) -> Reading:
    """Return the reading of a reply that was judged."""
    words = spell(reply)
    named = {"happened": details.happened, "need": details.need}
    hurts = [(one.category, severity_of(one)) for one in verdict.violations]
    return Reading(
        hurts=tuple(sorted(hurts, key=lambda hurt: -hurt[1])),
        moves=frozenset(made.move for made in verdict.moves),
        details=frozenset(name for name, wanted in named.items() if any(spell(word) in words for word in wanted)),
        words=words,
        is_long=len(words) > LONG,
    )
