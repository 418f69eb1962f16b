"""Ids that come in the same order every time, for what is to be seen again exactly as it was."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest

from cadence import ids

MADE_AT = 1_790_000_000_000_000_000
"""Nanoseconds since 1970, of the first."""


class _Numbers:
    """What ids are made of: a clock that moves by a microsecond whenever it is looked at, and chance that is none."""

    def __init__(self, first: int) -> None:
        self._numbers = count(MADE_AT + first * 10**9, 1_000)

    def time_ns(self) -> int:
        return next(self._numbers)

    def urandom(self, size: int) -> bytes:
        return bytes(size)

    def token_urlsafe(self, size: int) -> str:
        return f"{next(self._numbers):0{size}x}"


@contextmanager
def numbered_ids(first: int = 0) -> Iterator[None]:
    """first: where they begin, in seconds; those of two beginnings do not meet before a million were made."""
    numbers = _Numbers(first)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ids, "time", numbers)
        patch.setattr(ids, "os", numbers)
        patch.setattr(secrets, "token_urlsafe", numbers.token_urlsafe)
        yield
