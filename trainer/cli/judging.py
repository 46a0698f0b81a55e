"""Opening the judge of typed replies: the shipped course's rules and the shipped tagger."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from trainer import paths
from trainer.cli.context import COURSE, Context

if TYPE_CHECKING:
    from trainer.course.model import Fact, Reply, Scene
    from trainer.course.rules import RuleBook
    from trainer.reply.judged import JudgedScorer
    from trainer.reply.score import ReplyScore
    from trainer.reply.verdict import ReplyJudge


class LateScorer:
    """A drill's scorer that is opened when the first reply was typed: no earlier question should wait for it."""

    def __init__(self, context: Context) -> None:
        self._context = context

    @cached_property
    def _scorer(self) -> JudgedScorer:
        from trainer.reply.judged import JudgedScorer

        return JudgedScorer(open_judge(self._context))

    def score_reply(self, text: str, fact: Fact, scene: Scene) -> ReplyScore:
        """Judge what a member of staff says in a scene."""
        return self._scorer.score_reply(text, fact, scene)

    def score_answer(self, text: str, reply: Reply) -> ReplyScore:
        """Judge what a member of staff answers to a customer's line."""
        return self._scorer.score_answer(text, reply)


def open_judge(context: Context) -> ReplyJudge:
    """Open the judge of replies with the shipped course's rules."""
    from trainer.course.rulebook import open_rulebook
    from trainer.reply.rules import RuleEngine
    from trainer.reply.tagger import Tagger
    from trainer.reply.verdict import ReplyJudge

    book = open_rulebook(paths.content_dir() / COURSE, paths.cache_dir(context.environ), _read_sound_rules)
    tagger = None
    with suppress(OSError, ValueError):  # a damaged file costs what is likely, and no drill
        tagger = Tagger.load(paths.tagger_file())
    return ReplyJudge(RuleEngine(book), book.rules, tagger)


def _read_sound_rules(folder: Path) -> RuleBook:
    # YAML and the checker are imported only when a rule has changed.
    from trainer.check.rules import keep_sound
    from trainer.course.rulefile import load_rules

    return keep_sound(load_rules(folder))
