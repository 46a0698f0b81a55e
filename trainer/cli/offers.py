"""What may come next on a command line that is being typed: commands, options, and the values of some of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from trainer.cli.helppage import first_sentence
from trainer.cli.values import list_values
from trainer.cli.words import Group

_HELP_FIT = re.compile(r"[\w\-.%+，。、！？；：“”（） ]*")
"""What an explanation beside an offer may hold without meaning anything to a shell."""


class Offer(NamedTuple):
    """A word that may come next, and what it does."""

    value: str
    help: str = ""


class _Place(msgspec.Struct):
    """Where a line has led: to which command, whether an option waits for its value, how many arguments are written."""

    command: Any
    path: str = ""
    waiting: str = ""
    arguments: int = 0
    only_words: bool = False
    used: set[str] = msgspec.field(default_factory=set)


def find_offers(root: Group, environ: Mapping[str, str], words: Sequence[str], begun: str) -> list[Offer]:
    """Return what may stand in the place of the word begun, in the order of the help."""
    place = _follow(root, words)
    if place is None:
        return []
    begun = "" if begun == "=" else begun  # bash makes three words of --topic=禁语
    option, equals, start = begun.partition("=")
    if not place.waiting and equals and option.startswith("--"):
        offers = [Offer(f"{option}={value}") for value in list_values(environ, option)]
    elif place.waiting:
        offers = [Offer(value) for value in list_values(environ, place.waiting)]
    elif begun.startswith("-") and not place.only_words:
        offers = list(_offer_options(root, place))
    else:
        offers = list(_offer_words(environ, place))
    return [offer for offer in offers if offer.value.startswith(begun)]


def _follow(root: Group, words: Sequence[str]) -> _Place | None:
    """Return where the finished words lead; None when one of them is no command."""
    place = _Place(root)
    for word in words:
        if word == "=" and place.waiting:
            continue
        if place.waiting:
            place.waiting = ""
        elif word == "--" or place.only_words or not word.startswith("-"):
            if not _step(place, word):
                return None
        else:
            name, equals, _value = word.partition("=")
            place.used.add(name)
            place.waiting = name if not equals and name in _valued(root, place.command) else ""
    return place


def _step(place: _Place, word: str) -> bool:
    if word == "--" and not place.only_words:
        place.only_words = True
    elif not isinstance(place.command, Group):
        place.arguments += 1
    elif command := place.command.get_command(None, word):
        place.command = command
        place.path = f"{place.path} {command.name}".strip()
    else:
        return False
    return True


def _params(command: Any, kind: str) -> list[Any]:
    return [param for param in command.params if param.param_type_name == kind]


def _valued(root: Group, command: Any) -> set[str]:
    """Return the options after which a value comes."""
    return {name for level in (root, command) for param in _params(level, "option") if not param.is_flag for name in param.opts}


def _offer_options(root: Group, place: _Place) -> Iterator[Offer]:
    """Offer a command's options that are not yet written, and those that every command knows."""
    levels = [place.command] if place.command is root else [place.command, root]
    for param in (param for level in levels for param in _params(level, "option")):
        # The version is asked for without a command.
        if not place.used & set(param.opts) and ("--version" not in param.opts or place.command is root):
            yield Offer(param.opts[0], _fit_help(param.help or ""))
    yield Offer("--help")


def _offer_words(environ: Mapping[str, str], place: _Place) -> Iterator[Offer]:
    if isinstance(place.command, Group):
        yield from (Offer(entry.name, _fit_help(entry.help)) for entry in place.command.entries)
        return
    arguments = _params(place.command, "argument")
    if not arguments:
        return
    # The last argument may take any number of words.
    argument = arguments[min(place.arguments, len(arguments) - 1)]
    if place.arguments < len(arguments) or argument.nargs == -1:
        yield from (Offer(value) for value in list_values(environ, f"{place.path} {argument.name}"))


def _fit_help(text: str) -> str:
    """Return the beginning of an explanation, as far as no shell minds it."""
    found = _HELP_FIT.match(first_sentence(text))
    return found[0].rstrip("，、；：（ ") if found else ""
