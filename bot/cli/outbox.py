"""`drumbeat outbox`: messages that wait for somebody, and what an operator can do about them."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import typer
from rich.table import Table

from bot.assembly import assemble
from bot.cli.common import fail, finish, out, settings_or_exit
from bot.settings import Settings
from storage.outbox_desk import OutboxDesk, Stuck

app = typer.Typer(help="Messages that could not be delivered.", invoke_without_command=True)

Id = Annotated[str, typer.Argument(help="The message's id, as `drumbeat outbox` shows it.")]


@app.callback()
def show(ctx: typer.Context) -> None:
    """List what is stuck, and why. Never what the messages say."""
    if ctx.invoked_subcommand is None:
        _show(finish(_stuck(settings_or_exit(quiet=True))))


@app.command()
def resend(message: Id) -> None:
    """Try a message again. One that is ambiguous may then be shown twice: look in the channel first."""
    finish(_change(settings_or_exit(), message, OutboxDesk.resend))
    out.print("It is tried again now.")


@app.command()
def drop(message: Id) -> None:
    """Let a message go for good, with what waits for its thread."""
    finish(_change(settings_or_exit(), message, OutboxDesk.drop))
    out.print("It will not be sent.")


async def _stuck(settings: Settings) -> list[Stuck]:
    async with assemble(settings) as drumbeat:
        return await drumbeat.store.desk.stuck()


async def _change(settings: Settings, message: str, move: Callable[[OutboxDesk, str], Awaitable[bool]]) -> None:
    async with assemble(settings) as drumbeat:
        if not await move(drumbeat.store.desk, message):
            fail(f"No message {message} is stuck. `drumbeat outbox` lists those that are.")


def _show(stuck: list[Stuck]) -> None:
    if not stuck:
        out.print("Nothing is stuck.")
        return
    table = Table("id", "what", "where", "state", "since (UTC)", "why", box=None)
    for row in stuck:
        table.add_row(row.id, row.kind, row.lane, row.state, f"{row.since:%Y-%m-%d %H:%M}", row.reason)
    out.print(table)
