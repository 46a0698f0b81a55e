"""The command line library's own words, said in the interface's language."""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from trainer import i18n
from trainer.errors import UsageError
from trainer.i18n import N_, Message, _

_BOTH_ENDS = re.compile(r"(\d+)<=x<=(\d+)")
_LOWER_END = re.compile(r"x>=(\d+)")
LIBRARY_WORDS = (
    N_("Arguments"),
    N_("Options"),
    N_("Commands"),
    N_("required"),
    N_("default: {default}"),
    N_("env var: {var}"),
)
"""What the library looks up by itself; the Chinese catalogue translates them."""


_EXTRA = re.compile(r"extra argument.*\((.*)\)")


def use_language(language: str) -> None:
    """Point the library's own lookups at our catalogue."""
    gettext.bindtextdomain(i18n.DOMAIN, str(i18n.LOCALE_DIR))
    gettext.textdomain(i18n.DOMAIN)
    os.environ["LANGUAGE"] = language


class _Worded:
    """Usage line and help option in our words."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]  # from the class mixed with
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_("用法："))

    def get_help(self, ctx: Any) -> str:
        text: str = super().get_help(ctx)  # type: ignore[misc]  # from the class mixed with
        text = _BOTH_ENDS.sub(_(r"\1 到 \2"), text)
        return _LOWER_END.sub(_(r"最小 \1"), text)

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]  # from the class mixed with
        if option is not None:
            option.help = _("显示这段说明。")
        return option


class Command(_Worded, TyperCommand):
    """A command with its help in the interface's language."""


class Group(_Worded, TyperGroup):
    """A group of commands with its help in the interface's language."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Refuse an unknown command in our words."""
        if not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            known = list(self.list_commands(ctx))
            near = get_close_matches(args[0], known, 1)
            help_ = N_("运行 {command} --help 看用法。", command=ctx.command_path)
            remedy = N_("您是不是想写 {command} {near}？", command=ctx.command_path, near=near[0]) if near else help_
            raise UsageError(N_("没有 {command} 这个命令。可以写：{known}", command=args[0], known=known), remedy)
        return super().resolve_command(ctx, args)


def new_group(name: str, help_text: str, example: str) -> typer.Typer:
    """Return a group of commands dressed in our words."""
    return typer.Typer(
        name=name,
        cls=Group,
        help=help_text,
        epilog=example,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=name != "trainer",
        subcommand_metavar=_("命令"),
        options_metavar=_("[选项]"),
    )


def add_command(group: typer.Typer, function: Callable[..., None], help_text: str, example: str, name: str | None = None) -> None:
    """Add a function as a command, of its own name unless another is given."""
    group.command(name, cls=Command, options_metavar=_("[选项]"), help=help_text, epilog=example)(function)


def explain_usage(failure: Exception) -> UsageError | None:
    """Return a usage failure in our words; None for anything else."""
    if not hasattr(failure, "format_message"):
        return None
    remedy = N_("运行 {command} --help 看用法。", command=_command_path(failure))
    return UsageError(_explain(failure), remedy)


def _explain(failure: Any) -> Message:
    match type(failure).__name__:
        case "NoSuchOption":
            meant = sorted(failure.possibilities or [])
            hint = N_("您是不是想写 {meant}？", meant=meant) if meant else ""
            return N_("没有 {option} 这个选项。{hint}", option=failure.option_name, hint=hint)
        case "NoArgsIsHelpError":
            return N_("后面还要写一个命令：{known}", known=failure.ctx.command.list_commands(failure.ctx))
        case "BadOptionUsage":
            return N_("{option} 用得不对：看看后面是不是少写或多写了内容。", option=failure.option_name)
        case "MissingParameter":
            return N_("少了一项：{name}。", name=_parameter_name(failure))
        case "BadParameter":
            return N_("{name} 写得不对：{detail}", name=_parameter_name(failure), detail=_expected(failure))
    if extra := _EXTRA.search(failure.format_message()):
        return N_("多写了：{words}", words=extra[1])
    return N_("命令写得不对：{detail}", detail=failure.format_message())


def _expected(failure: Any) -> Message | str:
    """Say which number was expected; the library says it in English only."""
    kind = getattr(failure.param, "type", None)
    low, high = getattr(kind, "min", None), getattr(kind, "max", None)
    if low is not None and high is not None:
        return N_("要写 {low} 到 {high} 之间的整数。", low=low, high=high)
    if low is not None:
        return N_("要写不小于 {low} 的整数。", low=low)
    return str(failure.message)


def _parameter_name(failure: Any) -> str:
    parameter = failure.param
    return parameter.get_error_hint(failure.ctx) if parameter is not None else ""


def _command_path(failure: Any) -> str:
    context = getattr(failure, "ctx", None)
    return context.command_path if context is not None else "trainer"
