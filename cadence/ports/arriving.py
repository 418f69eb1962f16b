"""The durable inbox: events that a platform delivers at least once, kept before they are acknowledged."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One event as it came. id: the platform's, the same at every delivery. body: its JSON text. at: real time.

    attempt: 1 the first time it is handled. leased_until: real time until which it is its handler's.
    """

    id: str
    platform: str
    body: str
    at: datetime
    attempt: int = 1
    leased_until: datetime | None = None


class Inbox(Protocol):
    """All moments are real time. An event is handled at least once; its receipt makes that once."""

    async def put(self, arrival: Arrival) -> bool:
        """Keep it, leased as it says; whether it is new. One that was put before is left as it is."""

    async def take(self, now: datetime, limit: int, lease: timedelta) -> list[Arrival]:
        """Up to `limit` unhandled ones that nobody holds, the oldest first, for `lease`."""

    async def hold(self, arrival: Arrival, until: datetime) -> bool:
        """Lease it for longer, to whoever holds it as `arrival` says; whether it was theirs still."""

    async def done(self, arrival: Arrival) -> None:
        """It was handled."""

    async def later(self, arrival: Arrival, at: datetime, reason: str) -> None:
        """Handle it again at this moment."""

    async def give_up(self, arrival: Arrival, reason: str) -> None:
        """It is set aside for the operator."""

    async def waiting(self) -> dict[str, int]:
        """How many are `waiting` and `failed`."""

    async def oldest(self) -> datetime | None:
        """When the oldest of those that wait came; None where none does."""

    async def prune(self, before: datetime) -> int:
        """Forget those handled or set aside that came before this moment. How many."""
