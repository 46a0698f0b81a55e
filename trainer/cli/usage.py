"""Commands written wrongly: what the command line library says about them, in our words."""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Iterator
from typing import Any

from trainer import i18n
from trainer.errors import UsageError
from trainer.i18n import N_, Message
from trainer.text import find_nearest

LIBRARY_WORDS = (N_("required"), N_("default: {default}"), N_("env var: {var}"))
"""What the library looks up by itself; the Chinese catalogue translates them."""
_EXTRA = re.compile(r"extra argument\(s\) \((.*)\)", re.DOTALL)


def use_language(language: str) -> None:
    """Point the library's own lookups at our catalogue."""
    gettext.bindtextdomain(i18n.DOMAIN, str(i18n.LOCALE_DIR))
    gettext.textdomain(i18n.DOMAIN)
    os.environ["LANGUAGE"] = language


def explain_usage(failure: Exception) -> UsageError | None:
    """Return a usage failure in our words; None for anything else."""
    if not hasattr(failure, "format_message"):
        return None
    context = getattr(failure, "ctx", None)
    path = context.command_path if context is not None else "trainer"
    return UsageError(_explain(failure), N_("运行 {command} --help 看怎么用。", command=path))


def _explain(failure: Any) -> Message:
    match type(failure).__name__:
        case "NoSuchOption":
            return _explain_option(failure)
        case "NoArgsIsHelpError":
            return N_("后面还要写一个命令：{known}", known=failure.ctx.command.list_commands(failure.ctx))
        case "BadOptionUsage" if "not take a value" in failure.message:
            return N_("{option} 后面不用写内容。", option=failure.option_name)
        case "BadOptionUsage":
            return N_("{option} 后面少写了内容。", option=failure.option_name)
        case "MissingParameter":
            return N_("少了一项：{name}。", name=_parameter_name(failure))
        case "BadParameter":
            return N_("{name} 写得不对：{expected}", name=_parameter_name(failure), expected=_expected(failure))
    if extra := _EXTRA.search(failure.format_message()):
        return N_("多写了：{words}", words=extra[1])
    return N_("这条命令写得不对。")


def _explain_option(failure: Any) -> Message:
    known = sorted({option for param in _params(failure.ctx) for option in param.opts})
    near = find_nearest(failure.option_name, known)
    if not near:
        return N_("没有 {option} 这个选项。", option=failure.option_name)
    return N_("没有 {option} 这个选项。您是不是想写 {meant}？", option=failure.option_name, meant=near)


def _params(context: Any) -> Iterator[Any]:
    """Return what may be written: a command's own options, and those that every command knows."""
    for level in (context, context.find_root()):
        yield from (param for param in level.command.get_params(level) if param.param_type_name == "option")


def _expected(failure: Any) -> Message:
    """Say what was expected; the library says it in English only."""
    kind = getattr(failure.param, "type", None)
    low, high = getattr(kind, "min", None), getattr(kind, "max", None)
    if low is not None and high is not None:
        return N_("要写 {low} 到 {high} 之间的整数。", low=low, high=high)
    if low is not None:
        return N_("要写不小于 {low} 的整数。", low=low)
    return N_("这里不能这样写。")


def _parameter_name(failure: Any) -> str:
    parameter = failure.param
    if parameter is None:
        return ""
    return str(parameter.opts[0] if parameter.param_type_name == "option" else parameter.human_readable_name)
