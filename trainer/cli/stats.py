"""`trainer course stats`: which questions and rules are bad, from everybody's answers, and what to mend first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from trainer.cli.context import Context, open_front
from trainer.cli.progress import open_known
from trainer.cli.rows import PLAYED
from trainer.i18n import N_
from trainer.memory import Answer, counted_answers
from trainer.report.rulestats import RuleStats, Said, assess_rules
from trainer.report.stats import Complaints, Item, ItemStats, assess_items
from trainer.screen.stats import rule_line, stats_head, stats_lines

if TYPE_CHECKING:
    from trainer.course.model import Course
    from trainer.store import Store

SHOWN = 20
"""Questions, and rules, listed unless all are wanted."""
TYPED = ("rewrite", "speak", "reply")
"""Kinds of question whose answer is a sentence to a customer."""


class Statistics(msgspec.Struct, frozen=True):
    """Every question and every rule that there is something to say of, what to mend first at the head."""

    questions: list[ItemStats]
    rules: list[RuleStats]


def gather_stats(context: Context, course: Course) -> Statistics:
    """Return how every question and every rule of a course behaves. Raises `TrainerError` where nobody has practised."""
    with open_known(context) as store:
        questions = assess_items(_iterate_answers(store, course.id), _count_complaints(store, course.id))
        return Statistics(questions, _gather_rules(context, store, course))


def show_stats(context: Context, found: Statistics, course: Course, *, whole: bool) -> None:
    """Show what to mend first, or everything."""
    front = open_front(context)
    titles = {head.log_id: head.title for head in course.heads}
    front.show_note(stats_head(found.questions))
    items = found.questions if whole else [item for item in found.questions if item.faults][:SHOWN]
    for number, item in enumerate(items, 1):
        for line in stats_lines(number, titles.get(item.fact, item.fact), item):
            front.show_note(line)
    rules = found.rules if whole else [rule for rule in found.rules if rule.is_bad][:SHOWN]
    if rules:
        front.show_note(N_("判回答的规则："))
    for rule in rules:
        front.show_note(rule_line(rule))
    left = sum(bool(item.faults) for item in found.questions) - len(items)
    if not whole and left > 0:
        front.show_note(N_("还有 {count} 道要看的：加上 --all 全部列出来。", count=left))


def _gather_rules(context: Context, store: Store, course: Course) -> list[RuleStats]:
    from trainer.cli.judging import open_rules
    from trainer.reply.rules import RuleEngine
    from trainer.reply.verdict import LONGEST, ReplyJudge

    book = open_rules(context)
    judge = ReplyJudge(RuleEngine(book), [])  # only what rules find: what the model guesses is nobody's rule
    known: dict[Said, list[str]] = {}

    def find_rules(said: Said) -> list[str]:
        if said not in known:
            reply, purpose = said
            known[said] = [one.rule for one in judge.judge(reply[:LONGEST], "", purpose).violations]
        return known[said]

    appealed = [((appeal.reply, appeal.purpose), appeal.outcome) for appeal in store.appeals(course.id)]
    said = Counter([*_iterate_typed(store, course), *_iterate_played(context, store, course)])
    return assess_rules([rule for rule in book.rules if rule.category], find_rules, said, appealed)


def _iterate_typed(store: Store, course: Course) -> Iterator[Said]:
    for answer in _iterate_answers(store, course.id):
        place = course.facts.position(answer.fact)
        if answer.kind in TYPED and answer.response and place is not None:
            fact, number = course.facts[place], answer.form.rpartition("-")[2]
            parts = fact.replies if answer.kind == "reply" else fact.scenes
            index = int(number) if number.isdigit() else len(parts)
            yield answer.response, parts[index].purpose if index < len(parts) else ""


def _iterate_played(context: Context, store: Store, course: Course) -> Iterator[Said]:
    plays = [play for learner in store.learners() for play in store.plays(learner.id, course.id) if play.mode == "type"]
    if not plays:
        return  # nothing to read scenarios for
    from trainer.course.scenariofile import load_scenarios

    scenarios = load_scenarios(context.course_folder).scenarios
    for play in plays:
        scenario = scenarios.get(play.scenario)
        yield from ((turn.reply, scenario.purpose if scenario else "") for turn in store.turns(play.id))


def _iterate_answers(store: Store, course: str) -> Iterator[Answer]:
    for learner in store.learners():
        # What a role-play says about a fact was never asked as a question.
        yield from (answer for answer in counted_answers(store.answers(learner.id, course)) if answer.kind != PLAYED)


def _count_complaints(store: Store, course: str) -> dict[Item, Complaints]:
    flags = Counter((flag.fact, f"{flag.kind}/{flag.form}") for flag in store.flags(course))
    appeals = Counter((appeal.fact, appeal.form) for appeal in store.appeals(course) if appeal.fact)
    return {item: Complaints(flags[item], appeals[item]) for item in flags | appeals}
