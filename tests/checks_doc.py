"""The guide to the checker's codes, made from tests/check_examples.py; `tests/authoring_doc.py` puts it into docs/authoring.md.

The messages are the live ones: each example is written into a folder, broken, and checked.
"""

from __future__ import annotations

import re
import sys
import tempfile
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from check_examples import EXAMPLES, Example  # noqa: E402 (needs the path above)

from trainer import i18n  # noqa: E402 (as above)
from trainer.check import check_course  # noqa: E402 (as above)
from trainer.check.proven import Proven  # noqa: E402 (as above)
from trainer.course.problem import Problem  # noqa: E402 (as above)

SHOWN_FOLDER = "样课"
HEAD = """\
# 三、检查器的每一个代码

`trainer course check 课程文件夹` 的每一行提示都带一个代码：`E` 开头的是错误，要改好才能用；`W` 开头的是提醒，不改也能用。
下面每个代码都有提示原话（引号里的内容和数字随课程变化）、一个错的例子和一个对的例子。
`9` 开头的要加 `--strict` 才查：课程能用，但还可以更好，每一处都说怎么改。
标着 🔧 的，`trainer course fix 课程文件夹` 往往能代改：先列出来，您同意了才动文件。
"""
FAMILIES = {
    "1": "文件和写法",
    "2": "字段",
    "3": "编号、引用和出处",
    "4": "内容齐不齐、长不长",
    "5": "避开的话和关键词",
    "6": "出成的题目",
    "7": "判断回答的规则",
    "8": "情景对练",
    "9": "再挑细处（--strict）",
}
FIXABLE = {"E106", "E110", "E117", "E122"}


def make_guide() -> str:
    """Return the guide as Markdown."""
    parts = [HEAD]
    family = ""
    for code, examples in groupby(EXAMPLES, key=lambda example: example.code):
        if FAMILIES[code[1]] != family:
            family = FAMILIES[code[1]]
            parts.append(f"## {code[1]}xx：{family}\n")
        parts.append(f"### {code}{' 🔧' if code in FIXABLE else ''}\n")
        parts += [part for example in examples for part in _describe(example)]
    return "\n".join(parts)


def find_problems(example: Example, folder: Path, proven: Proven | None = None) -> list[Problem]:
    """Return everything that the checker says of the broken course."""
    with example.during():
        return check_course(example.write_wrong(folder), proven=proven, is_strict=example.is_strict).problems


def _describe(example: Example) -> list[str]:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / SHOWN_FOLDER
        problem = next(problem for problem in find_problems(example, folder) if problem.code == example.code)
        said = [i18n.render(text).replace(str(folder), SHOWN_FOLDER) for text in (problem.message, problem.remedy)]
    lines = [f"**{said[0]}** → {said[1]}\n"]
    if not example.right:
        return [*lines, f"{example.wrong}\n"]
    return [*lines, *_show("错", example.wrong), *_show("对", example.right)]


def _show(title: str, text: str) -> list[str]:
    if re.search("[。；]$", text) and "\n" not in text and not text.startswith((" ", "-")):
        return [f"{title}：{text}\n"]
    # Characters that no screen shows are what some examples are about.
    visible = "".join(character if character.isprintable() or character == "\n" else f"<U+{ord(character):04X}>" for character in text)
    return [f"{title}：\n", f"```yaml\n{visible}\n```\n"]
