"""Stored answers graded by two courses: which verdicts would flip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Literal, cast

import msgspec

from trainer.course.model import Course, Fact
from trainer.drill.kinds import KINDS
from trainer.drill.question import Form, Kind, Mark
from trainer.drill.shown import Asker, Shown
from trainer.drill.siblings import pairs_of, siblings
from trainer.drill.spot import blemish_of, plain_line
from trainer.i18n import N_, Message
from trainer.memory import GRADED, Answer, Grade
from trainer.reply.judged import JudgedScorer
from trainer.reply.labels import NAMES
from trainer.reply.verdict import LONGEST, ReplyJudge, Verdict
from trainer.report.mistakes import picks_of, say_response
from trainer.report.rulechange import RuleChange

SPOKEN: tuple[Kind, ...] = ("rewrite", "speak", "reply", "spot")
"""Kinds whose verdict depends on the rules of a course, not on the fact alone."""
Lost = Literal["", "gone", "unknown"]
"""Why an answer cannot flip: it stays as it was, or there is nothing to compare."""
TOLD_MOST = 3
"""Right options named as a reason."""


class Flip(msgspec.Struct, frozen=True, kw_only=True):
    """One answer that the new course grades otherwise. `times`: how often it was given; `form`: kind and form of the question."""

    fact: str
    title: str
    form: str
    asked: list[str]
    said: str
    before: Grade
    after: Grade
    why: Message | str
    times: int = 1


class Regraded(msgspec.Struct, frozen=True):
    """What became of the answers. `gone`: what was asked or picked is not offered any more; `unknown`: nor was it by the old course."""

    total: int
    flipped: int
    gone: int
    unknown: int
    flips: list[Flip]


class Graded(msgspec.Struct, frozen=True):
    """An answer as one course grades it."""

    fact: Fact
    form: Form
    mark: Mark


class Side:
    """One of the two courses, with its judge, which is opened only when it is needed."""

    def __init__(self, course: Course, open_judge: Callable[[], ReplyJudge]) -> None:
        self.course = course
        self.asker = Asker(course)
        self._open_judge = open_judge
        self._places = {head.log_id: place for place, head in enumerate(course.heads)}

    @cached_property
    def judge(self) -> ReplyJudge:
        """The judge of typed replies by this course's rules."""
        return self._open_judge()

    @cached_property
    def _scorer(self) -> JudgedScorer:
        return JudgedScorer(self.judge)

    def find_fact(self, log_id: str) -> Fact | None:
        """Return the fact under whose log id answers are kept."""
        place = self._places.get(log_id)
        return None if place is None else self.course.facts[place]

    def grade(self, fact: Fact, form: Form | None, shown: Shown) -> Graded | None:
        """Mark an answer by this course; None where it cannot be given any more, or where no form asks for it."""
        mark = self.asker.grade(fact, form, shown, self._scorer if form.kind in SPOKEN else None) if form else None
        return Graded(fact, form, mark) if form and mark else None

    def right_texts(self, graded: Graded) -> list[str]:
        """Return some of the options that are right; none where that is no text."""
        return self.asker.right_texts(graded.fact, graded.form)[:TOLD_MOST]

    def name_findings(self, graded: Graded, text: str) -> list[Message]:
        """Return what the rules and the tagger find in a reply: the violations, or else the good moves."""
        verdict = self.judge.judge(text[:LONGEST], *_heard(graded.fact, graded.form))
        return name_violations(verdict) or [NAMES[name] for name in dict.fromkeys(made.move for made in verdict.moves)]


