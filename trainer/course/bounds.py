"""How long a text may be: what fits its place on an 80-column terminal, and a tired reader."""

from __future__ import annotations

BLANK_MOST = 8
"""Characters of an answer in 【】."""
ID_MOST = 40
"""Characters of an id that the program makes, and of a course that is handed on."""
LIMITS = {
    "title": 16,
    "why": 48,
    "hears": 24,
    "instead": 38,
    "situation": 48,
    "lesson": 37,
    "scenes.situation": 48,
    "scenes.bad": 34,
    "scenes.wrong": 38,
    "scenes.say": 38,
    "scenes.hears": 24,
    "flag.situation": 40,
    "flag.say": 34,
    "flag.why": 40,
    "flag.better": 34,
    "flag.hears": 24,
    "pass.situation": 40,
    "pass.say": 34,
    "pass.why": 40,
    "cloze.situation": 48,
    "cloze.text": 42,
    "modern": 38,
    "items.name": 10,
    "items.text": 30,
    "outsiders": 10,
    "mnemonic": 30,
    "figures.name": 34,
    "figures.value": 8,
    "figures.unit": 6,
    "figures.means": 40,
    "figures.wrong": 8,
    "cut.situation": 40,
    "cut.say": 38,
    "cut.why": 40,
    "cut.better": 34,
    "replies.situation": 48,
    "replies.customer": 40,
    "replies.say": 38,
    "replies.also": 38,
    "questions.situation": 48,
    "questions.ask": 40,
    "questions.options": 38,
    "questions.why": 48,
    "questions.hint": 40,
}
"""Characters at most, by the name of the field: what fits on two lines of an 80-column terminal, an option on one."""
