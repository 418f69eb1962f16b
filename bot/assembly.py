"""Puts the parts together: the one place where storage and adapters meet the engine.

Knows constructors; decides nothing. An adapter that is not configured is not imported.
"""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from bot.admins import name_admins
from bot.calendars import PublicHolidays
from bot.database import require_ready
from bot.dates import LenientDates
from bot.journal import about, tell_steps
from bot.metrics import Metrics
from bot.observing import ObservedChat, ObservedFrontDoor, WakingNews
from bot.platforms import slack_deps, teams_deps
from bot.pruning import Keep, Pruner
from bot.pulse import longest_silence
from bot.restoring import CarefulChat, doubt_of
from bot.settings import Settings
from bot.timetravel import Traveller
from bot.trouble import Mending, tells_of_trouble
from bot.web import Away, Health
from bot.worker import Worker
from cadence.context import Services
from cadence.delivery import Sender
from cadence.errors import ConfigurationError, DeliveryError, StoreAway
from cadence.frontdoor import FrontDoor
from cadence.model import Workspace
from cadence.news import NewsDesk
from cadence.ports import Arrival, Chat, Clock, Delivery, Pace
from cadence.receiving import Handler, Receiver
from cadence.scheduler import Scheduler
from storage import SqlStore, open_store

if TYPE_CHECKING:
    from adapters.slack.app import SlackAdapter
    from adapters.teams.app import TeamsAdapter

log = structlog.get_logger()

LOCAL = Workspace(id="local", platform="local", name="Local workspace")


def utc_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


@dataclass(kw_only=True)
class Drumbeat:
    """The running parts. slack, teams: None where that is not configured."""

    settings: Settings
    store: SqlStore
    services: Services
    metrics: Metrics
    front_door: FrontDoor
    scheduler: Scheduler
    worker: Worker
    receiver: Receiver
    news: NewsDesk
    traveller: Traveller
    clock: Clock
    slack: "SlackAdapter | None" = None
    teams: "TeamsAdapter | None" = None

    def web_app(self) -> web.Application:
        """Everything that answers HTTP; without the metrics, where those have an address of their own."""
        app = web.Application()
        health = self._health()
        app.add_routes(health.routes())
        if self.settings.metrics_port is None:
            app.add_routes([health.figures_route()])
        if self.slack is not None:
            self.slack.add_routes(app)
        if self.teams is not None:
            self.teams.add_routes(app)
        if self.settings.has_local:
            _add_local(app, self)
        return app

    def watching_app(self) -> web.Application:
        """Health and metrics alone."""
        app, health = web.Application(), self._health()
        app.add_routes([*health.routes(), health.figures_route()])
        return app

    def _health(self) -> Health:
        silence, of_worker = longest_silence(self.settings.tick_seconds), self.worker.pulse
        figures = (self.clock, self.metrics, self._away(), of_worker, silence)
        return Health(self.store.ping, self.store, self.store, *figures, self.store.inbox)

    def _away(self) -> dict[str, Away]:
        found = {}
        if self.slack is not None:
            found["slack"] = Away("not connected", self.slack.away_since)
        if self.teams is not None:
            found["teams"] = Away("no key of Microsoft's to check requests with", self.teams.away_since)
        return found


@asynccontextmanager
async def assemble(settings: Settings, clock: Clock = utc_now) -> AsyncIterator[Drumbeat]:
    """Every part, connected; closed again at the end of the block.

    Raises ConfigurationError where the database is not reached or not migrated.
    """
    await require_ready(settings.database_url)
    secret_keys = [key.get_secret_value() for key in settings.drumbeat_secret_key]
    store = open_store(settings.database_url, clock, secret_keys, witness=tell_steps)
    platforms = Platforms()
    drumbeat = _put_together(settings, store, clock, platforms)
    try:
        if settings.drumbeat_secret_key:
            await _write_secrets_anew(store)
        await _connect(drumbeat, platforms)
        if doubt := await doubt_of(store, clock):
            platforms.chats.update({name: CarefulChat(chat, doubt) for name, chat in platforms.chats.items()})
        await name_admins(store, settings.drumbeat_admins)
        yield drumbeat
    finally:
        await drumbeat.worker.stop()
        await drumbeat.receiver.drain()
        if drumbeat.slack is not None:
            await drumbeat.slack.close()
        if drumbeat.teams is not None:
            await drumbeat.teams.close()
        await store.close()


async def _write_secrets_anew(store: SqlStore) -> None:
    """Where no key opens what is kept, we start all the same: the install page is the way out of that."""
    try:
        await store.vault.reencrypt()
    except ConfigurationError as error:
        log.error("tokens_unreadable", reason=str(error))