class Regrader:
    """Grades answers by both sides; equal ones once, and none that the change cannot touch."""

    def __init__(self, old: Side, new: Side, rules: RuleChange) -> None:
        self._old = old
        self._new = new
        self._rules = rules
        self._changed: dict[str, bool] = {}
        self._touched: dict[str, bool] = {}
        self._misjudged: dict[str, bool] = {}

    def regrade(self, answers: Iterable[Answer], tick: Callable[[float], None]) -> Regraded:
        """Return what becomes of graded answers; `tick` is told the share that is done."""
        given = Counter[tuple[str, Shown]]()
        first: dict[tuple[str, Shown], Answer] = {}
        for answer in answers:
            key = (answer.fact, _shown_of(answer))
            given[key] += 1
            first.setdefault(key, answer)
        lost: Counter[str] = Counter()
        flips = []
        for number, (key, times) in enumerate(given.items(), 1):
            outcome = self._judge(*key, first[key])
            if isinstance(outcome, Flip):
                flips.append(msgspec.structs.replace(outcome, times=times))
            elif outcome:
                lost[outcome] += times
            tick(number / len(given))
        flips.sort(key=lambda flip: (-flip.times, flip.fact, flip.form, flip.said))
        return Regraded(given.total(), sum(flip.times for flip in flips), lost["gone"], lost["unknown"], flips)

    def _judge(self, log_id: str, shown: Shown, answer: Answer) -> Flip | Lost:
        """Return the flip, why there can be none, or nothing where the verdict stays."""
        fact, now = self._old.find_fact(log_id), self._new.find_fact(log_id)
        if fact is None or shown.kind not in KINDS:
            return "unknown"
        if now is None:
            return "gone"
        if not self._is_touched(fact, now, shown):
            return ""
        before = self._old.grade(fact, self._old.asker.find_form(fact, shown), shown)
        if before is None:
            return "unknown"
        after = self._new.grade(now, self._old.asker.carry_form(fact, before.form, self._new.asker, now), shown)
        if after is None:
            return "gone"
        return self._flip(before, after, shown, say_response(answer)) if before.mark.grade != after.mark.grade else ""

    def _flip(self, before: Graded, after: Graded, shown: Shown, said: str) -> Flip:
        return Flip(
            fact=after.fact.id,
            title=after.fact.title,
            form=f"{shown.kind}/{after.form.name}",
            asked=shown.stem.split("\n"),
            said=said,
            before=before.mark.grade,
            after=after.mark.grade,
            why=self._explain(before, after, shown),
        )

    def _explain(self, before: Graded, after: Graded, shown: Shown) -> Message | str:
        """Return why an answer is graded otherwise: other findings, another key, or what there is to say of the worse mark."""
        if shown.kind in SPOKEN:
            one, other = self._old.name_findings(before, shown.text), self._new.name_findings(after, shown.text)
            if one != other:
                nothing = N_("没有")
                return N_("原来查出：{before}；现在查出：{after}", before=one or nothing, after=other or nothing)
        was, is_ = self._old.right_texts(before), self._new.right_texts(after)
        if was != is_:
            return N_("答案原来是“{before}”，现在是“{after}”", before=was, after=is_)
        if GRADED.index(after.mark.grade) < GRADED.index(before.mark.grade):
            return N_("原来的说法：{correction}", correction=before.mark.correction or before.fact.why)
        return N_("现在的说法：{correction}", correction=after.mark.correction or after.fact.why)

    def _is_touched(self, fact: Fact, now: Fact, shown: Shown) -> bool:
        """Tell whether the change can reach an answer: through the rules, through its fact, or through facts that lend options."""
        if shown.kind in SPOKEN and (self._rules.touches(shown.text) or self._is_misjudged(fact)):
            return True
        if not shown.options:
            return self._has_changed(fact)
        if fact.log_id not in self._touched:
            around = [_family(side.course, one) for side, one in ((self._old, fact), (self._new, now))]
            moved = [one.log_id for one in around[0]] != [one.log_id for one in around[1]]
            self._touched[fact.log_id] = moved or any(map(self._has_changed, around[0]))
        return self._touched[fact.log_id]

    def _is_misjudged(self, fact: Fact) -> bool:
        """Tell whether a sentence that the fact itself holds up, or holds against somebody, may be judged otherwise."""
        if fact.log_id not in self._misjudged:
            lines = [*(scene.say for scene in fact.scenes), *(scene.bad for scene in fact.scenes), *(line.say for line in fact.flag)]
            self._misjudged[fact.log_id] = any(map(self._rules.touches, [*lines, *(plain_line(cut.say) for cut in fact.cut)]))
        return self._misjudged[fact.log_id]

    def _has_changed(self, fact: Fact) -> bool:
        """Tell whether anything of a fact changed that a grade may depend on."""
        if fact.log_id not in self._changed:
            now = self._new.find_fact(fact.log_id)
            self._changed[fact.log_id] = now is None or _graded_part(now) != _graded_part(fact)
        return self._changed[fact.log_id]


def _graded_part(fact: Fact) -> Fact:
    """Return a fact without what is only told: a better reason flips no verdict."""
    return msgspec.structs.replace(
        fact, why="", lesson=[], mnemonic="", note="", source=[], situation="", tier="must", topic="", rev=1, renamed_from=[], cold=False
    )


def name_violations(verdict: Verdict) -> list[Message]:
    """Return what is wrong with a reply, each once; what no rule is certain of is called so."""
    certain = list(dict.fromkeys(one.category for one in verdict.violations if one.certainty == "certain"))
    likely = dict.fromkeys(one.category for one in verdict.violations if one.category not in certain)
    return [*(NAMES[name] for name in certain), *(N_("可能{name}", name=NAMES[name]) for name in likely)]


def _family(course: Course, fact: Fact) -> list[Fact]:
    return [fact, *siblings(course, fact), *pairs_of(course, fact)]


def _shown_of(answer: Answer) -> Shown:
    kind = cast(Kind, answer.kind)  # an unknown one is told apart when it is judged
    return Shown(kind, answer.form, answer.stem, tuple(answer.options), tuple(picks_of(answer)), answer.response)


def _heard(fact: Fact, form: Form) -> tuple[str, str]:
    """Return what was heard before a reply, and the business reason to ask, as the scorer is told them."""
    if form.kind == "reply":
        reply = fact.replies[form.index]
        return reply.customer, reply.purpose
    if form.kind == "spot":
        return blemish_of(fact, form).situation, ""
    scene = fact.scenes[form.index]
    return scene.situation, scene.purpose
