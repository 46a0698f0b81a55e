"""Course items from a few answers: what is not asked is derived, so that the checker finds nothing wrong. Pure, no I/O."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

import msgspec

from trainer.course.bounds import BLANK_MOST, ID_MOST, LIMITS
from trainer.course.fragments import alike, find_blank, propose_avoid, propose_keys
from trainer.course.model import FactType, Scene, Tier, Written
from trainer.course.scenario import Scenario
from trainer.errors import TrainerError
from trainer.i18n import N_

ACCEPT_MOST = 8
CLOZES = 2
TRY = "试试：“{say}”"
_RESERVED = {"con", "nul", "aux", "prn"}
"""Names that no file may have on Windows."""
_SAID = ("source", "principle", "trigger", "original", "modern", "variants", "why", "hears")
_STOPS = "。；！？"


class FactDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What a trainer says of one thing to know. At least one scene."""

    id: str
    type: FactType = "rule"
    title: str
    why: str
    hears: str
    scenes: list[Scene]
    """Keys are proposed where none are given."""
    tier: Tier = "useful"
    source: list[str] = []
    avoid: list[str] = []
    principle: str = ""
    trigger: str = ""
    original: list[str] = []
    modern: str = ""
    variants: list[str] = []
    questions: list[Written] = []


def compose_fact(draft: FactDraft) -> dict[str, Any]:
    """Return the fact as it stands in a file: plain values in the order of the shipped files, empty parts left out."""
    first = draft.scenes[0]
    scenes = [(scene, scene.keys or _keys(scene)) for scene in draft.scenes]
    fact: dict[str, Any] = {
        **{name: getattr(draft, name) for name in ("id", "type", "title", "tier")},
        "standing": "sound",
        **{name: getattr(draft, name) for name in _SAID},
        "instead": first.say,
        "lesson": _lesson(draft.why, first),
        "situation": first.situation,
        "avoid": _avoid(draft),
        "scenes": [_scene(scene, keys) for scene, keys in scenes],
        "flag": [line for scene in draft.scenes for line in _flag(draft, scene)],
        "pass": [line for scene in draft.scenes for line in _pass(draft.why, scene)],
        "cloze": [cloze for scene, keys in scenes for cloze in _clozes(scene, keys)][: max(CLOZES, len(scenes))],
        "questions": [compose_question(question) for question in draft.questions],
    }
    return _filled(fact)


def compose_question(question: Written) -> dict[str, Any]:
    """Return the question as it stands in a fact."""
    names = ("ask", "situation", "options", "key", "hint", "why")
    return _filled({name: getattr(question, name) for name in names})


def compose_scenario(scenario: Scenario) -> dict[str, Any]:
    """Return what was asked of a scenario as it stands in its file; all else has a default or a shared line."""
    names = ("title", "trade", "level", "channel", "says", "wants", "needs", "offer", "reply")
    return _filled({name: getattr(scenario, name) for name in names})


def propose_id(title: str, taken: Collection[str]) -> str:
    """Return an id that nothing has: the title in pinyin with hyphens, at most 40 characters. Raises `TrainerError` without pypinyin."""
    words = re.findall(r"[a-z0-9]+", " ".join(_pinyin(title)).lower())
    joined = "-".join(words) or "item"
    if not joined[0].isalpha():
        joined = f"no-{joined}"
    base = _shorten(joined, ID_MOST)
    proposed, number = base, 1
    while proposed in taken or proposed in _RESERVED:
        number += 1
        proposed = f"{_shorten(base, ID_MOST - len(str(number)) - 1)}-{number}"
    return proposed


def _pinyin(title: str) -> list[str]:
    try:
        from pypinyin import lazy_pinyin
    except ImportError as failure:
        message = N_("给新内容起编号还差一个小程序库：pypinyin。")
        raise TrainerError(message, N_("装上它再试：pip install pypinyin")) from failure
    return list(lazy_pinyin(title[: ID_MOST * 2]))


