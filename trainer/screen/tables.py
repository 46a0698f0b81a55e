"""Tables in terminal cells: a Chinese character takes two, so columns are counted and never tabbed."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from trainer.i18n import _
from trainer.report.coming import DueDay
from trainer.report.topics import Standing
from trainer.screen.report import STEADY_MARK, day_name, month_day, unknown_word
from trainer.screen.wrap import NARROW, wrap_cells
from trainer.text import clean_text

TOPIC_LEAST = 6
VERDICT_STYLES = {"steady": "green", "shaky": "", "unknown": "dim", "unseen": "dim"}


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Fill a text up to a width in cells; `right` puts it at the right edge."""
    blanks = " " * (width - cell_len(text))
    return blanks + text if right else text + blanks


def topic_table(standings: Sequence[Standing], width: int) -> list[Text]:
    """Draw one row a topic within `width` cells; a long title takes further rows."""
    gap = " " if width < NARROW else "   "
    heads = [_("稳"), _("还不稳"), _("没见过"), _("答题")]
    widths = _figure_widths(standings, heads, len(gap))
    titles = [_title(standing) for standing in standings]
    room = width - sum(widths) - len(gap) * len(widths)
    first = max(TOPIC_LEAST, min(room, max(map(cell_len, [_("主题"), *titles]))))
    rows = [Text(gap.join([pad(_("主题"), first), *_cells(heads, widths)]), "bold")]
    for standing, title in zip(standings, titles, strict=True):
        figures = gap.join(_figures(standing, widths, len(gap)))
        line, *rest = wrap_cells(title, first)
        style = VERDICT_STYLES[standing.verdict]
        rows += [Text(pad(line, first) + gap + figures, style), *(Text(more, style) for more in rest)]
    return rows


def fortnight_table(coming: Sequence[DueDay], width: int) -> list[Text]:
    """Draw the days in two columns, a week each; in one where two do not fit."""
    today = coming[0].on
    names = max(cell_len(day_name(day.on, today)) for day in coming)
    minutes = [_("{minutes} 分钟", minutes=day.minutes) if day.facts else "-" for day in coming]
    facts = [_("{facts} 条", facts=day.facts) if day.facts and width >= NARROW else "" for day in coming]
    widths = [names, max(map(cell_len, minutes)), max(map(cell_len, facts))]
    texts = [
        " ".join([month_day(day.on), pad(day_name(day.on, today), widths[0]), *_cells([minute, fact], widths[1:])]).rstrip()
        for day, minute, fact in zip(coming, minutes, facts, strict=True)
    ]
    return [Text(row) for row in _side_by_side(texts, width)]


def _title(standing: Standing) -> str:
    return clean_text(standing.topic.title) + (f" {STEADY_MARK}" if standing.verdict == "steady" else "")


def _figures(standing: Standing, widths: list[int], gap: int) -> list[str]:
    """Return the cells of a row; where nothing can be told, one word takes the place of two figures."""
    last = _cells([str(standing.unseen), str(standing.answers)], widths[2:])
    if standing.verdict == "unknown":
        return [pad(unknown_word(), widths[0] + gap + widths[1], right=True), *last]
    return [*_cells([str(standing.steady), str(standing.shaky)], widths[:2]), *last]


def _figure_widths(standings: Sequence[Standing], heads: Sequence[str], gap: int) -> list[int]:
    """Return the widths of the columns of figures; the first two have room for the word that may take their place."""
    largest = [max((getattr(each, name) for each in standings), default=0) for name in ("steady", "shaky", "unseen", "answers")]
    widths = [max(cell_len(head), len(str(figure))) for head, figure in zip(heads, largest, strict=True)]
    return [widths[0], max(widths[1], cell_len(unknown_word()) - widths[0] - gap), *widths[2:]]


def _cells(texts: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [pad(text, width, right=True) for text, width in zip(texts, widths, strict=True)]


def _side_by_side(texts: list[str], width: int) -> list[str]:
    half = -(-len(texts) // 2)
    column = max(map(cell_len, texts))
    gap = min(4, width - 2 * column)
    if gap < 1:
        return texts
    return [pad(left, column + gap) + right for left, right in zip(texts[:half], texts[half:], strict=True)]
