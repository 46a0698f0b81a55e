"""`trainer course schema`: what an editor needs to complete and check a course while it is typed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trainer.cli.context import open_front
from trainer.errors import TrainerError
from trainer.i18n import N_, _


def schema(
    context: typer.Context,
    out: Annotated[
        Path | None, typer.Option("--out", metavar=_("文件夹"), help=_("写进这个文件夹，一种文件一份。"), show_default=False)
    ] = None,
) -> None:
    """Print one schema for any file of a course, or write one for each kind of file."""
    from trainer.schema import make_document
    from trainer.schema.folder import format_schema

    if out is None:
        typer.echo(format_schema(make_document()), nl=False)
    else:
        _write(context, out)


def _write(context: typer.Context, folder: Path) -> None:
    from trainer.course.files import reason_of
    from trainer.schema import FOLDER, KINDS, modeline, write_schemas

    try:
        write_schemas(folder)
    except OSError as error:
        message = N_("写不进去：{path}（{reason}）", path=folder, reason=reason_of(error))
        raise TrainerError(message, N_("换一个写得进去的文件夹，或者检查权限和空间。")) from error
    front = open_front(context.obj)
    for kind in KINDS:
        front.show_note(N_("{file}：给 {stands} 用", file=kind.file_name, stands=kind.stands))
    front.show_note(N_("写好了：{path}", path=folder))
    front.show_note(
        N_("放在课程文件夹的 {folder} 里，每个文件开头加一行；VS Code 装上 Red Hat 的 YAML 扩展，就会边写边提示。那一行如：", folder=FOLDER)
    )
    front.show_note(modeline(KINDS[1]))