def _shorten(joined: str, most: int) -> str:
    """Cut at a hyphen; a single endless word is cut anywhere."""
    if len(joined) <= most:
        return joined
    cut = joined[: most + 1]
    return (cut.rpartition("-")[0] or cut[:most]).rstrip("-")


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", [], {})}


def _keys(scene: Scene) -> list[list[str]]:
    return propose_keys([scene.say, *scene.also], [scene.bad, *scene.wrong], scene.situation)


def _scene(scene: Scene, keys: list[list[str]]) -> dict[str, Any]:
    parts = {name: getattr(scene, name) for name in ("situation", "bad", "wrong", "say", "also")}
    return _filled({**parts, "keys": keys})


def _lesson(why: str, scene: Scene) -> list[str]:
    """Return why, in as many lines as it takes, and the shortest way to say it well."""
    room = LIMITS["lesson"] - len(TRY.format(say=""))
    good = [scene.say, *scene.also]
    say = next((text for text in good if len(text) <= room), "") or cut_text(scene.say, room)
    return [*wrap_text(why, LIMITS["lesson"])[:2], TRY.format(say=say)]


def _avoid(draft: FactDraft) -> list[str]:
    if draft.avoid or draft.type not in ("phrase", "pair"):
        return draft.avoid
    good = [text for scene in draft.scenes for text in (scene.say, *scene.also)]
    return propose_avoid(draft.trigger, [scene.bad for scene in draft.scenes], [*good, draft.modern, *draft.variants])


def _flag(draft: FactDraft, scene: Scene) -> list[dict[str, str]]:
    # A phrase is known by its words: a line without them is no example of it.
    lines = [scene.bad] if draft.type == "phrase" else [scene.bad, *scene.wrong[:1]]
    situation, why = cut_text(scene.situation, LIMITS["flag.situation"]), cut_text(draft.why, LIMITS["flag.why"])
    better = _short([scene.say, *scene.also], LIMITS["flag.better"])
    return [{"situation": situation, "say": cut_text(line, LIMITS["flag.say"]), "why": why, "better": better} for line in lines]


def _pass(why: str, scene: Scene) -> list[dict[str, str]]:
    lines = sorted([scene.say, *scene.also], key=lambda text: len(text) > LIMITS["pass.say"])[:2]
    situation, why = cut_text(scene.situation, LIMITS["pass.situation"]), cut_text(why, LIMITS["pass.why"])
    return [{"situation": situation, "say": line, "why": why} for line in lines]


def _clozes(scene: Scene, keys: list[list[str]]) -> list[dict[str, Any]]:
    """Return the sentences with the words left out by which they are known."""
    found = []
    words = [word for group in keys for word in group]
    for text in sorted([scene.say, *scene.also], key=lambda text: len(text) > LIMITS["cloze.text"] - 2)[:CLOZES]:
        blank = find_blank(text, words, BLANK_MOST)
        others = [word for group in scene.keys if blank in group for word in group if word != blank and len(word) <= BLANK_MOST]
        accept = list(dict.fromkeys([*others, *alike(blank)]))[:ACCEPT_MOST]
        found.append(_filled({"situation": scene.situation, "text": text.replace(blank, f"【{blank}】", 1), "accept": accept}))
    return found


def _short(texts: Sequence[str], most: int) -> str:
    return next((text for text in texts if len(text) <= most), texts[0])


def cut_text(text: str, most: int) -> str:
    """Return as many whole clauses of a text as fit; where the first is too long already, its beginning."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    end = max(cut.rfind(sign) for sign in "，；。！？：、,;")
    return text[:end] + "。" if end > most // 3 else cut + "…"


def wrap_text(text: str, most: int) -> list[str]:
    """Return a text in lines of at most so many characters, broken behind a full stop or, failing that, a comma."""
    lines = []
    while len(text) > most:
        head = text[:most]
        end = max(head.rfind(sign) for sign in _STOPS)
        end = end if end >= most // 4 else head.rfind("，")
        end = end if end > 0 else most - 1
        lines.append(text[: end + 1])
        text = text[end + 1 :].strip()
    return [*lines, text] if text else lines
