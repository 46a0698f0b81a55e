"""`trainer score`: type what you would say to a customer, and see what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from trainer.cli.context import Context, open_course, open_database, open_front
from trainer.cli.judging import APPEALED, Said, open_judge
from trainer.errors import UsageError
from trainer.i18n import N_, Message, _

if TYPE_CHECKING:
    from trainer.reply.verdict import ReplyJudge


def score(
    context: typer.Context,
    reply: Annotated[
        str, typer.Argument(metavar=_("[要说的话]"), help=_("您会对顾客说的话；不写就一句一句地试。"), show_default=False)
    ] = "",
    customer: Annotated[str, typer.Option("--customer", metavar=_("顾客的话"), help=_("顾客刚才说了什么。"), show_default=False)] = "",
    purpose: Annotated[
        str, typer.Option("--purpose", metavar=_("理由"), help=_("为什么要问，如送货、保护隐私。"), show_default=False)
    ] = "",
    explain: Annotated[bool, typer.Option("--explain", help=_("也列出依据：哪条规则、讲义哪一条。"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("输出一个 JSON 对象，给别的程序用。"))] = False,
    as_lines: Annotated[bool, typer.Option("--jsonl", help=_("给别的程序用：一行读一个 JSON 对象，一行写一个。"))] = False,
) -> None:
    """Judge one reply, many from a pipe, or one after the other as they are typed."""
    judge, said = open_judge(context.obj), Said(reply, customer, purpose)
    if as_lines:
        _judge_pipe(judge)
    elif as_json and reply:
        _print_object(judge, said)
    elif reply:
        open_front(context.obj).show_blocks([judge_lines(judge, said, explain=explain)])
    else:
        try_replies(context.obj, judge, said, explain=explain)


def judge_lines(judge: ReplyJudge, said: Said, *, explain: bool) -> list[str]:
    """Return the verdict on a reply in lines, the better reply last."""
    from trainer.reply.better import improve_reply
    from trainer.screen.verdict import verdict_lines

    verdict = judge.judge(said.reply, said.customer, said.purpose)
    nearest = [judge.nearest_example(one.category, said.reply[one.start : one.end]) for one in verdict.violations] if explain else None
    lines = verdict_lines(said.reply, verdict, improve_reply(said.reply, verdict), nearest)
    if said.purpose and not judge.engine.knows_purpose(said.purpose):
        lines.insert(1, _("课程里没有“{purpose}”这个理由，不算数。", purpose=said.purpose))
    return lines


def try_replies(context: Context, judge: ReplyJudge, said: Said, *, explain: bool) -> None:
    """Judge one typed reply after the other, until /退出 or the end of input. Raises `UsageError` where nobody can be asked."""
    from trainer.drill.respond import Command, read_command

    front, last = open_front(context), ""
    notes: list[Message | str] = [N_("打一句您会对顾客说的话，看看它会怎么样。不同意就写 !，/退出 离开。")]
    while True:
        reply = front.ask_text(notes, N_("您怎么说？ › "))
        if reply is None:
            raise UsageError(N_("这里没法输入。"), N_("把要说的话写在命令后面；很多句就用 --jsonl。"))
        match read_command(reply):
            case Command(name="quit"):
                return
            case Command(name="appeal", note=reason):
                notes = [_appeal(context, judge, Said(last, said.customer, said.purpose), reason)]
            case _:
                last, notes = reply, _try_lines(judge, Said(reply, said.customer, said.purpose), explain=explain)


def _try_lines(judge: ReplyJudge, said: Said, *, explain: bool) -> list[Message | str]:
    try:
        return list(judge_lines(judge, said, explain=explain))
    except UsageError as failure:
        return [failure.message, *([failure.remedy] if failure.remedy else [])]


def _appeal(context: Context, judge: ReplyJudge, said: Said, note: str) -> Message:
    """Keep a disagreement with the verdict on the reply typed last; nobody in particular, unless a learner was named."""
    import msgspec

    from trainer.cli.verdicts import as_object
    from trainer.clock import now
    from trainer.store import AppealDraft

    if not said.reply:
        return N_("先打一句话；看到结果再说不同意。")
    verdict = msgspec.json.encode(as_object(judge, "", said)).decode()
    with open_database(context) as store:
        learner = store.find_learner(context.learner) if context.learner else None
        told = msgspec.structs.asdict(said)
        draft = AppealDraft(learner=learner.id if learner else "", course=open_course(context).id, **told, verdict=verdict, note=note)
        store.record_appeal(draft, now())
    return APPEALED


def _print_object(judge: ReplyJudge, said: Said) -> None:
    import msgspec

    from trainer.cli.verdicts import as_object

    typer.echo(msgspec.json.encode(as_object(judge, "", said)))


def _judge_pipe(judge: ReplyJudge) -> None:
    import sys

    from trainer.cli.verdicts import judge_stream

    if not judge_stream(judge, sys.stdin.buffer, sys.stdout.buffer):
        raise typer.Exit(1)
