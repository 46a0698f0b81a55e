"""What is never practised: topics in which nothing is to be said in one's own words, and rules that nothing sets off."""

from __future__ import annotations

from collections.abc import Iterator

from trainer.check.material import Material, list_said
from trainer.check.rules import place_rule
from trainer.course.problem import Problem, quote
from trainer.i18n import N_
from trainer.memory import PRODUCE
from trainer.reply.labels import NAMES


def check_spoken(material: Material) -> Iterator[Problem]:
    """Every topic with facts has something to say in one's own words: who only ticks boxes has not learnt to speak."""
    filled = {one.fact.topic for one in material.asked}
    spoken = {one.fact.topic for one in material.asked if any(question.form.rung == PRODUCE for question in one.questions)}
    for index, topic in enumerate(material.course.topics):
        if topic.id in filled - spoken:
            message = N_("主题“{title}”只有选择和填空，没有一道要学员自己开口说的题。", title=quote(topic.title))
            remedy = N_("给其中一个知识点写 replies（顾客的一句话和怎么答），或者 scenes（场景、不好的说法和好的说法）。")
            yield material.positions.in_course("topics", index, "id").problem("W910", message, remedy)


def check_rules_used(material: Material) -> Iterator[Problem]:
    """Every rule is set off by some sentence of the course, beside its own examples: what is flagged was also taught."""
    engine, rules = material.judge.engine, material.rules.book.rules
    idle = {rule.id for rule in rules}
    for good in (False, True):
        wanted = {rule.id for rule in rules if (rule.category is None) == good}
        for text in list_said(material.course, material.scenarios, good=good):
            # What has fired once is not looked for again: most rules do so early.
            if not (left := idle & wanted):
                break
            idle -= engine.list_firing(text, left)
    for rule in rules:
        if rule.id not in idle:
            continue
        shown = {"id": quote(rule.id), "name": NAMES[rule.label], "example": quote(next(iter(rule.examples.flag), ""))}
        if rule.category:
            message = N_("规则“{id}”（{name}）要抓的话，课程里一句也没出现过，学员不会知道为什么被扣分。", **shown)
            remedy = N_("用不着就删掉这条规则；要用，就在一个知识点的 flag 或 scenes 里写上这样一句：{example}", **shown)
        else:
            message = N_("规则“{id}”（{name}）要认的好做法，课程里没有一句好话用到。", **shown)
            remedy = N_("用不着就删掉这条规则；要用，就在一个知识点的好话里用上它：{example}", **shown)
        yield place_rule(rule, material.rules, "id").problem("W911", message, remedy)
