"""Name the words of a line that must go."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from trainer.course.model import Course, Fact
from trainer.drill.question import Form, Mark, Question, Response
from trainer.i18n import N_, Message
from trainer.memory import RECALL
from trainer.reply.normalise import squeeze
from trainer.reply.places import find_places
from trainer.reply.score import ReplyScorer
from trainer.text import nest_quotes

MUCH = 4
"""Characters around the words that may be named with them."""
PIECE_MOST = 6
"""Characters of a piece that still points at a place."""
ENOUGH = 0.6
"""Share of the words that must be named when not all of them are."""
PARTICLES = "了的呢哦啊吧呀嘛"
"""Endings that belong to nobody's words: `输错了` names `您输错` as well as `您输错` does."""
_MARKED = re.compile(r"【([^】]+)】")
_BETWEEN = re.compile(r"[\W_]+")


class Blemish(msgspec.Struct, frozen=True):
    """A line with words that must go, as they stand in it."""

    situation: str
    line: str
    words: list[str]
    why: str
    better: str
    hears: str = ""


class _Named(msgspec.Struct, frozen=True):
    """Which of the words were named, and how many characters beside them."""

    words: list[str]
    beside: int


def list_forms(course: Course, fact: Fact) -> list[Form]:
    """Return one form for every line that has such words and is not made up of them."""
    return [
        Form("spot", variety, index, RECALL, "trigger")
        for variety, blemishes in _VARIETIES.items()
        for index, blemish in enumerate(blemishes(fact))
        if blemish.words and _rest_of(blemish)
    ]


def build_question(course: Course, fact: Fact, form: Form, seed: str) -> Question:
    """Build the question: the line in its situation."""
    blemish = blemish_of(fact, form)
    return Question(
        fact=fact,
        form=form,
        mode="text",
        context=[blemish.situation, nest_quotes(f"“{blemish.line}”")],
        # Without “不能” a refusal is no sentence: there one names the words, one does not take them out.
        ask=N_("这句话里，哪几个字要去掉？（打字）") if form.variety == "cut" else N_("这句话里，最不该说的是哪几个字？（打字）"),
        key=[],
        hints=[fact.why, *_hints(blemish.words)],
    )


def grade_response(course: Course, question: Question, response: Response) -> Mark:
    """Right when the words were named with little beside them; partial for too much, or for one place of several."""
    return _mark(question, response)


