"""`trainer course appeals`: a trainer rules on the verdicts that people disagree with; a correction becomes an example in the course."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from trainer.check.own import find_flagged
from trainer.check.proven import Proven
from trainer.cli.addition import Change
from trainer.cli.adoption import Item, describe_copy, plan_amendment, undo
from trainer.cli.filing import write_changes
from trainer.cli.judging import judge_course
from trainer.clock import local_day, now
from trainer.course.folder import base_of
from trainer.course.read import load_with_positions, raise_errors
from trainer.course.rulefile import load_rules
from trainer.course.rules import CATEGORIES
from trainer.drill.siblings import find_fact
from trainer.errors import TrainerError
from trainer.i18n import N_, Message, _, render
from trainer.reply.labels import NAMES
from trainer.store import Appeal, Outcome

if TYPE_CHECKING:
    from trainer.course.read import Loaded
    from trainer.reply.verdict import ReplyJudge, Verdict, Violation
    from trainer.screen.front import Front
    from trainer.store import Store

PARTS = {"rewrite": "scenes", "speak": "scenes", "reply": "replies", "cloze": "cloze"}
"""Where the good answers to a kind of question are written in a fact."""
SHOWN_MOST = 200
"""Characters shown of what was typed."""


class Way(msgspec.Struct, frozen=True):
    """One thing that a trainer may decide; `correct` changes the course and returns what it wrote, or None when it was called off."""

    title: Message
    outcome: Outcome = ""
    correct: Callable[[], Change | None] | None = None
    cleared: str = ""
    """The category that some words are not to count as any more."""


class Bench:
    """Where appeals are ruled on: the course that is judged by and changed, and whoever decides."""

    def __init__(self, store: Store, loaded: Loaded, folder: Path, front: Front, proven: Proven) -> None:
        assert loaded.course is not None  # whoever reads one demands that
        self.demand_own: Callable[[], object] = lambda: None
        """Raises `TrainerError` for a course that must not be written into."""
        self.store = store
        self.course, self.positions = loaded.course, loaded.positions
        self.folder = folder
        self.base = base_of(folder)
        self.front = front
        self.news: list[Message] = []
        """What came of the last decision, not yet told."""
        self._proven = proven
        self.judge = judge_course(folder, proven)

    def rule_on(self, appeal: Appeal, number: int, total: int) -> bool:
        """Show an appeal and ask what to make of it; False where nobody can be asked."""
        verdict = self.judge.judge(appeal.reply, appeal.customer, appeal.purpose)
        ways = self._ways(appeal, verdict)
        title = "\n".join([_("第 {number} 条，共 {total} 条", number=number, total=total), *describe_appeal(appeal, verdict)])
        while self.news:
            self.front.announce(self.news.pop(0))
        chosen = self.front.choose(title, [way.title for way in ways])
        if chosen is None:
            return False
        self._settle(appeal, ways[chosen])
        return True

    def _settle(self, appeal: Appeal, way: Way) -> None:
        try:
            changed = way.correct() if way.correct else None
        except TrainerError as failure:
            self.news.append(N_("没有改成：{reason} {remedy}", reason=failure.message, remedy=failure.remedy or ""))
            return
        if way.outcome == "upheld" or changed:
            self.store.record_ruling(appeal.uuid, way.outcome, now())
        if changed:
            self._tell(changed, NAMES[way.cleared] if way.cleared in _found(self.judge, appeal) else None)

    def _tell(self, change: Change, left: Message | None) -> None:
        """Keep what was written for telling; `left`: the kind of fault of which other words of the reply are found guilty still."""
        path = change.path
        if left:
            self.news.append(N_("已经写进 {path}；不过这句里还有别的字算“{name}”，不同意就再提一次。", path=path, name=left))
        else:
            self.news.append(N_("已经写进 {path}，从现在起按新的判；每次检查课程都会再验一遍。", path=path))
        if change.copied:
            self.news.append(describe_copy(path))

    def _ways(self, appeal: Appeal, verdict: Verdict) -> list[Way]:
        ways = [Way(N_("判得对，维持"), "upheld")]
        ways += [self._clear(appeal, violation) for violation in _first_of_each(verdict.violations) if violation.rule]
        part = PARTS.get(appeal.form.partition("/")[0])
        if part and appeal.grade != "right":
            accept = Way(N_("这样说就对：算作这道题的标准答案"), "corrected", lambda: self._accept(appeal, part))
            ways.append(accept)
        ways.append(Way(N_("漏判了：里面有不该说的话"), "corrected", lambda: self._flag(appeal)))
        return [*ways, Way(N_("先放着，下次再说"))]

    def _clear(self, appeal: Appeal, violation: Violation) -> Way:
        words = appeal.reply[violation.start : violation.end]
        title = N_("判错了：“{words}”在这里不算“{name}”", words=words, name=NAMES[violation.category])
        return Way(title, "corrected", lambda: self._let_pass(appeal, violation), violation.category)

    def _let_pass(self, appeal: Appeal, violation: Violation) -> Change:
        """Add the reply to the sentences that the rule must let pass, and what it fired on to its exceptions."""

        def is_right(judge: ReplyJudge) -> bool:
            # The same words under another rule are the same verdict; other words are a matter of their own.
            return not any(one.category == violation.category and _overlaps(one, violation) for one in _violations(judge, appeal))

        example = {"pass": [appeal.reply]}
        if violation.certainty == "likely":
            return self._amend_rule(violation.rule, example, is_right)
        clauses, sentences = self.judge.engine.fired_in(violation.rule, appeal.reply)
        with suppress(TrainerError):  # the clause alone may be just what the rule is for
            return self._amend_rule(violation.rule, {"unless": clauses} | example, is_right)
        return self._amend_rule(violation.rule, {"unless_sentence": sentences} | example, is_right)

    def _flag(self, appeal: Appeal) -> Change | None:
        """Ask what is wrong with the reply and which words say so, and add both to the nearest rule."""
        from trainer.reply.say import quote_words

        chosen = self.front.choose(
            N_("这句话犯了哪一条？\n{reply}", reply=appeal.reply), [*(NAMES[name] for name in CATEGORIES), N_("都不是，先放着")]
        )
        if chosen is None or chosen == len(CATEGORIES):
            return None
        category = CATEGORIES[chosen]
        words = self._ask_words(appeal.reply)
        rule = self.judge.nearest_rule(category, words)
        if rule is None:
            raise TrainerError(N_("课程里还没有管“{name}”的规则。", name=NAMES[category]), N_("先在 rules 文件夹里写一条。"))
        added = {"say": [quote_words(words)], "flag": [appeal.reply]}
        return self._amend_rule(rule.id, added, lambda judge: category in _found(judge, appeal))

    def _ask_words(self, reply: str) -> str:
        notes: list[Message | str] = [reply, N_("哪几个字不该说？照着上面写那几个字。")]
        while words := self.front.ask_text(notes, N_("不该说的是 › ")):
            if words in reply:
                return words
            notes = [reply, N_("上面这句里没有“{words}”，照着写那几个字。", words=words)]
        return reply

    def _amend_rule(self, rule_id: str, added: dict[str, list[str]], is_right: Callable[[ReplyJudge], bool]) -> Change:
        from trainer.course.amend import amend_rule

        path, _spot = load_rules(self.folder).places[f"Rule {rule_id}"]
        return self._rewrite(Item(Path(path), "rules", rule_id), lambda text: amend_rule(text, rule_id, added), is_right)

    def _accept(self, appeal: Appeal, part: str) -> Change:
        from trainer.course.amend import accept_wording

        number = int(appeal.form.rpartition("-")[2])
        fact = find_fact(self.course, appeal.fact)
        if fact is None:
            raise TrainerError(N_("课程里没有“{id}”这个知识点了。", id=appeal.fact), N_("它可能改了名字；请自己在 facts 文件夹里找。"))
        item = Item(Path(self.positions.find(fact).path), "facts", fact.id)
        return self._rewrite(item, lambda text: accept_wording(text, fact.id, part, number, appeal.reply), lambda judge: True)

    def _rewrite(self, item: Item, amend: Callable[[str], str], is_right: Callable[[ReplyJudge], bool]) -> Change:
        """Write a changed file and prove it; what does not hold is taken back. Raises `TrainerError`."""
        self.demand_own()
        self.front.show_note(N_("正在改，再拿课程里的句子验一遍……"))
        change = plan_amendment(self.folder, self.base, item, amend)
        write_changes([change])
        try:
            judge, loaded = judge_course(self.folder, self._proven), load_with_positions(self.folder)
            fault = _find_error(loaded) or self._find_fault(judge, is_right)
        except BaseException:  # Ctrl-C too: what is not proved must not stay
            undo(change)
            raise
        if fault:
            undo(change)
            if not change.path.exists():  # it was to be made for this
                raise TrainerError(fault, N_("先放着；运行 trainer score --explain 加上这句话，看是哪条规则判的。"))
            raise TrainerError(fault, N_("请自己在 {path} 里改：把 say 写窄，或写一条更细的 unless。", path=change.path))
        self.judge = judge
        # A fact that was copied stands elsewhere now.
        self.course, self.positions = loaded.course or self.course, loaded.positions
        return change

    def _find_fault(self, judge: ReplyJudge, is_right: Callable[[ReplyJudge], bool]) -> Message | None:
        """Return what is wrong after a change: a rule that failed its examples is not among those of the new judge."""
        failed = self.judge.engine.patterns.keys() - judge.engine.patterns.keys()
        if failed:
            return N_("这样改，规则“{rule}”就通不过自己的例句了。", rule=min(failed))
        if not is_right(judge):
            return N_("改了以后还是判得不对。")
        before, after = (
            {sentence.text for _fact, sentence, _found in find_flagged(self.course.facts, one.engine)} for one in (self.judge, judge)
        )
        hurt = after - before
        return N_("这样改会误伤课程里的好话：{sentence}", sentence=min(hurt)) if hurt else None


def rule_on_appeals(store: Store, folder: Path, front: Front, proven: Proven, demand_own: Callable[[], object] = lambda: None) -> None:
    """Go through the open appeals of the course in a folder; where nobody can be asked, list them. Raises `TrainerError`.

    Rules that are `proven` to hold are not tried again. `demand_own` is called before anything is written, and raises it
    where nothing may be.
    """
    loaded = load_with_positions(folder)
    raise_errors(loaded.problems)
    waiting = store.open_appeals(loaded.course.id) if loaded.course else []
    if not waiting:
        front.show_note(N_("没有等着看的异议。"))
        return
    bench = Bench(store, loaded, folder, front, proven)
    bench.demand_own = demand_own
    for number, appeal in enumerate(waiting, 1):
        if not bench.rule_on(appeal, number, len(waiting)):
            _list_all(waiting, bench)
            return
    for news in bench.news:
        front.show_note(news)
    front.show_note(N_("看完了。改过规则的话，运行 trainer course check 再检查一遍。"))


def describe_appeal(appeal: Appeal, verdict: Verdict) -> list[str]:
    """Return an appeal in lines: when, after what, the reply with what is found in it today, and why somebody disagrees."""
    from trainer.screen.verdict import mark_words

    day = local_day(appeal.appealed_at, appeal.offset_min).isoformat()
    lines = [f"{day} {appeal.fact}".strip()]
    lines += [_("当时：{customer}", customer=_cut(appeal.customer.replace("\n", " ")))] if appeal.customer else []
    lines += [_("理由：{purpose}", purpose=appeal.purpose)] if appeal.purpose else []
    lines.append(_("他说的：{reply}", reply=_cut(mark_words(appeal.reply, verdict.violations))))
    names = [render(NAMES[violation.category]) for violation in _first_of_each(verdict.violations)]
    grades = {"right": _("对"), "partial": _("部分对"), "wrong": _("错")}
    found = _("、").join([*([grades[appeal.grade]] if appeal.grade in grades else []), *names]) or _("没有不妥")
    lines.append(_("判定：{found}", found=found))
    return [*lines, _("他的理由：{note}", note=_cut(appeal.note))] if appeal.note else lines


def _find_error(loaded: Loaded) -> Message | None:
    """Return why a changed course cannot be read."""
    error = next((problem for problem in loaded.problems if problem.severity == "error"), None)
    return N_("这样改，课程就读不了了：{what}", what=error.message) if error else None


def _cut(text: str) -> str:
    """Return a text short enough for the choices below it to stay on the screen."""
    return text if len(text) <= SHOWN_MOST else text[:SHOWN_MOST] + "……"


def _list_all(waiting: Sequence[Appeal], bench: Bench) -> None:
    for appeal in waiting:
        verdict = bench.judge.judge(appeal.reply, appeal.customer, appeal.purpose)
        bench.front.show_blocks([describe_appeal(appeal, verdict)])
    bench.front.show_note(N_("要逐条维持或改判，请在终端里运行 trainer course appeals。"))


def _found(judge: ReplyJudge, appeal: Appeal) -> set[str]:
    return {one.category for one in _violations(judge, appeal)}


def _violations(judge: ReplyJudge, appeal: Appeal) -> list[Violation]:
    return list(judge.judge(appeal.reply, appeal.customer, appeal.purpose).violations)


def _overlaps(one: Violation, other: Violation) -> bool:
    return one.start < other.end and other.start < one.end


def _first_of_each(violations: Sequence[Violation]) -> list[Violation]:
    first: dict[str, Violation] = {}
    for violation in violations:
        first.setdefault(violation.category, violation)
    return list(first.values())
