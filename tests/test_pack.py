"""`trainer course pack`, `install`, `remove`: the same bytes for the same content, all or nothing, and practice outlives all of it."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from course_samples import HEAD, PHRASES_FILE, STEPS_FILE, swap, write_course
from hostile_archives import GOOD, HOSTILE, Hostile, good_zip, mutate, stored_zip, zip_up
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_driver import data_folder, run
from store_samples import SCHEDULE, draft, filled_store, later
from terminal_driver import Terminal

from trainer import paths
from trainer.cli.run import run as run_here
from trainer.course.members import is_member
from trainer.course.pack import digest_members, is_older, make_archive
from trainer.course.shelf import hold_shelf, mend_shelf, place_course, read_installed, stage_course
from trainer.course.unpack import read_archive
from trainer.digest import blake2b
from trainer.i18n import Message
from trainer.settings import find_setting, load_saved, save_setting
from trainer.store import open_store

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX links or signals")
OLDER = GOOD | {"course.yaml": HEAD.encode()}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    return tmp_path / "desk"


def shelf() -> Path:
    return paths.courses_dir(os.environ)


def put(members: dict[str, bytes]) -> Path:
    """Install without the program."""
    with stage_course(shelf(), members) as staged:
        place_course(staged, shelf() / "sample")
    return shelf() / "sample"


def tree(folder: Path) -> dict[str, bytes | None]:
    """Everything below a folder; what the lock is worth is no content."""
    return {str(path): path.read_bytes() if path.is_file() else None for path in folder.rglob("*") if path.name != "courses.lock"}


def pack(folder: Path, name: str = "sample-1.zip") -> bytes:
    done = run("course", "pack", str(folder), "--yes")
    assert done.returncode == 0, done.stderr
    assert name in done.stdout
    return Path(name).read_bytes()


def ok(*arguments: str) -> str:
    done = run("course", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def refused(*arguments: str, code: int = 1) -> str:
    done = run("course", *arguments)
    assert done.returncode == code, done.stdout + done.stderr
    assert "→" in done.stderr
    return done.stdout + done.stderr


# Packing.


def test_the_same_content_gives_the_same_bytes_whatever_made_it(desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = pack(write_course(tmp_path / "one"))
    other = tmp_path / "二 号"
    (other / "facts").mkdir(parents=True)
    for name, content in reversed(list(OLDER.items())):
        (other / name).write_bytes(content)
        (other / name).chmod(0o600)
        os.utime(other / name, (1e9, 1e9))
    (other / ".git").mkdir()
    (other / "facts" / "b.yaml~").write_text("x")
    (other / "schema").mkdir()
    (other / "schema" / "facts.schema.json").write_text("{}")
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    Path("sample-1.zip").unlink()
    assert pack(other) == first
    assert read_archive(first) == OLDER


def test_the_format_is_the_same_for_ever() -> None:
    made = make_archive({"facts/中.yaml": "甲".encode(), "course.yaml": b"x"})
    assert blake2b(made, digest_size=8).hexdigest() == "5af372f33e582f80"
    assert read_archive(made) == {"facts/中.yaml": "甲".encode(), "course.yaml": b"x"}


def test_a_course_with_errors_is_not_packed_and_the_errors_are_listed(desk: Path, tmp_path: Path) -> None:
    folder = write_course(tmp_path / "c", phrases=swap(PHRASES_FILE, "  tier: must\n", "  tier: muts\n"))
    said = refused("pack", str(folder))
    assert "facts/b.yaml:6:" in said
    assert "先改好" in said
    assert list(desk.iterdir()) == []


OTHER = STEPS_FILE.replace("listen-steps", "other-steps")

UNFIT = [
    ("version", lambda folder: (folder / "course.yaml").write_text(swap(HEAD, '"1"', '"第一版"'), "utf-8"), "version“第一版”"),
    ("device", lambda folder: (folder / "facts" / "a.yaml").rename(folder / "facts" / "aux.yaml"), "aux.yaml"),
    ("question mark", lambda folder: (folder / "facts" / "a.yaml").rename(folder / "facts" / "能退吗?.yaml"), "Windows"),
    ("capitals", lambda folder: (folder / "facts" / "A.yaml").write_text(OTHER, "utf-8"), "两份"),
    ("read-me", lambda folder: (folder / "README.md").write_bytes("读我".encode("gbk")), "README.md"),
]


@POSIX
@pytest.mark.parametrize(("break_it", "says"), [row[1:] for row in UNFIT], ids=[row[0] for row in UNFIT])
def test_what_nobody_could_install_is_not_packed(desk: Path, tmp_path: Path, break_it, says: str) -> None:
    folder = write_course(tmp_path / "c")
    break_it(folder)
    assert says in refused("pack", str(folder))
    assert list(desk.iterdir()) == []


def test_only_the_course_is_packed_and_the_rest_is_named(desk: Path, tmp_path: Path) -> None:
    folder = write_course(tmp_path / "c")
    (folder / "工资.xlsx").write_bytes(b"x")
    (folder / "LICENSE").write_text("随便用\n", "utf-8")
    (folder / "facts" / "旧.yml").write_text("x")
    (folder / ".env").write_text("x")
    said = ok("pack", str(folder))
    assert "没有装进去（课程用不到）：facts/旧.yml、工资.xlsx\n" in said
    assert read_archive(Path("sample-1.zip").read_bytes()) == OLDER | {"LICENSE": "随便用\n".encode()}


def test_another_file_of_that_name_is_replaced_only_when_told_to(desk: Path, tmp_path: Path) -> None:
    folder = write_course(tmp_path / "c")
    Path("sample-1.zip").write_bytes(b"mine")
    assert "version" in refused("pack", str(folder))
    assert Path("sample-1.zip").read_bytes() == b"mine"
    ok("pack", str(folder), "--yes")
    assert "一模一样" in ok("pack", str(folder))
    assert [path.name for path in desk.iterdir()] == ["sample-1.zip"]


def test_what_is_no_course_is_not_packed(desk: Path, tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path, Path(__file__)):
        assert "这里没有课程" in refused("pack", str(path), code=2)


@POSIX
def test_links_out_of_the_course_are_not_followed(desk: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text(STEPS_FILE, "utf-8")
    folder = write_course(tmp_path / "c")
    (folder / "LICENSE").symlink_to(tmp_path / "secret.yaml")
    assert "E103" in refused("pack", str(folder))


# Installing.


@pytest.mark.parametrize("case", HOSTILE, ids=[case.name for case in HOSTILE])
def test_a_hostile_archive_is_refused_with_words_and_leaves_no_trace(
    case: Hostile, desk: Path, tmp_path: Path, private_folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "outside").mkdir()
    content = case.build(tmp_path / "outside")
    (desk / "evil.zip").write_bytes(content)
    put(OLDER)
    before = tree(tmp_path) | tree(private_folders)
    assert run_here(["course", "install", "evil.zip", "--yes"], dict(os.environ)) in (1, 2)
    said = capsys.readouterr()
    assert case.says in said.err
    assert "没有安装" in said.err
    assert said.err.count("\n") == 2  # what, and what to do; no traceback
    assert not any(ord(character) < 32 and character != "\n" for character in said.err + said.out)
    assert tree(tmp_path) | tree(private_folders) == before


def test_nothing_stays_where_nothing_was_installed_before(desk: Path, private_folders: Path) -> None:
    for number, case in enumerate([HOSTILE[0], HOSTILE[-2]]):
        Path(f"{number}.zip").write_bytes(case.build(desk))
        refused("install", f"{number}.zip")
    assert not shelf().exists()


def test_a_course_goes_round_whole(desk: Path, tmp_path: Path) -> None:
    pack(write_course(tmp_path / "c"))
    said = ok("install", "sample-1.zip")
    assert "装好了：“样课” 1。" in said
    assert "trainer course use sample" in said
    assert read_installed(shelf() / "sample") == OLDER
    assert "已经装好了" in ok("install", "sample-1.zip")
    assert [path.name for path in shelf().iterdir()] == ["sample"]
    ok("check", str(shelf() / "sample"))


BY_HAND = [
    ("one folder around it", [(f"我的课/{name}", content) for name, content in OLDER.items()]),
    ("folders of their own", [("facts/", b""), *OLDER.items()]),
    ("by a Mac", [*OLDER.items(), ("__MACOSX/._course.yaml", b"\0\5"), (".DS_Store", b"\0"), ("facts/.DS_Store", b"\0")]),
    ("by Windows", [*OLDER.items(), ("Thumbs.db", b"\0"), ("desktop.ini", b"[x]")]),
    ("with what editors are given", [*OLDER.items(), ("schema/facts.schema.json", b"{}")]),
]


@pytest.mark.parametrize("entries", [row[1] for row in BY_HAND], ids=[row[0] for row in BY_HAND])
def test_an_archive_made_by_hand_is_taken(entries: list[tuple[str, bytes]]) -> None:
    assert read_archive(zip_up([*entries])) == OLDER


def test_an_accent_is_spelt_one_way() -> None:
    assert read_archive(zip_up([*GOOD.items(), ("facts/e\u0301.yaml", b"x")])) == GOOD | {"facts/\u00e9.yaml": b"x"}


def test_a_new_version_takes_the_place_of_the_old_one_whole(desk: Path) -> None:
    put(OLDER | {"facts/c.yaml": b"# gone in the new one\n"})
    Path("new.zip").write_bytes(good_zip())
    assert "从 1 换成了 2" in ok("install", "new.zip")
    assert read_installed(shelf() / "sample") == GOOD
    assert [path.name for path in shelf().iterdir()] == ["sample"]


def test_an_older_version_is_installed_only_when_told_to(desk: Path) -> None:
    folder = put(GOOD)
    Path("old.zip").write_bytes(make_archive(OLDER))
    assert "比装着的 2 旧" in refused("install", "old.zip")
    assert read_installed(folder) == GOOD
    ok("install", "old.zip", "--yes")
    assert read_installed(folder) == OLDER


def test_other_content_under_the_same_number_is_asked_about(desk: Path) -> None:
    put(GOOD | {"LICENSE": b"mine\n"})
    Path("new.zip").write_bytes(good_zip())
    assert "版本号都是 2" in refused("install", "new.zip")


def test_changes_made_on_this_machine_are_not_lost_unasked(desk: Path) -> None:
    folder = put(OLDER)
    (folder / "facts" / "a.yaml").write_bytes(GOOD["facts/a.yaml"] + "# 本店的\n".encode())
    Path("new.zip").write_bytes(good_zip())
    assert f"trainer course pack {folder}" in refused("install", "new.zip")
    assert (folder / "facts" / "a.yaml").read_bytes().endswith("# 本店的\n".encode())


def test_what_is_broken_can_be_replaced(desk: Path) -> None:
    folder = put(OLDER)
    (folder / "course.yaml").write_bytes(b"[")
    Path("new.zip").write_bytes(good_zip())
    assert "坏了" in refused("install", "new.zip")
    ok("install", "new.zip", "--yes")
    assert read_installed(folder) == GOOD


@pytest.mark.parametrize(
    ("older", "newer"), [("1", "2"), ("2", "10"), ("1.9", "1.10"), ("1.0", "1.0.1"), ("1.0-beta", "1.0"), ("2026.1", "2026.11")]
)
def test_versions_come_in_order(older: str, newer: str) -> None:
    assert is_older(older, newer)
    assert not is_older(newer, older)
    assert not is_older(older, older)


def test_a_terminal_asks_before_going_back(desk: Path) -> None:
    folder = put(GOOD)
    Path("old.zip").write_bytes(make_archive(OLDER))
    with Terminal("course", "install", "old.zip") as terminal:
        terminal.wait_for("要换掉已经装好的“样课”吗？", "比装着的 2 旧", "先不装")
        terminal.enter("2")
        terminal.wait_for("没有安装，原来的没有动。")
    assert read_installed(folder) == GOOD


@pytest.mark.parametrize(("file", "says"), [("nowhere.zip", "找不到"), (".", "trainer course pack"), ("x" * 300, "")])
def test_what_is_no_file_is_named(desk: Path, file: str, says: str) -> None:
    done = run("course", "install", file)
    assert done.returncode in (1, 2)
    assert says in done.stderr
    assert "→" in done.stderr


# Half-way.

KILLING = """
import os, signal, sys
from pathlib import Path
from trainer.cli.run import run
left, rename = [int(sys.argv[1])], Path.rename
def renaming(self, target):
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    left[0] -= 1
    return rename(self, target)
