"""Commands and groups that speak the interface's language, and that are imported only when they are run or explained."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any

import msgspec
import typer
from typer.core import TyperCommand, TyperGroup

from trainer.cli.helppage import explain_command
from trainer.errors import UsageError
from trainer.i18n import N_, _
from trainer.text import find_nearest

_TITLE_END = re.compile("[：，。]")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A command in the table: what it does, examples (one a line), and where it stands (`module:function`). A group has entries."""

    name: str
    help: str
    example: str
    target: str = ""
    entries: tuple[Entry, ...] = ()


class _Worded:
    """Help in our words: the library's own cannot measure Chinese."""

    def get_help(self, ctx: Any) -> str:
        return explain_command(self, ctx)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)  # type: ignore[misc,no-any-return]  # from the class mixed with
        except Exception as failure:
            # The parser does not say which command it was reading, and whoever explains the failure has to.
            if getattr(failure, "ctx", ctx) is None:
                failure.ctx = ctx  # type: ignore[attr-defined]  # the library's own failures have it
            raise

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]  # from the class mixed with
        if option is not None:
            option.help = _("显示这段说明。")
        return option


class Command(_Worded, TyperCommand):
    """A command with its help in the interface's language."""


class Group(_Worded, TyperGroup):
    """A group of commands, known by a table; their modules wait until they are needed."""

    entries: Sequence[Entry] = ()

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names, in the order of the table."""
        return [entry.name for entry in self.entries]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command, made on first use; None when there is none. Full-width and capital letters are forgiven."""
        entry = next((entry for entry in self.entries if entry.name == plain_word(cmd_name)), None)
        if entry is None:
            return None
        if entry.name not in self.commands:
            self.commands[entry.name] = build_command(entry)
        return self.commands[entry.name]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Refuse an unknown command in our words."""
        word = args[0]
        if (command := self.get_command(ctx, word)) is not None:
            return command.name, command, args[1:]
        help_ = N_("运行 {command} --help 看怎么用。", command=ctx.command_path)
        meant = guess_command(ctx.find_root().command.entries, self.entries, ctx.command_path, word)
        remedy = N_("您是不是想写 {meant}？", meant=meant) if meant else help_
        raise UsageError(N_("没有“{word}”这个命令。可以写：{known}", word=word, known=self.list_commands(ctx)), remedy)


def build_command(entry: Entry) -> Any:
    """Import what an entry stands for and return it as a command."""
    if entry.entries:
        group = Group(
            name=entry.name,
            help=entry.help,
            epilog=entry.example,
            rich_markup_mode=None,
            no_args_is_help=True,
            subcommand_metavar=_("命令"),
            options_metavar=_("[选项]"),
        )
        group.entries = entry.entries
        return group
    module, _colon, function = entry.target.partition(":")
    return make_command(getattr(import_module(module), function), entry)


def make_command(function: Callable[..., None], entry: Entry) -> Any:
    """Return a function as a command."""
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    alone.command(entry.name, cls=Command, options_metavar=_("[选项]"), help=entry.help, epilog=entry.example)(function)
    return typer.main.get_command(alone)


def make_root(function: Callable[..., None], entry: Entry) -> Group:
    """Return the whole program: a function that keeps the options before any command, and the table."""
    whole = typer.Typer(name=entry.name, cls=Group, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    whole.callback(
        invoke_without_command=True,
        help=entry.help,
        epilog=entry.example,
        subcommand_metavar=_("[命令]"),
        options_metavar=_("[选项]"),
    )(function)
    root = typer.main.get_command(whole)
    assert isinstance(root, Group)
    root.entries = entry.entries
    return root


def guess_command(table: Sequence[Entry], here: Sequence[Entry], path: str, word: str) -> str:
    """Return what was meant by an unknown command, as it should be written; empty when nothing comes near.

    A slip of the finger first, then a command of that name elsewhere, then a Chinese word that an explanation begins with.
    """
    typed = plain_word(word)
    if near := find_nearest(typed, [entry.name for entry in here]):
        return f"{path} {near}"
    everywhere = dict(_walk_table(table, "trainer"))
    if same := [command for command in everywhere if command.split()[-1] == typed]:
        return same[0]
    if len(word) < 2 or word.isascii():
        return ""
    return next((command for command, entry in everywhere.items() if word in _TITLE_END.split(entry.help)[0]), "")


def plain_word(word: str) -> str:
    """Return a word without the full-width and capital letters of an input method."""
    return unicodedata.normalize("NFKC", word).strip().lower()


def _walk_table(table: Sequence[Entry], path: str) -> Iterator[tuple[str, Entry]]:
    for entry in table:
        yield f"{path} {entry.name}", entry
        yield from _walk_table(entry.entries, f"{path} {entry.name}")
