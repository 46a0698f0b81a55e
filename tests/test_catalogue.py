"""The catalogue is complete, compiled from what is kept, and every translation keeps the source's placeholders."""

from __future__ import annotations

import re
import string

import pytest
from babel.messages.mofile import read_mo
from catalogue import LANGUAGES, collect_strings, po_path, read_catalogue

from trainer import i18n


def strings_of(catalog):
    return {message.id: message.string for message in catalog if message.id}


def placeholders(text):
    return {field for _text, field, _spec, _conversion in string.Formatter().parse(text) if field}


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_holds_exactly_the_strings_of_the_package(language):
    collected = set(strings_of(collect_strings(language)))
    assert set(strings_of(read_catalogue(language))) == collected, "run: python tests/catalogue.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogue_is_fresh(language):
    with po_path(language).with_suffix(".mo").open("rb") as compiled:
        kept = strings_of(read_mo(compiled))
    translated = {source: text for source, text in strings_of(read_catalogue(language)).items() if text}
    assert kept == translated, "run: python tests/catalogue.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_translated_with_its_placeholders(language):
    for source, text in strings_of(read_catalogue(language)).items():
        assert text, f"{language}: no translation of {source!r}"
        assert placeholders(text) == placeholders(source), source


def test_english_holds_no_chinese():
    for source, text in strings_of(read_catalogue("en")).items():
        assert not re.search("[\u4e00-\u9fff]", re.sub(r"/\S+", "", text)), source


def test_chinese_is_the_language_unless_another_is_chosen():
    i18n.set_language("en")
    try:
        english = i18n._("判断对了。")
    finally:
        i18n.set_language("zh")
    assert english != i18n._("判断对了。") == "判断对了。"


def test_unknown_language_falls_back_to_chinese():
    i18n.set_language("xx")
    assert i18n._("判断对了。") == "判断对了。"
