"""`drumbeat db upgrade`, and `drumbeat sample clear`."""

from typing import Annotated

import typer

from bot.assembly import assemble
from bot.cli.common import finish, out, settings_or_exit
from bot.database import bring_up_to_date
from bot.sample import clear_sample
from bot.settings import Settings

app = typer.Typer(help="The database.", no_args_is_help=True)
sample_app = typer.Typer(help="The sample data of the local workspace.", no_args_is_help=True)


@app.callback()
def database() -> None:
    """The database."""


@sample_app.callback()
def sample() -> None:
    """The sample data of the local workspace."""


@app.command()
def upgrade() -> None:
    """Bring the database's tables up to date; safe to repeat."""
    finish(bring_up_to_date(settings_or_exit().database_url))
    out.print("The database is up to date.")


@sample_app.command()
def clear(yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Remove the local workspace with all that is in it. Other workspaces are not touched."""
    settings = settings_or_exit()
    if not yes:
        typer.confirm("Remove the local workspace, with everything typed in it?", abort=True)
    finish(_clear(settings))


async def _clear(settings: Settings) -> None:
    async with assemble(settings) as drumbeat:
        await clear_sample(drumbeat.store)
    out.print("The local workspace is empty. `drumbeat run` starts it without sample data.")
