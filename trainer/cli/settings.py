"""`trainer config`: the saved choices."""

from __future__ import annotations

from typing import Annotated

import typer

from trainer import paths
from trainer.cli.context import open_front
from trainer.i18n import N_, _
from trainer.settings import DEFAULT_WORD, SETTINGS, find_setting, load_saved, read_settings, save_setting


def config(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar=_("[哪一项]"), help=_("设置的名字，如 minutes。"), show_default=False)] = "",
    value: Annotated[str, typer.Argument(metavar=_("[改成什么]"), help=_("新的值；default 改回默认。"), show_default=False)] = "",
) -> None:
    """Show all settings, show one, or save one."""
    if not name:
        show_settings(context)
    elif not value:
        show_setting(context, name)
    else:
        path = save_setting(paths.config_dir(context.obj.environ), find_setting(name), value)
        show_setting(context, name)
        open_front(context.obj).show_note(N_("已保存：{path}", path=path))


def show_settings(context: typer.Context) -> None:
    """List every setting with its value and where that comes from."""
    for setting in SETTINGS:
        show_setting(context, setting.name)
    open_front(context.obj).show_note(
        N_("这台电脑上的人都一样。改一项：trainer config minutes 8；改回默认：trainer config minutes {word}", word=DEFAULT_WORD)
    )


def show_setting(context: typer.Context, name: str) -> None:
    """Show one setting with its value and where that comes from."""
    environ, folder = context.obj.environ, paths.config_dir(context.obj.environ)
    setting = find_setting(name)
    value = setting.show(getattr(read_settings(folder, environ), setting.name))
    saved = N_("设置文件") if setting.name in load_saved(folder) else N_("默认")
    origin = N_("环境变量 {variable}", variable=setting.variable) if environ.get(setting.variable) else saved
    shown = {"name": setting.name, "value": value, "title": setting.title, "origin": origin, "allowed": setting.allowed}
    open_front(context.obj).show_note(N_("{name} = {value}  {title}（{origin}；可以写：{allowed}）", **shown))
