"""Messages are values until the edge renders them, in Chinese unless told otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from trainer import i18n
from trainer.i18n import N_, Message, _, render, set_language


@pytest.fixture(autouse=True)
def chinese_again() -> Iterator[None]:
    yield
    set_language("zh")


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (N_("还没作答：写下答案再按回车，想先放一放就写 /跳过。"), "还没作答：写下答案再按回车，想先放一放就写 /跳过。"),
        (N_("第 {number} 题", number=3), "第 3 题"),
        (N_("{praise}再练。", praise=N_("选对了。")), "选对了。再练。"),
        (N_("外：{inner}", inner=N_("内：{deep}", deep="{x}")), "外：内：{x}"),
        (N_("没有值就不填 {name}"), "没有值就不填 {name}"),
        (Message(""), ""),
        ("课程里的 {话}", "课程里的 {话}"),
    ],
)
def test_rendering(message, text):
    set_language("zh")
    assert render(message) == text


def test_marking_for_later_keeps_template_and_values():
    assert N_("第 {number} 题", number=3) == Message("第 {number} 题", {"number": 3})
    assert _("第 {number} 题", number=3) == "第 3 题"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "还没作答：写下答案再按回车，想先放一放就写 /跳过。"),
        ("en", "english"),
        ("fr", "还没作答：写下答案再按回车，想先放一放就写 /跳过。"),
        ("", "还没作答：写下答案再按回车，想先放一放就写 /跳过。"),
    ],
)
def test_the_language_is_chosen_and_an_unknown_one_means_chinese(language, text):
    set_language(language)
    shown = _("还没作答：写下答案再按回车，想先放一放就写 /跳过。")
    assert shown == text if text != "english" else shown.isascii()


def test_an_empty_template_never_shows_the_head_of_the_catalogue():
    set_language("en")
    assert render(Message("")) == ""


def test_the_languages_have_a_folder_each():
    for language in i18n.LANGUAGES:
        assert (i18n.LOCALE_DIR / language).is_dir()


@pytest.mark.parametrize(("language", "text"), [("zh", "可以选：禁语、倾听"), ("en", "禁语, 倾听")])
def test_a_list_is_joined_as_the_language_does(language, text):
    set_language(language)
    assert _("可以选：{known}", known=["禁语", "倾听"]).endswith(text)


def test_the_parts_of_a_list_are_rendered_first():
    assert _("可以选：{known}", known=[N_("可以说"), 3]) == "可以选：可以说、3"
