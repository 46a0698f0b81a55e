"""The saved choices of this machine: one small TOML file in the configuration folder.

An option counts before the environment, the environment before the file, and the file before the default.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from trainer.errors import TrainerError, UsageError
from trainer.i18n import DEFAULT_LANGUAGE, LANGUAGES, N_, SEPARATOR, Message, _, render, weekday_name

FILE_NAME = "config.toml"
DEFAULT_WORD = "default"
SHIPPED = "essentials"
"""The course that everybody has."""
COLOURS = ("auto", "always", "never")
_DAYS = {name: day for day, name in enumerate("一二三四五六日")} | {str(day + 1): day for day in range(7)} | {"天": 6}
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_COURSE = re.compile(r"[a-z][a-z0-9-]{0,63}")
_LINE = re.compile(r"at line (\d+)")


class Settings(msgspec.Struct, frozen=True):
    """What can be chosen. `rest_days` are weekdays, Monday 0; `retention` is the recall (0–1) at which a fact falls due.

    `course`: the id of a shipped or installed course, or the folder of another.
    """

    minutes: int = 5
    new_per_day: int = 6
    rest_days: tuple[int, ...] = ()
    retention: float = 0.9
    language: str = DEFAULT_LANGUAGE
    colour: str = "auto"
    course: str = SHIPPED


class Setting(msgspec.Struct, frozen=True):
    """One choice: what it is called in words and in the environment, how a text is read, and what may be written."""

    name: str
    title: Message
    variable: str
    read: Callable[[str], Any]
    allowed: Message
    show: Callable[[Any], str] = str


def _read_whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and low <= int(text[:6]) <= high):
            raise ValueError
        return int(text)

    return read


def _read_share(text: str) -> float:
    share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    if not 0.7 <= share <= 0.97:
        raise ValueError
    return round(share, 4)


def _read_word(words: Sequence[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise ValueError
        return text

    return read


def _read_course(text: str) -> str:
    """A folder is written in full, since nobody knows where the next drill is started."""
    if not text or not (_COURSE.fullmatch(text) or Path(text).is_absolute()):
        raise ValueError
    return text


def _read_days(text: str) -> tuple[int, ...]:
    """Read `六日`, `周六、周日`, `6,7`, `sat, sun` or `无`. Somebody must come in on one day at least."""
    if text in ("无", "none", ""):
        return ()
    for day, name in enumerate(_ENGLISH_DAYS, 1):
        text = text.lower().replace(name, str(day))
    days = {_DAYS[character] for character in text.replace("星期", "").replace("周", "") if character not in " ,，、"}
    if not days or len(days) == len(_ENGLISH_DAYS):
        raise ValueError
    return tuple(sorted(days))


def _show_days(days: tuple[int, ...]) -> str:
    return render(SEPARATOR).join(weekday_name(day) for day in days) or _("无")


SETTINGS: tuple[Setting, ...] = (
    Setting("minutes", N_("一次练几分钟"), "TRAINER_MINUTES", _read_whole(1, 120), N_("1 到 120 的整数")),
    Setting("new_per_day", N_("一天学几条新的"), "TRAINER_NEW", _read_whole(0, 50), N_("0 到 50 的整数")),
    Setting("rest_days", N_("哪几天休息"), "TRAINER_REST_DAYS", _read_days, N_("如 六日、6,7，或者 无"), _show_days),
    Setting("retention", N_("要记住多少，越高复习越勤"), "TRAINER_RETENTION", _read_share, N_("0.70 到 0.97")),
    Setting("language", N_("界面语言"), "TRAINER_LANG", _read_word(LANGUAGES), N_("zh 或 en")),
    Setting("colour", N_("颜色"), "TRAINER_COLOUR", _read_word(COLOURS), N_("auto、always 或 never")),
    Setting("course", N_("练哪一门课程"), "TRAINER_COURSE", _read_course, N_("课程的名字，或者它的文件夹（写全）")),
)


def choose_language(argv: Sequence[str], environ: Mapping[str, str], folder: Path) -> str:
    """Return the language: `--lang`, else `TRAINER_LANG`, else the saved choice, else Chinese. `LANG` is ignored."""
    for position, word in enumerate(argv):
        if word == "--":
            break
        if word.startswith("--lang="):
            return word.partition("=")[2]
        if word == "--lang" and position + 1 < len(argv):
            return argv[position + 1]
    return environ.get("TRAINER_LANG") or _read_language(folder)


def read_settings(folder: Path, environ: Mapping[str, str]) -> Settings:
    """Return the settings in force. Raises `TrainerError` naming the value that makes no sense and where it stands."""
    values: dict[str, Any] = {}
    saved = load_saved(folder)
    for setting in SETTINGS:
        if text := environ.get(setting.variable):
            values[setting.name] = _read_value(setting, text, setting.variable)
        elif setting.name in saved:
            values[setting.name] = _read_value(setting, saved[setting.name], str(folder / FILE_NAME))
    return Settings(**values)


def load_saved(folder: Path) -> dict[str, str]:
    """Return what the file says, as text by name. Raises `TrainerError` when it cannot be read as TOML."""
    path = folder / FILE_NAME
    try:
        content = path.read_bytes() if path.is_file() else b""
    except OSError:  # a locked folder is no reason not to practise
        return {}
    if not content:
        return {}
    import tomllib

    try:
        table = tomllib.loads(content.decode("utf-8"))
    except ValueError as failure:  # of the decoder or of the parser
        remedy = N_('照 minutes = "8" 的样子改好；或者删掉这个文件，重新用 trainer config 设置。')
        line = _LINE.search(str(failure))
        message = N_("设置文件第 {line} 行读不懂：{path}", line=line[1], path=path) if line else N_("设置文件读不懂：{path}", path=path)
        raise TrainerError(message, remedy) from failure
    return {str(name): value if isinstance(value, str) else _as_text(value) for name, value in table.items()}


def find_setting(word: str) -> Setting:
    """Return a setting by its name, `-` and `_` alike. Raises `UsageError` naming those there are."""
    for setting in SETTINGS:
        if setting.name == word.replace("-", "_").lower():
            return setting
    known = [setting.name for setting in SETTINGS]
    raise UsageError(N_("没有“{word}”这项设置。", word=word[:20]), N_("可以设置：{known}", known=known))


def save_setting(folder: Path, setting: Setting, text: str) -> Path:
    """Save one value, or forget it for `default`; other lines of the file stay. Raises `UsageError` for a value that makes no sense."""
    saved = load_saved(folder)
    if text == DEFAULT_WORD:
        saved.pop(setting.name, None)
    else:
        value = _read_value(setting, text, "")
        saved[setting.name] = ",".join(str(day + 1) for day in value) or "none" if setting.name == "rest_days" else str(value)
    path = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{name} = {_quote(value)}\n" for name, value in saved.items()), encoding="utf-8")
    except OSError as failure:
        remedy = N_("检查这个文件夹的权限，或改用环境变量 {variable}。", variable=setting.variable)
        raise TrainerError(N_("写不进设置文件：{path}", path=path), remedy) from failure
    return path


def unknown_language(language: str) -> UsageError:
    """Say which languages there are."""
    return UsageError(N_("没有“{language}”这种界面语言。", language=language[:20]), N_("可以用：{known}", known=" ".join(LANGUAGES)))


def _read_language(folder: Path) -> str:
    """Return the saved language; Chinese when nothing useful is saved: the complaint about it must be in some language."""
    try:
        language = load_saved(folder).get("language", DEFAULT_LANGUAGE)
    except TrainerError:
        return DEFAULT_LANGUAGE
    return language if language in LANGUAGES else DEFAULT_LANGUAGE


def _read_value(setting: Setting, text: str, where: str) -> Any:
    try:
        return setting.read(text.strip())
    except (ValueError, KeyError):
        what = {"title": setting.title, "text": text[:20]}
        remedy = N_("可以写：{allowed}。改回默认：trainer config {name} default", allowed=setting.allowed, name=setting.name)
        message = N_("“{title}”不能是“{text}”（{where}）。", **what, where=where) if where else N_("“{title}”不能是“{text}”。", **what)
        raise UsageError(message, remedy) from None


def _as_text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _quote(text: str) -> str:
    """Return a TOML string: what it may hold has been read back as a value, or was in the file before."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
