"""Parameters of the scheduler that were fitted to the answers of this machine, or of one learner, and found better."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from trainer.memory import Schedule

MACHINE = ""
"""In a learner's place: whoever has no parameters of their own."""

_FITS = "SELECT learner, parameters, fitted_at, answers, log_loss_before, log_loss_after FROM fit"


class Fit(msgspec.Struct, frozen=True, kw_only=True):
    """Adopted parameters. The log losses are cross-validated: of what was used before, and of these."""

    learner: str
    parameters: tuple[float, ...]
    fitted_at: int
    answers: int
    log_loss_before: float
    log_loss_after: float


def select_fits(connection: sqlite3.Connection) -> dict[str, Fit]:
    """Return what was adopted, by learner."""
    return {row[0]: _read_fit(row) for row in connection.execute(_FITS + " ORDER BY learner")}


def tune_schedule(connection: sqlite3.Connection, learner: str, schedule: Schedule) -> Schedule:
    """Return a schedule with the parameters adopted for a learner, else for the machine; unchanged where there are none."""
    row = connection.execute(_FITS + " WHERE learner IN (?, ?) ORDER BY learner DESC LIMIT 1", (learner, MACHINE)).fetchone()
    return msgspec.structs.replace(schedule, parameters=_read_fit(row).parameters) if row else schedule


def replace_fits(connection: sqlite3.Connection, fits: Iterable[Fit]) -> None:
    """Keep these fits and no others, inside a transaction."""
    connection.execute("DELETE FROM fit")
    connection.executemany(
        "INSERT INTO fit (learner, parameters, fitted_at, answers, log_loss_before, log_loss_after)"
        " VALUES (:learner, :parameters, :fitted_at, :answers, :log_loss_before, :log_loss_after)",
        [msgspec.structs.asdict(fit) | {"parameters": encode_parameters(fit.parameters)} for fit in fits],
    )


def encode_parameters(parameters: tuple[float, ...]) -> str:
    """Return parameters as kept: JSON, which brings every float back bit for bit."""
    return msgspec.json.encode(parameters).decode()


def decode_parameters(text: str) -> tuple[float, ...]:
    """Return parameters as they were encoded."""
    return msgspec.json.decode(text, type=tuple[float, ...])


def _read_fit(row: Sequence[Any]) -> Fit:
    fields = dict(zip(Fit.__struct_fields__, row, strict=True))
    return Fit(**fields | {"parameters": decode_parameters(fields["parameters"])})
