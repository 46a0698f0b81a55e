"""The interface's one catalogue. Chinese is the source language; other languages come from compiled gettext files.

Pure code never translates: it returns a `Message`, and the edge renders it with `render`.
Babel collects the strings marked `_` (translate now) and `N_` (translate later).
"""

from __future__ import annotations

import gettext
from pathlib import Path
from typing import Any

import msgspec

from trainer.text import nest_quotes

DOMAIN = "trainer"
LOCALE_DIR = Path(__file__).parent / "locale"
LANGUAGES = ("zh", "en")
DEFAULT_LANGUAGE = "zh"


class Message(msgspec.Struct, frozen=True):
    """An interface sentence not yet translated: the Chinese template and the values for its `{names}`.

    A value may be a `Message` itself, which is rendered first, or a list, which is joined as the language does.
    """

    template: str
    values: dict[str, Any] = {}


_active: gettext.NullTranslations = gettext.NullTranslations()


def set_language(language: str) -> None:
    """Choose the catalogue for every later `_` and `render`; an unknown language means Chinese."""
    global _active
    chosen = language if language in LANGUAGES else DEFAULT_LANGUAGE
    _active = gettext.translation(DOMAIN, LOCALE_DIR, [chosen], fallback=True)


def N_(template: str, **values: Any) -> Message:
    """Mark a sentence for the catalogue and keep its values for later."""
    return Message(template, values)


SEPARATOR = N_("、")
"""What stands between the parts of a list."""


def _(template: str, **values: Any) -> str:
    """Translate a sentence and fill in its values now."""
    return render(Message(template, values))


def weekday_name(weekday: int) -> str:
    """Return the short name of a day of the week, Monday 0."""
    return [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")][weekday]


def render(message: Message | str) -> str:
    """Return the text of a message in the active language; plain strings (course content) pass through."""
    if isinstance(message, str):
        return message
    filled = {name: _render_value(value) for name, value in message.values.items()}
    text = _active.gettext(message.template) if message.template else ""
    return nest_quotes(text.format(**filled)) if filled else text


def _render_value(value: Any) -> Any:
    if isinstance(value, list):
        return render(SEPARATOR).join(str(_render_value(part)) for part in value)
    return render(value) if isinstance(value, Message) else value
