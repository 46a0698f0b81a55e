"""`trainer config`: the saved choices."""

from __future__ import annotations

from typing import Annotated

import typer

from trainer import paths
from trainer.cli.context import open_front
from trainer.cli.words import add_command, new_group
from trainer.i18n import N_, _
from trainer.settings import read_language, save_language

app = new_group("config", _("设置：界面语言。"), _("例：trainer config language en"))


def language(
    context: typer.Context,
    chosen: Annotated[str, typer.Argument(metavar="zh|en", help=_("zh 中文，en 英文；不写就显示现在的。"), show_default=False)] = "",
) -> None:
    """Show or save the language."""
    folder = paths.config_dir(context.obj.environ)
    front = open_front(context.obj)
    if chosen:
        front.show_note(N_("已保存：{path}", path=save_language(folder, chosen)))
    else:
        front.show_note(read_language(folder))


add_command(app, language, _("显示或保存界面语言。"), _("例：trainer config language en"))
