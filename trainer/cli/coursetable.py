"""The table of the commands under `trainer course`, with their help; like `trainer.cli.app` it imports nothing that it names."""

from __future__ import annotations

from trainer.cli.words import Entry
from trainer.i18n import _

ADD = Entry(
    name="add",
    help=_("往自己的课程里加内容：答几个问题，就写好、查好。"),
    example="trainer course add fact\ntrainer course add scenario",
    entries=(
        Entry(
            name="fact",
            target="trainer.cli.adding:add_fact",
            help=_("加一个知识点：什么场合、顺口会说错什么、该怎么说、为什么。"),
            example=_("trainer course add fact --to 我的店"),
        ),
        Entry(
            name="pair",
            target="trainer.cli.adding:add_pair",
            help=_("加一组坏话和换法，挂在一条原则下面。"),
            example=_("trainer course add pair --to 我的店"),
        ),
        Entry(
            name="question",
            target="trainer.cli.adding:add_question",
            help=_("给一个知识点加一道题：选择或打字。"),
            example=_("trainer course add question --to 我的店"),
        ),
        Entry(
            name="scenario",
            target="trainer.cli.adding:add_scenario",
            help=_("加一个情景：一位顾客，他嘴上要什么、真正需要什么、您能给什么。"),
            example=_("trainer course add scenario --to 我的店"),
        ),
        Entry(
            name="phrase",
            target="trainer.cli.addphrase:add_phrase_command",
            help=_("从几句不该说的话写出一条规则：不用学任何写法，说清楚会抓什么、放过什么。"),
            example=_("trainer course add phrase --to 我的店"),
        ),
    ),
)
COURSE = Entry(
    name="course",
    help=_("课程：给写课程的人用。"),
    example="trainer course check",
    entries=(
        Entry(
            name="new",
            target="trainer.cli.courses:new",
            help=_("建一门自己的课程：接在自带的课程上面，只写本店要添、要换、不要的。每样有一个例子。"),
            example=_("trainer course new 我的店"),
        ),
        Entry(
            name="use",
            target="trainer.cli.courses:use",
            help=_("从现在起练这门课程。"),
            example=_("trainer course use 我的店\ntrainer course use essentials"),
        ),
        Entry(
            name="list",
            target="trainer.cli.courses:list_all",
            help=_("列出有哪些课程，正在练哪一门。"),
            example="trainer course list",
        ),
        ADD,
        Entry(
            name="import",
            target="trainer.cli.importing:import_table",
            help=_("从 Excel 或 CSV 表格一次导入许多知识点、题和情景；有一处不对就都不写。"),
            example="trainer course import --template 课程模板.xlsx\ntrainer course import 课程模板.xlsx --to 我的店",
        ),
        Entry(
            name="preview",
            target="trainer.cli.course:preview",
            help=_("刚写好的知识点或情景，照学员眼里的样子看一遍、演一遍。什么都不存。"),
            example="trainer course preview phrase-cannot\ntrainer course preview bank-form --node close --mood 7",
        ),
        Entry(
            name="check",
            target="trainer.cli.course:check",
            help=_("检查一门课程，指出每处问题在哪一行、该怎么写。"),
            example=_("trainer course check 我的店\ntrainer course check --strict"),
        ),
        Entry(
            name="fix",
            target="trainer.cli.course:fix",
            help=_("代改文字编码、全角标点、空格这类小毛病。先列出来，同意了才改。"),
            example=_("trainer course fix 我的店"),
        ),
        Entry(
            name="schema",
            target="trainer.cli.schema:schema",
            help=_("给编辑器的说明书：写课程文件时，边写边提示、边写边检查。"),
            example="trainer course schema --out 我的店/schema",
        ),
        Entry(
            name="map",
            target="trainer.cli.course:map_scenario",
            help=_("画出一个情景怎样一步步走下去，每条路有几位学员走过。"),
            example="trainer course map bank-form",
        ),
        Entry(
            name="coverage",
            target="trainer.cli.course:coverage",
            help=_("看讲义每一节有多少条已经有题可考。"),
            example="trainer course coverage",
        ),
        Entry(
            name="diff",
            target="trainer.cli.diff:diff",
            help=_("改过的课程对学员意味着什么：新加、重学、不再问哪些，以前的回答有哪些会改判。"),
            example="trainer course diff essentials 我的店\ntrainer course diff 我的店 --all",
        ),
        Entry(
            name="stats",
            target="trainer.cli.course:stats",
            help=_("从所有人的回答看哪些题不好：太难、误导、分不出会不会、有人不同意；最该改的排最前。"),
            example="trainer course stats",
        ),
        Entry(
            name="flags",
            target="trainer.cli.course:flags",
            help=_("列出学员标记过的题目和原因。"),
            example="trainer course flags",
        ),
        Entry(
            name="appeals",
            target="trainer.cli.course:appeals",
            help=_("逐条看学员不同意的判定：维持，或者改判。改判会写进课程，成为以后每次都验的例句。"),
            example="trainer course appeals",
        ),
        Entry(
            name="pack",
            target="trainer.cli.packing:pack",
            help=_("把一门课程打包成一个文件，好发给别的店。打包前先检查；内容一样，打出来的文件就一样。"),
            example="trainer course pack 我的店",
        ),
        Entry(
            name="install",
            target="trainer.cli.packing:install",
            help=_("安装别人发来的课程包，或者换成新版本。练过的都留着；有问题就什么都不装。"),
            example="trainer course install our-shop-1.2.zip",
        ),
        Entry(
            name="remove",
            target="trainer.cli.packing:remove",
            help=_("删除安装过的课程。练过的都留着，再安装就接着用；自带的课程删不了。"),
            example="trainer course remove our-shop",
        ),
    ),
)
