"""`trainer course fix`: nothing is written unasked, nothing is half written, and what cannot be mended is named."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest
from course_samples import HEAD, PHRASES_FILE, STEPS_FILE, swap, write_course
from plain_driver import PROGRAM, run

from trainer.cli.drafts import survey, write_draft
from trainer.i18n import render

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX links and permissions")
SLIP = swap(PHRASES_FILE, "  title: 我", "  title：我")
NOTHING = "没有可以放心代劳的修改。"


def phrases_of(folder: Path) -> Path:
    return folder / "facts" / "b.yaml"


def test_a_pipe_is_shown_the_repairs_and_nothing_is_written(tmp_path: Path) -> None:
    folder = write_course(tmp_path / "c", phrases=SLIP)
    done = run("course", "fix", str(folder))
    assert done.returncode == 0
    assert f"{phrases_of(folder)}:5：字段名后面改成英文冒号加空格：|  title：我不能……| → |  title: 我不能……|" in done.stdout
    assert "--yes" in done.stdout.splitlines()[-1]
    assert phrases_of(folder).read_text("utf-8") == SLIP


def test_with_yes_every_file_is_mended_once_and_for_all(tmp_path: Path) -> None:
    head, steps = HEAD.replace(": ", "："), STEPS_FILE.replace("- {", "－ {")
    folder = write_course(tmp_path / "c", head=head, phrases=SLIP.encode("gbk"), steps=steps)
    assert run("course", "check", str(folder)).returncode == 1
    done = run("course", "fix", str(folder), "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert "|GBK| → |title：我不能……|" in done.stdout
    assert "改好了" in done.stdout.splitlines()[-1]
    kept = [(folder / name).read_text("utf-8") for name in ("course.yaml", "facts/a.yaml", "facts/b.yaml")]
    assert kept == [HEAD, STEPS_FILE, PHRASES_FILE]
    assert run("course", "check", str(folder)).returncode == 0
    again = run("course", "fix", str(folder), "--yes")
    assert (again.returncode, again.stdout.strip()) == (0, NOTHING)
    assert sorted(path.name for path in folder.rglob("*")) == ["a.yaml", "b.yaml", "course.yaml", "facts"]


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_line_ends_mode_and_byte_order_mark_stay(tmp_path: Path, start: bytes) -> None:
    folder = write_course(tmp_path / "c", phrases=start + SLIP.replace("\n", "\r\n").encode())
    phrases_of(folder).chmod(0o640)
    before = phrases_of(folder).stat()
    run("course", "fix", str(folder), "--yes")
    assert phrases_of(folder).read_bytes() == start + PHRASES_FILE.replace("\n", "\r\n").encode()
    after = phrases_of(folder).stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)


def test_one_file_alone(tmp_path: Path) -> None:
    folder = write_course(tmp_path / "c", phrases=SLIP, steps=STEPS_FILE.replace("- {", "－ {"))
    assert run("course", "fix", str(phrases_of(folder)), "--yes").returncode == 0
    assert phrases_of(folder).read_text("utf-8") == PHRASES_FILE
    assert "－" in (folder / "facts" / "a.yaml").read_text("utf-8")


def test_the_shipped_course_is_what_is_meant_without_a_path() -> None:
    done = run("course", "fix")
    assert (done.returncode, done.stdout.strip()) == (0, NOTHING)


def test_other_files_are_none_of_its_business(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_bytes("你好".encode("gbk"))
    done = run("course", "fix", str(tmp_path / "notes.txt"), "--yes")
    assert done.returncode == 2
    assert "notes.txt" in done.stderr
    assert (tmp_path / "notes.txt").read_bytes() == "你好".encode("gbk")


@pytest.mark.parametrize(
    ("name", "code"), [("nowhere/facts/b.yaml", "E101"), ("nowhere.yaml", "E101"), ("course.yaml/x.yaml", "E101"), (".", "E101")]
)
def test_what_is_not_there_is_named(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "course.yaml").mkdir() if name == "." else (tmp_path / "course.yaml").write_text("x", "utf-8")
    done = run("course", "fix", str(tmp_path / name))
    assert done.returncode == 1
    assert ("E102" if name == "." else code) in done.stdout


REFUSED = [
    ("too big", b"# " + b"x" * 3 * 1024 * 1024, "E105"),
    ("control characters", (SLIP + "# \x1b[2J").encode(), "E107"),
    ("no text", b"\x89PNG\r\n\x1a\n\xff\xfe", "E109"),
]


@pytest.mark.parametrize(("content", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_refused_files_are_named_and_left_alone_while_the_others_are_mended(tmp_path: Path, content: bytes, code: str) -> None:
    folder = write_course(tmp_path / "c", phrases=content, steps=STEPS_FILE.replace("- {", "－ {"))
    done = run("course", "fix", str(folder), "--yes")
    assert done.returncode == 1
    assert f"没有动 {phrases_of(folder)}:" in done.stdout
    assert code in done.stdout
    assert "→ " in done.stderr
    assert phrases_of(folder).read_bytes() == content
    assert (folder / "facts" / "a.yaml").read_text("utf-8") == STEPS_FILE


@POSIX
def test_links_out_of_the_course_are_left_alone_and_links_within_stay_links(tmp_path: Path) -> None:
    folder = write_course(tmp_path / "c", phrases=SLIP)
    (tmp_path / "outside.yaml").write_text(SLIP, "utf-8")
    (folder / "facts" / "out.yaml").symlink_to(tmp_path / "outside.yaml")
    phrases_of(folder).rename(folder / "kept.yaml")
    phrases_of(folder).symlink_to("../kept.yaml")
    (folder / "facts" / "twice.yaml").symlink_to("../kept.yaml")
    os.mkfifo(folder / "facts" / "pipe.yaml")
    done = run("course", "fix", str(folder), "--yes")
    assert done.returncode == 1
    assert [code for code in ("E102", "E103") if code in done.stdout] == ["E102", "E103"]
    assert done.stdout.count("title: 我不能") == 1  # two links, one file
    assert (tmp_path / "outside.yaml").read_text("utf-8") == SLIP
    assert phrases_of(folder).is_symlink()
    assert (folder / "kept.yaml").read_text("utf-8") == PHRASES_FILE


@POSIX
def test_a_read_only_file_is_left_alone_even_for_root(tmp_path: Path) -> None:
    folder = write_course(tmp_path / "c", phrases=SLIP)
    phrases_of(folder).chmod(0o444)
    done = run("course", "fix", str(folder), "--yes")
    assert done.returncode == 1
    assert f"没有动 {phrases_of(folder)}:1：E104 文件是只读的" in done.stdout
    assert phrases_of(folder).read_text("utf-8") == SLIP


@POSIX
@pytest.mark.parametrize("closed", ["folder", "file", "course"])
def test_no_permission_is_a_clear_failure(tmp_path: Path, closed: str) -> None:
    from test_environments import powerless

    folder = write_course(tmp_path / "c", phrases=SLIP)
    path, mode = {"folder": (folder / "facts", 0o555), "file": (phrases_of(folder), 0o000), "course": (folder, 0o000)}[closed]
    path.chmod(mode)
    try:
        done = run("course", "fix", str(folder if closed != "course" else phrases_of(folder)), "--yes", program=[*powerless(), *PROGRAM])
    finally:
        path.chmod(0o755)
    assert done.returncode == 1
    assert "E104" in done.stdout
    assert phrases_of(folder).read_text("utf-8") == SLIP
    assert [one.name for one in (folder / "facts").iterdir() if one.name.startswith(".")] == []


def test_a_file_changed_since_it_was_shown_is_left_alone(tmp_path: Path) -> None:
    folder = write_course(tmp_path / "c", phrases=SLIP)
    (draft,) = survey(folder).drafts
    phrases_of(folder).write_text(SLIP + "# 新\n", "utf-8")
    problem = write_draft(draft)
    assert problem is not None and "改过" in render(problem.message)
    assert phrases_of(folder).read_text("utf-8") == SLIP + "# 新\n"


@pytest.mark.parametrize("broken", ["fsync", "replace"])
@pytest.mark.parametrize("failure", [errno.ENOSPC, errno.EACCES])
def test_a_failure_while_writing_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str, failure: int
) -> None:
    folder = write_course(tmp_path / "c", phrases=SLIP)
    (draft,) = survey(folder).drafts

    def fail(*arguments: object) -> None:
        raise OSError(failure, os.strerror(failure))

    monkeypatch.setattr(os, broken, fail)
    problem = write_draft(draft)
    assert problem is not None and problem.code == "E104"
    assert phrases_of(folder).read_text("utf-8") == SLIP
    assert sorted(path.name for path in (folder / "facts").iterdir()) == ["a.yaml", "b.yaml"]


def test_long_lists_are_cut_and_long_lines_too(tmp_path: Path) -> None:
    wide = PHRASES_FILE + PHRASES_FILE.removeprefix("topic: phrases\nfacts:\n").replace("phrase-cannot", "phrase-two") * 3
    long = swap(wide.replace(": ", "："), "topic：phrases", "topic：phrases" + " " * 200)
    folder = write_course(tmp_path / "c", phrases=long)
    lines = run("course", "fix", str(folder)).stdout.splitlines()
    assert len(lines) == 102
    assert "还有" in lines[100]
    assert max(len(line) - len(str(folder)) for line in lines) < 200


@POSIX
@pytest.mark.parametrize(("keys", "written"), [("1\r", True), ("2\r", False), ("\x04", False), ("\x03", False)])
def test_a_terminal_asks_first(tmp_path: Path, keys: str, written: bool) -> None:
    from terminal_driver import Terminal

    folder = write_course(tmp_path / "c", phrases=SLIP)
    with Terminal("course", "fix", str(folder)) as terminal:
        terminal.wait_for("要改这 1 处吗？", "b.yaml:5", "title: 我不能", "全部改好", "先不改")
        terminal.wait_for_prompt()
        terminal.type(keys)
        code = terminal.finish()
        shown = terminal.text()
    assert code == (130 if keys == "\x03" else 0)
    assert phrases_of(folder).read_text("utf-8") == (PHRASES_FILE if written else SLIP)
    assert ("改好了 1 处" in shown) == written
    assert keys != "2\r" or "什么都没有改" in shown