def _mark(question: Question, response: Response) -> Mark:
    blemish = blemish_of(question.fact, question.form)
    named = _read(response.text, blemish.words)
    missing = [words for words in blemish.words if words not in named.words]
    if not missing and named.beside <= min(MUCH, _rest_of(blemish) // 2):
        return Mark(grade="right", praise=N_("找得准。"), correction=blemish.why, say=blemish.better)
    if not missing:
        correction = _correct(question.form, N_("去掉的太多了，只要去掉“{words}”：{why}", words=blemish.words, why=blemish.why), blemish)
        return Mark(grade="partial", praise=N_("地方找对了。"), correction=correction, say=blemish.better)
    if named.words:
        correction = _correct(question.form, N_("还要去掉“{words}”：{why}", words=missing, why=blemish.why), blemish)
        return Mark(grade="partial", praise=N_("找到了 {count} 处。", count=len(named.words)), correction=correction, say=blemish.better)
    correction = _correct(question.form, N_("要去掉“{words}”：{why}", words=blemish.words, why=blemish.why), blemish)
    if _touches(response.text, blemish):
        return Mark(grade="partial", praise=N_("地方找对了。"), correction=correction, say=blemish.better)
    return Mark(grade="wrong", correction=correction, hears=blemish.hears, say=blemish.better)


def grade_spoken(question: Question, response: Response, scorer: ReplyScorer) -> Mark:
    """The same; whoever names other words of the line that would hurt is on the way."""
    mark = _mark(question, response)
    if mark.grade != "wrong":
        return mark
    line = blemish_of(question.fact, question.form).line
    named = _read(response.text, scorer.hurtful_words(line))
    if not named.words or named.beside > MUCH:
        return mark
    return msgspec.structs.replace(mark, grade="partial", praise=N_("“{words}”也不该说，不过还不是最要紧的。", words=named.words), hears="")


def _correct(form: Form, cut: Message, blemish: Blemish) -> Message:
    """Return what to say of words that are to be taken out; words that the line cannot do without are only named."""
    return cut if form.variety == "cut" else N_("最不该说的是“{words}”：{why}", words=blemish.words, why=blemish.why)


def blemish_of(fact: Fact, form: Form) -> Blemish:
    """Return the line of a form."""
    return _VARIETIES[form.variety](fact)[form.index]


def _cuts(fact: Fact) -> list[Blemish]:
    return [Blemish(cut.situation, plain_line(cut.say), _marked(cut.say), cut.why, cut.better) for cut in fact.cut]


def _flags(fact: Fact) -> list[Blemish]:
    lines = fact.flag if fact.type in ("phrase", "pair") else []
    return [
        Blemish(line.situation, line.say, _avoided(fact, line.say), line.why, line.better or fact.instead, fact.hears) for line in lines
    ]


def _scenes(fact: Fact) -> list[Blemish]:
    scenes = fact.scenes if fact.type in ("phrase", "pair") else []
    return [
        Blemish(scene.situation, scene.bad, _avoided(fact, scene.bad), fact.why, scene.say, scene.hears or fact.hears) for scene in scenes
    ]


def plain_line(line: str) -> str:
    """Return a line without the marks around its words."""
    return _MARKED.sub(r"\1", line)


def _marked(line: str) -> list[str]:
    return [words for words in _MARKED.findall(line) if squeeze(words)]


def _avoided(fact: Fact, line: str) -> list[str]:
    return find_places(line, fact.avoid, fact.unless)


_VARIETIES: dict[str, Callable[[Fact], list[Blemish]]] = {"cut": _cuts, "flag": _flags, "bad": _scenes}


def _rest_of(blemish: Blemish) -> int:
    """Return how many characters are left without the words."""
    return len(squeeze(blemish.line)) - sum(len(squeeze(words)) for words in blemish.words)


def _read(text: str, places: list[str]) -> _Named:
    """Find the words in what was typed: whole ones first, then pieces that hold most of them."""
    typed, named = " ".join(squeeze(piece) for piece in _BETWEEN.split(text)), []
    for words in sorted(places, key=len, reverse=True):
        whole = re.compile(" ?".join(map(re.escape, squeeze(words))))
        if whole.search(typed):
            typed = whole.sub(" ", typed, count=1)
            named.append(words)
    for words in [words for words in places if words not in named]:
        pieces = [typed.replace(" ", ""), *typed.split()]
        piece = next((piece for piece in pieces if _is_most_of(piece, squeeze(words))), "")
        if piece:
            typed = "" if piece == pieces[0] else typed.replace(piece, " ", 1)
            named.append(words)
    return _Named(named, len(squeeze(typed)))


def _touches(text: str, blemish: Blemish) -> bool:
    """Tell whether a short piece of the line was named that holds some of the words: the place is right, the edges are not."""
    line = squeeze(blemish.line)
    spans = [(line.find(squeeze(words)), len(squeeze(words))) for words in blemish.words]
    marked = {place for start, length in spans for place in range(start, start + length)}
    for piece in map(squeeze, _BETWEEN.split(text)):
        start = line.find(piece)
        if 1 < len(piece) <= PIECE_MOST and start >= 0 and marked & set(range(start, start + len(piece))):
            return True
    return False


def _is_most_of(piece: str, words: str) -> bool:
    """Tell whether a piece has most characters of the words, in their order, and none besides but particles at its end."""
    left = iter(words)
    bare = piece if piece in words else piece.rstrip(PARTICLES) or piece
    return len(bare) >= ENOUGH * len(words) and all(character in left for character in bare)


def _hints(places: list[str]) -> list[Message | str]:
    count = sum(len(squeeze(words)) for words in places)
    starts = [squeeze(words)[0] for words in places]
    if len(places) > 1:
        return [N_("有 {places} 处，一共 {count} 个字。", places=len(places), count=count), N_("每处的第一个字：{starts}", starts=starts)]
    return [N_("一共 {count} 个字。", count=count), *([N_("第一个字是“{start}”。", start=starts[0])] if count > 1 else [])]
