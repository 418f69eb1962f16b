"""Counts and times what passes through the front door and the sender. Changes nothing of it."""

import time
from collections.abc import Awaitable, Callable

from bot.journal import tell_delivered
from bot.metrics import Metrics
from cadence.context import Services
from cadence.errors import DeliveryError, TryLater
from cadence.frontdoor import FrontDoor
from cadence.news import News, NewsDesk
from cadence.ports import Chat, Delivery, Store
from cadence.requests import Reply, Request


class ObservedFrontDoor(FrontDoor):
    """A front door that counts requests, and calls `after` when one was handled (so that the sender wakes)."""

    def __init__(self, store: Store, services: Services, metrics: Metrics, after: Callable[[], None]) -> None:
        super().__init__(store, services)
        self._metrics = metrics
        self._after = after

    async def handle(self, request: Request) -> Reply:
        """See `FrontDoor.handle`."""
        platform, kind = request.workspace_id.partition(":")[0], type(request).__name__
        began = time.perf_counter()
        outcome = "error"
        try:
            reply = await super().handle(request)
            outcome = type(reply).__name__.lower()
        except TryLater:
            outcome = "later"
            raise
        finally:
            self._metrics.requests.labels(platform, kind, outcome).inc()
            self._metrics.handling.labels(platform).observe(time.perf_counter() - began)
        self._after()
        return reply


class WakingNews(NewsDesk):
    """A news desk that calls `after` when it has acted (so that the sender wakes)."""

    def __init__(self, store: Store, services: Services, after: Callable[[], None]) -> None:
        super().__init__(store, services)
        self._after = after

    async def tell(self, news: News) -> None:
        """See `NewsDesk.tell`."""
        await super().tell(news)
        self._after()


class ObservedChat:
    """A Chat that counts how its deliveries end, and logs those that arrived."""

    def __init__(self, chat: Chat, platform: str, metrics: Metrics) -> None:
        self._chat = chat
        self._platform = platform
        self._metrics = metrics

    async def post(self, delivery: Delivery) -> str:
        return await self._count(self._chat.post, delivery)

    async def update(self, delivery: Delivery) -> str:
        return await self._count(self._chat.update, delivery)

    async def _count(self, send: Callable[[Delivery], Awaitable[str]], delivery: Delivery) -> str:
        outcome = "error"
        try:
            ref = await send(delivery)
            outcome = "delivered"
        except DeliveryError as error:
            outcome = type(error).__name__.lower()
            raise
        finally:
            self._metrics.delivered.labels(self._platform, outcome).inc()
        tell_delivered(delivery)
        return ref
