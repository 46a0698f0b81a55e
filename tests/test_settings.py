"""The saved choices: what each may be, what counts before what, and that they are kept to."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from plain_driver import run

from trainer import paths
from trainer.drill.routine import Routine
from trainer.errors import TrainerError, UsageError
from trainer.i18n import render
from trainer.settings import FILE_NAME, SETTINGS, Settings, find_setting, load_saved, read_settings, save_setting

GOOD = [
    ("minutes", "1", 1),
    ("minutes", "120", 120),
    ("new_per_day", "0", 0),
    ("new_per_day", "50", 50),
    ("rest_days", "六日", (5, 6)),
    ("rest_days", "周日、周六", (5, 6)),
    ("rest_days", "星期一", (0,)),
    ("rest_days", "6,7", (5, 6)),
    ("rest_days", "天", (6,)),
    ("rest_days", "无", ()),
    ("retention", "0.9", 0.9),
    ("retention", "95%", 0.95),
    ("retention", "0.7", 0.7),
    ("retention", "0.97", 0.97),
    ("language", "en", "en"),
    ("colour", "never", "never"),
]
BAD = [
    ("minutes", "0"),
    ("minutes", "121"),
    ("minutes", "五"),
    ("minutes", "-3"),
    ("minutes", "3.5"),
    ("minutes", "9" * 5000),
    ("new_per_day", "51"),
    ("rest_days", "八"),
    ("rest_days", "一二三四五六日"),
    ("rest_days", "0"),
    ("retention", "0.5"),
    ("retention", "1"),
    ("retention", "nan"),
    ("retention", "很多"),
    ("language", "fr"),
    ("colour", "red"),
]


@pytest.mark.parametrize(("name", "text", "value"), GOOD)
def test_a_good_value_is_kept_and_read_again(tmp_path: Path, name: str, text: str, value: object) -> None:
    save_setting(tmp_path, find_setting(name), text)
    assert getattr(read_settings(tmp_path, {}), name) == value
    variable = find_setting(name).variable
    assert getattr(read_settings(tmp_path / "none", {variable: text}), name) == value


@pytest.mark.parametrize(("name", "text"), BAD)
def test_a_bad_value_is_refused_and_nothing_is_saved(tmp_path: Path, name: str, text: str) -> None:
    setting = find_setting(name)
    with pytest.raises(UsageError) as failure:
        save_setting(tmp_path, setting, text)
    assert text[:20] in render(failure.value.message)
    assert render(setting.allowed) in render(failure.value.remedy)
    assert not (tmp_path / FILE_NAME).exists()


@pytest.mark.parametrize(("name", "text"), BAD)
def test_a_bad_value_from_elsewhere_says_where_it_stands(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(UsageError) as failure:
        read_settings(tmp_path, {find_setting(name).variable: text})
    assert find_setting(name).variable in render(failure.value.message)
    (tmp_path / FILE_NAME).write_text(f'{name} = "{text}"\n', "utf-8")
    with pytest.raises(UsageError) as failure:
        read_settings(tmp_path, {})
    assert str(tmp_path / FILE_NAME) in render(failure.value.message)


def test_environment_before_file_before_default(tmp_path: Path) -> None:
    assert read_settings(tmp_path, {}) == Settings()
    save_setting(tmp_path, find_setting("minutes"), "8")
    assert read_settings(tmp_path, {}).minutes == 8
    assert read_settings(tmp_path, {"TRAINER_MINUTES": "3"}).minutes == 3
    assert read_settings(tmp_path, {"TRAINER_MINUTES": ""}).minutes == 8


def test_default_forgets_a_value_and_other_lines_stay(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('minutes = 9\nrest_days = [6, 7]\nfuture = "x\\"y"\n', "utf-8")
    assert read_settings(tmp_path, {}) == Settings(minutes=9, rest_days=(5, 6))
    save_setting(tmp_path, find_setting("minutes"), "default")
    save_setting(tmp_path, find_setting("colour"), "never")
    assert load_saved(tmp_path) == {"rest_days": "6,7", "future": 'x"y', "colour": "never"}
    tomllib.loads((tmp_path / FILE_NAME).read_text("utf-8"))


@pytest.mark.parametrize("content", [b"minutes = \n", b"\xff\xfe", b"[[[", b"minutes = 1\nminutes = 2\n"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(TrainerError) as failure:
        read_settings(tmp_path, {})
    assert str(tmp_path / FILE_NAME) in render(failure.value.message)


def test_every_setting_is_a_field_and_shows_its_default() -> None:
    assert [setting.name for setting in SETTINGS] == list(Settings.__struct_fields__)
    for setting in SETTINGS:
        assert setting.read(setting.show(getattr(Settings(), setting.name))) == getattr(Settings(), setting.name)


@pytest.mark.parametrize(
    ("rest_days", "day", "expected"),
    [
        ((), "2026-03-07", "2026-03-07"),
        ((5, 6), "2026-03-07", "2026-03-09"),
        ((5, 6), "2026-03-06", "2026-03-06"),
        ((0, 1, 2, 3, 4, 5), "2026-03-02", "2026-03-08"),
    ],
)
def test_a_rest_day_gives_way_to_the_next_day_of_practice(rest_days: tuple[int, ...], day: str, expected: str) -> None:
    assert Routine(rest_days=rest_days).practice_day(date.fromisoformat(day)) == date.fromisoformat(expected)


def config_folder() -> Path:
    import os

    return paths.config_dir(os.environ)


def test_the_command_lists_shows_saves_and_forgets() -> None:
    lines = run("config").stdout.splitlines()
    assert [line.split(" = ")[0] for line in lines[: len(SETTINGS)]] == [setting.name for setting in SETTINGS]
    assert run("config", "minutes", "8").returncode == 0
    assert run("config", "minutes").stdout.startswith("minutes = 8  一次练几分钟（设置文件")
    assert run("config", "rest-days", "六日").returncode == 0
    assert "周六、周日" in run("config", "rest_days").stdout
    assert "环境变量 TRAINER_MINUTES" in run("config", "minutes", TRAINER_MINUTES="3").stdout
    assert run("config", "minutes", "default").returncode == 0
    assert "minutes" not in load_saved(config_folder())


def test_a_slip_suggests_and_exits_2() -> None:
    done = run("config", "minuets", "8")
    assert (done.returncode, "可以设置：minutes" in done.stderr) == (2, True)
    done = run("config", "minutes", "80000")
    assert (done.returncode, "1 到 120" in done.stderr) == (2, True)


def test_a_drill_keeps_to_the_settings_and_options_win() -> None:
    def total(*arguments: str, **environ: str) -> int:
        shown = run("drill", "--learner", "甲", *arguments, **environ).stdout
        return int(shown.split("[第 1 题，共 ")[1].split(" 题")[0])

    usual = total("--seed", "1")
    run("config", "new_per_day", "2")
    fewer = total("--seed", "2")
    assert fewer < usual
    assert total("--seed", "3", "--new", "6") == usual
    assert total("--seed", "4", TRAINER_NEW="6") == usual


def test_a_wrong_setting_stops_a_drill_before_anybody_is_asked_anything() -> None:
    done = run("drill", feed="小李\n", TRAINER_RETENTION="2")
    assert done.returncode == 2
    assert "TRAINER_RETENTION" in done.stderr
    assert done.stdout == ""
