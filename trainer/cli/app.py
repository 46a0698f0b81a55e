"""The commands and their help. Imported only after the language is chosen: help texts are fixed on import."""

from __future__ import annotations

from typing import Annotated

import typer

from trainer.cli import course, doctor, drill, learner, look, settings
from trainer.cli.context import Context
from trainer.cli.words import add_command, new_group
from trainer.drill.plan import Wishes
from trainer.i18n import _

app = new_group(
    "trainer",
    _("优质顾客服务训练：先教后问，每天五分钟。直接运行 trainer 就开始今天的练习。"),
    _("例：trainer drill --minutes 5，trainer look 退货"),
)


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    learner: Annotated[str, typer.Option("--learner", envvar="TRAINER_LEARNER", metavar=_("名字"), help=_("谁在练习。"))] = "",
    plain: Annotated[bool, typer.Option("--plain", help=_("只用编号文字行：适合读屏软件和脚本。"))] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help=_("界面语言；默认中文。"))] = "",
    version: Annotated[bool, typer.Option("--version", help=_("显示版本号。"))] = False,
) -> None:
    """Keep the common options; without a command, start today's drill."""
    context.obj = Context(environ=context.obj, learner=learner, plain=plain)
    if version:
        show_version()
    elif context.invoked_subcommand is None:
        drill.run_drill(context.obj, Wishes.usual(context.obj.routine))


def show_version() -> None:
    """Print the installed version."""
    from importlib.metadata import version

    typer.echo(f"trainer {version('service-trainer')}")


for module, command in ((drill, drill.drill), (look, look.look), (doctor, doctor.doctor), (settings, settings.config)):
    add_command(app, command, module.HELP, module.EXAMPLE)
for group in (learner.app, course.app):
    app.add_typer(group)
