"""The engine as adapters see it: where requests and news go. Apart from the other ports, which name no request."""

from typing import Protocol

from cadence.news import News
from cadence.requests import Reply, Request


class Handles(Protocol):
    """The front door."""

    async def handle(self, request: Request) -> Reply:
        """The reply to show to the sender."""


class Tells(Protocol):
    """The news desk."""

    async def tell(self, news: News) -> None:
        """Act on it."""


def count_nothing(kind: str, outcome: str) -> None:
    """For whoever keeps no figures."""
