"""PINs: kept as scrypt, asked for before somebody's practice is shown or changed, and by a screen that was hidden."""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from plain_driver import begin, data_folder, rows, run
from store_samples import SCHEDULE, START, draft, said
from test_erase import SAID, write_version_1

from trainer import paths
from trainer.errors import TrainerError
from trainer.store import BACKUP_FOLDER, UnfitPin, check_integrity, list_backups, open_store, schema
from trainer.store.pin import fits_pin, hash_pin

NAME, PIN = "陈小燕", "2468"
ON_TERMINALS = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
GUARDED = [
    ("drill", "--learner", NAME),
    ("--learner", NAME),
    ("progress", "--learner", NAME),
    ("progress", "--json", "--learner", NAME),
    ("mistakes", "--learner", NAME),
    ("learner", "rename", NAME, "小王"),
    ("learner", "remove", NAME, "--yes"),
    ("learner", "export", NAME, "OUT"),
    ("learner", "pin", NAME, "--clear"),
    ("learner", "pin", NAME, "--pin-from-stdin"),
]


def test_what_is_kept_is_scrypt_with_its_parameters_and_a_salt() -> None:
    kept = hash_pin(PIN)
    scheme, cost, salt, key = kept.split("$")
    assert (scheme, cost) == ("scrypt", "n=16384,r=8,p=5")
    assert key == hashlib.scrypt(PIN.encode(), salt=bytes.fromhex(salt), n=16384, r=8, p=5, dklen=32).hex()
    assert hash_pin(PIN) != kept


FIT = [
    (PIN, True),
    ("２４６８", True),
    (" 2468 ", True),
    ("2469", False),
    ("", False),
    ("24680", False),
    ("2468" * 99, False),
    ("\udcff", False),
]


@pytest.mark.parametrize(("typed", "fits"), FIT)
def test_a_pin_fits_or_not(typed: str, fits: bool) -> None:
    assert fits_pin(typed, hash_pin(PIN)) is fits


def test_parameters_kept_are_the_ones_used() -> None:
    """A later release may raise the cost: older PINs go on to fit."""
    salt = b"0123456789abcdef"
    kept = f"scrypt$n=1024,r=4,p=1${salt.hex()}${hashlib.scrypt(b'1357', salt=salt, n=1024, r=4, p=1, dklen=32).hex()}"
    assert fits_pin("1357", kept)
    assert not fits_pin("1358", kept)


@pytest.mark.parametrize("typed", ["123", "123456789", "12a4", "一二三四", "", "12 34", "-1234", "١٢٣٤x"])
def test_a_pin_is_four_to_eight_digits(typed: str) -> None:
    with pytest.raises(UnfitPin, match="4|PIN"):
        hash_pin(typed)


BROKEN = ["2468", "scrypt$", f"scrypt$n=16384,r=8,p=99${'0' * 32}${'0' * 64}", f"scrypt$n=9999999,r=99,p=1${'0' * 32}${'0' * 64}"]


@pytest.mark.parametrize("kept", BROKEN)
def test_a_broken_hash_lets_nobody_in(kept: str) -> None:
    with pytest.raises(TrainerError) as caught:
        fits_pin(PIN, kept)
    assert "PIN 坏了" in said(caught.value)


def test_the_store_keeps_no_pin_in_the_clear(tmp_path: Path) -> None:
    with open_store(tmp_path / "trainer.db") as store:
        learner = store.add_learner(NAME, START)
        assert not learner.has_pin
        assert store.check_pin(learner.id, "anything")
        store.set_pin(learner.id, "97531864")
        assert store.learners()[0].has_pin
        assert [store.check_pin(learner.id, typed) for typed in ("97531864", "97531865")] == [True, False]
        assert b"97531864" not in store.path.read_bytes()
        with pytest.raises(UnfitPin):
            store.set_pin(learner.id, "12")
        assert store.check_pin(learner.id, "97531864")
        store.set_pin(learner.id, "")
        assert store.find_learner(NAME) == learner


