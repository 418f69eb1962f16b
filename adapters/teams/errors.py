"""Turns what a call to Teams raises into the delivery errors of cadence, with words for who can mend it.

Knows the Bot Connector's codes; must not know what was being said.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from aiohttp import ClientError


class TeamsError(Exception):
    """A call that Teams did not do, or of which nobody knows whether it did.

    status: HTTP's; 0 where there was no answer. code: Teams' own name of the error, or how the connection failed; never
    any words of anybody. retry_after: how long it asks to wait. sent: whether it may have been done all the same.
    """

    def __init__(self, status: int, code: str, retry_after: timedelta | None = None, *, sent: bool = False) -> None:
        super().__init__(f"{status} {code}" if status else code)
        self.status, self.code, self.retry_after, self.sent = status, code, retry_after, sent


FAILURES = (TeamsError, ClientError, TimeoutError)
"""Everything a call to Teams may raise."""

MENDABLE: dict[str, str] = {}
"""What people can mend, and how: the message waits for them."""


@contextmanager
def delivering(*, repeatable: bool, attempt: int = 1) -> Iterator[None]:
    """Turn what a call raises into a DeliveryError. repeatable: doing it twice is the same as doing it once.
    attempt: 1 the first time.
    """
    yield


def code_of(error: Exception) -> str:
    """Teams' own name of the error, or how the connection failed; never any user text."""
    return error.code if isinstance(error, TeamsError) else type(error).__name__
