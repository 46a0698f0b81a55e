"""The page for course authors: `python tests/authoring_doc.py` writes what stands below the tutorial in docs/authoring.md.

The tutorial is written by hand, and followed by tests/test_authoring.py; fields and codes come from the program itself.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from checks_doc import make_guide  # noqa: E402 (needs the path above)
from fields_doc import make_reference  # noqa: E402 (as above)

from trainer import i18n  # noqa: E402 (as above)

PAGE = ROOT / "docs" / "authoring.md"
MARK = "<!-- 以下两部分由 python tests/authoring_doc.py 生成，请不要手改；说明在 trainer/schema，例子在 tests/check_examples.py。 -->"


def read_tutorial() -> str:
    """Return the part that is written by hand."""
    return PAGE.read_text("utf-8").partition(MARK)[0]


def make_page() -> str:
    """Return the whole page: the tutorial as it stands, every field, every code."""
    return "\n".join([read_tutorial() + MARK + "\n", make_reference(), make_guide()])


if __name__ == "__main__":
    i18n.set_language("zh")
    PAGE.write_text(make_page(), "utf-8")
