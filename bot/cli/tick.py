"""`drumbeat tick`: one scheduler pass, for cron and for rehearsals."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from bot.assembly import Drumbeat, assemble
from bot.cli.common import fail, finish, out, settings_or_exit
from bot.settings import Settings
from bot.worker import Worker
from cadence.ports import Deliveries

FARTHEST = timedelta(days=366)
"""How far one call may move a clock: a slip of the finger must not lose a workspace its calendar."""
MOST_SECONDS, QUIET_SECONDS = 45, 2
"""How long one call goes on sending, below the minute of a cron; and after how long without a message it ends."""


def tick(
    at: Annotated[
        str,
        typer.Option(help="First move the clock forward to this moment, e.g. 2026-11-12T10:00+01:00 (UTC if bare)."),
    ] = "",
    workspace: Annotated[str, typer.Option(help="Move only this workspace's clock, e.g. slack:T0123.")] = "",
) -> None:
    """Handle events that wait, open, remind and close what is due, deliver what was said, and end."""
    finish(_tick(settings_or_exit(), _moment(at) if at else None, workspace))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail(f"{text} is no moment. Write it like 2026-11-12T10:00+01:00.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


async def _tick(settings: Settings, at: datetime | None, workspace: str) -> None:
    async with assemble(settings) as drumbeat:
        if at is not None:
            await _move(drumbeat, at, workspace)
        await drumbeat.worker.receive()
        done = await drumbeat.worker.tick()
        sent = await send_all(drumbeat.worker, drumbeat.store)
        await drumbeat.worker.prune()
    out.print(f"{done} due, {sent} delivered.")


async def send_all(
    worker: Worker, deliveries: Deliveries, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> int:
    """Send until nothing waits, or nothing more can go soon: a platform takes a message a second in each channel."""
    sent, quiet = await worker.send(), 0
    for _ in range(MOST_SECONDS):
        if quiet >= QUIET_SECONDS or not (await deliveries.backlog())["waiting"]:
            break
        await sleep(1)
        tried = await worker.send()
        sent, quiet = sent + tried, 0 if tried else quiet + 1
    return sent


async def _move(drumbeat: Drumbeat, at: datetime, only: str) -> None:
    known = [row for row in await drumbeat.store.workspaces() if only in ("", row.id)]
    if not known:
        fail(f"There is no workspace {only}." if only else "There is no workspace yet.")
    real = [workspace.id for workspace in known if workspace.platform != "local"]
    if real and not drumbeat.settings.drumbeat_rehearsal:
        fail(f"{real[0]} is real: its clock moves only with DRUMBEAT_REHEARSAL=1.")
    farthest = drumbeat.clock() + max(row.clock_offset for row in known) + FARTHEST
    if at > farthest:
        fail(f"{at:%d %b %Y} is over a year ahead, and the clock never goes back. At most {farthest:%d %b %Y}.")
    for workspace in known:
        now = await drumbeat.store.advance_clock(workspace.id, at)
        note = "" if now <= at or (now - at).total_seconds() < 1 else " (the clock never goes back)"
        out.print(f"{workspace.id}: {now.astimezone(UTC):%a %d %b %Y %H:%M} UTC{note}")
