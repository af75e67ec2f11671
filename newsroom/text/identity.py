"""Identifiers that sort by time: UUID version 7 (RFC 9562 §5.7), which Python 3.13 lacks."""

import secrets
import time
from uuid import UUID


def new_uid() -> UUID:
    """A fresh UUID version 7: 48 bits of Unix milliseconds, then 74 random bits."""
    value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)
