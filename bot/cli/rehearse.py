"""`drumbeat rehearse`: what would be said in the coming weeks, without saying it."""

from typing import Annotated

import typer
from rich.progress import Progress

from bot.assembly import Drumbeat, assemble
from bot.cli.common import err, finish, settings_or_exit
from bot.rehearsal import Line, copied, show, zone_of
from bot.settings import Settings
from bot.shown import tame


def rehearse(
    weeks: Annotated[int, typer.Option(min=1, max=26, help="How many weeks to play.")] = 1,
) -> None:
    """Play the coming weeks over a copy of the data in memory and print what would be said. Sends nothing.

    Nobody answers in a rehearsal: it shows the prompts, reminders, briefs and summaries at their local times.
    """
    settings = settings_or_exit(quiet=True)
    lines, zone = finish(_rehearse(settings, weeks))
    for line in lines:
        typer.echo(tame(show(line, zone)) + "\n")
    typer.echo(
        f"{len(lines)} messages in {weeks} {'week' if weeks == 1 else 'weeks'}; times in {zone}. Nothing was sent."
    )


async def _rehearse(settings: Settings, weeks: int) -> tuple[list[Line], str]:
    async with assemble(settings) as drumbeat:
        zone = await _zone(drumbeat)
        workspaces = len(await drumbeat.store.workspaces())
        async with copied(drumbeat.store, drumbeat.services, drumbeat.clock) as rehearsal:
            with Progress(console=err, transient=True) as bar:
                task = bar.add_task("Rehearsing", total=weeks * max(workspaces, 1))
                return await rehearsal.play(weeks, lambda: bar.advance(task)), zone


async def _zone(drumbeat: Drumbeat) -> str:
    for workspace in await drumbeat.store.workspaces():
        async with drumbeat.store.unit(workspace.id, actor="drumbeat") as unit:
            teams = await unit.teams.find()
        if teams:
            return zone_of(teams)
    return "UTC"
