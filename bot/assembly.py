"""Puts the parts together: the one place where storage and adapters meet the engine.

Knows constructors; decides nothing. An adapter that is not configured is not imported.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from bot.admins import name_admins
from bot.calendars import PublicHolidays
from bot.database import require_ready
from bot.dates import LenientDates
from bot.metrics import Metrics
from bot.observing import ObservedChat, ObservedFrontDoor
from bot.settings import Settings
from bot.timetravel import Traveller
from bot.web import Health
from bot.worker import Worker
from cadence.context import Services
from cadence.delivery import Sender
from cadence.errors import DeliveryError
from cadence.frontdoor import FrontDoor
from cadence.model import Workspace
from cadence.ports import Chat, Clock, Delivery
from cadence.scheduler import Scheduler
from storage import SqlStore, open_store

if TYPE_CHECKING:
    from adapters.slack.app import SlackAdapter

log = structlog.get_logger()

LOCAL = Workspace(id="local", platform="local", name="Local workspace")


def utc_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


@dataclass(kw_only=True)
class Drumbeat:
    """The running parts. slack: None where Slack is not configured."""

    settings: Settings
    store: SqlStore
    services: Services
    metrics: Metrics
    front_door: FrontDoor
    scheduler: Scheduler
    worker: Worker
    traveller: Traveller
    clock: Clock
    slack: "SlackAdapter | None" = None

    def web_app(self) -> web.Application:
        """Everything that answers HTTP."""
        app = web.Application()
        health = Health(self.store.ping, self.store, self.store, self.clock, self.metrics)
        app.add_routes(health.routes())
        if self.slack is not None:
            self.slack.add_routes(app)
        if self.settings.has_local:
            _add_local(app, self)
        return app


@asynccontextmanager
async def assemble(settings: Settings, clock: Clock = utc_now) -> AsyncIterator[Drumbeat]:
    """Every part, connected; closed again at the end of the block.

    Raises ConfigurationError where the database is not reached or not migrated.
    """
    await require_ready(settings.database_url)
    store = open_store(settings.database_url, clock)
    metrics = Metrics()
    services = Services(holidays=PublicHolidays(), dates=LenientDates(), tally=metrics)
    chats: dict[str, Chat] = {}
    scheduler = Scheduler(store, services, _report)
    sender = Sender(
        store, chats, clock, lease=timedelta(seconds=settings.sender_lease_seconds), report=_report_delivery
    )
    worker = Worker(scheduler, sender, store, clock, metrics)
    front_door = ObservedFrontDoor(store, services, metrics, worker.wake)
    drumbeat = Drumbeat(
        settings=settings,
        store=store,
        services=services,
        metrics=metrics,
        front_door=front_door,
        scheduler=scheduler,
        worker=worker,
        traveller=Traveller(store, scheduler, worker.run_pass),
        clock=clock,
    )
    try:
        await _connect(drumbeat, chats)
        await name_admins(store, settings.drumbeat_admins)
        yield drumbeat
    finally:
        await worker.stop()
        if drumbeat.slack is not None:
            await drumbeat.slack.close()
        await store.close()


async def _connect(drumbeat: Drumbeat, chats: dict[str, Chat]) -> None:
    settings = drumbeat.settings
    if settings.has_local:
        from adapters.local.chat import LocalChat

        await drumbeat.store.add_workspace(LOCAL)
        local = LocalChat(drumbeat.store.chatlog, drumbeat.store, drumbeat.clock)
        chats["local"] = ObservedChat(local, "local", drumbeat.metrics)
    if settings.slack_bot_token and settings.slack_signing_secret:
        from adapters.slack.app import SlackDeps, build_slack

        drumbeat.slack = build_slack(
            SlackDeps(
                front_door=drumbeat.front_door,
                store=drumbeat.store,
                bot_token=settings.slack_bot_token.get_secret_value(),
                signing_secret=settings.slack_signing_secret.get_secret_value(),
                api_url=settings.slack_api_url,
            )
        )
        await drumbeat.slack.connect()
        chats["slack"] = ObservedChat(drumbeat.slack.chat, "slack", drumbeat.metrics)


def _add_local(app: web.Application, drumbeat: Drumbeat) -> None:
    from adapters.local.app import add_local
    from adapters.local.deps import LocalDeps

    deps = LocalDeps(
        front_door=drumbeat.front_door,
        store=drumbeat.store,
        chatlog=drumbeat.store.chatlog,
        agenda=drumbeat.scheduler,
        travel=drumbeat.traveller.travel,
        run_pass=drumbeat.worker.run_pass,
        clock=drumbeat.clock,
        secret=secrets.token_bytes(32),
    )
    add_local(app, deps)


def _report(what: str, error: Exception) -> None:
    log.error("scheduled_work_failed", work=what, error=type(error).__name__, exc_info=error)


def _report_delivery(delivery: Delivery, error: Exception) -> None:
    if isinstance(error, DeliveryError):
        # Its words are ours and name Slack's code and what to do; they never quote a message.
        log.error("delivery_failed", message=delivery.id, error=type(error).__name__, reason=str(error))
    else:
        log.error("delivery_failed", message=delivery.id, error=type(error).__name__, exc_info=error)
