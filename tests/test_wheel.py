"""The wheel in an empty virtual environment: content inside, the drill from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BIN = "Scripts" if sys.platform == "win32" else "bin"
LIKELY = '{"id": 1, "text": "别人都没遇到过这个问题呀，怎么到您这儿就有了。"}'
"""Only the tagger knows it: its file is in the wheel too."""
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the tools at hand."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel, with what it needs and nothing else; return the folder of programs."""
    folder = tmp_path_factory.mktemp("empty")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    programs = folder / BIN
    done = subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", str(wheel)], capture_output=True, text=True)
    if done.returncode != 0 and "No matching distribution" in done.stderr and not os.environ.get("CI"):
        pytest.skip("no package index within reach")
    assert done.returncode == 0, done.stderr
    return programs


def trainer(programs: Path, *arguments: str, feed: str = "", cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the installed program from another folder, without a trace of the checkout."""
    environ = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    command = [str(programs / "trainer"), *arguments]
    return subprocess.run(command, input=feed, capture_output=True, encoding="utf-8", env=environ, cwd=cwd)


def test_the_wheel_holds_the_course_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "trainer/content/essentials/course.yaml" in names
    facts = {path.name for path in (ROOT / "content/essentials/facts").glob("*.yaml")}
    assert {Path(name).name for name in names if name.startswith("trainer/content/essentials/facts/")} == facts
    assert "trainer/content/essentials/schema/facts.schema.json" in names
    assert "trainer/store/schema.sql" in names
    assert "trainer/reply/tagger.bin" in names
    assert any(name.endswith("en/LC_MESSAGES/trainer.mo") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert {name.split("/")[0] for name in names} == {"trainer", next(name.split("/")[0] for name in names if ".dist-info/" in name)}
    assert not [name for name in names if name.endswith((".pyc", ".db", ".bak"))]


def test_the_drill_runs_from_another_folder(installed: Path, tmp_path: Path) -> None:
    done = trainer(installed, "drill", "--learner", "小李", "--seed", "7", feed="1\n2\n1\n", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "【新知识】" in done.stdout
    assert "可以这样说：" in done.stdout
    assert trainer(installed, "learner", "list", cwd=tmp_path).stdout == "小李\n"
    assert not list(tmp_path.iterdir())


def test_the_other_commands_run_too(installed: Path, tmp_path: Path) -> None:
    assert "没有错误" in trainer(installed, "course", "check", cwd=tmp_path).stdout
    assert "这样说" in trainer(installed, "look", "我不能", cwd=tmp_path).stdout
    assert "推卸责任" in trainer(installed, "score", "这不归我管。", cwd=tmp_path).stdout
    assert '"certainty":"likely"' in trainer(installed, "score", "--jsonl", feed=LIKELY, cwd=tmp_path).stdout
    english = trainer(installed, "--lang", "en", "drill", "--help", cwd=tmp_path)
    assert english.stdout != trainer(installed, "drill", "--help", cwd=tmp_path).stdout
    version = trainer(installed, "--version", cwd=tmp_path)
    assert version.stdout.split()[1] in str(next(installed.parent.rglob("service_trainer-*.dist-info")))


def test_a_course_of_ones_own_needs_no_extra_until_something_is_added(installed: Path, tmp_path: Path) -> None:
    assert trainer(installed, "course", "new", "shop", cwd=tmp_path).returncode == 0
    assert trainer(installed, "course", "check", "shop", cwd=tmp_path).returncode == 0
    refused = trainer(installed, "course", "add", "fact", "--to", "shop", cwd=tmp_path)
    assert refused.returncode == 1 and "pip install" in refused.stderr
