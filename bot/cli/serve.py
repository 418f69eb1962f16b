"""`drumbeat run`, `web` and `worker`: the long-running processes."""

import asyncio
import os
import signal
from typing import Annotated

import structlog
import typer
from aiohttp.web import Application, AppRunner
from rich.panel import Panel
from rich.progress import Progress, SpinnerColumn, TextColumn

from bot.assembly import Drumbeat, assemble
from bot.cli.common import fail, finish, out, settings_or_exit
from bot.collecting import collect_rarely
from bot.database import bring_up_to_date
from bot.furnishing import furnish
from bot.sample import is_empty, load_sample
from bot.settings import LOOPBACK, Settings
from bot.web import serve

log = structlog.get_logger()

TRY_SAMPLE = (
    "Try this in #growth (sample data; you act as anybody):",
    "  1. As Ben press Answer, or as Cy press Nothing changed.",
    "  2. Jump to the closing, and read the summary as Ana, the lead.",
    "  3. Type: okr update 1.1 40% conf 7 checklist for all",
    "     okr help lists the rest, okr mine what waits for you.",
    "",
    "To take the sample out: .venv/bin/drumbeat sample clear",
)
TRY_EMPTY = (
    "The local workspace is for trying; it serves this machine only.",
    "Type okr setup in a channel to start a team, or bring teams with drumbeat import FILE.",
)


def run(
    sample: Annotated[bool, typer.Option("--sample", help="Fill an empty database with marked sample data.")] = False,
) -> None:
    """Everything in one process: migrate, serve, tick and deliver."""
    settings = settings_or_exit(for_terminal=out.is_terminal or sample)
    finish(bring_up_to_date(settings.database_url))
    finish(_run(settings, sample=sample, web=True, worker=True))


def web() -> None:
    """Only the web server; run `drumbeat worker` beside it."""
    finish(_run(settings_or_exit(), sample=False, web=True, worker=False))


def worker() -> None:
    """Scheduler, sender and receiver of events; any number may run. METRICS_PORT is where their health can be asked."""
    finish(_run(settings_or_exit(), sample=False, web=False, worker=True))


async def _run(settings: Settings, *, sample: bool, web: bool, worker: bool) -> None:
    if web and settings.has_local and settings.host not in LOOPBACK:
        fail(
            f"The local workspace lets one act as anybody, so it serves only this machine: HOST={settings.host} needs "
            "DRUMBEAT_LOCAL=off, or HOST=127.0.0.1."
        )
    async with assemble(settings) as drumbeat:
        if settings.has_local and web:
            await _prepare_local(drumbeat, sample)
        runner = await _serve(drumbeat) if web else None
        watched = await _serve_watchers(drumbeat)
        collect_rarely()
        if worker:
            drumbeat.worker.start(settings.tick_seconds)
        if runner is not None:
            address = runner.addresses[0]
            _welcome(settings, f"http://{settings.host}:{address[1]}", sample)
        log.info("started", web=web, worker=worker, **({"port": settings.port} if web else {}))
        await _until_told_to_stop()
        log.info("stopping")
        listening = [each.cleanup() for each in (runner, watched) if each is not None]
        await asyncio.gather(drumbeat.worker.stop(), *listening)
    log.info("stopped")


async def _serve(drumbeat: Drumbeat) -> AppRunner:
    return await _listen(drumbeat.web_app(), drumbeat.settings.host, drumbeat.settings.port, "")


async def _serve_watchers(drumbeat: Drumbeat) -> AppRunner | None:
    """Health and metrics of this process on an address of their own, which a worker has then, too."""
    host, port = drumbeat.settings.metrics_host, drumbeat.settings.metrics_port
    if port is None:
        return None
    runner = await _listen(drumbeat.watching_app(), host, port, "METRICS_")
    log.info("metrics", port=runner.addresses[0][1])
    return runner


async def _listen(app: Application, host: str, port: int, prefix: str) -> AppRunner:
    try:
        return await serve(app, host, port)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        fail(
            f"{prefix}HOST={host} {prefix}PORT={port} cannot be listened on: {reason}. "
            f"Choose another {prefix}PORT, or stop what uses it."
        )


async def _prepare_local(drumbeat: Drumbeat, sample: bool) -> None:
    if sample and await is_empty(drumbeat.store):
        await _load_sample(drumbeat)
    await furnish(drumbeat.store)


async def _load_sample(drumbeat: Drumbeat) -> None:
    url, now = drumbeat.settings.database_url, drumbeat.clock()
    if not out.is_terminal:
        await load_sample(url, now, out.print)
        return
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), console=out, transient=True) as progress:
        task = progress.add_task("Playing six weeks of sample data ...")
        await load_sample(url, now, lambda step: progress.update(task, description=step))


def _welcome(settings: Settings, url: str, sample: bool) -> None:
    lines = [f"Drumbeat is running. Open [bold]{url}[/bold]"] if settings.has_local else [f"Drumbeat listens on {url}"]
    if settings.has_local:
        lines += ["", *(TRY_SAMPLE if sample else TRY_EMPTY), "", "Stop with Ctrl-C; the data stays."]
    lines += [*_ways_of_slack(settings, url), *_ways_of_teams(settings, url)]
    out.print(Panel("\n".join(lines), expand=False, padding=(1, 2)))


def _ways_of_slack(settings: Settings, url: str) -> list[str]:
    """How Slack reaches us."""
    lines = []
    if settings.slack_signing_secret is not None:
        lines.append(f"Slack sends to {url}/slack/events")
    if settings.slack_app_token is not None:
        lines.append("Slack is connected by Socket Mode; nothing needs to reach this address")
    if settings.has_install_page:
        lines.append(f"Install it in a workspace at {url}/slack/install")
    return lines


def _ways_of_teams(settings: Settings, url: str) -> list[str]:
    """How Teams reaches us."""
    if settings.drumbeat_teams_emulator:
        return [f"Microsoft's Agents Playground sends to {url}/api/messages, without tokens: for trying only"]
    return [f"Teams sends to {url}/api/messages"] if settings.has_teams else []


async def _until_told_to_stop() -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, told.set)
    await told.wait()
