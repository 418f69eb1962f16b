"""Signs of life, in memory."""

from datetime import datetime


class FakeHeartbeats:
    """See `cadence.ports.Heartbeats`."""

    def __init__(self) -> None:
        self.last: dict[str, datetime] = {}

    async def beat(self, name: str, at: datetime) -> None:
        self.last[name] = at

    async def last_beat(self, name: str) -> datetime | None:
        return self.last.get(name)
