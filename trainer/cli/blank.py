"""`trainer course import --template`: a table to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from trainer.errors import TrainerError, UsageError
from trainer.i18n import N_
from trainer.text import clean_text

if TYPE_CHECKING:
    from trainer.course.blankbook import Lists
    from trainer.screen.front import Front

OVERWRITE = 0


def write_blank(folder: Path, path: Path, front: Front) -> None:
    """Write the table for a course, whose topics it offers. Raises `TrainerError`; a file that is there is kept unless agreed."""
    from trainer.course.files import as_argument, reason_of
    from trainer.course.read import read_course
    from trainer.course.replacement import replace_file

    course = read_course(folder)
    principles = [head.title for head in course.heads if head.type == "principle"]
    content = _build(path, {"主题": [topic.title for topic in course.topics], "原则": principles})
    if path.exists() and not _may_overwrite(path, front):
        message = N_("已经有这个文件了，没有动它：{path}", path=clean_text(str(path)))
        raise TrainerError(message, N_("换一个文件名，或者先把它移走。"))
    try:
        replace_file(path, content)
    except OSError as failure:
        message = N_("写不进去：{reason}", reason=reason_of(failure))
        raise TrainerError(message, N_("在 Excel 里关掉它，或者换一个文件夹，再试一次。")) from failure
    front.show_note(N_("写好了：{path}", path=clean_text(str(path))))
    front.show_note(N_("用 Excel 或 WPS 填好、保存，再运行：trainer course import {path}", path=as_argument(clean_text(str(path)))))


def _build(path: Path, lists: Lists) -> bytes:
    from trainer.course.blankbook import build_csv, build_workbook

    ending = path.suffix.lower()
    if ending not in (".xlsx", ".csv"):
        message = N_("不知道要写成哪一种：{name}", name=clean_text(path.name))
        raise UsageError(message, N_("文件名以 .xlsx 或 .csv 结尾，如：课程模板.xlsx"))
    return build_workbook(lists) if ending == ".xlsx" else build_csv(lists)


def _may_overwrite(path: Path, front: Front) -> bool:
    question = N_("{name} 已经有了。换成空的新表吗？里面填好的会丢。", name=clean_text(path.name))
    return path.is_file() and front.choose(question, [N_("换成新的"), N_("不换")]) == OVERWRITE
