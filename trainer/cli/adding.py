"""`trainer course add`: a few plain questions, and what they come to stands in the course, checked."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainer.cli.context import Context, describe_folder, open_front, own_course
from trainer.errors import EndOfInput, TrainerError
from trainer.i18n import N_, Message, _

if TYPE_CHECKING:
    from trainer.check.proven import Proven
    from trainer.cli.additions import Kind, Planned
    from trainer.cli.asking import Answers, Ask, Interview
    from trainer.cli.shelf import Shelf
    from trainer.cli.unfinished import Unfinished
    from trainer.course.problem import Problem
    from trainer.screen.front import Front

To = Annotated[
    Path | None, typer.Option("--to", metavar=_("课程文件夹"), help=_("写进哪一门课程；不写就是现在用的那一门。"), show_default=False)
]
Yes = Annotated[bool, typer.Option("--yes", help=_("检查没有错误就直接写，不再问。"))]
REMARKS_SHOWN = 5


def add_fact(context: typer.Context, to: To = None, yes: Yes = False) -> None:
    """Add a rule with a scene."""
    add_item(context.obj, "fact", to, yes=yes)


def add_pair(context: typer.Context, to: To = None, yes: Yes = False) -> None:
    """Add a sentence that hurts and what to say instead."""
    add_item(context.obj, "pair", to, yes=yes)


def add_question(context: typer.Context, to: To = None, yes: Yes = False) -> None:
    """Add a question written by hand to a fact."""
    add_item(context.obj, "question", to, yes=yes)


def add_scenario(context: typer.Context, to: To = None, yes: Yes = False) -> None:
    """Add a customer to practise with."""
    add_item(context.obj, "scenario", to, yes=yes)


def add_item(context: Context, name: str, to: Path | None, *, yes: bool) -> None:
    """Ask, show, check and write one item of a kind. Raises `TrainerError`; nothing is written then."""
    from trainer.cli.additions import KINDS, need_libraries
    from trainer.cli.shelf import open_shelf
    from trainer.cli.unfinished import Unfinished

    folder = own_course(context, to)
    kind, shelf = KINDS[name], open_shelf(folder)
    kind.ready(shelf)
    need_libraries()
    adding = Adding(context, kind, shelf, open_front(context), yes=yes)
    # A person may be called to the counter; a script that ends early has ended.
    if sys.stdin.isatty():
        _add_in_pieces(adding, Unfinished(context.data, name, folder))
        return
    try:
        adding.run()
    except EndOfInput:
        raise TrainerError(N_("话没说完，输入就断了：没有写进课程。"), N_("从头再来一次；一行一个回答。")) from None
    adding.report()


def _add_in_pieces(adding: Adding, kept: Unfinished) -> None:
    """Keep the answers of whoever leaves before the end, to go on with them the next time."""
    with kept.hold(adding.front, adding.answers):
        adding.run()
    try:
        adding.offer_preview()
    finally:
        adding.report()


class Adding:
    """One addition: asked, looked at, mended and written."""

    def __init__(self, context: Context, kind: Kind, shelf: Shelf, front: Front, *, yes: bool) -> None:
        self.answers: Answers = {}
        self.front = front
        self._context = context
        self._kind = kind
        self._shelf = shelf
        self._yes = yes
        self._planned: Planned | None = None

    def run(self) -> None:
        """Ask until it is written or given up."""
        from trainer.cli.asking import Interview
        from trainer.cli.unfinished import NOTHING

        interview = Interview(self.front, self._kind.title, self._kind.asks(self._shelf), self.answers)
        while True:
            interview.run()
            planned = self._kind.plan(self._shelf, self.answers)
            self._show(planned)
            chosen = self._decide(self._check(planned), planned.remark)
            if chosen == "write":
                self._write(planned)
                return
            if chosen == "drop":
                self.front.show_note(NOTHING)
                return
            self._mend(interview)

    def offer_preview(self) -> None:
        """Ask whether to look at what was written, as a learner will."""
        from trainer.cli.asking import pick
        from trainer.cli.preview import preview_item

        if self._planned is None or self._yes:
            return
        if pick(self.front, [N_("写好了。现在就照学员眼里的样子看一遍？")], [N_("看一遍"), N_("先不看")]) == 0:
            preview_item(self._context.at(self._shelf.folder), self._planned.item_id, ("", None))

    def _show(self, planned: Planned) -> None:
        """Show what will be written, as it will stand there; the bar keeps the indentation."""
        blocks = [[_("{path}，将写上：", path=change.path), *(f"│ {line}" for line in change.lines[1]), "│"] for change in planned.changes]
        self.front.show_pages(blocks, N_("看完了，按回车"))

    def _check(self, planned: Planned) -> list[Problem]:
        from trainer.cli.addition import find_faults
        from trainer.cli.knowing import recalled
        from trainer.course.scenariofile import SCENARIOS_NAME

        scenario = next((change.path for change in planned.changes if change.path.parent.name == SCENARIOS_NAME), None)
        with recalled(self._context.environ) as proven, self.front.track(N_("正在检查课程")) as tick:

            def look(folder: Path) -> list[Problem]:
                return _check_scenario(folder, scenario.name, proven) if scenario else _check_facts(folder, tick, proven)

            return find_faults(self._shelf.folder, planned.changes, look)

    def _decide(self, faults: list[Problem], remark: Message | None) -> str:
        """Return what is to be done: `write`, `mend` or `drop`. Errors must not be written."""
        from trainer.cli.asking import pick

        errors = [fault for fault in faults if fault.severity == "error"]
        if self._yes and errors:
            raise TrainerError(N_("这样写还不行：{what}没有写进课程。", what=errors[0].message), errors[0].remedy)
        remarks = [*([remark] if remark else []), *describe_faults(faults)]
        if self._yes:
            for line in remarks:
                self.front.show_note(line)
            return "write"
        head = N_("有错误，还不能写进去。") if errors else N_("检查过了，可以写。") if not faults else N_("可以写，检查时有几句提醒。")
        ways: dict[str, Message | str] = {} if errors else {"write": N_("写进去")}
        ways |= {"mend": N_("改一处"), "drop": N_("不要了")}
        return list(ways)[pick(self.front, [head, *remarks], list(ways.values()))]

    def _mend(self, interview: Interview) -> None:
        """Ask one question again, with what was answered to be changed."""
        from trainer.cli.asking import Back, pick

        asks = interview.wanted()
        options: list[Message | str] = [_summary(ask, interview.answers) for ask in asks]
        chosen = pick(self.front, [N_("改哪一处？")], [*options, N_("不改了")])
        if chosen < len(asks):
            try:
                interview.put(asks[chosen])
            except Back:
                return

    def _write(self, planned: Planned) -> None:
        from trainer.cli.filing import write_changes

        write_changes(planned.changes)
        self._planned = planned

    def report(self) -> None:
        """Say where it stands now, and what to do next."""
        if self._planned is None:
            return
        planned = self._planned
        for change in planned.changes:
            self.front.show_note(N_("写好了：{path}", path=change.path))
        where = describe_folder(self._context, self._shelf.folder)
        self.front.show_note(N_("照学员眼里的样子看一遍：{command}", command=f"trainer course preview {planned.item_id}{where}"))
        self.front.show_note(N_("整门课程再检查一遍：{command}", command=f"trainer course check{where}"))


def describe_faults(faults: list[Problem]) -> list[Message | str]:
    """Return what the checker says, errors first, without places: the file is not there yet."""
    ranked = sorted(faults, key=lambda fault: fault.severity != "error")
    shown: list[Message | str] = [
        N_("错误：{what} → {remedy}", what=fault.message, remedy=fault.remedy)
        if fault.severity == "error"
        else N_("提醒：{what} → {remedy}", what=fault.message, remedy=fault.remedy)
        for fault in ranked[:REMARKS_SHOWN]
    ]
    return shown + ([N_("……另外还有 {count} 处。", count=len(faults) - REMARKS_SHOWN)] if len(faults) > REMARKS_SHOWN else [])


def _check_facts(folder: Path, tick: object, proven: Proven) -> list[Problem]:
    from trainer.check import check_course

    return check_course(folder, tick, proven, is_proved=False).problems  # type: ignore[arg-type]  # a front's tick takes a share


def _check_scenario(folder: Path, name: str, proven: Proven) -> list[Problem]:
    """Try every way through the one scenario that is new; the others are as they were."""
    from trainer.check.item import check_file
    from trainer.check.rules import keep_sound
    from trainer.course.rulefile import load_rules
    from trainer.course.scenariofile import SCENARIOS_NAME

    path = folder / SCENARIOS_NAME / name
    return check_file(path, keep_sound(load_rules(folder), proven), proven) if path.exists() else []


def _summary(ask: Ask, answers: Answers) -> Message:
    return N_("{name}：{answer}", name=ask.short, answer=_label(ask, answers)[:30])


def _label(ask: Ask, answers: Answers) -> str:
    from trainer.i18n import render

    given = answers.get(ask.name, [])
    labels = {choice.value: render(choice.label) for choice in ask.choices(answers)} if ask.choices else {}
    return " / ".join(labels.get(text, text) for text in given)