@dataclass(frozen=True)
class Platforms:
    """What each platform that is configured puts in, by its name, once it is connected.

    advice: as in `bot.trouble`.
    """

    chats: dict[str, Chat] = field(default_factory=dict)
    paces: dict[str, Pace] = field(default_factory=dict)
    handlers: dict[str, Handler] = field(default_factory=dict)
    regrets: dict[str, Handler] = field(default_factory=dict)
    advice: dict[str, Mapping[str, str]] = field(default_factory=dict)


def _put_together(settings: Settings, store: SqlStore, clock: Clock, platforms: Platforms) -> Drumbeat:
    metrics = Metrics()
    services = Services(holidays=PublicHolidays(), dates=LenientDates(), tally=metrics)
    scheduler = Scheduler(store, services, _report)
    news = WakingNews(store, services, lambda: worker.wake())
    sender = Sender(
        store,
        platforms.chats,
        clock,
        lease=timedelta(seconds=settings.sender_lease_seconds),
        report=_report_delivery,
        trouble=tells_of_trouble(news, platforms.advice, clock),
        mended=Mending(news, store),
        paces=platforms.paces,
    )
    receiver = Receiver(
        store.inbox,
        platforms.handlers,
        clock,
        regrets=platforms.regrets,
        report=_report_arrival,
        gave_up=_report_given_up,
    )
    worker = Worker(scheduler, sender, store, clock, metrics, receiver, _pruner(settings, store, clock))
    return Drumbeat(
        settings=settings,
        store=store,
        services=services,
        metrics=metrics,
        front_door=ObservedFrontDoor(store, services, metrics, worker.wake),
        scheduler=scheduler,
        worker=worker,
        receiver=receiver,
        news=news,
        traveller=Traveller(store, scheduler, worker.run_pass),
        clock=clock,
    )


def _pruner(settings: Settings, store: SqlStore, clock: Clock) -> Pruner:
    keep = Keep(
        receipts=settings.drumbeat_keep_receipts_days,
        audit=settings.drumbeat_keep_audit_days,
        drafts=settings.drumbeat_keep_drafts_days,
    )
    return Pruner(store.pruning, store, clock, keep)


async def _connect(drumbeat: Drumbeat, platforms: Platforms) -> None:
    if drumbeat.settings.has_local:
        from adapters.local.chat import LocalChat

        await drumbeat.store.add_workspace(LOCAL)
        local = LocalChat(drumbeat.store.chatlog, drumbeat.store, drumbeat.clock)
        platforms.chats["local"] = ObservedChat(local, "local", drumbeat.metrics)
    if drumbeat.settings.has_slack:
        await _connect_slack(drumbeat, platforms)
    if drumbeat.settings.has_teams:
        await _connect_teams(drumbeat, platforms)


async def _connect_slack(drumbeat: Drumbeat, platforms: Platforms) -> None:
    from adapters.slack.app import build_slack
    from adapters.slack.errors import MENDABLE
    from adapters.slack.showing.chat import PACE

    slack = drumbeat.slack = build_slack(slack_deps(drumbeat))
    platforms.paces["slack"] = PACE
    platforms.advice["slack"] = MENDABLE
    platforms.chats["slack"] = ObservedChat(slack.chat, "slack", drumbeat.metrics)
    if slack.listening is not None:
        platforms.handlers["slack"], platforms.regrets["slack"] = slack.listening.handle, slack.listening.regret
    await slack.connect()


async def _connect_teams(drumbeat: Drumbeat, platforms: Platforms) -> None:
    from adapters.teams.app import build_teams
    from adapters.teams.errors import MENDABLE
    from adapters.teams.showing.chat import PACE

    teams = drumbeat.teams = build_teams(teams_deps(drumbeat))
    platforms.paces["teams"] = PACE
    platforms.advice["teams"] = MENDABLE
    platforms.chats["teams"] = ObservedChat(teams.chat, "teams", drumbeat.metrics)
    platforms.handlers["teams"], platforms.regrets["teams"] = teams.handle, teams.regret
    await teams.connect()


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
    if isinstance(error, StoreAway):
        return  # the log tells of it once
    if isinstance(error, DeliveryError):
        # Its words are ours and name Slack's code and what to do; they never quote a message.
        log.error("delivery_failed", **about(delivery), error=type(error).__name__, reason=str(error))
    else:
        log.error("delivery_failed", **about(delivery), error=type(error).__name__, exc_info=error)


def _report_arrival(arrival: Arrival, error: Exception) -> None:
    if isinstance(error, StoreAway):
        return  # the log tells of it once
    if isinstance(error, DeliveryError):
        log.warning("event_waits", arrival=arrival.id, error=type(error).__name__, reason=str(error))
    else:
        log.error("event_failed", arrival=arrival.id, error=type(error).__name__, exc_info=error)


def _report_given_up(arrival: Arrival, reason: str) -> None:
    log.error("event_given_up", arrival=arrival.id, platform=arrival.platform, reason=reason)
