"""Identifiers made here: UUID version 7 (RFC 9562), ordered by time so that indexes stay compact.

Within one process each is greater than the one before, even in the same millisecond (RFC 9562,
section 6.2, method 2): rows made one after the other keep their order.
"""

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0
_RANDOM_BITS = 74
_LOW_BITS = 62


def new_id() -> UUID:
    """A fresh UUIDv7: 48 bits of milliseconds, then 74 random bits that only grow."""
    global _last
    random = int.from_bytes(os.urandom(10), "big") >> 6
    with _lock:
        fresh = (time.time_ns() // 1_000_000) << _RANDOM_BITS | random
        _last = fresh if fresh > _last else _last + 1 + (random & 0xFFFF_FFFF)
        value = _last
    return _spread(value)


def _spread(value: int) -> UUID:
    """Put the version and variant bits between the parts of a 122-bit number."""
    high, low = value >> _LOW_BITS, value & ((1 << _LOW_BITS) - 1)
    millis, middle = high >> 12, high & 0xFFF
    return UUID(int=millis << 80 | 0x7 << 76 | middle << 64 | 0x2 << 62 | low)
