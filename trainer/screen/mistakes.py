"""A mistake in words."""

from __future__ import annotations

from trainer.i18n import _, render
from trainer.report.mistakes import Mistake


def mistake_lines(mistake: Mistake) -> list[str]:
    """Return when and about what, the question, the answer given, and what is better; the sentence to say last."""
    return [
        f"{mistake.on.isoformat()} · {mistake.topic} · {mistake.title}",
        *(f"  {line}" for line in mistake.asked),
        _("  ✗ 您的回答：{response}", response=mistake.response),
        *([f"  {render(mistake.right)}"] if mistake.right else []),
        _("  ✓ 可以这样说：{say}", say=mistake.say),
    ]
