"""Answers of an addition that was broken off: a customer came to the counter, and afterwards it goes on where it stopped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from trainer.cli.asking import Answers, pick
from trainer.decoding import decode_json
from trainer.errors import EndOfInput
from trainer.i18n import N_

if TYPE_CHECKING:
    from trainer.screen.front import Front

SIZE_MOST = 64 * 1024
NOTHING = N_("没有写进课程。")


class _Kept(msgspec.Struct):
    folder: str
    answers: Answers


class Unfinished:
    """The file of one kind of addition in the data folder. Whatever goes wrong with it costs nobody more than the answers."""

    def __init__(self, data: Path, kind: str, folder: Path) -> None:
        self._path = data / f"unfinished-{kind}.json"
        self._folder = str(folder.resolve())

    @contextmanager
    def hold(self, front: Front, answers: Answers) -> Iterator[None]:
        """Start with the answers of the last time, if they are wanted, and keep these if it is broken off; whoever leaves is told so."""
        try:
            answers |= self.offer(front)
            yield
        except EndOfInput:
            self.keep(answers)
            front.show_note(N_("没有写进课程。答过的都留着，再运行一次就接着写。") if answers else NOTHING)
        except BaseException as failure:
            self.keep(answers)
            if isinstance(failure, KeyboardInterrupt):
                front.show_note(NOTHING)
            raise
        else:
            self.drop()

    def offer(self, front: Front) -> Answers:
        """Return the answers that the trainer wants to go on with; none where there are none for this course."""
        kept = self._read()
        if kept is None or kept.folder != self._folder or not kept.answers:
            return {}
        head = [N_("上次没写完，答过 {count} 问。", count=len(kept.answers))]
        return kept.answers if pick(front, head, [N_("接着写"), N_("从头来")]) == 0 else {}

    def keep(self, answers: Answers) -> None:
        """Keep the answers for the next time."""
        if answers:
            with suppress(OSError):
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._path.write_bytes(msgspec.json.encode(_Kept(self._folder, answers)))

    def drop(self) -> None:
        """Forget them: it is written, or not wanted."""
        with suppress(OSError):
            self._path.unlink()

    def _read(self) -> _Kept | None:
        with suppress(OSError, ValueError), self._path.open("rb") as file:
            return decode_json(file.read(SIZE_MOST), _Kept)
        return None
