"""PINs: they keep colleagues out of somebody's practice. They stop no thief, for the file itself is not encrypted."""

from __future__ import annotations

import re
import unicodedata

from trainer.errors import TrainerError
from trainer.i18n import N_

PIN_MIN, PIN_MAX = 4, 8
COST_N, COST_R, COST_P = 1 << 14, 8, 5
"""Of scrypt: 16 MiB and about 0.2 s a try, one of the settings that OWASP calls equal."""
HIGHEST_P = 64
MEMORY_MAX = 64 << 20
_PIN = re.compile(rf"\d{{{PIN_MIN},{PIN_MAX}}}", re.ASCII)
_KEPT = re.compile(r"scrypt\$n=(\d{1,7}),r=(\d{1,2}),p=(\d{1,2})\$([0-9a-f]{32})\$([0-9a-f]{64})", re.ASCII)


class UnfitPin(TrainerError):
    """A PIN that cannot be kept; another one can be asked for."""


def clean_pin(typed: str) -> str:
    """Return the PIN as compared: full-width digits made narrow, blanks around it gone."""
    return unicodedata.normalize("NFKC", typed).strip()


def new_pin(typed: str) -> str:
    """Return a PIN as compared. Raises `UnfitPin` unless it is 4–8 digits."""
    pin = clean_pin(typed)
    if not _PIN.fullmatch(pin):
        raise UnfitPin(N_("PIN 要写 {least} 到 {most} 位数字。", least=PIN_MIN, most=PIN_MAX), N_("换一个再试。"))
    return pin


def hash_pin(typed: str) -> str:
    """Return what to keep of a new PIN: parameters, salt and key. Raises `UnfitPin` unless it is 4–8 digits."""
    import os

    pin = new_pin(typed)
    salt = os.urandom(16)
    key = _derive(pin, salt, (COST_N, COST_R, COST_P))
    return f"scrypt$n={COST_N},r={COST_R},p={COST_P}${salt.hex()}${key.hex()}"


def fits_pin(typed: str, kept: str) -> bool:
    """Tell, in the same time whatever differs, whether a PIN is the kept one. Raises `TrainerError` when what was kept is broken."""
    import hmac

    match = _KEPT.fullmatch(kept)
    n, r, p = (int(match[place]) for place in (1, 2, 3)) if match else (0, 0, 0)
    if match is None or p > HIGHEST_P:
        raise _broken()
    try:
        key = _derive(clean_pin(typed)[: PIN_MAX + 1], bytes.fromhex(match[4]), (n, r, p))
    except ValueError as failure:
        raise _broken() from failure
    return hmac.compare_digest(key, bytes.fromhex(match[5]))


def _derive(pin: str, salt: bytes, cost: tuple[int, int, int]) -> bytes:
    import hashlib  # 5 ms that the first question need not wait for

    n, r, p = cost
    # What a terminal could not decode must count as a wrong PIN, not as a bug.
    return hashlib.scrypt(pin.encode(errors="replace"), salt=salt, n=n, r=r, p=p, maxmem=MEMORY_MAX, dklen=32)


def _broken() -> TrainerError:
    return TrainerError(N_("数据库里记的 PIN 坏了。"), N_("用备份恢复：trainer doctor --restore 备份文件"))
