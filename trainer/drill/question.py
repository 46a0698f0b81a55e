"""Questions, responses and feedback as values. Whatever asks them (terminal, pipe, test) speaks these."""

from __future__ import annotations

from typing import Literal

import msgspec

from trainer.course.model import Fact
from trainer.i18n import Message
from trainer.memory import Grade

Kind = Literal[
    "choose", "judge", "odd", "select", "match", "order", "number", "recall", "spot", "cloze", "written", "rewrite", "speak", "reply"
]
Mode = Literal["pick", "select", "match", "order", "number", "text"]
"""One option, several, one for each line on the left, all in order, a typed number, or typed words."""
Side = Literal["trigger", "catalyst"]
"""Whether a question shows what must not be said or what to say; a new fact is asked on one side only."""


class Form(msgspec.Struct, frozen=True):
    """One way of asking a fact: the kind, the variety of it, and which of the fact's parts it uses."""

    kind: Kind
    variety: str
    index: int
    rung: int
    side: Side

    @property
    def name(self) -> str:
        """A stable name for the log, e.g. `reply-1`."""
        return f"{self.variety}-{self.index}"


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question as asked. `context` and `options` are course content; `ask` is too where it was written by hand."""

    fact: Fact
    form: Form
    mode: Mode
    context: list[str]
    ask: Message | str
    options: list[Message | str] = []
    key: list[int]
    """Positions in `options`, from 0: the right one or ones (rising), or for `match` and `order` one for each place.
    Empty for typed answers."""
    hints: list[Message | str]

    @property
    def kind(self) -> Kind:
        """The kind of question."""
        return self.form.kind


class Offer(msgspec.Struct, frozen=True):
    """Every text that a question of one form may offer, whatever the seed: those that are right, and those that are wrong."""

    right: list[str]
    wrong: list[str]


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """What the learner answered: the line as typed, the options picked (from 0), certainty, hints used, milliseconds."""

    text: str
    picks: list[int] = []
    certain: bool = True
    hints: int = 0
    elapsed_ms: int = 0


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """What a kind of question says of a response. `praise` is what was right in it, `correction` the one thing to mend."""

    grade: Grade
    praise: Message | str = ""
    correction: Message | str = ""
    hears: str = ""
    say: str
    findings: list[str] = []


class Feedback(msgspec.Struct, frozen=True, kw_only=True):
    """A mark with its rating and what to remember. `lines` are in the order of showing; the good sentence is the last."""

    mark: Mark
    rating: int
    lines: list[Message | str]
    comes_back: bool
