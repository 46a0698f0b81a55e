"""`trainer course import`: a table becomes part of a course, all of it or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainer.cli.context import open_front, own_course
from trainer.errors import TrainerError, UsageError
from trainer.i18n import N_, Message, _
from trainer.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainer.check.proven import Proven
    from trainer.cli.addition import Change
    from trainer.course.grid import Fault, Spot
    from trainer.course.importing import Items
    from trainer.course.read import Loaded
    from trainer.screen.front import Front

FAULTS_MOST, REMARKS_MOST, TITLES_MOST = 100, 20, 10
"""How many are listed: whoever has more has one cause."""


def import_table(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar=_("[表格]"), help=_("填好的表格：.xlsx 或 .csv。"), show_default=False)] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar=_("课程文件夹"), help=_("导入到哪一门课程；不写就是正在练的。"), show_default=False)
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option("--template", metavar=_("文件"), help=_("写一份空表来填：.xlsx（全），或 .csv（只有知识点）。"), show_default=False),
    ] = None,
) -> None:
    """Import facts, questions and scenarios from a spreadsheet, or write one to fill in."""
    front = open_front(context.obj)
    if template is not None and file is None:
        from trainer.cli.blank import write_blank

        write_blank(to or context.obj.course_folder, template, front)
    elif file is not None and template is None:
        from trainer.cli.knowing import recalled

        with recalled(context.obj.environ) as proven:
            _import_file(own_course(context.obj, to), file, front, proven)
    else:
        message = N_("写要导入的表格，或者用 --template 写一份空表，两样选一样。")
        raise UsageError(message, N_("如：trainer course import --template 课程模板.xlsx；填好了再 trainer course import 课程模板.xlsx"))


def _import_file(folder: Path, file: Path, front: Front, proven: Proven) -> None:
    from trainer.cli.filing import write_changes
    from trainer.cli.importplan import know_course, plan_changes
    from trainer.course.grid import read_grids
    from trainer.course.importing import build_items
    from trainer.course.read import load_with_positions, raise_errors
    from trainer.course.scenariofile import SHARED_NAME, load_scenarios
    from trainer.course.table import read_table

    grids, faults = read_grids(read_table(_read_file(file)))
    loaded, scenarios = load_with_positions(folder), load_scenarios(folder)
    raise_errors(loaded.problems + scenarios.problems)
    items = build_items(grids, know_course(loaded, scenarios))
    _refuse_faults(file, [*faults, *items.faults], front)
    if not (items.facts or items.questions or items.scenarios):
        raise TrainerError(N_("表里没有要导入的内容：列名下面没有一行。"), N_("从列名的下一行起填，一行一个，再导入一次。"))
    if items.scenarios and scenarios.shared is None:
        message = N_("这门课程没有 {name}（大家共用的话），情景演不起来。", name=SHARED_NAME)
        raise TrainerError(message, N_("从自带课程里复制一份 {name}，放进课程文件夹。", name=SHARED_NAME))
    changes = plan_changes(folder, items, loaded)
    _rehearse(folder, file, (changes, items), front, proven)
    write_changes(changes)
    _show_result(folder, (changes, items), loaded, front)


def _read_file(file: Path) -> bytes:
    from trainer.course.files import reason_of
    from trainer.course.sheet import SIZE_MOST

    shown = clean_text(str(file))
    if file.exists() and not file.is_file():  # a pipe would wait for ever
        raise TrainerError(N_("这里应该是一个表格文件，却不是：{path}", path=shown), N_("写 .xlsx 或 .csv 文件。"))
    try:
        with file.open("rb") as opened:
            content = opened.read(SIZE_MOST + 1)
    except FileNotFoundError as failure:
        raise TrainerError(N_("找不到这个表格：{path}", path=shown), N_("检查文件名和位置；名字里有空格就加引号。")) from failure
    except OSError as failure:
        message = N_("表格读不了：{reason}", reason=reason_of(failure))
        raise TrainerError(message, N_("在 Excel 里关掉它再试，或检查文件权限。")) from failure
    if len(content) > SIZE_MOST:
        message = N_("表格超过 {most} MB，太大了。", most=SIZE_MOST // 2**20)
        raise TrainerError(message, N_("去掉图片，或者拆成几个文件。"))
    return content


def _rehearse(folder: Path, file: Path, plan: tuple[list[Change], Items], front: Front, proven: Proven) -> None:
    """Have everything checked as it would be. Raises `TrainerError` where it would not do."""
    from trainer.check import format_problem
    from trainer.cli.rehearsal import rehearse_import

    with front.track(N_("正在检查导入以后的课程")) as tick:
        found = rehearse_import(folder, *plan, tick, proven)
    _refuse_faults(file, found.faults, front)
    if found.others:
        for problem in found.others[:FAULTS_MOST]:
            front.show_note(format_problem(problem))
        raise TrainerError(N_("课程里原来就有错误，什么都没有写。"), N_("先照上面每一行“→”后面的话改好课程，再导入。"))
    for remark in sort_faults(found.remarks)[:REMARKS_MOST]:
        front.show_note(N_("提醒 {fault}", fault=format_fault(file, remark)))
    if more := len(found.remarks[REMARKS_MOST:]):
        front.show_note(N_("还有 {more} 处提醒，运行 trainer course check 看全部。", more=more))


def _refuse_faults(file: Path, faults: Sequence[Fault], front: Front) -> None:
    """List what is wrong with the table. Raises `TrainerError` when there is anything."""
    for fault in sort_faults(faults)[:FAULTS_MOST]:
        front.show_note(format_fault(file, fault))
    if more := len(faults[FAULTS_MOST:]):
        front.show_note(N_("还有 {more} 处，改了前面的再看。", more=more))
    if faults:
        message = N_("表里有 {count} 处要改，什么都没有写进课程。", count=len(faults))
        raise TrainerError(message, N_("照上面每一行“→”后面的话改好表格，保存，再导入一次。"))


def sort_faults(faults: Sequence[Fault]) -> list[Fault]:
    """Return faults in reading order: sheet by sheet as they come, then by row and column."""
    sheets = list(dict.fromkeys(fault.spot.sheet for fault in faults))
    return sorted(faults, key=lambda fault: (sheets.index(fault.spot.sheet), fault.spot.row, fault.spot.column))


def format_fault(file: Path, fault: Fault) -> str:
    """Return `file (sheet): row, column: message → remedy` on one harmless line."""
    from trainer.course.problem import quote

    name = clean_text(file.name)
    table: Message | str = N_("{file}（{sheet}）", file=name, sheet=quote(fault.spot.sheet)) if fault.spot.sheet else name
    said = {"what": fault.message, "remedy": fault.remedy}
    return clean_text(_("{table}：{place}：{what} → {remedy}", table=table, place=_describe_spot(fault.spot), **said))


def _describe_spot(spot: Spot) -> Message:
    from trainer.course.sheet import column_letters

    if not spot.column:
        return N_("第 {row} 行", row=spot.row)
    letters = column_letters(spot.column)
    if not spot.name:
        return N_("第 {row} 行（{letters} 列）", row=spot.row, letters=letters)
    return N_("第 {row} 行“{name}”（{letters} 列）", row=spot.row, name=spot.name, letters=letters)


def _show_result(folder: Path, plan: tuple[list[Change], Items], loaded: Loaded, front: Front) -> None:
    from trainer.cli.adoption import describe_copy
    from trainer.course.files import as_argument

    changes, items = plan
    counted = (
        (N_("{count} 个知识点", count=len(items.facts)), items.facts),
        (N_("{count} 道手写题", count=len(items.questions)), items.questions),
        (N_("{count} 个情景", count=len(items.scenarios)), items.scenarios),
    )
    front.show_note(N_("加好了：{parts}。", parts=[message for message, added in counted if added]))
    # The template's own example comes in, too, where it was left in.
    titles = [*(item.draft.title for item in items.facts), *(item.draft.title for item in items.scenarios)]
    if titles:
        shown = titles[:TITLES_MOST] + ["……"] * (len(titles) > TITLES_MOST)
        front.show_note(N_("新的有：{titles}", titles=[clean_text(title) for title in shown]))
    for change in changes:
        front.show_note(f"  → {clean_text(str(change.path))}")
    for change in changes:
        if change.copied:
            front.show_note(describe_copy(change.path))
    first = next((item.draft.id for item in items.facts), next((item.id for item in items.scenarios), ""))
    where = as_argument(clean_text(str(folder)))
    if first:
        front.show_note(N_("照学员的样子看一遍：trainer course preview {id} {path}", id=first, path=where))
    front.show_note(N_("检查整门课程：trainer course check {path}", path=where))