Path.rename = renaming
import shutil
shutil.rmtree = lambda path: os.kill(os.getpid(), signal.SIGKILL)
run(sys.argv[2:], os.environ)
"""


@POSIX
@pytest.mark.parametrize(
    ("renamings", "words", "left"), [(0, "install", OLDER), (1, "install", OLDER), (2, "install", GOOD), (0, "remove", OLDER)]
)
def test_a_kill_at_any_moment_leaves_a_whole_course(desk: Path, renamings: int, words: str, left: dict[str, bytes]) -> None:
    put(OLDER)
    Path("new.zip").write_bytes(good_zip())
    what = ["new.zip"] if words == "install" else ["sample"]
    killed = subprocess.run([sys.executable, "-c", KILLING, str(renamings), "course", words, *what, "--yes"], capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    refused("remove", "nothing", code=2)  # any command of these three mends
    assert [path.name for path in shelf().iterdir()] == ["sample"]
    assert read_installed(shelf() / "sample") == left
    ok("install", "new.zip")
    assert read_installed(shelf() / "sample") == GOOD


@POSIX
def test_a_kill_while_deleting_leaves_nothing(desk: Path) -> None:
    put(OLDER)
    killed = subprocess.run([sys.executable, "-c", KILLING, "1", "course", "remove", "sample", "--yes"], capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    refused("remove", "sample", code=2)
    assert list(shelf().iterdir()) == []


def test_a_failed_renaming_brings_the_old_version_back(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = put(OLDER)
    before = tree(shelf())
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.name.startswith(".new-"):
            raise OSError(errno.EACCES, "busy", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(PermissionError), stage_course(shelf(), GOOD) as staged:
        place_course(staged, folder)
    assert tree(shelf()) == before


def test_a_full_disk_leaves_everything_as_it_was(desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    put(OLDER)
    before = tree(shelf())
    Path("new.zip").write_bytes(good_zip())

    def fill(handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", fill)
    assert run_here(["course", "install", "new.zip"], dict(os.environ)) == 1
    assert "磁盘满了" in capsys.readouterr().err
    assert tree(shelf()) == before


def test_two_windows_do_not_meet(desk: Path) -> None:
    Path("new.zip").write_bytes(good_zip())
    with hold_shelf(shelf()):
        assert "另一个窗口" in refused("install", "new.zip")
        assert "另一个窗口" in refused("remove", "sample", "--yes")
    ok("install", "new.zip")


def test_mending_leaves_what_is_whole_alone() -> None:
    put(OLDER)
    before = tree(shelf())
    mend_shelf(shelf())
    assert tree(shelf()) == before


# Removing.


def test_an_installed_course_is_removed_only_when_told_to() -> None:
    folder = put(OLDER)
    assert "--yes" in refused("remove", "sample", code=2)
    assert folder.exists()
    assert "练过的都还在" in ok("remove", "sample", "--yes")
    assert list(shelf().iterdir()) == []


def test_a_terminal_asks_before_removing() -> None:
    folder = put(OLDER)
    (folder / "LICENSE").write_text("x")
    with Terminal("course", "remove", "sample") as terminal:
        terminal.wait_for("要删除课程“样课”吗？", "在这台电脑上改过", "不删了")
        terminal.enter("2")
        terminal.wait_for("没有删除。")
    assert folder.exists()


@pytest.mark.parametrize(
    "name", ["essentials", "nothing", "..", ".", "", "../courses/sample", "sample/facts", ".old-sample", "/", "SAMPLE"]
)
def test_nothing_else_is_ever_removed(name: str, private_folders: Path) -> None:
    put(OLDER)
    before = tree(private_folders) | tree(paths.content_dir())
    refused("remove", name, "--yes", code=2)
    assert tree(private_folders) | tree(paths.content_dir()) == before


@POSIX
def test_of_a_linked_course_only_the_link_goes(tmp_path: Path, desk: Path) -> None:
    folder = write_course(tmp_path / "c")
    shelf().mkdir(parents=True)
    (shelf() / "sample").symlink_to(folder)
    ok("remove", "sample", "--yes")
    assert list(shelf().iterdir()) == []
    assert (folder / "course.yaml").is_file()


def test_the_shipped_course_is_practised_once_the_chosen_one_is_gone() -> None:
    put(OLDER)
    config = paths.config_dir(os.environ)
    save_setting(config, find_setting("course"), "sample")
    assert "trainer course use" not in run("course", "install", "nowhere").stdout
    assert "以后练自带的课程" in ok("remove", "sample", "--yes")
    assert load_saved(config).get("course", "") in ("", "essentials")


def test_practice_outlives_new_versions_and_removal(desk: Path) -> None:
    Path("1.zip").write_bytes(make_archive(OLDER))
    Path("2.zip").write_bytes(good_zip())
    ok("install", "1.zip")
    with filled_store(data_folder() / paths.DATABASE_NAME) as (store, learner):
        for number in range(3):
            store.record_answer(draft(learner.id, course="sample", fact="phrase-cannot"), later(days=number), SCHEDULE)
        kept = (store.answers(learner.id, "sample"), store.cards(learner.id, "sample"))
    assert len(kept[0]) == 3
    assert list(kept[1]) == ["phrase-cannot"]
    for words in (["install", "2.zip"], ["remove", "sample", "--yes"], ["install", "1.zip"]):
        ok(*words)
        with open_store(data_folder() / paths.DATABASE_NAME) as store:
            assert (store.answers(learner.id, "sample"), store.cards(learner.id, "sample")) == kept
    assert read_installed(shelf() / "sample") == OLDER


# Anything at all.

CHANGES = st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 30), st.binary(max_size=30)), min_size=1, max_size=6)


@given(CHANGES, st.booleans())
def test_no_damage_makes_more_than_a_refusal(changes: list[tuple[int, int, bytes]], small: bool) -> None:
    found = read_archive(mutate(stored_zip() if small else good_zip(), changes))
    assert isinstance(found, Message) or all(is_member(name) for name in found)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(CHANGES)
def test_no_damage_is_half_installed(desk: Path, private_folders: Path, changes: list[tuple[int, int, bytes]]) -> None:
    (desk / "x.zip").write_bytes(mutate(stored_zip(), changes))
    before = tree(desk.parent) | tree(private_folders)
    assert run_here(["course", "install", "x.zip", "--yes"], dict(os.environ)) == 1
    assert tree(desk.parent) | tree(private_folders) == before


NAMES = st.text(st.sampled_from("af/.\\:\0\x1b ~é中CONaux\u202e"), max_size=20)


@given(st.lists(st.tuples(st.one_of(NAMES, st.builds("facts/{}.yaml".format, NAMES)), st.binary(max_size=5)), max_size=5))
def test_every_name_that_passes_stays_inside(entries: list[tuple[str, bytes]]) -> None:
    found = read_archive(zip_up([("course.yaml", b"id: x"), *entries]))
    for name in found if isinstance(found, dict) else []:
        assert is_member(name)
        assert Path("/a/b", name).resolve().is_relative_to("/a/b")
        assert name.count("/") <= 1


def test_courses_are_told_apart_by_what_they_hold() -> None:
    assert digest_members({"a": b"bc"}) != digest_members({"ab": b"c"})
    assert digest_members({"a": b"1", "b": b"2"}) == digest_members({"b": b"2", "a": b"1"})
