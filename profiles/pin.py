"""The grown-ups' PIN: how it is kept and tried. It knows neither the store nor the clock.

What is kept is a salted scrypt hash, never the PIN. After five wrong tries every further one costs a wait that doubles,
so that ten thousand PINs cannot be tried in an evening.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace

DIGITS = (4, 8)
"""Fewest and most digits of a PIN: four are remembered, more than eight are not typed on a remote."""
FREE_TRIES = 5
FIRST_WAIT_SECONDS = 30.0
LONGEST_WAIT_SECONDS = 3600.0
_COST, _BLOCK, _PARALLEL, _SALT_BYTES = 2**14, 8, 1, 16
"""scrypt's interactive figures (RFC 7914 §2): 16 MB and some 50 ms a try."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """What is kept of a PIN, and how often it was missed."""

    salt: str
    hashed: str
    missed: int = 0
    """Wrong tries since the last right one."""
    until: float = 0.0
    """Unix time before which no try counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PinAnswer:
    """What became of a try."""

    right: bool
    tries_left: int = 0
    """Before the next wait."""
    wait_seconds: float = 0.0
    """How long no try counts now."""


def is_pin(text: str) -> bool:
    """Whether `text` may be a PIN: four to eight digits."""
    return text.isascii() and text.isdigit() and DIGITS[0] <= len(text) <= DIGITS[1]


def new_pin(text: str) -> Pin:
    """What is to be kept of a new PIN; raises ValueError unless it is one."""
    if not is_pin(text):
        raise ValueError(f"a PIN has {DIGITS[0]} to {DIGITS[1]} digits")
    salt = secrets.token_bytes(_SALT_BYTES)
    return Pin(salt=salt.hex(), hashed=_hashed(text, salt))


def waits(pin: Pin, now: float) -> float:
    """Seconds from Unix time `now` until a try counts; a clock that was set back lengthens no wait."""
    return max(0.0, min(pin.until - now, _wait(pin.missed)))


def tried(pin: Pin, text: str, now: float) -> tuple[Pin, PinAnswer]:
    """What is to be kept after a try at Unix time `now`, and what became of it."""
    wait = waits(pin, now)
    if wait > 0:
        return pin, PinAnswer(right=False, wait_seconds=wait)
    if hmac.compare_digest(_hashed(text, bytes.fromhex(pin.salt)), pin.hashed):
        return replace(pin, missed=0, until=0.0), PinAnswer(right=True, tries_left=FREE_TRIES)
    missed = pin.missed + 1
    wait = _wait(missed)
    after = replace(pin, missed=missed, until=now + wait if wait else 0.0)
    return after, PinAnswer(right=False, tries_left=max(0, FREE_TRIES - missed), wait_seconds=wait)


def _wait(missed: int) -> float:
    if missed < FREE_TRIES:
        return 0.0
    return float(min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** min(12, missed - FREE_TRIES)))


def _hashed(text: str, salt: bytes) -> str:
    return hashlib.scrypt(text.encode(), salt=salt, n=_COST, r=_BLOCK, p=_PARALLEL).hex()
