"""Long lists as screenfuls: a block is never cut in two, unless it alone is taller than the screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TypeVar

Row = TypeVar("Row")


def split_pages(blocks: Iterable[list[Row]], height: int, gap: list[Row]) -> Iterator[tuple[list[Row], bool]]:
    """Yield pages of at most `height` rows, with whether it is the last; `gap` stands between two blocks of a page.

    No more than one page is made ahead of the one that is wanted.
    """
    # One page ahead, to know the last; None stands behind it.
    for page, following in pairwise(_fill(blocks, max(1, height), gap)):
        assert page is not None
        yield page, following is None


def _fill(blocks: Iterable[list[Row]], height: int, gap: list[Row]) -> Iterator[list[Row] | None]:
    page: list[Row] = []
    for block in blocks:
        if page and len(page) + len(gap) + len(block) > height:
            yield page
            page = []
        page = page + gap + block if page else block
        while len(page) > height:
            yield page[:height]
            page = page[height:]
    if page:
        yield page
    yield None
