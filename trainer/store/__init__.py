"""The only place that speaks SQL: the answer log, the cards cache, sessions, backups, and looking after them."""

from trainer.store.backup import BACKUP_FOLDER, restore
from trainer.store.database import Store, open_store
from trainer.store.doctor import back_up, check_integrity, daily_backup, rebuild_cards
from trainer.store.entries import Event, Flag, FlagDraft, Lesson, LessonDraft
from trainer.store.failures import DamagedStore
from trainer.store.learners import Learner
from trainer.store.rotation import Backup, list_backups
from trainer.store.sessions import SessionDraft, SessionRow
from trainer.store.text import UnfitName

__all__ = [
    "BACKUP_FOLDER",
    "Backup",
    "DamagedStore",
    "Event",
    "Flag",
    "FlagDraft",
    "Learner",
    "Lesson",
    "LessonDraft",
    "SessionDraft",
    "SessionRow",
    "Store",
    "UnfitName",
    "back_up",
    "check_integrity",
    "daily_backup",
    "list_backups",
    "open_store",
    "rebuild_cards",
    "restore",
]
