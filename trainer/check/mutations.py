"""Other spellings of the same sentence, as people type them: a rule that knows one should know them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from trainer.reply.reading import SLIPS

_FULL_WIDTH = {ord("!") + offset: ord("！") + offset for offset in range(94)}
PARTICLES = ("哦", "哈", "呢", "啊")
_END = "。！？!?，,…~ "


def vary_example(example: str) -> Iterator[str]:
    """Yield the variants: the other pronoun, width, spaces, traditional characters, slips, another particle or none at the end."""
    yield from (variant for variant in dict.fromkeys(_vary(example)) if variant != example)


def _vary(example: str) -> Iterator[str]:
    yield example.replace("您", "你")
    if "你们" not in example:
        yield example.replace("你", "您")
    yield example.translate(_FULL_WIDTH)
    yield " ".join(example)
    yield to_traditional(example)
    yield from (example.replace(meant, typed) for typed, meant in SLIPS.items())
    if example.endswith(("？", "?")):
        return  # without its mark it may be no question any more
    bare = example.rstrip(_END)
    yield bare
    if bare[-1:] not in (*PARTICLES, "吗", "吧", "呀", "嘛", "么"):
        yield bare + PARTICLES[len(bare) % len(PARTICLES)]


def to_traditional(text: str) -> str:
    """Return a text in traditional characters."""
    return _converter()(text)


@cache
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("s2t").convert
    return convert
