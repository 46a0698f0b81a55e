"""`trainer completion`: the script that makes a shell finish words on Tab, and the answers it then asks the program for.

The scripts are the command line library's own, and so is what they say in the environment. The answers come from our table:
the library would import every command for them, and rich for their explanations.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from typing import Annotated, NamedTuple

import typer

from trainer.cli.offers import Offer, find_offers
from trainer.cli.run import COMPLETION
from trainer.cli.words import Group, plain_word
from trainer.errors import UsageError
from trainer.i18n import N_, _

SHELLS = ("bash", "zsh", "fish", "powershell")
_ZSH_HEAD = "#compdef trainer"
_ZSH_READY = "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }"
"""A fresh zsh knows no completion until it is told to."""
_HARMLESS = re.compile(r"[\w\-.@+%=,/ ，。、！？（）…·]+")
"""What no shell takes for an order of its own: a name with anything else in it is typed by hand."""


class Line(NamedTuple):
    """A command line as far as it is typed: the words that are finished, and the one that is begun."""

    words: list[str]
    begun: str


def completion(
    shell: Annotated[str, typer.Argument(metavar=_("终端"), help=_("您用的是哪种终端：bash、zsh、fish 或 powershell。"))],
) -> None:
    """Print the script for a shell."""
    from typer.completion import get_completion_script  # type: ignore[attr-defined]  # the library says no names of its own there

    if plain_word(shell) not in SHELLS:
        raise UsageError(N_("没有给“{shell}”用的补全。", shell=shell[:20]), N_("可以写：{known}", known=list(SHELLS)))
    script = get_completion_script(prog_name="trainer", complete_var=COMPLETION, shell=plain_word(shell))
    typer.echo(script.replace(_ZSH_HEAD, f"{_ZSH_HEAD}\n{_ZSH_READY}"))


def answer_shell(root: Group, environ: Mapping[str, str]) -> int:
    """Print what may come next on the line that the shell describes; return the exit code, by which fish knows whether anything may."""
    shell = environ[COMPLETION].removeprefix("complete_")
    line = read_line(shell, environ)
    try:
        offers = find_offers(root, environ, line.words, line.begun)
    except Exception:  # a damaged database is no reason to write over a line that is being typed
        offers = []
    offers = [offer for offer in offers if _HARMLESS.fullmatch(offer.value)]
    if environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        return int(not offers)
    typer.echo(write_offers(shell, offers))
    return 0


def read_line(shell: str, environ: Mapping[str, str]) -> Line:
    """Return what the script of a shell tells about the line."""
    if shell == "bash":
        words = split_words(environ.get("COMP_WORDS", ""))
        place = int(environ.get("COMP_CWORD", "0"))
        return Line(words[1:place], words[place] if place < len(words) else "")
    text = environ.get("_TYPER_COMPLETE_ARGS", "")
    words = split_words(text)[1:]
    if shell == "powershell":
        begun = environ.get("_TYPER_COMPLETE_WORD_TO_COMPLETE", "")
        return Line(words[:-1] if begun else words, begun)
    return Line(words, "") if not words or text.endswith(" ") else Line(words[:-1], words[-1])


def split_words(text: str) -> list[str]:
    """Split as a shell does; a quotation mark that is still open hurts nobody."""
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    words: list[str] = []
    try:
        words.extend(lexer)
    except ValueError:
        words.append(lexer.token)
    return words


def write_offers(shell: str, offers: Sequence[Offer]) -> str:
    """Return the offers as the script of a shell reads them."""
    match shell:
        case "zsh":
            pairs = "\n".join(f'"{offer.value}":"{offer.help}"' if offer.help else f'"{offer.value}"' for offer in offers)
            return f"_arguments '*: :(({pairs}))'" if offers else "_files"
        case "fish":
            return "\n".join(f"{offer.value}\t{offer.help}" if offer.help else offer.value for offer in offers)
        case "powershell":
            quoted = ((f"'{offer.value}'" if " " in offer.value else offer.value, offer.help or " ") for offer in offers)
            return "\n".join(":::".join(pair) for pair in quoted)
    return "\n".join(offer.value.replace(" ", "\\ ") for offer in offers)
