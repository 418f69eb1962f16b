"""The web server: health, readiness, metrics, and the adapters' own routes.

Knows addresses; must not know what the adapters do with what arrives.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from bot.metrics import Metrics
from bot.pulse import LEAST_SILENCE, Pulse
from bot.worker import HEARTBEAT
from cadence.errors import StoreAway
from cadence.patience import somebody_waits
from cadence.ports import Clock, Deliveries, Heartbeats, Inbox

Ping = Callable[[], Awaitable[None]]
Since = Callable[[], datetime | None]
MOST_AT_THE_DOOR = 1024
"""Connections that may come at once before we take the first: a Monday's answers come together, and whoever finds the
line full tries again a second later."""
LONGEST_ANSWER_SECONDS = 20.0
"""How long requests under way may take to end once we were told to stop."""
PLATFORM_MAY_BE_AWAY = timedelta(seconds=60)


@dataclass(frozen=True)
class Away:
    """what: is amiss while a platform does not reach this process. since: when that began; None while all is well."""

    what: str
    since: Since


class Health:
    """Answers `/healthz` and `/readyz`, and `/metrics` wherever that is to be.

    away: by platform, what keeps it from reaching this process. pulse: of this process's worker; where it has none,
    any worker may have ticked. silence: for how long none may have.
    """

    def __init__(
        self,
        ping: Ping,
        heartbeats: Heartbeats,
        deliveries: Deliveries,
        clock: Clock,
        metrics: Metrics,
        away: Mapping[str, Away],
        pulse: Pulse,
        silence: timedelta = LEAST_SILENCE,
        inbox: Inbox | None = None,
    ) -> None:
        self._ping = ping
        self._heartbeats = heartbeats
        self._deliveries = deliveries
        self._clock = clock
        self._metrics = metrics
        self._away = away
        self._pulse, self._silence = pulse, silence
        self._inbox = inbox

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/healthz", self.alive), web.get("/readyz", self.ready)]

    def figures_route(self) -> web.RouteDef:
        """Apart from the others: it may listen on an address of its own."""
        return web.get("/metrics", self.figures)

    async def alive(self, _request: web.Request) -> web.Response:
        """The process answers."""
        return web.json_response({"status": "alive"})

    async def ready(self, _request: web.Request) -> web.Response:
        """200 where database, worker and platforms are as they should be; else 503 with what is wrong."""
        with somebody_waits():
            problems = await self._problems()
        status = "ready" if not problems else "not ready"
        return web.json_response({"status": status, "problems": problems}, status=503 if problems else 200)

    async def figures(self, _request: web.Request) -> web.Response:
        """Prometheus. Without the database, what this process knows of itself."""
        with suppress(Exception):  # /readyz says what is wrong with the database
            for state, count in (await self._deliveries.backlog()).items():
                self._metrics.backlog.labels(state).set(count)
            if self._inbox is not None:
                await self._show_inbox(self._inbox)
        return web.Response(body=self._metrics.show(), headers={"Content-Type": self._metrics.content_type})

    async def _show_inbox(self, inbox: Inbox) -> None:
        for state, count in (await inbox.waiting()).items():
            self._metrics.inbox.labels(state).set(count)
        since = await inbox.oldest()
        waited = self._clock() - since if since else timedelta()
        self._metrics.inbox_oldest.set(max(0.0, waited.total_seconds()))

    async def _problems(self) -> list[str]:
        try:
            await self._ping()
            last = await self._heartbeats.last_beat(HEARTBEAT)
        except StoreAway as away:
            return [f"database: {away.reason}"]
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the database is the answer here
            return [f"database: {type(error).__name__}"]
        now = self._clock()
        is_here = self._pulse.is_expected
        of_worker = self._pulse.problems() if is_here else _worker_problems(last, now, self._silence)
        return [*of_worker, *_platform_problems(self._away, now)]


def _worker_problems(last: datetime | None, now: datetime, silence: timedelta) -> list[str]:
    if last is None:
        return ["worker: has never ticked on this database; start `drumbeat worker`"]
    if now - last > silence:
        return [f"worker: last ticked {last:%Y-%m-%d %H:%M} UTC; is `drumbeat worker` running?"]
    return []


def _platform_problems(away: Mapping[str, Away], now: datetime) -> list[str]:
    told = [(platform, each.what, each.since()) for platform, each in away.items()]
    return [
        f"{platform}: {what} since {since:%Y-%m-%d %H:%M} UTC; the log says why"
        for platform, what, since in told
        if since is not None and now - since > PLATFORM_MAY_BE_AWAY
    ]


async def serve(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Listen, and return the runner to be cleaned up. Port 0 takes a free one."""
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=LONGEST_ANSWER_SECONDS)
    await runner.setup()
    await web.TCPSite(runner, host, port, backlog=MOST_AT_THE_DOOR).start()
    return runner
