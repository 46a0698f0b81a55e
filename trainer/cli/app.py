"""The table of commands, with all their help. Imported only after the language is chosen: help texts are fixed on import.

Nothing here imports what it names: `--help`, a slip of the finger and the shell's Tab must not wait for the drill.
"""

from __future__ import annotations

from typing import Annotated

import typer

from trainer.cli.context import Context
from trainer.cli.coursetable import COURSE
from trainer.cli.words import Entry, make_root
from trainer.i18n import _

INSTALL = """\
echo 'eval "$(trainer completion bash)"' >> ~/.bashrc
echo 'source <(trainer completion zsh)' >> ~/.zshrc
trainer completion fish > ~/.config/fish/completions/trainer.fish
trainer completion powershell | Add-Content $PROFILE"""
LEARNER = Entry(
    name="learner",
    help=_("学员：谁在这台电脑上练习。"),
    example="trainer learner list",
    entries=(
        Entry(
            name="add",
            target="trainer.cli.learner:add",
            help=_("新建一位学员。"),
            example=_("trainer learner add 小李"),
        ),
        Entry(
            name="list",
            target="trainer.cli.learner:list_all",
            help=_("列出这台电脑上的学员。"),
            example="trainer learner list",
        ),
        Entry(
            name="rename",
            target="trainer.cli.learner:rename",
            help=_("给学员改名，练习记录不变。"),
            example=_("trainer learner rename 小李 李雷"),
        ),
        Entry(
            name="pin",
            target="trainer.cli.learner:pin",
            help=_("设、改或去掉 PIN（数字密码）。它挡得住同事，挡不住小偷，因为文件没有加密。"),
            example=_("trainer learner pin 小李\ntrainer learner pin 小李 --clear"),
        ),
        Entry(
            name="remove",
            target="trainer.cli.learner:remove",
            help=_("彻底删除一位学员：名字、回答、复习安排，连备份里的也删。会先问您一次。"),
            example=_("trainer learner remove 小李"),
        ),
        Entry(
            name="export",
            target="trainer.cli.learner:export",
            help=_("把一位学员的练习记录导出到一个新文件夹。"),
            example=_("trainer learner export 小李 桌面/小李的记录"),
        ),
    ),
)
TRAINER = Entry(
    name="trainer",
    help=_("优质顾客服务训练：先教后问，每天五分钟。直接运行 trainer 就开始。"),
    example="trainer drill --minutes 3",
    entries=(
        Entry(
            name="drill",
            target="trainer.cli.drill:drill",
            help=_("今日练习：先复习到期的，再学几条新的，约五分钟。中途离开也没关系，下次接着来。"),
            example=_("trainer drill --minutes 3\ntrainer drill --topic 禁语\ntrainer drill --wrong"),
        ),
        Entry(
            name="look",
            target="trainer.cli.look:look",
            help=_("随便看看：查一查这句该怎么说，不考试。可以写主题，也可以写几个字。"),
            example=_("trainer look 七不问\ntrainer look 我不能\ntrainer look 退货"),
        ),
        Entry(
            name="score",
            target="trainer.cli.score:score",
            help=_("试一句：打出您会对顾客说的话。马上看到哪几个字会惹他生气、该怎么改，哪里说得好。"),
            example=_("trainer score\ntrainer score 这不归我管\ntrainer score 您住哪个小区？ --purpose 送货"),
        ),
        Entry(
            name="roleplay",
            target="trainer.cli.roleplay:roleplay",
            help=_("情景对练：面前站着一位着急的顾客。您说什么，决定他消气还是发火；演完看每一句起了什么作用。"),
            example="trainer roleplay\ntrainer roleplay --level 1 --coach",
        ),
        Entry(
            name="mistakes",
            target="trainer.cli.mistakes:mistakes",
            help=_("错题本：上次答错的题、您的回答和更好的说法，新的在前。"),
            example="trainer mistakes",
        ),
        Entry(
            name="progress",
            target="trainer.cli.progress:progress",
            help=_("我的进度：哪些稳了、哪些还不稳，接下来两周要复习多少。也看得到最近练了哪几天。"),
            example="trainer progress",
        ),
        LEARNER,
        Entry(
            name="config",
            target="trainer.cli.settings:config",
            help=_("设置：一次练几分钟、一天学几条新的、哪几天休息等。不写就列出全部。"),
            example=_("trainer config\ntrainer config minutes 8\ntrainer config rest_days 六日"),
        ),
        Entry(
            name="doctor",
            target="trainer.cli.doctor:doctor",
            help=_("检查练习记录是否完好。也可以重算、备份、恢复，或按实际的回答调整复习间隔。"),
            example=_("trainer doctor\ntrainer doctor --backup\ntrainer doctor --restore 备份文件\ntrainer doctor --fit"),
        ),
        COURSE,
        Entry(
            name="completion",
            target="trainer.cli.completion:completion",
            help=_("按 Tab 补全：打几个字母再按 Tab 键，剩下的自动写完。照您用的终端，抄下面一行运行，新开一个窗口就能用。"),
            example=INSTALL,
        ),
    ),
)


def start(
    context: typer.Context,
    learner: Annotated[
        str, typer.Option("--learner", envvar="TRAINER_LEARNER", show_envvar=False, metavar=_("名字"), help=_("谁在练习。"))
    ] = "",
    plain: Annotated[bool, typer.Option("--plain", help=_("一行一行地显示文字，给读屏软件用。"))] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help=_("用哪种语言：zh 是中文，en 是英文。"))] = "",
    version: Annotated[bool, typer.Option("--version", help=_("显示版本号。"))] = False,
) -> None:
    """Keep the common options; without a command, go home."""
    context.obj = Context(environ=context.obj, learner=learner, plain=plain)
    if version:
        show_version()
    elif context.invoked_subcommand is None:
        from trainer.cli.home import run_home

        run_home(context.obj)


def show_version() -> None:
    """Print the version."""
    from trainer import __version__

    typer.echo(f"trainer {__version__}")


app = make_root(start, TRAINER)
