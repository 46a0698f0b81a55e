"""A proposed rule as a trainer sees it: in words, with sentences that it catches and sentences that it leaves alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from trainer.check.mutations import PARTICLES
from trainer.cli.grounds import Grounds
from trainer.course.problem import quote
from trainer.course.rules import Rule, RuleBook
from trainer.i18n import _, render
from trainer.reply.describe import describe_steps, describe_template
from trainer.reply.labels import NAMES
from trainer.reply.propose import Proposal
from trainer.reply.reading import spell
from trainer.reply.rules import RuleEngine

FRESH_SHOWN, NEAR_SHOWN, CAUGHT_SHOWN, ALARMS_SHOWN = 3, 2, 3, 8
_SWAPS = (("您", "你"), ("你", "您"), ("我们", "咱们"), ("我", "我们"), ("这个", "这"), ("不", "真不"))


def view_proposal(rule: Rule, proposal: Proposal, grounds: Grounds) -> list[list[str]]:
    """Return the proposal in blocks, what is good last: what it catches in words and sentences, what it spares, and what else."""
    engine = RuleEngine(RuleBook([rule], grounds.rules.book.macros))
    fresh = list(_vary_freely(rule, engine))[:FRESH_SHOWN]
    caught = [_("这样的话会被抓出来，算“{name}”：", name=NAMES[rule.label]), *_describe(rule, grounds)]
    sure = [_("比如这几句都抓得到："), *map(_bullet, [*rule.examples.flag, *fresh]), _("该说：{instead}", instead=rule.instead)]
    near = _find_near(rule, [text for text in (*grounds.good, *grounds.ordinary) if not engine.find(text)])
    spared = [_("这几句都放过："), *map(_bullet, [*rule.examples.ok, *near])]
    return [[*caught, *sure], spared, _view_alarms(proposal, grounds), *_view_caught(proposal, rule, grounds)]


def count_alarms(proposal: Proposal) -> str:
    """Return in one line how many harmless sentences would be flagged."""
    if not proposal.alarms:
        return _("课程里的好话和平常话，一句也没有误伤。")
    return _("会误伤 {count} 句好话。", count=len(proposal.alarms))


def rule_mapping(rule: Rule) -> dict[str, Any]:
    """Return a rule as it is written, empty parts left out."""
    fields = {"id": rule.id, "category": rule.category, "say": rule.say, "unless": rule.unless, "unless_sentence": rule.unless_sentence}
    told = {"instead": rule.instead, "why": rule.why, "examples": {"flag": rule.examples.flag, "pass": rule.examples.ok}}
    return {name: value for name, value in (fields | told).items() if value}


def _describe(rule: Rule, grounds: Grounds) -> Iterator[str]:
    macros = grounds.rules.book.macros
    for template in rule.say:
        yield _bullet(render(describe_template(template, macros)))
    for template in rule.unless:
        yield _bullet(_("但同一小句里有这样的话就放过：{what}", what=describe_steps(template, macros)))
    for template in rule.unless_sentence:
        yield _bullet(_("但同一句话里有这样的话就放过：{what}", what=describe_steps(template, macros)))


def _view_alarms(proposal: Proposal, grounds: Grounds) -> list[str]:
    if not proposal.alarms:
        texts = {"good": len(grounds.good), "ordinary": len(grounds.ordinary)}
        return [_("误伤：没有。"), _("课程里的好话 {good} 句、各行各业的平常话 {ordinary} 句，都试过了。", **texts)]
    shown = [_bullet(text) for text in proposal.alarms[:ALARMS_SHOWN]]
    head = _("会误伤这 {count} 句好话（可以把其中一句加成没问题的例子）：", count=len(proposal.alarms))
    rest = [_("……")] if len(proposal.alarms) > ALARMS_SHOWN else []
    return [head, *shown, *rest]


def _view_caught(proposal: Proposal, rule: Rule, grounds: Grounds) -> list[list[str]]:
    given = set(map(spell, rule.examples.flag))
    found = [text for text in grounds.newly_caught(proposal.caught) if spell(text) not in given]
    if not found:
        return []
    head = _("课程里别处不该说的话，还能多抓 {count} 句：", count=len(found))
    return [[head, *map(_bullet, found[:CAUGHT_SHOWN]), _("它们以后也判成“{name}”。", name=NAMES[rule.label])]]


def _vary_freely(rule: Rule, engine: RuleEngine) -> Iterator[str]:
    """Yield other sentences that the rule catches, made of its own by a word more or a word for another."""
    seen = set(map(spell, rule.examples.flag))
    for text in rule.examples.flag:
        bare = text.rstrip("。！!~，,…")
        swapped = [text.replace(old, new, 1) for old, new in _SWAPS if old in text and new not in text]
        for made in [*swapped[:1], f"{bare}{PARTICLES[len(bare) % len(PARTICLES)]}"]:
            if spell(made) not in seen and made[-2:-1] not in "".join(PARTICLES) + "吗吧了的" and engine.find(made):
                seen.add(spell(made))
                yield made
                break


def _find_near(rule: Rule, texts: Sequence[str]) -> list[str]:
    """Return harmless sentences that share most with what is flagged."""
    wanted = {pair for text in rule.examples.flag for pair in _pairs(text)}
    given = set(map(spell, rule.examples.ok))
    shared = {text: len(wanted & _pairs(text)) / (len(_pairs(text)) + 4) for text in texts if spell(text) not in given}
    near = sorted(shared, key=lambda text: -shared[text])[:NEAR_SHOWN]
    return [text for text in near if shared[text] > 0]


def _pairs(text: str) -> set[str]:
    spelled = spell(text)
    return {spelled[place : place + 2] for place in range(len(spelled) - 1)}


def _bullet(text: str) -> str:
    return f"· {quote(text) if len(text) > 200 else text}"
