"""Identifiers. Knows only how ids are made; must not know what they name.

They are UUIDs (RFC 9562), written here by hand: `uuid.UUID` takes ten times as long, and an answer makes twenty.
"""

import os
import time
from hashlib import sha1
from uuid import UUID

NAMESPACE = UUID("6f1f6a52-4f1d-5a83-9c35-0d2b8f1f7a10").bytes
_MARKED = {f"{digit:x}": f"{digit & 0b11 | 0b1000:x}" for digit in range(16)}
"""By digit, the same with the variant's bits in it."""


def new_id() -> str:
    """A fresh id that sorts by the (real) moment it was made: UUID version 7, 36 characters."""
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    fraction = (nanoseconds << 12) // 1_000_000  # two ids of the same millisecond sort, too
    return _uuid(f"{milliseconds:012x}0{fraction:03x}{os.urandom(8).hex()}", 7)


def id_for(*parts: str) -> str:
    """The same id for the same parts, always: two workers that make the same thing make the same id. UUID version 5."""
    name = "\x1f".join(parts).encode(errors="replace")  # half a character may come from a platform
    return _uuid(sha1(NAMESPACE + name, usedforsecurity=False).hexdigest(), 5)


def _uuid(digits: str, version: int) -> str:
    """digits: 32 hexadecimal ones (more are left out); those of version and variant are put in."""
    variant = _MARKED[digits[16]]
    return f"{digits[:8]}-{digits[8:12]}-{version}{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"
