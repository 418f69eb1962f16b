"""`drumbeat outbox`: messages that wait for somebody, and what an operator can do about them."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from bot.assembly import assemble
from bot.cli.common import fail, finish, out, settings_or_exit
from bot.links import ref_in
from bot.settings import Settings
from bot.shown import one_line
from storage.outbox_desk import OutboxDesk, Stuck

app = typer.Typer(help="Messages that could not be delivered.", invoke_without_command=True)

NOT_THERE = (
    "Message {id} failed, so it was not shown: {reason} `drumbeat outbox resend {id}` tries it again, "
    "`drumbeat outbox drop {id}` lets it go. If somebody posted it by hand, name it with --as."
)
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
def arrived(
    message: Id,
    link: Annotated[str, typer.Option("--as", metavar="LINK", help="The message's link (Copy link).")] = "",
) -> None:
    """It is there: it is not sent again, and what waits for its thread is.

    With --as that goes into its thread, and the message is kept up to date again; else plainly to the same place.
    """
    count = finish(_mark_arrived(settings_or_exit(), message, link))
    noted = "Noted: it is not sent again." if not link else "Noted: it is brought up to date now."
    out.print(
        noted + (f" {_messages(count)} for its thread {'is' if count == 1 else 'are'} sent now." if count else "")
    )


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


async def _mark_arrived(settings: Settings, message: str, link: str) -> int:
    """How many waited for its thread."""
    async with assemble(settings) as drumbeat:
        desk = drumbeat.store.desk
        stuck = await desk.find(message)
        if stuck and not (link or stuck.may_be_there):
            fail(NOT_THERE.format(id=message, reason=stuck.reason))
        count = await desk.count_waiting_for(message)
        if stuck is None or not await desk.arrived(message, _ref_in(link, stuck) if link else None):
            fail(f"No message {message} is stuck that was never shown. `drumbeat outbox` lists those that are stuck.")
        return count


def _messages(count: int) -> str:
    return "One message" if count == 1 else f"{count} messages"


def _ref_in(link: str, stuck: Stuck) -> str:
    """What the platform calls the message of this link. A message's name begins with that of its channel."""
    ref = ref_in(stuck.workspace_id, link)
    if ref is None:
        fail("That is no link to a message. In the message's menu, Copy link gives one.")
    kind, _, place = stuck.lane.partition(":")
    if kind == "channel" and not ref.startswith(place):
        fail(f"That link leads elsewhere than to {stuck.lane}, where this message was to go.")
    return ref


def _show(stuck: list[Stuck]) -> None:
    if not stuck:
        out.print("Nothing is stuck.")
        return
    for row in stuck:  # lines, not columns: an id that is cut cannot be named
        why = one_line(f"{row.kind} to {row.lane}: {row.reason}")
        head = f"{row.id}  {row.state} since {row.since:%Y-%m-%d %H:%M} UTC"
        out.print(f"{head}\n    {why}", soft_wrap=True, markup=False)
