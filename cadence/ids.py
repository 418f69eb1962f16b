"""Identifiers. Knows only how ids are made; must not know what they name."""

import os
import time
import uuid
from functools import lru_cache

NAMESPACE = uuid.UUID("6f1f6a52-4f1d-5a83-9c35-0d2b8f1f7a10")


def new_id() -> str:
    """A fresh id that sorts by the (real) moment it was made: UUID version 7, 36 characters."""
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    fraction = (nanoseconds << 12) // 1_000_000  # two ids of the same millisecond sort, too
    value = (milliseconds << 80) | (0x7 << 76) | (fraction << 64)
    value |= (0b10 << 62) | (int.from_bytes(os.urandom(8)) & ((1 << 62) - 1))
    return str(uuid.UUID(int=value))


@lru_cache(maxsize=1_000)
def id_for(*parts: str) -> str:
    """The same id for the same parts, always: two workers that make the same thing make the same id."""
    name = "\x1f".join(parts).encode(errors="replace").decode()  # half a character may come from a platform
    return str(uuid.uuid5(NAMESPACE, name))
