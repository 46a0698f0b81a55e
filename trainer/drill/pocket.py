"""The pocket card: a fact in four lines, found by topic or by words."""

from __future__ import annotations

import msgspec

from trainer.course.model import Course, Fact
from trainer.drill.siblings import find_topic
from trainer.i18n import N_, Message
from trainer.reply.normalise import squeeze

EXAMPLES = 3


class PocketCard(msgspec.Struct, frozen=True):
    """What to avoid, what the customer hears, and what to say instead."""

    topic: str
    title: str
    avoid: str
    hears: str
    why: str
    say: str
    claims: list[Message] = []
    """The figures, and what to make of doubtful ones: never left out."""
    details: list[Message] = []
    """What else there is to know: the steps, the source's own wording, sentences for other situations."""


def find_cards(course: Course, query: str) -> list[PocketCard]:
    """Return the cards of a topic, or of the facts that hold all the words; every fact when nothing is asked.

    Best matches first: in the title, then in what is said, then anywhere.
    """
    titles = {topic.id: topic.title for topic in course.topics}
    if topic := find_topic(course, query):
        return [_card(fact, titles) for fact in course.facts if fact.topic == topic.id]
    words = [squeeze(word) for word in query.split()]
    ranked = [(rank, fact) for fact in course.facts if (rank := _rank(fact, words)) is not None]
    return [_card(fact, titles) for _rank_, fact in sorted(ranked, key=lambda pair: pair[0])]


def _rank(fact: Fact, words: list[str]) -> int | None:
    title = squeeze(fact.title + fact.trigger)
    spoken = squeeze("".join([fact.instead, *(scene.say + scene.bad for scene in fact.scenes), *(line.say for line in fact.flag)]))
    around = squeeze("".join([fact.why, fact.situation, *fact.lesson, *(scene.situation for scene in fact.scenes)]))
    for rank, text in enumerate((title, title + spoken, title + spoken + around)):
        if all(word in text for word in words):
            return rank
    return None


def _card(fact: Fact, titles: dict[str, str]) -> PocketCard:
    # What to avoid and what to say must belong to one situation.
    scene = next(iter(fact.scenes), None)
    return PocketCard(
        topic=titles.get(fact.topic, fact.topic),
        title=fact.title,
        avoid=fact.trigger or (scene.bad if scene else next((line.say for line in fact.flag), "")),
        hears=(scene.hears if scene and not fact.trigger else "") or fact.hears,
        why=fact.why,
        say=fact.modern or (scene.say if scene else fact.instead),
        claims=_claims(fact),
        details=_details(fact),
    )


def _claims(fact: Fact) -> list[Message]:
    figures = [
        N_("{name}：{value}{unit}。{means}", name=figure.name, value=figure.value, unit=figure.unit, means=figure.means)
        for figure in fact.figures
    ]
    return figures + ([N_("说明：{note}", note=fact.note)] if fact.note else [])


def _details(fact: Fact) -> list[Message]:
    memory = [N_("记法：{mnemonic}", mnemonic=fact.mnemonic)] if fact.mnemonic else []
    steps = [N_("{number}. {name}：{text}", number=n, name=item.name, text=item.text) for n, item in enumerate(fact.items, 1)]
    original = [N_("原文：{sentence}", sentence=sentence) for sentence in fact.original]
    return [*steps, *memory, *original, *_situations(fact)]


def _situations(fact: Fact) -> list[Message]:
    if fact.type != "dont_ask":
        return [N_("{situation} → {say}", situation=scene.situation, say=scene.say) for scene in fact.scenes[:EXAMPLES]]
    asked = [N_("变着法问：{say}", say=line.say) for line in fact.flag[:EXAMPLES]]
    return asked + [N_("可以问：{say}（{why}）", say=line.say, why=line.why) for line in fact.ok[:EXAMPLES]]
