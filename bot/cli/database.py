"""`drumbeat db upgrade` and `db restored`, and `drumbeat sample clear`."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.assembly import assemble, utc_now
from bot.cli.common import fail, finish, out, settings_or_exit
from bot.database import bring_up_to_date
from bot.restoring import note_restored
from bot.sample import clear_sample
from bot.settings import Settings
from storage import open_store

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


@app.command()
def restored(
    copied_at: Annotated[
        str, typer.Argument(help="When the copy was made, e.g. 2026-11-12T03:00+01:00 (UTC if bare).")
    ],
) -> None:
    """Say that a copy took the database's place, before anything is started: nothing is then said twice."""
    try:
        moment = datetime.fromisoformat(copied_at)
    except ValueError:
        fail(f"{copied_at} is no moment. Write it like 2026-11-12T03:00+01:00.")
    finish(_restored(settings_or_exit(), moment if moment.tzinfo else moment.replace(tzinfo=UTC)))
    out.print(
        "Noted. Start the worker first: what may have been said since is looked for, or listed by `drumbeat outbox`."
    )


async def _restored(settings: Settings, copied_at: datetime) -> None:
    await bring_up_to_date(settings.database_url)
    store = open_store(settings.database_url, utc_now)
    try:
        await note_restored(store, copied_at, utc_now())
        await store.gather_statistics()
    finally:
        await store.close()


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
