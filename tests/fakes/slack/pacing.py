"""How fast a workspace may be called: a message a second in a channel, tiers a minute, and waits that were asked for.

Knows times and names of methods. Source: docs.slack.dev/apis/web-api/rate-limits.
"""

import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from tests.fakes.slack.state import Json

MINUTE = 60.0
UNDER_WAY = 0.5
"""Seconds in which a call may come that was sent before the application heard that it should wait."""
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
POSTS_A_MINUTE = 300
"""Documented as "several hundred" for a whole workspace."""
TIER_OF = {
    "chat.update": 3,
    "chat.delete": 3,
    "chat.postEphemeral": 4,
    "views.open": 4,
    "views.push": 4,
    "views.update": 4,
    "views.publish": 4,
    "users.info": 4,
    "users.list": 2,
    "users.profile.get": 4,
    "team.profile.get": 3,
    "team.info": 3,
    "usergroups.list": 2,
    "usergroups.users.list": 2,
    "conversations.info": 3,
    "conversations.open": 3,
    "conversations.history": 3,
    "conversations.replies": 3,
    "conversations.members": 4,
    "conversations.list": 2,
    "users.conversations": 3,
    "apps.connections.open": 3,
    "auth.revoke": 3,
    "bots.info": 3,
}


@dataclass(frozen=True)
class Broken:
    """A call that the limits forbid. limit: which one."""

    method: str
    limit: str
    args: Json


class Pacing:
    """broken: every call so far that a limit forbade. enforces: whether such a call is answered 429, too.

    now: seconds; real ones, unless a test brings its own clock.
    """

    def __init__(self) -> None:
        self.now: Callable[[], float] = time.monotonic
        self.enforces = False
        self.broken: list[Broken] = []
        self._closed: dict[str, tuple[float, float]] = {}
        self._calls: dict[str, deque[float]] = defaultdict(deque)

    def close(self, method: str, seconds: float) -> None:
        """The application was told to wait with this method."""
        now = self.now()
        _, until = self._closed.get(method, (now, 0.0))
        self._closed[method] = (now, max(until, now + seconds))

    def wait_for(self, method: str, args: Json) -> int:
        """Take note of a call; the seconds to wait where a limit forbids it and limits are enforced, else 0."""
        waits = [self._asked(method), *(self._over(*limit) for limit in self._limits(method, args))]
        found = [(wait, limit) for wait, limit in waits if wait > 0]
        if not found:
            for name, _, _ in self._limits(method, args):
                self._calls[name].append(self.now())
            return 0
        wait, limit = max(found)
        self.broken.append(Broken(method, limit, args))
        if self.enforces:
            self.close(method, wait)
        return max(1, ceil(wait)) if self.enforces else 0

    def _asked(self, method: str) -> tuple[float, str]:
        since, until = self._closed.get(method, (0.0, 0.0))
        is_heard = self.now() > since + UNDER_WAY
        return until - self.now() if is_heard else 0.0, "Retry-After"

    def _limits(self, method: str, args: Json) -> list[tuple[str, int, float]]:
        """(name, calls, seconds) of each limit that this call counts for."""
        if method == "chat.postMessage":
            return [(f"{method} in {args.get('channel')}", 1, 1.0), (method, POSTS_A_MINUTE, MINUTE)]
        return [(method, TIERS[TIER_OF[method]], MINUTE)] if method in TIER_OF else []

    def _over(self, name: str, most: int, seconds: float) -> tuple[float, str]:
        """How long until one more is allowed."""
        calls, now = self._calls[name], self.now()
        while calls and calls[0] <= now - seconds:
            calls.popleft()
        return (calls[-most] + seconds - now if len(calls) >= most else 0.0), name
