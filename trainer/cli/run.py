"""From arguments to an exit code: 0 well, 1 expected failure, 2 usage, 3 a bug, 130 interrupted."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

from trainer import i18n, paths
from trainer.cli.streams import mend_encodings, protect_terminal, turn_signals_into_interrupts
from trainer.errors import EndOfInput, TrainerError, UsageError
from trainer.i18n import N_, Message, render
from trainer.settings import choose_language, unknown_language
from trainer.text import clean_text

WELL, FAILED, USAGE, BUG, INTERRUPTED = 0, 1, 2, 3, 130
COMMON_WITH_VALUE = ("--learner", "--lang")
COMMON_FLAGS = ("--plain",)
LOG_NAME = "error.log"
COMPLETION = "_TRAINER_COMPLETE"
"""What a shell's completion script sets to ask what may come next."""
_TYPED_WIDE = re.compile(r"[-－—–―]+([A-Za-zＡ-Ｚａ-ｚ][-－\wＡ-Ｚａ-ｚ]*)(?:[=＝](.*))?", re.ASCII | re.DOTALL)


def run(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run one command and return its exit code. Failures become one or two lines on the error stream."""
    mend_encodings()
    argv = mend_options(argv)
    language = choose_language(argv, environ, paths.config_dir(environ))
    i18n.set_language(language)
    try:
        if language not in i18n.LANGUAGES:
            raise unknown_language(language)
        with protect_terminal(), turn_signals_into_interrupts():
            return _run_command(hoist_common(argv), environ, language)
    except UsageError as failure:
        return _report(failure, USAGE)
    except TrainerError as failure:
        return _report(failure, FAILED)
    except KeyboardInterrupt:
        return _say_saved()
    except EndOfInput:
        # Ctrl-D where a name or a choice was asked for: nothing was begun.
        _write_errors(N_("好，下次见。"), None)
        return WELL
    except BrokenPipeError:
        # The reader of our output has gone: nothing more can be said, not even by the interpreter's own flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return WELL
    except Exception:
        return _report_bug(paths.data_dir(environ))


def mend_options(argv: Sequence[str]) -> list[str]:
    """Return the words with options as they should be written: an input method makes ——help or －－ｈｅｌｐ of --help."""
    end = argv.index("--") if "--" in argv else len(argv)
    return [*map(_mend_option, argv[:end]), *argv[end:]]


def _mend_option(word: str) -> str:
    found = _TYPED_WIDE.fullmatch(word)
    if word.isascii() or found is None:
        return word
    name = unicodedata.normalize("NFKC", found[1])
    return f"--{name}" if found[2] is None else f"--{name}={found[2]}"


def hoist_common(argv: Sequence[str]) -> list[str]:
    """Move the options that every command knows to the front, so that they may stand anywhere before `--`."""
    front: list[str] = []
    rest: list[str] = []
    words = list(argv)
    while words:
        word = words.pop(0)
        if word == "--":
            return [*front, *rest, word, *words]
        if word in COMMON_WITH_VALUE and words:
            front += [word, words.pop(0)]
        elif word in COMMON_FLAGS or word.startswith(tuple(f"{name}=" for name in COMMON_WITH_VALUE)):
            front.append(word)
        else:
            rest.append(word)
    return [*front, *rest]


def _run_command(argv: list[str], environ: Mapping[str, str], language: str) -> int:
    from trainer.cli.app import app
    from trainer.cli.usage import explain_usage, use_language

    use_language(language)
    if environ.get(COMPLETION):
        from trainer.cli.completion import answer_shell

        return answer_shell(app, environ)
    try:
        code = app(args=argv, prog_name="trainer", standalone_mode=False, obj=environ)
    except SystemExit as gone:
        # The library's own answer to a closed output.
        raise BrokenPipeError from gone
    except Exception as failure:
        if (explained := explain_usage(failure)) is None:
            raise
        raise explained from failure
    if code == INTERRUPTED:
        # The library swallows Ctrl-C and returns this instead.
        raise KeyboardInterrupt
    return code if isinstance(code, int) else WELL


def _report(failure: TrainerError, code: int) -> int:
    _write_errors(failure.message, failure.remedy)
    return code


def _say_saved() -> int:
    _write_errors(N_("已停止。回答过的都保存好了，再运行一次就接着来。"), None)
    return INTERRUPTED


def _report_bug(folder: Path) -> int:
    """Keep the traceback in a file: a shop assistant can send it on, and need not read it."""
    import traceback

    path = folder / LOG_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as log:
            log.write(traceback.format_exc() + "\n")
    except OSError:
        path = Path(os.devnull)
    _write_errors(N_("程序出错了，这不是您的问题。已作答的都保存好了。"), N_("请把这个文件发给维护的人：{path}", path=path))
    return BUG


def _write_errors(message: Message, remedy: Message | None) -> None:
    lines = [clean_text(render(message))] + ([f"→ {clean_text(render(remedy))}"] if remedy else [])
    try:
        sys.stderr.write("\n".join(lines) + "\n")
        sys.stderr.flush()
    except OSError:
        # The window is gone; everything is saved and there is nobody to tell.
        return
