"""How good is a typed reply? Literally: against authored sentences, and by the absence of what must not be said."""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal, Protocol

import msgspec

from trainer.course.model import Fact, Reply, Scene
from trainer.reply.normalise import squeeze
from trainer.reply.template import find_words

SAME = 0.72
"""Likeness to an authored sentence from which wording differences no longer count."""
RELATED = 0.34
"""Likeness from which a reply is at least on the way."""
LIKE_BAD = 0.8
"""Likeness to an authored bad sentence from which a reply counts as that sentence."""
MISSING_SHOWN = 3
SHORTEST = 4
"""Characters below which a reply says too little to be more than partly right."""


class ReplyScore(msgspec.Struct, frozen=True):
    """The verdict on a reply: its grade, the words that must go, and the authored sentence nearest to it."""

    grade: Literal["right", "partial", "wrong"]
    finding: str
    nearest: str
    missing: list[str] = []
    """Some wordings of the first move that a partial reply lacks; of an answer to a customer, the moves themselves."""
    why: str = ""
    """What is wrong with the finding, where that is known."""


class ReplyScorer(Protocol):
    """What a drill needs of a scorer."""

    def score_reply(self, text: str, fact: Fact, scene: Scene) -> ReplyScore:
        """Judge what a member of staff says in this scene."""
        ...

    def score_answer(self, text: str, reply: Reply) -> ReplyScore:
        """Judge what a member of staff answers to a customer's line."""
        ...

    def hurtful_words(self, line: str) -> list[str]:
        """Return the words of a line that would certainly hurt."""
        ...


class LiteralScorer:
    """Literal matching: templates to avoid, key fragments to have, likeness to the authored sentences."""

    def score_reply(self, text: str, fact: Fact, scene: Scene) -> ReplyScore:
        """Return wrong where a trigger stands, right where the moves or the wording are there, partial in between."""
        typed = squeeze(text)
        good = accepted_replies(fact, scene)
        nearest = max(good, key=lambda sentence: likeness(typed, squeeze(sentence)))
        closeness = likeness(typed, squeeze(nearest))
        if closeness == 1.0:
            return ReplyScore("right", "", nearest)
        if words := find_words(text, fact.avoid, fact.unless):
            return ReplyScore("wrong", words, nearest)
        if any(likeness(typed, squeeze(bad)) >= LIKE_BAD > closeness for bad in [scene.bad, *scene.wrong]):
            return ReplyScore("wrong", "", nearest)
        missing = next((group for group in scene.keys if not any(squeeze(key) in typed for key in group)), [])
        return ReplyScore(_grade(typed, closeness, scene), "", nearest, missing[:MISSING_SHOWN])

    def score_answer(self, text: str, reply: Reply) -> ReplyScore:
        """Return right for the authored wordings, partial for what is like them."""
        typed = squeeze(text)
        closeness = max(likeness(typed, squeeze(good)) for good in (reply.say, *reply.also))
        if closeness >= SAME:
            return ReplyScore("right", "", reply.say)
        return ReplyScore("partial" if closeness >= RELATED else "wrong", "", reply.say, list(reply.moves))

    def hurtful_words(self, line: str) -> list[str]:
        """Return none: literally, only the fact itself knows them."""
        return []


def accepted_replies(fact: Fact, scene: Scene) -> list[str]:
    """Return every authored good sentence for a scene, the model answer first.

    A pair's own catalysts are good answers in all of its scenes.
    """
    return [sentence for sentence in (scene.say, *scene.also, fact.modern, *fact.variants, *fact.original) if sentence]


@lru_cache(maxsize=1024)
def likeness(one: str, other: str) -> float:
    """Return how alike two squeezed texts are, from 0 to 1 (1: the same)."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _grade(typed: str, closeness: float, scene: Scene) -> Literal["right", "partial", "wrong"]:
    groups = [any(squeeze(key) in typed for key in group) for group in scene.keys]
    long_enough = len(typed) >= SHORTEST
    if closeness >= SAME or (long_enough and groups and all(groups)):
        return "right"
    return "partial" if any(groups) or (long_enough and closeness >= RELATED) else "wrong"
