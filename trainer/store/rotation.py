"""Which backups there are, and which to keep: every one of a week, one a week for eight, one a month for twelve."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import msgspec

from trainer.clock import Moment
from trainer.errors import TrainerError
from trainer.store.backup import STAMP
from trainer.store.connection import APPLICATION_ID, read_header
from trainer.store.failures import explain_failures

KEEP_ALL_DAYS = 7
KEEP_WEEKLY_DAYS = 8 * 7
KEEP_MONTHLY_DAYS = 366
RECENT_LEAST = 7
"""Backups of the last eight weeks without which no old one goes: under a clock that is a year ahead all others look old."""
KEEP_MOST = 60
"""Beyond these, old ones go all the same."""
_NAME = re.compile(r"trainer-(\d{8}-\d{6})\.bak", re.ASCII)


class Backup(msgspec.Struct, frozen=True):
    """One of our backups. `taken_at` is local time, from its name."""

    path: Path
    taken_at: datetime
    size_bytes: int


def list_backups(folder: Path) -> list[Backup]:
    """Return our backups in a folder, newest first; anything else in it is not ours to touch."""
    with explain_failures(folder):
        found = [_read_backup(path) for path in folder.iterdir()] if folder.is_dir() else []
    return sorted((backup for backup in found if backup), key=lambda backup: backup.taken_at, reverse=True)


def thin_backups(folder: Path, today: date) -> list[Path]:
    """Delete the backups that age has made superfluous and return what was deleted."""
    backups = list_backups(folder)
    keep = kept_backups(backups, today)
    gone = [backup.path for backup in backups if backup not in keep]
    with explain_failures(folder):
        for path in gone:
            path.unlink(missing_ok=True)
    return gone


def kept_backups(backups: list[Backup], today: date) -> list[Backup]:
    """Return the backups worth keeping, in the given order. The newest always is; so is one dated in the future."""
    ages = {backup: (today - backup.taken_at.date()).days for backup in backups}
    if len(backups) <= KEEP_MOST and sum(age < KEEP_WEEKLY_DAYS for age in ages.values()) < RECENT_LEAST:
        return backups
    weekly = _newest_of_each(backups, lambda on: on.isocalendar()[:2])
    monthly = _newest_of_each(backups, lambda on: (on.year, on.month))
    newest = max(backups, key=lambda backup: backup.taken_at, default=None)
    return [
        backup
        for backup in backups
        if backup == newest
        or ages[backup] < KEEP_ALL_DAYS
        or (backup in weekly and ages[backup] < KEEP_WEEKLY_DAYS)
        or (backup in monthly and ages[backup] < KEEP_MONTHLY_DAYS)
    ]


def taken_on(folder: Path, moment: Moment) -> bool:
    """Tell whether there is a backup of that local day."""
    return any(backup.taken_at.date() == moment.on for backup in list_backups(folder))


def _newest_of_each(backups: list[Backup], period: Callable[[date], Hashable]) -> set[Backup]:
    # Later ones overwrite earlier ones: what stays is the last of each period.
    ordered = sorted(backups, key=lambda backup: backup.taken_at)
    return set({period(backup.taken_at.date()): backup for backup in ordered}.values())


def _read_backup(path: Path) -> Backup | None:
    """Recognise a backup of ours by its name and by its header."""
    match = _NAME.fullmatch(path.name)
    if match is None or path.is_symlink() or not path.is_file():
        return None
    with suppress(ValueError, TrainerError):
        taken_at = datetime.strptime(match[1], STAMP)
        header = read_header(path)
        if header is not None and header.application_id == APPLICATION_ID:
            return Backup(path, taken_at, path.stat().st_size)
    return None
