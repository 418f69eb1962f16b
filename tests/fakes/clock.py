"""A clock that stands still until it is moved."""

from datetime import datetime, timedelta


class FakeClock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amount: float) -> None:
        """Move on, e.g. `forward(hours=2)`."""
        self.now += timedelta(**amount)

    def to(self, moment: datetime) -> None:
        self.now = moment
