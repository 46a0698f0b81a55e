"""Where things live on this machine. The environment comes in as an argument so that tests never meet real folders."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

DATABASE_NAME = "trainer.db"


def data_dir(environ: Mapping[str, str]) -> Path:
    """Return the folder of the database: `TRAINER_DATA`, `XDG_DATA_HOME/trainer`, or the platform's data folder."""
    if chosen := environ.get("TRAINER_DATA"):
        return _folder(chosen)
    if xdg := environ.get("XDG_DATA_HOME"):
        return _folder(xdg) / "trainer"
    import platformdirs

    return Path(platformdirs.user_data_dir("trainer", appauthor=False))


def config_dir(environ: Mapping[str, str]) -> Path:
    """Return the folder of the saved choices: `XDG_CONFIG_HOME/trainer`, or the platform's configuration folder."""
    if xdg := environ.get("XDG_CONFIG_HOME"):
        return _folder(xdg) / "trainer"
    import platformdirs

    return Path(platformdirs.user_config_dir("trainer", appauthor=False))


def cache_dir(environ: Mapping[str, str]) -> Path:
    """Return the folder of what can be made again: `XDG_CACHE_HOME/trainer`, or the platform's cache folder."""
    if xdg := environ.get("XDG_CACHE_HOME"):
        return _folder(xdg) / "trainer"
    import platformdirs

    return Path(platformdirs.user_cache_dir("trainer", appauthor=False))


def content_dir() -> Path:
    """Return the folder of the shipped courses: inside the wheel, or beside the package in an editable install."""
    packaged = Path(__file__).parent / "content"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "content"


def courses_dir(environ: Mapping[str, str]) -> Path:
    """Return the folder of the courses that were installed."""
    return data_dir(environ) / "courses"


def tagger_file() -> Path:
    """Return the shipped weights of the reply tagger."""
    return Path(__file__).parent / "reply" / "tagger.bin"


def ordinary_file() -> Path:
    """Return the shipped ordinary sentences of many trades, none of them wrong: what a new rule must leave alone."""
    return Path(__file__).parent / "reply" / "ordinary.txt"


def _folder(text: str) -> Path:
    # Unlike Path.expanduser, this leaves an unknown `~name` alone instead of failing.
    return Path(os.path.expanduser(text))  # noqa: PTH111  # see above
