"""Figures in the documents: each benchmark keeps its own between its two marks, in docs/performance.md unless told."""

from __future__ import annotations

from pathlib import Path

REPORT = Path(__file__).resolve().parents[2] / "docs" / "performance.md"


def read_block(name: str, report: Path = REPORT) -> str:
    """Return what stands between the marks of a benchmark, named by its file."""
    _, _, rest = report.read_text("utf-8").partition(_start(name))
    return rest.partition(_end(name))[0]


def refresh_block(name: str, block: str, report: Path = REPORT) -> None:
    """Put new figures between the marks of a benchmark. Raises AssertionError when the document has no such marks."""
    text = report.read_text("utf-8")
    assert _start(name) in text and _end(name) in text, f"{report} has no place for {name}"
    before, _, rest = text.partition(_start(name))
    report.write_text(f"{before}{_start(name)}\n{block}\n{_end(name)}{rest.partition(_end(name))[2]}", "utf-8")


def _start(name: str) -> str:
    return f"<!-- python tests/bench/{name} -->"


def _end(name: str) -> str:
    return f"<!-- end of {name} -->"
