"""Short pieces of Chinese sentences: what the good ones have and the bad ones lack. No dictionary, no I/O."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

_NOT_COUNTED = re.compile(r"[\W_]+")
_CLAUSE_END = re.compile(r"[，。！？；：、,.!?;:\n…“”‘’《》（）()【】]+")
SHORTEST, LONGEST = 2, 4
"""Characters of a fragment: one says nothing, five are said by nobody else."""
EACH_MOST = 24
"""Fragments of one group."""
LOOSE = frozenset("的了吗呢吧啊呀嘛哦么着过我您你他她它们这那就也还都很太再又和跟与在是有不没把被给为对到上下里个一好能会可要")
"""Characters that carry no content of their own at the edge of a fragment."""
_POLITE = re.compile("真不好意思|不好意思|实在抱歉|真抱歉|抱歉|对不起|麻烦您|谢谢您?|您好|好吗|行吗|可以吗|好不好|对吗|您看")
"""What is said about anything: it tells nothing of the matter."""
_PARTICLES = "的了吗呢吧啊呀嘛哦么哈"
ACTING = (
    "帮您", "给您", "替您", "陪您", "帮你", "给你", "替你", "陪你", "我来", "我去", "我先", "我这就", "我马上", "我现在", "我问", "我查",
    "我看看", "我找", "我请", "这就", "马上", "咱们", "一起", "一块",
)  # fmt: skip
"""How people begin to do something for a customer: whoever says one of these says much the same."""
ALIKE = (("帮您", "替您", "给您"), ("马上", "这就", "现在就"), ("咱们", "我们"), ("问问", "问一下", "问下"), ("看看", "看一下", "看下"))
"""Words that stand for each other in any sentence."""


def fold(text: str) -> str:
    """Return only the letters, digits and Chinese characters of a text, as replies are compared."""
    return _NOT_COUNTED.sub("", unicodedata.normalize("NFKC", text).lower())


def split_folded(text: str) -> list[str]:
    """Return the folded clauses of a text."""
    return [clause for part in _CLAUSE_END.split(text) if (clause := fold(part))]


def propose_keys(good: Sequence[str], bad: Sequence[str], about: str = "") -> list[list[str]]:
    """Return two groups of fragments: every good sentence holds one of each, and no bad one does. `about`: the situation.

    Where the sentences are too alike for that the groups are what comes nearest; the checker then says so.
    """
    good, barred = [text for text in good if fold(text)], [fold(text) for text in bad]
    doing = _cover(good, _rank_doing, barred)
    # One group that the bad ones lack is enough: the other may name the matter in their words.
    is_told = not any(word in text for word in doing for text in barred)
    matter = _cover(good, partial(_rank_matter, taken=doing, about=fold(about)), [] if is_told else barred)
    doing = _widen(doing, ACTING if set(doing) & set(ACTING) else (), barred)
    return [group for group in (doing, _widen(matter, _matters(good, about), [*barred, *doing])) if group]


def propose_avoid(trigger: str, bad: Sequence[str], good: Sequence[str]) -> list[str]:
    """Return fragments of the bad sentences, one for each at most, that no good sentence has: what must not be typed."""
    spared = [fold(text) for text in good]
    found: list[str] = []
    for text in bad:
        clauses = split_folded(text)
        if any(piece in clause for piece in found for clause in clauses):
            continue
        shared = _shared(split_folded(trigger), clauses)
        whole = sorted(clauses, key=len, reverse=True)
        found += [piece for piece in [*shared, *whole] if not any(piece in sentence for sentence in spared)][:1]
    return found


def find_blank(text: str, words: Sequence[str], longest: int) -> str:
    """Return the words of a sentence that are best left out of it: one of `words`, or else the end of its longest clause."""
    usable = [word for word in words if word in text and 1 <= len(word) <= longest and len(fold(text)) > len(fold(word))]
    if usable:
        return max(usable, key=len)
    clauses = [part for part in _CLAUSE_END.split(text) if len(part.strip()) > SHORTEST]
    ends = [found for part in sorted(clauses, key=len, reverse=True) if (found := _end_of(part.strip()))]
    return next((end for end in ends if end in text), text.strip()[:1])


def alike(word: str) -> list[str]:
    """Return the other wordings that stand for a word anywhere."""
    return [word.replace(one, other) for group in ALIKE for one in group if one in word for other in group if other != one]


def _cover(good: Sequence[str], rank: Callable[[str, Sequence[str]], list[str]], barred: Sequence[str]) -> list[str]:
    """Return fragments of which every good sentence has one; where it can be, such as no barred sentence has."""
    group: list[str] = []
    for text in good:
        if not any(word in fold(text) for word in group):
            group += sorted(rank(text, good), key=lambda one: any(one in other for other in barred))[:1]
    return group


def _widen(group: list[str], more: Iterable[str], barred: Sequence[str]) -> list[str]:
    fresh = [word for word in dict.fromkeys(more) if word not in group and not any(word in text for text in barred)]
    return (group + fresh)[:EACH_MOST] if len(group) < EACH_MOST else group


def _rank_doing(text: str, good: Sequence[str]) -> list[str]:
    """Return fragments of a sentence, first how it begins to do something, then whatever else."""
    clauses = split_folded(text)
    doing = [word for word in ACTING if any(word in clause for clause in clauses)]
    return list(dict.fromkeys([*doing, *_rank_matter(text, good)]))


def _rank_matter(text: str, good: Sequence[str], taken: Sequence[str] = (), about: str = "") -> list[str]:
    """Return fragments of a sentence, the likeliest to say what it is about first: shared, named in the situation, at an end."""
    clauses = split_folded(_POLITE.sub("，", text)) or split_folded(text)
    ends = [end for clause in sorted(clauses, key=len, reverse=True) if (end := _end_of(clause))]
    pieces = [piece for clause in clauses for piece in _pieces(clause)]
    found = [one for one in dict.fromkeys([*ends, *pieces]) if not any(one in word or word in one for word in taken)]
    spread = {one: sum(one in fold(other) for other in good) for one in found}
    # A single character says enough only where several sentences turn on it.
    likely = [one for one in found if len(one) > 1 or spread[one] > 1]
    return [*sorted(likely, key=lambda one: (-spread[one], len(one) == 1, one not in about)), *clauses]


def _matters(good: Sequence[str], about: str) -> Iterator[str]:
    """Yield what else the sentences are about: words of the situation that they take up, and the ends of their clauses."""
    clauses = [clause for text in good for clause in split_folded(_POLITE.sub("，", text))]
    pieces = [piece for clause in clauses for piece in _pieces(clause) if len(piece) > 1]
    yield from (piece for piece in pieces if piece in fold(about) and len(piece) == SHORTEST)
    yield from (end for clause in clauses if (end := _end_of(clause)))


def _pieces(clause: str) -> Iterator[str]:
    for length in range(SHORTEST - 1, LONGEST + 1):
        for start in range(len(clause) - length + 1):
            piece = clause[start : start + length]
            if piece[0] not in LOOSE and piece[-1] not in LOOSE:
                yield piece


def _end_of(clause: str) -> str:
    """Return the last two characters that say something: what a Chinese clause is about stands at its end."""
    bare = clause.rstrip(_PARTICLES)
    end = bare[-SHORTEST:]
    return end if len(end) == SHORTEST and end[0] not in LOOSE and end[-1] not in LOOSE else ""


def _shared(some: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return the pieces that both have, the longest first."""
    found = {one[start:end] for one in some for start in range(len(one)) for end in range(start + SHORTEST, len(one) + 1)}
    return sorted((piece for piece in found if any(piece in other for other in others)), key=lambda piece: (-len(piece), piece))
