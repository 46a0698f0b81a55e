"""What belongs to a fact and what never does: items and outsiders, its own lines and those of its siblings."""

from __future__ import annotations

from collections.abc import Iterable

from trainer.course.model import Course, Fact, Line
from trainer.drill.siblings import siblings
from trainer.reply.normalise import squeeze
from trainer.text import nest_quotes

LISTS = ("list", "sequence")


def item_names(fact: Fact) -> list[str]:
    """Return the names of a fact's items."""
    return [item.name for item in fact.items]


def true_outsiders(fact: Fact) -> list[str]:
    """Return the outsiders that nobody could take for an item: none is one, reads like one, or holds or is a piece of one."""
    accepted = {squeeze(wording) for item in fact.items for wording in item.accept}
    names = [squeeze(name) for name in item_names(fact)]
    clear = []
    for outsider in fact.outsiders:
        text = squeeze(outsider)
        if text not in accepted and not any(name in text or text in name for name in names):
            clear.append(outsider)
    return without(clear, [])


def flags_of(facts: Iterable[Fact]) -> list[str]:
    """Return the lines of these facts that may not be said."""
    return [line.say for fact in facts for line in fact.flag]


def passes_of(facts: Iterable[Fact]) -> list[str]:
    """Return the lines of these facts that may be said."""
    return [line.say for fact in facts for line in fact.ok]


def in_situation(line: Line) -> str:
    """Return a line with its situation: whether a question may be asked depends on what for."""
    return nest_quotes(f"{line.situation}：“{line.say}”")


def without(texts: Iterable[str], taken: Iterable[str]) -> list[str]:
    """Return the texts that read neither like one of `taken` nor like an earlier one."""
    seen = {squeeze(text) for text in taken}
    kept = []
    for text in texts:
        if squeeze(text) not in seen:
            seen.add(squeeze(text))
            kept.append(text)
    return kept


def reason_for(course: Course, fact: Fact, text: str) -> str:
    """Return what was written about a line or an item; the fact's own reason where nothing was."""
    lines: list[Line] = [line for other in (fact, *siblings(course, fact)) for line in (*other.flag, *other.ok)]
    reasons = [item.text for item in fact.items if item.name == text] + [
        line.why for line in lines if text in (line.say, in_situation(line))
    ]
    return next(iter(reasons), fact.why)
