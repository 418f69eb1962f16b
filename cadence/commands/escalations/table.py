"""Which function answers which button and form of an escalation. Part of `cadence.routes`; decides nothing."""

from collections.abc import Awaitable, Callable, Mapping

from cadence.commands.escalations.acknowledging import ask_take, snooze, submit_snooze, take
from cadence.commands.escalations.assigning import ask_assign, assign
from cadence.commands.escalations.deciding import ask_decide, submit_decide
from cadence.commands.escalations.passing import ask_not_mine, not_mine
from cadence.commands.escalations.previews import add_context, ask_context, ask_new_date, new_date, send, solved
from cadence.context import Context
from cadence.requests import ButtonPressed, FormSubmitted, Reply

ESCALATION_BUTTONS: Mapping[str, Callable[[Context, ButtonPressed], Awaitable[Reply]]] = {
    "esc.take": ask_take,
    "esc.assign": ask_assign,
    "esc.decide": ask_decide,
    "esc.snooze": snooze,
    "esc.not_mine": ask_not_mine,
    "esc.solved": solved,
    "esc.new_date": ask_new_date,
    "esc.context": ask_context,
    "esc.send_now": send,
}

ESCALATION_FORMS: Mapping[str, Callable[[Context, FormSubmitted], Awaitable[Reply]]] = {
    "esc_take": take,
    "esc_assign": assign,
    "esc_decide": submit_decide,
    "esc_snooze": submit_snooze,
    "esc_not_mine": not_mine,
    "esc_new_date": new_date,
    "esc_context": add_context,
}
