"""`trainer course`: looking after a course."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from trainer.cli.context import open_course, open_database, open_front, own_course
from trainer.clock import local_day
from trainer.course.folder import HEAD_NAME
from trainer.errors import TrainerError
from trainer.i18n import N_, _

CoursePath = Annotated[
    Path | None, typer.Argument(metavar=_("[课程文件夹]"), help=_("哪一门课程；不写就是现在用的那一门。"), show_default=False)
]


def check(
    context: typer.Context,
    path: CoursePath = None,
    no_proof: Annotated[bool, typer.Option("--no-proof", help=_("不把每个情景的每条路都走一遍，快几秒。"))] = False,
    strict: Annotated[bool, typer.Option("--strict", help=_("再挑细处：答案露馅、知识点重复、话太长、没练到的，每处说怎么改。"))] = False,
) -> None:
    """Check a course and list every problem. Errors exit 1, warnings 0."""
    from trainer.check import check_course, format_plays, format_problem, format_summary
    from trainer.cli.knowing import recalled

    front = open_front(context.obj)
    with recalled(context.obj.environ) as proven, front.track(N_("正在检查课程")) as tick:
        report = check_course(path or context.obj.course_folder, tick, proven, is_proved=not no_proof, is_strict=strict)
    for problem in report.problems:
        front.show_note(format_problem(problem))
    front.show_note(format_summary(report))
    if report.plays:
        front.show_note(format_plays(report.plays))
    if report.errors:
        raise TrainerError(N_("这门课程还不能用。"), N_("按上面每一行“→”后面的话改好，再检查一次。"))


def coverage(
    context: typer.Context,
    path: CoursePath = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("输出 JSON，给别的程序读。"))] = False,
) -> None:
    """Show how much of its source a course teaches and asks."""
    from trainer.check import cover_course, coverage_lines

    covered = cover_course(path or context.obj.course_folder)
    if as_json:
        import msgspec

        from trainer.screen.open import open_lines

        open_lines().show_note(msgspec.json.encode(covered).decode())
        return
    front = open_front(context.obj)
    for line in coverage_lines(covered):
        front.show_note(line)


def fix(
    context: typer.Context,
    path: Annotated[
        Path | None, typer.Argument(metavar=_("[课程文件夹或文件]"), help=_("要改哪里；不写就是现在用的那一门课程。"), show_default=False)
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help=_("不问，直接改好。"))] = False,
) -> None:
    """Show the safe repairs of a course, and make them once agreed to."""
    from trainer.cli.fix import fix_course

    fix_course(path or context.obj.course_folder, open_front(context.obj), yes=yes)


def appeals(context: typer.Context, path: CoursePath = None) -> None:
    """Rule on the verdicts that people disagree with; a correction is written into the course as an example."""
    from trainer.cli.appeals import rule_on_appeals
    from trainer.cli.knowing import recalled

    folder = path or context.obj.course_folder

    def demand_own() -> None:
        """Whoever names a course may change it; what is merely in use may be the shipped one, which the next update replaces."""
        if path is None:
            own_course(context.obj, folder)

    with open_database(context.obj) as store, recalled(context.obj.environ) as proven:
        rule_on_appeals(store, folder, open_front(context.obj), proven, demand_own)


def map_scenario(
    context: typer.Context,
    scenario: Annotated[str, typer.Argument(metavar=_("情景"), help=_("哪一个情景：名字或标题。"), show_default=False)],
    path: CoursePath = None,
    mermaid: Annotated[bool, typer.Option("--mermaid", help=_("输出画流程图用的文字，贴进文档就成图。"))] = False,
) -> None:
    """Draw the ways of a scenario, with how many learners went where."""
    from trainer.cli.map import map_lines

    front = open_front(context.obj)
    for line in map_lines(context.obj.at(path), scenario, as_mermaid=mermaid):
        front.show_note(line)


def stats(
    context: typer.Context,
    whole: Annotated[bool, typer.Option("--all", help=_("没有毛病的题也列出来。"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("输出 JSON，给别的程序读。"))] = False,
) -> None:
    """Show which questions are bad, from everybody's answers, what to mend first at the head."""
    from trainer.cli.stats import gather_stats, show_stats

    course = open_course(context.obj)
    statistics = gather_stats(context.obj, course)
    if as_json:
        import msgspec

        typer.echo(msgspec.json.encode(statistics))
    else:
        show_stats(context.obj, statistics, course, whole=whole)


def preview(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar=_("看什么"), help=_("知识点或情景的名字、标题，或者刚写好的文件。"), show_default=False)],
    path: CoursePath = None,
    node: Annotated[str, typer.Option("--node", metavar=_("哪一步"), help=_("情景从这一步演起。"), show_default=False)] = "",
    mood: Annotated[
        int | None, typer.Option("--mood", min=0, max=9, metavar=_("火气"), help=_("情景开场时的火气。"), show_default=False)
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help=_("不演，盯着文件：一存盘就说哪里有问题。"))] = False,
) -> None:
    """Ask one fact in everything it can become, or play a scenario from any point. Nothing is stored."""
    from trainer.cli.preview import preview_file, preview_item

    file = Path(what)
    if not file.parent.name and (file.is_file() or (file / HEAD_NAME).is_file()):
        file = file.absolute()  # which folder it stands in tells what it holds
    if watch:
        from trainer.cli.watching import watch_file

        watch_file(context.obj, open_front(context.obj), file, time.sleep)
    elif file.is_file() or (file / HEAD_NAME).is_file():
        preview_file(context.obj, file, (node, mood))
    else:
        preview_item(context.obj.at(path), what, (node, mood))


def flags(context: typer.Context) -> None:
    """List the questions that learners flagged, oldest first."""
    course = open_course(context.obj)
    with open_database(context.obj, read_only=True) as store:
        flagged = store.flags(course.id)
    front = open_front(context.obj)
    titles = {head.log_id: head.title for head in course.heads}
    for flag in flagged:
        day = local_day(flag.flagged_at, flag.offset_min).isoformat()
        question = " / ".join([flag.stem.replace("\n", " "), *flag.options])
        shown = {"day": day, "title": titles.get(flag.fact, flag.fact), "fact": flag.fact, "form": flag.form, "question": question}
        front.show_note(N_("{day} {title}（{fact} · {form}）：{question}", **shown))
        if flag.note:
            front.show_note(N_("  → {note}", note=flag.note))
    if not flagged:
        front.show_note(N_("还没有人标记题目。"))
