"""The compiled course: the same facts, made anew whenever the content changes or the file is not what was written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from course_samples import PHRASES_FILE, STEPS_FILE, swap, write_course

from trainer.course import compiled
from trainer.course.compiled import digest_folder, open_compiled
from trainer.course.folder import SIZE_MOST
from trainer.course.model import Course, Fact
from trainer.course.read import read_course
from trainer.errors import TrainerError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_course(tmp_path / "c")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "cache"


def cache_file(cache: Path) -> Path:
    (path,) = cache.iterdir()
    return path


def is_compiled(folder: Path, cache: Path) -> bool:
    """Tell whether the course comes from the cache: then its own files are not read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "_read_source", refuse)
        try:
            list(open_compiled(folder, cache).facts)
        except AssertionError:
            return False
        return True


def refuse(folder: Path) -> Course:
    raise AssertionError(f"{folder} was read")


def test_the_first_time_compiles_and_the_second_reads_no_yaml(folder: Path, cache: Path) -> None:
    first = open_compiled(folder, cache)
    assert is_compiled(folder, cache)
    second = open_compiled(folder, cache)
    assert second.about == first.about == read_course(folder).about
    assert list(second.facts) == list(first.facts)
    assert [head.id for head in second.heads] == ["phrase-cannot", "listen-steps"]


def test_heads_say_what_the_facts_say(folder: Path, cache: Path) -> None:
    open_compiled(folder, cache)
    course = open_compiled(folder, cache)
    for head, fact in zip(course.heads, course.facts, strict=True):
        assert not isinstance(head, Fact)
        assert {name: getattr(head, name) for name in head.__struct_fields__} == {n: getattr(fact, n) for n in head.__struct_fields__}
        assert head.log_id == fact.log_id


def test_only_what_is_asked_for_is_decoded(folder: Path, cache: Path) -> None:
    open_compiled(folder, cache)
    path = cache_file(cache)
    lines = path.read_bytes().split(b"\n")
    # The second fact is spoilt in place: whoever wants the first never notices.
    lines[3] = b"#" * len(lines[3])
    path.write_bytes(b"\n".join(lines))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "_read_source", refuse)
        course = open_compiled(folder, cache)
        assert course.facts[0].id == "phrase-cannot"
        with pytest.raises(AssertionError, match="was read"):
            course.facts[1]


