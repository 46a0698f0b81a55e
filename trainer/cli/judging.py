"""Opening the judge of typed replies: the rules of a course and the shipped tagger."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from trainer import paths
from trainer.cli.context import Context
from trainer.i18n import N_

if TYPE_CHECKING:
    from trainer.check.proven import Proven
    from trainer.course.model import Fact, Reply, Scene
    from trainer.course.rules import RuleBook
    from trainer.reply.judged import JudgedScorer
    from trainer.reply.score import ReplyScore
    from trainer.reply.verdict import ReplyJudge


APPEALED = N_("记下了，谢谢！写课程的人会看到这句话和判定，改了以后就按新的判。")


class Said(msgspec.Struct, frozen=True):
    """What is to be judged: the reply, what the customer had said, and the business reason to ask, if any."""

    reply: str
    customer: str = ""
    purpose: str = ""


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

    def hurtful_words(self, line: str) -> list[str]:
        """Return the words of a line that would certainly hurt."""
        return self._scorer.hurtful_words(line)


def open_judge(context: Context, folder: Path | None = None) -> ReplyJudge:
    """Open the judge of replies by the rules of the course that is practised, or of the one in `folder`."""
    return _make_judge(open_rules(context, folder))


def open_rules(context: Context, folder: Path | None = None) -> RuleBook:
    """Open the rules of the course that is practised, or of the one in `folder`, as its files are now."""
    from trainer.course.rulebook import open_rulebook

    def read_sound(folder: Path) -> RuleBook:
        from trainer.cli.knowing import recalled

        with recalled(context.environ) as proven:
            return _read_sound_rules(folder, proven)

    return open_rulebook(folder or context.course_folder, paths.cache_dir(context.environ), read_sound)


def judge_course(folder: Path, proven: Proven | None = None) -> ReplyJudge:
    """Return the judge by the rules of a course as its files are now. What is `proven` to hold is not tried again."""
    return _make_judge(_read_sound_rules(folder, proven))


def open_judges(old: RuleBook, new: RuleBook, touches: Callable[[str], bool]) -> tuple[ReplyJudge, ReplyJudge]:
    """Return the judges by two books of rules that are asked the same in turn. `touches`: whether a reply may be judged otherwise."""
    from trainer.reply.remembered import RememberingJudge, RememberingTagger, SuccessorJudge
    from trainer.reply.rules import RuleEngine

    tagger = None
    with suppress(OSError, ValueError):
        tagger = RememberingTagger.load(paths.tagger_file())
    before = RememberingJudge(RuleEngine(old), old.rules, tagger)
    after = SuccessorJudge(RuleEngine(new), new.rules, tagger)
    after.before, after.touches = before, touches
    return before, after


def _make_judge(book: RuleBook) -> ReplyJudge:
    from trainer.reply.rules import RuleEngine
    from trainer.reply.tagger import open_tagger
    from trainer.reply.verdict import ReplyJudge

    return ReplyJudge(RuleEngine(book), book.rules, open_tagger(paths.tagger_file()))


def _read_sound_rules(folder: Path, proven: Proven | None) -> RuleBook:
    # YAML and the checker are imported only when a rule has changed.
    from trainer.check.rules import keep_sound
    from trainer.course.rulefile import load_rules

    return keep_sound(load_rules(folder), proven)