def test_a_database_of_the_first_release_gets_room_for_pins(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    write_version_1(path, "l" * 32)
    with open_store(path) as store:
        assert store.connection.execute("PRAGMA user_version").fetchone() == (schema.newest_version(),)
        learners = store.learners()
        assert [learner.has_pin for learner in learners] == [False, False]
        (answer,) = store.answers("l" * 32, "essentials")
        assert answer.response == SAID
        store.set_pin("l" * 32, PIN)
        store.record_answer(draft("l" * 32), START, SCHEDULE)
        assert not any("结构" in message.template for message in check_integrity(store))
    (backup,) = list_backups(tmp_path / BACKUP_FOLDER)
    with closing(sqlite3.connect(backup.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT response FROM answer WHERE learner = ?", ("l" * 32,)).fetchall() == [(SAID,)]


def test_the_new_column_is_the_one_of_a_new_database(tmp_path: Path) -> None:
    write_version_1(tmp_path / "old.db", "l" * 32)
    columns = []
    for name in ("old.db", "new.db"):
        with open_store(tmp_path / name) as store:
            columns.append(store.connection.execute("PRAGMA table_info(learner)").fetchall())
    assert columns[0] == columns[1]
    assert columns[0][-1][1:] == ("pin", "TEXT", 1, "''", 0)


@pytest.fixture
def locked() -> None:
    """Let somebody with a PIN have a drill begun."""
    begin("--learner", NAME, "--seed", "7")
    set_pin(NAME, PIN)


def set_pin(name: str, pin: str) -> None:
    with open_store(data_folder() / paths.DATABASE_NAME) as store:
        learner = store.find_learner(name)
        assert learner
        store.set_pin(learner.id, pin)


@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize("command", GUARDED, ids=" ".join)
def test_a_pipe_needs_the_pin_in_the_environment(command: tuple[str, ...], tmp_path: Path) -> None:
    words = [str(tmp_path / "out") if word == "OUT" else word for word in command]
    before = (data_folder() / paths.DATABASE_NAME).read_bytes()
    for environ, said_ in (({}, "这里没法输入"), ({"TRAINER_PIN": "1111"}, "对不上")):
        done = run(*words, feed=f"{PIN}\n", **environ)
        assert (done.returncode, done.stdout) == (1, "")
        assert said_ in done.stderr
        assert "→ " in done.stderr
    assert not (tmp_path / "out").exists()
    assert (data_folder() / paths.DATABASE_NAME).read_bytes() == before
    done = run(*words, feed="1357\n", TRAINER_PIN=PIN)
    assert done.returncode == 0, done.stderr


@pytest.mark.usefixtures("locked")
def test_a_pin_guards_only_its_owner() -> None:
    assert run("drill", "--learner", "小王", "--seed", "7", feed="1\n").returncode == 0
    assert run("learner", "list").stdout.splitlines() == [f"{NAME}（有 PIN）", "小王"]
    assert run("learner", "rename", "小王", "王哥").returncode == 0


PIPED = [
    (("--pin-from-stdin",), "1357\n", 0, "PIN 设好了"),
    (("--pin-from-stdin",), "１３５７\r\n", 0, "PIN 设好了"),
    (("--pin-from-stdin",), "", 2, "没有收到 PIN"),
    (("--pin-from-stdin",), "\n1357\n", 2, "没有收到 PIN"),
    (("--pin-from-stdin",), "12\n", 1, "4 到 8 位数字"),
    (("--pin-from-stdin",), "1" * 10_000, 1, "4 到 8 位数字"),
    ((), "1357\n1357\n", 2, "--pin-from-stdin"),
    (("1357",), "", 2, "多写了"),
    (("--clear", "--pin-from-stdin"), "1357\n", 2, "一次只能用一个"),
]


@pytest.mark.parametrize(("arguments", "feed", "code", "words"), PIPED)
def test_setting_a_pin_on_a_pipe(arguments: tuple[str, ...], feed: str, code: int, words: str) -> None:
    run("learner", "add", NAME)
    done = run("learner", "pin", NAME, *arguments, feed=feed)
    assert done.returncode == code
    assert words in done.stdout + done.stderr
    assert rows("SELECT pin <> '' FROM learner") == [(code == 0,)]
    if code == 0:
        assert run("learner", "export", NAME, str(data_folder().parent / "o"), TRAINER_PIN="1357").returncode == 0


if sys.platform != "win32":
    from terminal_driver import CTRL_C, CTRL_D, ESC, Terminal


def type_at(terminal: Terminal, label: str, keys: str) -> None:
    """Wait for a prompt, type, and see nothing of it."""
    terminal.wait_until(lambda text: text.endswith(label.strip()), label)
    terminal.wait_for_prompt()
    terminal.enter(keys)


@ON_TERMINALS
@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
def test_a_new_pin_is_asked_for_twice(size: tuple[int, int]) -> None:
    run("learner", "add", NAME)
    with Terminal("learner", "pin", NAME, size=size) as terminal:
        terminal.wait_for("挡得住同事，挡不住小偷", "没加密", "新 PIN")
        terminal.wait_for_prompt()
        terminal.enter("2468")
        type_at(terminal, "再输一次 ›", "2469")
        terminal.wait_for("两次不一样")
        terminal.wait_for_prompt()
        terminal.enter("24")
        type_at(terminal, "再输一次 ›", "24")
        terminal.wait_for("PIN 要写 4 到 8 位数字。")
        terminal.wait_for_prompt()
        terminal.enter("２４６８")
        type_at(terminal, "再输一次 ›", "2468")
        terminal.wait_for("PIN 设好了")
        assert terminal.finish() == 0
        assert not any(pin in terminal.raw.decode() for pin in ("2468", "2469", "２４６８"))
        assert terminal.screen.too_wide == []
    assert run("drill", "--learner", NAME, TRAINER_PIN=PIN).returncode == 0


@ON_TERMINALS
def test_enter_alone_changes_nothing() -> None:
    run("learner", "add", NAME)
    with Terminal("learner", "pin", NAME) as terminal:
        type_at(terminal, "位数字） ›", "")
        terminal.wait_for("没有改动")
        assert terminal.finish() == 0
    assert rows("SELECT pin FROM learner") == [("",)]


@ON_TERMINALS
@pytest.mark.usefixtures("locked")
def test_the_old_pin_comes_before_the_new_one() -> None:
    with Terminal("learner", "pin", NAME) as terminal:
        type_at(terminal, "PIN ›", PIN)
        type_at(terminal, "位数字） ›", "1357")
        type_at(terminal, "再输一次 ›", "1357")
        terminal.wait_for("PIN 设好了")
        assert terminal.finish() == 0
    assert run("learner", "pin", NAME, "--clear", TRAINER_PIN=PIN).returncode == 1
    assert run("learner", "pin", NAME, "--clear", TRAINER_PIN="1357").returncode == 0
    assert rows("SELECT pin FROM learner") == [("",)]


@ON_TERMINALS
@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize("arguments", [("drill", "--seed", "7"), ("--plain", "drill", "--seed", "7")], ids=" ".join)
def test_a_drill_begins_after_the_pin(arguments: tuple[str, ...]) -> None:
    with Terminal(*arguments) as terminal:
        terminal.wait_for(f"{NAME}设了 PIN", "不是您？", "PIN ›")
        terminal.enter("1111")
        terminal.wait_for("还可以试 2 次")
        terminal.wait_until(lambda text: text.endswith("PIN ›"), "the prompt again")
        terminal.enter(PIN)
        terminal.wait_for("先凭常识试一道")
        assert PIN not in terminal.raw.decode()
        assert "1111" not in terminal.raw.decode()


@ON_TERMINALS
@pytest.mark.usefixtures("locked")
def test_three_wrong_pins_end_kindly_and_take_longer_each_time() -> None:
    with Terminal("drill", size=(40, 20)) as terminal:
        waited = []
        for left in ("还可以试 2 次", "还可以试 1 次", "PIN 三次都不对，先到这里。"):
            terminal.wait_until(lambda text: text.endswith("PIN ›"), "the prompt")
            begun = terminal.age_ms()
            terminal.enter("1111")
            terminal.wait_for(left)
            waited.append(terminal.age_ms() - begun)
        assert terminal.finish() == 1
        assert terminal.echoes()
        assert all(wait >= least for wait, least in zip(waited, (500, 1000, 2000), strict=True)), waited
        assert "凭常识" not in terminal.raw.decode()


@ON_TERMINALS
@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize(("key", "code"), [(CTRL_C, 130), (CTRL_D, 0)])
def test_leaving_the_question_for_a_pin(key: str, code: int) -> None:
    with Terminal("drill") as terminal:
        terminal.wait_until(lambda text: text.endswith("PIN ›"), "the prompt")
        terminal.type(key)
        assert terminal.finish() == code
        assert terminal.echoes()
        assert "凭常识" not in terminal.raw.decode()


@ON_TERMINALS
@pytest.mark.usefixtures("locked")
def test_the_one_who_is_picked_is_asked() -> None:
    run("learner", "add", "小王")
    with Terminal("drill", "--seed", "7") as terminal:
        terminal.wait_for("今天谁来练？", "小王", "输入数字")
        terminal.wait_for_prompt()
        terminal.enter(NAME)
        type_at(terminal, "PIN ›", PIN)
        terminal.wait_for("先凭常识试一道")


LOCKED = "输入 PIN，按回车返回"


def open_drill(terminal: Terminal) -> list[str]:
    """Get past the PIN to the question; return its screen."""
    type_at(terminal, "PIN ›", PIN)
    terminal.wait_for("先凭常识试一道", "Esc 遮屏")
    terminal.wait_for_prompt()
    return terminal.lines()


@ON_TERMINALS
@pytest.mark.usefixtures("locked")
def test_a_hidden_screen_comes_back_with_the_pin_only() -> None:
    with Terminal("drill", "--seed", "7", TRAINER_IDLE_SECONDS="86400", TRAINER_PIN=PIN) as terminal:
        before = open_drill(terminal)
        terminal.type(ESC)
        terminal.wait_until(lambda text: text == f"{LOCKED}PIN ›", "the locked screen")
        for wrong in ("", "1111"):
            terminal.enter(wrong)
            terminal.wait_until(lambda text: text == "PIN 不对，请再输一次，按回车返回PIN ›", "still locked")
        terminal.enter(PIN)
        terminal.wait_until(lambda text: terminal.lines() == before, "the question as before")
        assert PIN not in terminal.raw.decode()


@ON_TERMINALS
@pytest.mark.usefixtures("locked")
def test_keys_pressed_while_a_wrong_pin_is_paid_for_are_neither_shown_nor_kept() -> None:
    with Terminal("drill", "--seed", "7", TRAINER_IDLE_SECONDS="86400") as terminal:
        open_drill(terminal)
        terminal.type(ESC)
        terminal.wait_for(LOCKED)
        for _try in range(3):
            terminal.wait_until(lambda text: text.endswith("PIN ›"), "the prompt")
            terminal.enter("1111")
        terminal.pause(0.7)
        terminal.type(PIN)
        terminal.wait_until(lambda text: text == "PIN 不对，请再输一次，按回车返回PIN ›", "the prompt without stars")
        assert PIN not in terminal.raw.decode()


@ON_TERMINALS
@pytest.mark.usefixtures("locked")
def test_an_idle_screen_locks_itself() -> None:
    with Terminal("drill", "--seed", "7", TRAINER_IDLE_SECONDS="2") as terminal:
        type_at(terminal, "PIN ›", PIN)
        terminal.wait_until(lambda text: text == f"{LOCKED}PIN ›", "the locked screen")
        terminal.enter(PIN)
        terminal.wait_for("先凭常识试一道", "Esc 遮屏")


@ON_TERMINALS
@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
def test_nobody_sees_the_drill_by_leaving_a_locked_screen(key: str) -> None:
    with Terminal("drill", "--seed", "7", TRAINER_IDLE_SECONDS="86400") as terminal:
        open_drill(terminal)
        terminal.type(ESC)
        terminal.wait_for(LOCKED)
        terminal.type(key)
        terminal.wait_for("已停止")
        assert terminal.finish() == 130
        assert terminal.echoes()
        assert not any(words in terminal.text() for words in ("凭常识", "第 1 题", "这一轮"))
