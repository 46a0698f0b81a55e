"""Failures that a user can mend. One place in `trainer.cli` catches them and chooses the exit code."""

from __future__ import annotations

from trainer.i18n import Message


class TrainerError(Exception):
    """An expected failure (exit 1). `message` says what happened and where, `remedy` what to do next."""

    def __init__(self, message: Message, remedy: Message | None = None) -> None:
        super().__init__(message.template)
        self.message = message
        self.remedy = remedy


class UsageError(TrainerError):
    """The command was called wrongly (exit 2)."""


class EndOfInput(Exception):
    """No more input will come: closed pipe, Ctrl-D. Nothing is answered for the learner."""


class Interrupted(KeyboardInterrupt):
    """The session was stopped from outside: closed window, SIGTERM. An event loop passes nothing else on."""
