"""`drumbeat admin add`: who may change every team."""

from typing import Annotated

import typer

from bot.admins import name_admin
from bot.assembly import assemble
from bot.cli.common import fail, finish, out, settings_or_exit
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
        if not workspace and len(known) != 1:
            fail(f"Say which workspace with --workspace: {', '.join(known) or 'there is none yet'}.")
        target = workspace or known[0]
        if target not in known:
            fail(f"There is no workspace {target}; there is {', '.join(known) or 'none yet'}.")
        member = await name_admin(drumbeat.store, target, person)
    out.print(f"{member.name} is an admin of {target} now.")
