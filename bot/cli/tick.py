"""`drumbeat tick`: one scheduler pass, for cron and for rehearsals."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from bot.assembly import Drumbeat, assemble
from bot.cli.common import fail, finish, out, settings_or_exit
from bot.settings import Settings

FARTHEST = timedelta(days=366)
"""How far one call may move a clock: a slip of the finger must not lose a workspace its calendar."""


def tick(
    at: Annotated[
        str,
        typer.Option(help="First move the clock forward to this moment, e.g. 2026-11-12T10:00+01:00 (UTC if bare)."),
    ] = "",
    workspace: Annotated[str, typer.Option(help="Move only this workspace's clock, e.g. slack:T0123.")] = "",
) -> None:
    """Open, remind and close what is due, deliver what is waiting, and end."""
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
        done = await drumbeat.worker.tick()
        sent = await drumbeat.worker.send()
    out.print(f"{done} due, {sent} delivered.")


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
