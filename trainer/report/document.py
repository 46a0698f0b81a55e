"""The progress report as one JSON object, for other programs. Keys are only ever added.

| key | holds |
|---|---|
| `learner`, `course`, `on` | the learner's name, the course's id, the local day (`YYYY-MM-DD`, as every day here) |
| `topics` | `id`, `title`, `verdict` (`steady`, `shaky`, `unknown`, `unseen`), `answers`, and numbers of facts: `seen`, `unseen`, |
| | `steady`, `shaky` (both null while `unknown`) |
| `sure_but_wrong` | `fact`, `title`, `topic`, `answered_on`, `say`; newest first |
| `coming` | fourteen times `on`, `facts`, `minutes`; what is overdue stands under today |
| `practice` | `on`, `answers` of every day of the last twelve weeks with an answer |
| `retention` | `answers`, `predicted`, `actual` (0–1, null under 30 answers), `trust` (`agrees`, `better`, `worse`, `unknown`) |
| `role_plays` | `scenario`, `title`, `plays` (ended), and the scores `first` and `best` (0–100); the newest first |
| `under_pressure` | `category` of violation and `times` it slipped out in role-plays; the commonest first |
"""

from __future__ import annotations

from typing import Any

import msgspec

from trainer.report.progress import Progress
from trainer.report.topics import Standing

SHARE_DIGITS = 4


def compose_document(progress: Progress, learner: str, course: str) -> dict[str, Any]:
    """Return the report as plain values that JSON knows."""
    return {
        "learner": learner,
        "course": course,
        "on": progress.on.isoformat(),
        "topics": [_topic(standing) for standing in progress.topics],
        "sure_but_wrong": [
            {
                "fact": miss.fact,
                "title": miss.title,
                "topic": miss.topic,
                "answered_on": miss.answered_on.isoformat(),
                "say": miss.say,
            }
            for miss in progress.sure_misses
        ],
        "coming": [{"on": day.on.isoformat(), "facts": day.facts, "minutes": day.minutes} for day in progress.coming],
        "practice": [{"on": day.isoformat(), "answers": count} for day, count in progress.days.items()],
        "retention": {
            "answers": progress.retention.answers,
            "predicted": _share(progress.retention.predicted),
            "actual": _share(progress.retention.actual),
            "trust": progress.retention.trust,
        },
        "role_plays": [msgspec.structs.asdict(standing) for standing in progress.plays.scenarios],
        "under_pressure": [{"category": category, "times": times} for category, times in progress.plays.pressure],
    }


def _topic(standing: Standing) -> dict[str, Any]:
    known = standing.verdict != "unknown"
    return {
        "id": standing.topic.id,
        "title": standing.topic.title,
        "verdict": standing.verdict,
        "steady": standing.steady if known else None,
        "shaky": standing.shaky if known else None,
        "unseen": standing.unseen,
        "seen": standing.seen,
        "answers": standing.answers,
    }


def _share(share: float | None) -> float | None:
    return None if share is None else round(share, SHARE_DIGITS)
