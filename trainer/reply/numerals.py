"""Amounts as people type them: `82%`, `八成二`, `五六倍`, `1万`, `90–95`. A share is always read as a percentage."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import msgspec

NEAR = 0.1
ONE, ONE_FROM = 1.0, 5.0
"""One off is near too, from this value: nobody should be wrong for 8 instead of 9."""
"""How far, as a share of the value, an amount may be off and still count as of the right size."""
MASK = "＿＿"
_DIGITS_MOST = 12
_D, _U = "0-9零〇一二两三四五六七八九", "十百千万亿"
_VALUES = str.maketrans("零〇一二两三四五六七八九点wk", "0012234567" + "89.万千")
_UNITS = {"十": 10.0, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}
_FILLERS = re.compile(r"[下每这那同某另]一(?!半)|一般|一定|一共|一点|一些|一样|万一|统一|第一")
_PERCENT = re.compile(r"百分之|百分(?=百)|个?百分点")
_TOKEN = re.compile(
    rf"(?P<half>一半|半数)|(?P<vague>[几数好][{_U}]+)|(?P<number>[{_D}{_U}](?:[{_D}{_U}]|(?<=\d)[, ](?=\d{{3}}(?!\d))|[.点](?=[{_D}]))*"
    rf"(?:[wk](?![a-z]))?)(?:(?P<tenths>成(?![功为交本长立员果]))(?P<rest>半|[{_D}](?![{_D}{_U}.]))?)?(?P<more>[多几余])?(?P<plus>[个倍年天]半)?"
)
_ABOUT = re.compile(rf"(?<![{_D}])([一二两三四五六七八])([二三四五六七八九])(?![{_D}])")
_STEP = re.compile(r"(\d+(?:\.\d+)?)?([十百千万亿]?)")
_UNTIL = re.compile(r"\s*[^\d\s,、;。!?]{0,4}?\s*(?:[-~–—−‐〜]+|\.{2,}|到|至|或者?)\s*[约%]*\s*")
_BESIDE = re.compile(r"\s*[、,]\s*")
_SHARE = re.compile(r"\s*(?:分之|/)\s*")


class Amount(msgspec.Struct, frozen=True):
    """A number (both ends the same) or a range."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """What the amount is about."""
        return (self.low + self.high) / 2

    def equals(self, other: Amount) -> bool:
        """Tell whether two amounts are the same."""
        return _is_within(self.low, other.low, 0.0) and _is_within(self.high, other.high, 0.0)

    def is_near(self, key: Amount) -> bool:
        """Tell whether both ends are within a tenth of those of the key, or a single number one off."""
        if self.low == self.high and key.low == key.high and abs(key.low) >= ONE_FROM and _is_within(self.low, key.low, ONE / abs(key.low)):
            return True
        return _is_within(self.low, key.low, NEAR) and _is_within(self.high, key.high, NEAR)

    def is_inside(self, key: Amount) -> bool:
        """Tell whether this is one number out of the key's range."""
        return self.low == self.high and key.low < key.high and key.low <= self.low <= key.high


class _Found(msgspec.Struct, frozen=True):
    start: int
    end: int
    amount: Amount | None
    unit: float = 0.0
    """What the last word multiplies by (`百`, `万`, `成`): in `五到六万` it counts for the first number too."""


@lru_cache(maxsize=1024)
def parse_amount(text: str) -> Amount | None:
    """Return the one amount that a text names; None for no number, for two different ones, and for `几十`."""
    amounts = [found.amount for found in _find_amounts(text)]
    first = amounts[0] if amounts else None
    if first is None or not all(amount is not None and amount.equals(first) for amount in amounts):
        return None
    return first


def mask_amount(text: str, key: Amount) -> str:
    """Return the text with every amount hidden that would give away the key."""
    for found in reversed(list(_find_amounts(text))):
        if found.amount and _tells(text[found.start : found.end], found.amount, key):
            text = text[: found.start] + MASK + text[found.end :]
    return text


def _tells(words: str, amount: Amount, key: Amount) -> bool:
    # `一` and `一半` are words more often than figures.
    if words in ("一", "一半"):
        return amount.equals(key)
    return amount.is_near(key) or amount.is_inside(key)


def _find_amounts(text: str) -> Iterator[_Found]:
    """Yield the amounts of a text with their places in it, ranges and shares put together."""
    plain = _fold_in_place(text)
    waiting: _Found | None = None
    for match in _TOKEN.finditer(plain):
        found = _read_token(match)
        joined = _join(waiting, plain[waiting.end : found.start], found) if waiting else None
        if waiting and not joined:
            yield waiting
        waiting = joined or found
    if waiting:
        yield waiting


