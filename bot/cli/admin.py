"""`drumbeat admin add` and `remove`: who may change every team."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from bot.admins import name_admin, unname_admin
from bot.assembly import assemble
from bot.cli.common import chosen_workspace, finish, out, settings_or_exit
from bot.settings import Settings
from bot.shown import one_line
from cadence.model import Member
from cadence.ports import Store

app = typer.Typer(help="Who may change every team.", no_args_is_help=True)


@app.callback()
def admins() -> None:
    """Who may change every team."""


Person = Annotated[str, typer.Argument(help="The platform's id of the person, e.g. U0123.")]
Workspace = Annotated[str, typer.Option(help="e.g. slack:T0123; needed where there are several.")]


@app.command()
def add(person: Person, workspace: Workspace = "") -> None:
    """Make somebody an admin."""
    name, target = finish(_change(settings_or_exit(), person, workspace, name_admin))
    out.print(f"{one_line(name)} is an admin of {target} now.", markup=False)


@app.command()
def remove(person: Person, workspace: Workspace = "") -> None:
    """Take that back. Take them out of DRUMBEAT_ADMINS too: it names them again at the next start."""
    name, target = finish(_change(settings_or_exit(), person, workspace, unname_admin))
    out.print(f"{one_line(name)} is no admin of {target} by your word any more.", markup=False)


Move = Callable[[Store, str, str], Awaitable[Member]]


async def _change(settings: Settings, person: str, workspace: str, move: Move) -> tuple[str, str]:
    async with assemble(settings) as drumbeat:
        target = chosen_workspace([row.id for row in await drumbeat.store.workspaces()], workspace)
        return (await move(drumbeat.store, target, person)).name, target
