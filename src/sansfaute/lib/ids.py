"""Identifiers made here: UUID version 7 (RFC 9562), ordered by time so that indexes stay compact.

Within one process each is greater than the one before, even in the same millisecond (RFC 9562,
section 6.2, method 2): rows made one after the other keep their order.
"""

import os
import threading
import time
from datetime import timedelta
from uuid import UUID, SafeUUID

_lock = threading.Lock()
_last = 0
_steps: list[int] = []  # random steps within a millisecond, drawn many at a time: asking the system costs most
_RANDOM_BITS = 74
_LOW_BITS = 62
_STEPS_DRAWN = 256
_UNKNOWN = SafeUUID.unknown
_put = object.__setattr__  # UUID's constructor checks what is known here, at the price of the rest together

os.register_at_fork(after_in_child=_steps.clear)  # a child draws its own


def new_id() -> UUID:
    """A fresh UUIDv7: 48 bits of milliseconds, then 74 random bits that only grow."""
    global _last
    start = (time.time_ns() // 1_000_000) << _RANDOM_BITS
    with _lock:
        if start > _last:
            _last = start | int.from_bytes(os.urandom(10), "big") >> 6
        else:
            _last += 1 + (_steps.pop() if _steps else _drawn())
        value = _last
    return _spread(value)


def earlier(identifier: UUID, by: timedelta) -> UUID:
    """An identifier that stands so much time before this one among those made here; never below zero."""
    milliseconds = max(0, (identifier.int >> 80) - by // timedelta(milliseconds=1))
    return UUID(int=milliseconds << 80 | identifier.int & ((1 << 80) - 1))


def _drawn() -> int:
    drawn = os.urandom(4 * _STEPS_DRAWN)
    _steps.extend(int.from_bytes(drawn[at : at + 4], "big") for at in range(0, len(drawn), 4))
    return _steps.pop()


def _spread(value: int) -> UUID:
    """Put the version and variant bits between the parts of a 122-bit number."""
    high, low = value >> _LOW_BITS, value & ((1 << _LOW_BITS) - 1)
    made = UUID.__new__(UUID)
    _put(made, "int", (high >> 12) << 80 | 0x7 << 76 | (high & 0xFFF) << 64 | 0x2 << 62 | low)
    _put(made, "is_safe", _UNKNOWN)
    return made
