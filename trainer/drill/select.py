"""Select all that belong: items among outsiders, or the lines of a fact that may not be said."""

from __future__ import annotations

import msgspec

from trainer.course.model import Course, Fact
from trainer.drill.belong import LISTS, flags_of, in_situation, item_names, passes_of, reason_for, true_outsiders, without
from trainer.drill.question import Form, Mark, Offer, Question, Response, Side
from trainer.drill.siblings import siblings
from trainer.drill.variety import like_length, seeded_rank, shuffled
from trainer.i18n import N_, Message
from trainer.memory import RECOGNISE
from trainer.reply.template import find_words

FORMS = 3
SIZES = ((2, 3), (2, 4), (3, 2), (3, 3), (4, 1), (4, 2))
"""How many right and wrong options a question may have. Which it is, the seed decides: counting is no way of guessing."""
SHARE_MOST = 3
"""The largest share that one question asks whole: with more, the number of right options would always be the same."""


class _Pool(msgspec.Struct, frozen=True):
    """Everything that could be an option. `near` are wrong ones that look right: one at least is always there."""

    right: list[str]
    near: list[str]
    wrong: list[str]
    side: Side


def list_forms(course: Course, fact: Fact) -> list[Form]:
    """Return up to three forms, each with a share of what belongs, so that together they ask all of it."""
    pool = _pool_of(course, fact)
    if not pool:
        return []
    asked = [index for index in range(_forms(pool)) if _sizes(pool, len(_share(fact, pool, index)))]
    return [Form("select", "all", index, RECOGNISE, pool.side) for index in asked]


def build_question(course: Course, fact: Fact, form: Form, seed: str) -> Question:
    """Build the question: the form's share of what belongs, filled up to a seeded number, among what does not."""
    pool = _pool_of(course, fact)
    assert pool
    share = _share(fact, pool, form.index)
    sizes = _sizes(pool, len(share))
    count, others = sizes[seeded_rank(seed, fact.id, form.name, "size") % len(sizes)]
    filled = shuffled(share, seed, "share") + shuffled([text for text in pool.right if text not in share], seed, "fill")
    right = filled[:count]
    options = shuffled(right + _wrong(pool, right[0], others, seed), seed, fact.id, form.name)
    key = sorted(options.index(text) for text in right)
    given = key[seeded_rank(seed, "given") % len(key)]
    return Question(
        fact=fact,
        form=form,
        mode="select",
        context=[],
        ask=_ask(fact),
        options=list(options),
        key=key,
        hints=[fact.why, N_("该选的一共有 {count} 个。", count=count), N_("{number} 要选。", number=given + 1)],
    )


def grade_response(course: Course, question: Question, response: Response) -> Mark:
    """Right when exactly the key was picked; partial when one option more or less was."""
    fact, key, picks = question.fact, set(question.key), set(response.picks)
    if picks == key:
        return Mark(grade="right", praise=N_("不多不少，全选对了。"), correction=fact.why, say=fact.instead)
    numbers = [place + 1 for place in question.key]
    if len(picks ^ key) > 1:
        hears = "" if fact.type in LISTS else fact.hears
        return Mark(grade="wrong", correction=N_("该选 {numbers}：{why}", numbers=numbers, why=fact.why), hears=hears, say=fact.instead)
    (slip,) = picks ^ key
    reason = reason_for(course, fact, str(question.options[slip]))
    praise = N_("选对了 {count} 个。", count=len(picks & key))
    return Mark(grade="partial", praise=praise, correction=_correct(numbers, slip + 1, slip in key, reason), say=fact.instead)


def list_offer(course: Course, fact: Fact, form: Form) -> Offer:
    """Return what may be offered: the same for every form, which only sees to it that all is asked."""
    pool = _pool_of(course, fact)
    return Offer(pool.right, pool.wrong) if pool else Offer([], [])


def _correct(numbers: list[int], slip: int, is_missed: bool, reason: str) -> Message:
    if is_missed:
        return N_("该选 {numbers}，漏了 {slip}：{reason}", numbers=numbers, slip=slip, reason=reason)
    return N_("该选 {numbers}，{slip} 选多了：{reason}", numbers=numbers, slip=slip, reason=reason)


def _ask(fact: Fact) -> Message:
    if fact.type == "phrase":
        return N_("哪几句会让顾客不舒服？")
    if fact.type == "dont_ask":
        return N_("哪几句违反了“{title}”？", title=fact.title)
    return N_("哪几项属于“{title}”？", title=fact.title)


def _pool_of(course: Course, fact: Fact) -> _Pool | None:
    if fact.type in LISTS:
        return _Pool(without(item_names(fact), []), [], true_outsiders(fact), "catalyst")
    others = siblings(course, fact)
    if fact.type == "phrase":
        own = without(flags_of([fact]), [])
        near = without(passes_of([fact]), own)
        return _Pool(own, near, near + _lent(fact, passes_of(others), own + near), "trigger")
    if fact.type != "dont_ask":
        return None
    own = without(map(in_situation, fact.flag), [])
    near = without(map(in_situation, fact.ok), own)
    lent = [in_situation(line) for other in others for line in other.flag]
    return _Pool(own, near, near + _lent(fact, lent, own + near), "trigger")


def _lent(fact: Fact, texts: list[str], taken: list[str]) -> list[str]:
    """Return siblings' lines; one with this fact's own words to avoid in it might be right as well."""
    return without([text for text in texts if not find_words(text, fact.avoid, fact.unless)], taken)


def _wrong(pool: _Pool, key: str, count: int, seed: str) -> list[str]:
    near = like_length(key, pool.near, (count + 1) // 2, seed)
    return without([*near, *like_length(key, pool.wrong, count, seed)], [])[:count]


def _forms(pool: _Pool) -> int:
    return min(FORMS, (len(pool.right) + 1) // 2)


def _share(fact: Fact, pool: _Pool, index: int) -> list[str]:
    """Return what one form is sure to ask: an even part of what belongs, the same for every seed."""
    count, forms = len(pool.right), _forms(pool)
    return shuffled(pool.right, "share", fact.id)[index * count // forms : (index + 1) * count // forms]


def _sizes(pool: _Pool, share: int) -> list[tuple[int, int]]:
    """Return the sizes that there are options for, and that have room for the share; a large one is asked bit by bit."""
    least = share if share <= SHARE_MOST else 0
    return [(right, wrong) for right, wrong in SIZES if least <= right <= len(pool.right) and wrong <= len(pool.wrong)]
