"""`drumbeat admin add`: who may change every team."""

from typing import Annotated

import typer

from bot.admins import name_admin
from bot.assembly import assemble
from bot.cli.common import chosen_workspace, finish, out, settings_or_exit
from bot.settings import Settings

app = typer.Typer(help="Who may change every team.", no_args_is_help=True)


@app.callback()
def admins() -> None:
    """Who may change every team."""


@app.command()
def add(
    person: Annotated[str, typer.Argument(help="The platform's id of the person, e.g. U0123.")],
    workspace: Annotated[str, typer.Option(help="e.g. slack:T0123; needed where there are several.")] = "",
) -> None:
    """Make somebody an admin."""
    finish(_add(settings_or_exit(), person, workspace))


async def _add(settings: Settings, person: str, workspace: str) -> None:
    async with assemble(settings) as drumbeat:
        known = [row.id for row in await drumbeat.store.workspaces()]
        target = chosen_workspace(known, workspace)
        member = await name_admin(drumbeat.store, target, person)
    out.print(f"{member.name} is an admin of {target} now.")
