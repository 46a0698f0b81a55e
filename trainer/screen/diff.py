"""What differs between two courses, in lines: what changes for learners, then which answers and plays would come out otherwise."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import msgspec

from trainer.i18n import N_, Message, _, render
from trainer.reply.labels import NAMES
from trainer.report.diff import IMPORTANCE, ChangedFact, ChangedItem, Comparison, Edit, FactChange, ItemChange
from trainer.report.regrade import Flip, Regraded
from trainer.report.replays import OtherEnd, Replayed
from trainer.text import clean_text

SHOWN = 20
"""Lines of a group, and sentences, unless all are wanted."""
EDITS = 3
"""Edits named of one fact, scenario or rule, unless all are wanted."""
WIDTH, LEAD = 40, 8
"""Characters quoted of a text, from a little before the first difference."""
ASKED = 60
"""Characters quoted of a question."""
FACTS: dict[FactChange, Message] = {
    "rev_lowered": N_("版次 rev 调低了 {count} 条：学过的人以后怎么答都不算数。请把 rev 改回去。"),
    "rev_raised": N_("要重学 {count} 条（rev 调高了）：学过的人当新的再学一遍，复习从头排。"),
    "retired": N_("不再问 {count} 条：以后不出题，以前的回答还留着。"),
    "new": N_("新加 {count} 条：当新的先教后问。"),
    "reworded": N_("改了内容 {count} 条：排好的复习不变，下次就用新的。"),
    "placed": N_("换了主题或级别 {count} 条：排好的复习不变，先学后学会不同。"),
    "renamed": N_("只换了名字 {count} 条：以前的记录跟着走。"),
}
SCENARIOS, RULES, COURSE = N_("情景改了 {count} 个："), N_("规则改了 {count} 条："), N_("课程本身改了 {count} 处：")
ITEMS: dict[ItemChange, Message] = {"new": N_("新加"), "retired": N_("去掉"), "changed": N_("改了")}
GRADES = {"right": N_("对"), "partial": N_("部分对"), "wrong": N_("错")}
ENDS = {
    "home": N_("满意，还会再来"),
    "resolved": N_("办成了"),
    "boundary": N_("守住了"),
    "left": N_("走了"),
    "complained": N_("去投诉"),
    "open": N_("还没有结局"),
}


class DiffView(msgspec.Struct, frozen=True, kw_only=True):
    """Two courses beside each other, by title and version. `answers` and `plays` are None where nobody has practised yet.

    `idle`: rules of the new course whose own examples do not hold, so that they are not used. `ids`: the courses' ids.
    """

    names: tuple[str, str]
    ids: tuple[str, str]
    comparison: Comparison
    idle: list[str] = []
    answers: Regraded | None = None
    plays: Replayed | None = None


def diff_lines(view: DiffView, *, whole: bool) -> Iterator[str]:
    """Yield the report, the most important first."""
    yield clean_text(_("{old} → {new}", old=view.names[0], new=view.names[1]))
    if view.ids[0] != view.ids[1]:
        yield clean_text(
            _("两门课程的 id 不同（{old}、{new}）：换过去，以前的记录带不走。下面按 {old} 的记录算。", old=view.ids[0], new=view.ids[1])
        )
    if view.comparison.is_empty:
        yield _("两门课程一样，对学员没有影响。")
        return
    yield from _change_lines(view, whole=whole)
    yield ""
    if view.answers is None and view.plays is None:
        yield _("还没有人练过，没有回答可以重判：只比了课程。")
    if view.answers is not None:
        yield from _answer_lines(view.answers, whole=whole)
    if view.plays is not None and view.plays.total:
        yield from _play_lines(view.plays, whole=whole)


def _change_lines(view: DiffView, *, whole: bool) -> Iterator[str]:
    compared = view.comparison
    for change in IMPORTANCE:
        facts = [fact for fact in compared.facts if fact.changes[0] == change]
        yield from _group(FACTS[change], len(facts), (_fact_lines(fact, whole=whole) for fact in facts), whole=whole)
    for title, items in ((SCENARIOS, compared.scenarios), (RULES, compared.rules)):
        yield from _group(title, len(items), (_item_lines(item, whole=whole) for item in items), whole=whole)
    yield from _group(COURSE, len(compared.course), [_edit_lines(compared.course, whole=True)], whole=whole)
    if view.idle:
        shown = [clean_text(name) for name in view.idle[:SHOWN]]
        yield _("注意：新课程的这些规则自己的例句不成立，没有用上：{rules}。运行 trainer course check 看怎么改。", rules=shown)


def _group(title: Message, count: int, parts: Iterable[Iterable[str]], *, whole: bool) -> Iterator[str]:
    """Yield the lines of a group below its title; nothing where there are none."""
    if not count:
        return
    lines = list(chain.from_iterable(parts))
    yield ""
    yield render(msgspec.structs.replace(title, values={"count": count}))
    yield from lines if whole else lines[:SHOWN]
    if not whole and len(lines) > SHOWN:
        yield _("  还有 {count} 行：加上 --all 全部列出来。", count=len(lines) - SHOWN)


def _fact_lines(fact: ChangedFact, *, whole: bool) -> Iterator[str]:
    notes = [_("rev {old} → {new}", old=fact.revs[0], new=fact.revs[1])] if fact.revs[0] != fact.revs[1] else []
    if fact.learners and fact.changes[0] in ("rev_raised", "rev_lowered", "retired"):
        notes.append(_("{count} 人学过", count=fact.learners))
    yield clean_text("· " + _("{title}（{id}）{notes}", title=fact.title, id=fact.id, notes="，".join(notes)))
    yield from _edit_lines(fact.edits, whole=whole)


def _item_lines(item: ChangedItem, *, whole: bool) -> Iterator[str]:
    title = render(NAMES.get(item.title, item.title))
    shown = f"{title}（{item.id}）" if title else item.id
    yield clean_text("· " + _("{change}：{item}", change=render(ITEMS[item.change]), item=shown))
    yield from _edit_lines(item.edits, whole=whole)


def _edit_lines(edits: Sequence[Edit], *, whole: bool) -> Iterator[str]:
    for edit in edits if whole else edits[:EDITS]:
        yield "  " + clean_text(_say_edit(edit))
    if not whole and len(edits) > EDITS:
        yield _("  ……还有 {count} 处", count=len(edits) - EDITS)


def _say_edit(edit: Edit) -> str:
    start = max(0, len(os.path.commonprefix([edit.before, edit.after])) - LEAD)
    before, after = _quote(edit.before, start), _quote(edit.after, start)
    if not edit.before:
        return _("{field}：加了 {after}", field=edit.field, after=after)
    if not edit.after:
        return _("{field}：去掉了 {before}", field=edit.field, before=before)
    return _("{field}：{before} → {after}", field=edit.field, before=before, after=after)


def _quote(text: str, start: int = 0, width: int = WIDTH) -> str:
    """Return a part of a text, harmless."""
    shown = clean_text(text[start : start + width])
    return f"“{'…' if start else ''}{shown}{'…' if len(text) > start + width else ''}”"


def _answer_lines(answers: Regraded, *, whole: bool) -> Iterator[str]:
    if not answers.total:
        yield _("还没有回答可以重判。")
        return
    yield _("改动会让 {total} 次回答中的 {flipped} 次改判。", total=answers.total, flipped=answers.flipped)
    if answers.flips:
        turns = Counter[tuple[str, str]]()
        for flip in answers.flips:
            turns[flip.before, flip.after] += flip.times
        yield "  " + "；".join(_say_turn(*turn, count) for turn, count in turns.most_common())
    if answers.gone:
        yield _("  另有 {count} 次没有比：问的、选的，在新课程里没有了。", count=answers.gone)
    if answers.unknown:
        yield _("  另有 {count} 次没有比：那时的题，在旧课程里已经找不到。", count=answers.unknown)
    shown = answers.flips if whole else answers.flips[:SHOWN]
    for number, flip in enumerate(shown, 1):
        yield from _flip_lines(number, flip)
    if len(answers.flips) > len(shown):
        yield _("还有 {count} 种回答：加上 --all 全部列出来。", count=len(answers.flips) - len(shown))


def _say_turn(before: str, after: str, count: int) -> str:
    return _("{before} → {after} {count} 次", before=render(GRADES[before]), after=render(GRADES[after]), count=count)


def _flip_lines(number: int, flip: Flip) -> Iterator[str]:
    named = {"title": flip.title, "id": flip.fact, "form": flip.form}
    yield clean_text(
        _("{number}. {title}（{id} · {form}）{turn}", number=number, turn=_say_turn(flip.before, flip.after, flip.times), **named)
    )
    yield "  " + _("题：{asked}", asked=_quote(" / ".join(flip.asked), width=ASKED))
    yield "  " + _("答：“{said}”", said=clean_text(flip.said))
    yield "  → " + clean_text(render(flip.why))


def _play_lines(plays: Replayed, *, whole: bool) -> Iterator[str]:
    yield ""
    yield _("改动会让 {total} 场对练中的 {count} 场换一个结局。", total=plays.total, count=plays.other_end)
    if plays.other_score:
        yield _("  另有 {count} 场结局不变，分数不同。", count=plays.other_score)
    if plays.gone:
        yield _("  另有 {count} 场没有比：情景或选的话没有了。", count=plays.gone)
    shown = plays.others if whole else plays.others[:SHOWN]
    for number, other in enumerate(shown, 1):
        yield from _other_lines(number, other)
    if len(plays.others) > len(shown):
        yield _("还有 {count} 场：加上 --all 全部列出来。", count=len(plays.others) - len(shown))


def _other_lines(number: int, other: OtherEnd) -> Iterator[str]:
    ends = zip(other.endings, other.scores, strict=True)
    before, after = (_("{end} {score} 分", end=render(ENDS[end]), score=score) for end, score in ends)
    named = {"title": other.title, "id": other.scenario, "before": before, "after": after}
    yield clean_text(_("{number}. {title}（{id}）{before} → {after}", number=number, **named))
    yield "  " + _("从第 {turn} 句起不同：“{reply}”", turn=other.turn, reply=clean_text(other.reply))
    yield "  → " + clean_text(render(other.why))
