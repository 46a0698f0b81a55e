"""The saved choices of this machine: for now, the language. One small YAML file in the configuration folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from trainer.errors import TrainerError, UsageError
from trainer.i18n import DEFAULT_LANGUAGE, LANGUAGES, N_

FILE_NAME = "config.yaml"


def choose_language(argv: Sequence[str], environ: Mapping[str, str], folder: Path) -> str:
    """Return the language: `--lang`, else `TRAINER_LANG`, else the saved choice, else Chinese. `LANG` is ignored."""
    for position, word in enumerate(argv):
        if word == "--":
            break
        if word.startswith("--lang="):
            return word.partition("=")[2]
        if word == "--lang" and position + 1 < len(argv):
            return argv[position + 1]
    return environ.get("TRAINER_LANG") or read_language(folder)


def read_language(folder: Path) -> str:
    """Return the saved language; Chinese when nothing useful is saved."""
    path = folder / FILE_NAME
    try:
        if not path.is_file():
            return DEFAULT_LANGUAGE
    except PermissionError:  # a locked folder is no reason not to practise
        return DEFAULT_LANGUAGE
    import yaml

    try:
        saved = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return DEFAULT_LANGUAGE
    language = saved.get("language") if isinstance(saved, dict) else None
    return language if language in LANGUAGES else DEFAULT_LANGUAGE


def save_language(folder: Path, language: str) -> Path:
    """Save the language and return the file. Raises `TrainerError` for an unknown one or an unwritable folder."""
    if language not in LANGUAGES:
        raise unknown_language(language)
    path = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(f"language: {language}\n", encoding="utf-8")
    except OSError as failure:
        raise TrainerError(N_("写不进设置文件：{path}", path=path), N_("检查这个文件夹的权限，或改用环境变量 TRAINER_LANG。")) from failure
    return path


def unknown_language(language: str) -> UsageError:
    """Say which languages there are."""
    return UsageError(N_("没有“{language}”这种界面语言。", language=language[:20]), N_("可以用：{known}", known=" ".join(LANGUAGES)))
