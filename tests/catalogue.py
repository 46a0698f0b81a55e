"""The interface's catalogue: `python tests/catalogue.py` collects new strings and compiles.

Chinese is the source; `en.po` translates it, `zh.po` holds only what the command line library says in English.
"""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parent.parent / "trainer"
LANGUAGES = ("en", "zh")
KEYWORDS = {"_": None, "N_": None}
HEADER = "# {language} interface strings of service-trainer. Made and compiled by tests/catalogue.py."
FIXED = datetime(2026, 11, 22, tzinfo=UTC)
"""A date that never changes, so that the same strings give the same files."""
CHINESE = re.compile("[\u4e00-\u9fff]")
FOREIGN = re.compile("[A-Za-z]{2}")
PLACEHOLDER = re.compile(r"\{\w+\}")


def is_foreign(message: str) -> bool:
    """Tell whether a string has to be put into Chinese: words of another language, not signs between two values."""
    return not CHINESE.search(message) and bool(FOREIGN.search(PLACEHOLDER.sub("", message)))


def collect_strings(language: str) -> Catalog:
    """Return every interface string that a language has to translate, with the files it stands in."""
    catalog = new_catalogue(language)
    for name, _line, message, _comments, _context in extract_from_dir(PACKAGE, keywords=KEYWORDS):
        if language != "zh" or is_foreign(message):
            catalog.add(message, locations=[(name, 0)])
    return catalog


def new_catalogue(language: str) -> Catalog:
    """Return an empty catalogue with its header."""
    header = HEADER.format(language=language)
    return Catalog(
        locale=language,
        project="service-trainer",
        header_comment=header,
        creation_date=FIXED,
        revision_date=FIXED,
        fuzzy=False,
    )


def po_path(language: str) -> Path:
    """Return the readable catalogue of a language."""
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "trainer.po"


def read_catalogue(language: str) -> Catalog:
    """Read the catalogue of a language; an empty one when there is none yet."""
    path = po_path(language)
    if not path.exists():
        return new_catalogue(language)
    with path.open("rb") as source:
        return read_po(source, locale=language)


def compile_catalogue(catalog: Catalog) -> bytes:
    """Return the compiled form, the same bytes for the same strings."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def update(language: str) -> None:
    """Add new strings, drop vanished ones, and compile."""
    known = {message.id: message.string for message in read_catalogue(language)}
    catalog = collect_strings(language)
    for message in catalog:
        message.string = known.get(message.id, "") if message.id else message.string
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        write_po(target, catalog, omit_header=False, include_lineno=False, sort_output=True, width=120)
    # Read back, so that the compiled file is made from exactly what is kept.
    path.with_suffix(".mo").write_bytes(compile_catalogue(read_catalogue(language)))


if __name__ == "__main__":
    for name in LANGUAGES:
        update(name)
