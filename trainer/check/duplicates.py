"""Facts that say nearly the same: learners mix them up, and one lends the other its right answers as wrong ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import ceil

import msgspec

from trainer.check.material import Material
from trainer.check.walk import Steps, remove_marks
from trainer.course.model import Fact
from trainer.course.problem import Problem, quote
from trainer.drill.siblings import is_apart
from trainer.i18n import N_
from trainer.reply.normalise import squeeze

ALIKE = 0.6
"""Share of pairs of neighbouring characters that two texts have in common (of all that either has) from which they read the same."""
PAIRS_LEAST = 5
"""Pairs of characters that a text must have: shorter ones are alike by chance."""
HOLDERS_MOST = 60
"""Earlier texts with a rare pair that are looked at; in a course made of copies, all have it."""


class Text(msgspec.Struct, frozen=True):
    """A text of a fact, what it is compared with, and its pairs of neighbouring characters."""

    fact: Fact
    steps: Steps
    kind: str
    text: str
    pairs: frozenset[str]


def check_duplicates(material: Material) -> Iterator[Problem]:
    """No two facts read nearly the same, unless they are named `apart`. The later one is told, for what is most alike in it."""
    texts = [text for fact in material.course.facts for text in _texts_of(fact)]
    nearest: dict[str, tuple[float, Text, Text]] = {}
    for likeness, one, other in find_alike(texts):
        is_nearer = likeness > nearest.get(other.fact.id, (0.0,))[0]
        if is_nearer and one.fact.id != other.fact.id and not is_apart(one.fact, other.fact):
            nearest[other.fact.id] = (likeness, one, other)
    for _likeness, one, other in nearest.values():
        shown = {"text": quote(other.text), "id": quote(one.fact.id), "other": quote(one.text)}
        message = N_("这一句和“{id}”里的几乎一样：{text} / {other}", **shown)
        remedy = N_("是一回事就合成一个知识点；容易混就写上 apart: [{id}]；都不是，就把这句写得一看就不同。", **shown)
        yield material.positions.find(other.fact, *other.steps).problem("W906", message, remedy)


def find_alike(texts: Sequence[Text]) -> Iterator[tuple[float, Text, Text]]:
    """Yield how like each other two texts of one kind are, the earlier first, where that is `ALIKE` or more.

    Two such texts share one of their few rarest pairs, so that only texts which do need to be compared.
    """
    count = Counter(pair for text in texts for pair in text.pairs)
    holders: defaultdict[tuple[str, str], list[Text]] = defaultdict(list)
    for text in texts:
        rarest = sorted(text.pairs, key=lambda pair: (count[pair], pair))[: len(text.pairs) - ceil(ALIKE * len(text.pairs)) + 1]
        blocks = [holders[text.kind, pair] for pair in rarest]
        for earlier in {id(one): one for block in blocks for one in block}.values():
            likeness = len(text.pairs & earlier.pairs) / len(text.pairs | earlier.pairs)
            if likeness >= ALIKE:
                yield likeness, earlier, text
        for block in blocks:
            if len(block) < HOLDERS_MOST:
                block.append(text)


def pairs_of(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a text, punctuation left out."""
    squeezed = squeeze(text)
    return frozenset(squeezed[place : place + 2] for place in range(len(squeezed) - 1))


def _texts_of(fact: Fact) -> Iterator[Text]:
    for kind, steps, text in _named_texts(fact):
        pairs = pairs_of(text)
        if len(pairs) >= PAIRS_LEAST:
            yield Text(fact, steps, kind, text, pairs)


def _named_texts(fact: Fact) -> Iterator[tuple[str, Steps, str]]:
    """Yield what of two facts should differ. A line counts with its situation: many say thank you."""
    named = (("title", fact.title), ("why", fact.why), ("hears", fact.hears), ("instead", fact.instead), ("modern", fact.modern))
    yield from ((name, (name,), text) for name, text in named)
    yield from (("lesson", ("lesson", index), line) for index, line in enumerate(fact.lesson))
    yield from (("scene", ("scenes", index, "situation"), f"{scene.situation} {scene.say}") for index, scene in enumerate(fact.scenes))
    for name, lines in (("flag", fact.flag), ("pass", fact.ok)):
        yield from (("line", (name, index, "say"), f"{line.situation} {line.say}") for index, line in enumerate(lines))
    for index, reply in enumerate(fact.replies):
        yield "reply", ("replies", index, "customer"), f"{reply.situation} {reply.customer}"
    for index, written in enumerate(fact.questions):
        yield "question", ("questions", index, "ask"), f"{written.situation} {written.ask} {''.join(written.key)}"
    for index, cut in enumerate(fact.cut):
        yield "cut", ("cut", index, "say"), f"{cut.situation} {remove_marks(cut.say)}"
