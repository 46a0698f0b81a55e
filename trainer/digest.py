"""BLAKE2b without the rest of hashlib, which would first load OpenSSL: 3 ms of every start."""

from __future__ import annotations

try:
    from _blake2 import blake2b
except ImportError:  # another Python than CPython
    from hashlib import blake2b

__all__ = ["blake2b"]
