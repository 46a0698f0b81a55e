"""Match each line on the left (A, B, C …) with one of the numbered options."""

from __future__ import annotations

import msgspec

from trainer.course.model import Course, Fact
from trainer.drill.belong import LISTS
from trainer.drill.figures import show_figure
from trainer.drill.picks import LETTERS
from trainer.drill.question import Form, Mark, Question, Response, Side
from trainer.drill.siblings import is_apart, siblings
from trainer.drill.variety import shuffled
from trainer.i18n import N_, Message
from trainer.memory import RECOGNISE
from trainer.reply.normalise import squeeze

FEWEST, MOST = 3, 4
"""Pairs in a question."""
_SIDES: dict[str, Side] = {"items": "catalyst", "figures": "catalyst", "pairs": "trigger", "usage": "catalyst"}


class Pair(msgspec.Struct, frozen=True):
    """What stands on the left and what belongs to it."""

    left: str
    right: str


def list_forms(course: Course, fact: Fact) -> list[Form]:
    """Return as many forms as it takes to match every item or figure once, or one with siblings' sentences."""
    variety = _variety_of(fact)
    if not variety:
        return []
    pairs = _pairs_of(course, fact, "")
    forms = -(-len(pairs) // MOST) if len(pairs) >= FEWEST else 0
    return [Form("match", variety, index, RECOGNISE, _SIDES[variety]) for index in range(forms)]


def build_question(course: Course, fact: Fact, form: Form, seed: str) -> Question:
    """Build the question: the left side in lettered lines of context, the right side as options, never already in order."""
    pairs = _chosen(course, fact, form, seed)
    rights = [pair.right for pair in pairs]
    options = shuffled(rights, seed, fact.id, form.name)
    if options == rights:
        options = rights[1:] + rights[:1]
    key = [options.index(right) for right in rights]
    return Question(
        fact=fact,
        form=form,
        mode="match",
        context=[f"{letter}  {pair.left}" for letter, pair in zip(LETTERS, pairs, strict=False)],
        ask=_ask(fact),
        options=list(options),
        key=key,
        hints=[fact.why, *_given(fact, pairs, key, seed)],
    )


def grade_response(course: Course, question: Question, response: Response) -> Mark:
    """Right when all fit. In a list half of them are partial; among siblings it is the fact's own pair that counts."""
    fact = question.fact
    say = own_pair(fact).right if question.form.variety in ("pairs", "usage") else fact.instead
    if response.picks == question.key:
        return Mark(grade="right", praise=N_("全配对了。"), correction=fact.why, say=say)
    hits = [pick == right for pick, right in zip(response.picks, question.key, strict=True)]
    # Only for a list or figures does it matter how many fit.
    lists = question.form.variety in ("items", "figures")
    is_partial = sum(hits) * 2 >= len(hits) if lists else hits[_own_place(question)]
    missed = [f"{LETTERS[place]}{question.key[place] + 1}" for place, hit in enumerate(hits) if not hit]
    return Mark(
        grade="partial" if is_partial else "wrong",
        praise=N_("配对了 {count} 个。", count=sum(hits)) if any(hits) else "",
        correction=N_("该是 {pairs}：{why}", pairs=missed, why=fact.why),
        hears="" if is_partial or lists else fact.hears,
        say=say,
    )


def partners_of(course: Course, fact: Fact) -> dict[str, str]:
    """Return what belongs to each line that may stand on the left: the fact's own, and its siblings'."""
    if fact.type in LISTS:
        return {item.name: item.text for item in fact.items}
    if fact.type == "number":
        return {figure.name: show_figure(figure) for figure in fact.figures}
    return {pair.left: pair.right for pair in map(own_pair, [*siblings(course, fact), fact])}


def lefts_in(stem: str) -> list[str]:
    """Return the lines on the left of a question as it was shown."""
    starts = tuple(f"{letter}  " for letter in LETTERS)
    return [line[len(starts[0]) :] for line in stem.split("\n") if line.startswith(starts)]


def _ask(fact: Fact) -> Message:
    if fact.type == "pair":
        return N_("每一句换成哪句更好？一一配对。")
    if fact.type == "usage":
        return N_("每种时候说哪一句最合适？一一配对。")
    if fact.type == "number":
        return N_("各是多少？一一配对。")
    return N_("“{title}”的每一项是什么意思？一一配对。", title=fact.title)


def _given(fact: Fact, pairs: list[Pair], key: list[int], seed: str) -> list[Message]:
    """Give away one pair, and of four another one, never the fact's own: that is what the question is about."""
    own = own_pair(fact)
    places = [place for place in shuffled(range(len(pairs)), seed, "given") if pairs[place] != own][: len(pairs) - 2]
    return [N_("{letter} 配 {number}。", letter=LETTERS[place], number=key[place] + 1) for place in places]


def _variety_of(fact: Fact) -> str:
    if fact.type in LISTS:
        return "items"
    return {"number": "figures", "pair": "pairs", "usage": "usage"}.get(fact.type, "")


def own_pair(fact: Fact) -> Pair:
    """Return the pair that a question among siblings is about."""
    if fact.type == "pair":
        return Pair(fact.trigger, fact.modern)
    # The title of a usage names it: “感谢顾客时” would give “谢谢您” away.
    return Pair(fact.scenes[0].situation, fact.scenes[0].say) if fact.scenes else Pair(fact.title, fact.instead)


def _own_place(question: Question) -> int:
    return question.key.index(question.options.index(own_pair(question.fact).right))


def _chosen(course: Course, fact: Fact, form: Form, seed: str) -> list[Pair]:
    """Return the pairs of one question: a form's even share of the list, filled up from the rest; or all, in seeded order."""
    # With an unlucky seed the strangers stand in each other's way; those that `list_forms` counted are there in any case.
    pairs = max(_pairs_of(course, fact, seed), _pairs_of(course, fact, ""), key=len)
    if form.variety not in ("items", "figures"):
        return shuffled(pairs, seed, "left")
    count = len(pairs)
    forms = -(-count // MOST)
    order = shuffled(range(count), "share", fact.id)
    start, end = form.index * count // forms, (form.index + 1) * count // forms
    places = order[start:end] + [place for place in order if place not in order[start:end]][: max(0, FEWEST - (end - start))]
    return [pairs[place] for place in sorted(places)]


def _pairs_of(course: Course, fact: Fact, seed: str) -> list[Pair]:
    if fact.type in LISTS:
        return _clear([Pair(item.name, item.text) for item in fact.items])
    if fact.type == "number":
        return _clear([Pair(figure.name, show_figure(figure)) for figure in fact.figures])
    own = own_pair(fact)
    pairs = _clear([own, *map(own_pair, _strangers(course, fact, seed))])[:MOST]
    return pairs if own in pairs else []


def _clear(pairs: list[Pair]) -> list[Pair]:
    """Leave out what gives itself away and what could be matched in two ways."""
    kept: list[Pair] = []
    for pair in pairs:
        left, right = squeeze(pair.left), squeeze(pair.right)
        twice = any(left == squeeze(other.left) or right == squeeze(other.right) for other in kept)
        if not twice and left not in right and right not in left:
            kept.append(pair)
    return kept


def _strangers(course: Course, fact: Fact, seed: str) -> list[Fact]:
    """Return siblings in seeded order, none apart from another; of pairs, each under a principle of its own."""
    kept = [fact]
    for other in shuffled(siblings(course, fact), seed, fact.id, "strangers"):
        same_rule = other.type == "pair" and other.principle in [one.principle for one in kept]
        if not same_rule and not any(is_apart(other, one) for one in kept):
            kept.append(other)
    return kept[1:]
