"""No test may meet the real data folder, whatever it runs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import platformdirs
import pytest
from hypothesis import settings

from trainer.paths import content_dir

if TYPE_CHECKING:
    from trainer.check import Report
    from trainer.check.proven import Proven

# A busy machine is slow, not wrong.
settings.register_profile("steady", deadline=None)
settings.register_profile("campaign", deadline=None, max_examples=1000)
settings.load_profile("campaign" if os.environ.get("TRAINER_CAMPAIGN") else "steady")

# Read before any test changes the environment.
REAL_FOLDERS = tuple(
    Path(folder)
    for folder in (
        platformdirs.user_data_dir("trainer", appauthor=False),
        platformdirs.user_config_dir("trainer", appauthor=False),
        platformdirs.user_cache_dir("trainer", appauthor=False),
        *filter(None, [os.environ.get("TRAINER_DATA")]),
    )
)
REAL_PIP_CONFIGS = (Path.home() / ".config/pip/pip.conf", Path.home() / ".pip/pip.conf")


class Checked(NamedTuple):
    """The shipped course as the checker knows it: the folder of caches that holds that, and what was found."""

    cache: Path
    report: Report

    def recall(self) -> Proven:
        """What was found sound, for one test to add to."""
        from trainer.cli.knowing import recalled

        with recalled({"XDG_CACHE_HOME": str(self.cache.parent)}) as proven:
            return proven


@pytest.fixture(autouse=True)
def private_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Point every folder of the user at a fresh one, for this process and its children, and watch the real ones."""
    home = tmp_path_factory.mktemp("home")
    # pip in a wheel test must still find the indexes of this machine.
    if configs := [path for path in REAL_PIP_CONFIGS if path.is_file()]:
        monkeypatch.setenv("PIP_CONFIG_FILE", os.environ.get("PIP_CONFIG_FILE", str(configs[0])))
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    for name, folder in (("DATA", "data"), ("CONFIG", "config"), ("CACHE", "cache")):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / folder))
    monkeypatch.setenv("TRAINER_DATA", str(home / "data" / "trainer"))
    for name in ("TRAINER_LEARNER", "TRAINER_PIN", "TRAINER_LANG", "TRAINER_IDLE_SECONDS", "NO_COLOR", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    before = _traces()
    yield home
    assert _traces() == before, f"a test touched the real folders {REAL_FOLDERS}"


@pytest.fixture(scope="session")
def compiled_rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile the shipped rules once, and return the folder of caches that holds them."""
    from trainer.cli.context import Context
    from trainer.cli.judging import open_judge

    folder = tmp_path_factory.mktemp("rules")
    open_judge(Context(environ={"XDG_CACHE_HOME": str(folder)}, learner="", plain=True))
    return folder / "trainer"


@pytest.fixture(scope="session")
def checked_course(compiled_rules: Path, tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """Check the shipped course once."""
    from trainer.check import check_course
    from trainer.cli.knowing import recalled

    folder = tmp_path_factory.mktemp("checked")
    shutil.copytree(compiled_rules, folder / "trainer")
    with recalled({"XDG_CACHE_HOME": str(folder)}) as proven:
        report = check_course(content_dir() / "essentials", proven=proven)
    return Checked(folder / "trainer", report)


@pytest.fixture
def warm_check(private_folders: Path, checked_course: Checked) -> None:
    """Give a test what was found sound in the shipped course: courses that stand on it are checked in a second."""
    shutil.copytree(checked_course.cache, private_folders / "cache" / "trainer", dirs_exist_ok=True)


@pytest.fixture
def warm_rules(private_folders: Path, compiled_rules: Path) -> None:
    """Give a test the compiled rules, as every start but the first has them: compiling takes seconds."""
    shutil.copytree(compiled_rules, private_folders / "cache" / "trainer", dirs_exist_ok=True)


def _traces() -> dict[str, int]:
    """What stands in the real folders, and when it changed."""
    found = [path for folder in REAL_FOLDERS if folder.exists() for path in (folder, *folder.rglob("*"))]
    return {str(path): path.stat().st_mtime_ns for path in found}
