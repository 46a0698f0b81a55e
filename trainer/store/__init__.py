"""The only place that speaks SQL: the answer log, the cards cache, sessions, backups, and looking after them."""

from trainer.store.backup import BACKUP_FOLDER, restore
from trainer.store.database import Store, open_store
from trainer.store.doctor import adopt_fits, back_up, check_integrity, daily_backup, iterate_logs, read_fits, rebuild_cards
from trainer.store.entries import Appeal, AppealDraft, Event, Flag, FlagDraft, Lesson, LessonDraft, Outcome
from trainer.store.failures import DamagedStore
from trainer.store.fits import MACHINE, Fit
from trainer.store.learners import History, Learner
from trainer.store.mistakes import Miss
from trainer.store.pin import PIN_MAX, PIN_MIN, UnfitPin, clean_pin, new_pin
from trainer.store.plays import PlayDraft, PlayEnd, PlayRow, TurnRow
from trainer.store.rotation import Backup, list_backups
from trainer.store.sessions import SessionDraft, SessionRow
from trainer.store.text import UnfitName

__all__ = [
    "Appeal",
    "AppealDraft",
    "BACKUP_FOLDER",
    "Backup",
    "DamagedStore",
    "Event",
    "Fit",
    "Flag",
    "FlagDraft",
    "History",
    "Learner",
    "MACHINE",
    "Lesson",
    "LessonDraft",
    "Miss",
    "Outcome",
    "PIN_MAX",
    "PIN_MIN",
    "PlayDraft",
    "PlayEnd",
    "PlayRow",
    "SessionDraft",
    "SessionRow",
    "Store",
    "TurnRow",
    "UnfitName",
    "UnfitPin",
    "adopt_fits",
    "back_up",
    "check_integrity",
    "clean_pin",
    "daily_backup",
    "iterate_logs",
    "list_backups",
    "new_pin",
    "open_store",
    "read_fits",
    "rebuild_cards",
    "restore",
]