@pytest.mark.parametrize("name", ["course.yaml", "facts/a.yaml", "facts/b.yaml"])
def test_any_change_of_content_is_noticed_even_with_the_same_time_and_size(folder: Path, cache: Path, name: str) -> None:
    open_compiled(folder, cache)
    path = folder / name
    before = path.stat()
    text = path.read_text("utf-8")
    changed = text.replace("样课", "新课") if name == "course.yaml" else text.replace("顾客", "客人")
    path.write_text(changed, "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert not is_compiled(folder, cache)
    assert open_compiled(folder, cache).about == read_course(folder).about
    assert list(open_compiled(folder, cache).facts) == list(read_course(folder).facts)
    assert is_compiled(folder, cache)


def test_a_new_file_a_renamed_one_and_a_removed_one_are_noticed(folder: Path, cache: Path) -> None:
    digests = [digest_folder(folder)]
    extra = folder / "facts" / "c.yaml"
    extra.write_text(swap(STEPS_FILE, "id: listen-steps", "id: more-steps"), "utf-8")
    digests.append(digest_folder(folder))
    extra.rename(folder / "facts" / "d.yaml")
    digests.append(digest_folder(folder))
    (folder / "facts" / "d.yaml").unlink()
    assert len(set(digests)) == 3
    assert digest_folder(folder) == digests[0]


def test_moving_a_line_from_one_file_to_the_next_is_a_change(folder: Path) -> None:
    before = digest_folder(folder)
    (folder / "facts" / "a.yaml").write_text(STEPS_FILE + "#", "utf-8")
    (folder / "facts" / "b.yaml").write_text(PHRASES_FILE[1:], "utf-8")
    assert digest_folder(folder) != before


def cut_short(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flip_a_letter(content: bytes) -> bytes:
    at = content.index("先说能做的".encode())
    return content[:at] + "后".encode() + content[at + 3 :]


def spoil_index(content: bytes) -> bytes:
    return content.replace(b'"id":"listen-steps"', b'"id":"listen-stepz"', 1)


def other_format(content: bytes) -> bytes:
    opening, _newline, rest = content.partition(b"\n")
    return msgspec.json.encode({**msgspec.json.decode(opening), "digest": "0" * 32}) + b"\n" + rest


SPOILS = [
    ("empty", lambda content: b""),
    ("cut short", cut_short),
    ("no line", lambda content: content.replace(b"\n", b" ")),
    ("another digest", other_format),
    ("a letter in a fact", flip_a_letter),
    ("a letter in the index", spoil_index),
    ("not JSON", lambda content: b"\x80PNG" + content),
    ("zeros", lambda content: bytes(len(content))),
    ("deep brackets", lambda content: b"[" * 200_000),
]


@pytest.mark.parametrize("spoil", [spoil for _, spoil in SPOILS], ids=[name for name, _ in SPOILS])
def test_a_broken_cache_is_made_anew_without_a_word(folder: Path, cache: Path, spoil) -> None:
    open_compiled(folder, cache)
    path = cache_file(cache)
    path.write_bytes(spoil(path.read_bytes()))
    assert list(open_compiled(folder, cache).facts) == list(read_course(folder).facts)
    assert list(open_compiled(folder, cache).facts) == list(read_course(folder).facts)
    assert is_compiled(folder, cache)


def test_another_shape_of_the_model_makes_it_anew(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_compiled(folder, cache)
    monkeypatch.setattr(compiled, "_MODEL", [("more",)])
    assert not is_compiled(folder, cache)


def test_nothing_is_left_behind_and_a_changed_course_takes_the_same_place(folder: Path, cache: Path) -> None:
    open_compiled(folder, cache)
    (folder / "facts" / "c.yaml").write_text(swap(STEPS_FILE, "id: listen-steps", "id: more-steps"), "utf-8")
    assert len(open_compiled(folder, cache).facts) == 3
    assert len(list(cache.iterdir())) == 1


def test_two_courses_of_one_name_do_not_share_a_file(tmp_path: Path, cache: Path) -> None:
    for shop in ("a", "b"):
        open_compiled(write_course(tmp_path / shop / "c"), cache)
    assert len(list(cache.iterdir())) == 2


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(folder: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file", "utf-8")
    assert len(open_compiled(folder, taken / "cache").facts) == 2
    assert len(open_compiled(folder, taken).facts) == 2
    assert taken.read_text("utf-8") == "a file"


def test_a_course_with_errors_is_never_compiled(tmp_path: Path, cache: Path) -> None:
    folder = write_course(tmp_path / "c", phrases=swap(PHRASES_FILE, "tier: must", "tier: sometimes"))
    for _ in range(2):
        with pytest.raises(TrainerError):
            open_compiled(folder, cache)
    assert not cache.exists()


def test_a_pipe_among_the_facts_waits_for_nobody(tmp_path: Path, cache: Path) -> None:
    folder = write_course(tmp_path / "c")
    os.mkfifo(folder / "facts" / "z.yaml")
    assert digest_folder(folder) is None
    with pytest.raises(TrainerError, match="E|课程"):
        open_compiled(folder, cache)


def test_a_compiled_course_needs_no_yaml_at_all(folder: Path, cache: Path) -> None:
    open_compiled(folder, cache)
    code = (
        "import sys; from pathlib import Path; from trainer.course.compiled import open_compiled;"
        "print(open_compiled(Path(sys.argv[1]), Path(sys.argv[2])).facts[1].id, 'yaml' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code, folder, cache], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["listen-steps", "False"]


def test_an_endless_file_is_not_read_into_memory(folder: Path, cache: Path) -> None:
    with (folder / "facts" / "z.yaml").open("wb") as file:
        file.truncate(SIZE_MOST + 1)
    assert digest_folder(folder) is None
    with pytest.raises(TrainerError):
        open_compiled(folder, cache)
