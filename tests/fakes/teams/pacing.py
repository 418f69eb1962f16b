"""How fast a bot may call: by conversation, by tenant, and waits that were asked for.

Knows times and kinds of requests. Source: bots/how-to/rate-limit of Microsoft's documentation.
"""

import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

UNDER_WAY = 0.5
"""Seconds in which a request may come that was sent before the bot heard that it should wait."""
WRITES = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
READS = ((14, 1.0), (16, 2.0), (120, 30.0), (3600, 3600.0))
TENANT = ((50, 1.0),)


class Doing(StrEnum):
    """A kind of request to the Bot Connector, as faults are told by."""

    POST = "post"
    UPDATE = "update"
    DELETE = "delete"
    OPEN = "open"
    MEMBERS = "members"
    MEMBER = "member"
    TEAM = "team"
    CHANNELS = "channels"


WRITING = frozenset({Doing.POST, Doing.UPDATE, Doing.DELETE, Doing.OPEN})


@dataclass(frozen=True)
class Broken:
    """A request that a limit forbids. limit: which one, as (requests, seconds), or that it was asked to wait."""

    doing: Doing
    where: str
    limit: str


class Pacing:
    """broken: every request so far that a limit forbade. enforces: whether such a one is answered 429, too.

    now: seconds; real ones, unless a test brings its own clock.
    """

    def __init__(self) -> None:
        self.now: Callable[[], float] = time.monotonic
        self.enforces = True
        self.broken: list[Broken] = []
        self._closed: dict[tuple[str, str], tuple[float, float]] = {}
        self._requests: dict[tuple[str, str], deque[float]] = defaultdict(deque)

    def close(self, doing: Doing, where: str, seconds: float) -> None:
        """The bot was told to wait with this kind of request there."""
        self._closed[(_lane(doing), where)] = (self.now(), self.now() + seconds)

    def wait_for(self, doing: Doing, where: str) -> int:
        """Take note of a request; the seconds to wait where a limit forbids it and limits are enforced, else 0."""
        now, own = self.now(), (_lane(doing), where)
        over = [self._over(own, limit) for limit in (WRITES if doing in WRITING else READS)]
        waits = [self._asked(own), *over, *(self._over(("", ""), limit) for limit in TENANT)]
        wait, limit = max(waits)
        if wait <= 0:
            for lane in (own, ("", "")):
                self._requests[lane].append(now)
            return 0
        self.broken.append(Broken(doing, where, limit))
        return max(1, ceil(wait)) if self.enforces else 0

    def _asked(self, lane: tuple[str, str]) -> tuple[float, str]:
        since, until = self._closed.get(lane, (0.0, 0.0))
        return (until - self.now() if self.now() > since + UNDER_WAY else 0.0), "Retry-After"

    def _over(self, lane: tuple[str, str], limit: tuple[int, float]) -> tuple[float, str]:
        """How long until one more is allowed."""
        most, seconds = limit
        requests, now = self._requests[lane], self.now()
        while requests and requests[0] <= now - WRITES[-1][1]:
            requests.popleft()
        is_full = len(requests) >= most and requests[-most] > now - seconds
        return (requests[-most] + seconds - now if is_full else 0.0), f"{most} in {seconds:g} s"


def _lane(doing: Doing) -> str:
    if doing is Doing.OPEN:
        return "open"
    return "write" if doing in WRITING else "read"
