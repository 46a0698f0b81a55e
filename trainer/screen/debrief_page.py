"""A debrief as a document: Markdown for a note, HTML for a printer. Whatever a learner typed is text there and nothing else."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from trainer.text import clean_text

_MARKUP = re.compile(r"([\\`*_&{}\[\]<>()#+\-.!|~])")
STYLE = (
    "body{font-family:sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;line-height:1.7;color:#222}"
    "h1{font-size:1.4rem}h2{font-size:1.1rem;border-bottom:1px solid #ccc}p{margin:.3rem 0}.more{margin-left:2rem;color:#555}"
    "@media print{body{margin:0}}"
)


def to_markdown(title: str, blocks: Sequence[Sequence[str]]) -> str:
    """Return a debrief as Markdown. The first line of a block is its heading; a line that begins with blanks belongs to the one above."""
    lines = [f"# {_escape(title)}"]
    for heading, *rest in blocks:
        lines += ["", f"## {_escape(heading)}", ""]
        lines += [f"{'  ' if line.startswith(' ') else ''}- {_escape(line)}" for line in rest]
    return "\n".join(lines) + "\n"


def to_html(title: str, blocks: Sequence[Sequence[str]]) -> str:
    """Return a debrief as one HTML page without scripts or outside links."""
    body = [f"<h1>{_plain(title)}</h1>"]
    for heading, *rest in blocks:
        body.append(f"<h2>{_plain(heading)}</h2>")
        body += [f"<p{' class=more' if line.startswith(' ') else ''}>{_plain(line)}</p>" for line in rest]
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{_plain(title)}</title><style>{STYLE}</style>'
    return f'<!doctype html>\n<html lang="zh">\n<head>{head}</head>\n<body>\n' + "\n".join(body) + "\n</body>\n</html>\n"


def _escape(text: str) -> str:
    return _MARKUP.sub(r"\\\1", clean_text(text))


def _plain(text: str) -> str:
    return html.escape(clean_text(text))