def _fold_in_place(text: str) -> str:
    """Fold widths and blank out what is no number, every character keeping its place."""
    folded = (unicodedata.normalize("NFKC", character).lower() for character in text)
    plain = "".join(new if len(new) == 1 else old for new, old in zip(folded, text, strict=True))
    plain = _FILLERS.sub(lambda match: "□" * len(match[0]), plain)
    return _PERCENT.sub(lambda match: "%" * len(match[0]), plain)


def _join(one: _Found, between: str, other: _Found) -> _Found | None:
    if one.amount is None or other.amount is None:
        return None
    low, high = one.amount.low, other.amount.high
    if _SHARE.fullmatch(between):
        # `1/3` has its parts last, `三分之一` first.
        parts, count = (other.amount, one.amount) if "/" in between else (one.amount, other.amount)
        share = _share(parts, count)
        return _Found(one.start, other.end, share) if share else None
    if _BESIDE.fullmatch(between):
        # `五、六倍` is a range, `3，82` are two numbers.
        low = _scaled(low, other.unit, high)
        return _range(one, other, low, high) if low + (other.unit or 1) == high else None
    if not _UNTIL.fullmatch(between):
        return None
    return _range(one, other, low if one.unit else _scaled(low, other.unit, high), high)


def _share(parts: Amount, count: Amount) -> Amount | None:
    """Return so many of so many parts as a percentage."""
    if not parts.low or parts.low != parts.high:
        return None
    return Amount(100 * count.low / parts.low, 100 * count.high / parts.low)


def _range(one: _Found, other: _Found, low: float, high: float) -> _Found:
    return _Found(one.start, other.end, Amount(min(low, high), max(low, high)))


def _scaled(low: float, unit: float, high: float) -> float:
    """Return the first number of a range in the unit of the second, as long as it stays the lower one."""
    return low * unit if unit and low * unit < high else low


def _read_token(match: re.Match[str]) -> _Found:
    number = match["number"] or ""
    if match["half"]:
        return _Found(match.start(), match.end(), Amount(50.0, 50.0), 1.0)
    if not number or sum(character.isdigit() for character in number) > _DIGITS_MOST:
        return _Found(match.start(), match.end(), None)
    about = _ABOUT.search(number)
    pair = about if about and int(_number(about[2])) - int(_number(about[1])) == 1 else None
    ends = [number[: pair.start()] + pair[side] + number[pair.end() :] for side in (1, 2)] if pair else [number]
    low, high = _number(ends[0]), _number(ends[-1])
    if match["tenths"]:
        low, high = (end * 10 + _rest(match["rest"]) for end in (low, high))
    if match["plus"]:
        low, high = low + 0.5, high + 0.5
    if match["more"]:
        high += _place(high)
    return _Found(match.start(), match.end(), Amount(low, high), 10.0 if match["tenths"] else _last_unit(number))


def _last_unit(number: str) -> float:
    # `一到二十` begins at one, so `十` is no unit of a range.
    last = number.translate(_VALUES)[-1]
    return _UNITS[last] if len(number) > 1 and last in "百千万亿" else 0.0


def _rest(tenths: str | None) -> float:
    return 5.0 if tenths == "半" else _number(tenths) if tenths else 0.0


def _number(words: str) -> float:
    """Return the value of digits and units in any mixture: `10,000`, `1万2`, `二百零五`, `八二`."""
    total = section = last = 0.0
    for digits, unit in _STEP.findall(re.sub("[, ]", "", words.translate(_VALUES))):
        count = float(digits) if digits else 1.0
        if unit in ("万", "亿"):
            # `一亿两千万`: what stands before a smaller unit is none of its business.
            above = total if unit == "万" else 0.0
            total = above + (total - above + section + (float(digits) if digits else 0.0) or 1.0) * _UNITS[unit]
            section = 0.0
        elif unit:
            section += count * _UNITS[unit]
        elif digits:
            # `一万二` is 12000, `一万零二` is 10002.
            section += count * last / 10 if last and len(digits) == 1 else count
        last = _UNITS.get(unit, 0.0)
    return total + section


def _place(value: float) -> float:
    """Return how much `多` may add: `八十多` up to 90, `100多` up to 200."""
    place = 1.0
    while value and value % (place * 10) == 0:
        place *= 10
    return place


def _is_within(value: float, key: float, share: float) -> bool:
    # Decimals are not exact: a tenth off must not depend on the last binary digit.
    return abs(value - key) <= (share + 1e-9) * abs(key)
