"""A verdict in words: the reply with what to mend marked in place, why and what to say instead, the good moves, a better reply last."""

from __future__ import annotations

from collections.abc import Sequence

from trainer.i18n import _, render
from trainer.reply.labels import NAMES
from trainer.reply.verdict import Verdict, Violation


def verdict_lines(reply: str, verdict: Verdict, better: str, nearest: Sequence[str] | None = None) -> list[str]:
    """Return the lines of a verdict, readable without colours; `better` last, left out where it is empty.

    `nearest`: for each violation the authored example that is most like it; with it, every line says what it rests on.
    """
    lines = [_("您说的：{reply}", reply=mark_words(reply, verdict.violations))]
    examples: Sequence[str | None] = nearest or [None] * len(verdict.violations)
    said = [_violation_lines(violation, example) for violation, example in zip(verdict.violations, examples, strict=True)]
    lines += [line for place, block in enumerate(said) if block not in said[:place] for line in block]
    if not verdict.violations:
        lines.append(_("✓ 没有会惹顾客生气的话。"))
    if verdict.moves:
        lines.append(_("做得好：{moves}", moves=" ".join(f"[{render(NAMES[made.move])}]" for made in verdict.moves)))
    return [*lines, _("可以这样说：{better}", better=better)] if better else lines


def mark_words(reply: str, violations: list[Violation]) -> str:
    """Return the reply with the words of each violation in 【】; what overlaps is marked as one."""
    out, done = "", 0
    for start, end in _merge(sorted((one.start, one.end) for one in violations)):
        out += f"{reply[done:start]}【{reply[start:end]}】"
        done = end
    return out + reply[done:]


def _merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _violation_lines(violation: Violation, example: str | None) -> list[str]:
    name = render(NAMES[violation.category])
    certain, likely = _("✗ {name}：{why}", name=name, why=violation.why), _("◐ 可能是{name}：{why}", name=name, why=violation.why)
    lines = [certain if violation.certainty == "certain" else likely]
    if violation.instead:
        lines.append(_("  换一种说法：{instead}", instead=violation.instead))
    if example is not None:
        shown = {"rule": violation.rule or "—", "source": violation.source or ["—"], "example": example}
        certain = _("  依据：规则 {rule}（讲义 {source}）", **shown)
        likely = _("  依据：和学过的说法相近，最像规则 {rule} 的例句“{example}”（讲义 {source}）", **shown)
        lines.append(certain if violation.certainty == "certain" else likely)
    return lines
