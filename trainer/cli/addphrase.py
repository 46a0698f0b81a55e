"""`trainer course add phrase`: sentences to flag and sentences like them become a rule, without any template being written."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import typer

from trainer.check.mutations import vary_example
from trainer.check.proven import Proven
from trainer.check.rules import check_rules
from trainer.cli.adding import To, Yes
from trainer.cli.addition import Change, find_faults, plan_change
from trainer.cli.asking import Answers, Ask, Choice, Interview, pick
from trainer.cli.context import Context, describe_folder, open_front, own_course
from trainer.cli.filing import write_changes
from trainer.cli.grounds import Grounds
from trainer.cli.judging import open_judge
from trainer.cli.knowing import recalled
from trainer.cli.phraseview import count_alarms, rule_mapping, view_proposal
from trainer.cli.unfinished import NOTHING, Unfinished
from trainer.course.amend import amend_rule, append_item, start_file
from trainer.course.problem import Problem
from trainer.course.rulebook import RULES_NAME
from trainer.course.rulefile import load_rules
from trainer.course.rules import EXAMPLES_LEAST, Examples, Rule
from trainer.errors import EndOfInput, TrainerError
from trainer.i18n import N_, Message
from trainer.reply.describe import describe_template
from trainer.reply.labels import MEANINGS, NAMES
from trainer.reply.propose import Proposal, propose_rule, widen_rule
from trainer.reply.reading import spell

if TYPE_CHECKING:
    from trainer.screen.front import Front

TITLE = N_("不该说的话")
FLAG_WORDS = N_("哪些话不该说？一句一行，至少 {least} 句，写完空一行。", least=EXAMPLES_LEAST)
OK_WORDS = N_("哪些话跟它很像，但没问题？一句一行，至少 {least} 句，写完空一行。", least=EXAMPLES_LEAST)
FILE_STEM = "phrase"
EXAMPLES_MOST, EXAMPLE_MOST, ADVICE_MOST = 8, 80, 60
FLAG, OK, CATEGORY, WHY, INSTEAD = "flag", "pass", "category", "why", "instead"
LOOK, WIDTH = "look", "width"
_SHELL_SIGNS = frozenset('"$`\\!%')
"""What a shell takes for something else, in double quotes too."""
MORE = {FLAG: N_("再加一句不该说的"), OK: N_("再加一句没问题的")}


class Planned(msgspec.Struct, frozen=True):
    """A proposal with the rule that it comes to, and the file as it would be."""

    rule: Rule
    proposal: Proposal
    change: Change


def add_phrase_command(context: typer.Context, to: To = None, yes: Yes = False) -> None:
    """Add a rule for sentences that must not be said."""
    add_phrase(context.obj, own_course(context.obj, to), open_front(context.obj), yes=yes)


def add_phrase(context: Context, folder: Path, front: Front, *, yes: bool) -> None:
    """Ask for sentences, propose a rule, show it in words, and write it once agreed to. Raises `TrainerError`."""
    with front.track(N_("正在读课程")):
        grounds = Grounds(folder, open_judge(context, folder))
    adding = _Adding(context, grounds, front, yes=yes)
    # A person may be called to the counter; a script that ends early has ended.
    if sys.stdin.isatty():
        with Unfinished(context.data, FILE_STEM, folder).hold(front, adding.answers):
            adding.run()
        return
    try:
        adding.run()
    except EndOfInput:
        raise TrainerError(N_("话没说完，输入就断了：没有写进课程。"), N_("从头再来一次；一行一个回答。")) from None


class _Adding:
    def __init__(self, context: Context, grounds: Grounds, front: Front, *, yes: bool) -> None:
        self.answers: Answers = {}
        self._context = context
        self._grounds = grounds
        self._front = front
        self._yes = yes

    def run(self) -> None:
        """Ask, then propose until it is written or given up."""
        Interview(self._front, TITLE, list_asks(self._grounds), self.answers).run()
        if self._extend_known():
            return
        while True:
            chosen, planned = self._settle(self._propose())
            if chosen == "write" and planned:
                self._write(planned.change)
                return
            if chosen == "drop":
                self._front.show_note(NOTHING)
                return
            self._ask_more(chosen)

    def _settle(self, proposed: list[Planned]) -> tuple[str, Planned | None]:
        """Show the proposals, the surest first, until it is decided what to do, and with which."""
        if not proposed:
            return self._decide_without(), None
        planned = proposed[0]
        self._show(planned)
        while (chosen := self._decide(planned, proposed)) in (LOOK, WIDTH):
            if chosen == LOOK:
                page = [str(planned.change.path), *(f"│ {line}" for line in planned.change.lines[1]), "│"]
                self._front.show_pages([page], N_("看完了，按回车"))
            else:
                planned = next(other for other in proposed if other is not planned)
                self._show(planned)
        return chosen, planned

    def _extend_known(self) -> bool:
        """Where a rule catches the sentences already, offer them to it as examples; True when nothing more is to be done."""
        (category,), flag = self.answers[CATEGORY], self.answers[FLAG]
        rule = self._grounds.find_catcher(category, flag)
        if rule is None:
            return False
        ways: dict[str, Message | str] = {"join": N_("把这几句加进它的例句")} if self._grounds.own_file(rule) else {}
        ways |= {"new": N_("还是另写一条"), "drop": N_("不用写了")}
        examples = rule.examples.flag[:2]
        words = N_("这几句话，规则“{rule}”已经抓得到了，它的例句有：{examples}", rule=rule.id, examples=examples)
        chosen = list(ways)[0 if self._yes else pick(self._front, [words], list(ways.values()))]
        if chosen == "join":
            self._join(rule)
        elif chosen == "drop":
            self._front.show_note(NOTHING)
        return chosen != "new"

    def _join(self, rule: Rule) -> None:
        path = self._grounds.own_file(rule)
        assert path is not None  # or it would not have been offered
        added = {FLAG: self.answers[FLAG], OK: self.answers[OK]}
        self._write(plan_change(self._grounds.folder, path, lambda text: amend_rule(text, rule.id, added), str))

    def _propose(self) -> list[Planned]:
        """Return the surest rule, and a wider one where there is another."""
        (category,), flag, ok = self.answers[CATEGORY], self.answers[FLAG], self.answers[OK]
        macros = self._grounds.rules.book.macros
        proposals: list[Proposal] = []
        with self._front.track(N_("正在找规则")):
            # Best if it also spares what its neighbours spare; where that cannot be, the proof says which.
            for evidence in (self._grounds.evidence(category, flag, ok, strict=strict) for strict in (True, False)):
                if not proposals and (narrow := propose_rule(evidence, macros, vary_example)):
                    wide = widen_rule(narrow, evidence, macros, vary_example)
                    proposals = [narrow, wide] if wide else [narrow]
        return [Planned(rule := self._make_rule(one), one, plan_rule(self._grounds.folder, rule)) for one in proposals]

    def _make_rule(self, proposal: Proposal) -> Rule:
        answers = self.answers
        (category,), (why,), (instead,) = answers[CATEGORY], answers[WHY], answers[INSTEAD]
        fields = {"say": proposal.say, "unless": proposal.unless, "unless_sentence": proposal.unless_sentence}
        examples = Examples(list(answers[FLAG]), list(answers[OK]))
        taken = {rule.id for rule in self._grounds.rules.book.rules}
        name = name_rule(category, taken)
        return Rule(id=name, category=category, instead=instead, why=why, examples=examples, **fields)  # type: ignore[arg-type]  # one of the choices

    def _show(self, planned: Planned) -> None:
        if not self._front.show_pages(view_proposal(planned.rule, planned.proposal, self._grounds), N_("看完了，按回车")):
            raise EndOfInput

    def _decide_without(self) -> str:
        if self._yes:
            raise TrainerError(UNFIT, N_("换几句更不一样的例子，再来一次。"))
        return [*MORE, "drop"][pick(self._front, [UNFIT], [*MORE.values(), N_("不要了")])]

    def _decide(self, planned: Planned, proposed: list[Planned]) -> str:
        """Return what is to be done: `write`, `flag` or `pass` for one more sentence, the other width, a look, or `drop`."""
        if self._yes:
            return "write"
        says = [describe_template(template, self._grounds.rules.book.macros) for template in planned.rule.say]
        wider, narrower = N_("放宽一点，像它的话也抓"), N_("收紧一点，只抓有把握的")
        other: dict[str, Message | str] = {WIDTH: wider if planned is proposed[0] else narrower} if proposed[1:] else {}
        ways = {"write": N_("就这样写进去")} | MORE | other | {LOOK: N_("看它写成什么样"), "drop": N_("不要了")}
        return list(ways)[pick(self._front, [*says, count_alarms(planned.proposal)], list(ways.values()))]

    def _ask_more(self, name: str) -> None:
        """Ask for one more sentence of a kind."""
        ask = next(ask for ask in list_asks(self._grounds) if ask.name == name)
        single = msgspec.structs.replace(ask, lines=(1, 1), wanted=lambda answers: True)
        fresh: Answers = {FLAG: self.answers[FLAG], OK: self.answers[OK]} | {name: []}
        Interview(self._front, TITLE, [single], fresh).put(single)
        self.answers[name] = list(dict.fromkeys([*self.answers[name], *fresh[name]]))

    def _prove(self, change: Change) -> Change:
        """Return a change that the checker has no error to say against. Raises `TrainerError`."""
        with recalled(self._context.environ) as proven:
            faults = find_faults(self._grounds.folder, [change], lambda folder: _check_rules(folder, proven))
        errors = [fault for fault in faults if fault.severity == "error"]
        if errors:
            raise TrainerError(N_("这样写还不行：{what}没有写进课程。", what=errors[0].message), errors[0].remedy)
        return change

    def _write(self, change: Change) -> None:
        write_changes([self._prove(change)])
        self._front.show_note(N_("写好了：{path}", path=change.path))
        where = describe_folder(self._context, self._grounds.folder)
        sentence = next((text for text in self.answers[FLAG] if not _SHELL_SIGNS & set(text)), "")
        if not where and sentence:  # replies are judged by the course in use
            self._front.show_note(N_("试一句：{command}", command=f'trainer score "{sentence}"'))
        self._front.show_note(N_("整门课程再检查一遍：{command}", command=f"trainer course check{where}"))


UNFIT = N_("从这几句里找不出规则：不该说的和没问题的，用的字几乎一样，或者没有字可认。")


def list_asks(grounds: Grounds) -> list[Ask]:
    """Return the questions that a rule takes."""
    bad, good = N_("嫌贵别买"), N_("嫌贵的话，我帮您看看活动款。")
    reason, advice = N_("嫌贵是想买，一句话把人推走了。"), N_("我帮您看看有活动的款。")

    def choices(answers: Answers) -> list[Choice]:
        ranked = grounds.rank_categories(answers[FLAG])
        return [Choice(name, N_("{name}：{meaning}", name=NAMES[name], meaning=MEANINGS[name])) for name in ranked]

    def refuse(text: str, answers: Answers) -> Message | None:
        return grounds.refuse_harmless(text, answers.get(FLAG, []))

    many = Ask(name="", short=TITLE, words=TITLE, most=EXAMPLE_MOST, lines=(EXAMPLES_LEAST, EXAMPLES_MOST))
    one = Ask(name="", short=TITLE, words=TITLE, most=ADVICE_MOST)
    change = msgspec.structs.replace
    return [
        change(many, name=FLAG, short=N_("不该说的"), words=FLAG_WORDS, example=bad, refuse=_refuse_flag),
        change(many, name=OK, short=N_("没问题的"), words=OK_WORDS, example=good, refuse=refuse),
        Ask(name=CATEGORY, short=N_("哪一类"), words=N_("这几句犯了哪一类毛病？最像的排在最前面。"), choices=choices),
        change(one, name=WHY, short=N_("为什么不好"), words=N_("为什么不好？一句话。"), example=reason),
        change(one, name=INSTEAD, short=N_("该怎么说"), words=N_("该怎么说？"), example=advice),
    ]


def _refuse_flag(text: str, answers: Answers) -> Message | None:
    if not spell(text):
        return N_("这一句里没有字。")
    return N_("这一句写成了没问题的。") if spell(text) in map(spell, answers.get(OK, [])) else None


def name_rule(category: str, taken: set[str]) -> str:
    """Return an id that no rule has."""
    stem, number = f"own-{category.replace('_', '-')}", 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def plan_rule(folder: Path, rule: Rule) -> Change:
    """Return the rule file of a category with one more rule; a file of its own where there is none."""
    path = folder / RULES_NAME / f"{rule.category}.yaml"
    shared = path.with_name("ask.yaml")
    path = shared if not path.exists() and rule.label.startswith("ask_") and shared.exists() else path
    item = rule_mapping(rule)
    return plan_change(folder, path, lambda text: append_item(text, "rules", item), lambda: start_file("rules", {}, "rules", item))


def _check_rules(folder: Path, proven: Proven) -> list[Problem]:
    loaded = load_rules(folder)
    return [*loaded.problems, *check_rules(loaded, proven)]
