"""The table of what Drumbeat understands: which function answers which command, button and form.

Start here to add one. Knows names and functions; decides nothing.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from cadence.context import Context
from cadence.errors import Refused
from cadence.grammar.commands import read_command
from cadence.requests import ButtonPressed, CommandTyped, FormChanged, FormSubmitted, Nothing, Reply

CommandHandler = Callable[[Context, Any], Awaitable[Reply]]
ButtonHandler = Callable[[Context, ButtonPressed], Awaitable[Reply]]
SubmitHandler = Callable[[Context, FormSubmitted], Awaitable[Reply]]
ChangeHandler = Callable[[Context, FormChanged], Awaitable[Reply]]

COMMANDS: dict[type[Any], CommandHandler] = {}

BUTTONS: dict[str, ButtonHandler] = {}

SUBMISSIONS: dict[str, SubmitHandler] = {}

CHANGES: dict[str, ChangeHandler] = {}

H = TypeVar("H")

GONE = "This button is from an older version of Drumbeat. Type `okr help` to see what there is now."


async def route(ctx: Context) -> Reply:
    """The reply of whichever function the request belongs to."""
    match ctx.request:
        case CommandTyped() as typed:
            command = read_command(typed.text, ctx.today(), ctx.services.dates)
            return await COMMANDS[type(command)](ctx, command)
        case ButtonPressed() as press:
            return await _found(BUTTONS, press.action)(ctx, press)
        case FormSubmitted() as form:
            return await _found(SUBMISSIONS, form.form)(ctx, form)
        case FormChanged() as change:
            return await _found(CHANGES, change.form)(ctx, change)
    return Nothing()


def _found(table: dict[str, H], name: str) -> H:
    if name not in table:
        raise Refused(GONE)
    return table[name]
